"""What a person wrote: scenarios 52, 54, 64, 65 and 87, in the real window."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.gui.panes import not_saved
from her2ref.gui.panes.note import NoteEditor
from her2ref.gui.panes.pen import recover
from her2ref.library import collecting, opening, saved
from her2ref.library.library import Library
from her2ref.library.notes import save_note, throw_note
from tests.gui.conftest import rest, session

__all__ = ["session"]
LEAF = "mechanism:pik3ca-mutation"
ODD = (
    "\u202eright to left\u202c \u2066isolated\u2069",
    "zero\u200bwidth\u200c and\u200d joiners \ufeff",
    "עברית العربية فارسی",
    "👩🏽‍⚕️ 🏳️‍🌈 𝔘𝔫𝔦 𐍈 four bytes",
    "e\u0301 o\u0308 cafe\u0301 \u1e9b\u0323",
    "quotes ' \" `` { } %1 %s \\ / ;DROP TABLE note;--",
    "=1+1\t+cmd|' /C calc'!A0\ttabs",
    "<b>tags</b> &amp; <img src=x onerror=alert(1)> [x](javascript:y)",
    "trailing blanks   \n\n\nand lines\n",
)
SEED = 20261125
FRESH_S = 5.0
"""Of what was typed so long before a kill nothing may be lost."""


def held(made: app.Session) -> Library:
    library = made.window.library
    assert library is not None
    return library


def editor(made: app.Session, qtbot: QtBot) -> NoteEditor:
    made.desk.choose_topic(LEAF)
    rest(qtbot, made)
    made.window.work.topic.turn_to_note()
    return made.window.work.topic.own.note


def on_disk(path: Path) -> list[tuple[str, str]]:
    """Targets and texts of the notes outside the trash, by a connection of its own."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT target, text FROM note WHERE deleted = '' ORDER BY id").fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("text", ODD)
def test_52_odd_text_comes_back_from_the_editor_as_it_was_typed(
    session: app.Session, qtbot: QtBot, text: str
) -> None:
    note = editor(session, qtbot)
    note.editor.insertPlainText(text)
    note.flush()
    rest(qtbot, session)
    assert on_disk(session.home.library) == [(LEAF, text)]
    QTest.keyClick(note.editor, Qt.Key.Key_Escape)
    session.desk.choose_topic("mechanism:pten-loss")
    rest(qtbot, session)
    session.desk.choose_topic(LEAF)
    rest(qtbot, session)
    note.turn_to()
    assert note.editor.toPlainText() == text
    QTest.keyClick(note.editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(note.editor, Qt.Key.Key_X)
    note.flush()
    rest(qtbot, session)
    assert on_disk(session.home.library) == [(LEAF, text + "x")]


def test_52_accents_are_found_however_they_are_typed(session: app.Session, qtbot: QtBot) -> None:
    save_note(held(session), LEAF, "cafe\u0301 für später")
    session.desk.choose_topic("notes:all")
    rest(qtbot, session)
    own = session.window.work.own_notes
    for words in ("café", "cafe\u0301", "CAFE fur"):
        own.line.setText(words)
        own.read()
        rest(qtbot, session)
        assert own.model.rowCount() == 1, words


def cripple(library: Library, pragma: str) -> None:
    """The writing connection meets trouble from now on, as SQLite itself tells it."""
    with library._opened().begin() as connection:
        connection.exec_driver_sql(pragma)


@pytest.mark.parametrize(
    ("pragma", "again"),
    [
        ("PRAGMA query_only = 1", "PRAGMA query_only = 0"),
        ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 9999999"),
    ],
    ids=["read-only", "disk full"],
)
def test_54_a_note_that_cannot_be_saved_stays_and_can_be_taken_along(
    session: app.Session,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pragma: str,
    again: str,
) -> None:
    library, note = held(session), editor(session, qtbot)
    save_note(library, "drug:lapatinib", "the writer is open")
    cripple(library, pragma)
    text = "Ask about PIK3CA. " * 3_000
    note.editor.insertPlainText(text)
    qtbot.waitUntil(lambda: note.not_saved.isVisible(), timeout=15_000)
    assert note.editor.toPlainText() == text
    assert note.state == "Not saved"
    why = note.not_saved._why.text()
    assert why.count(".") >= 2, "what happened, what is safe, what to do next"
    for target in ("mechanism:pten-loss", LEAF):  # it waits for its reader to come back
        session.desk.choose_topic(target)
        rest(qtbot, session)
    assert note.text == text
    copy = tmp_path / "copy.md"
    monkeypatch.setattr(not_saved, "ask_where", lambda *_: copy)
    note.not_saved.copy.click()
    rest(qtbot, session)
    assert copy.read_text(encoding="utf-8") == text
    cripple(library, again)
    note.not_saved.retry.click()
    qtbot.waitUntil(lambda: (LEAF, text) in on_disk(session.home.library), timeout=15_000)
    rest(qtbot, session)
    assert not note.not_saved.isVisible()


TYPIST = """
import json, os, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from her2ref import app
from her2ref.core.paths import Home
app.resources = lambda: Path(sys.argv[2])
qt = app.application()
made = app.Session(Home.at(Path(sys.argv[1])))
made.open(); made.window.show(); made.begin()
made.desk.choose_topic("mechanism:pik3ca-mutation")
work = made.window.work
count = 0
def tell(place, kind, text):
    os.write(1, (json.dumps([place, kind, text, time.time()]) + "\\n").encode())
def watch(place, note):
    note.editor.textChanged.connect(lambda: tell(place, "typed", note.editor.toPlainText()))
    shown = note._say
    def say(text):
        shown(text)
        if text == "Saved":
            tell(place, "saved", note.editor.toPlainText())
    note._say = say
def step():
    global count
    if made.jobs.running and not count:
        return
    if not count:
        work.park()
        watch("", work._parking.note); watch("mechanism:pik3ca-mutation", work.topic.own.note)
    count += 1
    for note in (work._parking.note, work.topic.own.note):
        note.editor.moveCursor(QTextCursor.MoveOperation.End)  # after what the last run left
        QTest.keyClicks(note.editor, f"w{count} ")
timer = QTimer(); timer.timeout.connect(step); timer.start(60)
qt.exec()
"""


def kills(home: Home, resources: Path, number: int) -> None:
    """Types into two notes at once, in a real window, and kills it at a random moment, again and again."""
    chance, log = random.Random(SEED), home.data.parent / "typed.txt"
    for _ in range(number):
        with log.open("wb") as out:  # a pipe would fill up and hold the window
            process = subprocess.Popen(
                [sys.executable, "-c", TYPIST, str(home.data), str(resources)],
                stdout=out,
                env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
            )
        while not log.stat().st_size and process.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.0, 8.0))
        os.kill(process.pid, signal.SIGKILL)
        killed = time.time()
        process.wait(30)
        lines = log.read_bytes().splitlines(keepends=True)
        told = [json.loads(line) for line in lines if line.endswith(b"\n")]
        assert told, "it was killed before anything was typed"
        saved_texts = [(place, text) for place, kind, text, _ in told if kind == "saved"]
        before = on_disk(home.library)
        for place, text in saved_texts:
            assert any(p == place and t.startswith(text) for p, t in before), "a note shown as saved is lost"
        connection = sqlite3.connect(home.library)
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        connection.close()
        opening.take_care(home, resources)
        library = Library(home.library)
        recover(library)
        library.close()
        after = on_disk(home.library)
        for place in ("", LEAF):
            old = [t for p, kind, t, at in told if p == place and kind == "typed" and at < killed - FRESH_S]
            if old:
                assert any(p == place and t.startswith(old[-1]) for p, t in after), (
                    "more than 5 s of typing is lost"
                )
        assert list((home.data / "drafts").glob("*.json")) == []


pytestmark_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")


@pytestmark_kill
def test_64_65_what_is_shown_as_saved_survives_a_kill_and_drafts_are_fresh(
    library_home: Home, small_resources: Path
) -> None:
    kills(library_home, small_resources, 3)


@pytestmark_kill
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_64_65_many_kills(library_home: Home, small_resources: Path) -> None:
    kills(library_home, small_resources, 40)


def test_64_saved_is_said_only_when_the_commit_is_on_the_disk(session: app.Session, qtbot: QtBot) -> None:
    note = editor(session, qtbot)
    seen: list[list[tuple[str, str]]] = []
    shown = note._say

    def say(text: str) -> None:
        shown(text)
        if text == "Saved":
            seen.append(on_disk(session.home.library))

    note._say = say  # type: ignore[method-assign]
    QTest.keyClicks(note.editor, "words")
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0] == [(LEAF, "words")]
    with held(session)._opened().connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
    rest(qtbot, session)


def test_87_an_emptied_note_can_be_taken_back(session: app.Session, qtbot: QtBot) -> None:
    note = editor(session, qtbot)
    QTest.keyClicks(note.editor, "words that took an hour")
    note.flush()
    rest(qtbot, session)
    note.editor.clear()
    note.flush()
    rest(qtbot, session)
    assert on_disk(session.home.library) == []
    session.desk.choose_topic("trash:all")
    rest(qtbot, session)
    session.window.work.trash.back.click()
    rest(qtbot, session)
    assert on_disk(session.home.library) == [(LEAF, "words that took an hour")]
    session.desk.choose_topic(LEAF)
    rest(qtbot, session)
    assert note.text == "words that took an hour"


def test_87_what_is_thrown_away_is_there_after_another_start(
    session: app.Session, qtbot: QtBot, small_resources: Path
) -> None:
    library, window = held(session), session.window
    save_note(library, "", "a question")
    collecting.make_collection(library, "Heap")
    saved.save_search(library, "pten", Listing(words="pten"))
    session.desk.choose_topic("notes:all")
    rest(qtbot, session)
    window.work.own_notes.throw.click()
    rest(qtbot, session)
    for kind in ("collections", "searches"):
        QTest.keyClick(getattr(window.work.shelf, kind)[0], Qt.Key.Key_Delete)
        rest(qtbot, session)
    assert on_disk(session.home.library) == []
    with qtbot.waitSignal(window.closed, timeout=15_000):
        window.close()
    again = app.Session(session.home)
    try:
        again.open()
        again.window.show()
        again.begin()
        again.desk.choose_topic("trash:all")
        qtbot.waitUntil(lambda: again.jobs.running == 0, timeout=30_000)
        trash = again.window.work.trash
        assert trash.model.rowCount() == 3
        for _ in range(3):
            trash.back.click()
            qtbot.waitUntil(lambda: again.jobs.running == 0, timeout=30_000)
        reader = held(again).reader()
        assert [row.name for row in reader.collections()] == ["Heap"]
        assert [row.name for row in reader.saved_searches()] == ["pten"]
        assert on_disk(session.home.library) == [("", "a question")]
    finally:
        again.window.close()
        again.window.deleteLater()


def test_87_undo_brings_a_note_back_at_once(session: app.Session, qtbot: QtBot) -> None:
    save_note(held(session), LEAF, "words")
    session.desk.choose_topic("notes:all")
    rest(qtbot, session)
    own = session.window.work.own_notes
    own.view.setFocus()
    QTest.keyClick(own.view, Qt.Key.Key_Delete)
    rest(qtbot, session)
    assert on_disk(session.home.library) == []
    QTest.keyClick(own, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, session)
    assert on_disk(session.home.library) == [(LEAF, "words")]


def test_87_for_ever_only_after_a_yes(session: app.Session, qtbot: QtBot) -> None:
    library = held(session)

    throw_note(library, save_note(library, LEAF, "words").id)
    session.desk.choose_topic("trash:all")
    rest(qtbot, session)
    trash = session.window.work.trash
    trash.view.setFocus()
    QTest.keyClick(trash.view, Qt.Key.Key_Delete)
    assert trash.question is not None
    assert trash.question.standardButton(trash.question.defaultButton()) == QMessageBox.StandardButton.Cancel
    trash.question.reject()
    rest(qtbot, session)
    assert len(library.reader().trash()) == 1
