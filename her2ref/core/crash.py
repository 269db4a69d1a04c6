"""What a bug leaves behind: one readable file on this machine, sent by nobody but the person."""

from __future__ import annotations

import sys
from pathlib import Path

import her2ref
from her2ref.core.errors import KnownError

KEPT = 20
"""Crash reports that are kept; older ones go."""


def write_report(logs: Path, error: BaseException) -> Path | None:
    """Writes the report of `error` into the log folder and returns its path; None when the disk will not take it.

    It holds the versions and the call stack: no query, no note, no value of a variable.
    """
    import datetime as dt  # nothing of this is needed until something breaks
    import platform
    import sqlite3
    import traceback

    now = dt.datetime.now(dt.UTC)
    frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    versions = (
        f"her2ref {her2ref.__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.system()} {platform.release()} {platform.machine()}"
    )
    text = f"{now:%Y-%m-%d %H:%M:%S} UTC\n{versions}\n\n{type(error).__name__}\n\n{frames}"
    try:
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = logs / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
        path.write_text(text, encoding="utf-8")
        for old in sorted(logs.glob("crash-*.txt"))[:-KEPT]:
            old.unlink()
    except OSError:
        return None
    return path


def sentence(error: BaseException, report: Path | None) -> str:
    """What to tell a person about an error of either kind."""
    if isinstance(error, KnownError):
        return str(error)
    where = f" A report was saved on this computer: {report}." if report else ""
    return (
        f"Something went wrong inside her2ref ({type(error).__name__}). What was saved is safe.{where} "
        "You can go on; if it happens again, start her2ref anew."
    )


def to_stderr(text: str) -> None:
    """For those who started the program from a terminal."""
    if sys.stderr is not None:
        print(text, file=sys.stderr)
