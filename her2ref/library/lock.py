"""One window for one library: a lock that the operating system drops when its owner dies, however it dies."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from her2ref.core.progress import Progress

CARE: Final = "restoring.lock"
"""The lock of who makes a library, brings it up to date, restores or repairs it: one process at a time."""
PAUSE: Final = 0.1
"""Seconds between two looks at whether a lock is free."""


class WindowLock:
    """Held while a window is open. Commands do not take it: they write in short transactions beside the window."""

    def __init__(self, folder: Path, name: str = "window.lock") -> None:
        self._path = folder / name
        self._file: int | None = None

    @property
    def is_held(self) -> bool:
        return self._file is not None

    def take(self) -> bool:
        """True when this process now owns the library's window; False when another does."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(file)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def wait_for(lock: WindowLock, seconds: float, progress: Progress, text: str) -> bool:
    """Takes the lock as soon as it is free; False where it is not within so many seconds. `text` says meanwhile what is
    waited for. Raises `Cancelled`, and `OSError` where no lock can be made."""
    end = time.monotonic() + seconds
    while not lock.take():
        if time.monotonic() >= end:
            return False
        progress.step(0, 0, text)
        progress.wait(PAUSE)
    return True


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
