"""What is stored on this computer, where, who can read it, and what was sent to whom. Looks only, changes nothing."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from her2ref.core.errors import KnownError
from her2ref.core.secrets import KEYRING, KINDS, NOWHERE, Secrets
from her2ref.core.setting import SETTINGS
from her2ref.library.library import Library

if TYPE_CHECKING:
    from her2ref.core.paths import Home
    from her2ref.core.settings import Settings

MOST: Final = 20_000
"""Files that are looked at; somebody may have made a folder of everything the folder of the program."""
KINDS_OF_FILES: Final[dict[str, tuple[str, str]]] = {
    "library": (
        "Library",
        (
            "The reference content, the records that were imported, and what is yours: stars, notes, reading states, "
            "collections, saved searches, topics of your own, and what was opened from the lookup."
        ),
    ),
    "drafts": ("Drafts", "What was typed into a note and is not in the library yet."),
    "backups": (
        "Backups",
        (
            "Copies of the whole library, and of what is yours as text. They hold what stood in the library on their "
            "day, also notes that you have deleted since."
        ),
    ),
    "damaged": (
        "Libraries set aside",
        "Files that did not read any more, kept so that nothing in them is lost. They may hold notes.",
    ),
    "settings": ("Settings", "What you chose, the place of the window, and the folder that you opened last."),
    "log": (
        "Log",
        "Times and numbers: starts, imports, backups, trouble. No note, no query, no key, no name.",
    ),
    "reports": (
        "Crash reports",
        "The versions, the calls in the program and the last lines of the log. Nobody sends them but you.",
    ),
    "cache": ("Cache", "Nothing of yours. It may be deleted."),
    "locks": ("Marks of use", "Empty files that say that a window or a command has the library open."),
    "rules": ("Rules of this computer", "Written by those who look after it; her2ref reads them only."),
    "others": ("Other files in these folders", "Not made by this version of her2ref."),
}
"""What the files of a kind are called and what they hold, in the order in which they are told."""
OWN: Final[dict[str, str]] = {
    "star": "Stars",
    "note": "Notes",
    "note_thrown": "Notes in the trash",
    "reading": "Reading states",
    "collection": "Collections",
    "saved_search": "Saved searches",
    "own_topic": "Topics of your own",
    "choice": "Remembered from the lookup",
    "wish": "Words to ask PubMed for",
    "wanted": "Records to fetch",
    "correction_seen": "Corrections seen",
}
"""What of the library is the person's, by the names that the statement gives."""
READERS: Final = {
    "owner": "only you",
    "group": "you and your group on this computer",
    "everyone": "everybody on this computer",
    "windows": "as Windows decides for the folder, usually only you",
    "": "",
}
NOTHING_SENT: Final = "Nothing was sent from this program."
LINKS: Final = (
    "A link that you open goes to your browser, which then talks to that site as it does with any other page: the site "
    "sees which article you open. Getting abstracts opens PubMed with the numbers of the articles in the address."
)
ADMINISTRATORS: Final = (
    "Whoever administers this computer can read every file on it. Nothing here is encrypted by her2ref."
)


class Stored(NamedTuple):
    """The files of one kind: where, how many bytes and files, who can read them (`READERS`), and from when until when
    they were last changed (ISO days). `place` is the file or folder, there or not."""

    kind: str
    place: Path
    bytes: int = 0
    files: int = 0
    readers: str = ""
    since: str = ""
    until: str = ""


class Own(NamedTuple):
    """Rows of the library that are the person's: which, how many, and since when (ISO day, where that is known)."""

    kind: str
    number: int
    since: str


class Sent(NamedTuple):
    """What went to one host: what, in words, how many requests, and from when until when (ISO)."""

    host: str
    what: str
    requests: int
    first: str
    last: str


class Privacy(NamedTuple):
    """Everything that the page says. `trouble` is why the library could not be asked; `secrets` are label and whether
    it is in the keyring or in memory; `rules` are label, value and who decides."""

    stored: list[Stored]
    own: list[Own]
    sent: list[Sent]
    secrets: list[tuple[str, str]]
    rules: list[tuple[str, str, str]]
    trouble: str = ""


def look(home: Home, settings: Settings, library: Library | None = None) -> Privacy:
    """Reads it all; in a worker, as it walks through folders and asks the keyring."""
    own, sent, trouble = _rows(home, library)
    rules = [
        (setting.label, setting.told(settings.get(name)), settings.locked(name))
        for name, setting in SETTINGS.items()
        if settings.is_ruled(name)
    ]
    return Privacy(_stored(home, settings), own, sent, _secrets(home), rules, trouble)


def size(number: int) -> str:
    """Bytes as a person reads them."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= factor:
            return f"{number / factor:.1f} {unit}"
    return f"{number} bytes"


def _rows(home: Home, library: Library | None) -> tuple[list[Own], list[Sent], str]:
    if not home.library.exists():
        return [], [], ""
    asked = library or Library(home.library)
    try:
        reader = asked.reader()
        return [Own(*row) for row in reader.own_rows()], [Sent(*row) for row in reader.sent()], ""
    except KnownError as error:
        return [], [], str(error)
    except sqlite3.Error:  # of an older version, which has not all of the tables
        return [], [], "The library was not asked, as the next start has to bring it up to date first."
    finally:
        if library is None:
            asked.close()


def _secrets(home: Home) -> list[tuple[str, str]]:
    found = Secrets.of(home)
    places = [(kind.label, found.where(name)) for name, kind in KINDS.items()]
    words = {KEYRING: "in the keyring of this computer"}
    return [(label, words.get(at, "in memory until her2ref ends")) for label, at in places if at != NOWHERE]


def _stored(home: Home, settings: Settings) -> list[Stored]:
    places = {
        "library": home.library,
        "drafts": home.drafts,
        "backups": home.backups,
        "damaged": home.damaged,
        "settings": home.settings,
        "log": home.logs,
        "reports": home.logs,
        "cache": home.cache,
        "locks": home.data,
        "others": home.data,
    }
    found: dict[str, list[Path]] = {kind: [] for kind in places}
    for path in _files(home):
        found[_kind(path, home)].append(path)
    stored = [_told(kind, places[kind], found[kind]) for kind in places]
    rules = [folder / name for folder in settings.folders for name in ("policy.toml", "defaults.toml")]
    there = [path for path in rules if path.is_file()]
    stored += [_told("rules", path, [path]) for path in there]
    return [
        one for one in stored if one.files or one.kind in ("library", "drafts", "backups", "settings", "log")
    ]


def _files(home: Home) -> Iterator[Path]:
    """Each file in the person's folders once, links themselves and not what they lead to."""
    seen: set[Path] = set()
    for folder in (home.data, home.config, home.cache, home.logs):
        for place, _, names in os.walk(folder):
            for name in names:
                path = Path(place, name)
                if path not in seen:
                    seen.add(path)
                    yield path
                if len(seen) >= MOST:
                    return


def _kind(path: Path, home: Home) -> str:
    for kind, folder in (
        *(("drafts", home.drafts), ("backups", home.backups), ("damaged", home.damaged)),
        ("cache", home.cache),
    ):
        if folder in path.parents:
            return kind
    name = path.name
    if path.suffix in (".lock", ".socket"):
        return "locks"
    if path.parent == home.data and name.startswith(home.library.name):
        return "library"
    if path.parent == home.config and name.startswith(home.settings.name):
        return "settings"
    if path.parent == home.logs and name.endswith(".log"):
        return "log"
    if path.parent == home.logs and name.startswith(("crash-", "fault")):
        return "reports"
    return "others"


def _told(kind: str, place: Path, paths: list[Path]) -> Stored:
    total, count, days, widest = 0, 0, list[str](), ""
    for path in paths:
        try:
            status = path.lstat()
        except OSError:  # gone meanwhile, as the log of SQLite is
            continue
        total, count = total + status.st_size, count + 1
        days.append(dt.datetime.fromtimestamp(status.st_mtime, dt.UTC).date().isoformat())
        widest = max(widest, _readers(path, status.st_mode), key=tuple(READERS)[::-1].index)
    return Stored(kind, place, total, count, widest, min(days, default=""), max(days, default=""))


def _readers(path: Path, mode: int) -> str:
    """Who can come to a file and read it: the rights of the file and of every folder above it."""
    if os.name != "posix":
        return "windows"
    if stat.S_ISLNK(mode):
        return "owner"
    for who, read, enter in (("everyone", stat.S_IROTH, stat.S_IXOTH), ("group", stat.S_IRGRP, stat.S_IXGRP)):
        if mode & read and all(_rights(folder) & enter for folder in path.parents):
            return who
    return "owner"


def _rights(folder: Path) -> int:
    try:
        return folder.stat().st_mode
    except OSError:
        return 0
