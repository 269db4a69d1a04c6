"""How many articles of a list are of each year, kind, topic: what it can be narrowed to, with numbers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from her2ref.search import kinds

if TYPE_CHECKING:
    from her2ref.core.progress import Progress
    from her2ref.core.query import Listing
    from her2ref.library.outline import TopicRow
    from her2ref.library.read import Asking

FEW: Final = 50_000
"""Up to so many articles are asked for by id; for more, every article's facts are read and the others passed over."""


@dataclass(slots=True)
class Facets:
    """Numbers of articles: `years` by year, `types` and `evidence` by name of kind, `topics` by key."""

    total: int = 0
    years: dict[int, int] = field(default_factory=dict)
    types: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    affected: int = 0
    starred: int = 0
    new: int = 0


def of(
    ask: Asking, ids: Collection[int], tree: Sequence[TopicRow], progress: Progress | None = None
) -> Facets:
    """The numbers of the articles `ids`. A mechanism counts the articles below it too."""
    held = frozenset(ids)
    given = json.dumps(list(held)) if len(held) <= FEW else ""
    found = Facets(len(held))
    by_kinds: Counter[int] = Counter()
    years: Counter[int] = Counter()
    rows = ask.rows("facts_of", given) if given else ask.rows("facts")
    for number, day, kind in rows:
        if given or number in held:
            years[day // 10_000] += 1
            by_kinds[kind] += 1
    if progress is not None:
        progress.check()
    found.years = {year: years[year] for year in sorted(years) if year}
    for group, into in ((kinds.TYPES, found.types), (kinds.EVIDENCE, found.evidence)):
        for kind in group:
            number = sum(uses for value, uses in by_kinds.items() if value >> kind.bit & 1)
            if number:
                into[kind.name] = number
    found.topics = _topics(ask, held, given, tree)
    found.affected = len(held.intersection(ask.ids("affected")))
    found.starred = len(held.intersection(ask.ids("starred_articles")))
    found.new = len(held.intersection(ask.ids("arrived")))
    return found


def _topics(ask: Asking, held: frozenset[int], given: str, tree: Sequence[TopicRow]) -> dict[str, int]:
    void = set(ask.rows("void_tags"))
    tags: dict[str, set[int]] = {}
    for key, number in ask.rows("tags_of_articles", given) if given else ask.rows("all_tags"):
        if number in held and (key, number) not in void:
            tags.setdefault(key, set()).add(number)
    for row in reversed(tree):
        if row.parent and row.key in tags:
            tags.setdefault(f"mechanism:{row.parent}", set()).update(tags[row.key])
    return {key: len(numbers) for key, numbers in tags.items()}


def narrowing(ask: Asking, wanted: Listing) -> list[set[int]]:
    """The sets that a list's years, types and evidence leave; empty where it has none of them."""
    if not (wanted.years or wanted.types or wanted.evidence):
        return []
    first, last = wanted.years or (0, 9_999)
    types = sum(kinds.BITS[name] for name in wanted.types if name in kinds.BITS)
    evidence = sum(kinds.BITS[name] for name in wanted.evidence if name in kinds.BITS)
    within = ask.ids("of_kinds", first * 10_000, last * 10_000 + 9_999, types, types, evidence, evidence)
    return [set(within)]
