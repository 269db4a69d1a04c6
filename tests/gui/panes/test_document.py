from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from her2ref.core.paths import Home
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.document import DocumentPane
from her2ref.gui.panes.topic import TopicPane
from her2ref.library import opening
from her2ref.library.library import Library
from tests.gui.panes.conftest import rest, shown

CORRECTION = """
[[correction]]
id = "one"
topic = "trial:bolero-3"
severity = "critical"
date = "2026-11-25"
version = "2026.11"
old = "Eight months."
new = "Ten months."
why = "The arms had been exchanged."
sources = ["pmid:70000001"]
"""


@pytest.fixture
def corrected(library: Library, library_home: Home, small_resources: Path) -> Library:
    """The library after an update that brought a correction."""
    (small_resources / "corrections.toml").write_text(CORRECTION, encoding="utf-8")
    opening.take_care(library_home, small_resources)
    return library


def test_a_page_of_the_help(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = shown(qtbot, DocumentPane(desk, library, jobs), 700, 600)
    desk.choose_topic("help:intended-use")
    rest(qtbot, jobs)
    assert pane.title == "Intended use"
    assert "no data of any patient" in pane.reading.toPlainText()
    pane.reading.followed.emit("help:evidence")
    rest(qtbot, jobs)
    assert (desk.topic, pane.title) == ("help:evidence", "Levels of evidence and direction")
    desk.back()
    rest(qtbot, jobs)
    assert pane.title == "Intended use"


def test_a_page_that_is_not_there_is_said(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    pane = shown(qtbot, DocumentPane(desk, library, jobs), 700, 600)
    desk.choose_topic("help:none")
    rest(qtbot, jobs)
    assert "no such page" in pane.reading.toPlainText()


def test_news_until_seen(qtbot: QtBot, desk: Desk, corrected: Library, jobs: Jobs) -> None:
    pane = shown(qtbot, DocumentPane(desk, corrected, jobs), 700, 600)
    desk.choose_topic("news:all")
    rest(qtbot, jobs)
    assert "Eight months." in pane.reading.toPlainText()
    pane.reading.followed.emit("seen:all")
    qtbot.waitUntil(lambda: corrected.reader().holdings().corrections == 0)
    rest(qtbot, jobs)
    assert "I have seen them all" not in pane.reading.toPlainText()
    assert "Eight months." in pane.reading.toPlainText(), "it stays on the list"


def test_the_topic_shows_it_until_seen(qtbot: QtBot, desk: Desk, corrected: Library, jobs: Jobs) -> None:
    pane = shown(qtbot, TopicPane(desk, corrected, jobs), 700, 800)
    desk.choose_topic("trial:bolero-3")
    rest(qtbot, jobs)
    assert "The arms had been exchanged." in pane.reading.toPlainText()
    pane.reading.followed.emit("seen:one")
    qtbot.waitUntil(lambda: corrected.reader().holdings().corrections == 0)
    rest(qtbot, jobs)
    assert "The arms had been exchanged." not in pane.reading.toPlainText()


def test_help_in_the_middle_leaves_the_topic_alone(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    pane = shown(qtbot, TopicPane(desk, library, jobs), 700, 800)
    desk.choose_topic("trial:bolero-3")
    rest(qtbot, jobs)
    desk.choose_topic("help:evidence")
    rest(qtbot, jobs)
    assert pane.title == "BOLERO-3"
