"""Notes as lines of a list: the first words of each, what it hangs on, and when it was changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from her2ref.gui.pages.html import clean
from her2ref.library.own import first_line
from her2ref.library.rows import NoteLine

LINE: Final = Qt.ItemDataRole.UserRole
"""Role of the whole `NoteLine`."""
UNDER: Final = Qt.ItemDataRole.UserRole + 1
"""Role of the second line."""
MARKS: Final = re.compile(r"^\s*(?:#{1,6}\s|[-*+>]\s|\d+[.)]\s)+|[*`]+")
LINK: Final = re.compile(
    r"!?\[([^\[\]]*)\]\(<?((?:[^\s()<>]|\([^\s()<>]*\))*)>?(?:\s+[\"'(][^()]*)?(?:\)|$)|<([a-z][a-z+.-]*:[^\s<>]*)>"
)
"""[words](address) with a picture's mark or a title or without, cut off at the end or not; or <address>."""
Index = QModelIndex | QPersistentModelIndex


def words(text: str) -> str:
    """The first line of a note without the signs of Markdown; of a link its words."""
    line = LINK.sub(lambda found: found[1] or found[2] or found[3] or "", first_line(text))
    return MARKS.sub("", line).strip() or first_line(text)


def under(line: NoteLine) -> str:
    """What a note hangs on, and the day of its last change."""
    where = clean(line.title) or line.note.target or QCoreApplication.translate("NotesModel", "Parked")
    return f"{line.note.changed[:10]} · {where}"


class NotesModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[NoteLine] = ()

    def show_lines(self, lines: Sequence[NoteLine]) -> None:
        if list(lines) == list(self._lines):
            return
        if [line.note.id for line in lines] == [line.note.id for line in self._lines]:
            self._lines = lines
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line_at(self, row: int) -> NoteLine | None:
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, note: int) -> int:
        """Where a note stands; -1 when it is not in the list."""
        return next((n for n, line in enumerate(self._lines) if line.note.id == note), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line_at(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return words(line.note.text)
        if role == UNDER:
            return under(line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{words(line.note.text)}. {under(line)}"
        return None
