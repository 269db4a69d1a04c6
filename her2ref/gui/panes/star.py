"""The button that puts a star on what is read, and takes it off."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from her2ref.core.changes import Changes
from her2ref.core.errors import KnownError
from her2ref.core.progress import Progress
from her2ref.gui.jobs import Jobs
from her2ref.library.library import Library
from her2ref.library.personal import set_star


class StarButton(QPushButton):
    """Shows the new state at once and has a worker write it; `said` carries a sentence when that fails."""

    said = Signal(str)

    def __init__(self, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._library, self._jobs = library, jobs
        self._target, self._before = "", False
        self.setCheckable(True)
        self.clicked.connect(self._on_clicked)
        self.show_star("", on=False)

    def show_star(self, target: str, *, on: bool) -> None:
        """What the star hangs on ("12345"), and whether it is there; no button where there is nothing to star."""
        self._target = target
        self.setChecked(on)
        self.setText(self.tr("★ Starred") if on else self.tr("☆ Star"))
        self.setToolTip(self.tr("Take the star off (S)") if on else self.tr("Star this article (S)"))
        self.setAccessibleName(self.tr("Starred") if on else self.tr("Star"))
        self.setVisible(bool(target))

    def toggle(self) -> None:
        if self.isVisible():
            self.click()

    def _on_clicked(self, on: bool) -> None:
        library, target = self._library, self._target
        self._before = not on
        self.show_star(target, on=on)

        def work(_progress: Progress) -> Changes:
            return set_star(library, target, on)

        self._jobs.start(work, name="star", failed=self._on_failed)

    def _on_failed(self, error: BaseException) -> None:
        self.show_star(self._target, on=self._before)
        if not isinstance(error, KnownError):
            raise error
        self.said.emit(str(error))
