"""Bytes of a library's file, read beside SQLite.

On POSIX systems a process loses all its locks on a file when it closes any descriptor of it, SQLite's too; the next
process to close the library then takes itself for the last and deletes the log under a window that is open. So a
descriptor that was opened here stays open. Nothing else in this program opens the file of a library.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Final

from her2ref.core.errors import RefusedFile

KEPT: Final = 64
"""Descriptors kept; a process has to do with one library, tests with many."""

_kept: dict[tuple[int, int], int] = {}
_taking = threading.Lock()


def read(path: Path, offset: int, size: int) -> bytes:
    """Up to `size` bytes from `offset` on. Raises `OSError`."""
    if os.name != "posix":
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(size)
    return os.pread(_descriptor(path), size, offset)


def copy(path: Path, target: Path, step: int = 1 << 20) -> None:
    """Copies all bytes to `target`, which is made or written anew. Raises `OSError`."""
    offset = 0
    with target.open("wb") as out:
        while part := read(path, offset, step):
            out.write(part)
            offset += len(part)


def refuse_itself(path: Path, library: Path) -> None:
    """Raises `RefusedFile` where a file that a person chose to be read is the library's own."""
    try:
        same = path.samefile(library)
    except (OSError, ValueError):  # a name that no file has is told by who reads it
        return
    if same:
        raise RefusedFile(
            f"{path.name} is the library itself, which is open here.",
            safe="Nothing was read.",
            next_step="Choose another file; a copy of a library is put in place with Restore.",
        )


def _descriptor(path: Path) -> int:
    found = path.stat()
    identity = (found.st_dev, found.st_ino)
    with _taking:
        if identity not in _kept:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            found = os.fstat(descriptor)  # it may have been replaced since
            identity = (found.st_dev, found.st_ino)
            if identity in _kept:
                _kept[(-1, descriptor)] = descriptor
                return descriptor
            _kept[identity] = descriptor
            while len(_kept) > KEPT:
                os.close(_kept.pop(next(iter(_kept))))
        return _kept[identity]
