"""Care for a library before it is used: it is made, checked, brought up to date, filled with content.

One process at a time does it; the others wait and then do what is left.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final

from her2ref.core.errors import DiskFull
from her2ref.core.log import note_event
from her2ref.library import opening
from her2ref.library.backups import make
from her2ref.library.lock import CARE, WindowLock, wait_for
from her2ref.library.opening import Care, fingerprint, needs_care, quick_check, version_of, why_not_written
from her2ref.library.seed import prepare
from her2ref.library.trouble import busy, sentence, told

if TYPE_CHECKING:
    from pathlib import Path

    from her2ref.core.paths import Home
    from her2ref.core.progress import Progress

PATIENCE: Final = 60
"""Seconds that another process's care is waited for."""
CAN_WAIT: Final = ("check", "index", "content")
"""Care without which a library can be read; it is taken once the library can be written."""


def take(care: Care, home: Home, resources: Path, progress: Progress) -> None:
    """Takes the care that `needs_care` found, or what of it is left when another process has been at it.

    Raises `LibraryTrouble`, also where the other is not done after a minute and the library cannot be read before.
    """
    path = home.library
    if care in CAN_WAIT and why_not_written(path) is not None:
        if care == "check":
            _check(path, progress)
        return  # it can be read as it is
    lock = WindowLock(home.data, CARE)
    with told(path):
        taken = wait_for(lock, PATIENCE, progress, "Waiting for another her2ref, which prepares the library")
    if not taken:
        if care in CAN_WAIT:
            return
        raise busy()
    try:
        left = needs_care(home, resources)
        if left:
            begun = time.monotonic()
            _take(left, home, resources, progress)
            note_event("care", kind=left, seconds=time.monotonic() - begun)
    finally:
        lock.release()


def _take(care: Care, home: Home, resources: Path, progress: Progress) -> None:
    path = home.library
    with told(path):
        if care == "new":
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        elif care == "check":
            _check(path, progress)
        elif care == "migrate" and version_of(path):
            progress.step(0, 0, "Saving a copy before the library is brought up to date")
            make(home, "before-migration", progress)
        progress.step(0, 0, "Preparing the library")
        try:
            prepare(path, resources, opening.HEAD, opening.APPLICATION, fingerprint(resources), progress)
        except Exception as error:
            if care not in CAN_WAIT or not isinstance(sentence(error, path), DiskFull):
                raise


def _check(path: Path, progress: Progress) -> None:
    progress.step(0, 0, "Checking the library after an unexpected end")
    quick_check(path)
