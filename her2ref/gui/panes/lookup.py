"""The one line that finds anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.library.library import Library

if TYPE_CHECKING:
    from her2ref.gui.panes.answers import Answers

STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class LookupLine(QLineEdit):
    """Looks up as you type, off the GUI thread; the newest key wins. Enter opens, Tab narrows to a group, Esc gives the
    screen back: the focus, what was selected where it was, and the text of the line.

    `opened` says where something was opened: "middle" or "right".
    """

    resized = Signal()
    opened = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._jobs = desk, jobs
        self._library: Library | None = None
        self._remembers = True
        self._answers: Answers | None = None
        self._before: QWidget | None = None
        self._selected = (-1, 0)
        self._text = ""
        self._is_turning = False
        self.setPlaceholderText(self.tr("Look up a mechanism, drug, trial, gene or PMID"))
        self.setAccessibleName(self.tr("Look up"))
        self.setAccessibleDescription(self.tr("Type a few letters; Enter opens the first answer."))
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QAbstractButton):
            button.setAccessibleName(self.tr("Clear"))
        self.textEdited.connect(self._on_edited)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_moved)

    def use(self, library: Library, *, remembers: bool = True) -> None:
        """`remembers` says whether what is opened from here may be remembered."""
        self._library, self._remembers = library, remembers
        if self._answers is not None:
            self._answers.use(library, remembers=remembers)
        if self.text():
            self._on_edited(self.text())

    def turn_to(self) -> None:
        """Ctrl+K: takes the focus and remembers who had it; what was opened lately is there at once."""
        focus = self.window().focusWidget()
        if focus is not self:
            self._leave_from(focus)
        self._is_turning = True
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._is_turning = False
        self.selectAll()
        if not self.text().strip():
            self.answers().show_recent()

    def ask(self, text: str) -> None:
        """Types `text` for the reader."""
        self.turn_to()
        if text.strip():
            self.setText(text)
            self._on_edited(text)

    def open_best(self, text: str) -> None:
        """Opens the best answer to `text`; where there is none, it is typed, and the answers say so."""
        if text.strip():
            self.answers().ask(text, open_first=True)

    def forget(self) -> None:
        """Deletes what was remembered of what was opened from here."""
        self.answers().forget()

    def answers(self) -> Answers:
        if self._answers is None:
            from her2ref.gui.panes.answers import Answers

            self._answers = Answers(self, self._desk, self._jobs)
            self._answers.opened.connect(self._on_opened)
            self._answers.typed.connect(self.ask)
            if self._library is not None:
                self._answers.use(self._library, remembers=self._remembers)
        return self._answers

    def _leave_from(self, widget: QWidget | None) -> None:
        """Remembers what Esc gives back. A line of text forgets its selection when it loses the focus."""
        self._before, self._text = widget, self.text()
        self._selected = (-1, 0)
        if isinstance(widget, QLineEdit):
            self._selected = (widget.selectionStart(), len(widget.selectedText()))

    def _on_focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        """Who came with the mouse or with Tab also gets the focus back."""
        if now is self and old is not None and not self._is_turning and old.window() is self.window():
            self._leave_from(old)

    def _give_back(self) -> None:
        self._hide()
        self.setText(self._text)
        before = self._before
        if before is None or not isValid(before) or not before.isVisible():
            self.clearFocus()
            return
        before.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(before, QLineEdit) and self._selected[0] >= 0:
            before.setSelection(*self._selected)

    def _on_edited(self, text: str) -> None:
        if text.strip():
            self.answers().ask(text)
        elif self._answers is not None:
            self._answers.show_recent()

    def _on_opened(self, where: str) -> None:
        self._hide()
        self.clear()
        self.clearFocus()
        self.opened.emit(where)

    def _is_open(self) -> bool:
        return self._answers is not None and self._answers.isVisible()

    def _hide(self) -> None:
        if self._answers is not None:
            self._answers.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS and self._answers is not None and self._is_open():
            step = STEPS[key]  # a key that is held stops at the last row
            self._answers.move(step, around=abs(step) == 1 and not event.isAutoRepeat())
        elif self._answers is not None and self._is_open() and self._is_for_rows(event):
            self._answers.move_to_end(first=key == Qt.Key.Key_Home)
        elif key == Qt.Key.Key_Down and not self.text().strip():
            self.answers().show_recent()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._answers is not None and (self._answers.is_waiting or self._is_open()):
                self._answers.enter()
            elif self.text().strip():
                self._on_edited(self.text())
        elif key == Qt.Key.Key_Escape:
            self._give_back()
        else:
            super().keyPressEvent(event)

    def _is_for_rows(self, event: QKeyEvent) -> bool:
        """Home and End go to the first and last row where they have nothing to do in the text, and always with Ctrl."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key not in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return False
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            return True
        end = 0 if key == Qt.Key.Key_Home else len(self.text())
        is_there = self.cursorPosition() == end and not self.hasSelectedText()
        return modifiers == Qt.KeyboardModifier.NoModifier and is_there

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's names
        """Tab narrows the answers to a group; without answers it goes on."""
        if self._answers is not None and self._answers.narrow(1 if next else -1):
            return True
        return bool(super().focusNextPrevChild(next))

    def mousePressEvent(self, event: Any) -> None:
        super().mousePressEvent(event)
        if not self.text().strip() and not self._is_open():
            self.answers().show_recent()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.resized.emit()
        self._place_answers()

    def moveEvent(self, event: Any) -> None:
        super().moveEvent(event)
        self._place_answers()

    def _place_answers(self) -> None:
        if self._answers is not None:
            self._answers.place()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._hide()
