"""Import of many records through the command line: CPU for each record, memory added by the file's size, and where
the CPU goes."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.measure import process, table


def run(scratch: Path, count: int) -> None:
    few, many = corpus.write(scratch / "few.xml", 100), corpus.write(scratch / "many.xml", count)
    arguments = ("-m", "her2ref", "--quiet", "import")
    small = process(*arguments, str(few), environment={"HER2REF_HOME": str(scratch / "small")})
    large = process(*arguments, str(many), environment={"HER2REF_HOME": str(scratch / "large")})
    small_again = process(*arguments, str(few), environment={"HER2REF_HOME": str(scratch / "small")})
    again = process(*arguments, str(many), environment={"HER2REF_HOME": str(scratch / "large")})
    cost = 1000 * (large.cpu - small.cpu) / (count - 100)
    twice = 1000 * (again.cpu - small_again.cpu) / (count - 100)
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
        (
            "the same again",
            f"{twice:.2f}",
            f"{again.wall:.1f}",
            f"{again.peak - small_again.peak:.0f}",
            "",
            "",
        ),
    ]
    table("Import (goal: at most 0.60 ms CPU a record, 100 MB added)", rows)
    _parts(few)


def _parts(file: Path) -> None:
    """What each step costs by itself, on the same records; the rest is SQLite's: rows, full text, commits."""
    import time

    from isal import isal_zlib

    from her2ref.core.article import Rejected
    from her2ref.core.paths import resources
    from her2ref.knowledge.load import load
    from her2ref.library import articles, ranking, seed, tagging
    from her2ref.records import pubmed_xml

    knowledge = load(resources())
    topics = (
        (row["key"], row["detail"]) for row in seed.topics(knowledge) if row["kind"] in ("mechanism", "drug")
    )
    tagger = tagging.build(topics)
    with file.open("rb") as stream:
        pairs = [item for item in pubmed_xml.read(stream) if not isinstance(item, Rejected)]
    lines = [articles.columns(1, article, "xml", "") for article, _ in pairs]
    steps = {
        "parse": lambda: [pubmed_xml.parse_record(raw.data) for _, raw in pairs],
        "compress": lambda: [isal_zlib.compress(raw.data, articles.LEVEL) for _, raw in pairs],
        "tag": lambda: [tagger.tags(row[6], row[8], subjects) for row, subjects in lines],
        "columns": lambda: [articles.columns(1, article, "xml", "") for article, _ in pairs],
        "digest": lambda: [ranking.of_record(article, raw) for article, raw in pairs],
    }
    rows: list[tuple[str, ...]] = [("step", "CPU ms a record")]
    for name, step in steps.items():
        costs = []
        for _ in range(5):
            start = time.process_time()
            step()
            costs.append(1000 * (time.process_time() - start) / len(pairs))
        rows.append((name, f"{min(costs):.3f}"))
    table("Steps of an import by themselves", rows)
