"""Notes on the same thing that are older than the one being edited: to be read, copied, and taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from her2ref.gui.pages.html import clean
from her2ref.gui.theme import font, px, themes
from her2ref.library.rows import Note

SHOWN: Final = 2_000
"""Characters of an older note that are shown; the rest is read where it is edited."""


class Older(QLabel):
    """One of them; `wanted` carries its number: a double click, Enter or F2."""

    wanted = Signal(int)

    def __init__(self, note: Note) -> None:
        super().__init__(clean(note.text[:SHOWN]) + (" …" if len(note.text) > SHOWN else ""))
        self._note = note.id
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(self.tr("Double click or Enter to change it"))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.wanted.emit(self._note)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.wanted.emit(self._note)
        elif event.text().isalpha() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)


class OlderNotes(QFrame):
    """Each with the day of its last change, oldest first; hidden when there is none. `wanted` carries the number of
    one that is to be edited."""

    wanted = Signal(int)

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
        day, text = QLabel(note.changed[:10]), Older(note)
        day.setObjectName("quiet")
        text.wanted.connect(self.wanted)
        text.setAccessibleName(self.tr("Older note of %1").replace("%1", day.text()))
        text.setAccessibleDescription(text.text())
        return day, text

    def _dress(self) -> None:
        self._rows.setSpacing(px(4))
        for number, label in enumerate(self._labels):
            label.setFont(font("small") if number % 2 == 0 else font())
