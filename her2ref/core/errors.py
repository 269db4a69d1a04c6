"""Known trouble: what a person is told, and what they can do next."""

from __future__ import annotations


class KnownError(Exception):
    """Trouble that has a sentence. Anything else is a bug and goes to the crash report.

    `what` says what happened, `safe` what was not lost, `next_step` what to do; `button` what to do in a window, where
    that is not the same.
    """

    def __init__(
        self, what: str, *, safe: str = "Nothing was lost.", next_step: str = "", button: str = ""
    ) -> None:
        self.what, self.safe, self.next_step, self.button = what, safe, next_step, button
        super().__init__(_joined(what, safe, next_step))

    @property
    def in_window(self) -> str:
        """The whole of it, as a window says it: who uses one types no commands."""
        return _joined(self.what, self.safe, self.button or self.next_step)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


class RefusedFile(KnownError):
    """A file that is turned away before anything is written."""


class UnknownId(KnownError):
    """An id that names nothing in the library."""


class Forbidden(KnownError):
    """Something that a setting, mostly one of the organisation's, has switched off."""


class LibraryTrouble(KnownError):
    """The library file cannot be opened or written: damaged, locked, newer, read-only, disk full."""


class DiskFull(LibraryTrouble):
    """Something cannot be written because the disk is full; what is there can be read."""


class LibraryDamaged(LibraryTrouble):
    """The library file does not read, or is not where it was: nothing is written into it until it is repaired."""


class IndexDamaged(LibraryTrouble):
    """The index of abstracts does not read; the records it was made from do, and it can be made from them again."""


class Cancelled(Exception):
    """The person cancelled a long task; what was committed before stays."""
