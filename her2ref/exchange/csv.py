"""A table for a spreadsheet: one line for each article, the PMID first."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from her2ref.library.rows import ArticleView

COLUMNS: Final = (
    "pmid",
    "title",
    "authors",
    "journal",
    "year",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmcid",
    "publication_types",
    "states",
    "mechanisms",
    "drugs",
    "starred",
    "notes",
    "abstract",
)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet compute a cell; such a text gets an apostrophe before it."""


def cell(value: object) -> str:
    """`value` as text that no spreadsheet takes for a formula; numbers stay numbers."""
    text = str(value) if value is not None else ""
    if isinstance(value, int):
        return text
    return "'" + text if text.startswith(FORMULA) else text


def write(articles: Iterable[ArticleView], out: TextIO) -> None:
    """UTF-8, commas, CRLF (RFC 4180), a heading line. Topics are ids separated by "; "."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for view in articles:
        writer.writerow(cell(value) for value in _row(view))


def _row(view: ArticleView) -> Iterable[object]:
    article = view.article
    topics = {
        kind: [t.key.partition(":")[2] for t in view.tags if t.key.startswith(kind)]
        for kind in ("mechanism", "drug")
    }
    yield article.pmid
    yield article.title
    yield "; ".join(author.short for author in article.authors)
    yield article.journal_abbrev or article.journal
    yield article.year
    yield article.volume
    yield article.issue
    yield article.pages
    yield article.doi
    yield article.pmcid
    yield "; ".join(article.publication_types)
    yield "; ".join(article.states)
    yield "; ".join(dict.fromkeys(topics["mechanism"]))
    yield "; ".join(dict.fromkeys(topics["drug"]))
    yield "yes" if view.starred else ""
    yield "\n".join(note.text for note in view.notes)
    yield article.abstract_text
