"""Before the window closes: a note that is still on its way is waited for, and trouble with it is told."""

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
        self._parent, self._desk, self._note = parent, desk, note
        self._waiting = self._given_up = False
        self.dialog: Unsaved | None = None
        note.settled.connect(self._on_settled)

    def may_leave(self) -> bool:
        if self._given_up:
            return True
        if self.dialog is not None:
            self.dialog.raise_()
            return False
        if not self._waiting:
            self._note.flush()
        self._waiting = self._note.busy
        if self._waiting:
            self._desk.say(self.tr("Saving your note…"))
        return not self._waiting

    def _on_settled(self) -> None:
        if not self._waiting:
            return
        self._waiting = False
        if not self._note.trouble:
            QTimer.singleShot(0, self, self.ready.emit)  # after the job that told it has ended altogether
            return
        texts = list(self._note.unsaved.values())
        self.dialog = Unsaved(
            self._parent.window(), self._note.trouble, "\n\n".join(texts), drafted=self._note.drafted
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
