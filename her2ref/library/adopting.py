"""Which article a record belongs to. A record without a PMID is matched by DOI, then by title, year and first page;
an article that had none takes the PMID of the record that brings it, and everything a person hung on it follows.

A record that says too little for that, as a book with nothing but a title, is known by its bytes alone: it is not
stored twice, and never taken for another one that has the same title.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.text import fold
from her2ref.library import ranking
from her2ref.library.rows import target_of
from her2ref.library.strangers import awaits

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from her2ref.core.article import Article, RawRecord

CHOICES: Final = """
    INSERT INTO choice (key, uses, at) SELECT ?, uses, at FROM choice WHERE key = ? ON CONFLICT (key)
    DO UPDATE SET uses = uses + excluded.uses, at = max(at, excluded.at)"""
ALIKE: Final = """
    UPDATE saved_search SET detail = json_set(detail, '$.like', ?)
    WHERE CASE WHEN json_valid(detail) THEN json_extract(detail, '$.like') END = ?"""
"""Saved searches for what is like an article."""
LONG: Final = 30
"""Letters from which a title tells enough without a first page."""
BY_DOI: Final = "SELECT id, doi FROM article WHERE doi IN (SELECT value FROM json_each(?))"
BY_MATCH: Final = 'SELECT id, "match" FROM article WHERE "match" IN (SELECT value FROM json_each(?))'
BY_BYTES: Final = """
    SELECT article_id, hex(digest) FROM raw_record
    WHERE article_id < 0 AND hex(digest) IN (SELECT value FROM json_each(?))"""
_MARK: Final = b"\xef\xbb\xbf"
"""What some programs begin a file in UTF-8 with."""


def match_key(article: Article) -> str:
    """What finds an article without a PMID again: folded title, year, first page. Empty when that says too little."""
    title, page = fold(article.title), article.pages.partition("-")[0].strip().lower()
    if not title or article.year is None or not (page or len(title) >= LONG):
        return ""
    return f"{title}|{article.year}|{page}"


def as_bytes(article: Article, raw: RawRecord) -> list[str]:
    """What finds the record again where nothing else does: the digests of its bytes, its own first, and of the same
    lines in the other ways that a program ends them or the last of a file. Empty where something else finds it."""
    if article.pmid or article.doi or match_key(article):
        return []
    bare = raw.data.removeprefix(_MARK).rstrip().replace(b"\r\n", b"\n")
    texts = [raw.data]
    for end in (b"\n", b"\r\n"):
        for last in (end, b" " + end, b"", b" "):
            text = bare.replace(b"\n", end) + last
            texts += [text, _MARK + text]
    return list(dict.fromkeys(ranking.digest(text).hex().upper() for text in texts))


class Matcher:
    """Finds the ids of a batch. `ids` stands beside the batch; `touched` are PMIDs that took over another article's
    records, notes and stars."""

    def __init__(self, connection: Connection, batch: Sequence[tuple[Article, RawRecord]]) -> None:
        articles = [article for article, _ in batch]
        self._connection = connection
        self.touched: set[int] = set()
        self.ids = [article.pmid or 0 for article in articles]
        if all(self.ids) and not self._any_without_pmid():
            return  # the usual case
        keys = [(article.doi.lower(), match_key(article)) for article in articles]
        self._arriving = _Index()
        for number, key in zip(self.ids, keys, strict=True):
            if number:
                self._arriving.add(number, *key)
        homeless = [key for number, key in zip(self.ids, keys, strict=True) if not number]
        self._held = self._look(homeless) if homeless else _Index()
        moved = self._adopt()
        alone = [
            [] if number or any(key) else as_bytes(*item)
            for number, key, item in zip(self.ids, keys, batch, strict=True)
        ]
        self._same = self._look_at_bytes(alone)
        found = [
            number or self._place(*key, digests)
            for number, key, digests in zip(self.ids, keys, alone, strict=True)
        ]
        self.ids = [moved.get(number, number) for number in found]

    def _any_without_pmid(self) -> bool:
        lowest = self._connection.exec_driver_sql("SELECT min(id) FROM article").scalar()
        return lowest is not None and lowest < 0

    def _place(self, doi: str, key: str, digests: Sequence[str]) -> int:
        """The article of a record without a PMID: one that arrives with it, one held, or a new negative id."""
        number = self._arriving.find(doi, key) or self._held.find(doi, key)
        number = number or next((self._same[one] for one in digests if one in self._same), 0)
        number = number or self._awaited(doi, key) or self._next()
        self._held.add(number, doi, key)
        self._same.update(dict.fromkeys(digests[:1], number))
        return number

    def _look_at_bytes(self, alone: Sequence[Sequence[str]]) -> dict[str, int]:
        """Articles held by the digests of their records, of those that nothing else finds."""
        wanted = [digest for digests in alone for digest in digests]
        if not wanted:
            return {}
        rows = self._connection.exec_driver_sql(BY_BYTES, (json.dumps(wanted),))
        return {digest: number for number, digest in rows}

    def _awaited(self, doi: str, key: str) -> int:
        """The number under which something of the person's waits for this article, taken in from another library."""
        for part, value in (("doi", doi), ("match", key)):
            sql = "SELECT value FROM meta WHERE key = ?"
            number = value and self._connection.exec_driver_sql(sql, (awaits(part, value),)).scalar()
            held = "SELECT 1 FROM article WHERE id = ?"
            if number and self._connection.exec_driver_sql(held, (int(number),)).first() is None:
                return int(number)
        return 0

    def _next(self) -> int:
        """A negative id that no article has ever had."""
        last = self._connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'last_negative'").scalar()
        number = int(last or 0) - 1
        self._connection.exec_driver_sql(
            "INSERT OR REPLACE INTO meta VALUES ('last_negative', ?)", (str(number),)
        )
        return number

    def _look(self, wanted: Iterable[tuple[str, str]], *, negative: bool = False) -> _Index:
        """Articles held with one of these DOIs or match keys."""
        found = _Index()
        dois, keys = zip(*wanted, strict=True)
        for statement, values in ((BY_DOI, dois), (BY_MATCH, keys)):
            given = json.dumps(sorted({value for value in values if value}))
            for number, value in self._connection.exec_driver_sql(statement, (given,)):
                if number < 0 or not negative:
                    found.add(number, *((value, "") if statement is BY_DOI else ("", value)))
        return found

    def _adopt(self) -> dict[int, int]:
        """Moves articles without a PMID whose PMID arrives in this batch; returns old ids with their new ones."""
        if not self._arriving or not self._any_without_pmid():
            return {}
        held = self._look(
            [(doi, "") for doi in self._arriving.dois] + [("", key) for key in self._arriving.keys],
            negative=True,
        )
        moved: dict[int, int] = {}
        for mine, theirs in ((held.dois, self._arriving.dois), (held.keys, self._arriving.keys)):
            for value, number in mine.items():
                if number < 0 and number not in moved:
                    moved[number] = theirs[value]
        for old, new in moved.items():
            move(self._connection, old, new)
        self.touched |= set(moved.values())
        return moved


class _Index:
    """Ids by DOI and by match key; of several the lowest PMID, and a PMID before none."""

    def __init__(self) -> None:
        self.dois: dict[str, int] = {}
        self.keys: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self.dois or self.keys)

    def add(self, number: int, doi: str, key: str) -> None:
        for index, value in ((self.dois, doi), (self.keys, key)):
            if value:
                held = index.get(value)
                index[value] = (
                    number if held is None or held < 0 else min(held, number) if number > 0 else held
                )

    def find(self, doi: str, key: str) -> int | None:
        return self.dois.get(doi) or self.keys.get(key)


def move(connection: Connection, old: int, new: int) -> None:
    """Gives the article `old` the id `new`, with all that hangs on it. Where `new` is held already, it takes over
    records of formats that it lacks, and the personal things; `old` is gone after."""

    def run(statement: str, *values: Any) -> None:
        connection.exec_driver_sql(statement, values)

    if connection.exec_driver_sql("SELECT 1 FROM article WHERE id = ?", (new,)).first() is None:
        run(
            "UPDATE article SET id = ? WHERE id = ?", new, old
        )  # its records and notices follow by foreign key
    else:
        _move_records(connection, old, new)
        run(
            "UPDATE OR IGNORE article_topic SET article_id = ? WHERE article_id = ? AND \"by\" = 'person'",
            new,
            old,
        )
        run("DELETE FROM article_topic WHERE article_id = ?", old)
        run("DELETE FROM article WHERE id = ?", old)
    run("UPDATE OR IGNORE article_topic SET article_id = ? WHERE article_id = ?", new, old)
    run("DELETE FROM article_topic WHERE article_id = ?", old)
    for table in ("star", "reading", "collected"):
        run(f"UPDATE OR IGNORE {table} SET target = ? WHERE target = ?", target_of(new), target_of(old))  # noqa: S608
        run(f"DELETE FROM {table} WHERE target = ?", target_of(old))  # noqa: S608
    run("UPDATE note SET target = ? WHERE target = ?", target_of(new), target_of(old))
    run("INSERT OR REPLACE INTO meta VALUES (?, ?)", f"moved:{target_of(old)}", target_of(new))
    run(CHOICES, target_of(new), target_of(old))
    run("DELETE FROM choice WHERE key = ?", target_of(old))
    run(ALIKE, new, old)


def _move_records(connection: Connection, old: int, new: int) -> None:
    """Records of `old` go to `new` where it has none of their format, or an older one."""
    held: dict[int, dict[str, ranking.Rank]] = {old: {}, new: {}}
    rows = connection.exec_driver_sql(
        "SELECT article_id, format, revised, version, status, size, digest FROM raw_record WHERE article_id IN (?, ?)",
        (old, new),
    )
    for number, kind, *row in rows:
        held[number][kind] = ranking.of_row(*row)
    for kind, rank in held[old].items():
        if kind not in held[new] or rank > held[new][kind]:
            connection.exec_driver_sql(
                "UPDATE OR REPLACE raw_record SET article_id = ? WHERE article_id = ? AND format = ?",
                (new, old, kind),
            )
