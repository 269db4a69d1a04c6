"""A person's note on one thing: saved as it is typed, a moment after the last key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout

from her2ref.core.errors import KnownError
from her2ref.core.identity import NOTE_PRIVACY
from her2ref.core.progress import Progress
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.html import translate
from her2ref.gui.theme import font, px, themes
from her2ref.library.library import Library
from her2ref.library.personal import delete_note, save_note
from her2ref.library.rows import Note

WAIT_MS: Final = 700
"""From the last key to the saving."""
LINES: Final = 3


class Editor(QPlainTextEdit):
    """`left` says that the focus went elsewhere."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def sizeHint(self) -> QSize:
        lines = min(max(LINES, self.document().blockCount() + 1), 12)
        return QSize(px(200), self.fontMetrics().lineSpacing() * lines + px(14))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(100), self.sizeHint().height())


class NoteEditor(QFrame):
    """Writes one note at a time, in the order typed. `said` carries a sentence when it cannot be saved.

    A text is handed to the library at most once: `flush` before another target is shown, and before the end.
    """

    said = Signal(str)

    def __init__(self, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._library, self._jobs = library, jobs
        self._target = ""
        self._ids: dict[str, int] = {}
        self._waiting: dict[str, str] = {}
        self._saving = ""
        self._heading, self._state, self._privacy = QLabel(), QLabel(), QLabel()
        self._heading.setText(self.tr("MY NOTE"))
        self._heading.setObjectName("heading")
        self._state.setObjectName("quiet")
        self._privacy.setObjectName("quiet")
        self._privacy.setText(translate("Identity", NOTE_PRIVACY))
        self.editor = Editor()
        self.editor.setPlaceholderText(self.tr("Add a note"))
        self.editor.setAccessibleName(self.tr("My note"))
        self.editor.setAccessibleDescription(translate("Identity", NOTE_PRIVACY))
        self._rows = QVBoxLayout(self)
        self._rows.addWidget(self._heading)
        self._rows.addWidget(self.editor)
        under = QHBoxLayout()
        under.addWidget(self._privacy, 1)
        under.addWidget(self._state)
        self._rows.addLayout(under)
        self.setFocusProxy(self.editor)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.flush)
        self._filling = False
        self.editor.textChanged.connect(self._on_text)
        self.editor.left.connect(self.flush)
        themes().theme_changed.connect(self._dress)
        self._dress()

    @property
    def state(self) -> str:
        """What is said of the saving: empty, `Saved` and so on."""
        return self._state.text()

    def show_notes(self, target: str, notes: Sequence[Note]) -> None:
        """Shows the last note on `target` to be edited; several (made by the command line) are joined by it."""
        self.flush()
        self._target = target
        kept = notes[-1] if notes else None
        if kept is not None:
            self._ids[target] = kept.id
        elif target not in self._waiting and self._saving != target:
            self._ids.pop(target, None)
        text = self._waiting.get(target, kept.text if kept is not None else "")
        self._filling = True
        self.editor.setPlainText(text)
        self._filling = False
        self._state.setText("")
        self.editor.updateGeometry()

    def _on_text(self) -> None:
        self.editor.updateGeometry()
        if self._filling or not self._target:
            return
        self._waiting[self._target] = self.editor.toPlainText()
        self._say(self.tr("Not saved yet"))
        self._timer.start()

    def flush(self) -> None:
        """Saves now what was typed. Returns at once; a worker writes."""
        self._timer.stop()
        if not self._waiting or self._saving:
            return
        target, text = next(iter(self._waiting.items()))
        del self._waiting[target]
        self._saving = target
        library, note = self._library, self._ids.get(target)

        def work(_progress: Progress) -> Note | None:
            if text.strip():
                return save_note(library, target, text, note)
            if note is not None:
                delete_note(library, note)
            return None

        self._jobs.start(work, name="note", succeeded=self._on_saved, failed=self._on_failed)

    def _on_saved(self, note: Note | None) -> None:
        target, self._saving = self._saving, ""
        if note is not None:
            self._ids[target] = note.id
        else:
            self._ids.pop(target, None)
        if target == self._target and target not in self._waiting:
            self._say(self.tr("Saved"))
        self.flush()

    def _on_failed(self, error: BaseException) -> None:
        target, self._saving = self._saving, ""
        if target == self._target:
            self._say(self.tr("Not saved"))
            self._waiting.setdefault(target, self.editor.toPlainText())
        if not isinstance(error, KnownError):
            raise error
        self.said.emit(str(error))

    def _say(self, text: str) -> None:
        self._state.setText(text)
        self._state.setAccessibleName(text)

    def _dress(self) -> None:
        self._rows.setContentsMargins(0, px(8), 0, 0)
        self._rows.setSpacing(px(4))
        self._heading.setFont(font("small", bold=True))
        self.editor.setFont(font())
        for label in (self._state, self._privacy):
            label.setFont(font("small"))
        self.editor.updateGeometry()
