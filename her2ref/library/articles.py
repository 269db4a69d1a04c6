"""Stores PubMed records: decides what is new, derives the columns of lists and index, moves what hangs on an id.

The outcome depends on what was stored, never on its order or repetition: of each article and format the record with
the highest rank (`ranking.py`) is kept, and the columns are those of the formats' merge.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from isal import isal_zlib

from her2ref.core.article import Article, RawRecord
from her2ref.core.text import level
from her2ref.library import anchors, index, marking, ranking, schema, sql
from her2ref.library.adopting import Matcher, match_key
from her2ref.library.ranking import Rank
from her2ref.library.tagging import put
from her2ref.library.terms import Words
from her2ref.records import medline, pubmed_xml, ris
from her2ref.records.merge import RICHNESS, merge

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from her2ref.library.tagging import Tagger

Pair = tuple[Article, RawRecord]

PARSERS: Final[dict[str, Callable[[bytes], Article]]] = {
    "xml": pubmed_xml.parse_record,
    "medline": medline.parse_record,
    "ris": ris.parse_record,
}
LEVEL: Final = 2
"""isal's second of four levels: records as small as zlib's first makes them, in a third of its CPU. What it writes
is zlib's format, and the standard library reads it."""

INSERT: Final = sql.inserting(schema.article, *schema.article.columns.keys())
UPDATE: Final = sql.updating(
    schema.article, *(c.name for c in schema.article.columns if c.name not in ("id", "added_at"))
)
INDEXED: Final = tuple(
    list(schema.article.columns.keys()).index(name)
    for name in (
        *("title", "vernacular_title", "abstract", "authors"),
        *("journal", "journal_abbrev", "publication_types"),
    )
)
"""Places in a row of the columns that the full-text index reads, but for the subject words."""
RAW: Final = sql.inserting(schema.raw_record, *schema.raw_record.columns.keys(), replacing=True)


@dataclass(slots=True)
class Counts:
    """What became of a batch; `ids` are the articles that changed."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    ids: set[int] = field(default_factory=set)


def store(
    connection: Connection, items: Sequence[Pair], tagger: Tagger, now: str, words: Words | None = None
) -> Counts:
    """Stores a batch inside the open transaction. `now` is ISO, UTC; `words` is kept from batch to batch by whoever
    has several, and flushed at the end."""
    matcher = Matcher(connection, items)
    ids = matcher.ids
    wanted = set(ids) | matcher.touched
    held = _held(connection, wanted)
    counts = Counts(ids=set(matcher.touched))
    fresh: dict[int, dict[str, tuple[Rank, Pair]]] = {}
    known = {number for number, formats in held.items() if formats}
    for number, (article, raw) in zip(ids, items, strict=True):
        here = ranking.of_record(article, raw)
        newest = held.setdefault(number, {})
        if raw.format in newest and newest[raw.format] >= here:
            counts.unchanged += 1
            continue
        if newest:
            counts.updated += 1
        else:
            counts.added += 1
        newest[raw.format] = here
        fresh.setdefault(number, {})[raw.format] = (here, (article, raw))
    counts.ids |= set(fresh)
    counting = words or Words()
    _write(connection, counts.ids, known, held, fresh, tagger, now, counting)
    if words is None:
        counting.flush(connection)
    return counts


def _held(connection: Connection, ids: Iterable[int]) -> dict[int, dict[str, Rank]]:
    held: dict[int, dict[str, Rank]] = {}
    rows = connection.exec_driver_sql(
        "SELECT article_id, format, revised, version, status, size, digest FROM raw_record"
        " WHERE article_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    for number, kind, *row in rows:
        held.setdefault(number, {})[kind] = ranking.of_row(*row)
    return held


def _write(
    connection: Connection,
    changed: set[int],
    known: set[int],
    held: dict[int, dict[str, Rank]],
    fresh: dict[int, dict[str, tuple[Rank, Pair]]],
    tagger: Tagger,
    now: str,
    words: Words,
) -> None:
    """Rows of every changed article, in the order of ids (the full-text index likes them rising)."""
    if not changed:
        return
    others = _others(connection, held, fresh, changed)
    new, old, raws, tags, notices, facts, texts = [], [], [], [], [], [], []
    seconds = int(datetime.fromisoformat(now).timestamp())
    for number in sorted(changed):
        formats = fresh.get(number, {})
        pairs = [(kind, pair[0]) for kind, (_, pair) in formats.items()] + others.get(number, [])
        article = pairs[0][1] if len(pairs) == 1 else merge(pairs)
        row, subjects = columns(number, article, min((kind for kind, _ in pairs), key=RICHNESS.index), now)
        if number in known:
            old.append((*row[1:-2], now, number))
        else:
            new.append(row)
        for kind, ((revised, version, _, size, digest), (one, raw)) in formats.items():
            packed = isal_zlib.compress(raw.data, LEVEL)
            raws.append((number, kind, version, revised, one.status, size, digest, packed))
        tags += [(key, number, words) for key, words in tagger.tags(row[6], row[8], subjects)]
        texts += [subjects, *[row[place] for place in INDEXED]]
        facts.append(index.fact(number, article, seconds))
        notices += [(number, n.kind, n.pmid, n.citation) for n in article.notices if n.kind != "Cites"]
    named = _forget(connection, known & changed)
    for statement, rows in ((INSERT, new), (UPDATE, old), (RAW, raws), (marking.INSERT, notices)):
        if rows:
            connection.exec_driver_sql(statement, rows)
    if new:
        index.add(connection, [row[0] for row in new])
    words.add(connection, texts)
    connection.exec_driver_sql(index.FACT, facts)
    put(connection, tags)
    marking.restate(connection, changed, named)


def _others(
    connection: Connection,
    held: dict[int, dict[str, Rank]],
    fresh: dict[int, dict[str, tuple[Rank, Pair]]],
    changed: set[int],
) -> dict[int, list[tuple[str, Article]]]:
    """The records of changed articles that stay as they are, parsed again for the merge."""
    wanted = [n for n in changed if set(held.get(n, ())) - set(fresh.get(n, ()))]
    found: dict[int, list[tuple[str, Article]]] = {}
    if wanted:
        rows = connection.exec_driver_sql(
            "SELECT article_id, format, data FROM raw_record WHERE article_id IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted),),
        )
        for number, kind, data in rows:
            if kind not in fresh.get(number, {}):
                found.setdefault(number, []).append((kind, PARSERS[kind](zlib.decompress(data))))
    return found


def _forget(connection: Connection, ids: set[int]) -> set[int]:
    """Takes notices and tags by terms off articles about to change; returns the PMIDs that those notices named."""
    if not ids:
        return set()
    given = (json.dumps(list(ids)),)
    named = marking.named(connection, ids)
    connection.exec_driver_sql(
        "DELETE FROM notice WHERE article_id IN (SELECT value FROM json_each(?))", given
    )
    connection.exec_driver_sql(
        "DELETE FROM article_topic WHERE article_id IN (SELECT value FROM json_each(?)) AND \"by\" = 'terms'",
        given,
    )
    return named


def columns(number: int, article: Article, source: str, now: str) -> tuple[tuple[Any, ...], str]:
    """The whole row, derived from an article, and its subject words without signs; the last two values are when it
    came in and when it changed."""
    abstract = article.abstract_text or "\n".join(
        section.text for other in article.other_abstracts for section in other.sections
    )
    book = article.book
    people = article.authors or (book.editors if book else [])
    types = "\n".join(article.publication_types)
    authors = "\n".join([person.short for person in people])
    title = article.title or (book.title if book else "")
    typed = level(title)
    subjects = anchors.subjects(article, typed if typed != title else "")
    row = (
        number,
        source,
        article.version,
        article.status,
        article.revised,
        article.entered,
        title,
        article.vernacular_title,
        level(abstract),
        authors,
        people[0].short if people else "",
        subjects,
        article.journal or (book.title if book else ""),
        article.journal_abbrev,
        article.year,
        article.sort_date,
        article.volume,
        article.issue,
        article.pages,
        article.doi.lower(),
        article.pmcid,
        types,
        "\n".join(article.languages),
        marking.of_record(article.title, types, [n.kind for n in article.notices], ()),
        int(book is not None),
        int(bool(abstract)),
        match_key(article),
        now,
        now,
    )
    return row, anchors.plain(subjects)
