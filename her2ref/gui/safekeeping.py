"""Looks after the library while the window is open: trouble gets its page, what is not well a line, each day a copy.

Imported after the first paint, or where the library cannot be opened.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from her2ref.core.errors import IndexDamaged, KnownError, LibraryDamaged
from her2ref.core.log import note_trouble
from her2ref.core.outputs import place_for
from her2ref.core.progress import Progress
from her2ref.gui.dialogs.backups import JOB, BackupsDialog, show_backups
from her2ref.gui.panes import banner as lines
from her2ref.gui.panes.banner import Action, Banner
from her2ref.gui.panes.trouble_page import TroublePage
from her2ref.library import backups, copying, place, standing
from her2ref.library.standing import Standing
from her2ref.library.trouble import gone

if TYPE_CHECKING:
    from her2ref.core.paths import Home
    from her2ref.core.settings import Settings
    from her2ref.gui.desk import Desk
    from her2ref.gui.jobs import Jobs
    from her2ref.gui.window import Window
    from her2ref.library.library import Library

COPY_MS: Final = 60_000
"""From the start to the first look whether a daily copy is due."""
COPY_AGAIN_MS: Final = 3_600_000
"""Between later looks: a window may stay open for days."""
CHECK_MS: Final = 8_000
"""From the start, when the window has settled, to the first look whether the whole file is to be checked."""
LOOK_MS: Final = 60_000
"""Between two looks at the place of the library where nothing has gone wrong."""
TROUBLED_MS: Final = 4_000
"""Between two looks where something has: it is to be well again as soon as there is room, or the stick is back."""
SOON_MS: Final = 300
"""From a sentence about trouble to a look: many come together."""
WARN: Final = "warn.place"


class Safekeeping(QObject):
    """`again` asks for another try to open the library; `damage_met` may be emitted from any thread."""

    again = Signal()
    damage_met = Signal(object)

    def __init__(self, window: Window, home: Home, jobs: Jobs, resources: Callable[[], Path]) -> None:
        super().__init__(window)
        self._window, self._home, self._jobs, self._resources = window, home, jobs, resources
        self._desk: Desk = window.desk
        self._settings: Settings = window.settings
        self._library: Library | None = None
        self._page: TroublePage | None = None
        self._banner: Banner | None = None
        self.dialog: BackupsDialog | None = None
        self._was = Standing()
        self._mended = False
        self._looking, self._soon = QTimer(self), QTimer(self)
        self._copying, self._checking = QTimer(self), QTimer(self)
        self._looking.setInterval(LOOK_MS)
        for timer, wait in ((self._copying, COPY_MS), (self._checking, CHECK_MS), (self._soon, SOON_MS)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
        self.damage_met.connect(self._on_met, Qt.ConnectionType.QueuedConnection)
        self._soon.timeout.connect(self.look)
        self._looking.timeout.connect(self.look)
        self._copying.timeout.connect(self.copy_if_due)
        self._checking.timeout.connect(self.check_if_due)

    @property
    def banner(self) -> Banner:
        """`banner.say(kind, text, action)` is open to whoever has to tell something that lasts."""
        if self._banner is None:
            made = self._banner = Banner()
            self._window.add_banner(made)
            for first, then in ((self._window.bar.menu, made.act), (made.act, made.close_button)):
                QWidget.setTabOrder(first, then)
        return self._banner

    @property
    def page(self) -> TroublePage:
        if self._page is None:
            self._page = page = TroublePage(self._home, self._jobs, self._settings, self._resources)
            page.again.connect(self.again)
            page.back.connect(self._on_back)
            page.mended.connect(self._on_mended)
        return self._page

    # trouble before the library is open, and after

    def show_trouble(self, trouble: KnownError) -> None:
        """The page with the ways out, in place of the columns."""
        note_trouble(trouble)
        for kind in lines.GRAVE:  # the page says it
            self.banner_off(kind)
        self._window.show_instead(self.page)
        self.page.show_trouble(trouble, self._library)

    def _on_back(self) -> None:
        self._window.show_instead(None)
        self.look()

    def _on_mended(self, report: str) -> None:
        """From the page into the window: without a restart, whether it was open before or not."""
        if self._library is None:
            self.again.emit()
        else:
            self._window.show_instead(None)
            self.look()
        self._desk.say(report)

    # while it is open

    def begin(self, library: Library) -> None:
        """The window is at work over `library`."""
        self._library = library
        self._desk.said.connect(self._on_said)
        self._window.backups_wanted.connect(self.show_backups)
        for timer in (self._looking, self._copying, self._checking):
            timer.start()
        self.look()
        if self._settings.get(WARN):
            path = self._home.library
            self._jobs.start(lambda _progress: place.warnings(path), name="place", succeeded=self._on_place)

    def _on_said(self, _sentence: str) -> None:
        """Trouble is told in the last line first; a look says whether it lasts."""
        self._soon.start()

    def look(self) -> None:
        """How the library stands now: what is not well is shown until it is."""
        library = self._library
        if library is None or (self._page is not None and self._page.isVisible()):
            return
        if library.damage is not None:
            self._on_damage(library.damage)
            return
        self.banner_off(lines.DAMAGED)
        self._window.bar.importing.setEnabled(True)
        path = library.path
        self._jobs.once("look", lambda _progress: _stands(path), succeeded=self._on_standing, failed=_unheard)

    def _on_met(self, damage: LibraryDamaged) -> None:
        """Damage that was met by reading: from now on nothing is written, and the line below the bar says so. No box:
        what can be done stands on a button."""
        if self._library is not None:
            note_trouble(damage)
            self._library.met(damage)
            self.look()

    def _on_damage(self, damage: LibraryDamaged) -> None:
        self._window.bar.importing.setEnabled(False)
        text = self.tr("Nothing is written any more. What you type stays in the window and as a draft.")
        self.banner.say(
            lines.DAMAGED,
            f"{damage.what} {text}",
            Action(self.tr("Repair…"), lambda: self.show_trouble(damage)),
        )

    def _on_standing(self, found: tuple[Standing, LibraryDamaged | None]) -> None:
        now, missing = found
        library, before, self._was = self._library, self._was, now
        if library is None:
            return
        if (before.lost or before.unwritten) and not (now.lost or now.unwritten):
            self._jobs.start(lambda _progress: _take_up(library), name="care", failed=self._desk.fail)
        self._looking.setInterval(LOOK_MS if now == Standing() else TROUBLED_MS)
        self._show_lost(now, missing)
        self._show_unwritten(now)
        if now.full and now.unwritten is None:
            self.banner.say(lines.FULL, now.full, Action(self.tr("Look again"), self.look))
        else:
            self.banner_off(lines.FULL)

    def _show_lost(self, now: Standing, missing: LibraryDamaged | None) -> None:
        if now.lost is None:
            self.banner_off(lines.LOST)
            return
        trouble = missing or now.lost
        action = Action(self.tr("Try again"), self.look)
        if missing is not None:
            action = Action(self.tr("Repair…"), lambda: self.show_trouble(missing))
        text = self.tr("What you type stays in the window until it is back.")
        self.banner.say(lines.LOST, f"{trouble.what} {trouble.safe} {text}", action)

    def _show_unwritten(self, now: Standing) -> None:
        if now.unwritten is None:
            self.banner_off(lines.READ_ONLY)
            return
        text = self.tr("You can read; notes cannot be saved here.")
        self.banner.say(
            lines.READ_ONLY,
            f"{text} {now.unwritten.what}",
            Action(self.tr("Save a copy as…"), self._choose_file),
        )

    def banner_off(self, kind: str) -> None:
        if self._banner is not None:
            self._banner.unsay(kind)

    def _on_place(self, warnings: list[str]) -> None:
        if warnings:
            self.banner.say(
                lines.PLACE, " ".join(warnings), Action(self.tr("Do not show again"), self._warn_no_more)
            )

    def _warn_no_more(self) -> None:
        self._settings.set({WARN: False})
        self.banner.close_message()

    # the index

    def mend(self) -> None:
        """Makes the index of abstracts again, once, while everything else can be read."""
        library, desk = self._window.library, self._desk
        if library is None or self._mended:
            return
        self._mended = True
        said = self.tr("The index of abstracts was damaged and is made again; nothing was lost.")
        done = self.tr("The index of abstracts was made again from the records; nothing was lost.")

        def percent(part: int, total: int, _text: str) -> None:
            desk.say(f"{said} {100 * part // total} %" if total else said)

        self._jobs.once(
            "mend",
            library.mend_index,
            progressed=percent,
            succeeded=lambda _changes: desk.say(done),
            failed=desk.fail,
        )

    # the whole file

    def check_if_due(self) -> None:
        """Reads all of the file once a day, without a word where it is whole: what is damaged may lie where nobody
        reads for months, until the copies from before are gone."""
        self._checking.start(COPY_AGAIN_MS)
        home, library = self._home, self._library
        if library is None or library.damage is not None or self._was.lost or self._was.unwritten:
            return

        def work(progress: Progress) -> bool:
            from her2ref.library import checking

            return checking.check_if_due(home, library, progress)

        self._jobs.once("check", work, failed=self._on_not_whole)

    def _on_not_whole(self, error: BaseException) -> None:
        if isinstance(error, LibraryDamaged) and self._library is not None:
            self._library.met(error)
            self.show_trouble(error)
        elif isinstance(error, IndexDamaged):
            note_trouble(error)
            self.mend()
        elif isinstance(error, KnownError):
            note_trouble(error)  # a look says it, where it lasts
        else:
            raise error

    # copies

    def show_backups(self) -> None:
        if self._library is not None:
            self.dialog = show_backups(
                self._window,
                self._desk,
                self._library,
                self._jobs,
                self._home,
                self._settings,
                self._resources,
            )

    def copy_if_due(self) -> None:
        """The copy of today, where something has changed since the last; silent unless it fails."""
        self._copying.start(COPY_AGAIN_MS)
        home, library = self._home, self._library
        if library is None or library.damage is not None or self._was.lost or self._was.unwritten:
            return
        daily, keep = bool(self._settings.get("backup.daily")), int(self._settings.get("backup.keep"))

        def work(progress: Progress) -> str:
            from her2ref.library import restoring  # brings SQLAlchemy with it

            restoring.sweep(home)
            if daily:
                backups.daily(home, progress, keep)
            return standing.old_copy(home, dt.datetime.now(dt.UTC))

        self._jobs.once(JOB, work, succeeded=self._on_copied, failed=self._on_not_copied)

    def _on_copied(self, old: str) -> None:
        if old:
            self.banner.say(lines.BACKUP, old, Action(self.tr("Backups…"), self.show_backups))
        else:
            self.banner_off(lines.BACKUP)

    def _on_not_copied(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        note_trouble(error)
        if isinstance(error, LibraryDamaged) and self._library is not None:
            self._library.met(error)
            self.look()
            return
        self.banner.say(
            lines.BACKUP,
            f"{self.tr('Today’s copy of the library could not be made.')} {error.in_window}",
            Action(self.tr("Backups…"), self.show_backups),
        )

    def _choose_file(self) -> None:
        """A copy of a library that can only be read, where it can be written."""
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save a copy of the library"),
            str(Path.home() / "library.sqlite"),
            self.tr("Library (*.sqlite)"),
        )
        if name:
            self.save_copy(Path(name))

    def save_copy(self, path: Path) -> None:
        home = self._home
        told = self.tr("A checked copy is in %1. To write into it, start with --home and its folder.")
        self._desk.say(self.tr("Making a copy…"))
        self._jobs.once(
            JOB,
            lambda progress: copying.copy_library(home.library, place_for(path, home), progress),
            succeeded=lambda _made: self._desk.say(told.replace("%1", str(path))),
            failed=self._desk.fail,
        )


def _take_up(library: Library) -> None:
    """Everything that was open over a file that was lost, or could only be read, is opened anew, and all panes read
    again: what is written from now on would not be seen otherwise."""
    with library.replaced():
        pass
    library.mark_in_use()


def _stands(path: Path) -> tuple[Standing, LibraryDamaged | None]:
    """How it stands, and what is to be said where it was taken out of its folder, which is there."""
    found = standing.standing(path)
    if not found.lost or not path.parent.is_dir() or os.path.lexists(path):
        return found, None
    missing = gone(path)
    if not any((path.parent / "backups").glob("*.sqlite")):
        missing = LibraryDamaged(
            missing.what, safe="There is no copy of it.", next_step=missing.next_step, button=missing.button
        )
    return found, missing


def _unheard(_error: BaseException) -> None:
    """A look that fails is made again."""
