"""`python3 dev.py bench [--full]`: 10,000 to 100,000 records in about ten minutes; `--full` a million in the list."""

from __future__ import annotations

import platform
import sqlite3
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import filing, importing, lists, parsing, stalls, starting


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--full"]):
        print("usage: dev.py bench [--full]", file=sys.stderr)
        return 2
    full = bool(arguments)
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    print(f"{system}, SQLite {sqlite3.sqlite_version}. Ratios are of runs made side by side.")
    with tempfile.TemporaryDirectory(prefix="her2ref-bench-") as folder:
        scratch = Path(folder)
        starting.run(scratch, 10_000)
        parsing.run(scratch, 30_000)
        importing.run(scratch, 100_000 if full else 30_000)
        stalls.run(scratch, 10_000)
        lists.run(scratch, 1_000_000 if full else 100_000)
        filing.run(scratch)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
