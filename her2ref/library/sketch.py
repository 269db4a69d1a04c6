"""The library as it would be after an import, as far as the files concern it: rows of a temporary database."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.article import Article

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from her2ref.core.article import RawRecord
    from her2ref.library.ranking import Rank
    from her2ref.library.read import Asking

SKETCHED: Final = "SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?))"
RANKS: Final = """
    SELECT article_id, format, data, revised, version, status, size, digest FROM raw_record
    WHERE article_id IN (SELECT value FROM json_each(?))"""


@contextmanager
def beside() -> Iterator[Connection]:
    """A database with the library's tables that is gone when it is closed; SQLite keeps it in memory while it fits."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    from her2ref.library import schema

    engine = create_engine(
        "sqlite://", poolclass=StaticPool, creator=lambda: sqlite3.connect("", check_same_thread=False)
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            schema.metadata.create_all(connection)
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


class Sketch:
    """The library as far as the files concern it, as it would be after what was read so far.

    The `data` of a record here is JSON: where the library has it, or else what of it finds an article.
    """

    def __init__(self, connection: Connection, held: Asking) -> None:
        self.connection, self._ask = connection, held
        self._seen: set[int] = set()
        last = held.rows("meta", "last_negative")
        if last:
            self._run("INSERT INTO meta VALUES ('last_negative', ?)", last[0][0])

    def _run(self, sql: str, *values: Any) -> Any:
        return self.connection.exec_driver_sql(sql, values)

    def bring(self, batch: Sequence[tuple[Article, RawRecord]]) -> None:
        """Copies what the library has that one of these articles may be."""
        from her2ref.library.adopting import as_bytes, match_key

        articles = [article for article, _ in batch]
        ids = [article.pmid for article in articles if article.pmid]
        dois = [article.doi.lower() for article in articles if article.doi]
        keys = [key for article in articles if (key := match_key(article))]
        digests = [digest for item in batch for digest in as_bytes(*item)]
        ids += self._ask.ids("by_bytes", json.dumps(digests)) if digests else []
        rows = self._ask.rows("arriving", *(json.dumps(given) for given in (ids, dois, keys)))
        new = [row for row in rows if row[0] not in self._seen]
        self._seen.update(row[0] for row in new)
        for row in new:
            self._run(
                'INSERT INTO article (id, doi, "match", has_abstract, states) VALUES (?, ?, ?, ?, ?)', *row
            )
        for number, kind, *ranked in self._ask.rows("ranks", json.dumps([row[0] for row in new])):
            self._put(number, kind, ranked, {"at": [number, kind]})

    def held(self, pmids: Sequence[int]) -> set[int]:
        """Which of these are held, or would be."""
        given = json.dumps(pmids)
        known = {number for (number,) in self._ask.rows("held", given)}
        return known | set(self._run(SKETCHED, given).scalars())

    def records(self, ids: set[int]) -> dict[int, dict[str, tuple[Rank, bool]]]:
        """Of each article and format the rank of its record, and whether the library has it."""
        from her2ref.library import ranking

        found: dict[int, dict[str, tuple[Rank, bool]]] = {}
        for number, kind, data, *row in self._run(RANKS, json.dumps(list(ids))):
            found.setdefault(number, {})[kind] = (ranking.of_row(*row), "at" in json.loads(data))
        return found

    def article(self, number: int) -> tuple[bool, int]:
        """Whether it has an abstract, and its marks."""
        row = self._run("SELECT has_abstract, states FROM article WHERE id = ?", number).first()
        return (bool(row[0]), int(row[1])) if row else (False, 0)

    def store(self, number: int, article: Article, raw: RawRecord, rank: Rank) -> None:
        """As if the record were stored."""
        from her2ref.library import marking

        kinds, types = [notice.kind for notice in article.notices], "\n".join(article.publication_types)
        marks = marking.of_record(article.title, types, kinds, ())
        self._run(
            "INSERT INTO article (id, has_abstract, states) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " has_abstract = max(has_abstract, excluded.has_abstract), states = states | excluded.states",
            *(number, int(has_abstract(article)), marks),
        )
        row = (*rank[:2], article.status, *rank[3:])
        self._put(
            number, raw.format, row, {"told": [article.title, article.doi, article.year, article.pages]}
        )

    def _put(self, number: int, kind: str, row: Sequence[Any], data: dict[str, Any]) -> None:
        self._run(
            "INSERT OR REPLACE INTO raw_record (article_id, format, revised, version, status, size, digest, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(number, kind, *row, json.dumps(data)),
        )

    def derive(self, ids: set[int]) -> None:
        """What finds these articles again, from their records together, as `articles.store` derives it."""
        from her2ref.library.adopting import match_key
        from her2ref.records.merge import merge

        for number in ids:
            rows = self._run("SELECT format, data FROM raw_record WHERE article_id = ?", number).all()
            whole = merge([(kind, self._said(json.loads(data))) for kind, data in rows])
            self._run(
                'UPDATE article SET doi = ?, "match" = ? WHERE id = ?',
                whole.doi.lower(),
                match_key(whole),
                number,
            )

    def _said(self, data: dict[str, Any]) -> Article:
        from her2ref.library.articles import PARSERS

        if "told" in data:
            title, doi, year, pages = data["told"]
            return Article(title=title, doi=doi, year=year, pages=pages)
        number, kind = data["at"]
        packed = dict(self._ask.rows("raw", number)).get(kind)
        return PARSERS[kind](zlib.decompress(packed)) if packed else Article()


def has_abstract(article: Article) -> bool:
    return bool(
        article.abstract_text or any(section.text for o in article.other_abstracts for section in o.sections)
    )
