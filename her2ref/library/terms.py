"""The words of the full-text index and how often they occur: what a beginning may grow to, what a slip was meant for.

The table holds every word that the index holds (the reverse may not be so: words of records that were changed stay), so
that the completions of a beginning are complete. Numbers only ever serve to order words and to guess costs.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from her2ref.library import anchors

if TYPE_CHECKING:
    from sqlalchemy import Connection

TOKENIZER: Final = "unicode61 remove_diacritics 2"
"""Of the index: words as they are, without case and accents; no stemming."""

CHUNK: Final = re.compile("[0-9A-Za-z\x80-\U0010ffff]+")
"""What no sign of ASCII divides. A chunk of ASCII is a word; any other is given to SQLite's own tokenizer."""

LOWER: Final = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
KNOWN: Final = 50_000
"""Chunks and words that are remembered."""

MANY: Final = 700
STEP: Final = 8
"""Of so many texts every `STEP`th is counted; it has no factor in common with the columns of an article."""

INSERT: Final = "INSERT OR IGNORE INTO term (word) VALUES (?)"

ADD: Final = """
    INSERT INTO term (word, uses) VALUES (?, ?)
    ON CONFLICT (word) DO UPDATE SET uses = uses + excluded.uses"""
HEADS: Final = 3
"""Letters of the longest beginnings whose commonest words are kept ready: their ranges are too long to be sorted at
each key."""
COMMONEST: Final = 16
"""Of them; more make the first question dearer than they save looking at texts."""
FROM: Final = 3
"""Uses of a word that may be among the commonest of its beginning."""
CREATE_HEADS: Final = """
    CREATE TABLE term_head (
      begin TEXT NOT NULL PRIMARY KEY, uses INTEGER NOT NULL DEFAULT 0, words TEXT NOT NULL DEFAULT '') WITHOUT ROWID"""
GROWTH: Final = 0.05
"""By how much the uses must have grown before the heads are made anew; stale ones cost time, never a hit."""
CREATE: Final = (
    "CREATE TABLE term (word TEXT NOT NULL PRIMARY KEY, uses INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID"
)

NEWEST: Final = 50
"""Articles whose words are looked for by `trouble`."""
LOOKED_FOR: Final = 200
"""Of their words, from the whole alphabet."""


class Words:
    """Counts words as the index will have them. For one thread; used by whoever writes."""

    def __init__(self) -> None:
        self._scratch: sqlite3.Connection | None = None
        self._known: dict[str, tuple[str, ...]] = {}
        self._written: set[str] = set()
        self._waiting: Counter[str] = Counter()

    def count(self, texts: Iterable[str]) -> Counter[str]:
        """How often each word occurs in all of `texts` together."""
        return Counter(self._split(texts))

    def _split(self, texts: Iterable[str]) -> list[str]:
        """The words of all texts, in no order that could be relied on."""
        plain: list[str] = []
        odd: list[str] = []
        for text in texts:
            (plain if text.isascii() else odd).append(text)
        found = "\n".join(plain).translate(LOWER).split()
        chunks = CHUNK.findall("\n".join(odd))
        foreign = [chunk for chunk in chunks if not chunk.isascii() and chunk not in anchors.ALL]
        found += [chunk.lower() for chunk in chunks if chunk.isascii()]
        self._learn(foreign)
        for chunk in foreign:
            found += anchors.without(self._known[chunk])
        return found

    def add(self, connection: Connection, texts: Sequence[str]) -> None:
        """Puts the words of new articles into the table, inside the transaction that stores them. How often they
        occur is written with `flush`, of many texts from every eighth word: an import has no time for numbers that
        only say which word is the likelier."""
        found = self._split(texts)
        step = 1 if len(texts) < MANY else STEP
        for word, uses in Counter(found[::step]).items():
            self._waiting[word] += uses * step
        fresh = sorted(set(found) - self._written)  # in the table's order: each page once
        if fresh:
            connection.exec_driver_sql(INSERT, [(word,) for word in fresh])
        if len(self._written) > KNOWN:
            self._written.clear()
        self._written.update(fresh)

    def flush(self, connection: Connection) -> None:
        """Writes how often the words that were added occur."""
        waiting, self._waiting = self._waiting, Counter()
        if waiting:
            connection.exec_driver_sql(ADD, sorted(waiting.items()))
            held = connection.exec_driver_sql(
                "SELECT sum(uses) FROM term_head WHERE length(begin) = 1"
            ).scalar()
            if sum(waiting.values()) > GROWTH * (held or 0):
                heads(connection)

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


def rebuild(connection: Connection) -> None:
    """All words anew, from the index itself."""
    connection.exec_driver_sql("DELETE FROM term")
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, 'article_fts', 'row')"
    )
    try:
        connection.exec_driver_sql(
            "INSERT INTO term SELECT term, cnt FROM temp.vocabulary"
            f" WHERE term < '{anchors.FIRST}' OR term > '{anchors.LAST}~'"
        )
    finally:
        connection.exec_driver_sql("DROP TABLE temp.vocabulary")
    heads(connection)


def heads(connection: Connection) -> None:
    """The commonest words of each short beginning that more words share than are ever asked for."""
    common: dict[str, list[str]] = {}
    total: Counter[str] = Counter()
    rows = connection.exec_driver_sql(
        "SELECT word, uses FROM term WHERE uses >= ? ORDER BY uses DESC", (FROM,)
    )
    for word, uses in rows:
        for size in range(1, min(len(word), HEADS) + 1):
            begin = word[:size]
            total[begin] += uses
            several = common.setdefault(begin, [])
            if len(several) < COMMONEST:
                several.append(word)
    connection.exec_driver_sql("DELETE FROM term_head")
    made = [
        (begin, total[begin], " ".join(words)) for begin, words in common.items() if len(words) == COMMONEST
    ]
    if made:
        connection.exec_driver_sql(
            "INSERT INTO term_head (begin, uses, words) VALUES (?, ?, ?)", sorted(made)
        )


def trouble(connection: sqlite3.Connection) -> str:
    """What the index and the tables of words lack, as far as it can be told at once; empty when nothing is found.

    Heads may be older than the words (`GROWTH`), and uses only ever grow: what a head has can never be more than what
    its words have together, and a longer beginning is never kept without the shorter ones.
    """
    texts = connection.execute("SELECT title, abstract FROM article ORDER BY id DESC LIMIT ?", (NEWEST,))
    words = sorted(set(Words().of("\n".join([text for row in texts for text in row]))))
    sample = words[:: max(1, -(-len(words) // LOOKED_FOR))]
    known = connection.execute(
        "SELECT count(*) FROM term WHERE word IN (SELECT value FROM json_each(?))", (json.dumps(sample),)
    ).fetchone()[0]
    if known < len(sample):
        return f"{len(sample) - known} of {len(sample)} words are missing"
    found = "SELECT EXISTS (SELECT 1 FROM article_fts WHERE article_fts MATCH ?)"
    lost = [word for word in sample if not connection.execute(found, (f'"{word}"',)).fetchone()[0]]
    if lost:
        return f"{len(lost)} of {len(sample)} words are not found"
    held = dict(connection.execute("SELECT begin, uses FROM term_head"))
    letters = connection.execute(
        "SELECT substr(word, 1, 1), sum(uses), count(*) FROM term WHERE uses >= ? GROUP BY 1", (FROM,)
    ).fetchall()
    total = {letter: uses for letter, uses, _ in letters}
    lacking = not held and any(count >= COMMONEST for _, _, count in letters)
    if (
        lacking
        or any(len(begin) > 1 and begin[:-1] not in held for begin in held)
        or any(len(begin) == 1 and uses > total.get(begin, 0) for begin, uses in held.items())
    ):
        return "the commonest words do not fit"
    return ""
