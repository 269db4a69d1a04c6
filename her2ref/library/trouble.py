"""SQLite's errors as sentences: the one list of what each means to a person."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from her2ref.core.errors import DiskFull, IndexDamaged, LibraryDamaged, LibraryTrouble
from her2ref.core.sizes import amount

FULL, DAMAGED, READ_ONLY, LOCKED, UNREACHABLE = 13, (11, 26), (8, 23), (5, 6), (10, 14)
"""Primary result codes: SQLITE_FULL; CORRUPT, NOTADB; READONLY, AUTH; BUSY, LOCKED; IOERR, CANTOPEN."""

INDEX_DAMAGED = 267
"""SQLITE_CORRUPT_VTAB: a full-text index, that of abstracts or that of notes."""

LACKING = re.compile(
    r"(?:no such table|vtable constructor failed): (?:main\.)?(?:article_fts|article_text|article_fact|term|note_fts)"
    r"|^invalid fts5 file format"
)
"""What SQLite says where a table that is made from the records, or a part of an index, is not there."""

LOGIC: Final = "SQL logic error"
"""What FTS5 says where it misses a part of an index; others say it too."""

INDEXES: Final = {"article_fts": ("abstracts", "records"), "note_fts": ("notes", "notes")}
"""The full-text indexes, with what they find and what they are made from."""

ROOM = 64 * 1024
"""Free bytes that SQLite's files beside the library need at the least."""

SPARE: Final = 4_000_000
"""Free bytes with which a note is saved for certain: SQLite writes a step beside the library before it is in it."""

LONGEST: Final = 504 if os.name == "posix" else 250
"""Bytes (on Windows signs) of a path that SQLite opens, less what it adds for its own files."""

UNIT: Final = "bytes" if os.name == "posix" else "characters"
NAME: Final = 255
"""So much most file systems take for one name."""

TOO_LONG: Final = -1
CLOSED: Final = -2
"""In the place of a result code of SQLite, which has none of its own for these."""


def sentence(error: BaseException, path: Path) -> LibraryTrouble | None:
    """The trouble that `error` (of sqlite3, or SQLAlchemy's wrapping of it) means, or None for a bug."""
    origin = getattr(error, "orig", error)
    code = _code(origin, path)
    if code is None:
        return None
    if code == FULL:
        return full(path)
    if getattr(origin, "sqlite_errorcode", 0) == INDEX_DAMAGED or LACKING.search(str(origin)):
        return _index_damaged(_damaged_indexes(str(origin), path))
    if str(origin) == LOGIC:
        found = _damaged_indexes("", path)
        return _index_damaged(found) if found else None
    if code in DAMAGED:
        return damaged(path)
    if code in READ_ONLY:
        return LibraryTrouble(
            f"The library cannot be written ({path}): it or its folder is read-only for you.",
            next_step="Give yourself write permission, or start with --home and another folder.",
        )
    if code in LOCKED:
        return busy()
    if code == CLOSED:
        return LibraryTrouble(
            f"The library cannot be read ({path}): it or its folder is closed to you.",
            next_step="Have its owner give you permission to read it, or start with --home and another folder.",
        )
    if code == TOO_LONG:
        return _too_long(path)
    if code in UNREACHABLE:
        return LibraryTrouble(
            f"The library cannot be reached ({path}).",
            safe="her2ref has changed nothing in it.",
            next_step="Check that the disk or share is connected, then start again.",
        )
    return None


def _index_damaged(names: list[str]) -> IndexDamaged:
    """Trouble that names the indexes; both where it is not known which."""
    meant = [INDEXES[name] for name in names or INDEXES]
    finds, made_from = (" and ".join(dict.fromkeys(words)) for words in zip(*meant, strict=True))
    return IndexDamaged(
        f"The index of {finds} is damaged.",
        safe=f"Nothing was lost: it is made from the {made_from}, and those are whole.",
        next_step="Run `her2ref doctor --mend`, which makes it again.",
        button="It is made again now.",
    )


def _damaged_indexes(message: str, path: Path) -> list[str]:
    """The indexes that SQLite's message names, or that miss a part or do not answer when they are asked."""
    named = re.search(r"\b(article|term|note)", message)
    if named:
        return ["note_fts" if named[1] == "note" else "article_fts"]
    found = []
    try:
        address = path.absolute().as_uri() if path.drive[:2] != "\\\\" else f"file:///{path.as_posix()}"
        with closing(sqlite3.connect(f"{address}?mode=ro", uri=True)) as connection:
            parts = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            for name in INDEXES:
                is_whole = {name, *(f"{name}_{part}" for part in ("data", "idx", "docsize"))} <= parts
                if not (is_whole and _answers(connection, name)):
                    found.append(name)
    except (sqlite3.Error, OSError, ValueError):
        return []
    return found


def _answers(connection: sqlite3.Connection, name: str) -> bool:
    try:
        connection.execute(f"SELECT rowid FROM {name} WHERE {name} MATCH 'a OR b*'").fetchone()  # noqa: S608
    except sqlite3.Error:
        return False
    return True


def _code(origin: object, path: Path) -> int | None:
    """The primary result code that an error means, or None for a bug."""
    code = (getattr(origin, "sqlite_errorcode", None) or 0) & 0xFF
    if isinstance(origin, OSError):
        code = _OF_SYSTEM.get(origin.errno or 0, UNREACHABLE[0])
    elif not isinstance(origin, sqlite3.Error):
        return None
    if code in UNREACHABLE and _is_too_long(path):
        return TOO_LONG
    if code in (*READ_ONLY, *UNREACHABLE) and is_closed(path):
        return CLOSED
    if code in UNREACHABLE and no_room(path):  # SQLite cannot make its files beside the library then
        return FULL
    if code in UNREACHABLE and path.exists() and not os.access(path.parent, os.W_OK):
        return READ_ONLY[0]
    return code


_OF_SYSTEM: Final = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), READ_ONLY[0]),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), FULL),
    errno.ENAMETOOLONG: TOO_LONG,
}
"""What the system's own errors mean; all others mean that the file is out of reach."""


def _is_too_long(path: Path) -> bool:
    return _length(str(path.absolute())) > LONGEST


def _length(name: str) -> int:
    return len(os.fsencode(name)) if os.name == "posix" else len(name)


def _too_long(path: Path) -> LibraryTrouble:
    """Either the whole path is, for SQLite, or one name in it, for the file system."""
    where, length, most = "The path", _length(str(path.absolute())), LONGEST
    if length <= LONGEST:
        where, length, most = "A name in the path", max(_length(part) for part in path.parts), NAME
    return LibraryTrouble(
        f"{where} of the library is too long ({length} {UNIT}; {most} can be used): {path}",
        next_step="Start with --home and a folder whose path is shorter.",
    )


def is_closed(path: Path) -> bool:
    """Whether there is a file that this person may not even read, or a folder that they may not enter."""
    try:
        path.stat()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return not os.access(path, os.R_OK)


def no_room(path: Path) -> bool:
    """Whether not even SQLite's files beside the library have room on its disk."""
    found = free(path)
    return found is not None and found < ROOM


def free(path: Path) -> int | None:
    """Free bytes of the disk that holds `path`, or None where that cannot be asked."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return None


def full(path: Path, needed: int = SPARE) -> DiskFull:
    """Trouble that names the bytes needed and those that are free."""
    left = free(path)
    there = "" if left is None else f": {amount(left)} are free, and {amount(needed)} are needed"
    return DiskFull(
        f"The disk is full ({path.parent}){there}.",
        safe="What was saved before is safe; the last step was undone.",
        next_step="Free some space, then try again.",
    )


def need(path: Path, size: int) -> None:
    """Raises `LibraryTrouble` unless `size` bytes can be written beside `path`."""
    left = free(path)
    if left is not None and left < size + SPARE:
        raise full(path, size + SPARE)


def busy() -> LibraryTrouble:
    return LibraryTrouble(
        "The library is busy: another program has held it for too long.",
        next_step="Close other her2ref windows and commands, then try again. Where there are none, a virus scanner "
        "or a program that copies folders may hold it: wait a minute.",
    )


def damaged(path: Path) -> LibraryDamaged:
    backups = path.parent / "backups"
    return LibraryDamaged(
        f"The library file is damaged ({path}).",
        safe="It was not changed, and nothing is written into it any more.",
        next_step="Run `her2ref repair`: it sets the file aside, saves your notes out of it and puts the newest good "
        f"copy from {backups} in its place.",
        button="Choose Repair… at the top of the window.",
    )


def no_file(path: Path) -> LibraryTrouble:
    """Where something else stands in the place of the library. A pipe would be waited for without end."""
    if path.is_symlink() and not path.exists():
        return LibraryTrouble(
            f"The library cannot be reached: {path} is a link to {os.readlink(path)}, and nothing is there.",  # noqa: PTH115 - as it is written
            safe="Nothing was changed.",
            next_step="Check that the disk or share is connected, or take the link away, then start again.",
        )
    from her2ref.core.files import what_it_is

    return LibraryTrouble(
        f"What stands in the place of the library is {what_it_is(path.stat().st_mode)}, not a file ({path}).",
        safe="It was not touched.",
        next_step="Move it elsewhere, or start with --home and another folder.",
    )


def gone(path: Path) -> LibraryDamaged:
    """Where a library stood once, and copies of it still do."""
    return LibraryDamaged(
        f"The library is not where it was ({path}).",
        safe=f"Its copies in {path.parent / 'backups'} are still there.",
        next_step="Put the file back if you moved it, or run `her2ref repair`, which puts the newest good copy there.",
        button="Put the file back if you moved it, or choose Repair… at the top of the window.",
    )


@contextmanager
def told(path: Path, met: Callable[[LibraryTrouble], None] | None = None) -> Iterator[None]:
    """Turns SQLite's and the file system's errors inside the block into `LibraryTrouble`, which `met` hears of."""
    try:
        yield
    except LibraryTrouble as known:
        if met is not None:
            met(known)
        raise
    except Exception as error:
        trouble = sentence(error, path)
        if trouble is None:
            raise
        if met is not None:
            met(trouble)
        raise trouble from error
