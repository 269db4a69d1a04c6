"""The tree of mechanisms: names, article counts that arrive later, and marks for a chosen drug."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from her2ref.gui.numbers import counted
from her2ref.library.outline import TopicRow

KEY: Final = Qt.ItemDataRole.UserRole
COUNT: Final = Qt.ItemDataRole.UserRole + 1
"""Number of articles, None until it is known."""
MARK: Final = Qt.ItemDataRole.UserRole + 2
"""A word for the relation of the chosen drug to this mechanism, or empty."""
BELOW: Final = Qt.ItemDataRole.UserRole + 3
"""How many mechanisms below this one are marked."""
TONE: Final = Qt.ItemDataRole.UserRole + 4
Index = QModelIndex | QPersistentModelIndex


class TreeModel(QStandardItemModel):
    """Small (a hundred rows), so that every row is an item."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, QStandardItem] = {}

    def fill(self, rows: Sequence[TopicRow]) -> None:
        """Rows in the order of the tree, each after its parent."""
        self.clear()
        self._items = {}
        for row in rows:
            item = QStandardItem(row.name)
            item.setEditable(False)
            item.setData(row.key, KEY)
            parent = self._items.get(f"mechanism:{row.parent}") or self.invisibleRootItem()
            parent.appendRow(item)
            self._items[row.key] = item

    @property
    def keys(self) -> list[str]:
        return list(self._items)

    def index_of(self, key: str) -> QModelIndex:
        """Where a mechanism stands; an invalid index for anything else."""
        item = self._items.get(key)
        return item.index() if item is not None else QModelIndex()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        for key, item in self._items.items():
            item.setData(counts.get(key, 0), COUNT)

    def mark(self, words: Mapping[str, tuple[str, str]]) -> None:
        """Marks the mechanisms of a drug: a word and a tone for each key; all others lose theirs."""
        below: dict[str, int] = {}
        for key in words:
            item = self._items.get(key)
            while item is not None and item.parent() is not None:
                item = item.parent()
                name = str(item.data(KEY))
                below[name] = below.get(name, 0) + 1
        for key, item in self._items.items():
            word, tone = words.get(key, ("", ""))
            item.setData(word, MARK)
            item.setData(tone, TONE)
            item.setData(below.get(key, 0), BELOW)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.AccessibleTextRole and index.isValid():
            name, count, mark = (super(TreeModel, self).data(index, r) for r in (0, COUNT, MARK))
            parts = [str(name), str(mark or "")]
            if count is not None:
                parts.append(counted(int(count), "%1 article", "%1 articles"))
            return ", ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return super().data(index, Qt.ItemDataRole.DisplayRole)
        return super().data(index, role)
