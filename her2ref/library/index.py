"""What is derived from the records so that they can be found: full-text index, its words, and the facts for facets.
That of the notes (`note_index.py`) is made again with it.

All of it is kept inside the transactions that store records, and all of it can be made again from them: after a change
of this module (`opening.INDEX`), and when a file is damaged in this place.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.progress import Progress
from her2ref.library import anchors, note_index, terms
from her2ref.library.opening import INDEX
from her2ref.search import kinds

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from her2ref.core.article import Article

COLUMNS: Final = (
    *("abstract", "title", "journal", "vernacular_title"),
    *("authors", "mesh", "keywords", "types", "facts"),
)
"""The abstract first: FTS5 names every column but the first in each entry, which would cost a fifth of the index."""
HASH: Final = 64 * 1024 * 1024
"""Bytes that FTS5 may gather before it writes, while the whole index is made; a third less time than with its 1 MB."""
_NAMES: Final = ", ".join(COLUMNS)
_OF_ROW: Final = COLUMNS[:4]
"""Columns that the article has as they are indexed; the others are derived by SQL."""
BATCH: Final = 500

INSERT: Final = f"""
    INSERT INTO article_fts (rowid, {_NAMES})
    SELECT id, {_NAMES} FROM article_text WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""
"""Adds new articles, beside their insert: in a trigger FTS5 writes its hash to the disk for each row, three times as
dear. Updates and deletions are followed by triggers."""

FACT: Final = """
    INSERT INTO article_fact (article_id, day, kinds, added) VALUES (?, ?, ?, ?)
    ON CONFLICT (article_id) DO UPDATE SET day = excluded.day, kinds = excluded.kinds"""

_SOURCES: Final = "authors, mesh, journal_abbrev, publication_types, language, year, sort_date, entered"
"""What the derived columns are made of, beside the journal."""


_FACTS: Final = (
    """
    CREATE TABLE IF NOT EXISTS article_fact (
      article_id INTEGER NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE ON UPDATE CASCADE,
      day INTEGER NOT NULL DEFAULT 0, kinds INTEGER NOT NULL DEFAULT 0, added INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX IF NOT EXISTS article_fact_added ON article_fact (added)",
)
"""As the migration makes them, where they were lost."""

PARTS: Final = frozenset(
    (
        *("article_fts", *(f"article_fts_{part}" for part in note_index.SHADOW), "article_text"),
        *("article_fts_delete", "article_fts_update"),
        *("article_fact", "article_fact_added", "term", "term_head"),
    )
)
"""Names of all that an index of abstracts is, in the schema."""


def _values(row: str = "") -> str:
    """SQL for all columns of one article; `row` as in `anchors.derived`."""
    return ", ".join((*(f"{row}{name}" for name in _OF_ROW), *anchors.derived(row)))


def _tables() -> Sequence[str]:
    return (
        *note_index.emptied("article_fts"),
        "DROP TRIGGER IF EXISTS article_fts_delete",
        "DROP TRIGGER IF EXISTS article_fts_update",
        "DROP TABLE IF EXISTS article_fts",
        *(f"DROP TABLE IF EXISTS article_fts_{part}" for part in note_index.SHADOW),
        "DROP VIEW IF EXISTS article_text",
        "DROP TABLE IF EXISTS term",
        "DROP TABLE IF EXISTS term_head",
        f"CREATE VIEW article_text (id, {_NAMES}) AS SELECT id, {_values()} FROM article",
        f"""
        CREATE VIRTUAL TABLE article_fts USING fts5({_NAMES}, content='article_text', content_rowid='id',
          tokenize='{terms.TOKENIZER}')""",
        "INSERT INTO article_fts(article_fts, rank) VALUES ('automerge', 16)",
        terms.CREATE,
        terms.CREATE_HEADS,
        *_FACTS,
    )


def _triggers() -> Sequence[str]:
    remove = f"""
        INSERT INTO article_fts (article_fts, rowid, {_NAMES})
        VALUES ('delete', old.id, {_values("old.")});"""
    put = f"INSERT INTO article_fts (rowid, {_NAMES}) VALUES (new.id, {_values('new.')});"
    return (
        f"CREATE TRIGGER article_fts_delete AFTER DELETE ON article BEGIN {remove} END",
        f"""
        CREATE TRIGGER article_fts_update AFTER UPDATE OF id, {", ".join(_OF_ROW)}, {_SOURCES} ON article
        BEGIN {remove} {put} END""",
    )


def add(connection: Connection, ids: Sequence[int]) -> None:
    """Indexes new articles; their words go to `terms.add`."""
    connection.exec_driver_sql(INSERT, (json.dumps(list(ids)),))


def make(connection: Connection, progress: Progress | None = None, *, again: bool = True) -> None:
    """The whole index anew, that of the notes too, inside the open transaction. `again` derives the rows from the raw
    records first.

    Triggers come last: while rows are derived there is nothing for them to follow.
    """
    progress = progress or Progress()
    for statement in _tables():
        connection.exec_driver_sql(statement)
    total = int(connection.exec_driver_sql("SELECT count(*) FROM article").scalar() or 0)
    if total:
        if again:
            _derive(connection, total, progress)
        progress.step(0, 0, "Making the index of abstracts")
    connection.exec_driver_sql("INSERT INTO article_fts (article_fts, rank) VALUES ('hashsize', ?)", (HASH,))
    connection.exec_driver_sql("INSERT INTO article_fts (article_fts) VALUES ('rebuild')")
    connection.exec_driver_sql(
        "INSERT INTO article_fts (article_fts, rank) VALUES ('hashsize', ?)", (HASH // 64,)
    )
    progress.check()
    terms.rebuild(connection)
    note_index.make(connection)
    for statement in _triggers():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES ('index', ?)", (INDEX,))


def fact(number: int, article: Article, added: int) -> tuple[int, int, int, int]:
    """The row of `article_fact`. `added` in seconds since 1970."""
    headings = [m.descriptor for m in article.mesh]
    return number, article.sort_date, kinds.bits(article.publication_types, headings), added


def _derive(connection: Connection, total: int, progress: Progress) -> None:
    """Subject words and facts of every article, from its records; of an article without one, from its own row."""
    from her2ref.core.text import level
    from her2ref.library.articles import PARSERS
    from her2ref.records.merge import merge

    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO article_fact (article_id, day, kinds, added)"
        " SELECT id, sort_date, 0, coalesce(CAST(strftime('%s', added_at) AS INTEGER), 0) FROM article"
    )
    last, done = -(2**63), 0
    while True:
        rows = connection.exec_driver_sql(
            "SELECT id, title, publication_types FROM article WHERE id > ? ORDER BY id LIMIT ?",
            (last, BATCH),
        ).all()
        if not rows:
            return
        held = _records(connection, [row.id for row in rows])
        subjects, found = [], []
        for row in rows:
            pairs = [(kind, PARSERS[kind](data)) for kind, data in held.get(row.id, ())]
            if not pairs:
                found.append((kinds.bits(row.publication_types.split("\n"), ()), row.id))
                continue
            article = pairs[0][1] if len(pairs) == 1 else merge(pairs)
            typed = level(row.title)
            subjects.append((anchors.subjects(article, typed if typed != row.title else ""), row.id))
            found.append((fact(row.id, article, 0)[2], row.id))
        connection.exec_driver_sql("UPDATE article_fact SET kinds = ? WHERE article_id = ?", found)
        if subjects:
            connection.exec_driver_sql("UPDATE article SET mesh = ? WHERE id = ?", subjects)
        last, done = rows[-1].id, done + len(rows)
        progress.step(done, total, "Reading the records again")


def _records(connection: Connection, ids: list[int]) -> dict[int, list[tuple[str, bytes]]]:
    found: dict[int, list[tuple[str, bytes]]] = {}
    rows: Any = connection.exec_driver_sql(
        "SELECT article_id, format, data FROM raw_record WHERE article_id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )
    for number, kind, data in rows:
        found.setdefault(number, []).append((kind, zlib.decompress(data)))
    return found
