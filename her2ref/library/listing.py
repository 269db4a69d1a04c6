"""Which articles a list holds and in which order, and how many each topic has. Sends the statements of `read`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from her2ref.library import facets

if TYPE_CHECKING:
    from her2ref.core.query import Listing
    from her2ref.library.outline import TopicRow
    from her2ref.library.read import Asking
    from her2ref.library.searching import Search

UNREAD: Final = "unread"
"""Of the states of reading the one that is told by leaving out."""
FEW: Final = 4_000
"""Up to so many articles are sorted by themselves; of more, all are read in order and the others passed over."""


def ids(ask: Asking, wanted: Listing, search: Search | None, keys: Sequence[Sequence[str]]) -> list[int]:
    """The ids of a list. `search` is its query, `keys` its topics with their descendants."""
    found = _ids(ask, wanted, search, keys)
    if wanted.reading != UNREAD or not found:
        return found
    read = set(ask.ids("articles_in_state", "read"))
    return [number for number in found if number not in read] if read else found


def _ids(ask: Asking, wanted: Listing, search: Search | None, keys: Sequence[Sequence[str]]) -> list[int]:
    """The same, also what was read already."""
    among = _narrowed(ask, wanted, keys)
    if search is not None and wanted.sort == "best":
        found = search.ranked()
        return found if among is None else [number for number in found if number in among]
    if search is not None:
        matching = search.ids()
        if among is None and wanted.sort == "newest":
            return matching
        among = set(matching) if among is None else among.intersection(matching)
    if among is not None and len(among) < FEW:
        statement = "some_newest" if wanted.sort == "newest" else "some_by_date"
        return ask.ids(statement, json.dumps(list(among)))
    found = ask.joined("all_newest" if wanted.sort == "newest" else "all_by_date")
    return found if among is None else [number for number in found if number in among]


def is_narrowed(wanted: Listing) -> bool:
    """True when a list is narrowed by anything but its words."""
    flags = wanted.starred or wanted.affected or wanted.cited or wanted.new
    own = wanted.collection or wanted.reading or wanted.noted
    return bool(flags or own or wanted.topics or wanted.years or wanted.types or wanted.evidence)


def counts(ask: Asking, tree: Sequence[TopicRow]) -> dict[str, int]:
    """Held articles of each topic that has any. A tag that the person removed does not count, nor one of an
    article that is not held; a mechanism counts its own articles and those below it, each once."""
    void: dict[str, set[int]] = {}
    for key, article in ask.rows("void_tags"):
        void.setdefault(key, set()).add(article)
    found = {key: number - len(void.get(key, ())) for key, number in ask.rows("other_tags")}
    own: dict[str, set[int]] = {}
    for key, articles in ask.rows("mechanism_tags"):
        own[key] = set(json.loads(f"[{articles}]")) - void.get(key, set())
    for row in reversed(tree):
        if row.parent and row.key in own:
            own.setdefault(f"mechanism:{row.parent}", set()).update(own[row.key])
    found |= {key: len(articles) for key, articles in own.items()}
    return {key: number for key, number in found.items() if number}


def _narrowed(ask: Asking, wanted: Listing, keys: Sequence[Sequence[str]]) -> set[int] | None:
    """The articles that a list is narrowed to by everything but words; None for no narrowing."""
    flags = (
        (wanted.starred, "starred_articles"),
        (wanted.affected, "affected"),
        (wanted.cited, "cited"),
        (wanted.new, "arrived"),
        (wanted.noted, "noted_articles"),
    )
    sets: list[Iterable[int]] = [_tagged(ask, json.dumps(list(group))) for group in keys]
    sets += [ask.ids(statement) for flag, statement in flags if flag]
    if wanted.collection:
        sets.append(ask.ids("collected_articles", wanted.collection))
    if wanted.reading not in ("", UNREAD):
        sets.append(ask.ids("articles_in_state", wanted.reading))
    sets += facets.narrowing(ask, wanted)
    return set(sets[0]).intersection(*sets[1:]) if sets else None


def _tagged(ask: Asking, keys: str) -> set[int]:
    """Articles with one of the topics; a tag that the person removed does not count."""
    found = set(ask.joined("tags_of", keys))
    removed = ask.ids("removed", keys)
    if removed:
        found.difference_update(removed)
        found.update(ask.ids("valid_tags", keys))
    return found
