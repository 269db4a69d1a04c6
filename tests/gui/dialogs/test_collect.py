from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.collect import SHARE, Collect
from her2ref.gui.jobs import Jobs
from her2ref.gui.undoing import Undoing
from her2ref.library import collecting
from her2ref.library.library import Library
from tests.gui.panes.conftest import HELD, MANY, desk, jobs, library, rest, shown, unexpected

__all__ = ["desk", "jobs", "library", "unexpected"]


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> Iterator[Collect]:
    for name in ("Board", "Teaching"):
        collecting.make_collection(library, name)
    collecting.collect(library, library.reader().collections()[1].id, [str(HELD)], on=True)
    around = shown(qtbot, QWidget())
    made = Collect(around, desk, library, jobs, [str(HELD), str(MANY)], "2 articles")
    made.show()
    rest(qtbot, jobs)
    yield made
    rest(qtbot, jobs)


def rows(dialog: Collect) -> list[tuple[str, float | None]]:
    items = (dialog.view.item(n) for n in range(dialog.view.count()))
    return [(item.text(), item.data(SHARE)) for item in items]


def test_collections_with_what_is_in_them(dialog: Collect) -> None:
    assert rows(dialog) == [("Board", 0), ("Teaching", 0.5)]


def test_typing_finds_enter_puts_in_and_takes_out(
    dialog: Collect, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    QTest.keyClicks(dialog.line, "tea")
    assert rows(dialog) == [("Teaching", 0.5), ("New collection “tea”", None)]
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(dialog)[0] == ("Teaching", 1))
    number = library.reader().collections()[1].id
    assert sorted(library.reader().collected(number)) == sorted([str(HELD), str(MANY)])
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(dialog)[0] == ("Teaching", 0))
    rest(qtbot, jobs)


def test_a_new_name_makes_one_and_undo_takes_it_away(
    dialog: Collect, qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    undoing = Undoing(desk, library, jobs)
    QTest.keyClicks(dialog.line, "Brain")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ("Brain", 1) in rows(dialog))
    undoing.undo()
    qtbot.waitUntil(lambda: "Brain" not in [name for name, _ in rows(dialog)])
    assert [row.title for row in library.reader().trash()] == ["Brain"]
    rest(qtbot, jobs)


def test_arrows_move_along_the_list_while_the_line_keeps_the_keyboard(dialog: Collect) -> None:
    QTest.keyClick(dialog.line, Qt.Key.Key_Down)
    assert dialog.view.currentItem().text() == "Teaching"
    QTest.keyClick(dialog.line, Qt.Key.Key_Up)
    assert dialog.view.currentItem().text() == "Board"
