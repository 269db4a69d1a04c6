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

_COLUMNS: Final = "SELECT id, target, text, created, changed, uid FROM note"
_INSERT: Final = "INSERT INTO note (target, text, created, changed, uid) VALUES (?, ?, ?, ?, ?)"


class NoteChanged(KnownError):
    """A note that was to be thrown away says something else by now, so it is kept; `note` is what it says."""

    def __init__(self, note: Note) -> None:
        super().__init__(
            "The note was changed elsewhere meanwhile, so it was not thrown away.",
            next_step="Read it as it is now, then decide again.",
        )
        self.note = note


def save_note(
    library: Library,
    target: str,
    text: str,
    note_id: int | None = None,
    *,
    base: str | None = None,
    uid: str = "",
    thrown: bool = False,
) -> Note:
    """A new note on `target` (`PARKED` for none), or new words for the note of the lasting name `uid`, or where that is
    not given of the number `note_id`; it keeps its own target. With `base`, what the note said when the writing began:
    where it says something else by now the words become a new note beside it. With `thrown` the note may be in the
    trash, and comes out of it.

    Raises `UnknownId`, also for a note that was thrown away meanwhile, and `KnownError` for no words.
    """
    if not text.strip():
        raise KnownError(
            "The note is empty, so nothing was saved.", next_step="Write something, or throw it away."
        )
    clean = personal.storable(text)

    def work(connection: Connection) -> Note:
        if note_id is None and not uid:
            hangs = personal.moved(connection, target)
            if hangs != PARKED:
                personal.known(connection, hangs)
            return _new(connection, hangs, clean)
        held = _kept(connection, note_id, uid, thrown=thrown)
        if base is not None and held.text not in (base, clean):
            return _new(connection, held.target, clean)
        connection.exec_driver_sql(
            "UPDATE note SET text = ?, changed = ?, deleted = '' WHERE id = ?",
            (clean, personal.later_than(held.changed), held.id),
        )
        return _kept(connection, held.id)

    return _written(library, work)


def throw_note(library: Library, note_id: int, *, base: str | None = None, uid: str = "") -> Changes:
    """Puts a note into the trash, from which `trash.take_back` brings it again; one that is there or gone is no
    error. With `uid` it is the note of that lasting name, whatever its number. Raises `NoteChanged` where it does not
    say `base` any more."""

    def work(connection: Connection) -> Changes:
        held = _find(connection, note_id, uid)
        if held is None:
            return Changes.of()
        if base is not None and held.text != base:
            raise NoteChanged(held)
        moment = personal.later_than(held.changed)
        connection.exec_driver_sql(
            "UPDATE note SET deleted = ?, changed = ? WHERE id = ?", (moment, moment, held.id)
        )
        return Changes.of("notes", ids=(held.target,))

    return library.write(work)


def link_note(library: Library, note_id: int, target: str, *, uid: str = "") -> Note:
    """Hangs a note on `target`: a parked question finds its place, or (`PARKED`) loses it. With `uid` it is the note of
    that lasting name, whatever its number. Raises `UnknownId`."""
    before: list[str] = []

    def work(connection: Connection) -> Note:
        held = _kept(connection, note_id, uid)
        before.append(held.target)
        hangs = personal.moved(connection, target)
        if hangs != PARKED:
            personal.known(connection, hangs)
        connection.exec_driver_sql(
            "UPDATE note SET target = ?, changed = ? WHERE id = ?",
            (hangs, personal.later_than(held.changed), held.id),
        )
        return _kept(connection, held.id)

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


def _new(connection: Connection, target: str, text: str) -> Note:
    moment = personal.now()
    values = (target, text, moment, moment, personal.new_uid())
    return _kept(connection, connection.exec_driver_sql(_INSERT, values).lastrowid)


def _find(connection: Connection, note_id: int | None, uid: str = "", *, thrown: bool = False) -> Note | None:
    """The note of a lasting name, or where that is empty of a number; one in the trash only with `thrown`."""
    which, value = ("uid", uid) if uid else ("id", note_id)
    where = f"{which} = ?" if thrown else f"{which} = ? AND deleted = ''"
    row = connection.exec_driver_sql(f"{_COLUMNS} WHERE {where}", (value,)).first()
    return Note(*row) if row is not None else None


def _kept(connection: Connection, note_id: int | None, uid: str = "", *, thrown: bool = False) -> Note:
    held = _find(connection, note_id, uid, thrown=thrown)
    if held is None:
        named = "This note is not there" if note_id is None else f"There is no note {note_id}"
        raise UnknownId(f"{named} any more.", next_step="Save it as a new note.")
    return held
