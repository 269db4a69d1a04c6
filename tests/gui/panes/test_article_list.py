from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.article_list import ListPane
from her2ref.gui.panes.article_row import state_words, two_lines, under_line
from her2ref.gui.theme import font, themes
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.personal import set_star
from her2ref.library.rows import ArticleRow
from tests.data import synthetic
from tests.gui.panes.conftest import HELD, HOSTILE, MANY, RETRACTED, rest, shown


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> ListPane:
    return shown(qtbot, ListPane(desk, library, jobs))


def ids(pane: ListPane) -> list[int]:
    return list(pane.list.model().ids)


def test_everything_that_is_held(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    assert sorted(ids(pane)) == [HELD, MANY, RETRACTED, HOSTILE]
    assert pane._title.text() == "All articles"
    assert "4" in pane._count.text()
    assert not pane.grab().isNull()


def test_an_empty_list_says_what_to_do(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    for listing, words in (
        (Listing(starred=True), "Press S"),
        (Listing(words="nothingatall"), "Try fewer or shorter words"),
    ):
        desk.choose_listing(listing)
        rest(qtbot, jobs)
        assert pane._empty.isVisible()
        assert words in pane._empty.text()
        assert not pane.list.isVisible()


def test_what_is_starred_and_no_article_stands_above_the_list_as_links(
    pane: ListPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing(starred=True))
    rest(qtbot, jobs)
    assert not pane._also.isVisible()
    for target in ("drug:lapatinib", "70000002", str(HELD)):
        set_star(library, target, on=True)
    qtbot.waitUntil(lambda: ids(pane) == [HELD] and pane._also.isVisible())
    rest(qtbot, jobs)
    links = re.findall('href="([^"]+)">([^<]+)<', pane._also.text())
    assert {address for address, _ in links} == {"topic:drug:lapatinib", "topic:reference:pmid:70000002"}
    assert all("pmid" not in words for _, words in links), "a source is named as a reader knows it"
    pane._also.linkActivated.emit("topic:reference:pmid:70000002")
    assert desk.source == "pmid:70000002"
    pane._also.linkActivated.emit("topic:drug:lapatinib")
    assert desk.topic == "drug:lapatinib"
    desk.choose_listing(Listing())
    assert not pane._also.isVisible()
    rest(qtbot, jobs)


def test_moving_opens_and_s_stars(
    pane: ListPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    pane.list.setFocus()
    QTest.keyClick(pane.list, Qt.Key.Key_End)
    assert desk.article == ids(pane)[-1]
    QTest.keyClick(pane.list, Qt.Key.Key_Home)
    assert desk.article == ids(pane)[0]
    QTest.keyClick(pane.list, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: library.reader().stars() == [str(desk.article)])
    rest(qtbot, jobs)


def test_the_article_that_is_open_is_marked(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    desk.choose_article(RETRACTED)
    assert pane.list.model().id_at(pane.list.currentIndex().row()) == RETRACTED
    desk.choose_article(1)
    assert not pane.list.selectionModel().hasSelection()
    assert desk.article == 1


def test_the_list_is_read_again_after_an_import(
    pane: ListPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    file = tmp_path / "more.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(70000050)]))
    import_files(library, [file])
    qtbot.waitUntil(lambda: 70000050 in ids(pane))
    rest(qtbot, jobs)


def test_letters_do_not_read_the_whole_list(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    before = pane.list.currentIndex()
    QTest.keyClick(pane.list, Qt.Key.Key_A)
    assert pane.list.currentIndex() == before


def test_rows_grow_with_the_text(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    small = pane.list.rowHeight(0)
    themes().apply("light", 2.0)
    assert pane.list.rowHeight(0) == 2 * small
    themes().apply("light", 1.0)


def test_a_listing_chosen_before_the_pane_was_made_is_shown(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    desk.choose_listing(Listing(affected=True))
    made = shown(qtbot, ListPane(desk, library, jobs))
    rest(qtbot, jobs)
    assert ids(made) == [RETRACTED]


def test_words_that_were_looked_for_are_highlighted(
    pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    def highlighted() -> bool:
        image = pane.list.viewport().grab().toImage()
        line = [image.pixelColor(x, 12).name() for x in range(image.width())]
        return themes().theme.highlight in line

    desk.choose_listing(Listing(words="mutation"))
    rest(qtbot, jobs)
    assert highlighted()
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    assert not highlighted()


def row(**values: object) -> ArticleRow:
    given = {
        "id": 1, "title": "T", "authors": "A B", "journal": "J Ex", "year": 2020,
        "publication_types": ("Journal Article", "Review"), "states": (), "has_abstract": True,
        "starred": False, "noted": False,
    }  # fmt: skip
    return ArticleRow(**{**given, **values})  # type: ignore[arg-type]


def test_the_line_under_the_title(qapp: object) -> None:
    assert under_line(row()) == "A B · J Ex · 2020 · Review"
    assert under_line(row(has_abstract=False, noted=True)).endswith("no abstract · note")
    assert "\u202e" not in under_line(row(authors="\u202eA"))


def test_states_are_words(qapp: object) -> None:
    assert state_words(row(states=("corrected", "retracted"))) == [
        ("corrected", "amber"),
        ("retracted", "red"),
    ]
    assert state_words(row()) == []


def test_a_title_takes_two_lines_at_most(qapp: object) -> None:
    metrics = QFontMetrics(font(bold=True))
    assert two_lines("short", metrics, 300) == ["short"]
    text = " ".join(f"word{n}" for n in range(60))
    first, second = two_lines(text, metrics, 300)
    assert text.startswith(first)
    assert second.endswith("…")
    assert max(metrics.horizontalAdvance(line) for line in (first, second)) <= 300
    assert metrics.horizontalAdvance(f"{first} {text[len(first) :].split()[0]}") > 300
    assert len(two_lines("w" * 400, metrics, 300)) == 1
