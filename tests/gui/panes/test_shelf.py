from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QVBoxLayout
from pytestqt.qtbot import QtBot

from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.naming import Naming
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.shelf import SHARE, Shelf
from her2ref.gui.theme import themes
from her2ref.gui.undoing import Undoing
from her2ref.library import collecting, saved
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.personal import set_reading, set_star
from tests.gui.panes.conftest import HELD, rest, shown


@pytest.fixture
def column(qtbot: QtBot, qapp: object) -> Iterator[QFrame]:
    yield shown(qtbot, QFrame(), 290, 800)
    themes().apply("light")


@pytest.fixture
def shelf(qtbot: QtBot, column: QFrame, desk: Desk, library: Library, jobs: Jobs) -> Iterator[Shelf]:
    board = collecting.make_collection(library, "Board")
    collecting.collect(library, board.id, [str(HELD), "drug:lapatinib"], on=True)
    saved.save_search(library, "PTEN", Listing(words="pten", sort="best"))
    set_star(library, "drug:lapatinib", on=True)
    set_reading(library, str(HELD), "later")
    save_note(library, "", "a question")
    made = Shelf(desk, library, jobs)
    rows = QVBoxLayout(column)
    rows.addStretch(1)
    rows.addWidget(made)
    made.read()
    rest(qtbot, jobs)
    yield made
    rest(qtbot, jobs)


def test_it_tells_what_the_person_has(shelf: Shelf) -> None:
    told = [row.accessibleName() for row in (shelf.starred, shelf.later, shelf.notes, *shelf.collections)]
    assert told == ["Starred: 1", "To read: 1", "My notes: 1", "Board: 2"]
    assert [row.name for row in shelf.searches] == ["PTEN"]


def test_each_row_opens_its_page(shelf: Shelf, desk: Desk) -> None:
    shelf.later.click()
    assert desk.listing == Listing(reading="later")
    shelf.collections[0].click()
    assert desk.listing == Listing(collection=shelf.collections[0].number)
    shelf.searches[0].click()
    assert desk.listing == Listing(words="pten", sort="best")
    shelf.notes.click()
    assert (desk.topic, desk.listing) == ("notes:all", None)


def test_renaming_and_throwing_away_by_keyboard(
    shelf: Shelf, qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    undoing = Undoing(desk, library, jobs)
    QTest.keyClick(shelf.collections[0], Qt.Key.Key_F2)
    dialog = shelf.window().findChild(Naming)
    assert dialog is not None
    assert dialog.line.text() == "Board"
    dialog.line.setText("Tumour board")
    dialog.ok.click()
    qtbot.waitUntil(lambda: [row.name for row in shelf.collections] == ["Tumour board"])
    QTest.keyClick(shelf.searches[0], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shelf.searches == [])
    undoing.undo()
    qtbot.waitUntil(lambda: [row.name for row in shelf.searches] == ["PTEN"])
    rest(qtbot, jobs)


def test_a_name_that_is_taken_is_asked_for_again(
    shelf: Shelf, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    collecting.make_collection(library, "Teaching")
    QTest.keyClick(shelf.collections[0], Qt.Key.Key_F2)
    dialog = shelf.window().findChild(Naming)
    assert dialog is not None
    dialog.line.setText("Teaching")
    dialog.ok.click()
    rest(qtbot, jobs)
    assert dialog.isVisible()
    assert dialog.trouble.text()
    dialog.reject()


@pytest.mark.parametrize(("height", "scale"), [(622, 1.0), (822, 1.0), (744, 2.0)])
def test_however_many_there_are_the_column_keeps_room_for_the_rest(
    shelf: Shelf, column: QFrame, qtbot: QtBot, library: Library, jobs: Jobs, height: int, scale: float
) -> None:
    for number in range(40):
        collecting.make_collection(library, f"Collection {number}")
    themes().apply("light", scale)
    column.resize(290, height)
    qtbot.waitUntil(lambda: len(shelf.collections) == 41 and jobs.running == 0)
    least = 0.42 if scale > 1 else SHARE  # a heading and a few rows of large text
    qtbot.waitUntil(lambda: 0 < shelf.height() <= round(height * least))
    shelf.collections[-1].setFocus()
    shelf.ensureWidgetVisible(shelf.collections[-1])
    assert shelf.verticalScrollBar().maximum() > 0


def test_hostile_names_are_shown_as_they_are(
    shelf: Shelf, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    name = "<b>x</b>&amp; \u202egnp.exe " + "w" * 80
    collecting.make_collection(library, name)
    qtbot.waitUntil(lambda: len(shelf.collections) == 2 and jobs.running == 0)
    row = next(row for row in shelf.collections if row.name.startswith("<b>"))
    assert row._label.textFormat() == Qt.TextFormat.PlainText
    assert "\u202e" not in row._label.text()
    assert "&lt;b&gt;" in row.toolTip()
