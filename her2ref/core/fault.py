"""What is left of a run that the system ended: Python writes the calls of every thread before it dies of a fault."""

from __future__ import annotations

import faulthandler
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

NAME: Final = "fault.txt"
LAST: Final = "fault-last.txt"
"""What the run before this one left, until it has become a report."""
LONGEST: Final = 100_000
"""Bytes of it that are read."""


class Trace:
    """One for a window, which is alone over its library. A folder that cannot be written costs the trace, no more."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._file: int | None = None
        self._ours = False

    def begin(self) -> bool:
        """Opens the file; True when the last run died of a fault that was not told yet."""
        path, last = self._logs / NAME, self._logs / LAST
        try:
            self._logs.mkdir(parents=True, exist_ok=True, mode=0o700)
            if path.exists() and path.stat().st_size:
                os.replace(path, last)  # noqa: PTH105 - replaces in one step
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
            self._file = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)
            if not faulthandler.is_enabled():  # who switched it on by hand wants to read it elsewhere
                faulthandler.enable(self._file)
                self._ours = True
        except OSError:
            return last.exists()
        return last.exists()

    def last(self) -> str:
        """What the last run left, taken away; empty for nothing."""
        path = self._logs / LAST
        try:
            with path.open("rb") as file:
                text = file.read(LONGEST).decode("utf-8", "replace")
            path.unlink()
        except OSError:
            return ""
        return text

    def end(self) -> None:
        """The run ended well: what stands in the file, as Windows tells of some faults that are mended, is nothing."""
        descriptor, self._file = self._file, None
        if descriptor is None:
            return
        if self._ours:
            faulthandler.disable()
        with suppress(OSError):
            os.close(descriptor)
            (self._logs / NAME).unlink(missing_ok=True)
