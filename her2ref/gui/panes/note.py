"""A person's note on one thing: read as it is laid out, changed as plain text, saved as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from her2ref.core.errors import KnownError
from her2ref.core.identity import NOTE_PRIVACY
from her2ref.core.paths import Home
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.html import translate
from her2ref.gui.panes.not_saved import NotSaved
from her2ref.gui.panes.note_text import Editor, can_be_written
from her2ref.gui.panes.note_view import NoteView
from her2ref.gui.panes.older_notes import OlderNotes
from her2ref.gui.panes.pen import PARKED, Pen, Written, of_draft
from her2ref.gui.theme import font, px, themes
from her2ref.library.library import Library
from her2ref.library.rows import Note

WAIT_MS: Final = 700
"""From the last key to the saving."""
LONGEST_MS: Final = 3_000
"""Who types on without a pause is saved after this and the wait."""
DRAFT_MS: Final = 300
"""From the first key to the draft."""
DRAFTS_MS: Final = 1_000
"""Between drafts, while the typing goes on."""
AGAIN_MS: Final = 4_000
"""From trouble with the saving to the next try, of the draft too."""


class NoteEditor(QFrame):
    """One note at a time. `said` carries a sentence when it cannot be saved; `settled` goes out when everything
    typed is on the disk: notes read before that would be old. `flush` before another target is shown and at the end.
    `followed` and `web` carry links of the note. The place of writing is a target, "note:UID" or `PARKED`.
    """

    said = Signal(str)
    settled = Signal()
    followed = Signal(str)
    web = Signal(str)

    def __init__(self, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._jobs, self._library, self._pen = jobs, library, Pen(library)
        self.home = Home.at(library.path.parent)
        self._place = self._target = self._forbidden = ""
        self._invitation = self.tr("Add a note")
        self._notes: tuple[Note, ...] = ()
        self._typed: dict[str, str] = {}
        self._whole = ""
        self._writers = 0
        self.trouble = self._why = ""
        self._heading, self._state, self._privacy = QLabel(), QLabel(), QLabel()
        self.editor, self.view = Editor(), NoteView(self.tr("My note"))
        self.older, self.not_saved = OlderNotes(), NotSaved(jobs, self.home)
        self._build()
        self._timer, self._draft_timer, self._again = QTimer(self), QTimer(self), QTimer(self)
        for timer in (self._timer, self._draft_timer, self._again):
            timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.flush)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(lambda: self.flush(quietly=True))
        self._draft_timer.timeout.connect(self._draft)
        self._since = QElapsedTimer()
        self._drafts_began = self._filling = self._quietly = False
        self._connect()
        self._dress()
        self.forbid(library.no_notes)

    def _build(self) -> None:
        privacy = translate("Identity", NOTE_PRIVACY)
        self._heading.setText(self.tr("MY NOTE"))
        self._heading.setObjectName("heading")
        self._state.setObjectName("quiet")
        self._privacy.setObjectName("quiet")
        self._privacy.setText(privacy)
        self.editor.setPlaceholderText(self._invitation)
        self.editor.setAccessibleName(self.tr("My note"))
        self.editor.setAccessibleDescription(privacy)
        self.view.setToolTip(self.tr("Click or Enter to change it, Esc when done"))
        self._rows = QVBoxLayout(self)
        for widget in (self._heading, self.older, self.view, self.editor, self.not_saved):
            self._rows.addWidget(widget)
        under = QHBoxLayout()
        under.addWidget(self._privacy, 1)
        under.addWidget(self._state)
        self._rows.addLayout(under)

    def _connect(self) -> None:
        self.editor.textChanged.connect(self._on_text)
        self.editor.left.connect(self._on_left)
        self.editor.done.connect(self._on_done)
        self.editor.refused.connect(self._on_refused)
        self.view.wanted.connect(self.turn_to)
        self.view.followed.connect(self.followed)
        self.view.web.connect(self.web)
        self.older.wanted.connect(self.edit)
        self.not_saved.again.connect(self.flush)
        self.not_saved.said.connect(self.said)
        themes().theme_changed.connect(self._dress)

    # what may be asked of it

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
        """What was typed and is not in the library, by place; `trouble` says why when it could not be saved."""
        return dict(self._typed)

    @property
    def drafted(self) -> bool:
        """Whether everything that is not in the library is in a draft."""
        drafts = {place: self._pen.drafts.of(place) for place in self._typed}
        return all(draft and draft.text == self._typed[place] for place, draft in drafts.items())

    @property
    def uid(self) -> str:
        """The lasting name of the note that is edited; none for a new one."""
        return self._pen.uid_at(self._place)

    @property
    def is_cleared(self) -> bool:
        """Whether the note was emptied and the hand is still there: words typed now bring it back."""
        return bool(self.uid) and self.editor.hasFocus() and not self.editor.toPlainText().strip()

    @property
    def target(self) -> str:
        """What the note that is shown hangs on; empty where it hangs on nothing, or none is shown."""
        return self._target

    @property
    def text(self) -> str:
        return self._typed.get(self._place, self._whole)

    @property
    def can_write(self) -> bool:
        return bool(self._place) and not self._forbidden and can_be_written(self.text)

    def name(self, heading: str, invitation: str) -> None:
        """Other words over the note and in an empty field."""
        self._invitation = invitation
        self._heading.setText(heading)
        self._heading.setHidden(not heading)
        self.editor.setPlaceholderText(self._forbidden or invitation)

    def forbid(self, sentence: str) -> None:
        """Notes are read and not written, and `sentence` says who decided that; empty lifts it."""
        self._forbidden = sentence
        self.editor.setPlaceholderText(sentence or self._invitation)
        self._privacy.setText(sentence or translate("Identity", NOTE_PRIVACY))
        self._face(writing=False)

    def hold(self, sentence: str) -> None:
        """Until `release` nothing is typed or written here, and `sentence` says why."""
        self._pen.hold()
        self.forbid(sentence)

    def release(self, *, forget: bool) -> None:
        """Goes on; with `forget` without anything that was typed or shown."""
        self._pen.release(forget=forget)
        if forget:
            self._typed.clear()
            self._notes, self.trouble, self._why = (), "", ""
            self.older.show_notes([])
            self._fill("")
            self._say("")
        self.forbid(self._library.no_notes)

    def turn_to(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Takes the keyboard to the text, to be changed; to the view where it cannot be."""
        self._face(writing=self.can_write)
        (self.view if self.editor.isHidden() else self.editor).setFocus(reason)

    # which note

    def show_notes(self, target: str, notes: Sequence[Note]) -> None:
        """Shows the newest note on `target` to be edited, or what was typed there and is not on the disk yet; the
        older ones above it."""
        self._turn(target, target, notes[-1] if notes else None, notes)

    def edit(self, number: int) -> None:
        """Shows another of the notes on the same target."""
        found = next((note for note in self._notes if note.id == number), None)
        if found is not None:
            self._turn(f"note:{found.uid}", self._target, found, self._notes)
            self.turn_to()

    def show_one(self, note: Note | None) -> None:
        """Shows one note, whatever else hangs on the same thing; None for no note at all."""
        place = f"note:{note.uid}" if note is not None else ""
        self._turn(place, note.target if note is not None else "", note, [note] if note is not None else [])

    def show_new(self) -> None:
        """A new note that hangs on nothing."""
        self.flush()
        self._pen.forget(PARKED)
        self._turn(PARKED, "", None, [])

    def refresh(self, notes: Sequence[Note]) -> None:
        """The same notes, read again after someone changed them; what is being typed is left alone."""
        if self._typed or self.busy or self.editor.hasFocus():
            return
        at = self.uid
        now = next((note for note in notes if note.uid == at), None)
        if now is not None and now.text == self._whole:
            self._notes = tuple(notes)
            self.older.show_notes([note for note in notes if note is not now])
        elif now is not None and self._place != self._target:
            self._turn(self._place, self._target, now, notes)
        elif tuple(notes) != self._notes:
            self._turn(self._target, self._target, notes[-1] if notes else None, notes)

    def _turn(self, place: str, target: str, kept: Note | None, notes: Sequence[Note]) -> None:
        self.flush()
        same = place == self._place
        self._place, self._target, self._notes = place, target, tuple(notes)
        draft = (
            self._pen.drafts.of(place) if place and place not in self._typed and not self._forbidden else None
        )
        if draft is not None and kept is not None and draft.text == kept.text:
            self._pen.drafts.drop(place)
            draft = None
        elif draft is not None:
            kept = of_draft(draft, notes)
            self._typed[place] = draft.text
        self._pen.know(place, target, kept, draft)
        self.older.show_notes([note for note in notes if note is not kept])
        self._fill(kept.text if kept is not None else "")
        self._say(self.tr("Not saved") if place in self._typed and not self.busy else "")
        self._face(writing=self.editor.hasFocus() if same else False)
        if draft is not None:
            self._pen.put(place, draft.text)
            self.said.emit(self.tr("Words that were not saved last time are in the note again."))
            self.flush()

    def _fill(self, kept: str) -> None:
        self._whole = kept
        text = self.text
        self._filling = True
        if self.editor.toPlainText() != text:
            self.editor.setPlainText(text if can_be_written(text) else "")
        self._filling = False
        self.editor.updateGeometry()

    def _face(self, *, writing: bool) -> None:
        """The text to be changed, or laid out to be read; an empty note is always the field that invites to write."""
        text = self.text
        can_write = self.can_write
        read = bool(text.strip()) and not (writing and can_write)
        self.editor.setReadOnly(not can_write)
        self.view.can_change = can_write
        if read:
            self.view.show_text(text)
        held = self.editor.hasFocus()
        self.view.setVisible(read)
        self.editor.setVisible(not read)
        if read and held:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not (read and self.not_saved.show_long(text, self._library.no_exports)):
            self.not_saved.show_trouble(self._why if self._place in self._typed else "", text)

    # what is typed

    def _on_text(self) -> None:
        self.editor.updateGeometry()
        if self._filling or not self._place or self._forbidden:
            return
        text = self._typed[self._place] = self.editor.toPlainText()
        self._pen.put(self._place, text)
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

    def flush(self, *, quietly: bool = False) -> None:
        """Has everything that was typed saved. Returns at once; a worker writes. `quietly` says trouble here only."""
        self._quietly = quietly
        self._timer.stop()
        self._draft_timer.stop()
        self._drafts_began = False
        if self._typed and self._pen.will_write:  # a library held for long must not take every thread
            self._draft()
        elif self._typed:
            if not self.busy:
                self.trouble = self._why = ""
            self._writers += 1
            self._jobs.start(
                self._pen.write,
                name="note",
                succeeded=self._on_saved,
                failed=self._on_failed,
                finished=self._on_finished,
            )

    def _on_saved(self, written: list[Written]) -> None:
        for one in written:
            sentence = self._what_became(one)
            if sentence:
                self.said.emit(sentence)
            if self._typed.get(one.place) == one.text:
                del self._typed[one.place]
                if one.place == self._place:
                    self._whole = one.text
                    self._say(self.tr("Saved"))
                    self.not_saved.show_trouble("", "")
                    if one.kept is not None:
                        self._pen.know(one.place, self._target, one.kept)
                        self._fill(one.kept.text)
                    self._take_older()

    def _what_became(self, one: Written) -> str:
        """What must be said of a text that was saved otherwise than it was typed; empty of any other."""
        if one.kept is not None:
            return self.tr("The note was changed elsewhere meanwhile, so it was not thrown away.")
        if one.parked:
            return self.tr(
                "What the note was on is not in the library any more. Your words are kept as a parked question."
            )
        if one.apart:
            return self.tr("The note was changed elsewhere meanwhile. Both texts are kept as notes.")
        return ""

    def _on_left(self) -> None:
        self.flush()
        self._take_older()
        self._face(writing=False)

    def _on_done(self) -> None:
        """Esc: the note is laid out again; the keyboard stays with it."""
        self.flush()
        self._face(writing=False)

    def _on_refused(self) -> None:
        self.said.emit(
            self.tr("That is too long for a note. Nothing was lost: it is still where you copied it from.")
        )

    def _take_older(self) -> None:
        """After the newest note was deleted the next older one can be edited; not while the hand is in the editor:
        what is typed after clearing it brings the same note back."""
        emptied = not self._typed and not self.editor.toPlainText().strip() and can_be_written(self._whole)
        if emptied and self.older.notes and not self.editor.hasFocus():
            self.show_notes(self._target, self.older.notes)

    def _on_failed(self, error: BaseException) -> None:
        """What could not be saved stays in the editor, and is tried again: with the next key, and every few seconds."""
        self._say(self.tr("Not saved"))
        if not isinstance(error, KnownError):
            self.trouble = self.tr("Something went wrong inside her2ref.")
            raise error
        self.trouble, self._why = error.what, error.in_window
        self.not_saved.show_trouble(self._why, self.text)
        self._again.start()
        if not self._quietly:
            self.said.emit(self._why)

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
        self.not_saved.dress()
        self.editor.updateGeometry()
