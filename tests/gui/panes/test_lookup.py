from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.gui.panes.answers import HIT
from her2ref.library.rows import Hit
from tests.gui.conftest import rest


def titles(session: app.Session) -> list[str]:
    rows = session.window.bar.line.answers().list
    hits = [rows.item(n).data(HIT) for n in range(rows.count())]
    return [hit.title for hit in hits if isinstance(hit, Hit)]


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
        assert isinstance(answers.chosen, Hit)
        seen.append(answers.chosen.title)
        QTest.keyClick(line, Qt.Key.Key_Down)
    assert seen[: len(titles(session))] == titles(session)
    assert seen[-1] == titles(session)[-1]
    QTest.keyClick(line, Qt.Key.Key_Escape)


def test_nothing_found_says_what_to_try(session: app.Session, qtbot: QtBot) -> None:
    line = session.window.bar.line
    line.turn_to()
    QTest.keyClicks(line, "qqqqzzzz")
    qtbot.waitUntil(lambda: line.answers().isVisible())
    assert "qqqqzzzz" in line.answers().note.text()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert session.desk.topic == ""


@pytest.mark.parametrize(
    "typed", ['"', "((", "AND", "a:b", "*", "'; DROP TABLE article; --", "NEAR(", "\u202e"]
)
def test_nothing_that_is_typed_breaks_the_line(session: app.Session, qtbot: QtBot, typed: str) -> None:
    line = session.window.bar.line
    line.ask(typed)
    rest(qtbot, session)
    qtbot.waitUntil(lambda: not line._waiting)
