"""SQLite's errors as sentences: the one list of what each means to a person."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from her2ref.core.errors import IndexDamaged, LibraryTrouble

FULL, DAMAGED, READ_ONLY, LOCKED, UNREACHABLE = 13, (11, 26), (8, 23), (5, 6), (10, 14)
"""Primary result codes: SQLITE_FULL; CORRUPT, NOTADB; READONLY, AUTH; BUSY, LOCKED; IOERR, CANTOPEN."""

INDEX_DAMAGED = 267
"""SQLITE_CORRUPT_VTAB: the full-text index, the only virtual table of a library."""

LACKING = re.compile(
    r"(?:no such table|vtable constructor failed): (?:main\.)?(?:article_fts|article_text|article_fact|term)"
    r"|^invalid fts5 file format|^SQL logic error$"
)
"""What SQLite says where a table that is made from the records, or a part of the index, is not there."""

ROOM = 64 * 1024
"""Free bytes that SQLite's files beside the library need at the least."""


def sentence(error: BaseException, path: Path) -> LibraryTrouble | None:
    """The trouble that `error` (of sqlite3, or SQLAlchemy's wrapping of it) means, or None for a bug."""
    origin = getattr(error, "orig", error)
    code = (getattr(origin, "sqlite_errorcode", None) or 0) & 0xFF
    if isinstance(origin, PermissionError):
        code = READ_ONLY[0]
    elif isinstance(origin, OSError):
        code = FULL if origin.errno == 28 else UNREACHABLE[0]
    elif not isinstance(origin, sqlite3.Error):
        return None
    if code in UNREACHABLE and _has_no_room(path):  # SQLite cannot make its files beside the library then
        code = FULL
    elif code in UNREACHABLE and path.exists() and not os.access(path.parent, os.W_OK):
        code = READ_ONLY[0]
    if code == FULL:
        return LibraryTrouble(
            f"The disk that holds the library is full ({path.parent}).",
            safe="What was saved before is safe; the last step was undone.",
            next_step="Free some space, then try again.",
        )
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
        return LibraryTrouble(
            "The library is busy: another program has held it for too long.",
            next_step="Close other her2ref windows and commands, then try again.",
        )
    if code in UNREACHABLE:
        return LibraryTrouble(
            f"The library cannot be reached ({path}).",
            safe="What was saved before is still in the file.",
            next_step="Check that the disk or share is connected, then start again.",
        )
    return None


def _has_no_room(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < ROOM
    except OSError:
        return False


def damaged(path: Path) -> LibraryTrouble:
    backups = path.parent / "backups"
    return LibraryTrouble(
        f"The library file is damaged ({path}).",
        safe="It was not changed.",
        next_step="Keep it, move it and any -wal file beside it away, "
        f"and put the newest copy from {backups} in its place.",
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns SQLite's and the file system's errors inside the block into `LibraryTrouble`."""
    try:
        yield
    except LibraryTrouble:
        raise
    except Exception as error:
        known = sentence(error, path)
        if known is None:
            raise
        raise known from error
