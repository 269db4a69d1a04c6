from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.core.changes import Changes
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.models.tree import BELOW, COUNT, KEY, MARK, TONE
from her2ref.gui.panes.mechanism_tree import ROW, TALL, MechanismTree, TreeDelegate
from her2ref.gui.theme import font, px, themes
from her2ref.library.library import Library
from her2ref.library.outline import Link
from her2ref.library.read import Reader
from tests.gui.panes.conftest import rest, shown

LEAF, PARENT = "mechanism:pik3ca-mutation", "mechanism:pi3k-akt-mtor"


def make(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> MechanismTree:
    return shown(qtbot, MechanismTree(desk, library, jobs), 290, 600)


def test_the_tree_is_there_at_once(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = MechanismTree(desk, library, jobs)
    qtbot.addWidget(pane)
    rows = library.reader().tree()
    assert pane.model.keys == [row.key for row in rows]
    assert pane.heading.number == str(len(rows))
    tops = [pane.model.index(n, 0).data() for n in range(pane.model.rowCount())]
    assert tops == [row.name for row in rows if not row.parent]


def test_counts_come_later_and_are_right(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    pane.count()
    rest(qtbot, jobs)
    counts = library.reader().counts()
    assert counts[LEAF] > 0
    assert pane.model.index_of(LEAF).data(COUNT) == counts[LEAF]
    assert pane.model.index_of("mechanism:met-amplification").data(COUNT) == 0


def test_a_chosen_mechanism_is_opened_and_selected(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic(LEAF)
    assert pane.view.currentIndex() == pane.model.index_of(LEAF)
    assert pane.view.selectionModel().isSelected(pane.model.index_of(LEAF))
    assert pane.view.isExpanded(pane.model.index_of(PARENT))


def test_new_content_does_not_lead_away_from_a_page(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic(pane.model.keys[0])
    desk.choose_topic("privacy:here")
    desk.announce(Changes.of("content"))
    rest(qtbot, jobs)
    assert desk.topic == "privacy:here"


def test_a_drug_marks_its_mechanisms_in_words(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic("drug:lapatinib")
    marks = {key: pane.model.index_of(key).data(MARK) for key in pane.model.keys}
    assert marks[LEAF] == "no benefit"
    assert pane.model.index_of(LEAF).data(TONE) == "red"
    assert marks["mechanism:p95her2"] == "acts"
    assert pane.model.index_of(PARENT).data(BELOW) == 1
    assert not pane.view.selectionModel().hasSelection()
    assert "no benefit" in pane.model.index_of(LEAF).data(Qt.ItemDataRole.AccessibleTextRole)
    desk.choose_topic(LEAF)
    assert not any(pane.model.index_of(key).data(MARK) for key in pane.model.keys)


def test_a_trial_marks_what_it_bears_on(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic("trial:bolero-3")
    assert pane.model.index_of("mechanism:pten-loss").data(MARK)
    assert not pane.model.index_of("mechanism:p95her2").data(MARK)


def test_the_keyboard_chooses(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    pane.view.setFocus()
    assert desk.topic == ""
    tops = [row.key for row in library.reader().tree() if not row.parent]
    QTest.keyClick(pane.view, Qt.Key.Key_Down)
    assert desk.topic == tops[1]
    QTest.keyClick(pane.view, Qt.Key.Key_Up)
    assert desk.topic == tops[0]


def test_a_click_chooses(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic(LEAF)
    desk.choose_topic("drug:everolimus")
    index = pane.model.index_of(LEAF)
    QTest.mouseClick(
        pane.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        pane.view.visualRect(index).center(),
    )
    assert desk.topic == LEAF


def test_turning_to_the_tree_chooses_nothing(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic("drug:everolimus")
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert desk.topic == "drug:everolimus"


def test_new_content_is_shown(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    pane.model.clear()
    desk.announce(Changes.of("content"))
    assert pane.model.rowCount() == 6


def test_it_paints_in_both_themes(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic("drug:lapatinib")
    rest(qtbot, jobs)
    light = pane.grab().toImage()
    themes().apply("dark")
    dark = pane.grab().toImage()
    themes().apply("light")
    assert light != dark
    assert pane.view.indexAt(pane.view.visualRect(pane.model.index_of(LEAF)).center()) != QModelIndex()


@pytest.mark.parametrize(
    ("relation", "word"), [("no-interaction", "no difference by it"), ("stopped", "study stopped")]
)
def test_what_does_not_act_is_marked_in_words(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch,
    relation: str, word: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(Reader, "links", lambda _self: [Link(LEAF, "drug:trastuzumab", relation)])
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic("drug:trastuzumab")
    assert pane.model.index_of(LEAF).data(MARK) == word


def test_a_drug_with_several_relations_is_marked_with_all(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("resistance-to", "biomarker-for")
    monkeypatch.setattr(
        Reader, "links", lambda _self: [Link(LEAF, "drug:trastuzumab", name) for name in names]
    )
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic("drug:trastuzumab")
    assert pane.model.index_of(LEAF).data(MARK) == "predicts / defeats it"
    assert pane.model.index_of(LEAF).data(TONE) == ""


LONG = "Resistance specific to antibody–drug conjugates"


def test_a_long_top_class_has_two_lines(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    first, second = pane.model.index(0, 0), pane.model.index(1, 0)
    item = pane.model.itemFromIndex(first)
    item.setText(LONG)
    pane.model.show_counts({str(first.data(KEY)): 1234})
    delegate = pane.view.itemDelegate()
    assert isinstance(delegate, TreeDelegate)
    qtbot.waitUntil(lambda: pane.view.visualRect(first).height() == px(TALL))
    lines = delegate.lines(first)
    assert " ".join(lines) == LONG
    room = pane.view.width() - px(16 + 16 + 8 + 8) - QFontMetrics(font(bold=True)).horizontalAdvance("1,234")
    assert len(lines) == 2
    assert all(QFontMetrics(font(bold=True)).horizontalAdvance(line) <= room for line in lines)
    assert pane.view.visualRect(second).height() == px(ROW)
    assert pane.view.visualRect(second).top() == px(TALL)
    pane.resize(700, 600)
    qtbot.waitUntil(lambda: pane.view.visualRect(first).height() == px(ROW))
    assert delegate.lines(first) == [LONG]
    assert not pane.grab().isNull()


def test_a_narrower_mechanism_has_one_line(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    pane.model.itemFromIndex(pane.model.index_of(LEAF)).setText(LONG)
    desk.choose_topic(LEAF)
    assert pane.view.visualRect(pane.model.index_of(LEAF)).height() == px(ROW)
