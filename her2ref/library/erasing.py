"""Takes everything personal off this computer, so that no byte of a note is left in the files of the program."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from her2ref.core import secrets
from her2ref.core.errors import KnownError, LibraryTrouble
from her2ref.core.progress import Progress
from her2ref.library import note_index, rescue, restoring, strangers
from her2ref.library.in_use import alive
from her2ref.library.opening import address, why_not_written
from her2ref.library.trouble import FULL, told

if TYPE_CHECKING:
    from her2ref.core.paths import Home
    from her2ref.library.library import Library

TABLES: Final = (
    *("star", "reading", "note", "collected", "collection", "saved_search"),
    *("choice", "wish", "wanted", "correction_seen", "sent"),
)
"""Tables of which every row is the person's, but for `MARKED`."""
MARKED: Final = "SELECT count(*) FROM correction_seen WHERE at NOT GLOB '*T*'"
"""Corrections that the first start marked as seen, with the day of the correction: they go too, but are no entries of
anybody's."""
WAIT_MS: Final = 10_000
"""How long another program may hold the library."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows, files and backups were deleted; `kept_backups` where backups were spared; `left` what could
    not be deleted."""

    rows: int
    files: int
    backups: int
    kept_backups: bool
    left: tuple[str, ...]

    @property
    def text(self) -> str:
        """What was done, in sentences."""
        parts = [f"Everything personal was erased ({self.rows:,} entries, {self.files:,} files)."]
        if self.kept_backups:
            parts.append("The backups were kept: they still hold what was erased here.")
        elif self.backups:
            parts.append(f"The backups held it too and were deleted ({self.backups:,} files).")
        if self.left:
            parts.append(f"Not deleted, as something holds it: {', '.join(self.left)}. Delete it yourself.")
        parts.append("What you saved elsewhere is still there.")
        return " ".join(parts)


def erase(
    home: Home,
    library: Library | None = None,
    *,
    keep_backups: bool = False,
    progress: Progress | None = None,
) -> Erased:
    """Deletes stars, notes, reading states, collections, saved searches, own topics, what was looked up, wished for
    and sent, drafts, settings, stored keys, logs and crash reports; and unless `keep_backups` all backups and
    libraries that were set aside, as they hold the same. Records and content stay.

    `library` is this process's own where it has one: nobody of it writes meanwhile, and it hears of the change.
    Raises `LibraryTrouble` before anything is touched when another window or command uses the library, or when
    it cannot be written. Slow: the file is written anew.
    """
    progress = progress or Progress()
    rows = 0
    if home.library.exists() or home.library.is_symlink():
        _refuse_others(home.library, library)
        progress.step(0, 0, "Erasing what is personal")
        held = library.replaced(reading=True) if library is not None else nullcontext()
        with held, told(home.library):
            rows = _rows(home.library)
    files, backups = _Deleted(), _Deleted()
    try:
        secrets.forget_all(home)
    except KnownError:
        files.left.append("a key in the keyring of this computer")
    for folder in (home.drafts, home.logs, home.cache):
        files.folder(folder)
    files.file(home.settings)
    files.leftovers(home.settings)
    files.leftovers(home.library)
    for prefix in (restoring.PREFIX, rescue.PREFIX):  # of a restore or repair that was killed
        for left in home.data.glob(f"{prefix}*"):
            files.folder(left)
    if not keep_backups:
        backups.folder(home.backups)
        backups.folder(home.damaged)
    return Erased(rows, files.number, backups.number, keep_backups, (*files.left, *backups.left))


def _refuse_others(path: Path, library: Library | None) -> None:
    trouble = why_not_written(path)
    if trouble is not None:
        raise trouble
    with told(path), closing(sqlite3.connect(address(path), uri=True)) as connection:
        found = connection.execute("SELECT value FROM meta WHERE key = 'unclean'").fetchone()
    own = library.is_marked if library is not None else False
    if len(alive(path.parent, found[0] if found else "").split()) > own:
        raise LibraryTrouble(
            "Another window or command of her2ref uses the library, so nothing was erased.",
            next_step="Close it, then try again.",
        )


def _rows(path: Path) -> int:
    """Deletes the rows and overwrites where they stood: in the file, in its log and in the index of notes."""
    with closing(sqlite3.connect(address(path), uri=True, isolation_level=None)) as connection:
        for pragma in (f"busy_timeout = {WAIT_MS}", "secure_delete = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        for trigger in note_index.TRIGGERS:
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        number = -int(connection.execute(MARKED).fetchone()[0])
        number += sum(connection.execute(f"DELETE FROM {table}").rowcount for table in TABLES)  # noqa: S608
        number += connection.execute("DELETE FROM article_topic WHERE \"by\" = 'person'").rowcount
        connection.execute("DELETE FROM meta WHERE key GLOB ?", (f"{strangers.KEY}*",))
        for statement in note_index.STATEMENTS:
            connection.execute(statement)
        connection.execute("COMMIT")
        _shrink(connection)
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise LibraryTrouble(
                "What is personal was deleted, but another program holds the library, so traces of it are still in "
                "the file beside it.",
                safe="Records and content are as they were.",
                next_step="Close that program, then erase again.",
            )
    return number


def _shrink(connection: sqlite3.Connection) -> None:
    """Writes the file anew without what was freed. What stood there is overwritten already: where the disk has no room
    for it, it is left."""
    try:
        connection.execute("VACUUM")
    except sqlite3.OperationalError as error:
        if (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF != FULL:
            raise


class _Deleted:
    """Deletes files and counts them; what cannot be deleted is named and does not keep the others."""

    def __init__(self) -> None:
        self.number = 0
        self.left: list[str] = []

    def file(self, path: Path) -> None:
        try:
            path.unlink()
            self.number += 1
        except FileNotFoundError:
            return
        except OSError:
            self.left.append(str(path))

    def folder(self, folder: Path) -> None:
        """Everything in it, and the folder itself; what a link points to is not touched."""
        if folder.is_symlink():
            self.file(folder)
            return
        for place, _, names in os.walk(folder):
            for name in names:
                self.file(Path(place, name))
        shutil.rmtree(folder, ignore_errors=True)

    def leftovers(self, path: Path) -> None:
        """What a write of `path` that was killed left beside it."""
        for beside in (*path.parent.glob(f"{path.name}.*"), *path.parent.glob(f"{path.stem}.new")):
            if beside.is_file() and not beside.is_symlink():
                self.file(beside)
