"""Who uses the library now, so that an unexpected end is noticed, also with several processes on one file.

Each process that writes an import or holds a window puts a token into `meta.unclean` and holds a lock of that name,
which the operating system drops when the process dies. A token without its lock is an unexpected end.
"""

from __future__ import annotations

import os
from pathlib import Path

from her2ref.library.lock import WindowLock


class Mark:
    """This process's own mark. The lock is taken before the token is written, and dropped after it is gone."""

    def __init__(self, folder: Path) -> None:
        self.token = os.urandom(6).hex()
        self._file = folder / _name(self.token)
        self._lock = WindowLock(folder, self._file.name)
        self._lock.take()

    def release(self) -> None:
        self._lock.release()
        self._file.unlink(missing_ok=True)

    def added_to(self, value: str) -> str:
        """The value of `meta.unclean` with this mark."""
        return " ".join([*value.split(), self.token])

    def taken_from(self, value: str) -> str:
        return " ".join(token for token in value.split() if token != self.token)


def alive(folder: Path, value: str) -> str:
    """The tokens of `meta.unclean` whose processes live; what dead ones left behind is removed."""
    return " ".join(token for token in value.split() if _lives(folder, token))


def ended_unexpectedly(folder: Path, value: str) -> bool:
    return alive(folder, value).split() != value.split()


def living(folder: Path) -> str:
    """The tokens of all processes that use the library in this folder now, as `meta.unclean` holds them."""
    tokens = [file.name[len("in-use-") : -len(".lock")] for file in sorted(folder.glob(_name("*")))]
    return " ".join(token for token in tokens if _lives(folder, token))


def _name(token: str) -> str:
    return f"in-use-{token}.lock"


def _lives(folder: Path, token: str) -> bool:
    file = folder / _name(token)
    if not token.isalnum() or not file.exists():
        return False
    lock = WindowLock(folder, file.name)
    if not lock.take():
        return True
    lock.release()
    file.unlink(missing_ok=True)
    return False
