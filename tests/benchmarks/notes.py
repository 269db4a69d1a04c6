"""What saving a note costs the window, among 10,000 articles and 2,000 notes; and what it costs to find out, at each
start, that a library needs no care.

A slice is one thing that the GUI thread does, an event with all that it leads to: as long as that, no key is answered.
`python -m tests.benchmarks.notes window HOME` and `... care HOME` are one run each; they print milliseconds
as JSON.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks import corpus
from tests.benchmarks.measure import process, table

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from her2ref.app import Session
    from her2ref.gui.panes.note import NoteEditor

ARTICLES: Final = 10_000
NOTES: Final = 2_000
WORDS: Final = 60
"""Words of an ordinary note."""
LONG: Final = 100_000
"""Characters of a long one."""
SAVES: Final = 60
ROUNDS: Final = 200
WAIT_MS: Final = 60
"""From the last key to the saving, in place of what the program waits: it is waited for, not measured."""
PATIENCE: Final = 20.0

Slices = dict[str, list[float]]


def fill(home: Path) -> None:
    from her2ref.core.paths import Home

    records = corpus.write(home.with_name("notes.xml"), ARTICLES)
    process("-m", "her2ref", "--home", str(home), "--quiet", "import", str(records))
    draw = random.Random(5)
    names = "trastuzumab resistance dose brain ask board trial pertuzumab heart stopped".split()
    texts = [" ".join(draw.choices(names, k=WORDS)) for _ in range(NOTES)]
    with closing(sqlite3.connect(Home.at(home).library)) as connection, connection:
        ids = [
            number for (number,) in connection.execute("SELECT id FROM article ORDER BY id DESC LIMIT 1500")
        ]
        connection.executemany(
            "INSERT INTO note (target, text, created, changed, uid) VALUES (?, ?, ?, ?, ?)",
            [
                (
                    str(draw.choice(ids)),
                    text,
                    "2026-11-01T00:00:00+00:00",
                    "2026-11-01T00:00:00+00:00",
                    f"{n:032}",
                )
                for n, text in enumerate(texts)
            ],
        )


class Watch:
    """Keeps how long the GUI thread was busy with each thing that it does while `_rest` waits."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self.on = False


def _watched() -> tuple[QApplication, Watch]:
    """The application, which tells how long it took to deliver each event. Drawing and what an event leads to at once
    are part of it."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    watch, own, depth = Watch(), threading.get_ident(), 0

    class Timed(QApplication):
        def notify(self, receiver: QObject, event: QEvent) -> bool:
            nonlocal depth
            if threading.get_ident() != own or not watch.on:
                return super().notify(receiver, event)
            depth += 1
            begun, spent = time.perf_counter(), time.thread_time()
            try:
                return super().notify(receiver, event)
            finally:
                depth -= 1
                if not depth:
                    watch.wall.append(1000 * (time.perf_counter() - begun))
                    watch.cpu.append(1000 * (time.thread_time() - spent))

    return Timed(["bench", "-style", "Fusion"]), watch


def window(home: Path) -> dict[str, Slices]:
    """By place of the note: the key itself; from the key until it is saved and all is drawn again, the longest slice
    (CPU, and wall, in which a worker may have had the interpreter) and all slices together (CPU)."""
    from PySide6.QtCore import QTimer

    from her2ref.app import Session, application
    from her2ref.core.paths import Home, resources
    from her2ref.gui.panes import note
    from her2ref.gui.theme import themes
    from her2ref.library import opening

    app, watch = _watched()
    assert application() is app
    note.WAIT_MS = WAIT_MS  # type: ignore[misc]
    opening.take_care(Home.at(home), resources())
    themes().apply("light")
    session = Session(Home.at(home))
    session.open()
    session.window.show()
    session.begin()
    session.window.leave_first_run()
    found: dict[str, Slices] = {}

    def work() -> None:
        for name in ("on an article", "on a mechanism", "in My notes", "of 100 kB"):
            found[name] = _saves(session, watch, _editor(session, name))
        session.window.close()
        app.quit()

    QTimer.singleShot(500, work)
    app.exec()
    return found


def _editor(session: Session, name: str) -> NoteEditor:
    """The note editor at a place, with a note in it."""
    work = session.window.work
    if name == "in My notes":
        session.desk.choose_topic("notes:all")
        _rest(session)
        return work.own_notes.note
    if name == "on a mechanism":
        session.desk.choose_topic("mechanism:pten-loss")
        _rest(session)
        return work.topic.own.note
    session.desk.choose_topic("mechanism:pik3ca-mutation")
    session.desk.choose_article(corpus.PMID_START + (10 if name == "on an article" else 20))
    _rest(session)
    if name == "of 100 kB":
        work.abstract.turn_to_note()
        words = "invented words of a long note, with **bold** ones and a [link](https://example.org)\n\n"
        work.abstract.note.editor.setPlainText(words * (LONG // len(words)))
        _rest(session)
    return work.abstract.note


def _saves(session: Session, watch: Watch, editor: NoteEditor) -> Slices:
    from PySide6.QtTest import QTest

    made: Slices = {"key": [], "cpu": [], "wall": [], "all": []}
    for _ in range(SAVES):
        editor.turn_to()
        _rest(session)
        begun = time.thread_time()
        QTest.keyClick(editor.editor, "w")
        made["key"].append(1000 * (time.thread_time() - begun))
        watch.wall.clear()
        watch.cpu.clear()
        watch.on = True
        _rest(session, lambda: editor.state == "Saved")
        watch.on = False
        made["cpu"].append(max(watch.cpu))
        made["wall"].append(max(watch.wall))
        made["all"].append(sum(watch.cpu))
    return made


def _rest(session: Session, also: object = None) -> None:
    """Lets the event loop run until nothing is under way and, where it is given, `also` says so; then a moment more, in
    which what was asked for is drawn."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, begun = QEventLoop(), time.perf_counter()
    quiet = 0

    def look() -> None:
        nonlocal quiet
        still = session.jobs.running == 0 and (not callable(also) or also())
        quiet = quiet + 1 if still else 0
        if time.perf_counter() - begun > PATIENCE:
            raise SystemExit("it was not saved")
        if quiet == 5:
            loop.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(10)
    loop.exec()
    timer.stop()


def care(home: Path) -> Slices:
    """Finding out that nothing has to be done, beside opening the file and one question; CPU, in turns."""
    from her2ref.core.paths import Home, resources
    from her2ref.library import opening

    here, content = Home.at(home), resources()
    opening.take_care(here, content)
    made: Slices = {"care": [], "bare": []}

    def bare() -> None:
        with closing(sqlite3.connect(here.library)) as connection:
            connection.execute("SELECT value FROM meta WHERE key = 'content'").fetchone()

    for _ in range(ROUNDS):
        begun = time.thread_time()
        needed = opening.needs_care(here, content)
        middle = time.thread_time()
        bare()
        made["care"].append(1000 * (middle - begun))
        made["bare"].append(1000 * (time.thread_time() - middle))
        assert needed == ""
    return made


def run(scratch: Path) -> None:
    home = scratch / "notes"
    fill(home)
    times = json.loads(process("-m", "tests.benchmarks.notes", "care", str(home)).output)
    rows: list[tuple[str, ...]] = [("opening a library", "CPU, p50 ms", "p95 ms")]
    for name, words in (("bare", "sqlite3 alone, one question"), ("care", "needs_care: nothing to be done")):
        rows.append((words, *_marks(times[name], 0.5, 0.95)))
    table(f"A library that needs no care, {ARTICLES:,} articles, {NOTES:,} notes", rows)
    found = json.loads(process("-m", "tests.benchmarks.notes", "window", str(home)).output)
    columns = {"key": "key", "cpu": "longest slice", "all": "all slices", "wall": "longest slice, wall"}
    rows = [("a note, p50 / p95 / longest", *columns.values())]
    for name, values in found.items():
        rows.append((name, *(" / ".join(_marks(values[column], 0.5, 0.95, 1.0)) for column in columns)))
    table(
        "Saving a note: CPU ms of the GUI thread, from the key to saved and drawn again (goal: no slice over 20)",
        rows,
    )


def _marks(values: list[float], *marks: float) -> list[str]:
    ordered = sorted(values)
    return [f"{ordered[int(mark * (len(ordered) - 1))]:.1f}" for mark in marks]


if __name__ == "__main__":
    print(json.dumps({"window": window, "care": care}[sys.argv[1]](Path(sys.argv[2]))))
