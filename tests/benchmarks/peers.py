"""Searching beside other engines over the same invented records, in one process, turn by turn: tantivy, and Xapian and
Recoll where they are installed.

`python -m tests.benchmarks.peers build ENGINE LIBRARY FOLDER` makes a peer's index from a library's rows and prints
what it took; `... ask LIBRARY ROUNDS ENGINE=FOLDER ...` asks everybody the same and prints CPU milliseconds; both as
JSON. Each answer is taken from what is typed to the ids and titles of the first 50.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol

from her2ref.core.query import Listing
from her2ref.library import anchors
from her2ref.library.read import Reader
from tests.benchmarks.abstracts import Filled
from tests.benchmarks.measure import Cost, median, process, table

ROUNDS: Final = 9
FIRST: Final = 50
HEAP: Final = 200_000_000
NEAR: Final = 10
FETCH: Final = 1_000
XAPIAN_UP_TO: Final = 100_000
RECOLL_RECORDS: Final = 5_000
MODULES: Final = {
    "tantivy": "tantivy is not installed: pip install tantivy",
    "xapian": "Xapian is not installed: its Python module comes with the system, python3-xapian",
}

QUERIES: Final[dict[str, tuple[str, ...]]] = {
    "rare": ("ertumaxomab", "zanidatamab", "margetuximab", "p95HER2", "tras"),
    "common": ("cancer", "patients", "tumor", "HER2", "metastatic"),
    "AND of 2": ("trastuzumab resistance", "pertuzumab cardiotoxicity", "cancer patients", "HER2 lapatinib",
                 "tucatinib brain"),
    "AND of 4": ("HER2 breast cancer trastuzumab", "patients cancer tumor survival",
                 "neoadjuvant pertuzumab HER2 cancer"),
    "phrase": ("brain metastases", "trastuzumab deruxtecan", "progression-free survival", "breast cancer", "of the"),
    "prefix": ("tr", "tra", "tras", "trast", "trastu", "c", "ca", "can", "canc", "p", "pe", "per", "pert"),
    "NEAR": ("trastuzumab cardiotoxicity", "brain HER2", "HER2 resistance"),
    "fielded": ("trastuzumab", "cancer", "tucatinib"),
    "OR of 10": (
        "trastuzumab pertuzumab lapatinib tucatinib neratinib pyrotinib margetuximab zanidatamab emtansine deruxtecan",
    ),
    "AND + prefix": ("HER2 tras", "breast cancer met", "trastuzumab c", "brain metast"),
}  # fmt: skip
"""What is asked, by class, in words that each engine writes in its own way."""

PLACES: Final = "HER2REF_BENCH_PLACES"
"""Names the folders that a process of ours imports peers from, beside its own."""

TYPING: Final = ("prefix", "AND + prefix")
"""Classes that are asked as somebody types: the last word is a beginning."""


def typed(kind: str, words: str) -> str:
    """The question as a reader of PubMed types it."""
    pieces = words.split()
    match kind:
        case "phrase":
            return f'"{words}"'
        case "prefix":
            return words
        case "NEAR":
            return f'"{words}"[tiab:~{NEAR}]'
        case "fielded":
            return f"{words}[ti]"
        case "OR of 10":
            return " OR ".join(pieces)
        case "AND + prefix":
            return " AND ".join(pieces)
    return " AND ".join(pieces)


class Engine(Protocol):
    """`first` gives ids and titles; `total` how many records match."""

    def first(self, kind: str, words: str) -> list[tuple[int, str]]: ...

    def total(self, kind: str, words: str) -> int: ...


def rows(library: Path, count: int = 0) -> Iterator[list[tuple[int, str, str, str]]]:
    """Id, title, abstract and the rest of the indexed text of the first records, some at a time."""
    connection = sqlite3.connect(library)
    cursor = connection.execute(
        "SELECT id, title, abstract, authors, mesh, journal FROM article ORDER BY id LIMIT ?", (count or -1,)
    )
    while found := cursor.fetchmany(FETCH):
        yield [(own, title, abstract, f"{people}\n{anchors.plain(mesh)}\n{journal}")
               for own, title, abstract, people, mesh, journal in found]  # fmt: skip
    connection.close()


def measured(build: Callable[[list[tuple[int, str, str, str]]], None], end: Callable[[], None],
             library: Path, count: int = 0) -> dict[str, float]:  # fmt: skip
    """Hands every row to `build`, then calls `end`; CPU of all threads without that of reading the rows."""
    reading, held = 0.0, 0
    start, wall = time.process_time(), time.perf_counter()
    batches = rows(library, count)
    while True:
        before = time.thread_time()
        batch = next(batches, None)
        reading += time.thread_time() - before
        if batch is None:
            break
        build(batch)
        held += len(batch)
    end()
    return {"records": held, "cpu": time.process_time() - start - reading, "wall": time.perf_counter() - wall}


class Ours:
    """This program's own path; `sort` as in a `Listing`."""

    def __init__(self, library: Path, sort: str) -> None:
        self._reader, self._sort = Reader(library), sort

    def first(self, kind: str, words: str) -> list[tuple[int, str]]:
        wanted = Listing(words=typed(kind, words), sort=self._sort, exact=True, typing=kind in TYPING)
        return [(row.id, row.title) for row in self._reader.briefly(wanted, FIRST)]

    def total(self, kind: str, words: str) -> int:
        wanted = Listing(words=typed(kind, words), sort=self._sort, exact=True, typing=kind in TYPING)
        return self._reader.total(wanted)


class Tantivy:
    """Everything that is indexed stands in one field, the title in another too. `boosted`: both are asked and the
    title counts ten times, as here; else the one field. `newest`: ordered by id and not by bm25."""

    def __init__(self, folder: Path, *, boosted: bool = False, newest: bool = False) -> None:
        self._module = importlib.import_module("tantivy")
        self._index = self._module.Index.open(str(folder))
        self._searcher = self._index.searcher()
        self._fields = ["title", "text"] if boosted else ["text"]
        self._boosts = {"title": 10.0} if boosted else {}
        self._order = {"order_by_field": "id"} if newest else {}

    @staticmethod
    def build(library: Path, folder: Path) -> dict[str, float]:
        module = importlib.import_module("tantivy")
        schema = module.SchemaBuilder()
        schema.add_integer_field("id", stored=True, fast=True, indexed=True)
        schema.add_text_field("title", stored=True)
        schema.add_text_field("text")
        writer = module.Index(schema.build(), path=str(folder)).writer(heap_size=HEAP, num_threads=1)

        def add(batch: list[tuple[int, str, str, str]]) -> None:
            for own, title, abstract, rest in batch:
                writer.add_document(module.Document(id=own, title=title, text=f"{title}\n{abstract}\n{rest}"))

        def end() -> None:
            writer.commit()
            writer.wait_merging_threads()

        return measured(add, end, library)

    def _query(self, kind: str, words: str) -> Any:
        pieces = [f'"{piece}"' for piece in words.split()]
        parse = self._index.parse_query
        match kind:
            case "phrase" | "rare" | "common":
                return parse(f'"{words}"', self._fields, self._boosts)
            case "NEAR":
                return parse(f'"{words}"~{NEAR}', self._fields, self._boosts)
            case "fielded":
                return parse(f'"{words}"', ["title"])
            case "OR of 10":
                return parse(" OR ".join(pieces), self._fields, self._boosts)
            case "prefix":
                return self._beginning(words)
            case "AND + prefix":
                must = self._module.Occur.Must
                before = [(must, parse(piece, self._fields, self._boosts)) for piece in pieces[:-1]]
                last = (must, self._beginning(words.split()[-1]))
                return self._module.Query.boolean_query([*before, last])
        return parse(" AND ".join(pieces), self._fields, self._boosts)

    def _beginning(self, word: str) -> Any:
        """A beginning, as this engine has it: an expression over its words."""
        module, schema = self._module, self._index.schema
        expression = re.escape(word.lower()) + ".*"
        found = [module.Query.regex_query(schema, field, expression) for field in self._fields]
        should = [(module.Occur.Should, query) for query in found]
        return found[0] if len(found) == 1 else module.Query.boolean_query(should)

    def first(self, kind: str, words: str) -> list[tuple[int, str]]:
        hits = self._searcher.search(self._query(kind, words), FIRST, count=False, **self._order).hits
        held = (self._searcher.doc(address) for _, address in hits)
        return [(document["id"][0], document["title"][0]) for document in held]

    def total(self, kind: str, words: str) -> int:
        return int(self._searcher.search(self._query(kind, words), 1).count)


class Xapian:
    """Unstemmed words; titles with a prefix of their own as well."""

    def __init__(self, folder: Path) -> None:
        self._module = module = importlib.import_module("xapian")
        self._database = module.Database(str(folder))
        self._parser = module.QueryParser()
        self._parser.set_database(self._database)
        self._parser.set_stemming_strategy(module.QueryParser.STEM_NONE)
        self._parser.add_prefix("title", "S")
        self._flags = (
            module.QueryParser.FLAG_PHRASE
            | module.QueryParser.FLAG_BOOLEAN
            | module.QueryParser.FLAG_WILDCARD
        )

    @staticmethod
    def build(library: Path, folder: Path) -> dict[str, float]:
        module = importlib.import_module("xapian")
        database = module.WritableDatabase(str(folder), module.DB_CREATE_OR_OVERWRITE)
        terms = module.TermGenerator()

        def add(batch: list[tuple[int, str, str, str]]) -> None:
            for own, title, abstract, rest in batch:
                document = module.Document()
                terms.set_document(document)
                terms.index_text(title, 10, "S")
                for text, weight in ((title, 10), (abstract, 1), (rest, 1)):
                    terms.index_text(text, weight)
                    terms.increase_termpos()
                document.set_data(title)
                database.replace_document(own, document)

        return measured(add, database.commit, library, XAPIAN_UP_TO)

    def _set(self, kind: str, words: str, count: int) -> Any:
        pieces = words.split()
        match kind:
            case "phrase":
                text = f'"{words}"'
            case "NEAR":
                text = f" NEAR/{NEAR} ".join(pieces)
            case "fielded":
                text = f"title:{words}"
            case "OR of 10":
                text = " OR ".join(pieces)
            case "prefix" | "AND + prefix":
                text = f"{' AND '.join(pieces)}*"
            case _:
                text = " AND ".join(pieces)
        enquire = self._module.Enquire(self._database)
        enquire.set_query(self._parser.parse_query(text, self._flags))
        return enquire.get_mset(0, count, self._database.get_doccount() if count == 1 else 0)

    def first(self, kind: str, words: str) -> list[tuple[int, str]]:
        return [(match.docid, match.document.get_data().decode()) for match in self._set(kind, words, FIRST)]

    def total(self, kind: str, words: str) -> int:
        return int(self._set(kind, words, 1).get_matches_estimated())


def build(engine: str, library: Path, folder: Path) -> dict[str, float]:
    folder.mkdir(parents=True)
    found = Tantivy.build(library, folder) if engine == "tantivy" else Xapian.build(library, folder)
    found["bytes"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return found


def engines(library: Path, folders: dict[str, Path]) -> dict[str, Engine]:
    """Everybody that is asked, ours last."""
    found: dict[str, Engine] = {}
    if "tantivy" in folders:
        found["tantivy"] = Tantivy(folders["tantivy"], boosted=True)
        found["tantivy, one field"] = Tantivy(folders["tantivy"])
        found["tantivy, newest"] = Tantivy(folders["tantivy"], newest=True)
    if "xapian" in folders:
        found["xapian"] = Xapian(folders["xapian"])
    return {**found, "ours, newest": Ours(library, "newest"), "ours, best": Ours(library, "best")}


def ask(library: Path, rounds: int, folders: dict[str, Path]) -> dict[str, dict[str, dict[str, Any]]]:
    """CPU milliseconds and hits of each class and engine, by class. Everybody answers before the next question."""
    asked = engines(library, folders)
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for kind, questions in QUERIES.items():
        found[kind] = {name: {"ms": [], "hits": 0} for name in asked}
        for name, engine in asked.items():
            found[kind][name]["hits"] = sum(engine.total(kind, words) for words in questions)
            for words in questions:
                engine.first(kind, words)
    for _ in range(rounds):
        for kind, questions in QUERIES.items():
            for words in questions:
                for name, engine in asked.items():
                    start = time.thread_time()
                    engine.first(kind, words)
                    found[kind][name]["ms"].append(1000 * (time.thread_time() - start))
    return found


def p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def run(scratch: Path, filled: Filled) -> dict[str, float]:
    """Prints the tables; gives back what the index of the first peer took, empty where there is none."""
    library, folders = filled.home.library, {}
    built: dict[str, dict[str, float]] = {}
    for engine, missing in MODULES.items():
        if importlib.util.find_spec(engine) is None:
            print(f"\n{missing}.")
        elif engine == "xapian" and filled.count > XAPIAN_UP_TO:
            print(f"\nXapian is left out: it is asked over at most {XAPIAN_UP_TO:,} records.")
        else:
            folders[engine] = scratch / f"{engine}-{filled.count}"
            command = ("-m", "tests.benchmarks.peers", "build", engine, str(library), str(folders[engine]))
            built[engine] = json.loads(_here(*command).output)
    pairs = [f"{engine}={folder}" for engine, folder in folders.items()]
    answered = json.loads(
        _here("-m", "tests.benchmarks.peers", "ask", str(library), str(ROUNDS), *pairs).output
    )
    _print(filled, answered)
    _recoll(scratch, filled)
    for folder in folders.values():
        shutil.rmtree(folder, ignore_errors=True)
    return built.get("tantivy", {})


def _here(*arguments: str) -> Cost:
    """A process that imports the peers from wherever this one does."""
    return process(*arguments, environment={PLACES: os.pathsep.join(filter(None, sys.path))})


def _print(filled: Filled, answered: dict[str, dict[str, dict[str, Any]]]) -> None:
    names = list(next(iter(answered.values())))
    ratios = "tantivy" in names
    head = ["question", *names]
    lines: list[tuple[str, ...]] = []
    counts: list[tuple[str, ...]] = [("question", *names)]
    if ratios:
        head += ["newest : tantivy", "newest : its newest", "best : tantivy"]
    for kind, by_name in answered.items():
        cells = [f"{median(by['ms']):.2f} / {p95(by['ms']):.2f}" for by in by_name.values()]
        if ratios:
            middle = {name: median(by["ms"]) for name, by in by_name.items()}
            for ours, other in (("newest", "tantivy"), ("newest", "tantivy, newest"), ("best", "tantivy")):
                cells.append(f"{middle[f'ours, {ours}'] / middle[other]:.2f}")
        lines.append((kind, *cells))
        counts.append((kind, *(f"{by['hits']:,}" for by in by_name.values())))
    table(
        f"{filled.count:,} records, from typed text to 50 ids and titles: CPU ms, p50 / p95"
        " (goals: newest first at most 0.5 of tantivy, best first at most 3)",
        [tuple(head), *lines],
    )
    table("Records that match, all questions of a class together", counts)


def _recoll(scratch: Path, filled: Filled) -> None:
    """Whole processes, where Recoll is installed: its command line and ours over the same few records."""
    if shutil.which("recollindex") is None or shutil.which("recollq") is None:
        print("\nRecoll is not installed (packages recoll, recollcmd).")
        return
    from tests.benchmarks.abstracts import fill

    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        texts, config = Path(folder) / "texts", Path(folder) / "config"
        texts.mkdir()
        config.mkdir()
        for batch in rows(filled.home.library, RECOLL_RECORDS):
            for own, title, abstract, rest in batch:
                (texts / f"{own}.txt").write_text(f"{title}\n{abstract}\n{rest}\n", encoding="utf-8")
        (config / "recoll.conf").write_text(f"topdirs = {texts}\n", encoding="utf-8")
        few = fill(type(filled.home).at(Path(folder) / "few"), RECOLL_RECORDS)
        subprocess.run(["recollindex", "-c", str(config)], check=True, capture_output=True)
        lines: list[tuple[str, ...]] = [
            ("whole process", "Recoll, wall ms", "her2ref search, wall ms", "ratio")
        ]
        for words in ("ertumaxomab", "cancer", '"brain metastases"', "tras*"):
            theirs, ours = [], []
            for _ in range(5):
                start = time.perf_counter()
                command = ["recollq", "-c", str(config), "-n", str(FIRST), "-q", words]
                subprocess.run(command, check=False, capture_output=True)
                theirs.append(1000 * (time.perf_counter() - start))
                cost = process("-m", "her2ref", "--home", str(few.home.data), "search", words)
                ours.append(1000 * cost.wall)
            ratio = median([a / b for a, b in zip(ours, theirs, strict=True)])
            lines.append((words, f"{median(theirs):.0f}", f"{median(ours):.0f}", f"{ratio:.2f}"))
        table(f"{RECOLL_RECORDS:,} records, a question as a whole process", lines)


def main(arguments: list[str]) -> Any:
    sys.path.extend(os.environ.get(PLACES, "").split(os.pathsep))
    if arguments[0] == "build":
        return build(arguments[1], Path(arguments[2]), Path(arguments[3]))
    folders = {name: Path(folder) for name, _, folder in (pair.partition("=") for pair in arguments[3:])}
    return ask(Path(arguments[1]), int(arguments[2]), folders)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
