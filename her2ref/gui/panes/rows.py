"""What the two lists on the left share: which row the mouse is over, and letters that search by name.

The delegates ask the view itself for its state: Qt's style flags, its viewport and a row's style option are types
that cost several milliseconds each when they are first touched, all of them before the first paint.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QVBoxLayout, QWidget


class Hover:
    """The row under the mouse of a view with mouse tracking; invalid when there is none."""

    def __init__(self, view: QAbstractItemView) -> None:
        self._view = view
        self._row = QPersistentModelIndex()
        view.setMouseTracking(True)
        view.entered.connect(self._on_entered)

    def is_at(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        return self._row.isValid() and self._row == index

    def leave(self) -> None:
        """To be called when the mouse leaves the view."""
        self._row = QPersistentModelIndex()

    def _on_entered(self, index: QModelIndex) -> None:
        before, self._row = self._row, QPersistentModelIndex(index)
        for row in (before, self._row):
            if row.isValid():
                self._view.update(row)


def set_under(pane: QFrame, heading: QWidget, view: QAbstractItemView) -> None:
    """Lays a pane out as its heading and the list below it; the focus belongs to the list."""
    rows = QVBoxLayout(pane)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    rows.addWidget(heading)
    rows.addWidget(view, 1)
    pane.setFocusProxy(view)


def is_search_key(event: QEvent) -> bool:
    """Letters search a list by name, whatever they mean elsewhere in the window."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
    return plain and event.text().isalnum()
