"""The folder of copies that the program makes by itself, and which of them it keeps.

Rules of `rotate`, the only place that deletes a copy; it runs after a new copy was made and passed its check:

- daily: of the newest `keep` days (5 unless set) the newest copy each, and of the four weeks with copies before
  those the newest copy each;
- before-migration, before-restore: all of the last 14 days, and the three newest of each;
- by-hand, and files that somebody else put there: all of them;
- where the disk has no room for one more copy, and would have it without the oldest of the first two kinds, those go
  before their time; but the two newest copies of all and those of the last day always stay;
- what a person added, as JSON beside each daily copy: the newest 60.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

from her2ref.core.errors import KnownError
from her2ref.core.files import write_whole
from her2ref.core.log import note_event
from her2ref.core.progress import Progress
from her2ref.library import personal_document
from her2ref.library.copying import Copied, copy_library
from her2ref.library.lock import WindowLock
from her2ref.library.opening import connect, quick_check
from her2ref.library.trouble import SPARE, free, told

if TYPE_CHECKING:
    from her2ref.core.paths import Home

Reason = Literal["daily", "before-migration", "before-restore", "by-hand"]

KEEP: Final = 5
"""Days of which a daily copy is kept, unless the person or the organisation chose another number."""
WEEKS: Final = 4
OF_EACH: Final = 3
"""Copies kept of each reason that begins with "before"."""
RECENT: Final = dt.timedelta(days=14)
"""How long such a copy stays however many there are: it may be the only one that holds what was written last."""
DAY: Final = dt.timedelta(days=1)
ALWAYS: Final = 2
"""Newest copies that are never deleted."""
JSON_KEPT: Final = 60

_MADE: Final = "%Y%m%dT%H%M%S.%fZ"
_NAME: Final = re.compile(r"library-(\d{8}T\d{6}\.\d{3})Z-([a-z-]+)\.sqlite")
_PERSONAL: Final = "personal-*.json"
_EARLIER: Final = re.compile(r"before-schema-\d+\.sqlite")
"""What copies before a migration were called once."""


class Backup(NamedTuple):
    """A copy in the folder. `made` in UTC; `notes` are those that were not in the trash."""

    path: Path
    made: dt.datetime
    reason: Reason
    bytes: int
    articles: int
    notes: int
    schema: int


def listed(home: Home) -> list[Backup]:
    """Every copy in the folder that opens, newest first. Whether it is whole is only known once it is checked."""
    found = [one for path in _files(home, "*.sqlite") if (one := read(path)) is not None]
    return sorted(found, key=lambda one: (one.made, one.path.name), reverse=True)


def personal_copies(home: Home) -> list[Path]:
    """What a person added, as it was saved beside the daily copies; newest first."""
    return sorted(_files(home, _PERSONAL), key=lambda path: path.name, reverse=True)


def make(
    home: Home,
    reason: Reason,
    progress: Progress | None = None,
    keep: int = KEEP,
    spare: Path | None = None,
) -> Backup:
    """A new checked copy in the folder; then the older ones are rotated, but for `spare`, which is still needed. Also
    while the library is used.

    Raises what `copying.copy_library` raises, and `KnownError` while another process makes a copy.
    """
    with _alone(home):
        return _make(home, reason, progress or Progress(), keep, spare=spare)


def daily(
    home: Home, progress: Progress | None = None, keep: int = KEEP, now: dt.datetime | None = None
) -> Backup | None:
    """Today's copy, and beside it what the person added as JSON. None where today's is there, where nothing has
    changed since the newest copy, or while another process makes one.

    Its check is how damage is found in time: raises `LibraryDamaged` then, and no older copy is touched.
    """
    now = now or dt.datetime.now(dt.UTC)
    progress = progress or Progress()
    if not home.library.exists() or not due(home, now):
        return None
    try:
        with _alone(home):
            made = _make(home, "daily", progress, keep, now)
            _write_personal(home, now)
            return made
    except _Busy:
        return None


def due(home: Home, now: dt.datetime) -> bool:
    """Whether a daily copy is to be made: none of today is there, and the library is not as the newest copy is."""
    copies = listed(home)
    if any(one.reason == "daily" and one.made.date() == now.date() for one in copies):
        return False
    return not copies or _stamp(home.library) != _stamp(copies[0].path) or not _stamp(home.library)


def rotate(
    home: Home, keep: int = KEEP, spare: Path | None = None, now: dt.datetime | None = None
) -> list[Path]:
    """Deletes what the rules of this module do not keep, but for `spare`. Returns what went."""
    copies = listed(home)
    kept = {*spared(copies, keep, now or dt.datetime.now(dt.UTC)), spare}
    gone = [one.path for one in copies if one.path not in kept]
    gone += personal_copies(home)[JSON_KEPT:]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def spared(copies: Iterable[Backup], keep: int, now: dt.datetime) -> set[Path]:
    """The copies, given newest first, that the rules keep while there is room."""
    kept: set[Path] = set()
    days: set[dt.date] = set()
    weeks: set[tuple[int, int]] = set()
    of_reason: dict[str, int] = {}
    for number, one in enumerate(copies):
        day, week = one.made.date(), one.made.isocalendar()[:2]
        wanted = number < ALWAYS or one.reason == "by-hand"
        if one.reason == "daily":
            if day not in days and len(days) < max(1, keep):
                days.add(day)
                wanted = True
            elif day not in days and week not in weeks and len(weeks) < WEEKS:
                weeks.add(week)
                wanted = True
        elif one.reason != "by-hand":
            of_reason[one.reason] = of_reason.get(one.reason, 0) + 1
            wanted = wanted or of_reason[one.reason] <= OF_EACH or one.made > now - RECENT
        if wanted:
            kept.add(one.path)
    return kept


def _make(
    home: Home,
    reason: Reason,
    progress: Progress,
    keep: int,
    now: dt.datetime | None = None,
    spare: Path | None = None,
) -> Backup:
    for left in (*_files(home, "*.part"), *_files(home, "*.new")):
        left.unlink(missing_ok=True)  # of a copy that was killed: nobody else copies now
    now = now or dt.datetime.now(dt.UTC)
    _make_room(home, spare, now)
    path, begun = _free_name(home, reason, now), time.monotonic()
    copy_library(home.library, path, progress)
    rotate(home, keep, spare, now)
    made = read(path)
    assert made is not None, "it was opened by its check"
    seconds = time.monotonic() - begun
    note_event(
        "backup", reason=reason, bytes=made.bytes, articles=made.articles, notes=made.notes, seconds=seconds
    )
    return made


def _make_room(home: Home, spare: Path | None, now: dt.datetime) -> None:
    """Deletes the oldest copies before their time where the disk has no room for another and has it then; none while
    the library is damaged, when they are all there is. Ends where the disk does not give the room of a copy back."""
    with told(home.library):
        needed = home.library.stat().st_size + SPARE
    left = free(home.backups / "x")
    if left is None or left >= needed:
        return
    going: list[Backup] = []
    for one in reversed(listed(home)[ALWAYS:]):
        if one.reason != "by-hand" and one.path != spare and one.made <= now - DAY:
            going.append(one)
            left += one.bytes
        if left >= needed:
            quick_check(home.library)
            before = free(home.backups / "x") or 0
            for old in going:
                old.path.unlink(missing_ok=True)
                after = free(home.backups / "x") or 0
                if after <= before:
                    return
                before = after
            return


def _free_name(home: Home, reason: Reason, now: dt.datetime) -> Path:
    while True:
        name = f"{now.astimezone(dt.UTC).strftime(_MADE)[:-4]}Z"
        path = home.backups / f"library-{name}-{reason}.sqlite"
        if not path.exists():
            return path
        now += dt.timedelta(milliseconds=1)


def read(path: Path) -> Backup | None:
    try:
        made, reason = _of_name(path)
        held = Copied(path)
    except (OSError, sqlite3.Error, ValueError):
        return None
    return Backup(path, made, reason, held.bytes, held.articles, held.notes, held.schema)


def _of_name(path: Path) -> tuple[dt.datetime, Reason]:
    found = _NAME.fullmatch(path.name)
    reason: Reason = "before-migration" if _EARLIER.fullmatch(path.name) else "by-hand"
    if found is None:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC), reason
    for known in get_args(Reason):
        if found[2] == known:
            reason = known
    return dt.datetime.strptime(f"{found[1]}Z", _MADE).replace(tzinfo=dt.UTC), reason


def _files(home: Home, pattern: str) -> list[Path]:
    return [path for path in home.backups.glob(pattern) if path.is_file()]


def _write_personal(home: Home, now: dt.datetime) -> None:
    with told(home.library), closing(connect(home.library)) as connection:
        made = personal_document.document(connection)
    name = f"personal-{now.astimezone(dt.UTC).strftime(_MADE)[:-8]}Z.json"
    with told(home.backups / name):
        write_whole(home.backups / name, json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True))
    for path in personal_copies(home)[JSON_KEPT:]:
        path.unlink(missing_ok=True)


def _stamp(path: Path) -> str:
    """The same for two libraries that hold the same: what a person added word by word, of all else what it was made
    from and when. Empty where it cannot be told."""
    try:
        with closing(connect(path)) as connection:
            made = personal_document.document(connection)
            made.pop("written")
            told_by = connection.execute(
                "SELECT key, value FROM meta WHERE key IN ('content', 'index', 'last_import') ORDER BY key"
            ).fetchall()
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            articles = connection.execute("SELECT count(*) FROM article").fetchone()[0]
    except (sqlite3.Error, OSError):
        return ""
    whole = json.dumps([version, articles, told_by, made], sort_keys=True)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


class _Busy(KnownError):
    pass


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One copy into the folder at a time, of all processes; the lock goes with a process that dies."""
    lock = WindowLock(home.backups, "copying.lock")
    with told(home.backups / "copying.lock"):
        taken = lock.take()
    if not taken:
        raise _Busy("Another copy of the library is being made.", next_step="Wait until it is done.")
    try:
        yield
    finally:
        lock.release()
