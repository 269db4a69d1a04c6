from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from her2ref.gui.panes.note_text import LONGEST, MOST_LINES, RUN, Editor, can_be_written


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[Editor]:
    frame = QWidget()
    qtbot.addWidget(frame)
    rows, made = QVBoxLayout(frame), Editor()
    rows.addWidget(made)
    rows.addWidget(QPushButton("Next"))
    frame.show()
    yield made
    frame.close()


def test_what_would_bring_the_window_to_a_stop_cannot_be_written() -> None:
    assert can_be_written("word " * (LONGEST // 5))
    assert not can_be_written("word " * (LONGEST // 5) + "x")
    assert can_be_written(f"{'x' * RUN} {'x' * RUN}")
    assert not can_be_written("x" * (RUN + 1))


def test_too_much_that_is_pasted_is_refused_whole(editor: Editor, qtbot: QtBot) -> None:
    editor.setPlainText("kept")
    pasted = QMimeData()
    pasted.setText("x" * (RUN + 1))
    with qtbot.waitSignal(editor.refused):
        editor.insertFromMimeData(pasted)
    assert editor.toPlainText() == "kept"
    pasted.setText("put in ")
    editor.insertFromMimeData(pasted)
    assert editor.toPlainText() == "put in kept"


def test_it_grows_with_its_text_up_to_a_limit(editor: Editor) -> None:
    heights = []
    for lines in (1, 5, 9, 50, 90):
        editor.setPlainText("line\n" * lines)
        heights.append(editor.sizeHint().height())
    assert heights[0] < heights[1] < heights[2] < heights[3] == heights[4]
    assert heights[4] < editor.fontMetrics().lineSpacing() * (MOST_LINES + 3)


def test_esc_is_the_end_and_tab_leads_out(editor: Editor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.done):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert isinstance(editor.window().focusWidget(), QPushButton)
    assert editor.toPlainText() == ""


@pytest.mark.parametrize(
    ("reason", "left"),
    [(Qt.FocusReason.TabFocusReason, [1]), (Qt.FocusReason.PopupFocusReason, [])],
)
def test_its_own_menu_is_no_leaving(editor: Editor, reason: Qt.FocusReason, left: list[int]) -> None:
    heard: list[int] = []
    editor.left.connect(lambda: heard.append(1))
    QApplication.sendEvent(editor, QFocusEvent(QFocusEvent.Type.FocusOut, reason))
    assert heard == left
