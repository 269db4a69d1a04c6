"""Rows of two lines: words, and in quiet letters what they belong to."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from her2ref.gui.pages.html import clean
from her2ref.gui.panes.row_ground import paint_ground
from her2ref.gui.theme import current, font, px

HEIGHT: Final = 50
"""Pixels of a row at 100 % text."""
Index = QModelIndex | QPersistentModelIndex


class TwoLines(QStyledItemDelegate):
    """`under` is the role of the second line."""

    def __init__(self, view: QListView, under: int) -> None:
        super().__init__(view)
        self._under = under

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = current(), QRect(option.rect)
        painter.save()
        paint_ground(painter, option)
        self._line(painter, rect, str(index.data() or ""), px(7), "body", theme.text)
        self._line(painter, rect, str(index.data(self._under) or ""), px(27), "small", theme.quiet)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, rect: QRect, text: str, down: int, size: str, colour: str) -> None:
        used = font(size)
        metrics = QFontMetrics(used)
        painter.setFont(used)
        painter.setPen(QColor(colour))
        room = rect.width() - px(32)
        words = metrics.elidedText(clean(text), Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect.left() + px(16), rect.top() + down + metrics.ascent(), words)


class Lines(QListView):
    """A list of them. Letters do not search here: those that mean something belong to the pane around."""

    def __init__(self, name: str, under: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setItemDelegate(TwoLines(self, under))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyboardSearch(self, search: str) -> None:
        """Nothing is looked for."""

    def keyPressEvent(self, event: QKeyEvent) -> Any:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            event.ignore()
        else:
            super().keyPressEvent(event)
