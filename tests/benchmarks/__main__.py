"""`python3 dev.py bench [--full] [PART ...]`: 10,000 to 100,000 records in about a quarter of an hour; `--full` a
million in the list and in search. `PART` is one of those in `PARTS`; without one, all of them."""

from __future__ import annotations

import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.benchmarks import (
    backups,
    filing,
    importing,
    lists,
    notes,
    parsing,
    searching,
    similar,
    stalls,
    starting,
)

MILLION: Final = 1_000_000
PARTS: Final[dict[str, Callable[[Path, bool], None]]] = {
    "starting": lambda scratch, _full: starting.run(scratch, 10_000),
    "parsing": lambda scratch, _full: parsing.run(scratch, 30_000),
    "importing": lambda scratch, full: importing.run(scratch, 100_000 if full else 30_000),
    "stalls": lambda scratch, _full: stalls.run(scratch, 10_000),
    "notes": lambda scratch, _full: notes.run(scratch),
    "backups": lambda scratch, full: backups.run(scratch, full),
    "lists": lambda scratch, full: lists.run(scratch, MILLION if full else 100_000),
    "searching": lambda scratch, full: searching.run(scratch, 100_000, full),
    "similar": lambda scratch, _full: similar.run(scratch),
    "filing": lambda scratch, _full: filing.run(scratch),
}


def main(arguments: list[str]) -> int:
    full = "--full" in arguments
    parts = [name for name in arguments if name != "--full"]
    if any(name not in PARTS for name in parts):
        print(f"usage: dev.py bench [--full] [{' | '.join(PARTS)} ...]", file=sys.stderr)
        return 2
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    print(f"{system}, SQLite {sqlite3.sqlite_version}. Ratios are of runs made side by side.")
    with tempfile.TemporaryDirectory(prefix="her2ref-bench-") as folder:
        for name, run in PARTS.items():
            if name in parts or not parts:
                run(Path(folder), full)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
