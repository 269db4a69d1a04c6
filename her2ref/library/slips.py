"""Slips of the finger: which known words, or beginnings of them, a word may have been meant for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

SWAP_FROM, ONE_FROM, TWO_FROM = 4, 5, 9
"""Letters and digits that a word needs before letters swapped or doubled, one slip, or two, are forgiven."""

SHORT: Final = ONE_FROM
"""Letters between digits that are enough for one of them to be a wrong one."""

MOST: Final = 8
"""Words that are offered for one."""

RUNS: Final = re.compile(r"[0-9]+|[^0-9]+")

CHANGE: Final = re.compile(r"[a-z]\d{2,4}[a-z]")
"""A change of an amino acid: another letter in L755S is another one."""

ROWS: Final = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
"""The keys, each row half a key further to the right than the one above it."""

AFTER, ROOM = 2, 7
"""Letters behind two digits that were swapped; letters and digits of a word in which a last digit was doubled."""

NEAR_SIZE: Final = 5
"""Longest word that one of few letters may have been meant for."""


def allowed(typed: str) -> int:
    """How many slips are forgiven in a word."""
    return 0 if len(typed) < SWAP_FROM else 1 if len(typed) < TWO_FROM else 2


def edits(typed: str, word: str, limit: int) -> int:
    """Letters left out, put in, mistaken or swapped with their neighbour; `limit` + 1 stands for more than that."""
    if abs(len(typed) - len(word)) > limit:
        return limit + 1
    return min(_rows(typed, word, limit)[-1], limit + 1)


def edits_of_beginning(typed: str, word: str, limit: int) -> tuple[int, int]:
    """The fewest slips between `typed` and a beginning of `word`, and how many letters that beginning has."""
    return _beginning(typed, word, limit, _rows(typed, word[: len(typed) + limit], limit))


def _beginning(typed: str, word: str, limit: int, row: list[int]) -> tuple[int, int]:
    """As `edits_of_beginning`, from the last row of its table."""
    least = min(row)
    if least > limit:
        return limit + 1, 0
    sizes = [size for size, count in enumerate(row) if count == least and size]
    same_end = [size for size in sizes if word[size - 1] == typed[-1]]
    return least, min(same_end or sizes or [0], key=lambda size: abs(size - len(typed)))


def _rows(typed: str, word: str, limit: int) -> list[int]:
    """The last row of the table of distances (optimal string alignment): of `typed` to each beginning of `word`."""
    size, far = len(word), limit + 1
    before: list[int] = []
    row = list(range(size + 1))
    for i, letter in enumerate(typed):
        low, high = max(0, i - limit), min(size, i + 1 + limit)
        fresh = [far] * (size + 1)
        if i < limit:
            fresh[0] = i + 1
        least = fresh[0]
        for j in range(low, high):
            other = word[j]
            best = row[j] if letter == other else row[j] + 1
            if row[j + 1] < best:
                best = row[j + 1] + 1
            if fresh[j] < best:
                best = fresh[j] + 1
            if i and j and letter == word[j - 1] and typed[i - 1] == other and before[j - 1] < best:
                best = before[j - 1] + 1
            fresh[j + 1] = best
            least = min(least, best)
        if least > limit:
            return [far] * (size + 1)
        before, row = row, fresh
    return row


class Slips:
    """The known words, ready to be asked. Cheap to make; the first question costs some milliseconds."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(word for word in words if len(word) >= SWAP_FROM - 1)
        self._table: tuple[dict[str, list[int]], list[int]] | None = None
        self._few: list[tuple[str, int]] | None = None

    def near_short(self, typed: str) -> list[tuple[int, str]]:
        """Known words one slip from a word of two to five letters and digits: swapped, left out, or beside the key
        that was meant. Only where the other words of a query bear it out."""
        if not 1 < len(typed) <= NEAR_SIZE or typed.isdigit() or CHANGE.fullmatch(typed):
            return []
        if self._few is None:
            self._few = [(word, _letters(word)) for word in self._words if len(word) <= NEAR_SIZE]
        few = self._few
        mine, size = _letters(typed), len(typed)
        return [
            (1, word)
            for word, letters in few
            if abs(len(word) - size) < 2
            and (mine & ~letters).bit_count() < 2
            and (one_slip(typed, word) or word + word[-1] == typed)
        ]

    def near(self, typed: str) -> list[tuple[int, str]]:
        """Known words, or as much of them as was typed, with the number of slips, the likeliest first.

        Digits must agree, and of two slips none may be a wrong first letter. `typed` itself is never among them.
        """
        limit = allowed(typed)
        if not limit or typed.isdigit() or CHANGE.fullmatch(typed):
            return []
        has_digits = any(c.isdigit() for c in typed)
        found: dict[str, tuple[int, bool, bool, int]] = {}
        for word in self._alike(typed, limit):
            least, size = self._compare(typed, word, limit, has_digits)
            if not 0 < least <= limit:
                continue
            meant = word[:size]
            if len(typed) < ONE_FROM and not (meant == word and _is_sure(typed, word)):
                continue
            if least > 1 and typed[0] != meant[:1] and typed[:2] != meant[:2][::-1]:
                continue
            standing = (least, size < len(word), typed[0] != meant[:1], abs(size - len(typed)))
            if meant not in found or standing < found[meant]:
                found[meant] = standing
        best = sorted(found.items(), key=lambda item: (item[1], item[0]))[:MOST]
        return [(standing[0], meant) for meant, standing in best]

    def _compare(self, typed: str, word: str, limit: int, has_digits: bool) -> tuple[int, int]:
        if has_digits:
            return (1, len(word)) if one_slip(typed, word) else _by_runs(typed, word, limit)
        row = _rows(typed, word[: len(typed) + limit], limit)
        whole = row[-1] if len(word) <= len(typed) + limit else limit + 1
        if whole <= limit and (limit == 1 or whole == 1):
            return whole, len(word)
        least, size = _beginning(typed, word, limit, row)
        return (whole, len(word)) if whole <= least else (least, size)

    def _alike(self, typed: str, limit: int) -> list[str]:
        """Words with so many pairs of letters of `typed` that they may be `limit` slips away (each costs three), and
        that lack no more of its letters."""
        table = self._table
        if table is None:  # several threads may make it at once; each sees a whole one
            by_pair: dict[str, list[int]] = {}
            for number, word in enumerate(self._words):
                for pair in _pairs(word):
                    by_pair.setdefault(pair, []).append(number)
            table = self._table = by_pair, [_letters(word) for word in self._words]
        pairs = _pairs(typed)
        counts: Counter[int] = Counter()
        for pair in pairs:
            counts.update(table[0].get(pair, ()))
        enough, shortest = max(1, len(pairs) - 3 * limit), len(typed) - limit
        words, letters, mine = self._words, table[1], _letters(typed)
        return [
            words[n]
            for n, count in counts.items()
            if count >= enough and (mine & ~letters[n]).bit_count() <= limit and len(words[n]) >= shortest
        ]


def _beside() -> frozenset[str]:
    """Two keys that lie beside each other, and signs that look alike (0 and o, 1 and l)."""
    found = {"0o", "o0", "1l", "l1", "1i", "i1"}
    for upper, lower in pairwise(("", *ROWS)):
        for place, key in enumerate(lower):
            near = lower[place + 1 : place + 2] + upper[place : place + 2]
            found.update(
                one + other for other_key in near for one, other in ((key, other_key), (other_key, key))
            )
    return frozenset(found)


BESIDE: Final = _beside()


def one_slip(typed: str, word: str) -> bool:
    """True when one slip of a finger, and no other name, makes `typed` of `word`: neighbours swapped, a letter left
    out or doubled, or the key beside the one that was meant. No digit becomes another one: HER2 is not HER3."""
    more = len(typed) - len(word)
    if abs(more) > 1:
        return False
    at = next((n for n, (one, other) in enumerate(zip(typed, word, strict=False)) if one != other), -1)
    if not more:
        return at >= 0 and _exchanged(typed, word, at)
    at = min(len(typed), len(word)) if at < 0 else at
    if more > 0:
        if typed[at + 1 :] != word[at:] or not at or typed[at] != typed[at - 1]:
            return False
        return not typed[at].isdigit() or len(word) >= ROOM or any(c.isalpha() for c in word[at:])
    return typed[at:] == word[at + 1 :] and not word[at].isdigit()


def _exchanged(typed: str, word: str, at: int) -> bool:
    """Of words of one length that differ first at `at`."""
    one, other = typed[at], word[at]
    if typed[at + 1 :] == word[at + 1 :]:
        return not (one.isdigit() and other.isdigit()) and one + other in BESIDE
    if typed[at : at + 2] != word[at : at + 2][::-1] or typed[at + 2 :] != word[at + 2 :]:
        return False
    return not (one.isdigit() and other.isdigit()) or sum(c.isalpha() for c in word[at + 2 :]) >= AFTER


def _is_sure(typed: str, word: str) -> bool:
    """True of letters swapped or doubled, and of a sign that looks like a digit or lies beside it (dbo3)."""
    if _swapped_or_doubled(typed, word):
        return True
    differ = [one + other for one, other in zip(typed, word, strict=False) if one != other]
    is_mixed = len(differ) == 1 and differ[0][0].isdigit() != differ[0][1].isdigit()
    return len(typed) == len(word) and is_mixed and differ[0] in BESIDE


def _pairs(word: str) -> set[str]:
    return {word[n : n + 2] for n in range(len(word) - 1)}


def _letters(word: str) -> int:
    """The letters of a word, a bit for each (some share one)."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


def _by_runs(typed: str, word: str, limit: int) -> tuple[int, int]:
    """As `edits_of_beginning`, of words with digits: every number is the same, slips lie within the letters."""
    mine, theirs = RUNS.findall(typed), RUNS.findall(word)
    if len(theirs) < len(mine):
        return limit + 1, 0
    if max(map(len, mine)) < TWO_FROM:
        limit = min(limit, 1)
    total = size = 0
    for place, (run, other) in enumerate(zip(mine, theirs, strict=False)):
        if run.isdigit():
            if run != other:
                return limit + 1, 0
            size += len(other)
            continue
        least, length = edits(run, other, limit), len(other)
        if len(run) < SHORT:
            if not _is_short_slip(run, other) and not (place == len(mine) - 1 and other.startswith(run)):
                return limit + 1, 0
            least, length = (least, length) if least <= limit else (0, len(run))
        elif least > limit and place == len(mine) - 1:
            least, length = edits_of_beginning(run, other, limit)
        if least > limit:
            return limit + 1, 0
        total, size = total + least, size + length
    return total, size


def _is_short_slip(run: str, other: str) -> bool:
    """Of few letters none may be another or one too many, which makes another name: PIK3CB is not PIK3CA."""
    return run == other or (
        edits(run, other, 1) == 1 and (len(run) < len(other) or _swapped_or_doubled(run, other))
    )


def _swapped_or_doubled(typed: str, word: str) -> bool:
    if len(typed) == len(word):
        return sorted(typed) == sorted(word)
    return any(
        one == other and typed[:n] + typed[n + 1 :] == word for n, (one, other) in enumerate(pairwise(typed))
    )
