"""A person's notes: on an article, on a topic, or parked, on nothing yet. On the disk when these functions return."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from her2ref.core.changes import Changes
from her2ref.core.errors import Forbidden, KnownError, UnknownId
from her2ref.library import note_index, personal
from her2ref.library.rows import Note

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from her2ref.library.library import Library

PARKED: Final = ""
"""The target of a note that hangs on nothing: a question that waits for its place."""

_ROW: Final = "SELECT id, target, text, created, changed FROM note WHERE id = ? AND deleted = ''"
_INSERT: Final = "INSERT INTO note (target, text, created, changed, uid) VALUES (?, ?, ?, ?, ?)"


def save_note(
    library: Library, target: str, text: str, note_id: int | None = None, *, base: str | None = None
) -> Note:
    """A new note on `target` (`PARKED` for none), or new words for note `note_id`, which keeps its own target. With
    `base`, what the note said when the writing began: where it says something else by now the words become a new note
    beside it.

    Raises `UnknownId`, also for a note that was thrown away meanwhile, and `KnownError` for no words.
    """
    if not text.strip():
        raise KnownError(
            "The note is empty, so nothing was saved.", next_step="Write something, or throw it away."
        )
    clean = personal.storable(text)

    def work(connection: Connection) -> Note:
        moment = personal.now()
        if note_id is not None and (base is None or _kept(connection, note_id).text in (base, clean)):
            connection.exec_driver_sql(
                "UPDATE note SET text = ?, changed = ? WHERE id = ? AND deleted = ''",
                (clean, moment, note_id),
            )
            return _kept(connection, note_id)
        hangs = target if note_id is None else _kept(connection, note_id).target
        if hangs != PARKED and note_id is None:
            personal.known(connection, hangs)
        values = (hangs, clean, moment, moment, personal.new_uid())
        return _kept(connection, connection.exec_driver_sql(_INSERT, values).lastrowid)

    return _written(library, work)


def throw_note(library: Library, note_id: int) -> Changes:
    """Puts a note into the trash, from which `trash.take_back` brings it again; one that is there or gone is no
    error."""

    def work(connection: Connection) -> Changes:
        row = connection.exec_driver_sql(_ROW, (note_id,)).first()
        if row is None:
            return Changes.of()
        connection.exec_driver_sql("UPDATE note SET deleted = ? WHERE id = ?", (personal.now(), note_id))
        return Changes.of("notes", ids=(row.target,))

    return library.write(work)


def link_note(library: Library, note_id: int, target: str) -> Note:
    """Hangs a note on `target`: a parked question finds its place, or (`PARKED`) loses it. Raises `UnknownId`."""
    before: list[str] = []

    def work(connection: Connection) -> Note:
        before.append(_kept(connection, note_id).target)
        if target != PARKED:
            personal.known(connection, target)
        connection.exec_driver_sql(
            "UPDATE note SET target = ?, changed = ? WHERE id = ?", (target, personal.now(), note_id)
        )
        return _kept(connection, note_id)

    return _written(library, work, before)


def _written(library: Library, work: Callable[[Connection], Note], before: list[str] | None = None) -> Note:
    """Carries out `work`; `before` names targets beside that of the note that must be told. Raises `Forbidden` where
    no notes may be written."""
    made: list[Note] = []
    if library.no_notes:
        raise Forbidden(library.no_notes, next_step="Notes that are there can be read and taken along.")

    def noted(connection: Connection) -> Changes:
        made[:] = [work(connection)]
        return Changes.of("notes", ids=(made[0].target, *(before or ())))

    note_index.write(library, noted)
    return made[0]


def _kept(connection: Connection, note_id: int) -> Note:
    row = connection.exec_driver_sql(_ROW, (note_id,)).first()
    if row is None:
        raise UnknownId(f"There is no note {note_id} any more.", next_step="Save it as a new note.")
    return Note(*row)
