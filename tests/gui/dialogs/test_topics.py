from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.topics import Topics
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.abstract import AbstractPane
from her2ref.library.library import Library
from tests.gui.panes.conftest import HELD, desk, jobs, library, rest, shown, unexpected

__all__ = ["desk", "jobs", "library", "unexpected"]
LEAF, DRUG = "mechanism:pik3ca-mutation", "drug:trastuzumab"


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> AbstractPane:
    made = shown(qtbot, AbstractPane(desk, library, jobs), 440, 900)
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    return made


@pytest.fixture
def dialog(qtbot: QtBot, pane: AbstractPane, jobs: Jobs) -> Topics:
    pane.show_topics()
    rest(qtbot, jobs)
    made = pane.findChild(Topics)
    assert made is not None
    return made


def pick(dialog: Topics, key: str) -> None:
    place = [row.key for row in dialog.rows].index(key)
    dialog.view.setCurrentItem(dialog.view.topLevelItem(place))


def test_each_topic_says_why(dialog: Topics) -> None:
    why = {row.key: row.why for row in dialog.rows}
    assert why[LEAF] == "cited in her2ref"
    assert "trastuzumab" in why[DRUG]


def test_what_is_cited_cannot_be_taken_off(dialog: Topics) -> None:
    pick(dialog, LEAF)
    assert not dialog.off.isEnabled()
    assert dialog.confirm.isEnabled()


def test_taken_off_confirmed_and_forgotten(
    qtbot: QtBot,
    dialog: Topics,
    library: Library,
    jobs: Jobs,
) -> None:
    def keys() -> set[str]:
        return {tag.key for tag in library.reader().tags(HELD)}

    pick(dialog, DRUG)
    dialog.off.click()
    qtbot.waitUntil(lambda: DRUG not in keys())
    rest(qtbot, jobs)
    pick(dialog, DRUG)
    assert dialog.view.currentItem().font(0).strikeOut()
    dialog.confirm.click()
    qtbot.waitUntil(lambda: DRUG in keys())
    rest(qtbot, jobs)
    pick(dialog, DRUG)
    assert "by you" in dialog.view.currentItem().text(1)
    dialog.undo.click()
    qtbot.waitUntil(lambda: {tag.by for tag in library.reader().tags(HELD) if tag.key == DRUG} == {"terms"})
    rest(qtbot, jobs)


def test_a_topic_is_added_by_its_name(qtbot: QtBot, dialog: Topics, library: Library, jobs: Jobs) -> None:
    dialog.line.setText("lapatinib")
    dialog.add.click()
    qtbot.waitUntil(lambda: "drug:lapatinib" in {tag.key for tag in library.reader().tags(HELD)})
    rest(qtbot, jobs)
    assert "drug:lapatinib" in {row.key for row in dialog.rows}
    dialog.line.setText("no such thing")
    dialog.add.click()
    assert "No topic is called “no such thing”." in dialog._hint.text()


def test_what_is_not_held_has_no_topics(qtbot: QtBot, pane: AbstractPane, desk: Desk, jobs: Jobs) -> None:
    desk.choose_source("web:example-label")
    rest(qtbot, jobs)
    pane.show_topics()
    assert pane.findChild(Topics) is None
    assert not pane.topics.isVisible()
