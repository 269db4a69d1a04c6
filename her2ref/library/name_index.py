"""Names by their words: which of them one reading of a query may mean, with no forgiveness for slips."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, NamedTuple

from her2ref.core.text import spelled
from her2ref.library.name_words import (
    COMMON,
    FILLERS,
    GENERIC,
    HINTS,
    apart,
    initials_of,
    stem_of,
    without_digits,
    words_of,
)
from her2ref.search.spelling import forms

EXACT, INITIALS, PREFIX, WORDS, SPREAD, INSIDE = range(6)
"""How a name matched, best first: all of it, DB03 for DESTINY-Breast03, its first letters, the first letters of its
words, those of all the names of a topic together, letters within it."""

INSIDE_FROM, PIECES = 4, 12
"""Letters that a query needs to match within words; words of a query that count."""

JOINED, JOINED_NAME = 3, 6
"""Words typed apart that may be one word (t dm 1), and that may be another name of it."""

GLUED: Final = 20
"""Letters of names that are also known as one word, so that a slip in them is found."""

MISSING: Final = 100
"""Cost of a common word that the name lacks; more than all words that are only begun."""

GUESS_FROM: Final = 3
"""Letters that a word needs for the name to be guessed from it alone."""

LAST: Final = "\U0010ffff"


class Entry(NamedTuple):
    """What is looked for: a name by its place in the caller's list. `norm` is all of it without blanks, empty for an
    entry that gathers the names of one topic; `topics` are the places of such entries that its words belong to."""

    kind: str
    norm: str
    text: str = ""
    topics: tuple[int, ...] = ()


class Standing(NamedTuple):
    """How an entry matched, the less the better; `is_partial` when words of the query are missing in it, `begun` how
    many it has only the beginning of."""

    is_partial: bool
    rank: int
    begun: int


class Levels(NamedTuple):
    whole: Collection[int]
    begun: Collection[int]


class Index:
    """Entries by their words. `same` gives the other names of a name, each as its norm and its words."""

    def __init__(
        self,
        entries: Sequence[Entry],
        same: Callable[[str], Iterable[tuple[str, tuple[str, ...]]]] = lambda _norm: (),
    ) -> None:
        self._entries, self._same = entries, same
        chunks: dict[str, list[int]] = {}
        postings: dict[str, list[int]] = {}
        short: dict[str, list[int]] = {}
        starts: list[tuple[str, int]] = []
        for number, entry in enumerate(entries):
            line = spelled(entry.text)
            mine = dict.fromkeys(line.split())
            for chunk in mine:
                places = chunks.setdefault(chunk, [])
                places.append(number)
                places += entry.topics
            if entry.norm:
                starts.append((entry.norm, number))
            if entry.kind == "reference":
                continue
            if len(entry.norm) <= GLUED and len(mine) > 1:
                postings.setdefault(entry.norm, []).append(number)
            starts += ((form, number) for form in without_digits(mine))
            for initials in initials_of(line):
                short.setdefault(initials, []).append(number)
        for chunk, places in chunks.items():
            for word in words_of(chunk):
                postings.setdefault(word, []).extend(places)
        self._postings, self._short, self._starts = postings, short, sorted(starts)
        self.words = sorted(postings)

    def knows(self, word: str) -> bool:
        """True for a word of a name, also in its other spelling."""
        return word in self._postings or any(form in self._postings for form in forms(word))

    def holds(self, word: str) -> bool:
        """True for a word of a name as it stands there."""
        return word in self._postings

    def begins(self, word: str) -> bool:
        """True when a known word begins like that."""
        place = bisect_left(self.words, word)
        return place < len(self.words) and self.words[place].startswith(word)

    def find(self, pieces: Sequence[str], norm: str, droppable: Collection[str] = ()) -> dict[int, Standing]:
        """Entries that a query may mean, given its words and all of it without blanks; also those that lack one of the
        `droppable` words."""
        telling = [piece for piece in pieces if piece not in FILLERS] or list(pieces)
        costs = self._costs(telling[:PIECES], droppable)
        found: dict[int, Standing] = {}
        if len(norm) >= INSIDE_FROM:
            for word in self.words:
                if norm in word:
                    found.update(dict.fromkeys(self._postings[word], Standing(False, INSIDE, 1)))  # noqa: FBT003
        for number, cost in costs.items():
            rank = SPREAD if not self._entries[number].norm else WORDS
            found[number] = Standing(cost >= MISSING, rank, cost)
        for number in self._short.get(norm, ()):
            is_trial = self._entries[number].kind == "trial"
            if is_trial or costs.get(number, MISSING) >= MISSING:
                found[number] = Standing(False, INITIALS if is_trial else WORDS, int(not is_trial))  # noqa: FBT003
        for number, is_exact in self._begun(norm).items():
            held = found.get(number)
            if held is not None and held.rank == INITIALS and not is_exact:
                continue
            begun = 0 if is_exact else min(costs.get(number, 1), 1)
            found[number] = Standing(False, EXACT if is_exact else PREFIX, begun)  # noqa: FBT003
        for number in self._by_another_name(pieces):
            if number not in found or found[number].rank > PREFIX:
                found[number] = Standing(False, PREFIX, 0)  # noqa: FBT003
        return found

    def _by_another_name(self, pieces: Sequence[str]) -> set[int]:
        """Entries that are the whole query with another name in it: HER2 low for "erbb2 low"."""
        found: set[int] = set()
        for start in range(len(pieces)):
            for end in range(start + 1, min(len(pieces), start + JOINED_NAME) + 1):
                for norm, _ in self._same("".join(pieces[start:end])):
                    whole = "".join((*pieces[:start], norm, *pieces[end:]))
                    found.update(number for number, is_exact in self._begun(whole).items() if is_exact)
        return found

    def _begun(self, norm: str) -> dict[int, bool]:
        """Entries with a name that begins like that, and whether that is all of it."""
        found: dict[int, bool] = {}
        if norm:
            low, high = bisect_left(self._starts, (norm,)), bisect_left(self._starts, (norm + LAST,))
            for form, number in self._starts[low:high]:
                is_exact = form == norm == self._entries[number].norm
                found[number] = is_exact or found.get(number, False)
        return found

    def _costs(self, pieces: Sequence[str], droppable: Collection[str]) -> dict[int, int]:
        """What the entries that have all words cost: nothing where they have them whole, one for each word begun."""
        count = len(pieces)
        if not count or (count == 1 and len(pieces[0]) < 2):
            return {}
        if count == 1:
            levels = self._levels(pieces)
            return dict.fromkeys(levels.begun, 1) | dict.fromkeys(levels.whole, 0)
        spans: dict[int, list[tuple[int, Levels]]] = {}
        cover: list[set[int]] = [set() for _ in pieces]
        for start in range(count):
            for end in range(start + 1, min(count, start + JOINED_NAME) + 1):
                levels = self._levels(pieces[start:end])
                if not (levels.whole or levels.begun):
                    continue
                spans.setdefault(start, []).append((end, levels))
                for held in cover[start:end]:
                    held.update(levels.whole, levels.begun)
        needed = [held for piece, held in zip(pieces, cover, strict=True) if piece not in COMMON]
        is_optional = [piece in COMMON for piece in pieces]
        if not needed:
            needed, is_optional = cover, [False] * count
        elif droppable and sum(len(p) >= GUESS_FROM for p in pieces) > 1:
            return self._all_but_one(pieces, needed, spans, droppable)
        needed.sort(key=len)
        candidates = needed[0].intersection(*needed[1:])
        found = {}
        for number in candidates:
            hints = HINTS.get(self._entries[number].kind, frozenset())
            free = [
                (1 if piece in hints else MISSING) if optional else -1
                for piece, optional in zip(pieces, is_optional, strict=True)
            ]
            cost = _cheapest(number, count, spans, free)
            if cost is not None:
                found[number] = cost
        return found

    def _all_but_one(
        self,
        pieces: Sequence[str],
        needed: list[set[int]],
        spans: dict[int, list[tuple[int, Levels]]],
        droppable: Collection[str],
    ) -> dict[int, int]:
        """Entries that have every telling word whole but for one, which is droppable and leaves enough."""
        found = {}
        mine = [piece for piece in pieces if piece not in COMMON]
        for left_out, missing in enumerate(mine) if len(mine) > 1 else ():
            kept = [piece for place, piece in enumerate(mine) if place != left_out]
            if missing not in droppable or not any(_is_telling(piece) for piece in kept):
                continue
            free = [MISSING if piece == missing or piece in COMMON else -1 for piece in pieces]
            rest = [held for place, held in enumerate(needed) if place != left_out]
            for number in rest[0].intersection(*rest[1:]):
                cost = _cheapest(number, len(pieces), spans, free)
                if cost is not None and cost % MISSING == 0:
                    found[number] = cost
        return found

    def _levels(self, pieces: Sequence[str]) -> Levels:
        """Entries with a word that is the pieces side by side, and entries with a word that begins so or another
        name of it."""
        word = "".join(pieces)
        whole: set[int] = set()
        begun: set[int] = set()
        if len(pieces) <= JOINED:
            whole.update(self._postings.get(word, ()))
            for form in forms(word) if len(pieces) == 1 else ():
                whole.update(self._postings.get(form, ()))
            low, high = bisect_left(self.words, word), bisect_left(self.words, word + LAST)
            for longer in self.words[low:high]:
                begun.update(self._postings[longer])
            if len(pieces) == 1 and not (whole or begun):
                whole, stem = self._apart(word), stem_of(word)
                low, high = bisect_left(self.words, stem), bisect_left(self.words, stem + LAST)
                for related in self.words[low:high] if stem else ():
                    if related == stem or stem_of(related) == stem:
                        begun.update(self._postings[related])
        for norm, several in self._same(word):
            begun.update(self._postings.get(norm, ()))
            held = [self._postings.get(one, ()) for one in several]
            if len(held) > 1 and all(held):
                begun.update(set(held[0]).intersection(*held[1:]))
        return Levels(whole, begun)

    def _apart(self, word: str) -> set[int]:
        """Entries with the letters and the number of a word that is none: breast3 for Breast03."""
        parts = apart(word)
        return set.intersection(*(set(self._postings.get(part, ())) for part in parts)) if parts else set()


def _is_telling(piece: str) -> bool:
    """True of a word from which alone a name may be guessed: no number, no few letters of a code, nothing generic."""
    return len(piece) >= GUESS_FROM and not piece.isdigit() and piece not in GENERIC


def _cheapest(
    number: int, count: int, spans: dict[int, list[tuple[int, Levels]]], free: Sequence[int]
) -> int | None:
    """The least cost of the whole query for one entry; `free` is what leaving a word out costs, below 0 never."""
    best: list[int | None] = [0, *[None] * count]
    for start in range(count):
        so_far = best[start]
        if so_far is None:
            continue
        steps = [(start + 1, free[start])] if free[start] >= 0 else []
        for end, levels in spans.get(start, ()):
            if number in levels.whole:
                steps.append((end, 0))
            elif number in levels.begun:
                steps.append((end, 1))
        for end, cost in steps:
            before = best[end]
            if before is None or so_far + cost < before:
                best[end] = so_far + cost
    return best[count]
