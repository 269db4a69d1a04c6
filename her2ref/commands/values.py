"""Values of the command line: what several commands take, and how it is read."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Final

KINDS: Final = ("all", "mechanism", "drug", "trial", "gene", "reference", "note", "article")


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


def narrowing(one: argparse.ArgumentParser) -> None:
    one.add_argument("--mechanism", metavar="ID", help="only articles of this mechanism and those below it")
    one.add_argument("--drug", metavar="ID", help="only articles of this drug")
