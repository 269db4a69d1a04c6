"""The list of articles and what the person makes of it: rows, collections, saved searches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from her2ref.core.changes import Changes
from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.collect import Collect
from her2ref.gui.dialogs.naming import Naming
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.article_list import ListPane
from her2ref.gui.panes.article_row import under_line
from her2ref.gui.panes.narrowing import chips, chosen, cleared, turned
from her2ref.gui.undoing import Undoing
from her2ref.library import collecting
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.personal import set_reading
from tests.gui.panes.conftest import HELD, MANY, RETRACTED, rest, shown


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> Iterator[ListPane]:
    made = shown(qtbot, ListPane(desk, library, jobs))
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    yield made
    rest(qtbot, jobs)


def ids(pane: ListPane) -> list[int]:
    return list(pane.list.model().ids)


def test_l_and_r_mark_every_chosen_row(
    pane: ListPane, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    undoing = Undoing(desk, library, jobs)
    first, second = (str(number) for number in ids(pane)[:2])
    set_reading(library, first, "read")
    pane.list.setFocus()
    QTest.keyClick(pane.list, Qt.Key.Key_Home)
    QTest.keyClick(pane.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    rest(qtbot, jobs)
    QTest.keyClick(pane.list, Qt.Key.Key_L)
    rest(qtbot, jobs)
    reader = library.reader()
    assert sorted(reader.targets_in_state("later")) == sorted([first, second])
    undoing.undo()
    rest(qtbot, jobs)
    assert (reader.targets_in_state("later"), reader.targets_in_state("read")) == ([], [first])
    QTest.keyClick(pane.list, Qt.Key.Key_R)
    rest(qtbot, jobs)
    assert sorted(reader.targets_in_state("read")) == sorted([first, second])
    QTest.keyClick(pane.list, Qt.Key.Key_R)
    rest(qtbot, jobs)
    assert reader.targets_in_state("read") == []


def test_c_collects_the_chosen_rows(pane: ListPane, qtbot: QtBot, library: Library, jobs: Jobs) -> None:
    pane.list.setFocus()
    pane.list.selectAll()
    QTest.keyClick(pane.list, Qt.Key.Key_C)
    dialog = pane.window().findChild(Collect)
    assert dialog is not None
    QTest.keyClicks(dialog.line, "Board")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    rest(qtbot, jobs)
    board = library.reader().collections()[0]
    assert sorted(map(int, library.reader().collected(board.id))) == sorted(ids(pane))
    dialog.close()


def test_a_row_says_quietly_how_far_it_is_read(
    pane: ListPane, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    number = ids(pane)[0]
    set_reading(library, str(number), "later")
    rest(qtbot, jobs)
    row = pane.list.model().article_row(0)
    assert row is not None
    assert under_line(row).endswith("· to read")
    said = pane.list.model().index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.endswith("to read")


def test_what_is_to_be_read_is_a_list_with_topics_above_it(
    pane: ListPane, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    set_reading(library, str(HELD), "later")
    set_reading(library, "drug:lapatinib", "later")
    desk.choose_listing(Listing(reading="later"))
    qtbot.waitUntil(lambda: pane._also.isVisible())
    assert (pane.head.title.text(), ids(pane)) == ("To read", [HELD])
    assert 'href="topic:drug:lapatinib"' in pane._also.text()
    set_reading(library, str(HELD), "")
    qtbot.waitUntil(lambda: ids(pane) == [])
    rest(qtbot, jobs)


def test_what_is_not_here_yet_is_told_above_the_list(
    pane: ListPane, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    board = collecting.make_collection(library, "Board")
    collecting.collect(library, board.id, ["mechanism:pten-loss"], on=True)

    def change(sql: str, *targets: str) -> None:
        def work(connection: Connection) -> Changes:
            for target in targets:
                connection.exec_driver_sql(sql, (board.id, target))
            return Changes.of("collections")

        library.write(work)

    change("INSERT INTO collected VALUES (?, ?, '')", "99000001", "article:-99")
    desk.choose_listing(Listing(collection=board.id))
    qtbot.waitUntil(lambda: pane._also.isVisible())
    assert pane._also.text().endswith("</a> · 2 not here yet")
    change("DELETE FROM collected WHERE collection_id = ? AND target = ?", "99000001", "mechanism:pten-loss")
    qtbot.waitUntil(lambda: pane._also.text() == "1 not here yet")
    assert pane._also.isVisible()
    change("DELETE FROM collected WHERE collection_id = ? AND target = ?", "article:-99")
    qtbot.waitUntil(lambda: not pane._also.isVisible())
    rest(qtbot, jobs)


def test_a_collection_has_its_name_its_topics_and_a_menu(
    pane: ListPane, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    board = collecting.make_collection(library, "Board")
    collecting.collect(library, board.id, [str(HELD), str(MANY), "mechanism:pten-loss", "70000002"], on=True)
    desk.choose_listing(Listing(collection=board.id))
    qtbot.waitUntil(lambda: pane._also.isVisible())
    rest(qtbot, jobs)
    assert pane.head.title.text() == "Board"
    assert sorted(ids(pane)) == [HELD, MANY]
    assert "topic:mechanism:pten-loss" in pane._also.text()
    assert "topic:reference:pmid:70000002" in pane._also.text()
    assert pane.head.named.isVisible()
    pane.head.renaming.emit()
    dialog = pane.window().findChild(Naming)
    assert dialog is not None
    dialog.line.setText("Tumour board")
    dialog.ok.click()
    qtbot.waitUntil(lambda: pane.head.title.text() == "Tumour board")
    collecting.collect(library, board.id, [str(MANY)], on=False)
    qtbot.waitUntil(lambda: ids(pane) == [HELD])
    rest(qtbot, jobs)
    pane.head.throwing.emit()
    qtbot.waitUntil(lambda: desk.listing == Listing())
    assert library.reader().collections() == []
    rest(qtbot, jobs)


def test_a_search_is_saved_under_its_words_and_known_again(
    pane: ListPane, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    assert not pane.head.save.isVisible()
    listing = Listing(words="pik3ca mutation", sort="best", years=(2000, 9999))
    desk.choose_listing(listing)
    rest(qtbot, jobs)
    pane.head.save.click()
    dialog = pane.window().findChild(Naming)
    assert dialog is not None
    assert dialog.line.text() == "pik3ca mutation"
    dialog.ok.click()
    qtbot.waitUntil(lambda: pane.head.saved is not None)
    assert pane.head.title.text() == "pik3ca mutation"
    assert not pane.head.save.isVisible()
    assert pane.head.named.isVisible()
    desk.choose_listing(Listing(words="pik3ca", sort="best"))
    rest(qtbot, jobs)
    assert pane.head.saved is None
    assert pane.head.save.isVisible()
    found = library.reader().saved_searches()[0]
    assert found.listing == listing
    desk.choose_listing(found.listing)
    rest(qtbot, jobs)
    pane.head.throwing.emit()
    qtbot.waitUntil(lambda: pane.head.saved is None)
    assert [row.kind for row in library.reader().trash()] == ["search"]
    rest(qtbot, jobs)


@pytest.mark.parametrize("listing", [Listing(), Listing(starred=True)])
def test_a_list_that_was_not_searched_is_no_search(
    pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs, listing: Listing
) -> None:
    said: list[str] = []
    desk.said.connect(said.append)
    desk.choose_listing(listing)
    rest(qtbot, jobs)
    assert not pane.head.save.isVisible()
    pane.save_search()
    assert pane.window().findChildren(Naming) == []
    assert said == ["There is no search to save yet: type words over the list, or narrow it."]


def test_own_marks_narrow_as_chips(pane: ListPane, library: Library) -> None:
    listing = Listing(words="pten", reading="later", collection=7, noted=True)
    assert chosen(listing) == [("collection", "7"), ("reading", "later"), ("noted", "noted")]
    made = chips(listing, {"collection:7": "Board"})
    assert [chip.text for chip in made] == ["Board  ×", "To read  ×", "With a note  ×", "Clear all"]
    assert turned(listing, "collection", "7").collection == 0
    assert turned(listing, "reading", "later").reading == ""
    assert cleared(listing) == Listing(words="pten")
    assert chosen(Listing(collection=7)) == []


def test_articles_with_a_note_are_a_list(
    pane: ListPane, desk: Desk, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    desk.choose_listing(Listing(noted=True))
    rest(qtbot, jobs)
    assert "Press N" in pane._empty.text()
    save_note(library, str(RETRACTED), "words")
    qtbot.waitUntil(lambda: ids(pane) == [RETRACTED])
    assert pane.head.title.text() == "With a note"
    rest(qtbot, jobs)
