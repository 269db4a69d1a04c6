"""Rows of the library to values. Imported when the first of them is asked for, which is after the first paint."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from her2ref.core.article import Article
from her2ref.core.correction import Correction
from her2ref.core.drug import Drug
from her2ref.core.mechanism import Mechanism
from her2ref.core.statement import Reference
from her2ref.core.trial import Trial
from her2ref.library.details import from_json
from her2ref.library.rows import ArticleRow, ArticleView, Holdings, News, Note, Tag
from her2ref.library.states import names as names_of_states

Topic = Mechanism | Drug | Trial | Reference
KINDS: Final[dict[str, type[Topic]]] = {
    "mechanism": Mechanism,
    "drug": Drug,
    "trial": Trial,
    "reference": Reference,
}
Raw = Sequence[tuple[Literal["xml", "medline", "ris"], bytes]]


def topic(kind: str, detail: str) -> Topic:
    """A topic as it can be told today: what was expected by now and is not known here is said to be so."""
    value = from_json(KINDS[kind], detail)
    return value.as_of_day(dt.datetime.now(dt.UTC).date()) if isinstance(value, Drug | Trial) else value


def references(rows: Iterable[tuple[str, str]]) -> dict[str, Reference]:
    return {name: from_json(Reference, detail) for name, detail in rows}


def trials(rows: Iterable[tuple[str]]) -> list[Trial]:
    today = dt.datetime.now(dt.UTC).date()
    return [from_json(Trial, detail).as_of_day(today) for (detail,) in rows]


def corrections(rows: Iterable[tuple[str, int]]) -> list[tuple[Correction, bool]]:
    return [(from_json(Correction, detail), bool(seen)) for detail, seen in rows]


def news(text: str) -> News:
    """From the JSON that the content's last change left in the library."""
    told = json.loads(text or "{}")
    lists = {name: tuple(told.get(name, ())) for name in ("added", "changed", "removed")}
    return News(since=told.get("from", ""), to=told.get("to", ""), **lists)


def _authors(names: str) -> str:
    """Short names, one a line, as a list shows them: three, or the first two and "et al."."""
    people = names.split("\n")
    return ", ".join(people) if len(people) <= 3 else f"{people[0]}, {people[1]}, et al."


def article_row(row: Sequence[Any]) -> ArticleRow:
    return ArticleRow(
        id=row[0],
        title=row[1],
        authors=_authors(row[2]),
        journal=row[3],
        year=row[4],
        publication_types=tuple(row[5].split("\n")) if row[5] else (),
        states=names_of_states(row[6]),
        has_abstract=bool(row[7]),
        starred=bool(row[8]),
        noted=bool(row[9]),
        reading=row[10],
    )


def article(
    number: int,
    row: Sequence[Any],
    raw: Raw,
    tags: Iterable[Any],
    notes: list[Note],
    *,
    starred: bool,
    reading: str,
) -> ArticleView:
    """One article from its marks, its records (parsed here) and what hangs on it."""
    return ArticleView(
        id=number,
        article=_parsed(raw),
        states=names_of_states(row[0]),
        added=row[1][:10],
        updated=row[2][:10],
        formats=tuple(name for name, _ in raw),
        tags=tuple(Tag(*tag) for tag in tags),
        starred=starred,
        notes=tuple(notes),
        reading=reading,
    )


def holdings(
    row: Sequence[int], stars: tuple[int, int], last_import: str, version: str, reviewed: str
) -> Holdings:
    articles, without, cited, cited_held, affected, corrections = row
    return Holdings(
        articles=articles,
        abstracts=articles - without,
        cited=cited,
        cited_held=cited_held,
        starred=stars[0],
        starred_topics=stars[1],
        affected=affected,
        last_import=last_import,
        content_version=version,
        content_reviewed=reviewed,
        corrections=corrections,
    )


def _parsed(raw: Raw) -> Article:
    """The article that the records of one row say together."""
    from her2ref.records import medline, merge, pubmed_xml, ris

    parsers = {"xml": pubmed_xml.parse_record, "medline": medline.parse_record, "ris": ris.parse_record}
    return merge.merge([(name, parsers[name](zlib.decompress(data))) for name, data in raw])
