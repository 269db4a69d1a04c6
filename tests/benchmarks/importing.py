"""Import of many records through the command line: CPU for each record, memory added by the file's size."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.measure import process, table


def run(scratch: Path, count: int) -> None:
    few, many = corpus.write(scratch / "few.xml", 100), corpus.write(scratch / "many.xml", count)
    arguments = ("-m", "her2ref", "--quiet", "import")
    small = process(*arguments, str(few), environment={"HER2REF_HOME": str(scratch / "small")})
    large = process(*arguments, str(many), environment={"HER2REF_HOME": str(scratch / "large")})
    again = process(*arguments, str(many), environment={"HER2REF_HOME": str(scratch / "large")})
    cost = 1000 * (large.cpu - small.cpu) / (count - 100)
    twice = 1000 * (again.cpu - small.cpu) / (count - 100)
    text = many.stat().st_size / 1e6
    library = sum(p.stat().st_size for p in (scratch / "large").rglob("library.sqlite*")) / 1e6
    rows: list[tuple[str, ...]] = [
        ("import", "CPU ms a record", "wall s", "memory added MiB", "file MB", "library MB"),
        (
            f"{count:,} new records",
            f"{cost:.2f}",
            f"{large.wall:.1f}",
            f"{large.peak - small.peak:.0f}",
            f"{text:.0f}",
            f"{library:.0f}",
        ),
        ("the same again", f"{twice:.2f}", f"{again.wall:.1f}", f"{again.peak - small.peak:.0f}", "", ""),
    ]
    table("Import (goal: at most 0.60 ms CPU a record, 100 MB added)", rows)
