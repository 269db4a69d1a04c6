"""Into which collections something belongs: type to find one, Enter puts in or takes out, a new name makes one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from her2ref.core.changes import Changes
from her2ref.core.errors import KnownError
from her2ref.core.progress import Progress
from her2ref.gui import deeds
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.numbers import counted
from her2ref.gui.theme import current, font, px
from her2ref.gui.undoing import perform
from her2ref.library.library import Library
from her2ref.library.rows import Collection

ROLE = Qt.ItemDataRole.UserRole
SHARE = Qt.ItemDataRole.UserRole + 1
"""Which part of what is to be put in is in it: 0 to 1."""
NEW = -1
STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def box(share: float) -> QIcon:
    """A box that is empty, ticked, or struck where only some of several things are in it."""
    theme, side, scale = current(), px(16), 2
    made = QPixmap(side * scale, side * scale)
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    unit = side / 16
    painter.setPen(QPen(QColor(theme.accent if share else theme.line_strong), unit * 1.2))
    painter.setBrush(QColor(theme.accent) if share else QColor(theme.window))
    painter.drawRoundedRect(QRectF(unit * 1.5, unit * 1.5, unit * 13, unit * 13), unit * 3, unit * 3)
    painter.setPen(QPen(QColor(theme.on_accent), unit * 2))
    if share == 1:
        points = [QPointF(unit * x, unit * y) for x, y in ((4.5, 8.5), (7, 11), (11.5, 5.5))]
        painter.drawPolyline(points)
    elif share:
        painter.drawLine(QPointF(unit * 5, unit * 8), QPointF(unit * 11, unit * 8))
    painter.end()
    return QIcon(made)


class Collect(QDialog):
    """Works on the library at once; every choice can be taken back. Deleted when closed."""

    def __init__(
        self, parent: QWidget, desk: Desk, library: Library, jobs: Jobs, targets: Sequence[str], title: str
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._library, self._jobs, self._targets = desk, library, jobs, tuple(targets)
        self._all: list[Collection] = []
        self._within: dict[int, set[str]] = {}
        self.setWindowTitle(self.tr("Collections"))
        self.setMinimumSize(px(380), px(320))
        what = QLabel(title)
        what.setTextFormat(Qt.TextFormat.PlainText)
        what.setWordWrap(True)
        what.setFont(font(bold=True))
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Find a collection, or name a new one"))
        self.line.setAccessibleName(self.line.placeholderText())
        self.line.setMaxLength(200)
        self.line.setFont(font())
        self.line.installEventFilter(self)
        self.view = QListWidget()
        self.view.setAccessibleName(self.windowTitle())
        self.view.setFont(font())
        self.view.setUniformItemSizes(True)
        self.view.setIconSize(QSize(px(16), px(16)))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setStyleSheet(f"QListWidget::item {{ padding: {px(4)}px {px(2)}px; }}")
        self.trouble = QLabel()
        self.trouble.setObjectName("quiet")
        self.trouble.setWordWrap(True)
        self.trouble.setFont(font("small"))
        self.trouble.setText(self.tr("Enter puts it in or takes it out. Esc closes."))
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setFont(font())
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        under = QHBoxLayout()
        under.addWidget(self.trouble, 1)
        under.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignBottom)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(px(20), px(20), px(20), px(16))
        rows.setSpacing(px(10))
        for widget in (what, self.line, self.view):
            rows.addWidget(widget)
        rows.addLayout(under)
        self.line.textChanged.connect(self._on_words)
        self.view.itemClicked.connect(self._toggle)
        desk.changed.connect(self._on_changed)
        self._read()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line keeps the keyboard: arrows move along the list, Enter chooses there."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in STEPS:
                self.view.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._toggle(self.view.currentItem())
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.view.hasFocus():
            self._toggle(self.view.currentItem())
        else:
            super().keyPressEvent(event)

    def _read(self) -> None:
        library, targets = self._library, self._targets

        def work(_progress: Progress) -> tuple[list[Collection], dict[int, set[str]]]:
            reader = library.reader()
            within: dict[int, set[str]] = {}
            for target in targets:
                for number in reader.collections_of(target):
                    within.setdefault(number, set()).add(target)
            return reader.collections(), within

        self._jobs.latest("collect", work, succeeded=self._on_read, failed=self._desk.fail)

    def _on_read(self, found: tuple[list[Collection], dict[int, set[str]]]) -> None:
        self._all, self._within = found
        self._fill()

    def _on_words(self, _text: str) -> None:
        self._fill()

    def _fill(self) -> None:
        """The collections whose names have what is typed; last a new one of that name."""
        item = self.view.currentItem()
        held = item.data(ROLE) if item is not None else 0
        wanted = self.line.text().strip()
        low = wanted.casefold()
        self.view.clear()
        for row in self._all:
            if low in row.name.casefold():
                self._add(row.name, row.id, counted(row.items, "%1 in it", "%1 in it"))
        if wanted and all(row.name.casefold() != low for row in self._all):
            self._add(self.tr("New collection “%1”").replace("%1", wanted), NEW, "")
        rows = [self.view.item(n) for n in range(self.view.count())]
        self.view.setCurrentRow(next((n for n, row in enumerate(rows) if row.data(ROLE) == held), 0))

    def _add(self, name: str, number: int, more: str) -> None:
        item = QListWidgetItem(name)
        item.setData(ROLE, number)
        if number != NEW:
            within = len(self._within.get(number, ()))
            share = within / len(self._targets)
            item.setIcon(box(share))
            told = (
                self.tr("not in it")
                if not share
                else self.tr("in it")
                if share == 1
                else self.tr("partly in it")
            )
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {told}")
            item.setData(SHARE, share)
        item.setToolTip(more)
        self.view.addItem(item)

    def _toggle(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        number = int(item.data(ROLE))
        if number == NEW:
            name = self.line.text().strip()
            self.line.clear()
            deed = deeds.making(name, self._targets)
        else:
            name = next(row.name for row in self._all if row.id == number)
            within = self._within.get(number, set())
            on = len(within) < len(self._targets)
            changed = [target for target in self._targets if (target in within) != on]
            deed = deeds.collecting_in(number, name, changed, on=on)
        perform(self._desk, self._library, self._jobs, deed, failed=self._on_failed)

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.trouble.setText(error.in_window)
        self.trouble.setAccessibleName(error.in_window)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("collections"):
            self._read()
