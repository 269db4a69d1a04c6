"""Under a note that could not be saved: why, and two ways on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from her2ref.core.files import write_whole
from her2ref.core.progress import Progress
from her2ref.gui.jobs import Jobs
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

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs, self._text = jobs, ""
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
        self._text = text
        self._why.setText(why)
        self._why.setAccessibleName(why)
        self.retry.setVisible(bool(why))
        self.setVisible(bool(why))

    def show_long(self, why: str, text: str) -> None:
        """As `show_trouble` for a note that cannot be changed here: there is nothing to try again."""
        self.show_trouble(why, text)
        self.retry.hide()

    def _on_copy(self) -> None:
        path = ask_where(self, self.tr("Save a copy of the note"))
        if path is None:
            return
        text = self._text

        def work(_progress: Progress) -> str:
            write_whole(path, text.encode("utf-8", "replace"))
            return str(path)

        self._jobs.start(work, name="own", succeeded=self._on_copied, failed=self._on_failed)

    def _on_copied(self, path: str) -> None:
        self.said.emit(self.tr("A copy of the note is in %1.").replace("%1", path))

    def _on_failed(self, error: BaseException) -> None:
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
