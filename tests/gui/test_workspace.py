"""Notes, undo and the person's own pages in the whole window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.identity import NOTE_PRIVACY
from her2ref.library.library import Library
from tests.gui.conftest import rest

LEAF = "mechanism:pik3ca-mutation"


def held(session: app.Session) -> Library:
    library = session.window.library
    assert library is not None
    return library


def test_own_pages_have_their_panes(session: app.Session, qtbot: QtBot) -> None:
    window, desk = session.window, session.desk
    for key, pane in (("notes:all", window.work.own_notes), ("trash:all", window.work.trash)):
        desk.choose_topic(key)
        assert window.work.currentWidget() is pane
        rest(qtbot, session)
    desk.choose_topic("help:intended-use")
    assert window.work.currentWidget() is window.work.document
    desk.back()
    assert window.work.currentWidget() is window.work.trash
    rest(qtbot, session)


def test_every_note_field_says_where_notes_are_kept(session: app.Session, qtbot: QtBot) -> None:
    session.window.work.park()
    editors = session.window.work.editors
    assert len(editors) == 4
    assert [editor._privacy.text() for editor in editors] == [NOTE_PRIVACY] * 4
    rest(qtbot, session)


def test_a_question_is_parked_from_anywhere_and_saved_as_typed(session: app.Session, qtbot: QtBot) -> None:
    work, library = session.window.work, held(session)
    QTest.keyClick(
        session.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    dialog = work._parking
    assert dialog is not None
    assert dialog.isVisible()
    QTest.keyClicks(dialog.note.editor, "Does it hold for pertuzumab?")
    qtbot.waitUntil(lambda: dialog.note.state == "Saved")
    QTest.keyClicks(dialog.note.editor, " And T-DM1?")
    QTest.keyClick(dialog.note.editor, Qt.Key.Key_Escape)
    dialog.close()
    rest(qtbot, session)
    assert [note.text for note in library.reader().notes("")] == ["Does it hold for pertuzumab? And T-DM1?"]
    work.park()
    assert dialog.note.editor.toPlainText() == ""
    QTest.keyClicks(dialog.note.editor, "Another one")
    dialog.all.click()
    rest(qtbot, session)
    assert len(library.reader().notes("")) == 2
    assert session.desk.topic == "notes:all"


def test_undo_stands_in_the_last_line_and_on_its_key(session: app.Session, qtbot: QtBot) -> None:
    window, desk, library = session.window, session.desk, held(session)
    desk.choose_topic(LEAF)
    rest(qtbot, session)
    window.work.topic.own.star.click()
    rest(qtbot, session)
    assert window.foot.undo is not None
    assert window.foot.undo.isVisible()
    assert window.foot._left.text() == "Starred."
    window.foot.undo.click()
    rest(qtbot, session)
    assert library.reader().stars() == []
    assert not window.foot.undo.isVisible()
    window.work.topic.reading.setFocus()
    QTest.keyClick(
        window.work.topic.reading,
        Qt.Key.Key_Z,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    rest(qtbot, session)
    assert library.reader().stars() == [LEAF]
    QTest.keyClick(window.work.topic.reading, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, session)
    assert library.reader().stars() == []
    desk.say("Something else.")
    assert not window.foot.undo.isVisible()


def test_in_a_text_undo_is_the_texts_own(session: app.Session, qtbot: QtBot) -> None:
    window, desk, library = session.window, session.desk, held(session)
    desk.choose_topic(LEAF)
    rest(qtbot, session)
    window.work.topic.own.star.click()
    rest(qtbot, session)
    window.work.topic.turn_to_note()
    editor = window.work.topic.own.note.editor
    QTest.keyClicks(editor, "words")
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, session)
    assert editor.toPlainText() == ""
    assert library.reader().stars() == [LEAF]
    window.work.topic.own.note.flush()
    rest(qtbot, session)


def test_notes_of_all_editors_are_saved_before_the_window_closes(session: app.Session, qtbot: QtBot) -> None:
    work, desk = session.window.work, session.desk
    desk.choose_topic(LEAF)
    desk.choose_source("pmid:70000001")
    work.park()
    rest(qtbot, session)
    assert work._parking is not None
    QTest.keyClicks(work.topic.own.note.editor, "on the topic")
    QTest.keyClicks(work.abstract.note.editor, "on the article")
    QTest.keyClicks(work._parking.note.editor, "on nothing")
    path = session.home.library
    with qtbot.waitSignal(session.window.closed, timeout=15_000):
        session.window.close()
    again = Library(path)
    assert sorted(line.note.text for line in again.reader().all_notes()) == [
        *("on nothing", "on the article", "on the topic")
    ]
    again.close()
