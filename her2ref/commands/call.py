"""One run of the command line: where things are, how to answer, and what a command is."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from her2ref.core.errors import KnownError, LibraryTrouble
from her2ref.core.paths import Home, resources
from her2ref.core.settings import Settings

if TYPE_CHECKING:
    from her2ref.core.changes import Changes
    from her2ref.core.progress import Progress
    from her2ref.library.library import Library
    from her2ref.library.read import Reader

DONE, IN_PART, USAGE, COULD_NOT = 0, 1, 2, 3
"""Exit codes: done, done in part, wrong usage, could not."""


class WrongUsage(KnownError):
    """Words of the command line that were understood, and cannot be meant: code 2."""

    def __init__(self, what: str, *, next_step: str = "") -> None:
        super().__init__(what, safe="", next_step=next_step)


def tell(trouble: KnownError | str, *, as_json: bool) -> None:
    """Says on standard error why something was not done, and with `--json` as the one document on standard output."""
    if as_json:
        parts = ("", "") if isinstance(trouble, str) else (trouble.safe, trouble.next_step)
        what = trouble if isinstance(trouble, str) else trouble.what
        document = {"error": what, "safe": parts[0], "next_step": parts[1]}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    print(trouble, file=sys.stderr)


class Command(NamedTuple):
    """A command: its name, what it does in one line, who declares its words, and who runs it."""

    name: str
    text: str
    declare: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Call], int]


def given(arguments: argparse.Namespace) -> dict[str, Any]:
    """The settings of the command line by their names; of two for one name the later counts."""
    return dict(arguments.given)


class Call:
    """One run of the program: where things are and how to answer. `wrote` says that something of the library was
    changed, `answered` that the one document of `--json` is out."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.home = Home.find(arguments.home)
        self.settings = Settings.of(self.home, given(arguments))
        self.json: bool = arguments.json
        self.quiet: bool = arguments.quiet
        self.wrote = self.answered = False

    def library(self) -> Library:
        """The person's library, made, migrated and seeded where that is due."""
        from her2ref.library import opening
        from her2ref.library.library import Library

        opening.take_care(self.home, resources(), self.progress())
        library = Library(self.home.library)
        library.no_notes = self.settings.refusal("allow.notes")
        library.no_exports = self.settings.refusal("allow.exports")
        library.remembers = bool(self.settings.get("remember_choices"))
        if not library.remembers and self.settings.is_meant("remember_choices"):
            _forget(library)
        library.subscribe(self._on_changes)
        return library

    def _on_changes(self, changes: Changes) -> None:
        self.wrote = self.wrote or bool(changes.kinds)

    def progress(self) -> Progress:
        """Progress on standard error: a line that is rewritten, where that is a terminal."""
        from her2ref.core.progress import Progress

        if self.quiet or sys.stderr is None or not sys.stderr.isatty():
            return Progress()

        def report(done: int, total: int, text: str) -> None:
            part = f"{100 * done // total:3} % " if total else ""
            sys.stderr.write(f"\r\033[K{part}{text}")
            sys.stderr.flush()

        return Progress(report)

    def end_progress(self) -> None:
        if not self.quiet and sys.stderr is not None and sys.stderr.isatty():
            sys.stderr.write("\r\033[K")

    def answer(self, document: Any, text: str) -> None:
        """The document where `--json` was asked for, else the text."""
        self.answered = True
        if self.json:
            print(json.dumps(document, ensure_ascii=False, indent=1))
        elif text:
            print(text)

    def wrong(self, text: str) -> None:
        """Says why words that were understood cannot be carried out, also with `--quiet`."""
        tell(text, as_json=self.json)

    def say(self, text: str) -> None:
        if not self.quiet:
            print(text, file=sys.stderr)


def _forget(library: Library) -> None:
    """Deletes what was looked up, as the window does where that may not be remembered. It stays in a file that can only
    be read, and goes with nothing that is taken along."""
    from her2ref.library.personal import forget_choices

    with suppress(LibraryTrouble):
        if library.reader().choices(1):
            forget_choices(library)


def target_named(reader: Reader, name: str) -> str:
    """What a star or note hangs on: a topic's key, a PMID or article:-N."""
    from her2ref.library.lookup import resolve
    from her2ref.library.rows import target_of_key

    return target_of_key(resolve(reader, name))
