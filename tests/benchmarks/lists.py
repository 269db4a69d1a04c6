"""Lists and lookups over many articles: the library's side of a list that paints within 50 ms."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.library.lookup import look_up
from her2ref.library.read import Reader
from tests.benchmarks import abstracts, scrolling
from tests.benchmarks.measure import table

ROUNDS = 15


def filled(home: Home, articles: int) -> Home:
    """A library with the real content and `articles` invented records, some of them retracted."""
    abstracts.fill(home, articles)
    connection = sqlite3.connect(home.library)
    with connection:
        connection.execute("UPDATE article SET states = 1 WHERE id % 200 = 0")
    connection.close()
    return home


def timed(work: Callable[[], Any]) -> str:
    """Median and longest milliseconds of some rounds, the first left out."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return f"{statistics.median(times):.1f} | {max(times):.1f}"


def run(scratch: Path, articles: int) -> None:
    """Prints what each question of a window costs the library."""
    home = filled(Home.at(scratch / f"lists-{articles}"), articles)
    reader = Reader(home.library)
    ids = reader.article_ids(Listing())
    middle = ids[len(ids) // 2 : len(ids) // 2 + 64]
    top = next(row.key for row in reader.tree() if not row.parent)
    work: dict[str, Callable[[], Any]] = {
        "tree, drugs, one value of meta": lambda: (reader.tree(), reader.drugs(), reader.meta("content")),
        "the first list: all by date": lambda: reader.article_ids(Listing()),
        "all by date of entry": lambda: reader.article_ids(Listing(sort="newest")),
        "those of a top class": lambda: reader.article_ids(Listing(topics=(top,))),
        "those with a common word": lambda: reader.article_ids(Listing(words="patients")),
        "those with a common word, best first": lambda: reader.article_ids(
            Listing(words="patients", sort="best")
        ),
        "64 rows": lambda: reader.article_rows(middle),
        "counts of all topics": reader.counts,
        "holdings": reader.holdings,
        "names, when read first": lambda: Reader(home.library).names(),
        "lookup: pik3": lambda: look_up(reader, "pik3", per_kind=5, limit=40),
        "lookup: everol": lambda: look_up(reader, "everol", per_kind=5, limit=40),
        "lookup: resistance (common)": lambda: look_up(reader, "resistance", per_kind=5, limit=40),
        "lookup: patients treated with her2": lambda: look_up(reader, "patients treated with her2"),
        "lookup: trastuzumap (a slip)": lambda: look_up(reader, "trastuzumap"),
    }
    rows: list[tuple[str, ...]] = [("question", "ms, median | ms, longest")]
    rows += [(name, timed(question)) for name, question in work.items()]
    reader.close()
    table(f"{articles:,} articles, {abstracts.TAGS * articles:,} tags: what the library's answers take", rows)
    scrolling.run(home.data, articles)
