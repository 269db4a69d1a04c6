"""Collections: a person's own heaps of articles and topics. On the disk when these functions return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from her2ref.core.changes import Changes
from her2ref.core.errors import UnknownId
from her2ref.library import personal
from her2ref.library.labels import label, refuse_taken, throw
from her2ref.library.rows import Collection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from her2ref.library.library import Library


def make_collection(library: Library, name: str) -> Collection:
    """An empty collection. Raises `KnownError` for a name that is empty or taken."""
    clean = label(name)
    made: list[int] = []

    def work(connection: Connection) -> Changes:
        refuse_taken(connection, "collection", clean)
        moment = personal.now()
        row = connection.exec_driver_sql(
            "INSERT INTO collection (uid, name, created, changed) VALUES (?, ?, ?, ?)",
            (personal.new_uid(), clean, moment, moment),
        )
        made.append(row.lastrowid)
        return Changes.of("collections")

    library.write(work)
    return Collection(made[0], clean, 0)


def rename_collection(library: Library, collection_id: int, name: str) -> Changes:
    """Another name. Raises `UnknownId`, and `KnownError` for a name that is empty or taken."""
    clean = label(name)

    def work(connection: Connection) -> Changes:
        _known(connection, collection_id)
        refuse_taken(connection, "collection", clean, collection_id)
        moment = personal.changes_now(connection, "collection", collection_id)
        connection.exec_driver_sql(
            "UPDATE collection SET name = ?, changed = ? WHERE id = ?", (clean, moment, collection_id)
        )
        return Changes.of("collections")

    return library.write(work)


def throw_collection(library: Library, collection_id: int) -> Changes:
    """Puts a collection with all that is in it into the trash; one that is there or gone is no error."""

    def work(connection: Connection) -> Changes:
        thrown = throw(connection, "collection", collection_id)
        return Changes.of("collections") if thrown else Changes.of()

    return library.write(work)


def collect(library: Library, collection_id: int, targets: Iterable[str], on: bool) -> Changes:
    """Puts articles ("12345", "article:-7") and topics into a collection, or takes them out: all of them, or none.

    Raises `UnknownId` for the collection, and for what is to be put in and is not in the library.
    """
    given = tuple(dict.fromkeys(targets))

    def work(connection: Connection) -> Changes:
        _known(connection, collection_id)
        moment, changed = personal.now(), []
        for target in given:
            if on:
                personal.known(connection, target)
                sql = "INSERT OR IGNORE INTO collected (collection_id, target, at) VALUES (?, ?, ?)"
                values: tuple[object, ...] = (collection_id, target, moment)
            else:
                sql = "DELETE FROM collected WHERE collection_id = ? AND target = ?"
                values = (collection_id, target)
            if connection.exec_driver_sql(sql, values).rowcount:
                changed.append(target)
        return Changes.of("collections", ids=tuple(changed)) if changed else Changes.of()

    return library.write(work)


def _known(connection: Connection, collection_id: int) -> None:
    sql = "SELECT 1 FROM collection WHERE id = ? AND deleted = ''"
    if connection.exec_driver_sql(sql, (collection_id,)).first() is None:
        raise UnknownId(
            "This collection is not there any more.", next_step="Look into the trash, or make a new one."
        )
