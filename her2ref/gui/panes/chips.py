"""Chips: short words in rounded boxes that wrap to the next line. The word says what the colour says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QPushButton, QSizePolicy, QWidget

from her2ref.gui.pages.html import Chip, esc
from her2ref.gui.theme import current, font, px, themes


class FlowLayout(QLayout):
    """Lays items in lines like words; height follows width."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        gaps = self._gap * max(len(self._items) - 1, 0)
        return QSize(sum(i.sizeHint().width() for i in self._items) + gaps, self.minimumSize().height())

    def minimumSize(self) -> QSize:
        """No width: a chip that is wider than the line is shortened."""
        return QSize(0, max((item.sizeHint().height() for item in self._items), default=0))

    def _lay(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            size = item.sizeHint()
            width = min(size.width(), rect.width())
            if x > rect.x() and x + width > rect.right() + 1:
                x, y, line = rect.x(), y + line + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), QSize(width, size.height())))
            x += width + self._gap
            line = max(line, size.height())
        return y + line - rect.y()


class Chips(QWidget):
    """A line of chips, or several; nothing at all when there is none. `followed` carries the link of a chip."""

    followed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._chips: tuple[Chip, ...] = ()
        self._flow = FlowLayout(px(6))
        self.setLayout(self._flow)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        themes().theme_changed.connect(self._draw)
        self.hide()

    @property
    def chips(self) -> tuple[Chip, ...]:
        return self._chips

    def show_chips(self, chips: Sequence[Chip]) -> None:
        self._chips = tuple(chips)
        self._draw()

    def _draw(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for chip in self._chips:
            widget = self._link(chip) if chip.link else self._label(chip)
            self._flow.addWidget(widget)
            widget.show()  # else its size is known only after a turn of the event loop
        self.setVisible(bool(self._chips))
        self.updateGeometry()

    def _label(self, chip: Chip) -> QLabel:
        label = QLabel(chip.text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(font("small", bold=True))
        label.setToolTip(_tip(chip))
        label.setAccessibleName(f"{chip.hint}: {chip.text}" if chip.hint else chip.text)
        label.setStyleSheet(f"QLabel {{ {_look(chip)} }}")
        return label

    def _link(self, chip: Chip) -> QPushButton:
        button = QPushButton(chip.text.replace("&", "&&"))
        button.setFont(font("small", bold=True))
        button.setToolTip(_tip(chip))
        button.setAccessibleName(chip.said or chip.text)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setProperty("link", chip.link)
        theme = current()
        button.setStyleSheet(
            f"QPushButton {{ {_look(chip)} border: 0; text-align: left; }}"
            f"QPushButton:hover {{ background: {theme.hover}; }}"
            f"QPushButton:focus {{ border: 2px solid {theme.accent}; padding: {max(px(2) - 2, 0)}px {px(9) - 2}px; }}"
        )
        button.clicked.connect(self._on_clicked)
        return button

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.followed.emit(str(button.property("link")))


def _tip(chip: Chip) -> str:
    """The hint as a tooltip: as HTML, so that a hint that looks like it is not taken for it."""
    return f"<p>{esc(chip.hint)}</p>" if chip.hint else ""


def _look(chip: Chip) -> str:
    """Colour, ground and roundness of a chip."""
    theme = current()
    if chip.tone == "badge":
        rest = f"border: 1px solid {theme.line_strong}; padding: {px(2) - 1}px {px(9) - 1}px;"
        return f"color: {theme.text}; background: transparent; border-radius: {px(9)}px; {rest}"
    colour, ground = {
        "green": (theme.green, theme.green_soft),
        "amber": (theme.amber, theme.amber_soft),
        "red": (theme.red, theme.red_soft),
    }.get(chip.tone, (theme.accent, theme.accent_soft))
    return f"color: {colour}; background: {ground}; border-radius: {px(9)}px; padding: {px(2)}px {px(9)}px;"
