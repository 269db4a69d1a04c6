"""The three columns, and what becomes of them when there is no room: why and with what, the topic, the source."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from her2ref.gui.theme import px

LEFT, MIDDLE, RIGHT = 0, 1, 2
WIDTHS: Final = (290, 640, 440)
"""Widths at 100 % text in a window of 1440 pixels."""
THREE_FROM: Final = 940
"""Narrower than this (at 100 % text), the source takes the topic's place while it is read."""
TWO_FROM: Final = 680
"""Narrower than this, one column is shown at a time."""


class Columns(QSplitter):
    """A splitter that shows three, two or one of its columns. `shown_changed` says that the choice changed;
    `left_behind` that the keyboard is in a column about to be hidden, while the other ones are shown already."""

    shown_changed = Signal()
    left_behind = Signal()

    def __init__(self, left: QWidget, middle: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._columns = (left, middle, right)
        for width, column in zip((210, 330, 300), self._columns, strict=True):
            column.setMinimumWidth(width)
            self.addWidget(column)
        self.setStretchFactor(MIDDLE, 1)
        self._front = MIDDLE
        self._placed = False

    @property
    def capacity(self) -> int:
        """How many columns there is room for."""
        if self.width() >= px(THREE_FROM):
            return 3
        return 2 if self.width() >= px(TWO_FROM) else 1

    @property
    def front(self) -> int:
        """The column that the reader turned to last."""
        return self._front

    def bring(self, column: int) -> None:
        """Makes sure that a column can be seen."""
        if column in (RIGHT, MIDDLE) or self.capacity == 1:
            self._front = column
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if not self._placed:
            self._placed = True
            self.fit()

    def restore(self, state: QByteArray) -> None:
        """The widths of the last time, where there was one."""
        if not state.isEmpty():
            self._placed = self.restoreState(state)

    def fit(self) -> None:
        """Spreads the columns over the width they have now."""
        total = max(self.width(), 1)
        if self.capacity < 3:  # one of the two on the right is hidden; both get what is left
            left = min(px(WIDTHS[LEFT]), total * 36 // 100)
            self.setSizes([left, total - left, total - left])
            return
        left = min(px(WIDTHS[LEFT]), total * 24 // 100)
        right = (
            min(px(WIDTHS[RIGHT]), total * 30 // 100) if total < 2 * px(WIDTHS[MIDDLE]) else total * 30 // 100
        )
        self.setSizes([left, total - left - right, right])

    def _arrange(self) -> None:
        room = self.capacity
        if room == 3:
            wanted = {LEFT, MIDDLE, RIGHT}
        elif room == 2:
            wanted = {LEFT, RIGHT if self._front == RIGHT else MIDDLE}
        else:
            wanted = {self._front}
        shown = {n for n, column in enumerate(self._columns) if not column.isHidden()}
        if shown == wanted:
            return
        for n in wanted:
            self._columns[n].setVisible(True)
        focus = self.window().focusWidget()
        if focus is not None and any(self._columns[n].isAncestorOf(focus) for n in shown - wanted):
            self.left_behind.emit()
        for n in shown - wanted:
            self._columns[n].setVisible(False)
        if room > 1:
            self.fit()
        self.shown_changed.emit()
