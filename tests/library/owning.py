"""A library with a few articles, for tests of what a person adds; and what a person may type."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from her2ref.core.query import Listing
from her2ref.library import collecting, notes, personal, saved, wanted
from her2ref.library.library import Library
from tests.library import filling

PERSONAL = (
    *("star", "reading", "note", "collection", "collected", "saved_search", "wanted", "wish", "choice"),
    *("correction_seen", "sent"),
)
TEXTS = {
    "newlines": "a\r\nb\n",
    "scripts": "עברית \u202e e\u0301 👩🏽‍⚕️ \u200b",
    "nul": "nul \0 inside",
    "long": "x" * 1_000_000,
    "sql": "'); DROP TABLE note; --",
}
ARTICLES = (
    filling.article(12345, "An invented one", doi="10.1000/one"),
    filling.article(-7, "Another without a PMID", doi="10.1000/seven", match="anotherwithoutapmid|2020|1"),
    filling.article(54321, "A third", sort_date=20190101),
)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every personal row, as the tables hold them."""
    connection = sqlite3.connect(path)
    found = {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in PERSONAL}
    found["own tags"] = connection.execute("SELECT * FROM article_topic WHERE \"by\" = 'person'").fetchall()
    connection.close()
    return found


def some_of_everything(library: Library, text: str = "An own note") -> None:
    """One or more rows in every personal table; needs `ARTICLES`."""
    for target in ("12345", "article:-7", "drug:lapatinib"):
        personal.set_star(library, target, on=True)
    personal.set_reading(library, "12345", "later")
    personal.set_reading(library, "mechanism:pten-loss", "read")
    notes.save_note(library, "12345", text)
    notes.save_note(library, "article:-7", f"{text} on one without a PMID")
    notes.save_note(library, "", f"{text} parked")
    notes.throw_note(library, notes.save_note(library, "12345", f"{text} thrown").id)
    heap = collecting.make_collection(library, f"Heap {text[:30]}")
    collecting.collect(library, heap.id, ["12345", "article:-7", "drug:lapatinib"], on=True)
    saved.save_search(library, f"Search {text[:30]}", Listing(words=text[:30], collection=heap.id, like=-7))
    personal.set_tag(library, 12345, "drug:lapatinib", on=False)
    personal.set_tag(library, -7, "drug:lapatinib", on=True)
    personal.remember_choice(library, "article:-7")
    personal.wish(library, f"wish {text[:30]}", on=True)
    wanted.want(library, [99, 100], f"file {text[:30]}")
    filling.execute(library.path, "INSERT OR REPLACE INTO correction_seen VALUES ('one', '2026-01-01')")
    for _ in range(2):
        filling.execute(
            library.path,
            "INSERT INTO sent (at, host, what, requests) VALUES ('2026-01-01', 'example.org', 'asked', 2)",
        )
