"""Puts what is typed into notes on the disk: first as a draft, then into the library, one text after another."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from her2ref.core.errors import KnownError, UnknownId
from her2ref.core.progress import Progress
from her2ref.gui.panes.drafts import Draft, Drafts
from her2ref.library.library import Library
from her2ref.library.notes import PARKED as ON_NOTHING
from her2ref.library.notes import NoteChanged, save_note, throw_note
from her2ref.library.rows import Note

PARKED: Final = "parked"
"""The place where a new note is written that hangs on nothing."""


@dataclass(slots=True)
class Sheet:
    """What one place of writing changes: the note of the lasting name `uid` (none for a new one) on `target`, which
    said `base`; `thrown` when the place itself threw it away, so that more words bring it back."""

    target: str
    uid: str = ""
    base: str = ""
    thrown: bool = False


class Written(NamedTuple):
    """A text that is in the library now. `apart` when the note had been changed elsewhere, so that the text became a
    note of its own; `parked` when what it was written on is gone, so that it hangs on nothing; `kept` the note that
    was to be thrown away and is not, as it was changed elsewhere."""

    place: str
    text: str
    apart: bool = False
    parked: bool = False
    kept: Note | None = None


class Pen:
    """Puts texts on the disk one after another, whichever thread asks; of two texts for one place the newer wins.
    Until a text is in the library it is kept as a draft. A place is a target ("12345"), "note:UID" or `PARKED`.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self.drafts = Drafts(library.path.parent / "drafts")
        self._drafting = threading.Lock()
        self._writing, self._state = threading.Lock(), threading.Lock()
        self._texts: dict[str, str] = {}
        self._sheets: dict[str, Sheet] = {}
        self._at = ""
        self._waiting = 0
        self._held = False

    @property
    def will_write(self) -> bool:
        """Whether someone waits for a turn, and will take everything that was put until now."""
        with self._state:
            return self._waiting > 0

    def put(self, place: str, text: str) -> None:
        with self._state:
            self._texts[place] = text

    def know(self, place: str, target: str, note: Note | None, draft: Draft | None = None) -> None:
        """Which note is changed at `place`; None for a new one on `target`. A draft says what it was to change. Not
        while a text for the place is on its way."""
        sheet = Sheet(target, note.uid, note.text) if note is not None else Sheet(target)
        if draft is not None and draft.uid:
            sheet = Sheet(draft.target or target, draft.uid, draft.base)
        with self._state:
            if place not in self._texts and place != self._at:
                self._sheets[place] = sheet

    def forget(self, place: str) -> None:
        """What is typed at `place` from now on is a new note, once nothing waits for it."""
        with self._state:
            if place not in self._texts and place != self._at:
                self._sheets.pop(place, None)

    def hold(self) -> None:
        """Nothing is written any more, neither notes nor drafts, until `release`."""
        with self._state:
            self._held = True

    def release(self, *, forget: bool) -> None:
        """Goes on with what waits; with `forget` as if nothing had ever been typed."""
        with self._state:
            self._held = False
            if forget:
                self._texts.clear()
                self._sheets.clear()

    def uid_at(self, place: str) -> str:
        """The lasting name of the note that is changed at `place`; none for a new one."""
        with self._state:
            sheet = self._sheets.get(place)
            return sheet.uid if sheet is not None else ""

    def write(self, _progress: Progress | None = None) -> list[Written]:
        """Writes everything that waits. What cannot be written waits on."""
        done: list[Written] = []
        self.keep_drafts()
        with self._state:
            self._waiting += 1
        with self._writing:
            with self._state:
                self._waiting -= 1
            while True:
                with self._state:
                    if self._held or not self._texts:
                        return done
                    place, text = next(iter(self._texts.items()))
                    del self._texts[place]
                    self._at = place
                    sheet = self._sheets.setdefault(place, Sheet(place))
                try:
                    after, written = save(self._library, place, sheet, text)
                except BaseException:
                    with self._state:
                        self._texts.setdefault(place, text)
                        self._at = ""
                    raise
                with self._state:
                    self._at = ""
                    self._sheets[place] = after
                self._drop_draft(place)
                done.append(written)

    def keep_drafts(self, _progress: Progress | None = None) -> None:
        """Does not wait for a text that is being written: the library may be held for long. Where no notes may be
        written there are no drafts either."""
        if self._library.no_notes:
            return
        with self._drafting:
            with self._state:
                texts = {} if self._held else self._texts
                drafts = {place: self._draft(place, text) for place, text in texts.items()}
            for place, draft in drafts.items():
                self.drafts.keep(place, draft)

    def _draft(self, place: str, text: str) -> Draft:
        sheet = self._sheets.get(place) or Sheet(place)
        return Draft(text, None, sheet.base, sheet.target, sheet.uid)

    def _drop_draft(self, place: str) -> None:
        """Unless newer words for the same place wait already: the draft is theirs."""
        with self._drafting:
            with self._state:
                newer = place in self._texts
            if not newer:
                self.drafts.drop(place)


def save(library: Library, place: str, sheet: Sheet, text: str) -> tuple[Sheet, Written]:
    """New words for the note of a sheet, or a new note on its target; no words throw the note away. Where the note
    says something else by now, or is gone, the words become a note of their own: neither text is lost. Returns the
    sheet that more words go on with, and what was done."""
    if not text.strip():
        return _throw(library, place, sheet, text)
    note = None
    if sheet.uid:
        try:
            note = save_note(library, sheet.target, text, base=sheet.base, uid=sheet.uid, thrown=sheet.thrown)
        except UnknownId:
            note = None  # thrown away meanwhile, or another library stands in the place of that one
    apart = note is not None and note.uid != sheet.uid
    parked = False
    if note is None:
        try:
            note = save_note(library, sheet.target, text)
        except UnknownId:  # what it was written on is gone: the words are not
            note, parked = save_note(library, ON_NOTHING, text), True
    return Sheet(note.target, note.uid, note.text), Written(place, text, apart, parked)


def _throw(library: Library, place: str, sheet: Sheet, text: str) -> tuple[Sheet, Written]:
    """Empty words throw away what the person saw, and nothing else."""
    fresh, written = Sheet(sheet.target), Written(place, text)
    if not sheet.uid or sheet.thrown:
        return sheet, written
    try:
        changes = throw_note(library, 0, base=sheet.base, uid=sheet.uid)
    except NoteChanged as changed:
        return fresh, written._replace(kept=changed.note)
    return (Sheet(sheet.target, sheet.uid, sheet.base, thrown=True) if changes.kinds else fresh), written


def of_draft(draft: Draft, notes: Sequence[Note]) -> Note | None:
    """The note among those on its target that a draft was to change. A draft of an earlier version knows a number
    only, which may be another note's by now: it counts where that says what the draft began with."""
    if draft.uid:
        return next((note for note in notes if note.uid == draft.uid), None)
    if (
        draft.note is None and not draft.base
    ):  # of a new note, killed when it was in the library and not called so yet
        return next((note for note in notes if draft.text.startswith(note.text)), None)
    return next((note for note in notes if note.id == draft.note and note.text == draft.base), None)


def recover(library: Library, _progress: Progress | None = None) -> int:
    """Puts the drafts that a window left behind into the library; how many. For the start of a window, which is the
    only one: another window's drafts would be its own. A draft that cannot be saved stays."""
    drafts, done = Drafts(library.path.parent / "drafts"), 0
    for claim in drafts.claim_all():
        place, draft = claim.place, claim.draft
        target = draft.target or ("" if place == PARKED or place.startswith("note:") else place)
        try:
            reader = library.reader()
            notes = reader.notes(reader.moved(target))
            if draft.text not in [note.text for note in notes]:
                known = of_draft(draft, notes)
                base = draft.base or (known.text if known else "")
                save(library, place, Sheet(target, known.uid if known else draft.uid, base), draft.text)
                done += 1
        except KnownError:
            drafts.give_up(claim)
        else:
            drafts.end(claim)
    return done
