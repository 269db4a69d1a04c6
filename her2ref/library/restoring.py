"""Puts a copy in the place of the library: what was written since is taken along, and the old library is kept.

The copy is checked and brought up to date aside; until the last step the library is as it was. That step is one
transaction where the library is whole, so that windows go on meanwhile, and one renaming where it is not.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.errors import DiskFull, LibraryDamaged, LibraryTrouble, RefusedFile
from her2ref.core.log import note_event
from her2ref.core.progress import Progress
from her2ref.library import backups, merging, placing, rescue
from her2ref.library.copying import snapshot
from her2ref.library.engine import open_engine
from her2ref.library.lock import WindowLock
from her2ref.library.opening import (
    APPLICATION,
    HEAD,
    connect,
    fingerprint,
    look_at,
    needs_care,
    quick_check,
    uri,
)
from her2ref.library.personal_document import document
from her2ref.library.seed import prepare
from her2ref.library.trouble import busy, need, told
from her2ref.library.wanted import RESTORED, want_marked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from her2ref.core.paths import Home
    from her2ref.library.library import Library

TRIES: Final = 5
"""How often what was written since is taken along once more, where another process goes on writing meanwhile."""

COMES_BACK: Final = (
    "Stars, reading states, entries of collections and own topics that you had taken off since then are there again, "
    "and so is what you had deleted for ever."
)
"""What a restore cannot know: of what is not in the library it is not told that it was."""

PREFIX: Final = ".restoring-"
"""How the names of folders begin in which a library is made ready."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. `before` is the copy of what was there, `aside` the folder that a damaged library was put into,
    `merged` what of the person's was taken along (None: it was to be exactly the copy), `wanted` how many marked
    articles the library does not hold and will fetch."""

    source: Path
    before: backups.Backup | None
    aside: Path | None
    merged: merging.Merged | None
    articles: int
    notes: int
    wanted: int = 0

    @property
    def text(self) -> str:
        """What was done, in sentences."""
        parts = [
            f"The library is restored from {self.source.name}: {self.articles:,} articles, {self.notes:,} notes."
        ]
        lost = self.before.articles - self.articles if self.before is not None else 0
        if lost > 0:
            parts.append(
                f"Before there were {lost + self.articles:,} articles; now there are {lost:,} fewer."
            )
        if self.merged is not None:
            taken = sum((self.merged.added + self.merged.updated).values())
            parts.append(f"What you added since then was taken along (entries: {taken:,}).")
            parts.append(COMES_BACK)
        if self.wanted:
            parts.append(
                "Articles that you marked and that are not here yet, to be fetched at the next sync or imported again: "
                f"{self.wanted:,}."
            )
        if self.before is not None:
            parts.append(f"What was there before is kept as {self.before.path.name}.")
        if self.aside is not None:
            parts.append(f"The damaged library is kept in {self.aside}.")
        return " ".join(parts)


def restore(
    home: Home,
    resources: Path,
    source: Path,
    progress: Progress | None = None,
    *,
    exactly: bool = False,
    library: Library | None = None,
) -> Restored:
    """Puts the copy `source` in the place of the library. `exactly` leaves out what a person added since; otherwise
    it is united with the copy: of what both hold the library's version stays, whatever the clocks say, and what only
    the copy holds comes back. `library` is this process's own where it has one.

    Raises `RefusedFile` for a copy that cannot be used, `DiskFull`, and `LibraryTrouble` for a library that is newer,
    foreign or, damaged, in use elsewhere; all of them before anything is changed. A copy that was made before this
    one was put in place stays in any case.
    """
    progress = progress or Progress()
    source = source.absolute()
    inspect(source)
    placing.take_back(home)
    with aside(home) as folder:
        before, whole = _kept_first(home, resources, source, progress)
        fresh = folder / "library.sqlite"
        bring_up(source, fresh, resources, progress)
        progress.step(0, 0, "Putting the copy in place")
        if whole:
            with library.replaced(reading=True) if library is not None else nullcontext():
                merged = _into_living(home, fresh, progress, exactly=exactly)
            kept = None
        else:
            found = None if exactly or not home.library.exists() else rescue.rescued(home.library, progress)
            merged = unite(fresh, found) if found is not None else None
            placing.refuse_others(home, library)
            with library.replaced() if library is not None else nullcontext():
                kept = placing.put_whole(home, fresh)
    made = _counted(home)
    note_event("restore", exactly=exactly, whole=whole)
    return Restored(source, before, kept, merged, *made)


def inspect(source: Path) -> None:
    """Raises `RefusedFile` for a file that is no copy of a library, or one of a newer program. Changes nothing."""
    safe = "The library was not changed."
    if not source.is_file():
        raise RefusedFile(
            f"There is no copy at {source}.",
            safe=safe,
            next_step="Check the name; `her2ref backups` lists all.",
            button="Take another one.",
        )
    try:
        look_at(source)
        with closing(connect(source)) as connection:
            application = int(connection.execute("PRAGMA application_id").fetchone()[0])
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            encoding = str(connection.execute("PRAGMA encoding").fetchone()[0])
    except LibraryDamaged:
        raise _damaged_copy(source) from None
    except (sqlite3.DatabaseError, OSError) as error:
        raise _unread_copy(source, error) from error
    if application != APPLICATION or not version or encoding != "UTF-8":
        raise RefusedFile(
            f"{source.name} is not a copy of a her2ref library.", safe=safe, next_step="Choose another file."
        )
    if version > HEAD:
        raise RefusedFile(
            f"{source.name} was written by a newer her2ref (schema {version}; this one knows {HEAD}).",
            safe=safe,
            next_step="Install the newer version, then restore it.",
        )


def bring_up(source: Path, fresh: Path, resources: Path, progress: Progress) -> None:
    """Copies `source` to `fresh`, which is made, checks it and brings schema, index and content up to date there.

    Raises `RefusedFile` for a copy that is damaged or cannot be read to its end, and `DiskFull`.
    """
    need(fresh, 2 * source.stat().st_size)
    fresh.touch(0o600)
    try:
        snapshot(source, fresh, progress)
        progress.step(0, 0, "Checking the copy")
        quick_check(fresh)
    except DiskFull:
        raise
    except LibraryDamaged:
        raise _damaged_copy(source) from None
    except LibraryTrouble as trouble:
        raise _unread_copy(source, trouble) from trouble
    with told(fresh):
        prepare(fresh, resources, HEAD, APPLICATION, fingerprint(resources), progress)


def unite(
    fresh: Path,
    found: Mapping[str, Any],
    prefer: merging.Prefer = "newer",
    ids: Mapping[str, int] | None = None,
) -> merging.Merged:
    """Takes a document into the library at `fresh`; where the newer version stays, words that give way go into the
    trash. A note that has a number in `ids`, by lasting name, has it afterwards: it is the note that a command or an
    open window knows by that number. Marked articles that are not there go on the list of what is to be fetched."""
    engine = open_engine(fresh)
    try:
        with told(fresh), engine.begin() as connection:
            merged = merging.merge(connection, dict(found), prefer, keep_replaced=prefer == "newer")
            if ids:
                _renumber(connection, ids)
            want_marked(connection)
            return merged
    finally:
        engine.dispose()


def _kept_first(
    home: Home, resources: Path, source: Path, progress: Progress
) -> tuple[backups.Backup | None, bool]:
    """A copy of what is there, and whether it is whole; a library that is damaged or missing gives none."""
    try:
        if needs_care(home, resources) == "new":
            return None, False
        progress.step(0, 0, "Saving a copy of what is there")
        return backups.make(home, "before-restore", progress, spare=source), True
    except LibraryDamaged:
        return None, False


def _into_living(home: Home, fresh: Path, progress: Progress, *, exactly: bool) -> merging.Merged | None:
    merged = None
    for _ in range(TRIES):
        with told(home.library), closing(connect(home.library)) as watching:
            seen = placing.data_version(watching)
            if not exactly:
                found, ids = _personal(watching)
                merged = unite(fresh, found, "incoming", ids)
            quick_check(fresh)
            with suppress(placing.WrittenMeanwhile):
                placing.put_into(home, fresh, watching, seen, progress)
                return merged
    raise LibraryTrouble(
        "Another window or command kept writing into the library, so the copy was not put in place.",
        next_step="Close it, then try again.",
    )


def _personal(connection: sqlite3.Connection) -> tuple[dict[str, Any], dict[str, int]]:
    """What a person added to a library of any schema, and the numbers of its notes by lasting name."""
    if connection.execute("PRAGMA user_version").fetchone()[0] < HEAD:
        found = rescue.walked(connection)
        return found, {}
    connection.execute("BEGIN")
    try:
        ids = dict(connection.execute("SELECT uid, id FROM note WHERE uid != ''"))
        return document(connection), ids
    finally:
        connection.rollback()


def _renumber(connection: Connection, ids: Mapping[str, int]) -> None:
    rows = connection.exec_driver_sql("SELECT id, uid FROM note ORDER BY id").all()
    free = max([*ids.values(), *(row.id for row in rows)], default=0) + 1
    wanted = {}
    for row in rows:
        wanted[row.id] = ids.get(row.uid, 0)
    taken = {number for number in wanted.values() if number}
    moves = []
    for old, number in wanted.items():
        new = number or (old if old not in taken else free)
        free += not number and old in taken
        if new != old:
            moves.append((old, new))
    for old, _ in moves:
        connection.exec_driver_sql("UPDATE note SET id = ? WHERE id = ?", (-old, old))
    for old, new in moves:
        connection.exec_driver_sql("UPDATE note SET id = ? WHERE id = ?", (new, -old))


@contextmanager
def aside(home: Home) -> Iterator[Path]:
    """A folder beside the library for one in the making; it goes again in any case, and what a killed process left of
    such folders goes first. Raises `LibraryTrouble` while another process has one."""
    lock = WindowLock(home.data, "restoring.lock")
    with told(home.library):
        if not lock.take():
            raise busy()
    try:
        _sweep(home)
        with told(home.library):
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home.data))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()


def sweep(home: Home) -> None:
    """Deletes what a killed restore or repair left half made, as large as a library; nothing while one is under way."""
    lock = WindowLock(home.data, "restoring.lock")
    with told(home.library):
        if lock.take():
            try:
                _sweep(home)
            finally:
                lock.release()


def _sweep(home: Home) -> None:
    for left in (*home.data.glob(f"{PREFIX}*"), *home.data.glob(f"{rescue.PREFIX}*")):
        shutil.rmtree(left, ignore_errors=True)


def _counted(home: Home) -> tuple[int, int, int]:
    """Articles, notes, and marked articles that are not here yet."""
    with told(home.library), closing(sqlite3.connect(uri(home.library, "mode=rw"), uri=True)) as connection:
        articles = int(connection.execute("SELECT count(*) FROM article").fetchone()[0])
        notes = int(connection.execute("SELECT count(*) FROM note WHERE deleted = ''").fetchone()[0])
        sql = 'SELECT count(*) FROM wanted WHERE "from" = ?'
        return articles, notes, int(connection.execute(sql, (RESTORED,)).fetchone()[0])


def _damaged_copy(source: Path) -> RefusedFile:
    return RefusedFile(
        f"The copy {source.name} is damaged, so it was not used.",
        safe="The library was not changed.",
        next_step="Take another one; `her2ref backups` lists all.",
        button="Take another one.",
    )


def _unread_copy(source: Path, error: BaseException) -> RefusedFile:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (11, 26):
        return _damaged_copy(source)
    return RefusedFile(
        f"The copy {source} could not be read to its end.",
        safe="The library was not changed.",
        next_step="Check that its disk or stick is connected and may be read, then try again.",
    )
