from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.identity import NOTE_PRIVACY
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.collect import Collect
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.topic import TopicPane
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.personal import set_reading, set_star
from tests.gui.conftest import rest as all_rest
from tests.gui.conftest import session
from tests.gui.panes.conftest import rest, shown

__all__ = ["session"]
LEAF, OTHER = "mechanism:pik3ca-mutation", "mechanism:pten-loss"


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> Iterator[TopicPane]:
    made = shown(qtbot, TopicPane(desk, library, jobs), 660, 800)
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    yield made
    rest(qtbot, jobs)


@pytest.mark.parametrize("key", [LEAF, "drug:lapatinib", "trial:destiny-breast03"])
def test_letters_star_mark_and_collect_the_topic(
    pane: TopicPane, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs, key: str
) -> None:
    desk.choose_topic(key)
    rest(qtbot, jobs)
    pane.reading.setFocus()
    QTest.keyClick(pane.reading, Qt.Key.Key_S)
    QTest.keyClick(pane.reading, Qt.Key.Key_L)
    rest(qtbot, jobs)
    reader = library.reader()
    assert (reader.stars(), reader.reading_of(key)) == ([key], "later")
    assert (pane.own.star.text(), pane.own.keep.text()) == ("★ Starred", "To read ▾")
    QTest.keyClick(pane.reading, Qt.Key.Key_R)
    rest(qtbot, jobs)
    assert reader.reading_of(key) == "read"
    QTest.keyClick(pane.reading, Qt.Key.Key_C)
    dialog = pane.window().findChild(Collect)
    assert dialog is not None
    QTest.keyClicks(dialog.line, "Board")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    rest(qtbot, jobs)
    assert reader.collected(reader.collections()[0].id) == [key]
    dialog.close()


def test_n_turns_to_the_note_which_is_saved_as_it_is_typed(
    pane: TopicPane, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    pane.reading.setFocus()
    QTest.keyClick(pane.reading, Qt.Key.Key_N)
    assert pane.tabs.tabText(pane.tabs.currentIndex()) == "Notes"
    editor = pane.own.note.editor
    assert editor.hasFocus()
    assert pane.own.note._privacy.text() == NOTE_PRIVACY
    QTest.keyClicks(editor, "slcrn: what now?")
    assert editor.toPlainText() == "slcrn: what now?"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: [note.text for note in library.reader().notes(LEAF)] == ["slcrn: what now?"])
    rest(qtbot, jobs)
    assert pane.tabs.tabText(3) == "Notes 1"
    assert library.reader().stars() == []


def test_each_topic_has_its_own(
    pane: TopicPane, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    save_note(library, OTHER, "On the other one")
    set_star(library, OTHER, on=True)
    set_reading(library, OTHER, "read")
    QTest.keyClicks(pane.own.note.editor, "Typed and left")
    desk.choose_topic(OTHER)
    rest(qtbot, jobs)
    assert (pane.own.star.text(), pane.own.keep.text()) == ("★ Starred", "Read ▾")
    assert pane.own.note.view.toPlainText() == "On the other one"
    assert [note.text for note in library.reader().notes(LEAF)] == ["Typed and left"]
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    assert pane.own.note.text == "Typed and left"
    assert pane.own.star.text() == "☆ Star"


def test_letters_mean_what_was_turned_to_last(session: app.Session, qtbot: QtBot) -> None:
    desk, work = session.desk, session.window.work
    library = session.window.library
    assert library is not None
    desk.choose_topic(LEAF)
    all_rest(qtbot, session)
    work.topic.reading.setFocus()
    QTest.keyClick(work.topic.reading, Qt.Key.Key_S)
    all_rest(qtbot, session)
    assert library.reader().stars() == [LEAF]
    desk.choose_source("pmid:70000001")  # a number in the page was clicked: the keyboard is still in the page
    all_rest(qtbot, session)
    QTest.keyClick(work.topic.reading, Qt.Key.Key_S)
    all_rest(qtbot, session)
    assert sorted(library.reader().stars()) == ["70000001", LEAF]
    work.abstract.setFocus()
    work.topic.reading.setFocus()
    QTest.keyClick(work.topic.reading, Qt.Key.Key_S)
    all_rest(qtbot, session)
    assert library.reader().stars() == ["70000001"]
