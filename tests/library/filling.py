"""Puts rows straight into a library's tables, for tests of reading alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from her2ref.library import index, terms

MISSING = "SELECT id FROM article WHERE id NOT IN (SELECT id FROM article_fts_docsize)"
TEXTS = """
    SELECT title, vernacular_title, abstract, authors, mesh, journal, journal_abbrev, publication_types FROM article
    WHERE id IN (SELECT value FROM json_each(?))"""
FACTS = """
    INSERT OR IGNORE INTO article_fact (article_id, day, added)
    SELECT id, sort_date, coalesce(CAST(strftime('%s', added_at) AS INTEGER), 0) FROM article"""


def article(number: int, title: str, **columns: Any) -> dict[str, Any]:
    """A row of `article`; an abstract, a journal and a year are invented where not given."""
    row: dict[str, Any] = {
        "id": number,
        "title": title,
        "abstract": "An invented abstract about HER2.",
        "journal": "Journal of Examples",
        "journal_abbrev": "J Examples",
        "authors": "Example A",
        "publication_types": "Journal Article\nReview",
        "sort_date": 20200101,
        **columns,
    }
    year = row["sort_date"] // 10_000 or None
    return {"year": year, "has_abstract": int(bool(row["abstract"])), **row}


def execute(path: Path, sql: str, values: Iterable[Any] = ()) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(sql, tuple(values))
    connection.close()


def fill(
    path: Path,
    articles: Sequence[dict[str, Any]],
    tags: Sequence[tuple[str, int, str, int]] = (),
    stars: Sequence[str] = (),
    notes: Sequence[tuple[str, str]] = (),
) -> None:
    """`tags` are (topic key, article, by, removed); `notes` (target, text)."""
    connection = sqlite3.connect(path)
    with connection:
        for row in articles:
            columns, marks = ", ".join(row), ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO article ({columns}) VALUES ({marks})", tuple(row.values()))
        new = [number for (number,) in connection.execute(MISSING)]
        connection.execute(index.INSERT, (json.dumps(new),))
        texts = connection.execute(TEXTS, (json.dumps(new),)).fetchall()
        connection.executemany(terms.ADD, terms.Words().count(t for row in texts for t in row).items())
        connection.execute(FACTS)
        connection.executemany(
            'INSERT OR REPLACE INTO article_topic (topic_key, article_id, "by", removed) VALUES (?, ?, ?, ?)',
            tags,
        )
        connection.executemany("INSERT INTO star VALUES (?, '2026-11-25')", [(target,) for target in stars])
        connection.executemany("INSERT INTO note (target, text) VALUES (?, ?)", notes)
    connection.close()
