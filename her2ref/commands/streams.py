"""Standard output and standard error: how they are written, and what becomes of what cannot be."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TextIO, cast

from her2ref.core.errors import KnownError

FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Unwritten(Exception):
    """Standard output takes nothing more; `trouble` is the sentence. Neither an `OSError` nor a `KnownError`, so that
    no command takes it for trouble with its own files."""

    def __init__(self, error: OSError) -> None:
        is_full = error.errno in FULL
        why = "the disk that it goes to is full" if is_full else error.strerror or "it was closed"
        first = "Free some space" if is_full else "Check where it goes"
        self.trouble = KnownError(
            f"The output could not be written: {why}.",
            safe="What was saved before stays.",
            next_step=f"{first}, then run the command again.",
        )
        super().__init__(str(self.trouble))


@contextmanager
def ready() -> Iterator[None]:
    """Inside, both are UTF-8 into files and pipes; on a terminal of another encoding, what it cannot show becomes a
    question mark. Standard output that fails raises `Unwritten`, or `BrokenPipeError` where its reader has gone;
    standard error that fails says nothing."""
    out, err = sys.stdout, sys.stderr
    for stream in (out, err):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(
                    encoding="utf-8", errors="backslashreplace"
                )  # names of files may be no text
    if out is not None:
        sys.stdout = cast(TextIO, _Out(out))
    if err is not None:
        sys.stderr = cast(TextIO, _Err(err))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err


def flush() -> None:
    """What was printed goes out now, where it can still be told that it did not. Raises as `ready` says."""
    if sys.stdout is not None:
        sys.stdout.flush()


def give_up(stream: TextIO | None) -> None:
    """What is printed there from here on goes nowhere: at the end Python would try once more, and complain."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, cast(TextIO, stream).fileno())
        os.close(nowhere)


class _Out:
    """Standard output, whose errors are its own and nobody else's."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Unwritten(error) from error

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Unwritten(error) from error


class _Err:
    """Standard error: where it cannot be written, there is nobody to be told."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError:
            give_up(self._stream)
            return 0

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError:
            give_up(self._stream)
