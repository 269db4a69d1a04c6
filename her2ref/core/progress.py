"""The handle a long task reports through and is cancelled by. Knows nothing of Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable

from her2ref.core.errors import Cancelled

Report = Callable[[int, int, str], None]


class Progress:
    """Passed to a long task; safe to cancel from any thread.

    `step(done, total, text)` raises `Cancelled` once `cancel()` was called; `total` 0 means unknown.
    """

    def __init__(self, report: Report | None = None) -> None:
        self._flag = threading.Event()
        self._report = report

    def cancel(self) -> None:
        self._flag.set()

    @property
    def cancelled(self) -> bool:
        return self._flag.is_set()

    def check(self) -> None:
        if self._flag.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Sleeps, or raises `Cancelled` as soon as the task is cancelled."""
        if self._flag.wait(seconds):
            raise Cancelled

    def step(self, done: int, total: int, text: str = "") -> None:
        self.check()
        if self._report is not None:
            self._report(done, total, text)
