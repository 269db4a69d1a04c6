"""How a library stands while it is used: within reach, writable, with room on its disk, with a copy of late."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final, NamedTuple

from her2ref.core.errors import LibraryTrouble
from her2ref.core.sizes import amount
from her2ref.library import backups, raw
from her2ref.library.opening import connect, why_not_written
from her2ref.library.trouble import free, told

if TYPE_CHECKING:
    from pathlib import Path

    from her2ref.core.paths import Home

LOW: Final = 200_000_000
"""Free bytes below which the disk counts as nearly full."""
OLD: Final = 14
"""Days after which a copy counts as old, if the library has changed since."""


class Standing(NamedTuple):
    """`lost` where the file cannot be read, `unwritten` where nothing can be written into it, `full` a sentence where
    the disk is nearly full; else None or empty."""

    lost: LibraryTrouble | None = None
    unwritten: LibraryTrouble | None = None
    full: str = ""


def standing(path: Path) -> Standing:
    """Asks the system, and reads one byte of the file. A share that does not answer makes this slow."""
    try:
        with told(path):
            raw.read(path, 0, 1)
    except LibraryTrouble as trouble:
        return Standing(lost=trouble)
    return Standing(unwritten=why_not_written(path), full=_nearly_full(path))


def _nearly_full(path: Path) -> str:
    left = free(path)
    if left is None or left >= LOW:
        return ""
    size = path.stat().st_size
    sentence = f"The disk is nearly full ({path.parent}): {amount(left)} are free."
    if left < size:
        sentence += f" A copy of the library needs {amount(size)}."
    return f"{sentence} Everything is saved as long as there is room."


def old_copy(home: Home, now: dt.datetime) -> str:
    """A sentence where the library holds something that no copy of the last days holds; else empty. Raises
    `LibraryTrouble`."""
    copies = backups.listed(home)
    if not _holds_something(home.library) or not backups.due(home, now):
        return ""
    if not copies:
        return "There is no copy of your library yet."
    days = (now - copies[0].made).days
    return f"The newest copy of your library is {days:,} days old." if days > OLD else ""


def _holds_something(path: Path) -> bool:
    """Whether anything is in it that does not come with the program."""
    with told(path), closing(connect(path)) as connection:
        try:
            found = connection.execute(
                "SELECT EXISTS (SELECT 1 FROM article) OR EXISTS (SELECT 1 FROM note)"
                " OR EXISTS (SELECT 1 FROM star)"
            ).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):  # of an older schema
                return True
            raise
    return bool(found[0])
