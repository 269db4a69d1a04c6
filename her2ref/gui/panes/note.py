"""A person's note on one thing: saved as it is typed, a moment after the last key."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QElapsedTimer, QSize, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout

from her2ref.core.errors import KnownError, UnknownId
from her2ref.core.identity import NOTE_PRIVACY
from her2ref.core.progress import Progress
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.html import translate
from her2ref.gui.panes.drafts import Draft, Drafts
from her2ref.gui.panes.older_notes import OlderNotes
from her2ref.gui.theme import font, px, themes
from her2ref.library.library import Library
from her2ref.library.personal import delete_note, save_note
from her2ref.library.rows import Note

WAIT_MS: Final = 700
"""From the last key to the saving."""
LONGEST_MS: Final = 3_000
"""Who types on without a pause is saved after this and the wait."""
DRAFT_MS: Final = 300
"""From the first key to the draft."""
DRAFTS_MS: Final = 1_000
"""Between drafts, while the typing goes on."""
LINES: Final = 3
MOST_LINES: Final = 12


class Editor(QPlainTextEdit):
    """`left` says that the focus went elsewhere."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size)

    def _on_size(self, *_: object) -> None:
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def sizeHint(self) -> QSize:
        """As many lines as the text takes as it is wrapped, and one to write on; this layout counts in lines."""
        lines = min(max(LINES, round(self.document().size().height()) + 1), MOST_LINES)
        return QSize(px(200), self.fontMetrics().lineSpacing() * lines + px(14))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(100), self.sizeHint().height())


class Pen:
    """Puts texts on the disk one after another, whichever thread asks; of two texts for one target the newer wins.
    Until a text is in the library it is kept as a draft.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self.drafts = Drafts(library.path.parent / "drafts")
        self._drafting = threading.Lock()
        self._writing, self._state = threading.Lock(), threading.Lock()
        self._texts: dict[str, str] = {}
        self._ids: dict[str, int] = {}
        self._at = ""
        self._waiting = 0

    @property
    def will_write(self) -> bool:
        """Whether someone waits for a turn, and will take everything that was put until now."""
        with self._state:
            return self._waiting > 0

    def put(self, target: str, text: str) -> None:
        with self._state:
            self._texts[target] = text

    def know(self, target: str, note: Note | None) -> None:
        """Which note on `target` is to be changed; None for a new one. Not while a text for it is on its way."""
        with self._state:
            if target in self._texts or target == self._at:
                return
            self._ids.pop(target, None)
            if note is not None:
                self._ids[target] = note.id

    def write(self, _progress: Progress | None = None) -> list[tuple[str, str]]:
        """Writes everything that waits; returns targets and texts. What cannot be written waits on."""
        done: list[tuple[str, str]] = []
        self.keep_drafts()
        with self._state:
            self._waiting += 1
        with self._writing:
            with self._state:
                self._waiting -= 1
            while True:
                with self._state:
                    if not self._texts:
                        return done
                    target, text = next(iter(self._texts.items()))
                    del self._texts[target]
                    self._at, note = target, self._ids.get(target)
                try:
                    saved = self._save(target, text, note)
                except BaseException:
                    with self._state:
                        self._texts.setdefault(target, text)
                        self._at = ""
                    raise
                with self._state:
                    self._at = ""
                    self._ids.pop(target, None)
                    if saved is not None:
                        self._ids[target] = saved.id
                self._drop_draft(target)
                done.append((target, text))

    def keep_drafts(self, _progress: Progress | None = None) -> None:
        """Does not wait for a text that is being written: the library may be held for long."""
        with self._drafting:
            with self._state:
                texts = {target: Draft(text, self._ids.get(target)) for target, text in self._texts.items()}
            for target, draft in texts.items():
                self.drafts.keep(target, draft)

    def _drop_draft(self, target: str) -> None:
        """Unless newer words for the same target wait already: the draft is theirs."""
        with self._drafting:
            with self._state:
                newer = target in self._texts
            if not newer:
                self.drafts.drop(target)

    def _save(self, target: str, text: str, note: int | None) -> Note | None:
        if text.strip():
            try:
                return save_note(self._library, target, text, note)
            except UnknownId:
                if note is None:
                    raise
                return save_note(self._library, target, text)  # it was deleted elsewhere meanwhile
        if note is not None:
            delete_note(self._library, note)
        return None


class NoteEditor(QFrame):
    """One note at a time. `said` carries a sentence when it cannot be saved; `settled` goes out when everything
    typed is on the disk: notes read before that would be old. `flush` before another target is shown and at the end.
    """

    said = Signal(str)
    settled = Signal()

    def __init__(self, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._jobs, self._pen = jobs, Pen(library)
        self._target = ""
        self._typed: dict[str, str] = {}
        self._writers = 0
        self.trouble = ""
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
        self.older = OlderNotes()
        self._rows.addWidget(self._heading)
        self._rows.addWidget(self.older)
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
        self._since = QElapsedTimer()
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.timeout.connect(self._draft)
        self._drafts_began = False
        self._filling = False
        self.editor.textChanged.connect(self._on_text)
        self.editor.left.connect(self._on_left)
        themes().theme_changed.connect(self._dress)
        self._dress()

    @property
    def state(self) -> str:
        """What is said of the saving: empty, `Saved` and so on."""
        return self._state.text()

    @property
    def busy(self) -> bool:
        """Whether something typed is still on its way to the disk."""
        return self._writers > 0

    @property
    def unsaved(self) -> dict[str, str]:
        """What was typed and is not in the library, by target; `trouble` says why when it could not be saved."""
        return dict(self._typed)

    @property
    def drafted(self) -> bool:
        """Whether everything that is not in the library is in a draft."""
        drafts = {target: self._pen.drafts.of(target) for target in self._typed}
        return all(draft and draft.text == self._typed[target] for target, draft in drafts.items())

    def show_notes(self, target: str, notes: Sequence[Note]) -> None:
        """Shows the newest note on `target` to be edited, or what was typed there and is not on the disk yet; the
        older ones above it."""
        self.flush()
        self._target = target
        kept = notes[-1] if notes else None
        draft = self._pen.drafts.of(target) if target and target not in self._typed else None
        if draft is not None and kept is not None and draft.text == kept.text:
            self._pen.drafts.drop(target)
        elif draft is not None:
            kept = next((note for note in notes if note.id == draft.note), None)
            self._typed[target] = draft.text
        self._pen.know(target, kept)
        self.older.show_notes([note for note in notes if note is not kept])
        self._filling = True
        self.editor.setPlainText(self._typed.get(target, kept.text if kept is not None else ""))
        self._filling = False
        self._say(self.tr("Not saved") if target in self._typed and not self.busy else "")
        self.editor.updateGeometry()
        if draft is not None and target in self._typed:
            self._pen.put(target, draft.text)
            self.said.emit(self.tr("Words that were not saved last time are in the note again."))
            self.flush()

    def _on_text(self) -> None:
        self.editor.updateGeometry()
        if self._filling or not self._target:
            return
        text = self._typed[self._target] = self.editor.toPlainText()
        self._pen.put(self._target, text)
        self._say(self.tr("Not saved yet"))
        if not self._timer.isActive():
            self._since.start()
        if self._since.elapsed() < LONGEST_MS:
            self._timer.start()
        if not self._draft_timer.isActive():
            self._draft_timer.start(DRAFTS_MS if self._drafts_began else DRAFT_MS)

    def _draft(self) -> None:
        """Whatever happens to the window, what was typed up to a moment ago is on the disk."""
        self._drafts_began = True
        self._jobs.start(self._pen.keep_drafts, name="draft")

    def flush(self) -> None:
        """Has everything that was typed saved. Returns at once; a worker writes."""
        self._timer.stop()
        self._draft_timer.stop()
        self._drafts_began = False
        if self._typed and self._pen.will_write:  # a library held for long must not take every thread
            self._draft()
        elif self._typed:
            if not self.busy:
                self.trouble = ""
            self._writers += 1
            self._jobs.start(
                self._pen.write,
                name="note",
                succeeded=self._on_saved,
                failed=self._on_failed,
                finished=self._on_finished,
            )

    def _on_saved(self, written: list[tuple[str, str]]) -> None:
        for target, text in written:
            if self._typed.get(target) == text:
                del self._typed[target]
                if target == self._target:
                    self._say(self.tr("Saved"))
                    self._take_older()

    def _on_left(self) -> None:
        self.flush()
        self._take_older()

    def _take_older(self) -> None:
        """After the newest note was deleted the next older one can be edited; not while the hand is in the editor:
        what is typed after clearing it is a new note."""
        emptied = not self._typed and not self.editor.toPlainText().strip()
        if emptied and self.older.notes and not self.editor.hasFocus():
            self.show_notes(self._target, self.older.notes)

    def _on_failed(self, error: BaseException) -> None:
        """What could not be saved stays in the editor, and is tried again with the next key or when it is left."""
        self._say(self.tr("Not saved"))
        if not isinstance(error, KnownError):
            self.trouble = self.tr("Something went wrong inside her2ref.")
            raise error
        self.trouble = error.what
        self.said.emit(str(error))

    def _on_finished(self) -> None:
        self._writers -= 1
        if not self.busy:
            self.settled.emit()

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
