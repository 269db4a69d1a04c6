"""The page in place of the columns where the library cannot be used: what happened, what is safe, and the ways out.

Imported when there is trouble.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout

from her2ref.core.errors import KnownError, LibraryDamaged
from her2ref.core.files import write_whole
from her2ref.core.log import note_trouble
from her2ref.core.outputs import place_for
from her2ref.core.progress import Progress
from her2ref.gui.folders import show_folder
from her2ref.gui.jobs import Jobs
from her2ref.gui.numbers import counted
from her2ref.gui.panes.trouble_choices import Ways
from her2ref.gui.panes.working import Working
from her2ref.gui.theme import font, px, themes
from her2ref.library import backups, repairing, rescue
from her2ref.library.trouble import told

if TYPE_CHECKING:
    from her2ref.core.paths import Home
    from her2ref.core.settings import Settings
    from her2ref.library.library import Library

WIDEST: Final = 760
WATCH_MS: Final = 3_000
"""Between two looks whether a library that is not there has come back."""
FILE: Final = "her2ref-personal.json"
JOB: Final = "care"
"""Name of the jobs that look after the library; one at a time."""


class TroublePage(QScrollArea):
    """`again` asks for another try, `back` for the columns; `mended` says that the library was made whole, and carries
    the report that the person has read."""

    again = Signal()
    back = Signal()
    mended = Signal(str)

    def __init__(self, home: Home, jobs: Jobs, settings: Settings, resources: Callable[[], Path]) -> None:
        super().__init__()
        self._home, self._jobs, self._settings, self._resources = home, jobs, settings, resources
        self._library: Library | None = None
        self._report, self._absent = "", False
        self.setObjectName("ground")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title, self.text, self.trouble = QLabel(), QLabel(), QLabel()
        self.ways, self.working = Ways(), Working(jobs)
        self.retry = QPushButton(self.tr("Try again"))
        self.folder = QPushButton(self.tr("Open the folder"))
        self.leave = QPushButton(self.tr("Back to reading"))
        self.go_on = QPushButton(self.tr("Open the library"))
        self._build()
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._look)
        self._connect()
        self._dress()

    def _build(self) -> None:
        self.title.setObjectName("title")
        self.trouble.setObjectName("red")
        self.go_on.setObjectName("primary")
        for label in (self.title, self.text, self.trouble):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._page = QFrame()
        self._page.setObjectName("ground")
        self._rows, self._buttons = QVBoxLayout(self._page), QHBoxLayout()
        for button in (self.go_on, self.retry, self.folder, self.leave):
            self._buttons.addWidget(button)
        self._buttons.addStretch()
        for widget in (self.title, self.text, self.trouble, self.working, self.ways):
            self._rows.addWidget(widget)
        self._rows.addLayout(self._buttons)
        self._rows.addStretch()
        self.setWidget(self._page)

    def _connect(self) -> None:
        self.retry.clicked.connect(self._on_again)
        self.folder.clicked.connect(lambda: show_folder(self._home.data))
        self.leave.clicked.connect(self._on_leave)
        self.go_on.clicked.connect(lambda: self.mended.emit(self._report))
        self.ways.repair.connect(lambda: self._repair(None))
        self.ways.restore.connect(self._repair)
        self.ways.begin.connect(lambda: self._repair(repairing.NEW))
        self.ways.save.connect(self._choose_file)
        themes().theme_changed.connect(self._dress)

    # what is shown

    def show_trouble(self, trouble: KnownError, library: Library | None = None) -> None:
        """`library` is the one that the window has open, where there is one."""
        self._library, self._report = library, ""
        damaged = isinstance(trouble, LibraryDamaged)
        self._say(
            self._title(trouble),
            " ".join(part for part in (trouble.what, trouble.safe, self._step(trouble)) if part),
        )
        self._fail("")
        self.ways.setVisible(damaged)
        self.retry.setVisible(library is None)
        self.leave.setVisible(library is not None)
        self.folder.setVisible(self._home.data.is_dir())
        self.go_on.hide()
        if damaged:
            self.ways.show_file(
                there=self._home.library.exists(), refusal=self._settings.refusal("allow.exports")
            )
            self.ways.show_copies(())
            self._list_copies()
        else:
            self.retry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, trouble: KnownError) -> str:
        """What to do next, where it is not what the page offers itself."""
        if isinstance(trouble, LibraryDamaged):
            return ""
        if self._home.library.is_file():
            return trouble.next_step
        return f"{trouble.next_step} {self.tr('As soon as it is there, it is opened.')}"

    def _title(self, trouble: KnownError) -> str:
        if not isinstance(trouble, LibraryDamaged):
            return self.tr("The library could not be opened")
        if not self._home.library.exists():
            return self.tr("The library is not where it was")
        return self.tr("The library is damaged")

    def _say(self, title: str, text: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.setAccessibleName(f"{title}. {text}")

    def _fail(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setAccessibleName(text)
        self.trouble.setVisible(bool(text))

    def _on_failed(self, error: BaseException) -> None:
        """What was tried did not work; everything can be tried again."""
        if not isinstance(error, KnownError):
            raise error
        note_trouble(error)
        self._fail(
            f"{error.what} {error.safe}" if isinstance(error, LibraryDamaged) else error.in_window
        )  # the ways out stand below
        self._turn(busy=False)

    def _turn(self, *, busy: bool) -> None:
        self.ways.setEnabled(not busy)
        for button in (self.retry, self.leave):
            button.setEnabled(not busy)

    # what is known of the damage

    def _list_copies(self) -> None:
        home = self._home
        self._jobs.latest(
            "copies",
            lambda _progress: backups.listed(home),
            succeeded=self._on_copies,
            failed=self._on_failed,
        )

    def _on_copies(self, copies: list[backups.Backup]) -> None:
        """They can be chosen at once; what is best takes a look at all of the file."""
        if self.working.busy or not self.ways.isVisibleTo(self):
            return
        self.ways.show_copies(copies)
        self.ways.first.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._to_the_top()
        home, resources = self._home, self._resources()
        self.working.run(
            "examine",
            lambda progress: repairing.examine(home, resources, progress),
            self.tr("Looking at what can be saved…"),
            succeeded=self._on_examined,
            failed=self._on_failed,
            light=True,
        )

    def _on_examined(self, found: repairing.Diagnosis) -> None:
        held = self.ways.which.currentText()
        self.ways.show_diagnosis(found)
        self._to_the_top()
        self.ways.which.setCurrentText(held)

    # what is done

    def _repair(self, backup: backups.Backup | Path | Literal["new"] | None) -> None:
        """After the look at the file has ended: it is set aside, and what is open cannot be moved on Windows."""
        self.working.give_way(lambda: self._start_repair(backup))

    def _start_repair(self, backup: backups.Backup | Path | Literal["new"] | None) -> None:
        home, resources, library = self._home, self._resources(), self._library

        def work(progress: Progress) -> repairing.Repaired:
            return made_whole(home, resources, library, backup, progress)

        self._fail("")
        self._turn(busy=True)
        self.working.run(
            JOB,
            work,
            self.tr("Making the library whole…"),
            succeeded=self._on_repaired,
            failed=self._on_failed,
            cancelled=self._on_cancelled,
        )
        self.working.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_repaired(self, done: repairing.Repaired) -> None:
        self._turn(busy=False)
        self._report = done.text
        self._say(self.tr("The library can be used again"), "\n\n".join(done.sentences))
        self.ways.hide()
        self.retry.hide()
        self.leave.hide()
        self.go_on.show()
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_cancelled(self) -> None:
        self._turn(busy=False)
        self._fail(self.tr("Stopped. Nothing was changed."))
        self.ways.first.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save what is mine"), str(Path.home() / FILE), self.tr("JSON (*.json)")
        )
        if name:
            self.working.give_way(lambda: self.save(Path(name)))

    def save(self, path: Path) -> None:
        """Writes what can still be read of the person's to `path`."""
        library, home = self._home.library, self._home

        def work(progress: Progress) -> int:
            place = place_for(path, home)
            with told(library):
                found = rescue.rescued(library, progress)
            with told(place):
                write_whole(place, json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True))
            return rescue.count(found)

        def done(notes: int) -> None:
            self._turn(busy=False)
            number = counted(notes, "%1 note", "%1 notes")
            said = self.tr("What can be read of yours is in %1 (%2). Only you can read the file.")
            self.text.setText(said.replace("%1", str(path)).replace("%2", number))
            self.text.setAccessibleName(self.text.text())

        self._fail("")
        self._turn(busy=True)
        self.working.run(
            JOB,
            work,
            self.tr("Reading what can be saved…"),
            succeeded=done,
            failed=self._on_failed,
            cancelled=self._on_cancelled,
        )

    # another try

    def _on_again(self) -> None:
        self.working.give_way(self.again.emit)

    def _on_leave(self) -> None:
        self.working.give_way(self.back.emit)

    def _look(self) -> None:
        """A stick that is put in again, a share that answers again: the window opens by itself."""
        if not self.isVisible() or self._library is not None or self.working.busy:
            return
        library = self._home.library
        self._jobs.once("look", lambda _progress: library.is_file(), succeeded=self._on_looked)

    def _on_looked(self, there: bool) -> None:
        came, self._absent = there and self._absent, not there
        if came and self.isVisible() and not self.working.busy:
            self._on_again()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._to_the_top()
        self._watch.start()

    def _to_the_top(self) -> None:
        """What happened is read first; the focus on a button below would scroll it away."""
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(0))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side = max(px(24), (self.viewport().width() - px(WIDEST)) // 2)
        self._rows.setContentsMargins(side, px(40), side, px(32))
        self._rows.setSpacing(px(16))
        self._buttons.setSpacing(px(8))

    def _dress(self) -> None:
        self.title.setFont(font("title", bold=True))
        for widget in (self.text, self.trouble, self.retry, self.folder, self.leave, self.go_on):
            widget.setFont(font())
        self.ways.dress()
        self.working.dress()
        self._fit()


def made_whole(
    home: Home,
    resources: Path,
    library: Library | None,
    backup: backups.Backup | Path | Literal["new"] | None,
    progress: Progress,
) -> repairing.Repaired:
    """For a worker: repairs the file, beside a library that is open or not, which then forgets that it met damage."""
    try:
        done = repairing.repair(home, resources, progress, backup, library)
    except LibraryDamaged as error:
        if library is None or error is not library.damage:
            raise
        done = repairing.repair(home, resources, progress, backup)  # in place: the open one refuses to write
    if library is not None and library.damage is not None:
        with library.replaced():
            pass
    return done
