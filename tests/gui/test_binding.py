"""Some releases of PySide6 drop references to None and True: after some thousand signals Python aborts."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

TIMES = 5_000
SLACK = 200
"""References that other code may take or give back meanwhile."""


class Sender(QObject):
    plain = Signal()
    told = Signal(object)
    flagged = Signal(bool)


class Hearer(QObject):
    heard = 0

    def hear(self, *_values: object) -> None:
        self.heard += 1


@pytest.mark.parametrize("value", [None, True])
def test_signals_and_void_calls_keep_the_references_of_constants(qtbot: QtBot, value: object) -> None:
    sender, hearer, widget = Sender(), Hearer(), QWidget()
    qtbot.addWidget(widget)
    for signal in (sender.plain, sender.told, sender.flagged):
        signal.connect(hearer.hear)
    before = sys.getrefcount(value)
    for _ in range(TIMES):
        sender.plain.emit()
        sender.told.emit(value)
        sender.flagged.emit(bool(value))
        widget.setEnabled(True)
        widget.update()
        widget.isEnabled()
    assert hearer.heard == 3 * TIMES
    assert abs(sys.getrefcount(value) - before) < SLACK
