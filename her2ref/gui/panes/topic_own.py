"""What a person adds to a topic: a star, a state of reading, collections, and notes on a page of their own."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.keep import KeepButton
from her2ref.gui.panes.note import NoteEditor
from her2ref.gui.panes.star import StarButton
from her2ref.gui.theme import font, px
from her2ref.gui.web import open_address
from her2ref.library.library import Library
from her2ref.library.rows import Note

KEYS: Final = (Qt.Key.Key_S, Qt.Key.Key_L, Qt.Key.Key_R, Qt.Key.Key_C, Qt.Key.Key_N)


class Added(NamedTuple):
    """What a person added to the topic `key`."""

    key: str
    starred: bool
    reading: str
    notes: tuple[Note, ...]


class TopicOwn(QWidget):
    """The buttons. `counted` carries the number of notes when it is read anew; the page of notes is `page`. S, L, R, C
    and N are the topic's own while `is_front`: it was turned to later than anything on the right."""

    counted = Signal(int)
    note_wanted = Signal()

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._key = self._title = ""
        self._due: Added | None = None
        self.is_front = True
        self.star, self.keep = StarButton(desk, library, jobs), KeepButton(desk, library, jobs)
        self.note = NoteEditor(library, jobs)
        self.note.said.connect(desk.say)
        self.note.followed.connect(desk.follow)
        self.note.web.connect(lambda address: open_address(address, desk))
        self.note.settled.connect(self._on_settled)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for button in (self.star, self.keep):
            self._row.addWidget(button)
        self.page = QScrollArea()
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setWidgetResizable(True)
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QFrame()
        body.setObjectName("ground")
        self._rows = QVBoxLayout(body)
        self._rows.addWidget(self.note)
        self._rows.addStretch(1)
        self.page.setWidget(body)
        desk.changed.connect(self._on_changed)

    def show_topic(self, key: str, title: str) -> None:
        """Another topic, or the same one again; what was typed into the note of the last one is saved first."""
        if key != self._key:
            self.note.flush()
            self.note.show_notes("", [])
            self.star.show_star("", on=False)
            self.keep.show_state("", "", "")
        self._key, self._title = key, title
        self.read()

    def read(self) -> None:
        """Reads in a worker what was added."""
        library, key = self._library, self._key
        if not key:
            return

        def work(_progress: Progress) -> Added:
            reader = library.reader()
            starred = bool(reader.starred([key]))
            return Added(key, starred, reader.reading_of(key), tuple(reader.notes(key)))

        self._jobs.latest("topic-own", work, succeeded=self._on_read, failed=self._desk.fail)

    def _on_read(self, added: Added) -> None:
        if added.key != self._key:
            return
        self.star.show_star(added.key, on=added.starred)
        self.keep.show_state(added.key, self._title, added.reading)
        self.counted.emit(len(added.notes))
        self._due = added
        if not self.note.busy:
            self._on_settled()

    def _on_settled(self) -> None:
        """Notes that were read before what was typed was saved would be old: they are read again."""
        added, self._due = self._due, None
        if added is None or added.key != self._key:
            return
        if self.note.target == added.key:
            self.note.refresh(added.notes)
        else:
            self.note.show_notes(added.key, added.notes)

    def _on_changed(self, changes: Changes) -> None:
        touched = not changes.ids or self._key in changes.ids
        if self._key and touched and changes.touches("stars", "reading", "notes"):
            self.read()

    # the keyboard

    def wants(self, event: QEvent) -> bool:
        """Whether a shortcut's letter is meant for the topic."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        return self.is_front and bool(self._key) and event.key() in KEYS and not event.modifiers()

    def act(self, event: QKeyEvent) -> bool:
        """Carries out what a letter means; False where it means nothing here."""
        if not (self.is_front and self._key and not event.modifiers()):
            return False
        match event.key():
            case Qt.Key.Key_S:
                self.star.toggle()
            case Qt.Key.Key_L:
                self.keep.turn("later")
            case Qt.Key.Key_R:
                self.keep.turn("read")
            case Qt.Key.Key_C:
                self.keep.collect()
            case Qt.Key.Key_N:
                self.note_wanted.emit()
            case _:
                return False
        return True

    def dress(self, side: int) -> None:
        """`side` pixels stand left and right of the page of notes."""
        self._row.setSpacing(px(6))
        for button in (self.star, self.keep):
            button.setFont(font(bold=True))
        self.keep.setFixedHeight(self.star.sizeHint().height())
        self._rows.setContentsMargins(side, px(4), side, px(16))
