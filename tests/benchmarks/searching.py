"""Search over many records: beside peers, as it is typed, names with slips, sizes, facets, and in the window.

`python -m tests.benchmarks.searching read HOME` and `... keys HOME` are one run each over a library that is ready; they
print milliseconds as JSON.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks.measure import median, process, table

if TYPE_CHECKING:
    from her2ref.library.read import Reader
    from tests.benchmarks.abstracts import Filled

ROUNDS: Final = 9
FIRST: Final = 50
PREFIXES: Final = (
    "c t p m tr ca pe re tra her can tras brea trast metas trastu pertuz resista trastuzu trastuzum".split()
)
NAMES: Final = 80
"""Names of the content that are looked up, each whole, begun and with a slip."""
KINDS: Final = ("mechanism", "drug", "trial", "gene", "reference")
LONGEST: Final = 4
"""Letters that a word needs before a slip is put into it."""
LISTS: Final = ("", "cancer", "trastuzumab AND resistance", "tucatinib", "zanidatamab")
QUERIES: Final = ("trastuzumab", "brain metastases", "her2 amplification", "pik3ca", "cardiotox", "destiny")
STRINGS: Final = 5_000
PATIENCE: Final = 5.0
"""Seconds that one key press may take before the run gives up."""

BEAT_MS: Final = 20

Times = dict[str, list[float]]


def cpu(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return 1000 * (time.thread_time() - start)


def slipped(name: str, draw: random.Random) -> str:
    """The name with one slip in its longest word: a letter left out, doubled, exchanged, or two turned round."""
    pieces = name.split()
    at = max(range(len(pieces)), key=lambda n: len(pieces[n]))
    word = pieces[at]
    if len(word) < LONGEST:
        return name
    place = draw.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = draw.choice("aeinorst".replace(letter.lower(), ""))
    pieces[at] = draw.choice(
        (
            before + after,
            before + letter * 2 + after,
            before + other + after,
            before + after[0] + letter + after[1:],
        )
    )
    return " ".join(pieces)


def read(home: Path) -> dict[str, Any]:
    """What questions of a reader take: CPU milliseconds, and how many names were found first, or among five."""
    from her2ref.core.paths import Home
    from her2ref.library.read import Reader

    reader = Reader(Home.at(home).library)
    found = {"typed": _typed(reader), "names": _names(reader), "lists": _lists(reader)}
    reader.close()
    return found


def _typed(reader: Reader) -> dict[str, Times]:
    from her2ref.core.query import Listing

    found: dict[str, Times] = {}
    for sort in ("newest", "best"):
        times: Times = {prefix: [] for prefix in PREFIXES}
        for turn in range(ROUNDS + 1):
            for prefix in PREFIXES:
                wanted = Listing(words=prefix, sort=sort, typing=True)
                spent = cpu(lambda wanted=wanted: reader.briefly(wanted, FIRST))  # type: ignore[misc]
                if turn:
                    times[prefix].append(spent)
        found[sort] = times
    return found


def _names(reader: Reader) -> dict[str, dict[str, Any]]:
    from her2ref.library.lookup import look_up

    draw = random.Random(5)
    rows = [*reader.tree(), *reader.drugs(), *reader.trials()]
    chosen = draw.sample(rows, min(NAMES, len(rows)))
    asked = {
        "a whole name": [(row.name, row.key) for row in chosen],
        "its first letters": [(row.name[: max(4, len(row.name) * 6 // 10)], row.key) for row in chosen],
        "with a slip": [(slipped(row.name, draw), row.key) for row in chosen],
    }
    look_up(reader, "her2", kinds=KINDS)
    found: dict[str, dict[str, Any]] = {}
    for form, questions in asked.items():
        times, places = [], []
        for text, key in questions:
            start = time.thread_time()
            answer = look_up(reader, text, kinds=KINDS)
            times.append(1000 * (time.thread_time() - start))
            keys = [hit.key for hit in answer.hits]
            places.append(keys.index(key) if key in keys else len(keys) + 99)
        first, five = sum(p == 0 for p in places), sum(p < 5 for p in places)
        found[form] = {"ms": times, "first": first, "five": five}
    return found


def _lists(reader: Reader) -> dict[str, Times]:
    from her2ref.core.query import Listing

    found: dict[str, Times] = {}
    for words in LISTS:
        wanted = Listing(words=words, sort="newest", exact=True)
        work: dict[str, Callable[[], object]] = {
            "total": lambda wanted=wanted: reader.total(wanted),  # type: ignore[misc]
            "ids": lambda wanted=wanted: reader.article_ids(wanted),  # type: ignore[misc]
            "facets": lambda wanted=wanted: reader.facets(wanted),  # type: ignore[misc]
        }
        found[words] = {name: [cpu(one) for _ in range(3)] for name, one in work.items()}
    return found


class Keyboard:
    """The real window over a library, and somebody who types into its line."""

    def __init__(self, home: Path) -> None:
        from PySide6.QtCore import QEventLoop, QTimer
        from PySide6.QtTest import QTest

        from her2ref.app import Session, application
        from her2ref.core.paths import Home, resources
        from her2ref.gui.theme import themes
        from her2ref.library import opening

        opening.take_care(Home.at(home), resources())
        self._app, self._test = application(), QTest
        themes().apply("light")
        self._session = session = Session(Home.at(home))
        session.open()
        window = session.window
        window.resize(1280, 820)
        window.show()
        session.begin()
        window.leave_first_run()
        self._line = window.bar.line
        self._watch = _watch(self._line.answers().list)
        self._waiting = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        self._beat = QTimer()  # so that a wait for events ends when nothing comes
        self._beat.start(BEAT_MS)
        self.quiet(1.5)
        self._line.turn_to()

    def quiet(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self._app.processEvents(self._waiting)

    def press(self, letter: str) -> float | None:
        """Wall milliseconds until the answers are painted; None when nothing new was: nothing is found for what is
        typed now, or the run lost patience."""
        watch = self._watch
        watch.filled = watch.painted = False
        start = time.perf_counter()
        self._test.keyClicks(self._line, letter)
        while not watch.painted and time.perf_counter() - start < PATIENCE:
            self._app.processEvents(self._waiting)  # asleep, as a window is: the worker is not held up
            if not self._session.jobs.running and not watch.filled:
                break
        return 1000 * (time.perf_counter() - start) if watch.painted else None

    def escape(self) -> None:
        from PySide6.QtCore import Qt

        self._test.keyClick(self._line, Qt.Key.Key_Escape)
        self.quiet(0.05)
        self._line.turn_to()

    def leave(self) -> None:
        self._session.window.close()
        self._session.jobs.stop()


def _watch(answers: Any) -> Any:
    """Notices when a list has got rows, and when it is painted after that."""
    from PySide6.QtCore import QEvent, QObject

    class Watch(QObject):
        filled = painted = False

        def fill(self) -> None:
            self.filled = True

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and self.filled:
                self.painted = True
            return False

    watch = Watch()
    answers.model().rowsInserted.connect(watch.fill)
    answers.viewport().installEventFilter(watch)
    return watch


def keys(home: Path) -> dict[str, Any]:
    """Types queries into the line of the real window, letter by letter: wall milliseconds from each key press until
    the list of answers is painted with what was found, by how many letters there were."""
    keyboard = Keyboard(home)
    times: Times = {}
    unanswered = 0
    for turn in range(3):
        for query in QUERIES:
            for size, letter in enumerate(query, 1):
                spent = keyboard.press(letter)
                if spent is None:
                    unanswered += 1
                elif turn:
                    times.setdefault(str(min(size, 4)), []).append(spent)
                keyboard.quiet(0.03)
            keyboard.escape()
    keyboard.leave()
    return {"times": times, "unanswered": unanswered}


def p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def run(scratch: Path, articles: int, full: bool = False) -> None:
    """Prints the tables for `articles` records, or for a million."""
    from her2ref.core.paths import Home
    from tests.benchmarks import peers, typed
    from tests.benchmarks.abstracts import fill

    count = 1_000_000 if full else articles
    filled = fill(Home.at(scratch / f"search-{count}"), count)
    peer = peers.run(scratch, filled)
    _print_sizes(filled, peer)
    home = str(filled.home.data)
    cost = process("-m", "tests.benchmarks.searching", "read", home)
    _print_read(count, json.loads(cost.output))
    print(
        f"\nLargest resident size of the process that asked all this: {cost.peak:.0f} MiB (mapped pages included)."
    )
    _print_keys(count, json.loads(process("-m", "tests.benchmarks.searching", "keys", home).output))
    typed.run(filled.home.library, STRINGS)
    shutil.rmtree(filled.home.data, ignore_errors=True)


def _print_sizes(filled: Filled, peer: dict[str, float]) -> None:
    made = sum(filled.tables.values())
    rows: list[tuple[str, ...]] = [
        ("index", "records per CPU s", "wall s", "text MB", "index MB", "(text + index) : text"),
        (
            "ours",
            f"{filled.count / filled.index_cpu:,.0f}",
            f"{filled.index_wall:.1f}",
            f"{filled.text / 1e6:.0f}",
            f"{made / 1e6:.0f}",
            f"{(filled.text + made) / filled.text:.2f}" if made else "not known: this SQLite counts no pages",
        ),
    ]
    if peer:
        theirs = (filled.text + peer["bytes"]) / filled.text
        speed = f"{peer['records'] / peer['cpu']:,.0f}"
        rows.append(
            ("tantivy", speed, f"{peer['wall']:.1f}", "", f"{peer['bytes'] / 1e6:.0f}", f"{theirs:.2f}")
        )
        ratio = (filled.count / filled.index_cpu) / (peer["records"] / peer["cpu"])
        rows.append(("ours : tantivy", f"{ratio:.2f}", "", "", f"{made / peer['bytes']:.2f}", ""))
    table(
        f"{filled.count:,} records: making the index (goals: at least 0.8 of tantivy's records, 1.6 of the text)",
        rows,
    )
    inventing = filled.count / max(filled.rows_cpu, 1e-9)
    parts = ", ".join(f"{name} {size / 1e6:.1f}" for name, size in filled.tables.items() if size > 100_000)
    print(
        f"\nParts of the index, MB: {parts}. Inventing and writing the rows: {inventing:,.0f} a CPU second."
    )


def _print_read(count: int, found: dict[str, Any]) -> None:
    rows: list[tuple[str, ...]] = [
        ("as typed", "prefixes", "CPU ms, p50", "p95", "worst prefix", "its median")
    ]
    for sort, times in found["typed"].items():
        every = [spent for one in times.values() for spent in one]
        worst = max(times, key=lambda prefix: median(times[prefix]))
        cells = (f"{median(every):.2f}", f"{p95(every):.2f}", worst, f"{median(times[worst]):.2f}")
        rows.append((f"{sort} first", str(len(times)), *cells))
    table(f"{count:,} records, 50 rows for a beginning of 1 to 9 letters (goal: p95 at most 2 ms)", rows)
    rows = [("looked up", "names", "CPU ms, p50", "p95", "it comes first", "among five")]
    for form, one in found["names"].items():
        many = len(one["ms"])
        shares = (f"{one['first'] / many:.0%}", f"{one['five'] / many:.0%}")
        rows.append((form, str(many), f"{median(one['ms']):.2f}", f"{p95(one['ms']):.2f}", *shares))
    table("Names of mechanisms, drugs and trials", rows)
    rows = [("list", "total, CPU ms", "all ids", "facets")]
    for words, one in found["lists"].items():
        rows.append(
            (words or "everything", *(f"{median(one[name]):.1f}" for name in ("total", "ids", "facets")))
        )
    table(f"{count:,} records: numbers of a list, median of 3", rows)


def _print_keys(count: int, found: dict[str, Any]) -> None:
    rows: list[tuple[str, ...]] = [("letters typed", "key presses", "wall ms, p50", "p95", "longest")]
    times: Times = found["times"]
    whole = {**times, "all": [spent for one in times.values() for spent in one]}
    for size, one in sorted(whole.items()):
        if one:
            name = "4 and more" if size == "4" else size
            rows.append((name, str(len(one)), f"{median(one):.1f}", f"{p95(one):.1f}", f"{max(one):.1f}"))
    table(
        f"{count:,} records, key press to painted answers (goals: p95 16 ms at 100,000, 33 ms at a million)",
        rows,
    )
    if found["unanswered"]:
        print(f"\nKey presses after which nothing new was painted: {found['unanswered']}.")


if __name__ == "__main__":
    print(json.dumps({"read": read, "keys": keys}[sys.argv[1]](Path(sys.argv[2]))))
