"""Shut while the file of a library is moved: who wants to open it waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from her2ref.core.errors import LibraryTrouble

WAIT: Final = 5.0
"""Seconds, as long as a reader waits for another process; renaming a few files takes a moment."""


class Gate:
    """Open but inside `shut()`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._shut_by = 0

    @property
    def is_open(self) -> bool:
        return not self._shut_by

    @contextmanager
    def shut(self) -> Iterator[None]:
        """By one thread at a time."""
        self._shut_by = threading.get_ident()
        try:
            yield
        finally:
            with self._changed:
                self._shut_by = 0
                self._changed.notify_all()

    def wait(self) -> None:
        """Returns once it is open. Raises `LibraryTrouble` where that takes too long, and at once for the thread that
        shut it."""
        with self._changed:
            if self._shut_by != threading.get_ident() and self._changed.wait_for(lambda: self.is_open, WAIT):
                return
        raise LibraryTrouble(
            "Another library is just being put in the place of this one.",
            next_step="Wait until that is done, then try again.",
        )
