"""The button that puts a star on what is read, and takes it off."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from her2ref.gui import deeds
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.undoing import perform
from her2ref.library.library import Library


class StarButton(QPushButton):
    """Shows the new state at once and has a worker write it; the desk hears when that fails."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._target = ""
        self.setCheckable(True)
        self.clicked.connect(self._on_clicked)
        self.show_star("", on=False)

    def show_star(self, target: str, *, on: bool) -> None:
        """What the star hangs on ("12345"), and whether it is there; no button where there is nothing to star."""
        self._target = target
        self.setChecked(on)
        self.setText(self.tr("★ Starred") if on else self.tr("☆ Star"))
        self.setToolTip(self.tr("Take the star off (S)") if on else self.tr("Put a star on it (S)"))
        self.setAccessibleName(self.tr("Starred") if on else self.tr("Star"))
        self.setVisible(bool(target))

    def toggle(self) -> None:
        if self.isVisible():
            self.click()

    def _on_clicked(self, on: bool) -> None:
        target = self._target
        self.show_star(target, on=on)

        def failed(error: BaseException) -> None:
            if self._target == target:
                self.show_star(target, on=not on)
            self._desk.fail(error)

        perform(self._desk, self._library, self._jobs, deeds.starring((target,), on=on), failed=failed)
