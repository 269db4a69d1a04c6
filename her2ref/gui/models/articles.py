"""A list of articles of any length: ids in order, and the rows that can be seen, read by windows of 64."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from her2ref.core.changes import Changes
from her2ref.gui.pages.html import clean, esc
from her2ref.library.library import Library
from her2ref.library.rows import ArticleRow

ROW: Final = Qt.ItemDataRole.UserRole
"""Role of the whole `ArticleRow`."""
WINDOW: Final = 64
"""Rows read by one query; one article costs about 0.01 ms."""
KEPT: Final = 24
"""Windows kept in memory."""
READING: Final = {"later": "to read", "read": "read"}
Index = QModelIndex | QPersistentModelIndex


class ArticlesModel(QAbstractListModel):
    """Holds ids only. Rows are read on the GUI thread when they are painted: a window takes well under a frame."""

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._ids: array[int] = array("q")
        self._windows: OrderedDict[int, dict[int, ArticleRow]] = OrderedDict()

    def show_ids(self, ids: array[int]) -> None:
        """Another list. What only goes on behind the rows that are there, or is the same, resets nothing."""
        held = len(self._ids)
        if ids == self._ids:
            self._ids = ids
            self._forget()
        elif 0 < held < len(ids) and ids[:held] == self._ids:
            self.beginInsertRows(QModelIndex(), held, len(ids) - 1)
            self._ids = ids
            self._windows.pop(held // WINDOW, None)  # it was read as the last and is longer now
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._ids = ids
            self._windows.clear()
            self.endResetModel()

    def show_rows(self, rows: Sequence[ArticleRow]) -> None:
        """The first rows of a list, at most a window of them; they are not read again."""
        self.show_ids(array("q", [row.id for row in rows]))
        if rows:
            self._windows[0] = {row.id: row for row in rows[:WINDOW]}

    @property
    def ids(self) -> array[int]:
        return self._ids

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._ids)

    def id_at(self, row: int) -> int:
        """The article of a row; 0 outside the list."""
        return self._ids[row] if 0 <= row < len(self._ids) else 0

    def row_of(self, article: int) -> int:
        """Where an article stands; -1 when it is not in the list."""
        try:
            return self._ids.index(article)
        except ValueError:
            return -1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (
            ROW,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        row = self.article_row(index.row())
        if role == ROW:
            return row
        if row is None:
            return ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            own = (
                "starred" if row.starred else "",
                "note" if row.noted else "",
                READING.get(row.reading, ""),
            )
            parts = (*row.states, row.title, row.authors, row.journal, str(row.year or ""), *own)
            return ". ".join(part for part in parts if part)
        # a tooltip would take a title that looks like HTML for HTML
        return f"<p>{esc(row.title)}</p>" if role == Qt.ItemDataRole.ToolTipRole else clean(row.title)

    def article_row(self, position: int) -> ArticleRow | None:
        """The row at a position; None when the article has gone since the list was made."""
        if not 0 <= position < len(self._ids):
            return None
        number = position // WINDOW
        window = self._windows.get(number)
        if window is None:
            ids = self._ids[number * WINDOW : (number + 1) * WINDOW]
            window = {row.id: row for row in self._library.reader().article_rows(ids)}
            self._windows[number] = window
            if len(self._windows) > KEPT:
                self._windows.popitem(last=False)
        else:
            self._windows.move_to_end(number)
        return window.get(self._ids[position])

    def refresh(self, changes: Changes) -> None:
        """Forgets the rows that were read; what can be seen is read again when it is painted."""
        if changes.touches("articles", "stars", "notes", "tags", "reading"):
            self._forget()

    def _forget(self) -> None:
        self._windows.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))
