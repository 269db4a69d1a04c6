"""A look at the whole file now and then: damage that nobody has met yet is found while there are good copies."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Final

from her2ref.core.changes import Changes
from her2ref.core.errors import IndexDamaged, LibraryTrouble
from her2ref.core.log import note_event
from her2ref.library import backups
from her2ref.library.opening import look_into
from her2ref.library.trouble import damaged, told

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from her2ref.core.paths import Home
    from her2ref.core.progress import Progress
    from her2ref.library.library import Library

CHECKED: Final = "checked"
"""Key of `meta` under which stands when all of the file was last found whole."""
EVERY: Final = dt.timedelta(days=1)
PAUSE: Final = 0.1
"""Seconds between two looks at whether the check is still wanted: SQLite answers in the middle of a large table."""


def check_if_due(home: Home, library: Library, progress: Progress, now: dt.datetime | None = None) -> bool:
    """Reads all of the file where the last that did was more than a day ago: this, or the copy of a day, which is
    checked. Whether it was read. Slow: 0.1 s for 140 MB that the system has in its memory, more than a second from
    a disk.

    Raises `LibraryDamaged`, `IndexDamaged`, other `LibraryTrouble`, and `Cancelled` within a moment.
    """
    now = now or dt.datetime.now(dt.UTC)
    if not _is_due(home, library, now):
        return False
    begun = time.monotonic()
    check(library, progress)
    note_event("care", kind="check", seconds=time.monotonic() - begun)
    with suppress(LibraryTrouble):  # where nothing can be written it is read again at the next start
        library.write(_noted(now))
    return True


def check(library: Library, progress: Progress) -> None:
    """Raises `LibraryDamaged` where SQLite finds the file damaged, and `IndexDamaged` where only the index is."""
    path = library.path
    try:
        with told(path), closing(look_into(path)) as connection, _ended_by(connection, progress):
            connection.execute(
                "PRAGMA mmap_size = 0"
            )  # a bad place of the disk is an error then, not the end
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except (LibraryTrouble, sqlite3.Error):
        progress.check()
        raise
    if found == "ok":
        return
    if "fts5" not in found.lower():
        raise damaged(path)
    raise IndexDamaged(
        "An index of the library is damaged.",
        safe="Nothing was lost: it is made from the records and notes, and those are whole.",
        next_step="Run `her2ref doctor --mend`, which makes it again.",
        button="It is made again now.",
    )


def _is_due(home: Home, library: Library, now: dt.datetime) -> bool:
    with suppress(ValueError):
        if _is_late(dt.datetime.fromisoformat(library.reader().meta(CHECKED)), now):
            return False
    newest = next((one.made for one in backups.listed(home) if one.reason == "daily"), None)
    return newest is None or not _is_late(newest, now)


def _is_late(moment: dt.datetime, now: dt.datetime) -> bool:
    """Of the last day. A moment to come, of a clock that was wrong, is not."""
    return dt.timedelta(0) <= now - moment < EVERY


def _noted(now: dt.datetime) -> Callable[[Connection], Changes]:
    def work(connection: Connection) -> Changes:
        connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES (?, ?)", (CHECKED, now.isoformat()))
        return Changes.of()

    return work


@contextmanager
def _ended_by(connection: sqlite3.Connection, progress: Progress) -> Iterator[None]:
    """Inside, the statement that is under way ends, with an error, soon after `progress` is cancelled."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(PAUSE):
            if progress.cancelled:
                connection.interrupt()

    watcher = threading.Thread(target=watch, name="check", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
