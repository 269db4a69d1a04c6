"""Before the window closes: notes that are still on their way are waited for, and trouble with them is told."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.unsaved import Unsaved
from her2ref.gui.panes.note import NoteEditor


class Leaving(QObject):
    """Asked by the window whether it may close. When it may not yet, `ready` says that it may now; until then
    nothing blocks, and the person may go on."""

    ready = Signal()

    def __init__(self, parent: QWidget, desk: Desk, note: NoteEditor) -> None:
        super().__init__(parent)
        self._parent, self._desk = parent, desk
        self._notes: list[NoteEditor] = []
        self._waiting = self._given_up = False
        self.dialog: Unsaved | None = None
        self.watch(note)

    def watch(self, note: NoteEditor) -> None:
        """Another place where notes are typed."""
        self._notes.append(note)
        note.settled.connect(self._on_settled)

    def may_leave(self) -> bool:
        if self._given_up:
            return True
        if self.dialog is not None:
            self.dialog.raise_()
            return False
        if not self._waiting:
            for note in self._notes:
                note.flush()
        self._waiting = any(note.busy for note in self._notes)
        if self._waiting:
            self._desk.say(self.tr("Saving your note…"))
        return not self._waiting

    def _on_settled(self) -> None:
        if not self._waiting or any(note.busy for note in self._notes):
            return
        self._waiting = False
        troubled = [note for note in self._notes if note.trouble and note.unsaved]
        if not troubled:
            QTimer.singleShot(0, self, self.ready.emit)  # after the job that told it has ended altogether
            return
        texts = [text for note in troubled for text in note.unsaved.values()]
        self.dialog = Unsaved(
            self._parent.window(),
            troubled[0].trouble,
            "\n\n".join(texts),
            drafted=all(note.drafted for note in troubled),
            home=troubled[0].home,
        )
        self.dialog.left.connect(self._on_left)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()

    def _on_left(self) -> None:
        self._given_up = True

    def _on_closed(self) -> None:
        self.dialog = None
        if self._given_up:
            QTimer.singleShot(0, self, self.ready.emit)
