"""One run of the command line: where things are, how to answer, and what a command is."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from her2ref.core.paths import Home, resources
from her2ref.core.settings import Settings

if TYPE_CHECKING:
    from her2ref.core.progress import Progress
    from her2ref.library.library import Library
    from her2ref.library.read import Reader

DONE, IN_PART, USAGE, COULD_NOT = 0, 1, 2, 3
"""Exit codes: done, done in part, wrong usage, could not."""


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
    """One run of the program: where things are and how to answer."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.home = Home.find(arguments.home)
        self.settings = Settings.of(self.home, given(arguments))
        self.json: bool = arguments.json
        self.quiet: bool = arguments.quiet

    def library(self) -> Library:
        """The person's library, made, migrated and seeded where that is due."""
        from her2ref.library import opening
        from her2ref.library.library import Library

        opening.take_care(self.home, resources(), self.progress())
        library = Library(self.home.library)
        library.no_notes = self.settings.refusal("allow.notes")
        library.no_exports = self.settings.refusal("allow.exports")
        return library

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
        if self.json:
            print(json.dumps(document, ensure_ascii=False, indent=1))
        elif text:
            print(text)

    def wrong(self, text: str) -> None:
        """Says why words that were understood cannot be carried out, also with `--quiet`."""
        print(text, file=sys.stderr)

    def say(self, text: str) -> None:
        if not self.quiet:
            print(text, file=sys.stderr)


def target_named(reader: Reader, name: str) -> str:
    """What a star or note hangs on: a topic's key, a PMID or article:-N."""
    from her2ref.library.lookup import resolve
    from her2ref.library.rows import target_of_key

    return target_of_key(resolve(reader, name))
