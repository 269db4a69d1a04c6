"""Articles on the same matter, offline: by the words that two abstracts share, the rarer the more.

Method: the article's twenty-odd most telling words (how often here against how often anywhere, title first) find
candidates by SQLite's bm25; those are ordered anew by the cosine of their words' weights, so that a long abstract that
repeats one word does not lead. `tests/benchmarks/similar.py` measures it against plain bm25 by MeSH headings held out.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING, Final

from her2ref.library.fulltext import quoted
from her2ref.library.terms import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from her2ref.core.progress import Progress
    from her2ref.library.read import Asking

TELLING: Final = 24
"""Words that look for candidates."""
CANDIDATES: Final = 200
IN_TITLE: Final = 3
"""What a word of the title counts against one of the abstract."""
SHORTEST: Final = 3
COMMON: Final = 0.25
"""A word that occurs as often as in a quarter of the articles says nothing about what one is about."""


def similar(ask: Asking, article: int, limit: int, progress: Progress | None = None) -> list[int]:
    """The `limit` articles most like this one, best first; none where it has no words of its own."""
    own = ask.rows("own_texts", json.dumps([article]))
    if not own:
        return []
    words, total = Words(), ask.ids("count_articles")[0]
    counts = _counts(words, own[0])
    idf = _rarity(ask, counts, total)
    mine = _weights(counts, idf)
    telling = sorted(mine, key=lambda word: (-mine[word], word))[:TELLING]
    if not telling:
        return []
    if progress is not None:
        progress.check()
    match = "{title abstract} : (" + " OR ".join(quoted(word) for word in telling) + ")"
    found = [number for number in ask.ids("by_bm25", match, CANDIDATES + 1) if number != article]
    others = [(row[0], _counts(words, row)) for row in ask.rows("own_texts", json.dumps(found))]
    if progress is not None:
        progress.check()
    idf |= _rarity(ask, {word: 1 for _, seen in others for word in seen if word not in idf}, total)
    place = {number: rank for rank, number in enumerate(found)}
    scored = [(-_cosine(mine, _weights(seen, idf)), place[number], number) for number, seen in others]
    return [number for *_, number in sorted(scored)[:limit]]


def _counts(words: Words, row: Sequence[str]) -> dict[str, float]:
    """How often each word stands in (id, title, abstract); the title's words count more."""
    found: Counter[str] = Counter(words.of(row[2]))
    for word in words.of(row[1]):
        found[word] += IN_TITLE
    return {word: n for word, n in found.items() if len(word) >= SHORTEST and not word.isdecimal()}


def _rarity(ask: Asking, words: dict[str, float], total: int) -> dict[str, float]:
    """log(articles / uses) of each word; nothing for words that are everywhere."""
    uses = dict(ask.rows("uses_of", json.dumps(list(words))))
    return {
        word: math.log(1 + total / max(uses.get(word, 1), 1))
        if uses.get(word, 1) < COMMON * 4 * total
        else 0.0
        for word in words
    }


def _weights(counts: dict[str, float], idf: dict[str, float]) -> dict[str, float]:
    return {word: (1 + math.log(n)) * idf[word] for word, n in counts.items() if idf.get(word)}


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    if not a or not b:
        return 0.0
    shared = sum(weight * b[word] for word, weight in a.items() if word in b)
    return shared / math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))
