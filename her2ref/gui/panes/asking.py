"""What the line that finds anything asks the library: plain functions for a worker, without Qt."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from her2ref.core.errors import IndexDamaged
from her2ref.core.query import Listing, clean, leaves
from her2ref.library import personal
from her2ref.library.lookup import look_up
from her2ref.library.rows import Found, Hit, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from her2ref.library.library import Library
    from her2ref.library.read import Reader

NAMED: Final = ("mechanism", "drug", "trial", "gene", "reference")
MOST: Final = 60
"""Of each kind of named thing; what is beyond is counted, and found with another letter."""
ABSTRACTS: Final = 40
LIMIT: Final = MOST * (len(NAMED) + 1) + ABSTRACTS
"""The named things, the notes and the abstracts."""
LATEST: Final = 4
REMEMBERED: Final = 8
QUERY: Final = re.compile(r'["“”„«»]|\[[^\]]*\]?|(?:^|\s)\(|(?:^|\s)(?:AND|OR|NOT)(?:\s|$)')
"""Signs that somebody writes a query as for PubMed. A bracket inside a word, as in HER2(+), is none."""


class Answer(NamedTuple):
    """`words` are what the abstracts are asked for: what was typed, or what it was taken for; `marked` stands out in
    the answers. `is_query` says that it is written as for PubMed, `typing` that its last word may go on; `wished` that
    PubMed will be asked for it at the next sync; `damage` that abstracts could not be searched."""

    found: Found
    words: str
    marked: str = ""
    is_query: bool = False
    typing: bool = True
    wished: bool = False
    damage: IndexDamaged | None = None


def ask(reader: Reader, text: str, *, finished: bool = False) -> Answer:
    """Everything that has a matching name, the notes, and the first abstracts, which are not counted here. A query as
    for PubMed may be `finished`: its last word is no beginning."""
    query, known, damage = clean(text), reader.choices(), None
    is_query = QUERY.search(query) is not None
    typing = not (finished and is_query)
    try:
        found = look_up(
            reader,
            text,
            limit=LIMIT,
            per_kind=MOST,
            articles=ABSTRACTS,
            favoured=known,
            count=False,
            listing=None if typing else Listing(sort="best"),
        )
    except IndexDamaged as error:
        damage = error
        found = look_up(reader, text, kinds=NAMED, limit=LIMIT, per_kind=MOST, favoured=known)
        found = replace(found, problems=(*found.problems, error.in_window))
    words = found.searched or query
    is_name = any(hit.title.casefold() == query.casefold() for hit in found.hits if hit.kind in NAMED)
    is_query = is_query and not is_name
    marked = f"{query} {words}"
    if is_query:
        asked = reader.asked(query, typing=typing)
        marked = " ".join(leaf.text for leaf in leaves(asked.tree))
        found = replace(found, problems=tuple(dict.fromkeys((*found.problems, *asked.problems))))
    wished = not found.hits and " ".join(query.split()) in reader.wishes()
    return Answer(found, words, marked, is_query, typing, wished, damage)


def listing(answer: Answer) -> Listing:
    """All abstracts of an answer."""
    return Listing(words=answer.words, sort="best", typing=answer.typing)


def count(reader: Reader, wanted: Listing) -> int:
    """How many abstracts there are."""
    return reader.total(wanted)


def recent(reader: Reader) -> tuple[Hit, ...]:
    """What was opened last, then what was opened most often; what the library no longer has is left out."""
    uses = reader.choices()
    latest = list(uses)[:LATEST]
    often = sorted((key for key in uses if key not in latest), key=lambda key: -uses[key])
    hits = (_hit(reader, key) for key in (*latest, *often))
    return tuple(_first(hits, REMEMBERED))


def _first(hits: Iterable[Hit | None], limit: int) -> list[Hit]:
    found: list[Hit] = []
    for hit in hits:
        if hit is not None:
            found.append(hit)
        if len(found) == limit:
            break
    return found


def _hit(reader: Reader, key: str) -> Hit | None:
    article = personal.article_of(key)
    if article is not None:
        rows = reader.article_rows([article])
        return Hit("article", key, target_of(article), rows[0].title, "", rows[0].year) if rows else None
    row = reader.topic_row(key)
    return Hit(row.kind, row.id, row.key, row.name) if row is not None else None


def remember(library: Library, key: str) -> None:
    personal.remember_choice(library, key)


def forget(library: Library) -> None:
    """Forgets what was opened; writes nothing where nothing is remembered."""
    if library.reader().choices(1):
        personal.forget_choices(library)


def wish(library: Library, words: str, *, on: bool) -> None:
    personal.wish(library, words, on)
