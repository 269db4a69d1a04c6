"""The words of the full-text index with how often they occur: what a beginning may grow to, and what was meant by a slip.

The table holds every word that the index holds (the reverse may not be so: words of records that were changed stay), so
that the completions of a beginning are complete. Numbers only ever serve to order words and to guess costs.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from her2ref.library import anchors

if TYPE_CHECKING:
    from sqlalchemy import Connection

TOKENIZER: Final = "unicode61 remove_diacritics 2"
"""Of the index: words as they are, without case and accents; no stemming."""

CHUNK: Final = re.compile("[0-9A-Za-z\x80-\U0010ffff]+")
"""What no sign of ASCII divides. A chunk of ASCII is a word; any other is given to SQLite's own tokenizer."""

KNOWN: Final = 50_000
"""Chunks that are remembered."""

ADD: Final = """
    INSERT INTO term (word, uses) VALUES (?, ?)
    ON CONFLICT (word) DO UPDATE SET uses = uses + excluded.uses"""
CREATE: Final = (
    "CREATE TABLE term (word TEXT NOT NULL PRIMARY KEY, uses INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID"
)


class Words:
    """Counts words as the index will have them. For one thread; used by whoever writes."""

    def __init__(self) -> None:
        self._scratch: sqlite3.Connection | None = None
        self._known: dict[str, tuple[str, ...]] = {}

    def count(self, texts: Iterable[str]) -> dict[str, int]:
        """How often each word occurs in all of `texts` together."""
        found: dict[str, int] = {}
        foreign: dict[str, int] = {}
        for chunk, uses in Counter(CHUNK.findall("\n".join(texts))).items():
            if chunk.isascii():
                word = chunk.lower()
                found[word] = found.get(word, 0) + uses
            elif chunk not in anchors.ALL:
                foreign[chunk] = uses
        self._learn(foreign)
        for chunk, uses in foreign.items():
            for word in anchors.without(self._known[chunk]):
                found[word] = found.get(word, 0) + uses
        return found

    def of(self, text: str) -> list[str]:
        """The words of a text, in their order."""
        chunks = CHUNK.findall(text)
        self._learn(chunk for chunk in chunks if not chunk.isascii())
        return [
            word for chunk in chunks for word in ((chunk.lower(),) if chunk.isascii() else self._known[chunk])
        ]

    def _learn(self, chunks: Iterable[str]) -> None:
        """Has SQLite itself say how it divides and folds what is not ASCII."""
        wanted = list(dict.fromkeys(chunks))
        if len(self._known) > KNOWN:
            self._known.clear()
        wanted = [chunk for chunk in wanted if chunk not in self._known]
        if not wanted:
            return
        if self._scratch is None:
            self._scratch = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            self._scratch.execute(f"CREATE VIRTUAL TABLE text USING fts5(x, tokenize='{TOKENIZER}')")
            self._scratch.execute("CREATE VIRTUAL TABLE seen USING fts5vocab(text, 'instance')")
        found: dict[int, list[str]] = {number: [] for number in range(len(wanted))}
        with self._scratch:
            self._scratch.execute("BEGIN")
            self._scratch.execute("DELETE FROM text")
            self._scratch.executemany("INSERT INTO text (rowid, x) VALUES (?, ?)", enumerate(wanted))
        for number, word in self._scratch.execute("SELECT doc, term FROM seen ORDER BY doc, offset"):
            found[number].append(word)
        self._known.update((chunk, tuple(found[number])) for number, chunk in enumerate(wanted))


def add(connection: Connection, counts: dict[str, int]) -> None:
    """Adds the words of new articles, inside the transaction that stores them."""
    if counts:
        connection.exec_driver_sql(ADD, sorted(counts.items()))  # in the table's order: each page once


def rebuild(connection: Connection) -> None:
    """All words anew, from the index itself."""
    connection.exec_driver_sql("DELETE FROM term")
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, 'article_fts', 'row')"
    )
    try:
        connection.exec_driver_sql(
            "INSERT INTO term SELECT term, cnt FROM temp.vocabulary WHERE term < char(57344) OR term > char(57355) || '~'"
        )
    finally:
        connection.exec_driver_sql("DROP TABLE temp.vocabulary")
