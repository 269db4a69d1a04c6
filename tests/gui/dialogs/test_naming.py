from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from her2ref.core.errors import KnownError
from her2ref.gui.dialogs.naming import Naming
from tests.gui.panes.conftest import shown


def test_a_name_is_taken_once_and_can_be_mended(qtbot: QtBot, qapp: object) -> None:
    around = shown(qtbot, QWidget())
    dialog = Naming(around, "Save this search as", "pten loss", "Save")
    dialog.show()
    names: list[str] = []
    dialog.named.connect(names.append)
    dialog.line.clear()
    assert not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.line, "  PTEN  ")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert names == ["PTEN"]
    dialog.fail(KnownError("This name is taken.", next_step="Choose another."))
    assert dialog.isVisible()
    assert dialog.trouble.text().startswith("This name is taken.")
    QTest.keyClicks(dialog.line, " 2")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert names == ["PTEN", "PTEN   2"]
    dialog.accept()


def test_a_bug_is_not_told_as_a_sentence(qtbot: QtBot, qapp: object) -> None:
    around = shown(qtbot, QWidget())
    dialog = Naming(around, "Rename", "a", "Rename")
    with pytest.raises(ZeroDivisionError):
        dialog.fail(ZeroDivisionError())
    dialog.reject()
