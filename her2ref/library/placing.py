"""The last step of a restore or a repair: a whole library takes the place of another, or none of it does."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from her2ref.core.errors import KnownError, LibraryTrouble
from her2ref.core.files import put_in_place, write_whole
from her2ref.core.progress import Progress
from her2ref.library.engine import prepare
from her2ref.library.in_use import living
from her2ref.library.lock import WindowLock
from her2ref.library.opening import BESIDE, unfinished, uri
from her2ref.library.trouble import LOCKED, busy, need, told

if TYPE_CHECKING:
    from her2ref.core.paths import Home
    from her2ref.library.library import Library

PAGES: Final = 1_000
WAIT: Final = 0.1
"""Seconds between two tries while another process writes."""
WAITS: Final = 100


class WrittenMeanwhile(Exception):
    """Another process has changed the library since it was read."""


def data_version(connection: sqlite3.Connection) -> int:
    """Another number than before when anybody else has changed the library since."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def put_into(home: Home, fresh: Path, watching: sqlite3.Connection, seen: int, progress: Progress) -> None:
    """Writes the library at `fresh` into the living one, in one transaction: other connections read the old one until
    it is there, and write before or after. Killed or cancelled in the middle, nothing has changed.

    Raises `WrittenMeanwhile` when the library is not as it was when `watching` gave the data version `seen`.
    """
    path = home.library
    with told(path):
        need(path, fresh.stat().st_size)
    waited, looked = 0, False

    def stepped(status: int, left: int, total: int) -> None:
        nonlocal waited, looked
        if status == sqlite3.SQLITE_DONE:
            return  # it is in place: too late to stop
        if status in LOCKED:
            waited += 1
            if waited > WAITS:
                raise busy()
        elif not looked:  # the first pages are written: from here on nobody else can write
            looked = True
            if data_version(watching) != seen:
                raise WrittenMeanwhile
        progress.step(total - left, total, "Putting the copy in place")

    with told(path), closing(sqlite3.connect(fresh)) as source:
        _mark(source, home)
        _fit(source, watching)
        with closing(sqlite3.connect(uri(path, "mode=rw"), uri=True, isolation_level=None)) as living_one:
            prepare(living_one)
            step = max(1, min(PAGES, int(source.execute("PRAGMA page_count").fetchone()[0]) // 2))
            source.backup(living_one, pages=step, progress=stepped, sleep=WAIT)
            with suppress(sqlite3.Error):  # as far as others let it; the log is cut when they are done
                living_one.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _mark(source: sqlite3.Connection, home: Home) -> None:
    """Those who use the library now still do: an unexpected end of theirs is to be noticed."""
    with source:
        source.execute("INSERT OR REPLACE INTO meta VALUES ('unclean', ?)", (living(home.data),))


def _fit(source: sqlite3.Connection, living_one: sqlite3.Connection) -> None:
    """Gives the source pages of the size that the living library has: that of a file in use cannot change."""
    size = int(living_one.execute("PRAGMA page_size").fetchone()[0])
    if int(source.execute("PRAGMA page_size").fetchone()[0]) != size:
        source.execute("PRAGMA journal_mode = DELETE")
        source.execute(f"PRAGMA page_size = {size}")
        source.execute("VACUUM")


def refuse_others(home: Home, library: Library | None) -> None:
    """Raises `LibraryTrouble` while another process uses the library: it would go on in the file that is set aside."""
    own = library is not None and library.is_marked
    if len(living(home.data).split()) > own:
        raise LibraryTrouble(
            "Another window or command of her2ref uses the library, so nothing was changed.",
            next_step="Close it, then try again.",
        )


def put_whole(home: Home, fresh: Path) -> Path | None:
    """Renames the library at `fresh` into its place after what is there was set aside, and with it all that lies
    beside: a log that stayed would be taken for the new library's own. Returns the folder of what was set aside."""
    with told(home.library):
        with closing(sqlite3.connect(fresh)) as source:
            _mark(source, home)
            source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        aside = set_aside(home)
        put_in_place(fresh, home.library)
        unfinished(home.damaged).unlink(missing_ok=True)
    return aside


def take_back(home: Home) -> None:
    """After a set-aside that ended before the new library was in place: what was moved goes back, so that nothing
    that a log holds is left out when it is done again. Does nothing while another process is at it."""
    if not unfinished(home.damaged).is_file():
        return
    lock = WindowLock(home.data, "restoring.lock")
    with told(home.library):
        if not lock.take():
            return
        try:
            _move_back(home, unfinished(home.damaged))
        finally:
            lock.release()


def _move_back(home: Home, mark: Path) -> None:
    if not mark.is_file():
        return
    folder, path = home.damaged / mark.read_text(encoding="utf-8"), home.library
    if not (path.exists() and (folder / path.name).exists()):
        for end in ("", *BESIDE):
            file = path.with_name(path.name + end)
            if (folder / file.name).exists() and not os.path.lexists(file):
                (folder / file.name).rename(file)
    mark.unlink()


def set_aside(home: Home) -> Path | None:
    """Moves the library and what lies beside it into a folder of their own, together; None where there is nothing.

    The file itself goes last, and a mark says that it is under way: killed in between, the next start sees that, and
    never takes the log of one library for that of another. `take_back` undoes half of it.
    """
    path = home.library
    there = [file for end in (*BESIDE, "") if os.path.lexists(file := path.with_name(path.name + end))]
    if not there:
        return None
    folder = _folder(home)
    mark = unfinished(home.damaged)
    for left in home.damaged.glob(f"{mark.name}.*"):
        left.unlink(missing_ok=True)  # of a mark that was being written when its process was killed
    write_whole(mark, folder.name)
    for file in there:
        file.rename(folder / file.name)
    return folder


def _folder(home: Home) -> Path:
    home.damaged.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = dt.datetime.now(dt.UTC)
    for _ in range(1_000):
        folder = home.damaged / moment.strftime("%Y%m%dT%H%M%S.%fZ")
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            moment += dt.timedelta(microseconds=1)
        else:
            return folder
    raise KnownError("No folder could be made for the damaged library.", next_step="Try again.")
