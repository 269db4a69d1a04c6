from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.thing import ChooseThing
from her2ref.gui.jobs import Jobs
from her2ref.library.library import Library
from tests.gui.panes.conftest import HELD, desk, jobs, library, rest, shown, unexpected

__all__ = ["desk", "jobs", "library", "unexpected"]


def test_a_thing_is_found_by_words_and_taken_with_enter(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    around = shown(qtbot, QWidget())
    dialog = ChooseThing(around, desk, library, jobs)
    dialog.show()
    QTest.keyClicks(dialog.line, "pten")
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert chosen.args == ["mechanism:pten-loss", "PTEN loss"]
    rest(qtbot, jobs)


def test_an_article_is_found_by_its_number(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    around = shown(qtbot, QWidget())
    dialog = ChooseThing(around, desk, library, jobs)
    dialog.show()
    QTest.keyClicks(dialog.line, str(HELD))
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    assert dialog.model.item(0).data(Qt.ItemDataRole.UserRole) == str(HELD)
    QTest.keyClick(dialog.line, Qt.Key.Key_Escape)
    rest(qtbot, jobs)
