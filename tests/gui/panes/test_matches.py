from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.core.article import MeshHeading
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.abstract import AbstractPane
from her2ref.gui.theme import themes
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from tests.data import synthetic
from tests.gui.panes.conftest import rest, shown

INDEXED = 70000040


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs, tmp_path: Path) -> Iterator[AbstractPane]:
    file = tmp_path / "indexed.xml"
    others = [f"Heading {n}" for n in range(60)]
    headings = [MeshHeading(name) for name in (*others, "Signal Transduction", "Mice, Nude", "Female")]
    record = synthetic.article_xml(
        INDEXED, mesh=headings, abstract="On an example. " * 200, title="A female example"
    )
    file.write_bytes(synthetic.article_set([record]))
    import_files(library, [file])
    made = shown(qtbot, AbstractPane(desk, library, jobs), 440, 500)
    desk.choose_article(INDEXED)
    rest(qtbot, jobs)
    yield made
    made.flush()


def press(qtbot: QtBot, pane: AbstractPane, *, back: bool = False) -> None:
    pane.activateWindow()
    pane.reading.setFocus()
    qtbot.waitUntil(pane.reading.hasFocus)
    modifier = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(pane.reading, Qt.Key.Key_F3, modifier)


def test_the_line_says_what_matched_in_the_details_and_leaves_them_folded(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_words('"signal transduction"')
    rest(qtbot, jobs)
    assert pane.matches.isVisible()
    assert pane.matches.number.accessibleName() == "Matched in MeSH: Signal Transduction"
    assert themes().theme.highlight in pane.matches.number.text()
    assert "ISSN" not in pane.reading.toPlainText()
    themes().apply("dark")
    assert themes().theme.highlight in pane.matches.number.text()
    themes().apply("light")
    desk.choose_words("")
    rest(qtbot, jobs)
    assert not pane.matches.isVisible()


@pytest.mark.parametrize("back", [False, True])
def test_f3_opens_the_details_and_goes_to_what_matched(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs, back: bool
) -> None:
    desk.choose_words('"signal transduction"[mh]')
    rest(qtbot, jobs)
    press(qtbot, pane, back=back)
    assert "ISSN" in pane.reading.toPlainText()
    assert pane.matches.at == 0
    (place,) = pane.reading.extraSelections()
    assert place.cursor.selectedText() == "Signal Transduction"
    line = pane.reading.mapTo(pane._scroll.viewport(), pane.reading.cursorRect().center())
    assert pane._scroll.viewport().rect().contains(line), "it was scrolled to"
    assert "1 of 1 match" in pane.matches.number.accessibleName()
    assert "Matched in MeSH" in pane.matches.number.accessibleName()


def test_what_is_read_comes_before_what_is_folded(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_words("example mice")
    rest(qtbot, jobs)
    total = len(pane.reading.matches())
    assert pane.matches.number.accessibleName() == f"{total} matches · Matched in MeSH: Mice, Nude"
    for n in range(total):
        press(qtbot, pane)
        assert pane.matches.at == n
        assert "ISSN" not in pane.reading.toPlainText()
    press(qtbot, pane)
    assert "ISSN" in pane.reading.toPlainText()
    assert pane.matches.at == total
    (place,) = pane.reading.extraSelections()
    assert place.cursor.selectedText() == "Mice"
    pane.reading.followed.emit("show:details")
    assert "ISSN" not in pane.reading.toPlainText()


def test_details_stay_folded_where_the_page_shows_why(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_words("female")
    rest(qtbot, jobs)
    assert pane.matches.number.text() == "1 match"
    for _ in range(3):
        press(qtbot, pane)
        assert pane.matches.at == 0
    assert "ISSN" not in pane.reading.toPlainText()


def test_a_long_line_has_room_in_a_narrow_pane(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    pane.resize(300, 500)
    desk.choose_words('"signal transduction" mice english[la] "journal article"')
    rest(qtbot, jobs)
    line = pane.matches
    qtbot.waitUntil(lambda: line.number.height() >= line.number.heightForWidth(line.number.width()))
    assert line.width() <= pane.width() == 300
    assert line.after.mapTo(pane, line.after.rect().topRight()).x() <= 300
