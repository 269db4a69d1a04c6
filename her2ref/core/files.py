"""Small files of a person's own: written whole or not at all, on the disk when this returns, for their owner alone."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import Final

WINDOWS = os.name == "nt"
OWN_FILE: Final = 0o600
OWN_FOLDER: Final = 0o700
TRIES: Final = 10
"""How often a file is put in its place on Windows, where a virus scanner may hold the old one for a moment."""
PAUSE: Final = 0.05
"""Seconds between two of these tries."""


_KINDS: Final = (
    (stat.S_ISREG, "a file"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def what_it_is(mode: int) -> str:
    """What stands under a name, by its `st_mode`: a file, a folder, a pipe, a socket or else a device."""
    return next((words for is_one, words in _KINDS if is_one(mode)), "a device")


def write_whole(path: Path, data: bytes | str) -> None:
    """Puts `data` (text as UTF-8) in the place of `path`, which holds the old or the new words, never a mixture.

    The folder is made where it is missing. Raises `OSError`; the old file is then as it was.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    path.parent.mkdir(parents=True, exist_ok=True, mode=OWN_FOLDER)
    fresh = beside(path, "new")
    descriptor = create(fresh)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def beside(path: Path, end: str) -> Path:
    """A name in the folder of `path` that nobody else uses or can guess, for what is to take its place."""
    return path.with_name(f"{path.name}.{os.urandom(4).hex()}.{end}")


def create(path: Path, mode: int = OWN_FILE) -> int:
    """The descriptor of a new file, to be read and written. Raises `FileExistsError` for whatever stands there, a link
    too: whoever made it could read what is written, or have said who may."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, mode)


def put_in_place(fresh: Path, path: Path) -> None:
    """Gives `fresh` the name `path` in one step, and has the folder remember it. Raises `OSError`."""
    for attempt in range(TRIES):
        try:
            os.replace(fresh, path)  # noqa: PTH105 - replaces in one step
            break
        except PermissionError:
            if not WINDOWS or attempt == TRIES - 1:
                raise
            time.sleep(PAUSE)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
