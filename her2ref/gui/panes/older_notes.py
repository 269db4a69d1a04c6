"""Notes on the same thing that are older than the one being edited: to be read and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from her2ref.gui.theme import font, px, themes
from her2ref.library.rows import Note


class OlderNotes(QFrame):
    """Each with the day of its last change, oldest first; hidden when there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: tuple[Note, ...] = ()
        self._labels: list[QLabel] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        themes().theme_changed.connect(self._dress)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is shown, line by line: a day, a text, a day ..."""
        return [label.text() for label in self._labels]

    def show_notes(self, notes: Sequence[Note]) -> None:
        if tuple(notes) != self.notes:
            self.notes = tuple(notes)
            for label in self._labels:
                self._rows.removeWidget(label)
                label.deleteLater()
            self._labels = [label for note in notes for label in self._made(note)]
            for label in self._labels:
                self._rows.addWidget(label)
            self._dress()
        self.setVisible(bool(notes))

    def _made(self, note: Note) -> tuple[QLabel, QLabel]:
        day, text = QLabel(note.changed[:10]), QLabel(note.text)
        day.setObjectName("quiet")
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        text.setAccessibleName(self.tr("Older note of %1").replace("%1", day.text()))
        text.setAccessibleDescription(note.text)
        return day, text

    def _dress(self) -> None:
        self._rows.setSpacing(px(4))
        for number, label in enumerate(self._labels):
            label.setFont(font("small") if number % 2 == 0 else font())
