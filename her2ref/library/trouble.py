"""SQLite's errors as sentences: the one list of what each means to a person."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from her2ref.core.errors import DiskFull, IndexDamaged, LibraryDamaged, LibraryTrouble
from her2ref.core.sizes import amount

FULL, DAMAGED, READ_ONLY, LOCKED, UNREACHABLE = 13, (11, 26), (8, 23), (5, 6), (10, 14)
"""Primary result codes: SQLITE_FULL; CORRUPT, NOTADB; READONLY, AUTH; BUSY, LOCKED; IOERR, CANTOPEN."""

INDEX_DAMAGED = 267
"""SQLITE_CORRUPT_VTAB: the full-text index, the only virtual table of a library."""

LACKING = re.compile(
    r"(?:no such table|vtable constructor failed): (?:main\.)?(?:article_fts|article_text|article_fact|term|note_fts)"
    r"|^invalid fts5 file format|^SQL logic error$"
)
"""What SQLite says where a table that is made from the records, or a part of the index, is not there."""

ROOM = 64 * 1024
"""Free bytes that SQLite's files beside the library need at the least."""

SPARE: Final = 4_000_000
"""Free bytes with which a note is saved for certain: SQLite writes a step beside the library before it is in it."""

LONGEST: Final = 504 if os.name == "posix" else 250
"""Bytes (on Windows signs) of a path that SQLite opens, less what it adds for its own files."""

TOO_LONG: Final = -1
"""In the place of a result code of SQLite, which has none of its own for this."""


def sentence(error: BaseException, path: Path) -> LibraryTrouble | None:
    """The trouble that `error` (of sqlite3, or SQLAlchemy's wrapping of it) means, or None for a bug."""
    origin = getattr(error, "orig", error)
    code = _code(origin, path)
    if code is None:
        return None
    if code == FULL:
        return full(path)
    if getattr(origin, "sqlite_errorcode", 0) == INDEX_DAMAGED or LACKING.search(str(origin)):
        return IndexDamaged(
            "The index of abstracts is damaged.",
            safe="Nothing was lost: it is made from the records, and those are whole.",
            next_step="Run `her2ref doctor --mend`, which makes it again.",
        )
    if code in DAMAGED:
        return damaged(path)
    if code in READ_ONLY:
        return LibraryTrouble(
            f"The library cannot be written ({path}): it or its folder is read-only for you.",
            next_step="Give yourself write permission, or start with --home and another folder.",
        )
    if code in LOCKED:
        return busy()
    if code == TOO_LONG:
        return LibraryTrouble(
            f"The path of the library is too long ({len(str(path))} characters; {LONGEST} can be opened): {path}",
            next_step="Start with --home and a folder whose path is shorter.",
        )
    if code in UNREACHABLE:
        return LibraryTrouble(
            f"The library cannot be reached ({path}).",
            safe="What was saved before is still in the file.",
            next_step="Check that the disk or share is connected, then start again.",
        )
    return None


def _code(origin: object, path: Path) -> int | None:
    """The primary result code that an error means, or None for a bug."""
    code = (getattr(origin, "sqlite_errorcode", None) or 0) & 0xFF
    if isinstance(origin, OSError):
        code = _OF_SYSTEM.get(origin.errno or 0, UNREACHABLE[0])
    elif not isinstance(origin, sqlite3.Error):
        return None
    if code in UNREACHABLE and _is_too_long(path):
        return TOO_LONG
    if code in UNREACHABLE and _has_no_room(path):  # SQLite cannot make its files beside the library then
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
    name = str(path.absolute())
    return (len(os.fsencode(name)) if os.name == "posix" else len(name)) > LONGEST


def _has_no_room(path: Path) -> bool:
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
    )


def gone(path: Path) -> LibraryDamaged:
    """Where a library stood once, and copies of it still do."""
    return LibraryDamaged(
        f"The library is not where it was ({path}).",
        safe=f"Its copies in {path.parent / 'backups'} are still there.",
        next_step="Put the file back if you moved it, or run `her2ref repair`, which puts the newest good copy there.",
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
