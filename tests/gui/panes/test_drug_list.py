from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages import mechanism
from her2ref.gui.pages.material import gather
from her2ref.gui.panes.drug_list import GROUP, KEY, LINE, RIGHT, TONE, DrugList
from her2ref.gui.theme import themes
from her2ref.library.library import Library
from her2ref.library.outline import Link
from her2ref.library.read import Reader
from tests.gui.panes.conftest import shown

BOTH = "mechanism:pik3ca-mutation"


def make(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> DrugList:
    return shown(qtbot, DrugList(desk, library, jobs), 290, 400)


def test_all_drugs_by_name(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    assert pane.names == sorted(pane.names)
    assert pane.heading.number == str(len(pane.names))


def test_drugs_of_a_mechanism_rise(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic(BOTH)
    assert pane.names[:2] == ["everolimus", "lapatinib"]
    first, second = pane.model.item(0), pane.model.item(1)
    assert (first.data(GROUP), first.data(RIGHT)) == ("acts", "mTOR inhibitor")
    assert (second.data(GROUP), second.data(RIGHT), second.data(TONE)) == (
        "related",
        "tried, no benefit",
        "red",
    )
    assert [bool(pane.model.item(n).data(LINE)) for n in range(3)] == [True, True, False]
    assert pane.heading.number == f"1 OF {len(pane.names)} ACT HERE"
    assert "acts here" in first.data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_class_counts_what_lies_below(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic("mechanism:downstream-signalling")
    assert pane.names[0] == "everolimus"


def test_the_order_stays_while_a_drug_is_read(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic(BOTH)
    before = pane.names
    desk.choose_topic("drug:trastuzumab")
    assert pane.names == before
    assert pane.view.currentIndex().data(KEY) == "drug:trastuzumab"
    desk.choose_topic("mechanism:met-amplification")
    assert pane.names == sorted(pane.names)
    assert not pane.view.selectionModel().hasSelection()


def test_drugs_of_a_trial(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic("trial:bolero-3")
    assert pane.names[:2] == ["everolimus", "trastuzumab"]
    assert "IN THIS TRIAL" in pane.heading.number


def test_keyboard_and_click_choose(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    pane.view.setFocus()
    assert desk.topic == ""
    QTest.keyClick(pane.view, Qt.Key.Key_Down)
    assert desk.topic == str(pane.model.item(1).data(KEY))
    place = pane.view.visualRect(pane.model.index(3, 0)).center()
    QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert desk.topic == str(pane.model.item(3).data(KEY))


def test_a_letter_searches_by_name(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    pane.view.setFocus()
    QTest.keyClick(pane.view, Qt.Key.Key_T)
    assert desk.topic == "drug:trastuzumab"


def test_turning_to_the_list_chooses_nothing(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic(BOTH)
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert desk.topic == BOTH
    assert not pane.grab().isNull()


def related(monkeypatch: pytest.MonkeyPatch, key: str, *relations: tuple[str, str]) -> None:
    links = [Link(key, f"drug:{drug}", relation) for drug, relation in relations]
    monkeypatch.setattr(Reader, "links", lambda _self: links)


def test_what_predicts_an_effect_does_not_act(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    related(monkeypatch, BOTH, ("trastuzumab", "biomarker-for"), ("lapatinib", "under-study"))
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic(BOTH)
    assert pane.names[:2] == ["lapatinib", "trastuzumab"]
    second = pane.model.item(1)
    assert (second.data(GROUP), second.data(RIGHT), second.data(TONE)) == ("related", "predicts effect", "")
    assert pane.heading.number == f"1 OF {len(pane.names)} ACT HERE"
    assert "acts here" not in second.data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize(
    ("relations", "group", "word"),
    [
        (("resistance-to", "biomarker-for"), "related", "predicts / loses effect"),
        (("resistance-to", "overcomes"), "acts", "overcomes / loses effect"),
        (("failed", "under-study"), "acts", "under study / no benefit"),
        (("biomarker-for", "overcomes"), "acts", "overcomes / predicts effect"),
        (("no-interaction",), "related", "no difference by it"),
        (("stopped",), "related", "study stopped"),
        (("failed", "stopped"), "related", "study stopped / no benefit"),
    ],
)
def test_a_drug_with_several_relations_shows_them(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch,
    relations: tuple[str, ...], group: str, word: str,
) -> None:  # fmt: skip
    related(monkeypatch, BOTH, *(("trastuzumab", relation) for relation in relations))
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic(BOTH)
    first = pane.model.item(0)
    assert (first.text(), first.data(GROUP), first.data(RIGHT)) == ("trastuzumab", group, word)
    assert first.data(TONE) == ""
    assert word in first.toolTip()
    assert word in first.data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize("key", [BOTH, "mechanism:p95her2", "mechanism:met-amplification"])
def test_list_and_page_count_the_same_drugs(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs, key: str
) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic(key)
    listed = {str(pane.model.item(n).data(KEY)) for n in range(pane.model.rowCount())
              if pane.model.item(n).data(GROUP) == "acts"}  # fmt: skip
    html = mechanism.overview(gather(library.reader(), key)).html
    block = html.partition("Drugs that act here")[2].partition('class="head"')[0]
    assert set(re.findall(r'href="topic:(drug:[^"]*)"', block)) == listed
    if key == BOTH:
        assert listed == {"drug:everolimus"}


def test_a_class_says_that_it_counts_what_lies_below(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    pane = make(qtbot, desk, library, jobs)
    desk.choose_topic("mechanism:downstream-signalling")
    assert pane.heading._long.endswith("ACT HERE OR BELOW")


def test_the_number_is_never_cut(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = DrugList(desk, library, jobs)
    pane.setStyleSheet(themes().sheet)
    heading = shown(qtbot, pane, 290, 400).heading
    desk.choose_topic("mechanism:downstream-signalling")
    for width in range(200, 320):
        pane.resize(width, 400)
        heading._row.activate()
        for label in (heading._name, heading._number):
            assert label.width() >= label.sizeHint().width(), width
    assert heading.number == "1 OF 5 ACT HERE OR BELOW"


def test_the_number_fits_when_it_was_told_before_the_pane_was_seen(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    pane = DrugList(desk, library, jobs)
    pane.setStyleSheet(themes().sheet)
    pane.resize(230, 400)
    pane.grab()
    desk.choose_topic("mechanism:downstream-signalling")
    shown(qtbot, pane, 230, 400)
    assert pane.heading.number == "1/5"
