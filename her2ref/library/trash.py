"""The trash: what a person threw away waits here until they take it back or destroy it. Nothing goes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from her2ref.core.changes import Changes
from her2ref.core.errors import UnknownId
from her2ref.library import note_index, personal
from her2ref.library.labels import Table, free_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from her2ref.library.library import Library

Kind = Literal["note", "collection", "search"]
_CHANGED: Final = {"note": "notes", "collection": "collections", "search": "searches"}
_NAMED: Final[dict[str, Table]] = {"collection": "collection", "search": "saved_search"}


def take_back(library: Library, kind: str, thrown_id: int) -> Changes:
    """Puts a thing back where it was; a name that is taken by now gets a number behind it. Raises `UnknownId`."""
    table = _table(kind)

    def work(connection: Connection) -> Changes:
        ids = _thrown(connection, kind, thrown_id)
        connection.exec_driver_sql(
            f"UPDATE {table} SET deleted = '', changed = ? WHERE id = ?",  # noqa: S608 - one of three names of ours
            (personal.changes_now(connection, table, thrown_id), thrown_id),
        )
        if kind in _NAMED:
            _name_free(connection, _NAMED[kind], thrown_id)
        return Changes.of(_CHANGED[kind], ids=ids)

    return library.write(work)


def destroy(library: Library, kind: str, thrown_id: int) -> Changes:
    """Deletes a thing of the trash for good. Raises `UnknownId` for what is not in the trash."""
    table = _table(kind)

    def work(connection: Connection) -> Changes:
        ids = _thrown(connection, kind, thrown_id)
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE id = ?", (thrown_id,))  # noqa: S608
        return Changes.of(_CHANGED[kind], ids=ids)

    return note_index.write(library, work)


def empty(library: Library) -> Changes:
    """Deletes everything in the trash for good."""

    def work(connection: Connection) -> Changes:
        changed = [
            _CHANGED[kind]
            for kind in _CHANGED
            if connection.exec_driver_sql(f"DELETE FROM {_table(kind)} WHERE deleted != ''").rowcount  # noqa: S608
        ]
        return Changes.of(*changed)

    return note_index.write(library, work)


def _table(kind: str) -> str:
    if kind not in _CHANGED:
        raise UnknownId(
            f"The trash holds nothing of the kind “{kind}”.", next_step=f"Say {', '.join(_CHANGED)}."
        )
    return _NAMED.get(kind, kind)


def _thrown(connection: Connection, kind: str, thrown_id: int) -> tuple[str, ...]:
    """What panes must redraw when the thing changes. Raises `UnknownId` unless it is in the trash."""
    target = "target" if kind == "note" else "''"
    row = connection.exec_driver_sql(
        f"SELECT {target} FROM {_table(kind)} WHERE id = ? AND deleted != ''",  # noqa: S608
        (thrown_id,),
    ).first()
    if row is None:
        raise UnknownId(
            f"There is no {kind} {thrown_id} in the trash.",
            next_step="Look at the trash again: it has changed.",
        )
    return (row[0],) if kind == "note" else ()


def _name_free(connection: Connection, table: Table, thrown_id: int) -> None:
    name = connection.exec_driver_sql(f"SELECT name FROM {table} WHERE id = ?", (thrown_id,)).scalar()  # noqa: S608
    free = free_name(connection, table, str(name), thrown_id)
    if free != name:
        connection.exec_driver_sql(f"UPDATE {table} SET name = ? WHERE id = ?", (free, thrown_id))  # noqa: S608
