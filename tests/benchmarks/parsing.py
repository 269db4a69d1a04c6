"""Parsers of PubMed XML on one file: ours, `Bio.Entrez.read`, pubmed-parser. Records per CPU second.

`python -m tests.benchmarks.parsing PARSER FILE` is one run; start-up and imports are measured by an empty run of
the same parser and taken off.
"""

from __future__ import annotations

import gzip
import shutil
import sys
from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.measure import process, table


def _ours(file: Path) -> int:
    from her2ref.core.article import Rejected
    from her2ref.records import pubmed_xml

    with file.open("rb") as stream:
        return sum(not isinstance(item, Rejected) for item in pubmed_xml.read(stream))


def _entrez(file: Path) -> int:
    from Bio import Entrez

    with file.open("rb") as stream:
        return len(Entrez.read(stream)["PubmedArticle"])


def _pubmed_parser(file: Path) -> int:
    import pubmed_parser

    return sum(1 for _ in pubmed_parser.parse_medline_xml(str(file)))


PARSERS = {"ours": _ours, "Bio.Entrez.read": _entrez, "pubmed-parser": _pubmed_parser}


def run(scratch: Path, count: int) -> None:
    """Prints the table for `count` records (peers read a tenth; their rate does not depend on the number)."""
    one, tenth = corpus.write(scratch / "one.xml", 1), corpus.write(scratch / "tenth.xml", count // 10)
    whole = corpus.write(scratch / "whole.xml", count)
    rows: list[tuple[str, ...]] = [
        ("parser", "records", "records per CPU s", "ours is faster by", "peak MiB")
    ]
    rates: dict[str, float] = {}
    for name in PARSERS:
        file, number = (whole, count) if name == "ours" else (tenth, count // 10)
        if name == "pubmed-parser":
            one, file = _packed(one), _packed(file)
        empty = process("-m", "tests.benchmarks.parsing", name, str(one))
        full = process("-m", "tests.benchmarks.parsing", name, str(file))
        assert int(full.output) == number, f"{name} read {full.output} of {number}"
        rates[name] = (number - 1) / max(full.cpu - empty.cpu, 1e-6)
        ratio = f"{rates['ours'] / rates[name]:.1f} times"
        rows.append((name, f"{number:,}", f"{rates[name]:,.0f}", ratio, f"{full.peak:.0f}"))
    table("Parse (goal: at least 8 times Bio.Entrez.read, 4 times pubmed-parser)", rows)


def _packed(file: Path) -> Path:
    target = file.with_suffix(".xml.gz")
    with file.open("rb") as plain, gzip.open(target, "wb", compresslevel=1) as packed:
        shutil.copyfileobj(plain, packed)
    return target


if __name__ == "__main__":
    print(PARSERS[sys.argv[1]](Path(sys.argv[2])))
