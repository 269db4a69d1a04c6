from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.panes.list_head import ListHead, Understood, understand
from her2ref.gui.panes.query_line import PAUSE_MS, QueryLine, as_typed
from her2ref.library.library import Library
from tests.gui.panes.conftest import HELD, shown

WORDS = Listing(words="her2", sort="best")


@pytest.fixture
def head(qtbot: QtBot) -> ListHead:
    return shown(qtbot, ListHead(), 500, 200)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("trastuz", "trastuz*"),
        ("her2 trastuz", "her2 trastuz*"),
        ("T-DM1", "T-DM1*"),
        ("(pten OR pik3", "(pten OR pik3*"),
        ("her2 AND", "her2 AND"),
        ("her2 NOT", "her2 NOT"),
        ("he", "he"),
        ("her2 ", "her2 "),
        ("trastuz*", "trastuz*"),
        ('"breast canc', '"breast canc'),
        ('"breast cancer"', '"breast cancer"'),
        ("slamon[au", "slamon[au"),
        ("slamon[au]", "slamon[au]"),
        ("22865781", "22865781"),
        ("", ""),
    ],
)
def test_the_last_word_may_go_on(words: str, expected: str) -> None:
    assert as_typed(words) == expected


def test_the_line_waits_for_a_pause(qtbot: QtBot) -> None:
    line = shown(qtbot, QueryLine(), 300, 40)
    typed: list[str] = []
    entered: list[str] = []
    line.typed.connect(typed.append)
    line.entered.connect(entered.append)
    QTest.keyClicks(line, "her2")
    assert typed == []
    qtbot.wait(PAUSE_MS + 100)
    assert typed == ["her2"]
    QTest.keyClicks(line, " x")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert entered == ["her2 x"]
    qtbot.wait(PAUSE_MS + 100)
    assert typed == ["her2"], "Enter takes the place of the pause"


def test_names_of_lists(head: ListHead) -> None:
    for listing, name in (
        (Listing(), "All articles"),
        (Listing(types=("review",)), "All articles"),
        (Listing(starred=True), "Starred"),
        (Listing(affected=True), "Retracted or corrected"),
        (Listing(new=True), "New since the last import"),
        (Listing(words="x", starred=True), "Search of abstracts"),
    ):
        head.show_listing(listing)
        assert head.title.text() == head.title.accessibleName() == name


def test_the_query_as_understood_unfolds(head: ListHead, qtbot: QtBot) -> None:
    head.show_listing(WORDS)
    head.show_understood(Understood(told="her2 (also ERBB2)"))
    assert head.told.text() == head.told.whole == "Searched for: her2 (also ERBB2)"
    assert not head.more.isVisible()
    head.show_understood(Understood(told="many words AND " * 30))
    assert head.told.text().endswith("…")
    assert head.more.isVisible()
    height = head.sizeHint().height()
    head.more.click()
    assert head.told.text() == head.told.whole
    assert head.more.text() == "Less of the query"
    qtbot.waitUntil(lambda: head.told.height() > 40 and head.sizeHint().height() >= height)
    head.show_listing(Listing())
    assert not head.told.isVisible()
    assert not head.names.isVisible()


def test_problems_are_sentences_with_a_word(head: ListHead) -> None:
    head.show_listing(WORDS)
    head.show_understood(Understood(problems=("A bracket is not closed.", "<b>No</b> field.")))
    assert head.problems.text() == "Note: A bracket is not closed.\nNote: <b>No</b> field."
    assert head.problems.textFormat() == Qt.TextFormat.PlainText
    head.show_understood(Understood())
    assert not head.problems.isVisible()


def test_the_order_is_chosen(head: ListHead) -> None:
    wished: list[str] = []
    head.ordered.connect(wished.append)
    head.show_listing(WORDS)
    assert head.order.accessibleName() == "Order: Best match"
    actions = {action.data(): action for action in head.order.menu().actions()}
    actions["newest"].trigger()
    actions["date"].trigger()
    assert wished == ["newest", "date"]
    head.show_listing(Listing())
    assert head.order.accessibleName() == "Order: Publication date"
    assert not actions["best"].isEnabled()
    assert wished == ["newest", "date"], "what is shown is not taken for a wish"


def test_the_number_is_said(head: ListHead) -> None:
    for count, text in ((1, "1 article"), (1234, "1,234 articles"), (0, "0 articles")):
        head.show_count(count)
        assert head.count.text() == head.count.accessibleName() == text


def test_a_chip_says_that_it_takes_off(head: ListHead) -> None:
    head.show_listing(Listing(types=("randomised-trial",), topics=("drug:x",)))
    head.show_understood(Understood(names={"drug:x": "Xumab"}))
    made = head.chips.chips
    assert [c.text for c in made] == ["Randomised trial  ×", "Xumab  ×", "Clear all"]
    assert [c.said for c in made] == ["Take off: Randomised trial", "Take off: Xumab", ""]


def test_what_a_worker_learns_of_a_list(library: Library, qapp: object) -> None:
    listing = Listing(words="tumor NOT", like=HELD, topics=("drug:trastuzumab", "drug:none"))
    found = understand(library, listing, Progress())
    assert "tumor" in found.told
    assert found.problems
    assert found.names == {"drug:trastuzumab": "trastuzumab"}
    assert found.like == "An invented trial of PIK3CA mutation"
    assert understand(library, Listing(), Progress()) == Understood()
