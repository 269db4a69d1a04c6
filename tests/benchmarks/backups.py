"""What a backup of a gigabyte costs those who read and write meanwhile: threads that read a topic and an article, and
one that saves a note, every 20 ms, with and without a backup beside them, in turns.

`python -m tests.benchmarks.backups HOME SECONDS` is one run; it prints the milliseconds of each deed as JSON.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.measure import process, table

GIGABYTE = 1_000_000_000
PAUSE = 0.02
RECORDS = 10_000
"""Records that are really imported; the library grows to its size by more rows of the same kind."""
TABLES = ("article", "raw_record", "article_fact")

Times = dict[str, list[float]]


def make(home: Path, size: int) -> None:
    """A library of `size` bytes at `home`."""
    from her2ref.core.paths import Home, resources
    from her2ref.library import opening
    from her2ref.library.importing import import_files
    from her2ref.library.library import Library

    here = Home.at(home)
    opening.take_care(here, resources())
    library = Library(here.library)
    import_files(library, [corpus.write(home / "records.xml", RECORDS)])
    library.close()
    (home / "records.xml").unlink()
    with closing(sqlite3.connect(here.library)) as connection:
        step = 0
        while here.library.stat().st_size < size:
            step += RECORDS
            with connection:
                for name in TABLES:
                    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
                    key = "id" if name == "article" else "article_id"
                    chosen = ", ".join(f'"{c}" + {step}' if c == key else f'"{c}"' for c in columns)
                    names = ", ".join(f'"{c}"' for c in columns)
                    first = corpus.PMID_START
                    connection.execute(
                        f"INSERT INTO {name} ({names}) SELECT {chosen} FROM {name}"
                        f" WHERE {key} BETWEEN {first} AND {first + RECORDS - 1}"
                    )
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def measure(home: Path, seconds: float, beside: bool) -> tuple[Times, float]:
    """How long each reading and saving took, in milliseconds, and how long the backup did, in seconds."""
    from her2ref.core.paths import Home
    from her2ref.library.copying import copy_library
    from her2ref.library.library import Library
    from her2ref.library.notes import save_note

    library = Library(Home.at(home).library)
    note = save_note(library, "mechanism:pten-loss", "begin").id
    chance, over = random.Random(5), threading.Event()
    times: Times = {"topic": [], "article": [], "note": []}

    def every(name: str, deed: Callable[[], object]) -> None:
        while not over.is_set():
            begun = time.perf_counter()
            deed()
            times[name].append(1000 * (time.perf_counter() - begun))
            over.wait(PAUSE)

    def article() -> object:
        return library.reader().article(corpus.PMID_START + chance.randrange(RECORDS))

    deeds: dict[str, Callable[[], object]] = {
        "topic": lambda: library.reader().topic("mechanism:pten-loss"),
        "article": article,
        "note": lambda: save_note(library, "mechanism:pten-loss", f"words {time.time()} " * 20, note),
    }
    threads = [threading.Thread(target=every, args=pair) for pair in deeds.items()]
    for thread in threads:
        thread.start()
    time.sleep(0.5)  # the first of each opens its connection
    for name in times:
        times[name].clear()
    begun = time.perf_counter()
    took = 0.0
    while beside and time.perf_counter() - begun < seconds:
        start = time.perf_counter()
        copy_library(library.path, home / "backups" / "bench.sqlite")
        took = time.perf_counter() - start
    over.wait(max(0.0, seconds - (time.perf_counter() - begun)))
    over.set()
    for thread in threads:
        thread.join()
    library.close()
    return times, took


def run(scratch: Path, full: bool) -> None:
    home = scratch / "backups"
    home.mkdir()
    make(home, GIGABYTE)
    seconds = "20" if full else "10"
    found = json.loads(process("-m", "tests.benchmarks.backups", str(home), seconds).output)
    rows: list[tuple[str, ...]] = [("", "times", "p50 ms", "p95 ms", "longest ms")]
    for name in ("topic", "article", "note"):
        for key, words in (("alone", "alone"), ("beside", "beside a backup")):
            values = sorted(found[key][name])
            p95 = values[int(0.95 * (len(values) - 1))]
            median = values[len(values) // 2]
            rows.append(
                (f"{name}, {words}", f"{len(values):,}", f"{median:.2f}", f"{p95:.2f}", f"{values[-1]:.1f}")
            )
    size = (home / "library.sqlite").stat().st_size / GIGABYTE
    table(
        f"Backup of {size:.2f} GB in {found['took']:.1f} s beside reading and writing (goal: never over 50 ms more)",
        rows,
    )


def alternating(home: Path, seconds: float) -> dict[str, object]:
    alone: Times = {"topic": [], "article": [], "note": []}
    beside: Times = {"topic": [], "article": [], "note": []}
    took = 0.0
    for _ in range(3):
        for held, is_beside in ((alone, False), (beside, True)):
            times, spent = measure(home, seconds, is_beside)
            took = spent or took
            for name, values in times.items():
                held[name] += values
    return {"alone": alone, "beside": beside, "took": took}


if __name__ == "__main__":
    print(json.dumps(alternating(Path(sys.argv[1]), float(sys.argv[2]))))
