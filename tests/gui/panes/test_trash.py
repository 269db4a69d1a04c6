from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.trash import TrashPane
from her2ref.library import collecting, saved
from her2ref.library.library import Library
from her2ref.library.notes import save_note, throw_note
from tests.gui.panes.conftest import rest, shown


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> Iterator[TrashPane]:
    throw_note(library, save_note(library, "", "a question").id)
    collecting.throw_collection(library, collecting.make_collection(library, "Heap").id)
    saved.throw_search(library, saved.save_search(library, "pten", Listing(words="pten")).id)
    made = shown(qtbot, TrashPane(desk, library, jobs))
    desk.choose_topic("trash:all")
    rest(qtbot, jobs)
    yield made
    rest(qtbot, jobs)


def rows(pane: TrashPane) -> list[str]:
    return sorted(str(pane.model.index(n).data()) for n in range(pane.model.rowCount()))


def choose(pane: TrashPane, title: str) -> None:
    found = [n for n in range(pane.model.rowCount()) if pane.model.index(n).data() == title]
    pane.view.setCurrentIndex(pane.model.index(found[0]))


def answer(pane: TrashPane, role: QMessageBox.ButtonRole) -> None:
    box = pane.question
    assert box is not None
    next(button for button in box.buttons() if box.buttonRole(button) == role).click()


def test_everything_thrown_away_can_be_taken_back(
    pane: TrashPane, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    assert rows(pane) == ["Heap", "a question", "pten"]
    for title, button in (("Heap", True), ("pten", False), ("a question", True)):
        choose(pane, title)
        pane.view.setFocus()
        if button:
            pane.back.click()
        else:
            QTest.keyClick(pane.view, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda title=title: title not in rows(pane))  # type: ignore[misc]
    rest(qtbot, jobs)
    reader = library.reader()
    assert [note.text for note in reader.notes("")] == ["a question"]
    assert [row.name for row in reader.collections()] == ["Heap"]
    assert [row.name for row in reader.saved_searches()] == ["pten"]
    assert pane.count.text() == "The trash is empty."


def test_nothing_is_deleted_without_a_yes(
    pane: TrashPane, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    choose(pane, "a question")
    pane.delete.click()
    assert pane.question is not None
    assert "“a question”" in pane.question.text()
    default = pane.question.defaultButton()
    assert pane.question.standardButton(default) == QMessageBox.StandardButton.Cancel
    answer(pane, QMessageBox.ButtonRole.RejectRole)
    rest(qtbot, jobs)
    assert len(rows(pane)) == 3
    pane.delete.click()
    answer(pane, QMessageBox.ButtonRole.DestructiveRole)
    qtbot.waitUntil(lambda: rows(pane) == ["Heap", "pten"])
    pane.empty.click()
    answer(pane, QMessageBox.ButtonRole.DestructiveRole)
    qtbot.waitUntil(lambda: rows(pane) == [])
    assert library.reader().trash() == []
    rest(qtbot, jobs)
