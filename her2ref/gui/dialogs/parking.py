"""A question that comes up while something else is read: written down at once, to be looked at later."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.note import NoteEditor
from her2ref.gui.theme import font, px
from her2ref.gui.web import open_address
from her2ref.library.library import Library


class Parking(QDialog):
    """One window for all of them, kept by the workspace: each time it is shown it holds a new question. It is saved as
    it is typed; closing it waits for nothing, and what cannot be saved keeps it open."""

    def __init__(self, parent: QWidget, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(self.tr("Park a question"))
        self.note = NoteEditor(library, jobs)
        self.note.name(self.tr("A QUESTION FOR LATER"), self.tr("What do you want to look up later?"))
        self.note.said.connect(desk.say)
        self.note.followed.connect(desk.follow)
        self.note.web.connect(lambda address: open_address(address, desk))
        self.note.settled.connect(self._on_settled)
        self.all = QPushButton(self.tr("All notes"))
        self.close_button = QPushButton(self.tr("Close"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.all)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        self._rows = QVBoxLayout(self)
        self._rows.addWidget(self.note, 1)
        self._rows.addLayout(buttons)
        self.all.clicked.connect(self._on_all)
        self.close_button.clicked.connect(self.close)
        for button in (self.all, self.close_button):
            button.setAutoDefault(False)

    def ask(self) -> None:
        """Shows an empty field; while one is being written, that one."""
        if not self.isVisible():
            self.note.show_new()
        self.show()
        self.raise_()
        self.activateWindow()
        self.note.turn_to()

    def showEvent(self, event: QShowEvent) -> None:
        self.setMinimumSize(px(460), px(220))
        self._rows.setContentsMargins(px(20), px(12), px(20), px(16))
        self._rows.setSpacing(px(12))
        for button in (self.all, self.close_button):
            button.setFont(font())
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """Grows with what has to be read in it: trouble with saving has a sentence and two ways on."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            needed = self._rows.totalMinimumHeightForWidth(self.width())
            screen = self.screen()
            room = screen.availableGeometry().height() if screen else needed
            if self.height() < min(needed, room):
                self.resize(self.width(), min(needed, room))
        return done

    def closeEvent(self, event: QCloseEvent) -> None:
        self.note.flush()
        if self.note.trouble and self.note.unsaved and not self.note.busy:
            event.ignore()
            return
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _on_settled(self) -> None:
        """What could not be saved is shown again, with the ways on."""
        if self.note.trouble and self.note.unsaved and not self.isVisible():
            self.show()
        elif not self.isVisible():
            self._desk.say(self.tr("Parked. It is among your notes (Ctrl+Shift+A)."))

    def _on_all(self) -> None:
        self.close()
        self._desk.choose_topic("notes:all")
