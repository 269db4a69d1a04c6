from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.thing import ChooseThing
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.own_notes import OwnNotes
from her2ref.gui.undoing import Undoing
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from tests.gui.panes.conftest import HELD, rest, shown


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> Iterator[OwnNotes]:
    save_note(library, str(HELD), "On an article")
    save_note(library, "drug:lapatinib", "On a drug")
    save_note(library, "", "A parked question")
    made = shown(qtbot, OwnNotes(desk, library, jobs), 640, 700)
    desk.choose_topic("notes:all")
    rest(qtbot, jobs)
    yield made
    rest(qtbot, jobs)


def rows(pane: OwnNotes) -> list[str]:
    return [str(pane.model.index(n).data()) for n in range(pane.model.rowCount())]


def test_all_notes_the_newest_first_and_the_first_is_shown(pane: OwnNotes) -> None:
    assert rows(pane) == ["A parked question", "On a drug", "On an article"]
    assert pane.count.text() == "3 notes"
    assert pane.note.view.toPlainText() == "A parked question"
    assert pane.where.text() == "Parked: it hangs on nothing yet."


def test_words_find_notes_and_parked_ones_can_be_had_alone(pane: OwnNotes, qtbot: QtBot, jobs: Jobs) -> None:
    QTest.keyClicks(pane.line, "dru")
    qtbot.waitUntil(lambda: rows(pane) == ["On a drug"])
    pane.line.clear()
    pane.parked.click()
    rest(qtbot, jobs)
    assert rows(pane) == ["A parked question"]
    QTest.keyClicks(pane.line, "qqq")
    qtbot.waitUntil(lambda: pane.empty.isVisible())
    assert pane.empty.text() == "No note has these words."


def test_a_note_is_changed_in_its_place_and_stays_chosen(
    pane: OwnNotes, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    pane.view.setFocus()
    QTest.keyClick(pane.view, Qt.Key.Key_End)
    QTest.keyClick(pane.view, Qt.Key.Key_Return)
    assert pane.note.editor.isVisible()
    QTest.keyClicks(pane.note.editor, "Now: ")
    QTest.keyClick(pane.note.editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: library.reader().notes(str(HELD))[0].text == "Now: On an article")
    rest(qtbot, jobs)
    assert pane.chosen is not None
    assert pane.chosen.note.target == str(HELD)
    assert len(library.reader().all_notes()) == 3


def test_what_a_note_hangs_on_is_opened(pane: OwnNotes, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    pane.view.setCurrentIndex(pane.model.index(1))
    assert 'href="topic:drug:lapatinib"' in pane.where.text()
    pane.view.setCurrentIndex(pane.model.index(2))
    pane.where.linkActivated.emit(f"article:{HELD}")
    assert desk.article == HELD


def test_a_parked_question_gets_its_place_and_undo_parks_it_again(
    pane: OwnNotes, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    undoing = Undoing(desk, library, jobs)
    pane.link.click()
    dialog = pane.findChild(ChooseThing)
    assert dialog is not None
    dialog.chosen.emit("mechanism:pten-loss", "PTEN loss")
    dialog.accept()
    rest(qtbot, jobs)
    assert [note.text for note in library.reader().notes("mechanism:pten-loss")] == ["A parked question"]
    undoing.undo()
    rest(qtbot, jobs)
    assert [note.text for note in library.reader().notes("")] == ["A parked question"]


def test_delete_throws_the_note_away_with_what_was_just_typed(
    pane: OwnNotes, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    undoing = Undoing(desk, library, jobs)
    pane.note.turn_to()
    QTest.keyClicks(pane.note.editor, "Late: ")
    pane.throw.click()
    qtbot.waitUntil(lambda: rows(pane) == ["On a drug", "On an article"])
    assert pane.note.view.toPlainText() == "On a drug"
    undoing.undo()
    qtbot.waitUntil(lambda: "Late: A parked question" in rows(pane))
    rest(qtbot, jobs)


def test_a_note_of_the_address_is_chosen(
    pane: OwnNotes, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    number = library.reader().notes(str(HELD))[0].id
    desk.choose_topic(f"notes:{number}")
    rest(qtbot, jobs)
    assert pane.note.view.toPlainText() == "On an article"


def test_without_notes_it_says_how_to_write_one(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    pane = shown(qtbot, OwnNotes(desk, library, jobs))
    desk.choose_topic("notes:all")
    rest(qtbot, jobs)
    assert "Ctrl+Shift+N" in pane.empty.text()
    assert not pane.view.isVisible()


def test_a_note_that_is_cleared_stays_under_the_hand(
    pane: OwnNotes, qtbot: QtBot, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane.note.turn_to()
    uid, others = pane.note.uid, rows(pane)[1:]
    monkeypatch.setattr(pane.note.editor, "hasFocus", lambda: True)
    pane.note.editor.clear()
    pane.note.flush()
    qtbot.waitUntil(lambda: rows(pane) == others)
    rest(qtbot, jobs)
    assert (pane.note.uid, pane.note.editor.toPlainText()) == (uid, "")
    QTest.keyClicks(pane.note.editor, "Rewritten")
    pane.note.flush()
    qtbot.waitUntil(lambda: rows(pane) == ["Rewritten", *others])
    rest(qtbot, jobs)
    assert pane.chosen is not None
    assert (pane.chosen.note.uid, pane.note.uid, pane.note.text) == (uid, uid, "Rewritten")
    pane.note.editor.clear()
    pane.note.flush()
    qtbot.waitUntil(lambda: rows(pane) == others)
    rest(qtbot, jobs)
    monkeypatch.undo()
    pane.view.setFocus()
    assert pane.chosen is not None
    assert pane.note.uid == pane.chosen.note.uid != uid
