"""Answers a query of abstracts: the first rows at once, then all ids. Sends the statements of `read`.

What the index can answer in one expression goes to it whole; a tree that cannot (PMIDs, DOIs, a heading with its
qualifier) is answered part by part, as sets. Of a beginning that very many words share, the commonest words give the
first rows; which newer articles have one of the rarer words is then seen in their texts: the rows are those that
gathering every article of every word would give, in a hundredth of the time.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.query import And, Not, Or, Same, Tree, Words, leaves, sames
from her2ref.library import fulltext
from her2ref.library.beginnings import beginning, heading_with, pieces
from her2ref.library.fulltext import OF_TITLES, Unanswerable, expression
from her2ref.library.terms import COMMONEST
from her2ref.search import kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from her2ref.library.read import Asking

GROWN: Final = 64
"""Up to so many words a beginning is replaced by all of them."""
SPREAD: Final = 30_000
"""Up to so many uses of its words together the index gathers them itself in a millisecond."""
RANKED: Final = 200
"""Newest hits that are ranked; what lies behind them follows by date of entry."""
RANKED_WIDE: Final = 80
"""The same of a beginning that very many words share: more is being typed."""
RANKED_TITLES: Final = 60
"""Hits in titles that are ranked too, however old."""
LOOKED_AT: Final = 2_000
"""Texts that are looked at for the rarer words of a beginning, before the index is left to gather them."""


class Search:
    """One query on one connection. `tree` is what `search.syntax` and `search.meaning` made of the words."""

    def __init__(self, ask: Asking, tree: Tree) -> None:
        self._ask, self.tree = ask, flat(tree)
        self._grown: dict[str, list[str] | None] = {}
        self._wide: dict[str, list[str]] = {}

    # whole answers

    def match(self) -> str | None:
        """The expression for all of it; None when it must be answered in parts."""
        try:
            return expression(self.tree, self._all_of)
        except Unanswerable:
            return None

    def ids(self) -> list[int]:
        """Every article that matches, newest in PubMed first."""
        match = self.match()
        if match is not None:
            return self._ask.joined("matching", match)
        return sorted(self._set(self.tree), reverse=True)

    def total(self) -> int:
        match = self.match()
        return self._ask.ids("count_matching", match)[0] if match is not None else len(self._set(self.tree))

    # the first rows

    def newest(self, limit: int) -> list[int]:
        """The `limit` newest articles that match."""
        match = self._first_match()
        if match is None:
            return self.ids()[:limit]
        found = self._ask.ids("newest_matching", match, limit)
        if not self._wide:
            return found
        more = self._rarer(found, found[-1] if len(found) == limit else OLDEST)
        if more is None:
            whole = self.match()
            return self._ask.ids("newest_matching", whole, limit) if whole is not None else self.ids()[:limit]
        return sorted(found + more, reverse=True)[:limit]

    def newest_briefly(self, limit: int) -> list[Any] | None:
        """The same with what a line of the lookup shows, in one question; None where it takes several."""
        match = self._first_match()
        return self._ask.rows("newest_brief", match, limit) if match is not None and not self._wide else None

    def best(self, limit: int) -> list[int]:
        """The `limit` best of the newest hits and of those in titles: words in the title first, then whole names, then
        the kind of study, then the newer."""
        first = self._ranked()
        return first[:limit] if limit <= len(first) else self._ranked_all(first)[:limit]

    def _ranked(self) -> list[int]:
        match = self._first_match()
        if match is None:
            return self.ids()
        share = _share_in_title(self.tree)
        rows = self._candidates(match, with_titles=share is not None)
        named: set[int] | None = None
        if not self._wide and any(same.apart for same in sames(self.tree)):
            whole = self._named(with_titles=share is not None)
            named = {row[0] for row in whole}
            rows = list({row[0]: row for row in (*rows, *whole)}.values())
        is_plain = share is None and not isinstance(self.tree, Not)
        inside = self._in_titles() if is_plain or not self._wide else set()
        if len(rows) >= self._most and inside:
            held = {row[0] for row in rows}
            rows += self._ask.rows("candidates_of", json.dumps([n for n in inside if n not in held]))

        def place(row: Sequence[Any]) -> tuple[float, int]:
            title = 1.0 if row[0] in inside else share(row[1].lower()) if share is not None else 0.0
            return _rank(row, title, is_named=named is None or row[0] in named or row[0] in inside)

        return [row[0] for row in sorted(rows, key=place)]

    def _candidates(self, match: str, *, with_titles: bool) -> list[Any]:
        """(id, title, kinds, day) of the newest hits that are ranked; `match` is the expression for the first rows."""
        if self._wide:
            return self._ask.rows("candidates_of", json.dumps(self.newest(self._most)))
        return self._ask.rows("candidates" if with_titles else "candidates_untitled", match, RANKED)

    def _named(self, *, with_titles: bool) -> list[Any]:
        """The same of the query without names whose words stand apart."""
        match = expression(fulltext.together(self.tree), self._likely)
        return self._candidates(match, with_titles=with_titles)

    @property
    def _most(self) -> int:
        """How many of the newest hits are ranked."""
        return RANKED_WIDE if self._wide else RANKED

    def _in_titles(self) -> set[int]:
        """Some of the newest hits that have all of it in their title."""
        titles = fulltext.in_title(self.tree)
        if titles is None:
            return set()
        try:
            match = expression(titles, self._likely)
        except Unanswerable:
            return set()
        return set(self._ask.ids("newest_matching", match, RANKED_TITLES))

    def ranked(self) -> list[int]:
        """All that match: the best first, the others behind them, newest first."""
        return self._ranked_all(self._ranked())

    def _ranked_all(self, first: list[int]) -> list[int]:
        if len(first) < self._most:
            return first
        ranked = set(first)
        return first + [number for number in self.ids() if number not in ranked]

    # beginnings

    def _first_match(self) -> str | None:
        """The expression for the first rows: of a beginning that very many words share, the commonest of them."""
        try:
            return expression(self.tree, self._likely)
        except Unanswerable:
            return None

    def _all_of(self, text: str) -> list[str] | None:
        """What a beginning may grow to; None when that is so much that the index must gather it."""
        if text not in self._grown:
            self._grown[text] = None
            *before, begin = pieces(text)
            if begin:
                rows = self._ask.rows("completions", begin, _after(begin), GROWN + 1)
                if len(rows) <= GROWN:
                    self._grown[text] = [" ".join((*before, word)) for (word,) in rows]
        return self._grown[text]

    def _likely(self, text: str) -> list[str] | None:
        """The same, but of very many words the commonest."""
        words = self._all_of(text)
        if words is None and text not in self._wide:
            *before, begin = pieces(text)
            uses, likely = self._heads(begin) if begin else (0, [])
            if uses > SPREAD:
                self._wide[text] = [" ".join((*before, word)) for word in likely]
        return words if words is not None else self._wide.get(text)

    def _heads(self, begin: str) -> tuple[int, list[str]]:
        held = self._ask.rows("heads", begin)
        if held:
            return held[0][0], held[0][1].split(" ")
        rows = self._ask.rows("likely", begin, _after(begin), COMMONEST)
        return sum(uses for _, uses in rows), [word for word, _ in rows]

    def _rarer(self, found: Sequence[int], last: int) -> list[int] | None:
        """Articles newer than `last`, beside `found`, that match by one of the beginning's rarer words; None when that
        cannot be told by looking at few texts."""
        if len(self._wide) != 1:
            return None
        (text,) = self._wide
        wide, rest = self._alone(text)
        if wide is None or wide.field not in ("", "ti", "ab", "tiab", "tw"):
            return None
        held = set(found)
        if rest is None:
            newer = self._ask.ids("newer", last, LOOKED_AT + 1)
        else:
            newer = self._ask.ids("newer_matching", expression(rest, self._all_of), last, LOOKED_AT + 1)
        if len(newer) > LOOKED_AT:
            return None
        others = [number for number in newer if number not in held]
        fits = beginning(wide)
        return [row[0] for row in self._ask.rows("texts", json.dumps(others)) if fits(row)]

    def _alone(self, text: str) -> tuple[Words | None, Tree | None]:
        """The one leaf of a wide beginning, and what must match beside it (None for nothing); no leaf where it does
        not stand alone or beside what must match too."""
        parts = self.tree.parts if isinstance(self.tree, And) else (self.tree,)
        own = [part for part in parts if isinstance(part, Words) and part.prefix and part.text == text]
        rest: tuple[Tree, ...] = tuple(part for part in parts if part not in own)
        used = sum(leaf.text == text and leaf.prefix for part in rest for leaf in leaves(part))
        if len(own) != 1 or used:
            return None, None
        before = pieces(text)[:-1]
        if before:
            rest = (*rest, Words(" ".join(before), own[0].field, quoted=True))
        return own[0], None if not rest else rest[0] if len(rest) == 1 else And(rest)

    # part by part

    def _set(self, tree: Tree) -> set[int]:
        try:
            return set(self._ask.joined("matching", expression(tree, self._all_of)))
        except Unanswerable:
            pass
        match tree:
            case And(parts):
                found = [self._set(part) for part in parts]
                return set.intersection(*sorted(found, key=len))
            case Or(parts):
                return set().union(*(self._set(part) for part in parts))
            case Not(keep, drop):
                return self._set(keep) - self._set(drop)
            case Same(asked, others, apart):
                more = [self._set(And(apart))] if apart else []
                return set().union(*more, *(self._set(words) for words in (asked, *others)))
            case Words():
                return self._apart(tree)

    def _apart(self, words: Words) -> set[int]:
        """A leaf that the index does not answer."""
        if words.field == "pmid":
            number = int(words.text) if words.text.isascii() and words.text.isdecimal() else 0
            return set(self._ask.ids("held", json.dumps([number]))) if 0 < number < 2**62 else set()
        if words.field == "doi":
            return set(self._ask.ids("by_doi", words.text))
        heading, _, qualifier = words.text.partition("/")
        major = words.field == "majr"
        among = self._ask.joined("matching", fulltext.heading_near(heading, qualifier, major=major))
        line = heading_with(heading, qualifier, major=major)
        return {number for number, mesh in self._ask.rows("subjects", json.dumps(among)) if line(mesh)}


def flat(tree: Tree) -> Tree:
    """The same query with as few brackets as it needs: a NOT b NOT c as a NOT (b OR c)."""
    match tree:
        case And(parts):
            return And(tuple(_inner(And, parts)))
        case Or(parts):
            return Or(tuple(_inner(Or, parts)))
        case Not():
            dropped: list[Tree] = []
            keep: Tree = tree
            while isinstance(keep, Not):
                dropped.append(flat(keep.drop))
                keep = keep.keep
            return Not(flat(keep), dropped[0] if len(dropped) == 1 else flat(Or(tuple(reversed(dropped)))))
    return tree


def _inner(kind: type[And | Or], parts: Sequence[Tree]) -> Iterator[Tree]:
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        if isinstance(part, kind):
            waiting += reversed(part.parts)
        else:
            yield flat(part)


def _after(begin: str) -> str:
    """The first text behind all that begin so."""
    return begin[:-1] + chr(ord(begin[-1]) + 1)


def _share_in_title(tree: Tree) -> Callable[[str], float] | None:
    """Which share of a query's parts stands in a title; None where it is one part."""
    if isinstance(tree, Same) and tree.apart:
        parts: tuple[Tree, ...] = tree.apart
    elif isinstance(tree, And):
        parts = tree.parts
    else:
        return None
    texts = [_in_words(leaf for leaf in leaves(_named(part)) if leaf.field in OF_TITLES) for part in parts]
    looked_for = [part for part in texts if part]
    if not looked_for:
        return None

    def share(title: str) -> float:
        line = f" {' '.join(WORD.findall(title))} "
        return sum(any(text in line for text in part) for part in looked_for) / len(looked_for)

    return share


def _in_words(several: Iterable[Words]) -> list[str]:
    """Words and phrases as they stand in a line of words with a blank before and behind."""
    made = (" ".join(WORD.findall(leaf.text.lower())) + ("" if leaf.prefix else " ") for leaf in several)
    return [f" {text}" for text in made if text.strip()]


def _named(part: Tree) -> Tree:
    return Same(part.asked, part.others) if isinstance(part, Same) else part


def _rank(row: Sequence[Any], title: float, *, is_named: bool) -> tuple[float, int]:
    """Best first. `row` is (id, title, kinds, day); `title` the share of the query that is in the title; `is_named`
    says that names of several words stand together."""
    number, _, kind, day = row
    years = max(0.0, (LATEST - day) / 10_000) if day else OLD
    score = (1 + IN_TITLE * title) * (NAMED if is_named else 1.0)
    return -score * kinds.weight(kind or 0) / (1 + years / HALVED), -number


WORD: Final = re.compile(r"[^\W_]+")
IN_TITLE: Final = 2.0
"""What words in the title count beside words anywhere."""
NAMED: Final = 2.0
"""What a name whose words stand together counts beside the same words apart."""
HALVED: Final = 25.0
"""Years after which an article counts half."""
LATEST: Final = 20_300_000
OLDEST: Final = -(2**62)
OLD: Final = 40.0
