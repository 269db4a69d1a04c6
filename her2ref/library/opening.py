"""Opening a library file: the quick way when nothing needs care, and the careful way when something does.

Only sqlite3 is imported here; SQLAlchemy and Alembic come in when there is something to migrate or seed.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from her2ref.core.errors import LibraryTrouble
from her2ref.core.progress import Progress
from her2ref.library import raw
from her2ref.library.in_use import ended_unexpectedly
from her2ref.library.trouble import ROOM, damaged, full, gone, is_closed, no_file, sentence, told

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


BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a library, by the end of its name; each belongs to the one file it was made for."""


def beside(path: Path) -> list[Path]:
    """The files of SQLite that lie beside the library now."""
    return [file for end in BESIDE if (file := path.with_name(path.name + end)).exists()]


def cannot_change(path: Path) -> bool:
    """True where SQLite cannot make its files beside the library: nobody can on a medium that is read-only, this
    person cannot in a folder that is, and nothing fits on a full disk."""
    folder = path.parent
    if not hasattr(os, "statvfs"):
        return False
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    none_left = found.f_bavail * found.f_frsize < ROOM
    return bool(found.f_flag & os.ST_RDONLY) or none_left or not os.access(folder, os.W_OK)


def why_not_written(path: Path) -> LibraryTrouble | None:
    """Why a library that can be read cannot be written, or None where it can. Asks the system, not the file."""
    with_read_only = PermissionError(13, "")
    if is_closed(path):
        return sentence(with_read_only, path)
    if (path.exists() or path.is_symlink()) and not path.is_file():
        return no_file(path)
    if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return sentence(with_read_only, path)
    if not cannot_change(path):
        return None
    found = os.statvfs(path.parent)
    return sentence(with_read_only, path) if found.f_flag & os.ST_RDONLY else full(path)


def address(path: Path) -> str:
    """The library as SQLite opens it. Where it cannot make its files, they are done without, unless somebody has
    made them: then changes wait beside the library that are not in the file yet, or another process uses it."""
    return uri(path, "mode=ro&immutable=1" if is_fixed(path) else "mode=rw")


def is_fixed(path: Path) -> bool:
    """Whether the library is read as a file that nobody changes."""
    return cannot_change(path) and not _is_in_use(path)


def uri(path: Path, mode: str) -> str:
    """A file as SQLite takes it with a mode; on a share of Windows, too, whose server it would not take as a host."""
    name = path.absolute().as_uri()
    if not name.startswith("file:///"):
        name = name.replace("file://", "file:////", 1)
    return f"{name}?{mode}"


def _is_in_use(path: Path) -> bool:
    return _bytes_of(path, "-wal") > 0 or _bytes_of(path, "-shm") >= SHARED


def _bytes_of(path: Path, end: str) -> int:
    try:
        return path.with_name(path.name + end).stat().st_size
    except OSError:
        return 0


SHARED: Final = 32 * 1024
"""Bytes of the memory beside a library that its processes share. Less of it is what one left for which the disk had no
room."""


MAPPED = 0x7FFF0000
"""Bytes of the file that SQLite may look at where they lie instead of copying them, as many as it takes. Searching
100,000 records takes a sixth less time than with 256 MB."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection for reading, to be used by one thread at a time.

    The file is only mapped where it lies on the disk of the person's own folder: what is read of a mapped file on a
    stick that was pulled out would end the program.
    """
    connection = sqlite3.connect(address(path), uri=True, check_same_thread=False)
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA mmap_size = {MAPPED if _stays(path) else 0}")
    return connection


def look_into(path: Path) -> sqlite3.Connection:
    """A connection that leaves what waits beside the library where it is: any other moves it into the file when it is
    the last to be closed, and a file that may be damaged is not to be changed by a look."""
    if not _waits(path):
        return connect(path)
    return sqlite3.connect(address(path).replace("mode=rw", "mode=ro"), uri=True, isolation_level=None)


def _stays(path: Path) -> bool:
    try:
        return path.stat().st_dev == Path.home().stat().st_dev
    except (OSError, RuntimeError):  # no such file, no such home
        return False


MAGIC: Final = b"SQLite format 3\0"
HEADER: Final = 100
"""Bytes at the beginning of a file of SQLite that say what it is."""


def look_at(path: Path) -> None:
    """Raises `LibraryDamaged` for what can be seen without SQLite: no bytes, or fewer than the header says; and
    `LibraryTrouble` for what is no file.

    A file may be short while changes wait beside it: SQLite writes its pages in their order when it puts those in.
    """
    size = _size(path)
    if size is None:
        raise FileNotFoundError(path)
    if size == 0:
        raise damaged(path)
    head = raw.read(path, 0, HEADER)
    if head[:16] != MAGIC and not (_waits(path) and _begins_beside(path)):
        raise damaged(path)
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big") if head[24:28] == head[92:96] else 0
    if size < HEADER or (size < (65_536 if page == 1 else page) * pages and not _waits(path)):
        raise damaged(path)


def _begins_beside(path: Path) -> bool:
    """Whether the first page waits in the log, where SQLite takes it from when a power cut has torn the file's own."""
    from her2ref.library.pages import waiting

    log = path.with_name(path.name + "-wal")
    with log.open("rb") as file:
        size = int.from_bytes(file.read(12)[8:], "big")
    return 1 in waiting(log, size)


def _waits(path: Path) -> bool:
    """Whether changes, or what undoes them, lie beside the file."""
    return any(file.is_file() and file.stat().st_size for file in beside(path) if file.name[-4:] != "-shm")


def version_of(path: Path) -> int:
    """The schema of the library at `path`; raises `LibraryTrouble` for a damaged, foreign or newer file."""
    return _asked(path)[0]


def _asked(path: Path) -> tuple[int, dict[str, str]]:
    """The schema, and where it is today's what the library says of its state; both by one connection, as this is done
    at each start."""
    rows: dict[str, str] = {}
    with told(path):
        look_at(path)
        connection = look_into(path)
        try:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            application = int(connection.execute("PRAGMA application_id").fetchone()[0])
            if application != APPLICATION:
                tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            elif version == HEAD:
                rows = dict(connection.execute(_META))
        except sqlite3.OperationalError as error:
            if str(error) == "no such table: meta":
                raise damaged(path) from error
            raise
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
    return version, rows


def unfinished(folder: Path) -> Path:
    """The mark that is there, in the folder of damaged libraries, while one is set aside: it names its folder."""
    return folder / "unfinished"


def _never_filled(home: Home) -> bool:
    """What a first start leaves when it is killed at once, of a library without bytes: no log, no copy from earlier.
    A journal is that of the first page: once that is there, there is none any more."""
    left = [file for file in beside(home.library) if not file.name.endswith("-journal")]
    return not (left or home.backups.exists() or home.damaged.exists())


def _size(path: Path) -> int | None:
    """Bytes of the library, None where there is none. Raises `LibraryTrouble` for what is no file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            raise no_file(path) from None
        return None
    if not stat.S_ISREG(found.st_mode):
        raise no_file(path)
    return found.st_size


def needs_care(home: Home, resources: Path) -> Care:
    """What has to be done before the library can be used; cheap, and changes nothing.

    Raises `LibraryDamaged` for a file that does not read, or that is missing although there are copies of it.
    """
    path = home.library
    with told(path):
        size = _size(path)
        if not size:
            if _never_filled(home):
                return "new"
            raise gone(path) if size is None else damaged(path)
        if unfinished(
            home.damaged
        ).exists():  # its log may lie elsewhere: opened now, it would lose what that holds
            raise damaged(path)
    version, rows = _asked(path)
    if version < HEAD:
        return "migrate"
    with told(path):
        if ended_unexpectedly(path.parent, rows.get("unclean", "")):
            return "check"
    if rows.get("index") != INDEX:
        return "index"
    return "" if rows.get("content") == fingerprint(resources) else "content"


_META: Final = "SELECT key, value FROM meta WHERE key IN ('content', 'index', 'unclean')"


def take_care(home: Home, resources: Path, progress: Progress | None = None) -> None:
    """Does what `needs_care` names: makes, checks, migrates (after a backup) and seeds. Slow: not on the GUI thread.

    Waits for another process that is at it, for a minute at most, and does what is left to be done.
    """
    care = needs_care(home, resources)
    if care:
        from her2ref.library.caring import take

        take(care, home, resources, progress or Progress())


def quick_check(path: Path) -> None:
    """Raises `LibraryTrouble` when SQLite finds the file damaged."""
    with told(path):
        connection = look_into(path)
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            connection.close()
    if found != "ok":
        raise damaged(path)
