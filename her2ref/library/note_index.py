"""The full-text index of a person's notes: made from them alone, and made again from them where it is damaged.

Triggers follow every change of a note. Thrown notes stay in it, so that taking one back costs nothing; whoever asks
leaves them out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from her2ref.core.changes import Changes
from her2ref.core.errors import IndexDamaged
from her2ref.library import compared
from her2ref.library.opening import connect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from her2ref.library.library import Library

TABLE: Final = "note_fts"
SHADOW: Final = {
    "config": "(k PRIMARY KEY, v) WITHOUT ROWID",
    "data": "(id INTEGER PRIMARY KEY, block BLOB)",
    "idx": "(segid, term, pgno, PRIMARY KEY (segid, term)) WITHOUT ROWID",
    "docsize": "(id INTEGER PRIMARY KEY, sz BLOB)",
}
"""What FTS5 keeps a table in."""
TRIGGERS: Final = ("note_fts_insert", "note_fts_delete", "note_fts_update")
PARTS: Final = frozenset((TABLE, *(f"{TABLE}_{part}" for part in SHADOW), *TRIGGERS))
"""Names of all that the index is, in the schema."""

_REMOVE: Final = f"INSERT INTO {TABLE}({TABLE}, rowid, text) VALUES ('delete', old.id, old.text);"
_PUT: Final = f"INSERT INTO {TABLE}(rowid, text) VALUES (new.id, new.text);"


def emptied(table: str) -> tuple[str, ...]:
    """Makes the parts of an FTS5 table those of an empty one: FTS5 opens a table before it drops it, and a damaged one
    can be dropped only then."""
    return (
        *(f"DROP TABLE IF EXISTS {table}_{part}" for part in SHADOW),
        *(f"CREATE TABLE {table}_{part} {columns}" for part, columns in SHADOW.items()),
        f"INSERT INTO {table}_config VALUES ('version', 4)",
        f"INSERT INTO {table}_data VALUES (1, x''), (10, x'00000000000000')",  # averages; no segment on no level
    )


STATEMENTS: Final = (
    *emptied(TABLE),
    *(f"DROP TRIGGER IF EXISTS {trigger}" for trigger in TRIGGERS),
    f"DROP TABLE IF EXISTS {TABLE}",
    *(f"DROP TABLE IF EXISTS {TABLE}_{part}" for part in SHADOW),
    f"""
    CREATE VIRTUAL TABLE {TABLE} USING fts5(
      text, content='note', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')",
    f"CREATE TRIGGER {TRIGGERS[0]} AFTER INSERT ON note BEGIN {_PUT} END",
    f"CREATE TRIGGER {TRIGGERS[1]} AFTER DELETE ON note BEGIN {_REMOVE} END",
    f"CREATE TRIGGER {TRIGGERS[2]} AFTER UPDATE OF id, text ON note BEGIN {_REMOVE} {_PUT} END",
)
"""Make the whole index anew."""


def make(connection: Connection) -> None:
    """The whole index anew, inside the open transaction."""
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def write(library: Library, work: Callable[[Connection], Changes]) -> Changes:
    """`library.write` of what touches the words of notes: nothing is refused because their index is damaged, it is
    made again first. `work` may be carried out twice."""
    try:
        return library.write(work)
    except IndexDamaged:
        library.write(_remade)
        return library.write(work)


def _remade(connection: Connection) -> Changes:
    make(connection)
    return Changes.of("notes")


def trouble(path: Path) -> str:
    """What is wrong between the index and the notes of the library at `path`, word by word; empty when nothing is."""
    reading = connect(path)
    try:
        names = {row[0] for row in reading.execute("SELECT name FROM sqlite_master")}
    finally:
        reading.close()
    if not names >= PARTS:
        return "a part of it is missing"
    return "" if compared.fits(path, TABLE) else "it does not fit the notes"
