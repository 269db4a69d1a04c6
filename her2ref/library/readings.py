"""What a query with slips of the finger may have been meant to say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice, product
from typing import Final, NamedTuple

from her2ref.core.text import fold, words
from her2ref.library.name_index import Index
from her2ref.library.name_words import COMMON, FILLERS, stem_of
from her2ref.library.slips import Slips, allowed

MOST: Final = 12
"""Readings that are tried of one query."""

LONGEST: Final = 5
"""Words of a query of which one may be a slip in a short word."""

DOUBLED_FROM: Final = 7
"""Letters of a word whose last one is taken for doubled where it only runs on into the next word of a name."""


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

    def undoubled(self, typed: Reading) -> Reading:
        """The query without a last letter that stands twice behind a known word: `trastuzumabb` is trastuzumab, not
        the beginning of trastuzumab botidotin."""
        if not any(self._is_doubled(piece) for piece in typed.pieces):
            return typed
        chunks = [words(chunk) for chunk in typed.text.split()]
        meant = ((1, p[:-1]) if self._is_doubled(p) else (0, p) for chunk in chunks for p in chunk)
        return self._reading(typed.text, chunks, tuple(meant))

    def _is_doubled(self, piece: str) -> bool:
        return (
            len(piece) >= DOUBLED_FROM
            and piece[-1] == piece[-2]
            and not self._index.knows(piece)
            and self._index.knows(piece[:-1])
        )

    def in_company(self, text: str) -> Iterator[Reading]:
        """Readings of several words with a slip undone in one of few letters, which says too little alone."""
        chunks = [words(chunk) for chunk in text.split()]
        pieces = [piece for chunk in chunks for piece in chunk]
        for place, piece in enumerate(pieces if 1 < len(pieces) <= LONGEST else ()):
            if piece in COMMON or piece in FILLERS or self._index.holds(piece):
                continue
            near = self._known().near_short(piece)
            near.sort(key=lambda option: (sorted(option[1]) != sorted(piece), option[1][0] != piece[0]))
            for option in near[:MOST]:
                meant = [(0, other) for other in pieces]
                meant[place] = option
                yield self._reading(text, chunks, tuple(meant))

    def _known(self) -> Slips:
        if self._slips is None:
            self._slips = Slips({*self._index.words, *COMMON, *FILLERS})
        return self._slips

    def _options(self, piece: str, with_beginnings: bool) -> list[tuple[int, str]]:
        stays = [(0, piece)]
        if not allowed(piece) or piece in COMMON or piece in FILLERS or self._index.knows(piece):
            return stays
        is_beginning = self._index.begins(piece)
        if is_beginning and not with_beginnings:
            return stays
        near = self._known().near(piece)
        if not near and not is_beginning and (stem := stem_of(piece)):
            near = [(slips, word + piece[len(stem) :]) for slips, word in self._known().near(stem)]
        return stays + near if is_beginning else near or stays

    def _reading(self, text: str, chunks: list[list[str]], meant: tuple[tuple[int, str], ...]) -> Reading:
        new = [piece for _, piece in meant]
        shown, place = [], 0
        for chunk, old in zip(text.split(), chunks, strict=True):
            mine = new[place : place + len(old)]
            shown.append(chunk if mine == old else " ".join(mine))
            place += len(old)
        return Reading(sum(n for n, _ in meant), tuple(new), "".join(new), " ".join(shown))
