"""Where work reaches the disk: each commit, sync, renaming and deletion, before it is done and after.

`watched` calls a function at each of these points, in whatever process the work runs: to tell another process that
kills, or to end the work by `Killed`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final
from unittest import mock

from her2ref.library import copying

Met = Callable[[str], None]

FILES: Final = ("fsync", "fdatasync", "replace", "rename", "unlink", "truncate", "rmdir", "mkdir")
STATEMENTS: Final = ("COMMIT", "VACUUM", "PRAGMA WAL_CHECKPOINT", "PRAGMA JOURNAL_MODE = DELETE")


class Killed(BaseException):
    """The end of a process, in place of one. Nothing in the program may catch it and go on."""


class Stop:
    """Ends the work at point `number`, after `at` has looked at what is there. The dead do nothing more: what tries to
    clean up after that is ended, too."""

    def __init__(self, number: int, at: Callable[[], object]) -> None:
        self.number, self.count, self._at, self._looking = number, 0, at, False

    def __call__(self, name: str) -> None:
        if self._looking:
            return
        self.count += 1
        if self.count == self.number:
            self._looking = True
            self._at()
            self._looking = False
        if self.count >= self.number:
            raise Killed(name)


@contextmanager
def watched(met: Met) -> Iterator[None]:
    """Inside, `met` is called with a name at each point of this process."""
    patches = [
        mock.patch.object(os, name, _around(getattr(os, name), name, met))
        for name in FILES
        if hasattr(os, name)
    ]
    patches.append(mock.patch.object(copying, "_to_disk", _around(copying._to_disk, "sync of a copy", met)))
    connect: Any = partial(sqlite3.connect, factory=_spy(met))
    patches.append(mock.patch.object(sqlite3, "connect", connect))
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in reversed(patches):
            patch.stop()


def _around(real: Callable[..., Any], name: str, met: Met) -> Callable[..., Any]:
    def called(*given: Any, **named: Any) -> Any:
        met(f"before {name}")
        answer = real(*given, **named)
        met(f"after {name}")
        return answer

    return called


def _spy(met: Met) -> type[sqlite3.Connection]:
    class Spy(sqlite3.Connection):
        """A connection that tells of its commits. Inside a class, as the driver makes it by itself."""

        def commit(self) -> None:
            if not self.in_transaction:
                return super().commit()
            met("before commit")
            super().commit()
            return met("after commit")

        def __exit__(self, kind: Any, error: Any, trace: Any) -> Any:
            writing = self.in_transaction and kind is None
            if writing:
                met("before commit")
            answer = super().__exit__(kind, error, trace)
            if writing:
                met("after commit")
            return answer

        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if not sql.upper().startswith(STATEMENTS):
                return super().execute(sql, *values)
            met(f"before {sql}")
            answer = super().execute(sql, *values)
            met(f"after {sql}")
            return answer

        def backup(self, target: sqlite3.Connection, *, progress: Any = None, **named: Any) -> None:
            def stepped(status: int, left: int, total: int) -> None:
                met("page copied")
                if progress is not None:
                    progress(status, left, total)

            super().backup(target, progress=stepped, **named)

    return Spy
