"""What a query with slips of the finger may have been meant to say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice, product
from typing import Final, NamedTuple

from her2ref.core.text import fold, words
from her2ref.library.name_index import Index
from her2ref.library.name_words import COMMON, FILLERS
from her2ref.library.slips import Slips, allowed

MOST: Final = 12
"""Readings that are tried of one query."""


class Reading(NamedTuple):
    """A query as it was typed or meant: its words, all of it without blanks, and as it can be shown."""

    slips: int
    pieces: tuple[str, ...]
    norm: str
    text: str


def as_typed(text: str) -> Reading:
    return Reading(0, tuple(words(text)), fold(text), text)


class Readings:
    """Of queries for the names of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._slips: Slips | None = None

    def forgiving(self, text: str) -> Iterator[list[Reading]]:
        """Readings of `text` with slips undone, fewest slips first, those with as many together.

        A known word is never undone; the beginning of one only where nothing else makes sense.
        """
        chunks = [words(chunk) for chunk in text.split()]
        pieces = [piece for chunk in chunks for piece in chunk]
        for with_beginnings in (False, True):
            options = [self._options(piece, with_beginnings) for piece in pieces]
            if not any(slips for several in options for slips, _ in several):
                continue
            made = sorted(
                islice(product(*options), 200), key=lambda combination: sum(n for n, _ in combination)
            )
            readings = (self._reading(text, chunks, combination) for combination in made[: MOST + 1])
            for slips, several in groupby(readings, key=lambda reading: reading.slips):
                if slips:
                    yield list(several)

    def _options(self, piece: str, with_beginnings: bool) -> list[tuple[int, str]]:
        stays = [(0, piece)]
        if not allowed(piece) or piece in COMMON or piece in FILLERS or self._index.knows(piece):
            return stays
        is_beginning = self._index.begins(piece)
        if is_beginning and not with_beginnings:
            return stays
        if self._slips is None:
            self._slips = Slips({*self._index.words, *COMMON, *FILLERS})
        near = self._slips.near(piece)
        return stays + near if is_beginning else near or stays

    def _reading(self, text: str, chunks: list[list[str]], meant: tuple[tuple[int, str], ...]) -> Reading:
        new = [piece for _, piece in meant]
        shown, place = [], 0
        for chunk, old in zip(text.split(), chunks, strict=True):
            mine = new[place : place + len(old)]
            shown.append(chunk if mine == old else " ".join(mine))
            place += len(old)
        return Reading(sum(n for n, _ in meant), tuple(new), "".join(new), " ".join(shown))
