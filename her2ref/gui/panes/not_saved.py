"""Under a note that could not be saved: why, and two ways on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from her2ref.core.errors import RefusedFile
from her2ref.core.files import write_whole
from her2ref.core.outputs import place_for
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.note_text import can_be_written
from her2ref.gui.panes.note_view import SHOWN
from her2ref.gui.theme import font, px

NAME = "note.md"


def ask_where(parent: QWidget, title: str) -> Path | None:
    """Where a copy of a note shall go; None when the person thinks better of it."""
    name, _ = QFileDialog.getSaveFileName(parent, title, NAME, "Markdown (*.md);;Text (*.txt)")
    return Path(name) if name else None


class NotSaved(QFrame):
    """`again` asks for another try; `said` carries what became of the copy. Hidden while there is no trouble."""

    again = Signal()
    said = Signal(str)

    def __init__(self, jobs: Jobs, home: Home | None = None) -> None:
        super().__init__()
        self._jobs, self._home, self._text, self._refused = jobs, home, "", ""
        self._why = QLabel()
        self._why.setObjectName("red")
        self._why.setWordWrap(True)
        self.copy = QPushButton(self.tr("Save a copy as…"))
        self.retry = QPushButton(self.tr("Try again"))
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(self._why)
        buttons = QHBoxLayout()
        for button in (self.copy, self.retry):
            buttons.addWidget(button)
        buttons.addStretch()
        self._rows.addLayout(buttons)
        self.copy.clicked.connect(self._on_copy)
        self.retry.clicked.connect(self.again)
        self.hide()

    def show_trouble(self, why: str, text: str) -> None:
        """Why the note is not saved, and what it says; nothing of either when all is well."""
        self._text, self._refused = text, ""
        self.copy.show()
        self._why.setText(why)
        self._why.setAccessibleName(why)
        self.retry.setVisible(bool(why))
        self.setVisible(bool(why))

    def show_long(self, text: str, refused: str = "") -> bool:
        """As `show_trouble` for a note that is too long to be shown or changed whole; False for any other. There is
        nothing to try again, and no copy leaves the library where `refused` says who decided that."""
        if not can_be_written(text):
            why = self.tr("The first %1 of %2 characters. The note is too long to be changed here.")
        elif len(text) > SHOWN:
            why = self.tr("The first %1 of %2 characters.")
        else:
            return False
        why = why.replace("%1", f"{min(SHOWN, len(text)):,}").replace("%2", f"{len(text):,}")
        self.show_trouble(f"{why} {refused}".rstrip(), text)
        self._refused = refused
        self.copy.setHidden(bool(refused))
        self.retry.hide()
        return True

    def _on_copy(self) -> None:
        if self._refused:
            self.said.emit(self._refused)
            return
        path = ask_where(self, self.tr("Save a copy of the note"))
        if path is None:
            return
        text, home = self._text, self._home

        def work(_progress: Progress) -> str:
            write_whole(place_for(path, home), text.encode("utf-8", "replace"))
            return str(path)

        self._jobs.start(work, name="own", succeeded=self._on_copied, failed=self._on_failed)

    def _on_copied(self, path: str) -> None:
        self.said.emit(self.tr("A copy of the note is in %1.").replace("%1", path))

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, RefusedFile):
            self.said.emit(str(error))
            return
        if not isinstance(error, OSError):
            raise error
        self.said.emit(
            self.tr("The copy could not be written: %1. Nothing was lost. Choose another folder.").replace(
                "%1", error.strerror or str(error)
            )
        )

    def dress(self) -> None:
        self._rows.setSpacing(px(4))
        self._why.setFont(font("small"))
        for button in (self.copy, self.retry):
            button.setFont(font("small"))
