"""One article from the records of it in several formats: the richest speaks, the others fill its gaps."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import fields
from typing import Final

from her2ref.core.article import Article, Notice

RICHNESS: Final = ("xml", "medline", "ris")
"""Formats, the richest first."""

TOGETHER: Final = (
    ("authors", "authors_complete"),
    ("year", "month", "day", "date_text"),
    ("pmid", "version"),
)
"""Fields that mean something only beside each other: filled from one record or not at all."""

RETRACTED: Final = "Retracted Publication"


def merge(articles: Sequence[tuple[str, Article]]) -> Article:
    """The article as its records, given as (format, article), together describe it; the values given stay as they are.

    Notices are gathered from all: a retraction known to one record is known.
    """
    rank = {name: place for place, name in enumerate(RICHNESS)}
    ordered = [article for _, article in sorted(articles, key=lambda pair: rank.get(pair[0], len(rank)))]
    whole = copy(ordered[0])
    for poorer in ordered[1:]:
        _fill(whole, poorer)
    whole.notices = _notices(ordered)
    if any(RETRACTED in a.publication_types for a in ordered) and RETRACTED not in whole.publication_types:
        whole.publication_types = [*whole.publication_types, RETRACTED]
    return whole


def _fill(whole: Article, poorer: Article) -> None:
    done: set[str] = set()
    for group in TOGETHER:
        done.update(group)
        if not getattr(whole, group[0]):
            for name in group:
                setattr(whole, name, getattr(poorer, name))
    for field in fields(Article):
        if field.name not in done and not getattr(whole, field.name):
            setattr(whole, field.name, getattr(poorer, field.name))


def _notices(ordered: Sequence[Article]) -> list[Notice]:
    """Each notice once. One that names no PMID is taken for the one of its kind that a richer record has."""
    found: list[Notice] = []
    for article in ordered:
        known = {(n.kind, n.pmid) for n in found}
        kinds = {n.kind for n in found}
        found += [
            n for n in article.notices if (n.kind, n.pmid) not in known and (n.pmid or n.kind not in kinds)
        ]
    return found
