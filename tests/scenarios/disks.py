"""Real trouble with disks: a small one that fills, a process that has to obey permissions, damage by bytes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import pytest

from her2ref.core.paths import Home

OBEYING: Final = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: with them root passes over permissions
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-c", *sys.argv[1:]])
"""


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A disk of `size` bytes at `folder`. Skips the test where none can be made."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = shutil.which("mount")
    if mount is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk, on Linux")
    words = [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def filled_up(folder: Path, spare: int = 0) -> Path:
    """A file that leaves `spare` bytes free on the disk of `folder`."""
    file = folder / "ballast"
    with file.open("wb", buffering=0) as out:
        try:
            while True:
                if not out.write(bytes(4096)):
                    break
        except OSError:
            pass
        if spare:
            out.truncate(max(0, out.tell() - spare))
    return file


def obeying(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs Python code in a process for which permissions count, also where the tests run as root."""
    if sys.platform != "linux":
        pytest.skip("permissions are taken away by a call of Linux")
    return subprocess.run(
        [sys.executable, "-c", OBEYING, code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def put(path: Path, offset: int, data: bytes) -> None:
    """Overwrites bytes of a file."""
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def root_of(path: Path, name: str) -> int:
    """The page on which a table or index begins."""
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return int(connection.execute(sql, (name,)).fetchone()[0])


def spoil(path: Path, name: str, size: int = 4096) -> None:
    """Zeroes the page on which a table or index begins."""
    put(path, (root_of(path, name) - 1) * size, bytes(size))


def notes(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {text for (text,) in connection.execute("SELECT text FROM note")}


def moved(home: Home, folder: Path) -> Home:
    """The home, copied to another folder."""
    shutil.copytree(home.data, folder)
    return Home.at(folder)
