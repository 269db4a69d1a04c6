"""A library with a few invented records beside the small content, and what a pane is built from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from her2ref.core.article import Author, Notice, OtherAbstract, Section
from her2ref.core.paths import Home
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.theme import themes
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from tests.data import synthetic

HELD, MANY, RETRACTED, HOSTILE = 70000001, 70000030, 70000031, 70000032
"""A record that our content cites, one of a thousand authors, a retracted one, one that tries everything."""
NASTY = "<img src='file:///etc/passwd'><script>x</script>\u202e " + "w" * 20_000
T = TypeVar("T", bound=QWidget)


def records() -> list[str]:
    sections = [
        Section("Resistance to trastuzumab in tumours with a PIK3CA mutation.", "BACKGROUND", "BACKGROUND"),
        Section("An invented finding.", "RESULTS", "RESULTS"),
    ]
    return [
        synthetic.article_xml(HELD, title="An invented trial of PIK3CA mutation", abstract=sections),
        synthetic.article_xml(MANY, authors=[Author(f"Name{n}", "A", "A") for n in range(1000)]),
        synthetic.article_xml(RETRACTED, notices=[Notice("RetractionIn", 70000033, "J Ex. 2020;1:1")]),
        synthetic.article_xml(
            HOSTILE, title=NASTY, abstract=NASTY, other_abstracts=[OtherAbstract("fre", "", [Section(NASTY)])]
        ),
    ]


@pytest.fixture
def library(library_home: Home, tmp_path: Path) -> Iterator[Library]:
    made = Library(library_home.library)
    file = tmp_path / "records.xml"
    file.write_bytes(synthetic.article_set(records()))
    import_files(made, [file])
    yield made
    made.close()


@pytest.fixture
def desk(qapp: object, library: Library) -> Desk:
    themes().apply("light")
    made = Desk()
    library.subscribe(made.announce)
    return made


@pytest.fixture
def unexpected() -> list[BaseException]:
    return []


@pytest.fixture
def jobs(qtbot: QtBot, unexpected: list[BaseException]) -> Iterator[Jobs]:
    made = Jobs(unexpected.append)
    yield made
    qtbot.waitUntil(lambda: made.running == 0)
    assert made.stop()
    assert unexpected == []


def shown(qtbot: QtBot, pane: T, width: int = 640, height: int = 800) -> T:
    """The pane on the screen, at rest; closed after the test."""
    qtbot.addWidget(pane)
    pane.resize(width, height)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def rest(qtbot: QtBot, jobs: Jobs) -> None:
    """Waits until no work is under way and its answers were delivered."""
    qtbot.waitUntil(lambda: jobs.running == 0)
