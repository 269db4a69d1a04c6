"""The words of the command line: commands, options, and the values that they take."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Final

from her2ref import __version__
from her2ref.core.display import PAGES
from her2ref.core.identity import NAME, PROFESSIONAL_USE

KINDS: Final = ("all", "mechanism", "drug", "trial", "gene", "reference", "article")


def _within(text: str, low: float, high: float) -> float:
    """A number of the command line; argparse prints the sentence."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low:g} to {high:g}")
    return number


def folder_of(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("it names no folder")
    return Path(text)


def size_of(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    size = _within(width, 100, 16_384), _within(height, 100, 16_384)
    return int(size[0]), int(size[1])


def scale_of(text: str) -> float:
    return _within(text, 0.5, 4)


def limit_of(text: str) -> int:
    return int(_within(text, 1, 100_000))


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog=NAME, description=PROFESSIONAL_USE, allow_abbrev=False)
    top.add_argument(
        "--home", type=folder_of, metavar="DIR", help="settings, library, cache and logs all under DIR"
    )
    top.add_argument(
        "--json", action="store_true", help="one JSON document on standard output, nothing else there"
    )
    top.add_argument("--quiet", action="store_true", help="no progress")
    top.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    top.add_argument("--self-check", action="store_true", help="prove this installation and end")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, allow_abbrev=False)

    one = command("open", "open the window at the best answer to TEXT, a FILE or a her2ref: link")
    one.add_argument("what", nargs="+", metavar="TEXT|FILE|URL")
    one = command("import", "read PubMed XML (also .gz) and MEDLINE / .nbib files")
    one.add_argument("file", nargs="+", metavar="FILE")
    one = command("search", "find mechanisms, drugs, trials, genes, references and abstracts")
    one.add_argument("query", metavar="QUERY")
    one.add_argument("--kind", choices=KINDS, default="all")
    one.add_argument("--limit", type=limit_of, default=20)
    one.add_argument("--sort", choices=("newest", "date", "best"), default="best")
    one.add_argument("--exact", action="store_true", help="abstracts without other names and spellings")
    _narrowing(one)
    one = command("show", "everything about mechanism:ID, drug:ID, trial:ID, a PMID or article:-N")
    one.add_argument("id", metavar="ID")
    one = command("star", "star an article or topic")
    one.add_argument("id", metavar="ID")
    one.add_argument("--off", action="store_true", help="take the star off")
    one = command("note", "add a note to an article or topic, or list its notes")
    one.add_argument("id", metavar="ID")
    one.add_argument("--text", metavar="TEXT|-", help="the note; - reads standard input")
    one = command(
        "tag", "why an article stands under its topics; add, take off or forget a topic of your own choice"
    )
    one.add_argument("id", metavar="ID")
    choice = one.add_mutually_exclusive_group()
    choice.add_argument("--add", metavar="TOPIC")
    choice.add_argument("--remove", metavar="TOPIC")
    choice.add_argument("--reset", metavar="TOPIC")
    one = command("news", "what is new in the content: corrections first")
    one.add_argument("--seen", action="store_true", help="mark all corrections as seen")
    one = command("export", "citations and abstracts out")
    one.add_argument("--format", required=True, choices=("nbib", "csv"))
    one.add_argument("--query", metavar="Q")
    one.add_argument("--starred", action="store_true")
    one.add_argument("-o", "--output", metavar="FILE")
    _narrowing(one)
    one = command("content", "check, count or take the curated knowledge")
    actions = one.add_subparsers(dest="action", required=True, metavar="check|stats|export")
    actions.add_parser("check", help="what is wrong with the content", allow_abbrev=False)
    actions.add_parser("stats", help="how much there is", allow_abbrev=False)
    export = actions.add_parser("export", help="all of it as one document", allow_abbrev=False)
    export.add_argument("--format", choices=("json",), default="json")
    export.add_argument("-o", "--output", metavar="FILE")
    one = command("backup", "a consistent, checked copy of the library, also while the window is open")
    one.add_argument("file", metavar="FILE")
    one = command("doctor", "versions, paths, integrity, free space, age of the content")
    one.add_argument(
        "--mend", action="store_true", help="make the index of abstracts anew from the records first"
    )
    one = command("window", "open the window, or draw it to a file")
    _picture(one)
    return top


def _narrowing(one: argparse.ArgumentParser) -> None:
    one.add_argument("--mechanism", metavar="ID", help="only articles of this mechanism and those below it")
    one.add_argument("--drug", metavar="ID", help="only articles of this drug")


def _picture(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--screenshot", metavar="FILE", help="a PNG of the real window, drawn offscreen without a display"
    )
    one.add_argument("--size", type=size_of, metavar="WxH")
    one.add_argument("--theme", choices=("light", "dark"))
    one.add_argument("--scale", type=scale_of, metavar="F", help="size of text, 1 to 2")
    one.add_argument("--language", choices=("de", "en", "fr"), default="en")
    one.add_argument("--open", action="append", default=[], metavar="ID")
    one.add_argument("--page", choices=(*PAGES, "first-run"), default="")
    one.add_argument("--query", default="", metavar="TEXT")
    one.add_argument("--list", default="", metavar="QUERY", help="the list of abstracts that match")
    one.add_argument("--narrow", action="store_true", help="with what narrows that list")
