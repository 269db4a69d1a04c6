"""The line of groups above the answers: how many there are of each, and to which the list is narrowed."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from her2ref.gui.theme import current, font, px


class Group(NamedTuple):
    """`kind` is empty for all groups together; `number` is -1 where it is not known yet, and for all together."""

    kind: str
    name: str
    number: int = -1

    @property
    def told(self) -> str:
        return f"{self.name} {self.number:,}" if self.number >= 0 else self.name


class GroupLine(QWidget):
    """Always one line: where not all of it fits, numbers go first, then what is farthest from the chosen group."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[Group, ...] = ()
        self._kind = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)

    @property
    def groups(self) -> tuple[Group, ...]:
        return self._groups

    def show_groups(self, groups: tuple[Group, ...], kind: str) -> None:
        self._groups, self._kind = groups, kind
        now = next((group.name for group in groups if group.kind == kind), "")
        told = ", ".join(group.told for group in groups if group.kind)
        self.setAccessibleName(self.tr("Groups: %1. Shown: %2").replace("%1", told).replace("%2", now))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(300), px(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, px(32))

    def places(self) -> list[tuple[Group, QRect, str]]:
        """Each group that fits, with where it stands and the number that it shows."""
        metrics, bold = _metrics(bold=False), _metrics(bold=True)
        room = self.width() - 2 * px(16)

        def width(group: Group, *, with_number: bool) -> int:
            number = f" {group.number:,}" if with_number and group.number >= 0 else ""
            return bold.horizontalAdvance(group.name) + metrics.horizontalAdvance(number) + px(18)

        full = sum(width(group, with_number=True) for group in self._groups) <= room
        shown = list(self._groups)
        if not full:
            while len(shown) > 2 and sum(width(g, with_number=g.kind == self._kind) for g in shown) > room:
                at_end = shown[-1].kind == self._kind
                shown.pop(1 if at_end else -1)
        places, left = [], px(16)
        for group in shown:
            with_number = full or group.kind == self._kind
            wide = width(group, with_number=with_number)
            number = f"{group.number:,}" if with_number and group.number >= 0 else ""
            places.append((group, QRect(left, 0, wide, self.height()), number))
            left += wide
        return places

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current(), QPainter(self)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for group, rect, number in self.places():
            is_now = group.kind == self._kind
            painter.setFont(font("small", bold=True))
            painter.setPen(QColor(theme.text if is_now else theme.quiet))
            painter.drawText(rect, middle, group.name)
            wide = painter.fontMetrics().horizontalAdvance(group.name)
            painter.setFont(font("small"))
            painter.setPen(QColor(theme.quiet))
            painter.drawText(rect.adjusted(wide, 0, 0, 0), middle, f" {number}" if number else "")
            if is_now:
                under = QRect(rect.left(), rect.bottom() - px(2), wide, px(2))
                under.setWidth(
                    wide + (painter.fontMetrics().horizontalAdvance(f" {number}") if number else 0)
                )
                painter.fillRect(under, QColor(theme.accent))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme.line))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        kind = self._kind_at(event.position().toPoint())
        if kind is not None:
            self.chosen.emit(kind)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_over = self._kind_at(event.position().toPoint()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor)

    def _kind_at(self, point: QPoint) -> str | None:
        return next((group.kind for group, rect, _ in self.places() if rect.contains(point)), None)


def _metrics(*, bold: bool) -> QFontMetrics:
    return QFontMetrics(font("small", bold=bold))
