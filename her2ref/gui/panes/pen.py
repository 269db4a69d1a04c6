"""Puts what is typed into notes on the disk: first as a draft, then into the library, one text after another."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final, NamedTuple

from her2ref.core.errors import KnownError, UnknownId
from her2ref.core.progress import Progress
from her2ref.gui.panes.drafts import Draft, Drafts
from her2ref.library.library import Library
from her2ref.library.notes import save_note, throw_note
from her2ref.library.rows import Note

PARKED: Final = "parked"
"""The place where a new note is written that hangs on nothing."""


@dataclass(slots=True)
class _Sheet:
    """What one place of writing changes: note `note` (None for a new one) on `target`, which said `base`."""

    target: str
    note: int | None = None
    base: str = ""


class Written(NamedTuple):
    """A text that is in the library now; `apart` when the note had been changed elsewhere, so that the text became a
    note of its own."""

    place: str
    text: str
    apart: bool = False


class Pen:
    """Puts texts on the disk one after another, whichever thread asks; of two texts for one place the newer wins.
    Until a text is in the library it is kept as a draft. A place is a target ("12345"), "note:7" or `PARKED`.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self.drafts = Drafts(library.path.parent / "drafts")
        self._drafting = threading.Lock()
        self._writing, self._state = threading.Lock(), threading.Lock()
        self._texts: dict[str, str] = {}
        self._sheets: dict[str, _Sheet] = {}
        self._at = ""
        self._waiting = 0

    @property
    def will_write(self) -> bool:
        """Whether someone waits for a turn, and will take everything that was put until now."""
        with self._state:
            return self._waiting > 0

    def put(self, place: str, text: str) -> None:
        with self._state:
            self._texts[place] = text

    def know(self, place: str, target: str, note: Note | None, base: str | None = None) -> None:
        """Which note is changed at `place`; None for a new one on `target`. `base` is what it said when the typing
        began, where that is not what it says. Not while a text for the place is on its way."""
        with self._state:
            if place in self._texts or place == self._at:
                return
            says = "" if note is None else note.text
            self._sheets[place] = _Sheet(
                target, note.id if note is not None else None, says if base is None else base
            )

    def forget(self, place: str) -> None:
        """What is typed at `place` from now on is a new note, once nothing waits for it."""
        with self._state:
            if place not in self._texts and place != self._at:
                self._sheets.pop(place, None)

    def note_at(self, place: str) -> int | None:
        """The note that is changed at `place`; None for a new one."""
        with self._state:
            sheet = self._sheets.get(place)
            return sheet.note if sheet is not None else None

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
                    if not self._texts:
                        return done
                    place, text = next(iter(self._texts.items()))
                    del self._texts[place]
                    self._at = place
                    sheet = self._sheets.setdefault(place, _Sheet(place))
                try:
                    saved = save(self._library, sheet.target, text, sheet.note, sheet.base)
                except BaseException:
                    with self._state:
                        self._texts.setdefault(place, text)
                        self._at = ""
                    raise
                apart = saved is not None and sheet.note is not None and saved.id != sheet.note
                with self._state:
                    self._at = ""
                    sheet.note, sheet.base = (saved.id, saved.text) if saved is not None else (None, "")
                self._drop_draft(place)
                done.append(Written(place, text, apart))

    def keep_drafts(self, _progress: Progress | None = None) -> None:
        """Does not wait for a text that is being written: the library may be held for long."""
        with self._drafting:
            with self._state:
                drafts = {place: self._draft(place, text) for place, text in self._texts.items()}
            for place, draft in drafts.items():
                self.drafts.keep(place, draft)

    def _draft(self, place: str, text: str) -> Draft:
        sheet = self._sheets.get(place) or _Sheet(place)
        return Draft(text, sheet.note, sheet.base, sheet.target)

    def _drop_draft(self, place: str) -> None:
        """Unless newer words for the same place wait already: the draft is theirs."""
        with self._drafting:
            with self._state:
                newer = place in self._texts
            if not newer:
                self.drafts.drop(place)


def save(library: Library, target: str, text: str, note: int | None, base: str) -> Note | None:
    """New words for a note that says `base`, or a new note on `target`; no words throw the note away. Where the note
    says something else by now, or is gone, the words become a note of their own: neither text is lost."""
    if not text.strip():
        if note is not None:
            throw_note(library, note)
        return None
    if note is None:
        return save_note(library, target, text)
    try:
        return save_note(library, target, text, note, base=base)
    except UnknownId:
        return save_note(library, target, text)


def recover(library: Library, _progress: Progress | None = None) -> int:
    """Puts the drafts that a window left behind into the library; how many. For the start of a window, which is the
    only one: another window's drafts would be its own. A draft that cannot be saved stays."""
    drafts, done = Drafts(library.path.parent / "drafts"), 0
    for place, draft in drafts.claim_all().items():
        target = draft.target or ("" if place == PARKED or place.startswith("note:") else place)
        try:
            if draft.text not in [note.text for note in library.reader().notes(target)]:
                save(library, target, draft.text, draft.note, draft.base)
                done += 1
        except KnownError:
            drafts.give_up(place)
        else:
            drafts.end(place)
    return done
