"""A consistent, checked copy of a library in use, made so that nobody who reads or writes it meanwhile is held up."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from her2ref.core.errors import DiskFull, KnownError, LibraryDamaged
from her2ref.core.files import beside, create, put_in_place
from her2ref.core.progress import Progress
from her2ref.library import raw
from her2ref.library.opening import connect, quick_check, uri
from her2ref.library.trouble import damaged, need, sentence, told

PAGES: Final = 128
"""Pages copied in one step (512 KB). Between two steps it is asked whether the copy is still wanted."""

PAUSE: Final = 0.004
"""Seconds left to others after each of these syncs: a copy has time, who reads or saves a note has not."""

SYNCED: Final = 512 * 1024
"""Bytes after which the copy is sent to the disk. Left to the end, a gigabyte would go there at once, and a note that
is saved at that moment would wait behind it."""

TRASH: Final = 4
"""The schema since which notes are thrown into the trash."""


class Copied:
    """What a copy holds: bytes, articles, notes that are not in the trash, and the schema."""

    __slots__ = ("articles", "bytes", "notes", "schema")

    def __init__(self, path: Path) -> None:
        """Reads a copy that nobody writes. Raises what SQLite raises."""
        self.bytes = path.stat().st_size
        with closing(sqlite3.connect(uri(path, "mode=ro&immutable=1"), uri=True)) as copy:
            self.schema = int(copy.execute("PRAGMA user_version").fetchone()[0])
            self.articles = int(copy.execute("SELECT count(*) FROM article").fetchone()[0])
            notes = "SELECT count(*) FROM note"
            if self.schema >= TRASH:
                notes += " WHERE deleted = ''"
            self.notes = int(copy.execute(notes).fetchone()[0])


def copy_library(path: Path, target: Path, progress: Progress | None = None) -> Copied:
    """Copies the library at `path` to `target`, also while it is read and written.

    The copy is checked before it takes its place: a good older file there is never replaced by a bad one. Cancelled,
    or failed, it leaves nothing. Raises `LibraryDamaged` when the library does not pass the check either, and
    `LibraryTrouble` when it cannot be read, the target cannot be written, or the space does not suffice.
    """
    progress = progress or Progress()
    target = target.absolute()
    if target == path.absolute() or (target.exists() and path.exists() and target.samefile(path)):
        raise KnownError("A copy cannot take the library's own place.", next_step="Choose another file.")
    fresh = beside(target, "part")
    with told(path):
        size = path.stat().st_size
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        need(target, size)
        os.close(create(fresh))
    try:
        snapshot(path, fresh, progress)
        progress.step(0, 0, "Checking the copy")
        copied = _checked(fresh, path)
        with told(target):
            put_in_place(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)
    return copied


def snapshot(path: Path, fresh: Path, progress: Progress) -> None:
    """Fills the empty file `fresh` with the library as it is at this moment.

    One reading transaction lasts for the whole copy. Without it SQLite begins again from the first page whenever
    another connection has written, and in a library that is written all the time would never end.
    """
    with told(path):
        source = connect(path)
    try:
        with told(path):
            source.execute(
                "PRAGMA mmap_size = 0"
            )  # read once: a file that is cut meanwhile is an error, no crash
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _fill(source, path, fresh, progress)
    finally:
        source.close()


def _fill(source: sqlite3.Connection, path: Path, fresh: Path, progress: Progress) -> None:
    page = int(source.execute("PRAGMA page_size").fetchone()[0])
    file = os.open(fresh, os.O_RDWR | getattr(os, "O_BINARY", 0))
    sent = 0

    def stepped(_status: int, left: int, total: int) -> None:
        nonlocal sent
        done = (total - left) * page
        if done - sent >= SYNCED or not left:
            _to_disk(file)
            sent = done
            progress.wait(PAUSE)
        progress.step(total - left, total, "Copying the library")

    try:
        with closing(sqlite3.connect(fresh)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # it goes to the disk here, piece by piece
            copy.execute("PRAGMA journal_mode = OFF")  # half a copy is thrown away, not rolled back
            copy.execute("PRAGMA cache_size = -1000")
            source.backup(copy, pages=PAGES, progress=stepped, sleep=0.05)
            copy.execute("PRAGMA journal_mode = DELETE")  # the copy is one file, without a -wal beside it
        _to_disk(file)
    except (sqlite3.Error, OSError) as error:
        raise _meant(error, path, fresh) or error from error
    finally:
        os.close(file)


def _meant(error: Exception, path: Path, fresh: Path) -> KnownError | None:
    """SQLite does not say which of the two files it means: only the library can be damaged, only the copy grows, and
    what is out of reach is the copy where the library is not."""
    meant = sentence(error, fresh)
    if isinstance(meant, DiskFull):
        return meant
    if isinstance(meant, LibraryDamaged):
        return damaged(path)
    try:
        raw.read(path, 0, 1)
    except OSError as lost:
        return sentence(lost, path)
    return meant


_to_disk: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


def _checked(fresh: Path, path: Path) -> Copied:
    """What a whole copy holds. Where it is not whole, the library may be damaged, or the disk of the copy."""
    try:
        with told(fresh):
            with closing(sqlite3.connect(uri(fresh, "mode=ro&immutable=1"), uri=True)) as copy:
                whole = copy.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            if whole:
                return Copied(fresh)
    except LibraryDamaged:
        pass
    quick_check(path)
    raise KnownError(
        "The copy did not pass its check, so it was thrown away.",
        safe="The library passes it, and older copies are unchanged.",
        next_step="Choose another disk for the copy: the one it was written to may be failing.",
    )
