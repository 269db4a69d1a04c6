"""How alike the articles are that are listed as similar, beside plain bm25, by MeSH headings that nobody was shown.

Real records are read from the folder beside the checkout; where it is not there, nothing is measured. Their headings
are taken out of the library before its index is made, and kept for marking: of two articles, the share of their
headings that both have, each heading weighted by how rare it is (-log of the share of records that have it). Headings
that say only whom a study was about (check tags) do not count.
"""

from __future__ import annotations

import json
import math
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from her2ref.core.paths import Home, resources
from her2ref.library import anchors, engine, index, opening
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.read import Reader
from her2ref.library.terms import Words
from tests.benchmarks.measure import median, table

RECORDS: Final = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
ASKED, LEAST = 200, 5
"""Articles that are asked about, and headings that each of them has at least."""
TOP: Final = 10
LIMIT: Final = 40
"""Answers that are looked at until `TOP` with headings are found."""
DRAWS: Final = 2_000
CHECK_TAGS: Final = frozenset(
    "Humans|Animals|Female|Male|Adult|Young Adult|Middle Aged|Aged|Aged, 80 and over|Adolescent|Child|Child, Preschool|"
    "Infant|Infant, Newborn|Pregnancy|Mice|Rats|Cats|Cattle|Chick Embryo|Cricetinae|Dogs|Guinea Pigs|Rabbits".split(
        "|"
    )
)

Method = Callable[[int], list[int]]


def library(scratch: Path) -> tuple[Path, dict[int, frozenset[str]]]:
    """A library of the real records without their headings, and the headings of each."""
    home = Home.at(scratch / "similar")
    opening.take_care(home, resources())
    held = Library(home.library)
    import_files(held, [*sorted(RECORDS.glob("xml/*.xml")), *sorted(RECORDS.glob("medline/*.nbib"))])
    held.close()
    connection = sqlite3.connect(home.library)
    headings = {
        number: frozenset(_headings(mesh)) - CHECK_TAGS
        for number, mesh in connection.execute("SELECT id, mesh FROM article WHERE abstract != ''")
    }
    with connection:
        headings |= _more(connection)
        for name in ("article_fts_delete", "article_fts_update"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE article SET mesh = ''")
        connection.execute("DELETE FROM raw_record")
    connection.close()
    made = engine.open_engine(home.library)
    with made.begin() as writing:
        index.make(writing, again=False)
    made.dispose()
    return home.library, {number: names for number, names in headings.items() if names}


def _more(connection: sqlite3.Connection) -> dict[int, frozenset[str]]:
    """Adds the records that the folder has as lines of title, abstract and headings; gives their headings."""
    lines, found = RECORDS / "abstracts" / "abstracts.jsonl", {}
    for line in lines.open(encoding="utf-8") if lines.is_file() else ():
        row = json.loads(line)
        pmid, mesh = str(row.get("pmid") or ""), row.get("mesh")
        if not (
            pmid.isdecimal() and row.get("title") and row.get("abstract") and mesh and isinstance(mesh, list)
        ):
            continue
        values = (int(pmid), row["title"], row["abstract"])
        if connection.execute(
            "INSERT OR IGNORE INTO article (id, title, abstract, has_abstract, added_at) VALUES (?, ?, ?, 1, '2026')",
            values,
        ).rowcount:
            connection.execute("INSERT INTO article_fact (article_id) VALUES (?)", (int(pmid),))
            found[int(pmid)] = frozenset(name.partition("/")[0].strip(" *") for name in mesh) - CHECK_TAGS
    return found


def _headings(mesh: str) -> list[str]:
    lines = [line for line in mesh.split("\n") if line[:1] in (anchors.HEADING, anchors.MAJOR)]
    return [line[1:].partition(anchors.END)[0].strip() for line in lines]


class Marks:
    """Marks answers by the headings."""

    def __init__(self, headings: dict[int, frozenset[str]]) -> None:
        self.headings = headings
        have = Counter(name for names in headings.values() for name in names)
        self._weight = {name: -math.log(many / len(headings)) for name, many in have.items()}

    def alike(self, one: int, other: int) -> float:
        mine, others = self.headings[one], self.headings[other]
        whole = sum(self._weight[name] for name in mine | others)
        return sum(self._weight[name] for name in mine & others) / whole if whole else 0.0

    def mark(self, article: int, answers: list[int]) -> float:
        """The mean over the first `TOP` answers; one that is missing counts nothing."""
        marked = [number for number in answers if number in self.headings and number != article][:TOP]
        return sum(self.alike(article, number) for number in marked) / TOP


def methods(path: Path, headings: dict[int, frozenset[str]]) -> dict[str, Method]:
    reader, connection, words = Reader(path), sqlite3.connect(path), Words()
    everyone, draw = sorted(headings), random.Random(3)

    def bm25(article: int, columns: str) -> list[int]:
        (text,) = connection.execute(f"SELECT {columns} FROM article WHERE id = ?", (article,)).fetchone()
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(words.of(text)))
        found = connection.execute(
            "SELECT rowid FROM article_fts WHERE article_fts MATCH ? ORDER BY rank LIMIT ?",
            (f"{{title abstract}} : ({asked})", LIMIT + 1),
        )
        return [number for (number,) in found if number != article]

    return {
        "by lot": lambda _article: draw.sample(everyone, LIMIT),
        "bm25 of the title's words": lambda article: bm25(article, "title"),
        "bm25 of all words": lambda article: bm25(article, "title || ' ' || abstract"),
        "ours": lambda article: reader.similar(article, LIMIT),
    }


def interval(differences: list[float]) -> tuple[float, float]:
    """The middle 95 % of the mean when articles are drawn anew."""
    draw, many = random.Random(1), len(differences)
    means = sorted(sum(draw.choices(differences, k=many)) / many for _ in range(DRAWS))
    return means[int(0.025 * DRAWS)], means[int(0.975 * DRAWS) - 1]


def run(scratch: Path) -> None:
    """Prints how alike the answers are, and by how much more than the others'."""
    if not (RECORDS / "xml").is_dir():
        print("\nSimilar articles: not measured, the folder with real records is not beside this checkout.")
        return
    path, headings = library(scratch)
    marks = Marks(headings)
    able = sorted(number for number, names in headings.items() if len(names) >= LEAST)
    asked = random.Random(2).sample(able, min(ASKED, len(able)))
    found: dict[str, list[float]] = {}
    spent: dict[str, list[float]] = {}
    for name, method in methods(path, headings).items():
        method(asked[0])
        for article in asked:
            start = time.thread_time()
            answers = method(article)
            spent.setdefault(name, []).append(1000 * (time.thread_time() - start))
            found.setdefault(name, []).append(marks.mark(article, answers))
    rows: list[tuple[str, ...]] = [
        ("method", f"likeness, mean of {TOP}", "ours is more by", "95 % of the draws", "CPU ms, median")
    ]
    for name, values in found.items():
        more = [ours - value for ours, value in zip(found["ours"], values, strict=True)]
        low, high = interval(more)
        mean, gain = sum(values) / len(values), sum(more) / len(more)
        cells = ("", "") if name == "ours" else (f"{gain:+.4f}", f"{low:+.4f} to {high:+.4f}")
        rows.append((name, f"{mean:.4f}", *cells, f"{median(spent[name]):.1f}"))
    table(f"Similar articles of {len(asked)}, among {len(headings):,} real records with headings", rows)
