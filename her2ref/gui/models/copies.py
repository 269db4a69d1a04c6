"""Copies of the library, as lines of a list and in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from her2ref.core.sizes import amount
from her2ref.gui.numbers import counted
from her2ref.library.backups import Backup

UNDER: Final = Qt.ItemDataRole.UserRole
"""Role of the second line."""
WHOLE, DAMAGED = "whole", "damaged"
"""What a check of a copy found."""
Index = QModelIndex | QPersistentModelIndex


def _tr(text: str) -> str:
    return QCoreApplication.translate("Copies", text)


def when(one: Backup) -> str:
    """When it was made, by the clock of this computer."""
    return f"{one.made.astimezone():%Y-%m-%d %H:%M}"


def why(one: Backup) -> str:
    return {
        "daily": _tr("daily"),
        "before-migration": _tr("before an update"),
        "before-restore": _tr("before a restore"),
        "by-hand": _tr("made by hand"),
    }[one.reason]


def holds(one: Backup) -> str:
    """ "1,240 articles, 3 notes"."""
    articles = counted(one.articles, "%1 article", "%1 articles")
    return f"{articles}, {counted(one.notes, '%1 note', '%1 notes')}"


class CopiesModel(QAbstractListModel):
    """`found` is what checks said of them, by path."""

    def __init__(self) -> None:
        super().__init__()
        self._copies: Sequence[Backup] = ()
        self.found: dict[Path, str] = {}

    def show_copies(self, copies: Sequence[Backup]) -> None:
        self.beginResetModel()
        self._copies = copies
        self.endResetModel()

    def note(self, path: Path, finding: str) -> None:
        """What a check said of one of them."""
        self.found[path] = finding
        for row, one in enumerate(self._copies):
            if one.path == path:
                self.dataChanged.emit(self.index(row), self.index(row))

    def copy_at(self, row: int) -> Backup | None:
        return self._copies[row] if 0 <= row < len(self._copies) else None

    @property
    def copies(self) -> Sequence[Backup]:
        return self._copies

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._copies)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.copy_at(index.row()) if index.isValid() else None
        if one is None:
            return None
        first = f"{when(one)} · {why(one)}"
        under = " · ".join([holds(one), amount(one.bytes), self._checked(one)])
        texts = {
            int(Qt.ItemDataRole.DisplayRole): first,
            int(UNDER): under,
            int(Qt.ItemDataRole.ToolTipRole): str(one.path),
            int(Qt.ItemDataRole.AccessibleTextRole): f"{first}. {under}",
        }
        return texts.get(int(role))

    def _checked(self, one: Backup) -> str:
        """A file with a name of ours was checked before it got it; of any other nothing is known."""
        finding = self.found.get(one.path)
        if finding == WHOLE:
            return _tr("checked now, whole")
        if finding == DAMAGED:
            return _tr("damaged: it cannot be used")
        ours = one.path.name.startswith("library-")
        return _tr("checked when it was made") if ours else _tr("not checked")
