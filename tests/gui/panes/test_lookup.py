from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.changes import Changes
from her2ref.core.errors import IndexDamaged
from her2ref.gui.panes import asking
from her2ref.library.personal import remember_choice
from her2ref.library.read import Reader
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
    for _ in range(len(titles(session)) + 1):
        assert answers.popup.chosen is not None
        seen.append(answers.popup.chosen.text)
        QTest.keyClick(line, Qt.Key.Key_Down)
    assert seen == [*titles(session), titles(session)[0]], "from the last on to the first"
    QTest.keyClick(line, Qt.Key.Key_Escape)


def chosen(session: app.Session) -> str:
    row = session.window.bar.line.answers().popup.chosen
    return row.text if row is not None else ""


def test_the_last_row_is_one_key_away(session: app.Session, qtbot: QtBot) -> None:
    line = session.window.bar.line
    line.turn_to()
    QTest.keyClicks(line, "trastuzumab")
    qtbot.waitUntil(lambda: line.answers().isVisible() and len(titles(session)) > 1)
    first, last = titles(session)[0], titles(session)[-1]
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert chosen(session) == last
    for key, modifier, then in (
        (Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier, first),
        (Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier, last),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, first),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, last),
    ):
        QTest.keyClick(line, key, modifier)
        assert chosen(session) == then, (key, modifier)
    QTest.keyClick(line, Qt.Key.Key_Escape)


def test_home_and_end_belong_to_the_text_as_long_as_they_move_in_it(
    session: app.Session, qtbot: QtBot
) -> None:
    line = session.window.bar.line
    line.turn_to()
    QTest.keyClicks(line, "trastuzumab")
    qtbot.waitUntil(lambda: line.answers().isVisible() and len(titles(session)) > 1)
    first, last = titles(session)[0], titles(session)[-1]
    QTest.keyClick(line, Qt.Key.Key_Home)
    assert line.cursorPosition() == 0
    assert chosen(session) == first
    QTest.keyClick(line, Qt.Key.Key_End)
    assert line.cursorPosition() == len("trastuzumab")
    assert chosen(session) == first
    QTest.keyClick(line, Qt.Key.Key_End)
    assert chosen(session) == last
    QTest.keyClick(line, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert line.selectedText() == "trastuzumab"
    assert chosen(session) == last
    QTest.keyClick(line, Qt.Key.Key_Escape)


def test_a_key_that_is_held_stops_at_the_last_row(session: app.Session, qtbot: QtBot) -> None:
    line = session.window.bar.line
    line.turn_to()
    QTest.keyClicks(line, "trastuzumab")
    qtbot.waitUntil(lambda: line.answers().isVisible() and len(titles(session)) > 1)
    held = QKeyEvent(
        QKeyEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, "", autorep=True
    )
    for _ in range(len(titles(session)) + 3):
        line.keyPressEvent(held)
    assert chosen(session) == titles(session)[-1]
    QTest.keyClick(line, Qt.Key.Key_Escape)


def test_the_words_of_a_second_start_replace_those_of_the_first(session: app.Session, qtbot: QtBot) -> None:
    line = session.window.bar.line
    for words in ("xyzzyone", "plughtwo"):
        session.go(words)
        qtbot.waitUntil(lambda words=words: words in line.answers().popup.told.text())  # type: ignore[misc]
        assert line.text() == words
    rest(qtbot, session)
    session.go("pik3ca mutation")
    qtbot.waitUntil(lambda: session.desk.topic == "mechanism:pik3ca-mutation")
    assert line.text() == ""
    assert not line.answers().isVisible()
    rest(qtbot, session)


def test_a_second_start_opens_the_best_of_all_groups(session: app.Session, qtbot: QtBot) -> None:
    line = session.window.bar.line
    line.ask("pik3ca")
    qtbot.waitUntil(lambda: line.answers().isVisible() and len(titles(session)) > 1)
    assert line.answers().narrow(-1)
    assert "PIK3CA mutation" not in titles(session)
    session.go("pik3ca")
    qtbot.waitUntil(lambda: session.desk.topic == "mechanism:pik3ca-mutation")
    rest(qtbot, session)


def test_a_mended_index_is_searched_without_another_key(
    session: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, library, asked = session.window.bar.line, session.window.library, asking.ask
    assert library is not None
    is_damaged = [True]

    def ask(reader: Reader, text: str, *, finished: bool = False) -> asking.Answer:
        answer = asked(reader, text, finished=finished)
        if not is_damaged[0]:
            return answer
        damage = IndexDamaged("Damaged.")
        found = replace(answer.found, problems=(str(damage),))
        return answer._replace(found=found, damage=damage)

    def mend(_progress: object = None) -> Changes:
        is_damaged[0] = False
        changes = Changes.of("articles")
        session.window._announced.emit(changes)
        return changes

    monkeypatch.setattr(asking, "ask", ask)
    monkeypatch.setattr(library, "mend_index", mend)
    line.ask("pik3ca")
    qtbot.waitUntil(lambda: line.answers().isVisible())
    assert "Damaged." in line.answers().popup.problems.text()
    qtbot.waitUntil(lambda: line.answers().popup.problems.text() == "", timeout=5_000)
    assert line.answers().isVisible()
    rest(qtbot, session)


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
