"""The button beside the star: what one means to read, has read, and into which collections it belongs."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from her2ref.gui import deeds
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.collect import Collect
from her2ref.gui.jobs import Jobs
from her2ref.gui.undoing import perform
from her2ref.library.library import Library


class KeepButton(QToolButton):
    """Says the state of reading in words; its menu changes it. The new state is shown at once, a worker writes it."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._target = self._title = self._state = ""
        self.setObjectName("quiet")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self.later = self._row(menu, self.tr("Read later"), "L", lambda: self.turn("later"))
        self.read = self._row(menu, self.tr("Read"), "R", lambda: self.turn("read"))
        for action in (self.later, self.read):
            action.setCheckable(True)
        menu.addSeparator()
        self.collecting = self._row(menu, self.tr("Collections…"), "C", self.collect)
        self.setMenu(menu)
        self.show_state("", "", "")

    @staticmethod
    def _row(menu: QMenu, text: str, key: str, then: object) -> QAction:
        action = menu.addAction(f"{text}\t{key}")  # the key is told and pressed elsewhere: a list has it too
        action.triggered.connect(lambda _checked=False: then())  # type: ignore[operator]
        return action

    @property
    def state(self) -> str:
        return self._state

    def show_state(self, target: str, title: str, state: str) -> None:
        """What it is about ("12345", "drug:ID"), what that is called, and how far it is read ("", "later", "read")."""
        self._target, self._title, self._state = target, title, state
        words = {"later": self.tr("To read"), "read": self.tr("Read")}
        self.setText(f"{words.get(state, self.tr('Keep'))} ▾")
        self.setAccessibleName(words.get(state, self.tr("Keep: read later, read, collections")))
        self.setToolTip(self.tr("Read later (L), read (R), collections (C)"))
        self.later.setChecked(state == "later")
        self.read.setChecked(state == "read")
        self.setVisible(bool(target))

    def turn(self, state: str) -> None:
        """Sets a state of reading, or takes it off where it is set already."""
        target, title, before = self._target, self._title, self._state
        if not target:
            return
        state = "" if before == state else state
        self.show_state(target, title, state)

        def failed(error: BaseException) -> None:
            if self._target == target:
                self.show_state(target, title, before)
            self._desk.fail(error)

        deed = deeds.reading({target: before}, state)
        perform(self._desk, self._library, self._jobs, deed, failed=failed)

    def collect(self) -> None:
        if self._target:
            Collect(self.window(), self._desk, self._library, self._jobs, [self._target], self._title).open()
