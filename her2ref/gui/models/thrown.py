"""What is in the trash, as lines of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from her2ref.gui.models.notes import words
from her2ref.library.rows import Thrown

UNDER: Final = Qt.ItemDataRole.UserRole
"""Role of the second line."""
Index = QModelIndex | QPersistentModelIndex


def _tr(text: str) -> str:
    return QCoreApplication.translate("ThrownModel", text)


def kinds() -> dict[str, str]:
    return {"note": _tr("Note"), "collection": _tr("Collection"), "search": _tr("Saved search")}


class ThrownModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._things: Sequence[Thrown] = ()

    def show_things(self, things: Sequence[Thrown]) -> None:
        self.beginResetModel()
        self._things = things
        self.endResetModel()

    def thing_at(self, row: int) -> Thrown | None:
        return self._things[row] if 0 <= row < len(self._things) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._things)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        thing = self.thing_at(index.row()) if index.isValid() else None
        if thing is None:
            return None
        title = words(thing.title) if thing.kind == "note" else thing.title
        under = (
            _tr("%1 · thrown away %2").replace("%1", kinds()[thing.kind]).replace("%2", thing.deleted[:10])
        )
        texts = {
            int(Qt.ItemDataRole.DisplayRole): title,
            int(UNDER): under,
            int(Qt.ItemDataRole.AccessibleTextRole): f"{title}. {under}",
        }
        return texts.get(int(role))
