from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.library.personal import remember_choice
from tests.gui.conftest import rest


def titles(session: app.Session) -> list[str]:
    """What can be chosen, in order."""
    return [row.text for row in session.window.bar.line.answers().popup.rows() if row.does]


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("pik3", "mechanism:pik3ca-mutation"),
        ("p95", "mechanism:p95her2"),
        ("enhe", "drug:trastuzumab-deruxtecan"),
        ("t-dx", "drug:trastuzumab-deruxtecan"),
    ],
)
def test_four_letters_and_enter_open_the_topic(
    session: app.Session, qtbot: QtBot, typed: str, topic: str
) -> None:
    window = session.window
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window.bar.line
    QTest.keyClicks(window.bar.line, typed)
    QTest.keyClick(window.bar.line, Qt.Key.Key_Return)  # before the answer is there: it opens when it comes
    qtbot.waitUntil(lambda: session.desk.topic == topic)
    assert window.bar.line.text() == ""
    assert not window.bar.line.answers().isVisible()
    rest(qtbot, session)


def test_escape_gives_the_screen_back(session: app.Session, qtbot: QtBot) -> None:
    window = session.window
    window.tree.setFocus()
    before = window.focusWidget()
    window.bar.line.turn_to()
    QTest.keyClicks(window.bar.line, "trast")
    qtbot.waitUntil(lambda: window.bar.line.answers().isVisible())
    place = session.desk.place
    QTest.keyClick(window.bar.line, Qt.Key.Key_Escape)
    assert not window.bar.line.answers().isVisible()
    assert session.desk.place == place
    assert window.focusWidget() is before
    assert window.bar.line.text() == ""


def test_arrows_pass_over_headings(session: app.Session, qtbot: QtBot) -> None:
    line = session.window.bar.line
    line.turn_to()
    QTest.keyClicks(line, "trastuzumab")
    qtbot.waitUntil(lambda: line.answers().isVisible() and len(titles(session)) > 1)
    answers = line.answers()
    seen = []
    for _ in range(len(titles(session)) + 2):
        assert answers.popup.chosen is not None
        seen.append(answers.popup.chosen.text)
        QTest.keyClick(line, Qt.Key.Key_Down)
    assert seen[: len(titles(session))] == titles(session)
    assert seen[-1] == titles(session)[-1]
    QTest.keyClick(line, Qt.Key.Key_Escape)


def test_nothing_found_says_what_to_try(session: app.Session, qtbot: QtBot) -> None:
    line = session.window.bar.line
    line.turn_to()
    QTest.keyClicks(line, "qqqqzzzz")
    qtbot.waitUntil(lambda: line.answers().isVisible())
    assert "qqqqzzzz" in line.answers().popup.told.text()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert session.desk.topic == ""
    rest(qtbot, session)


@pytest.mark.parametrize(
    "typed", ['"', "((", "AND", "a:b", "*", "'; DROP TABLE article; --", "NEAR(", "\u202e"]
)
def test_nothing_that_is_typed_breaks_the_line(session: app.Session, qtbot: QtBot, typed: str) -> None:
    line = session.window.bar.line
    line.ask(typed)
    rest(qtbot, session)
    qtbot.waitUntil(lambda: not line.answers().is_waiting)


def test_tab_goes_on_where_there_are_no_answers(session: app.Session) -> None:
    window = session.window
    window.bar.line.setFocus()
    QTest.keyClick(window.bar.line, Qt.Key.Key_Tab)
    assert window.focusWidget() is not window.bar.line


def test_escape_gives_back_the_text_that_stood_there(session: app.Session, qtbot: QtBot) -> None:
    window = session.window
    window.bar.line.setText("left over")
    window.tree.setFocus()
    window.bar.line.turn_to()
    QTest.keyClicks(window.bar.line, "trast")
    qtbot.waitUntil(lambda: window.bar.line.answers().isVisible())
    QTest.keyClick(window.bar.line, Qt.Key.Key_Escape)
    assert window.bar.line.text() == "left over"
    rest(qtbot, session)


def test_the_keyboard_goes_on_where_it_was_opened(session: app.Session, qtbot: QtBot) -> None:
    window = session.window
    window.bar.line.turn_to()
    QTest.keyClicks(window.bar.line, "pik3")
    QTest.keyClick(window.bar.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.desk.topic == "mechanism:pik3ca-mutation")
    assert window.focusWidget() is window.work.topic.reading
    rest(qtbot, session)


def test_an_emptied_line_shows_what_was_opened_lately(session: app.Session, qtbot: QtBot) -> None:
    line, library = session.window.bar.line, session.window.library
    assert library is not None
    remember_choice(library, "drug:trastuzumab")
    line.turn_to()
    QTest.keyClicks(line, "p")
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    rest(qtbot, session)
    qtbot.waitUntil(lambda: titles(session) == ["trastuzumab", "Forget these"])
    QTest.keyClick(line, Qt.Key.Key_Escape)


def test_what_may_not_be_remembered_is_forgotten_at_once(session: app.Session, qtbot: QtBot) -> None:
    library = session.window.library
    assert library is not None
    remember_choice(library, "drug:trastuzumab")
    session.window.remember_choices(on=False)
    qtbot.waitUntil(lambda: library.reader().choices() == {})
    assert session.settings.get("remember_choices") is False
    session.window.bar.line.turn_to()
    rest(qtbot, session)
    assert not session.window.bar.line.answers().isVisible()
