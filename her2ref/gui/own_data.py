"""What a person can do about what is theirs, from the page on privacy: save it, erase it, forget, look at the files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMessageBox, QWidget

from her2ref.core.log import note_event
from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.folders import show_folder
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.note import NoteEditor
from her2ref.library.library import Library
from her2ref.library.personal import forget_choices
from her2ref.library.personal_file import Erased, erase, export_file

if TYPE_CHECKING:
    from her2ref.core.paths import Home

FILE = "her2ref-personal.json"


class OwnData(QObject):
    """`act` does what a link of the page names; what came of it is said in the last line of the window."""

    def __init__(self, pane: QWidget, desk: Desk, library: Library, jobs: Jobs, home: Home) -> None:
        super().__init__(pane)
        self._pane, self._desk, self._library, self._jobs, self._home = pane, desk, library, jobs, home
        self.box: QMessageBox | None = None

    def act(self, name: str) -> None:
        """export, erase, forget or folder; anything else is nothing."""
        if name == "export":
            self.choose_file()
        elif name == "erase":
            self.ask()
        elif name == "forget":
            self._forget()
        elif name == "folder":
            show_folder(self._home.data)

    def choose_file(self) -> None:
        if self._library.no_exports:
            self._desk.say(self._library.no_exports)
            return
        name, _ = QFileDialog.getSaveFileName(
            self._pane, self.tr("Save what is mine"), str(Path.home() / FILE), self.tr("JSON (*.json)")
        )
        if name:
            self.export(Path(name))

    def export(self, path: Path) -> None:
        library, home = self._library, self._home

        def done(counts: dict[str, int]) -> None:
            note_event("personal", deed="export", rows=sum(counts.values()))
            said = self.tr("What is yours was saved: %1. Only you can read the file.")
            self._desk.say(said.replace("%1", str(path)))

        self._jobs.once(
            "export",
            lambda _progress: export_file(library, path, home),
            succeeded=done,
            failed=self._desk.fail,
        )

    def ask(self) -> None:
        """Says what goes, before anything goes. Cancel is what Enter and Escape mean."""
        if self.box is not None:
            self.box.raise_()
            return
        for editor in self._editors():
            editor.flush()
        self.box = box = QMessageBox(self._pane.window())
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Erase what is mine"))
        box.setText(
            self.tr(
                "Erase your stars, notes, reading states, collections, saved searches, topics of your own, drafts, "
                "settings, stored keys, logs and crash reports from this computer?"
            )
        )
        box.setInformativeText(
            self.tr(
                "This cannot be undone. Backups and libraries set aside hold the same and are erased too. Records and "
                "the reference content stay, and so do files that you saved elsewhere."
            )
        )
        keep = QCheckBox(self.tr("Keep the backups, with what they hold"))
        box.setCheckBox(keep)
        gone = box.addButton(self.tr("Erase"), QMessageBox.ButtonRole.DestructiveRole)
        save = box.addButton(self.tr("Save it to a file first…"), QMessageBox.ButtonRole.ActionRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)

        def chosen(_code: int) -> None:
            self.box = None
            pressed = box.clickedButton()
            box.deleteLater()
            if pressed is gone:
                self.erase(keep_backups=keep.isChecked())
            elif pressed is save:
                self.choose_file()

        box.finished.connect(chosen)
        box.open()

    def erase(self, *, keep_backups: bool, with_words: bool = False) -> None:
        """Erases, unless words are on their way into a note, or could not be saved: those go only `with_words`, after
        a question of their own. Meanwhile nothing is typed, and afterwards no editor knows a word any more."""
        editors = self._editors()
        if any(editor.busy for editor in editors):
            self._desk.say(
                self.tr("A note is still being saved, so nothing was erased. Try again in a moment.")
            )
            return
        if any(editor.unsaved for editor in editors) and not with_words:
            self._ask_words(keep_backups=keep_backups)
            return
        if self._jobs.is_running("erase"):
            return
        home, library = self._home, self._library

        def work(progress: Progress) -> Erased:
            return erase(home, library, keep_backups=keep_backups, progress=progress)

        def done(erased: Erased) -> None:
            release(forget=True)
            note_event("personal", deed="erase", rows=erased.rows)
            self._desk.say(erased.text)

        def failed(error: BaseException) -> None:
            release(forget=False)
            self._desk.fail(error)

        def release(*, forget: bool) -> None:
            for editor in editors:
                editor.release(forget=forget)

        for editor in editors:
            editor.hold(self.tr("What is yours is being erased."))
        self._desk.say(self.tr("Erasing…"))
        self._jobs.once("erase", work, succeeded=done, failed=failed, cancelled=lambda: release(forget=False))

    def _ask_words(self, *, keep_backups: bool) -> None:
        """What could not be saved is not in the library: whether it goes too is asked by itself."""
        self.box = box = QMessageBox(self._pane.window())
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Erase what is mine"))
        box.setText(self.tr("Words in a note could not be saved. Erase them too?"))
        box.setInformativeText(
            self.tr("Nothing was erased yet. Cancel leads back to the note, where a copy can be saved.")
        )
        gone = box.addButton(self.tr("Erase them too"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)

        def chosen(_code: int) -> None:
            self.box = None
            pressed = box.clickedButton()
            box.deleteLater()
            if pressed is gone:
                self.erase(keep_backups=keep_backups, with_words=True)

        box.finished.connect(chosen)
        box.open()

    def _forget(self) -> None:
        library = self._library
        self._jobs.start(
            lambda _progress: forget_choices(library),
            name="forget",
            succeeded=lambda _changes: self._desk.say(self.tr("What was looked up is forgotten.")),
            failed=self._desk.fail,
        )

    def _editors(self) -> list[NoteEditor]:
        return self._pane.window().findChildren(NoteEditor)
