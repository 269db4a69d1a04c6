"""The copies of the library: when and why each was made, what it holds; make one, save one elsewhere, restore one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from her2ref.core.errors import KnownError
from her2ref.core.log import note_trouble
from her2ref.core.outputs import place_for
from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.restore import Restore
from her2ref.gui.folders import show_folder
from her2ref.gui.jobs import Jobs
from her2ref.gui.models.copies import DAMAGED, UNDER, WHOLE, CopiesModel
from her2ref.gui.numbers import counted
from her2ref.gui.panes.note import NoteEditor
from her2ref.gui.panes.two_lines import Lines
from her2ref.gui.panes.working import Working
from her2ref.gui.theme import font, px, themes
from her2ref.library import backups, copying, opening, restoring
from her2ref.library.backups import Backup

if TYPE_CHECKING:
    from her2ref.core.paths import Home
    from her2ref.core.settings import Settings
    from her2ref.library.library import Library

JOB: Final = "backup"
"""Name of the jobs that make or use a copy; one at a time."""


class BackupsDialog(QDialog):
    """Not modal. Closed while a copy is made or restored, it stops that first. Deleted when closed."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        library: Library,
        jobs: Jobs,
        home: Home,
        settings: Settings,
        resources: Callable[[], Path],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Backups"))
        self._desk, self._library, self._jobs, self._home = desk, library, jobs, home
        self._settings, self._resources = settings, resources
        self._behind, self._leaving = parent, False
        self.question: Restore | None = None
        self.about, self.said = QLabel(), QLabel()
        for label in (self.about, self.said):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.about.setObjectName("quiet")
        self.model = CopiesModel()
        self.view = Lines(self.tr("Copies of the library, newest first"), UNDER)
        self.view.setModel(self.model)
        self.view.setObjectName("boxed")
        self.working = Working(jobs)
        self.now = QPushButton(self.tr("Make one now"))
        self.elsewhere = QPushButton(self.tr("Save one elsewhere…"))
        self.restore = QPushButton(self.tr("Restore…"))
        self.check = QPushButton(self.tr("Check them all"))
        self.folder = QPushButton(self.tr("Open the folder"))
        self.leave = QPushButton(self.tr("Close"))
        self._build()
        self.now.clicked.connect(self.make)
        self.elsewhere.clicked.connect(self._choose_file)
        self.restore.clicked.connect(self.ask)
        self.check.clicked.connect(self.check_all)
        self.folder.clicked.connect(lambda: show_folder(home.backups))
        self.leave.clicked.connect(self.close)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.doubleClicked.connect(lambda _index: self.ask())
        themes().theme_changed.connect(self._dress)
        self._dress()
        self._say("")
        self.read()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self._buttons, self._foot = QGridLayout(), QHBoxLayout()
        for place, button in enumerate((self.now, self.restore, self.elsewhere, self.check, self.folder)):
            button.setAutoDefault(False)
            self._buttons.addWidget(button, place // 3, place % 3)
        self.leave.setAutoDefault(False)
        self._foot.addStretch()
        self._foot.addWidget(self.leave)
        self._rows = QVBoxLayout(self)
        self._rows.addWidget(self.about)
        self._rows.addWidget(self.view, 1)
        self._rows.addWidget(self.working)
        self._rows.addWidget(self.said)
        self._rows.addLayout(self._buttons)
        self._rows.addLayout(self._foot)
        self._rows.addStretch(0)
        self.resize(self._room)

    @property
    def _room(self) -> QSize:
        """What the dialog takes where there is a list."""
        screen = self.screen()
        room = screen.availableGeometry().size() if screen else self.size()
        return QSize(min(px(620), room.width() - 24), min(px(560), room.height() - 48))

    def _show_list(self, *, there: bool) -> None:
        """A list where there are copies; without any the dialog is no larger than its words and buttons."""
        if there == self.view.isVisibleTo(self):
            return
        self.view.setVisible(there)
        wide = self.width()
        self.resize(self._room if there else QSize(wide, self._rows.totalHeightForWidth(wide)))
        (self.view if there else self.now).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def chosen(self) -> Backup | None:
        return self.model.copy_at(self.view.currentIndex().row())

    # the list

    def read(self) -> None:
        home = self._home
        self._jobs.latest(
            "copies",
            lambda _progress: backups.listed(home),
            succeeded=self._on_read,
            failed=self._on_failed,
        )

    def _on_read(self, copies: list[Backup]) -> None:
        held = self.chosen
        self.model.show_copies(copies)
        row = next((n for n, one in enumerate(copies) if held is not None and one.path == held.path), 0)
        self.view.setCurrentIndex(self.model.index(row) if copies else QModelIndex())
        daily = bool(self._settings.get("backup.daily"))
        rule = (
            self.tr("A copy is made on each day on which something changed, and checked.")
            if daily
            else self.tr("The daily copy is switched off in the settings.")
        )
        number = (
            counted(len(copies), "%1 copy", "%1 copies") + "." if copies else self.tr("There is no copy yet.")
        )
        self.about.setText(f"{number} {rule} {self.tr('Copies hold your notes, too.')}")
        self._show_list(there=bool(copies))
        self._on_current()

    def _on_current(self, *_: object) -> None:
        busy, one = self.working.busy, self.chosen
        for button in (self.now, self.elsewhere):
            button.setEnabled(not busy)
        bad = one is not None and self.model.found.get(one.path) == DAMAGED
        self.restore.setEnabled(not busy and one is not None and not bad)
        self.check.setEnabled(not busy and bool(self.model.copies))

    # what is done

    def make(self) -> None:
        """One more copy, in the folder of all."""
        home, keep = self._home, int(self._settings.get("backup.keep"))
        self._run(
            lambda progress: backups.make(home, "by-hand", progress, keep),
            self.tr("Making a copy…"),
            lambda made: self._say(self.tr("A copy was made and checked: %1.").replace("%1", made.path.name)),
        )

    def _choose_file(self) -> None:
        name = f"her2ref-{dt.datetime.now().astimezone():%Y-%m-%d}.sqlite"
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save a copy of the library"),
            str(Path.home() / name),
            self.tr("Library (*.sqlite)"),
        )
        if chosen:
            self.save(Path(chosen))

    def save(self, path: Path) -> None:
        """A copy where the person wants it: a stick, a share."""
        home = self._home
        self._run(
            lambda progress: copying.copy_library(home.library, place_for(path, home), progress),
            self.tr("Making a copy…"),
            lambda _made: self._say(self.tr("A checked copy is in %1.").replace("%1", str(path))),
        )

    def ask(self) -> None:
        """Says what comes and what stays, before anything is changed."""
        one = self.chosen
        if one is None or not self.restore.isEnabled():
            return
        for editor in self._behind.findChildren(NoteEditor):
            editor.flush()
        self.question = Restore(self, one)
        self.question.wanted.connect(lambda exactly: self.put_back(one, exactly=exactly))
        self.question.open()

    def put_back(self, one: Backup, *, exactly: bool) -> None:
        home, library, resources = self._home, self._library, self._resources()
        self._run(
            lambda progress: restoring.restore(
                home, resources, one.path, progress, exactly=exactly, library=library
            ),
            self.tr("Restoring the copy…"),
            self._on_restored,
        )

    def _on_restored(self, done: restoring.Restored) -> None:
        self._say(done.text)
        self._desk.say(self.tr("The library was restored."))

    def check_all(self) -> None:
        """Reads every copy to its end, newest first."""
        paths = [one.path for one in self.model.copies]

        def work(progress: Progress) -> dict[Path, str]:
            found: dict[Path, str] = {}
            for number, path in enumerate(paths):
                progress.step(number, len(paths), "Checking the copies")
                found[path] = DAMAGED
                with suppress(KnownError):
                    restoring.inspect(path)
                    opening.quick_check(path)
                    found[path] = WHOLE
            return found

        self._run(work, self.tr("Checking the copies…"), self._on_checked)

    def _on_checked(self, found: dict[Path, str]) -> None:
        for path, finding in found.items():
            self.model.note(path, finding)
        bad = sum(finding == DAMAGED for finding in found.values())
        self._say(
            counted(bad, "%1 copy is damaged.", "%1 copies are damaged.")
            if bad
            else self.tr("All copies are whole.")
        )

    def _run(self, work: Callable[[Progress], Any], text: str, succeeded: Callable[[Any], object]) -> None:
        self._say("")
        if self.working.run(
            JOB,
            work,
            text,
            succeeded=lambda value: self._after(lambda: succeeded(value)),
            failed=lambda error: self._after(lambda: self._on_failed(error)),
            cancelled=lambda: self._after(lambda: self._say(self.tr("Stopped. Nothing was changed."))),
        ):
            self._on_current()
            self.working.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._say(self.tr("A copy is being made at this moment. Try again when it is done."))

    def _after(self, tell: Callable[[], object]) -> None:
        if self._leaving:
            tell()
            self._desk.say(self.said.text())
            super().done(0)
            return
        tell()
        self.read()
        (self.view if self.model.copies else self.now).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        note_trouble(error)
        self._library.met(error)
        self._say(error.in_window, trouble=True)
        self._desk.say(error.in_window)

    def _say(self, text: str, *, trouble: bool = False) -> None:
        self.said.setObjectName("red" if trouble else "said")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setText(text)
        self.said.setAccessibleName(text)
        self.said.setVisible(bool(text))

    def done(self, result: int) -> None:
        if self.working.busy:
            self._leaving = True
            self.working.cancel()
            return
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if isinstance(focus, QPushButton):
                focus.click()
            elif self.view.hasFocus():
                self.ask()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        for widget in (
            self.about,
            self.said,
            self.now,
            self.elsewhere,
            self.restore,
            self.check,
            self.folder,
        ):
            widget.setFont(font())
        self.leave.setFont(font())
        self.working.dress()
        self.view.doItemsLayout()
        self._rows.setContentsMargins(px(20), px(16), px(20), px(14))
        self._rows.setSpacing(px(10))
        self._buttons.setSpacing(px(8))


def show_backups(
    parent: QWidget,
    desk: Desk,
    library: Library,
    jobs: Jobs,
    home: Home,
    settings: Settings,
    resources: Callable[[], Path],
) -> BackupsDialog:
    """Opens the dialog, or brings the one that is open to the front."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, BackupsDialog) and widget.isVisible() and widget.parent() is parent:
            widget.raise_()
            widget.activateWindow()
            return widget
    dialog = BackupsDialog(parent, desk, library, jobs, home, settings, resources)
    dialog.show()
    return dialog
