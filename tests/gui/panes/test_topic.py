from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.core.display import PAGES
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.topic import TopicPane
from her2ref.gui.theme import themes
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from tests.data import synthetic
from tests.gui.panes.conftest import HELD, rest, shown

LEAF = "mechanism:pik3ca-mutation"


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> TopicPane:
    return shown(qtbot, TopicPane(desk, library, jobs), 660, 800)


def test_a_mechanism(pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    assert pane.title == "PIK3CA mutation"
    assert next(c.text for c in pane.chips.chips) == "PIK3CA"
    assert "An invented sentence about pik3ca-mutation." in pane.reading.toPlainText()
    assert "0.80 (0.70–0.90)" in pane.reading.toPlainText()
    assert len(pane.reading.page.plots) == 1
    assert "Downstream signalling" in pane._crumbs.text()
    assert [pane.tabs.tabText(n) for n in range(3)] == ["Overview", "Evidence 1", "Abstracts 1"]


@pytest.mark.parametrize(
    ("key", "title", "words"),
    [
        ("drug:trastuzumab-deruxtecan", "trastuzumab deruxtecan", "Enhertu"),
        ("trial:destiny-breast03", "DESTINY-Breast03", "NCT03529110"),
    ],
)
def test_a_drug_and_a_trial(
    pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs, key: str, title: str, words: str
) -> None:
    desk.choose_topic(key)
    rest(qtbot, jobs)
    assert pane.title == title
    assert words in pane.reading.toPlainText()


def test_the_path_leads_up(pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    pane._crumbs.linkActivated.emit("topic:mechanism:pi3k-akt-mtor")
    assert desk.topic == "mechanism:pi3k-akt-mtor"
    rest(qtbot, jobs)
    assert "Mechanisms in this class" in pane.reading.toPlainText()


def test_links_of_the_page_are_followed(pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    pane.reading.followed.emit("source:pmid:70000001")
    assert desk.source == "pmid:70000001"
    pane.reading.followed.emit("topic:drug:everolimus")
    assert desk.topic == "drug:everolimus"


def test_the_newest_choice_wins(pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    for key in ("mechanism:p95her2", "drug:lapatinib", LEAF):
        desk.choose_topic(key)
    rest(qtbot, jobs)
    assert pane.title == "PIK3CA mutation"


def test_tabs_and_pages_go_together(pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    desk.choose_page("evidence")
    assert pane.tabs.currentIndex() == 1
    assert pane.evidence.isVisible()
    assert "SUPPORTS" in pane.evidence.toPlainText().upper()
    pane.tabs.setFocus()
    QTest.keyClick(pane.tabs, Qt.Key.Key_Right)
    assert desk.page == "abstracts"
    rest(qtbot, jobs)
    assert pane.list.isVisible()
    assert list(pane.list.model().ids) == [HELD]
    desk.back()
    assert pane.tabs.currentIndex() == PAGES.index("evidence")


def test_ctrl_tab_turns_the_pages(pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    QTest.keyClick(pane, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert desk.page == "evidence"


def test_no_abstract_says_what_to_do(pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_topic("mechanism:met-amplification", "abstracts")
    rest(qtbot, jobs)
    assert not pane.list.isVisible()
    assert "Import PubMed files" in pane._note.text()
    assert pane._note.isVisible()


def test_an_import_brings_the_counts_up_to_date(
    pane: TopicPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    file = tmp_path / "more.xml"
    file.write_bytes(
        synthetic.article_set(
            [synthetic.article_xml(70000050, title="PIK3CA mutation in HER2-positive breast cancer")]
        )
    )
    import_files(library, [file])
    qtbot.waitUntil(lambda: pane.tabs.tabText(2) == "Abstracts 2")
    rest(qtbot, jobs)


def test_a_narrow_pane_stacks_its_tables_and_a_wide_one_keeps_its_lines_short(
    pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    wide = pane.reading.page.html
    pane.resize(380, 800)
    assert pane.reading.page.html != wide
    assert "0.80" in pane.reading.toPlainText()
    assert pane.reading.document().size().width() <= pane.reading.viewport().width()
    pane.resize(1800, 800)
    assert pane.reading.page.html == wide
    assert pane.reading.viewport().width() <= 900


def test_a_low_pane_says_the_chips_in_words(pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    pane.resize(660, 300)
    assert not pane.chips.isVisible()
    assert "Sources disagree" in pane.reading.toPlainText().split("\n")[0]
    pane.resize(660, 800)
    assert pane.chips.isVisible()
    assert "Sources disagree" not in pane.reading.toPlainText().split("\n")[0]


def test_the_theme_is_followed(pane: TopicPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_topic(LEAF)
    rest(qtbot, jobs)
    themes().apply("dark")
    assert themes().theme.quiet in pane._crumbs.text()
    assert themes().theme.accent in pane.reading.toHtml()
    themes().apply("light")


def test_a_topic_chosen_before_the_pane_was_made_is_shown(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    desk.choose_topic(LEAF, "evidence")
    made = shown(qtbot, TopicPane(desk, library, jobs))
    rest(qtbot, jobs)
    assert made.title == "PIK3CA mutation"
    assert made.evidence.isVisible()
