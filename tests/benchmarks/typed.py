"""The query line under random strings: how long the slowest of very many takes, on a large library."""

from __future__ import annotations

import time
from pathlib import Path

from her2ref.core.query import Listing
from her2ref.library.read import Reader
from tests.benchmarks.measure import table
from tests.library.test_query_line import strings

SEED = 11


def run(path: Path, count: int) -> None:
    """Prints CPU times of the first 50 rows, and of the total, of `count` strings."""
    reader = Reader(path)
    reader.first(Listing(words="warm", sort="best"), 50)
    reader.names()
    times: list[tuple[float, float, str]] = []
    for number, text in enumerate(strings(SEED, count)):
        start = time.thread_time()
        sort = "newest" if number % 4 < 2 else "best"
        reader.first(Listing(words=text, sort=sort, typing=number % 2 == 0), 50)
        middle = time.thread_time()
        reader.total(Listing(words=text, sort="newest"))
        times.append((1000 * (middle - start), 1000 * (time.thread_time() - middle), text))
    reader.close()
    rows: list[tuple[str, ...]] = [("what", "p50", "p99", "p99.9", "longest")]
    for name, place in (("first 50 rows", 0), ("total", 1)):
        sorted_times = sorted(float(row[place]) for row in times)
        marks = (0.5, 0.99, 0.999, 1.0)
        shown = (sorted_times[min(int(mark * len(sorted_times)), len(sorted_times) - 1)] for mark in marks)
        rows.append((name, *(f"{value:.2f}" for value in shown)))
    table(f"{count:,} random strings typed, CPU ms", rows)
    slowest = max(times, key=lambda row: row[0] + row[1])
    print(f"the slowest: {slowest[2][:120]!r}")
