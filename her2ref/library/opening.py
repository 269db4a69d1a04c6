"""Opening a library file: the quick way when nothing needs care, and the careful way when something does.

Only sqlite3 is imported here; SQLAlchemy and Alembic come in when there is something to migrate or seed.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from her2ref.core.errors import LibraryTrouble
from her2ref.core.progress import Progress
from her2ref.library.in_use import ended_unexpectedly
from her2ref.library.trouble import damaged, told

if TYPE_CHECKING:
    from her2ref.core.paths import Home

HEAD = 4
"""The schema this program writes; `PRAGMA user_version` of a library that is up to date."""

INDEX = "3"
"""The make of the index that this program reads (`index.py`); `meta.index` of a library that has it."""

APPLICATION = 0x48455232
"""`PRAGMA application_id` of a library ("HER2")."""

Care = Literal["", "new", "migrate", "index", "content", "check"]


def fingerprint(resources: Path) -> str:
    """What the content folder looks like from outside: version of its files by number and newest change.

    Reads no file: an edit in a checkout or a new release changes it.
    """
    newest, count = 0, 0
    for folder in (resources, *(resources / name for name in ("mechanisms", "drugs", "trials"))):
        for entry in os.scandir(folder):
            if entry.name.endswith(".toml"):
                count += 1
                newest = max(newest, int(entry.stat().st_mtime))
    return f"{count}:{newest}"


def cannot_change(path: Path) -> bool:
    """True on a medium that nobody can write to. SQLite cannot make its files beside the library there."""
    if not hasattr(os, "statvfs"):
        return False
    try:
        return bool(os.statvfs(path.parent).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def address(path: Path) -> str:
    """The library as SQLite opens it. What cannot change is read without the files that keep readers and writers
    apart, unless changes wait beside it that are not in the file yet."""
    log = path.with_name(path.name + "-wal")
    waiting = log.exists() and log.stat().st_size
    fixed = "mode=ro&immutable=1" if cannot_change(path) and not waiting else "mode=rw"
    return f"{path.absolute().as_uri()}?{fixed}"


MAPPED = 0x7FFF0000
"""Bytes of the file that SQLite may look at where they lie instead of copying them, as many as it takes. Searching
100,000 records takes a sixth less time than with 256 MB."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection for reading, to be used by one thread at a time."""
    connection = sqlite3.connect(address(path), uri=True, check_same_thread=False)
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA mmap_size = {MAPPED}")
    return connection


def version_of(path: Path) -> int:
    """The schema of the library at `path`; raises `LibraryTrouble` for a damaged, foreign or newer file."""
    with told(path):
        if path.stat().st_size == 0:
            raise damaged(path)
        connection = connect(path)
        try:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            application = int(connection.execute("PRAGMA application_id").fetchone()[0])
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        finally:
            connection.close()
    if application != APPLICATION and (version or tables or application):
        raise LibraryTrouble(
            f"The file {path} is a database, but not a library of her2ref.",
            safe="It was not touched.",
            next_step="Move it elsewhere, or start with --home and another folder.",
        )
    if version > HEAD:
        raise LibraryTrouble(
            f"This library was written by a newer her2ref (schema {version}; this one knows {HEAD}).",
            safe="It was not touched.",
            next_step="Install the newer version, or start with --home and another folder.",
        )
    return version


def _never_filled(home: Home) -> bool:
    """What a first start leaves when it is killed at once: an empty file, nothing beside it, no copy from earlier."""
    path = home.library
    log = path.with_name(path.name + "-wal")
    return path.is_file() and path.stat().st_size == 0 and not log.exists() and not home.backups.exists()


def needs_care(home: Home, resources: Path) -> Care:
    """What has to be done before the library can be used; cheap, and changes nothing."""
    path = home.library
    if not path.exists() or _never_filled(home):
        return "new"
    if version_of(path) < HEAD:
        return "migrate"
    with told(path):
        connection = connect(path)
        try:
            rows = dict(
                connection.execute("SELECT key, value FROM meta WHERE key IN ('content', 'index', 'unclean')")
            )
        finally:
            connection.close()
        if ended_unexpectedly(path.parent, rows.get("unclean", "")):
            return "check"
    if rows.get("index") != INDEX:
        return "index"
    return "" if rows.get("content") == fingerprint(resources) else "content"


def take_care(home: Home, resources: Path, progress: Progress | None = None) -> None:
    """Does what `needs_care` names: makes, checks, migrates (after a backup) and seeds. Slow: not on the GUI thread."""
    progress = progress or Progress()
    care = needs_care(home, resources)
    if not care:
        return
    path = home.library
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if care == "new":
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        elif care == "check":
            progress.step(0, 0, "Checking the library after an unexpected end")
            quick_check(path)
        if care in ("check", "index", "content") and cannot_change(path):
            return  # it can be read as it is
        if care == "migrate" and version_of(path):
            from her2ref.library.safety import backup

            progress.step(0, 0, "Saving a copy before the library is brought up to date")
            backup(path, home.backups / f"before-schema-{HEAD}.sqlite")
        progress.step(0, 0, "Preparing the library")
        from her2ref.library.seed import prepare

        prepare(path, resources, HEAD, APPLICATION, fingerprint(resources), progress)


def quick_check(path: Path) -> None:
    """Raises `LibraryTrouble` when SQLite finds the file damaged."""
    with told(path):
        connection = connect(path)
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            connection.close()
    if found != "ok":
        raise damaged(path)
