"""The door with a window: builds the panes over a library, and takes pictures of them."""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from her2ref.core import crash
from her2ref.core.display import has_display
from her2ref.core.errors import KnownError, LibraryDamaged, LibraryTrouble
from her2ref.core.fault import Trace
from her2ref.core.identity import APPLICATION_ID, NAME, PUBLISHER
from her2ref.core.paths import Home, resources
from her2ref.core.settings import Settings
from her2ref.core.wish import files_in
from her2ref.gui.arrivals import Application, follow
from her2ref.gui.desk import Desk, is_document
from her2ref.gui.jobs import Jobs
from her2ref.gui.showing import Picture, drawn, show
from her2ref.gui.theme import themes
from her2ref.gui.window import SIZE, Window
from her2ref.library import opening
from her2ref.library.library import Library
from her2ref.library.lock import WindowLock

if TYPE_CHECKING:
    from her2ref.core.progress import Progress
    from her2ref.gui.catching import Catching
    from her2ref.gui.neighbour import Listener
    from her2ref.gui.safekeeping import Safekeeping

__all__ = ["Picture", "Session", "application", "picture", "run"]

PROBE = "HER2REF_STARTUP_PROBE"
"""Set: the program ends right after the first paint and one turn of the event loop ("modules": and lists what it
had imported). For benchmarks and the start-up guard."""

SAVING = frozenset({"note", "own", "wish"})
"""Names of the jobs that finish when the window is closed; all others are cancelled."""

GARBAGE_MS = 3_000
"""Milliseconds after the start at which the collector of garbage works again at the latest."""
LISTEN_MS = 500
"""Milliseconds after the start at which later starts are heard where the library is not ready yet."""

SCHEME = "her2ref:"


def application() -> QApplication:
    """The one QApplication; without a display on Linux it draws offscreen."""
    made = QApplication.instance()
    if not isinstance(made, QApplication):
        if not has_display():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        QApplication.setApplicationName(NAME)
        QApplication.setApplicationDisplayName(NAME)
        QApplication.setOrganizationName(PUBLISHER)
        QApplication.setDesktopFileName(APPLICATION_ID)
        made = Application([NAME, "-style", "Fusion"])  # by argument: setStyle() costs 7 ms of types
    return made


class Session(QObject):
    """One window from its first paint to its end."""

    def __init__(self, home: Home, target: str = "", *, settings: Settings | None = None) -> None:
        super().__init__()
        self.home, self.target = home, target
        self.settings = settings or Settings.of(home)
        self.desk = Desk()
        self.jobs = Jobs(self.unexpected)
        self.window = Window(self.desk, self.jobs, self.settings)
        self.window.preparing.again.connect(self.open)
        self.window.closed.connect(self.end)
        self.desk.index_damaged.connect(lambda: self.safekeeping.mend())
        self._listener: Listener | None = None
        self._catching: Catching | None = None
        self._safekeeping: Safekeeping | None = None
        self.lock: WindowLock | None = None
        self._making = threading.Lock()
        self.died = self.checked = False
        """Whether the run before this one died of a fault, and whether the library was found whole after an end that
        was not clean."""

    def open(self, *, cared_for: bool = False) -> None:
        """Opens the library at once where it needs no care, else behind a page that says what is done. `cared_for`:
        what could be done was done; what is left, as on a disk that is full, keeps nobody from reading."""
        if self.lock is not None and not self.lock.is_held:  # its folder could not be written before
            with suppress(OSError):
                self.lock.take()
        try:
            care = "" if cared_for else opening.needs_care(self.home, resources())
        except LibraryTrouble as trouble:
            self._on_failed(trouble)
            return
        if self.died and not care:
            care = "check"  # it died before it had written anything, or after
        if not care:
            self._on_ready(None)
            return
        texts = {
            "new": self.tr("The library is made on this computer. This happens once."),
            "migrate": self.tr("The library is brought up to date. A copy is saved first."),
            "index": self.tr("The index of abstracts is made again from the records. This happens once."),
            "content": self.tr("New reference content is put in place. Your stars and notes stay."),
            "check": self.tr("The last session did not end cleanly, so the library is checked first."),
        }
        self.window.show_instead(self.window.preparing)
        self.window.preparing.say(self.tr("One moment"), texts[care])

        def work(progress: Progress) -> None:
            died = self.died and care != "new"
            if died:  # before anything is written
                opening.quick_check(self.home.library)
            opening.take_care(self.home, resources(), progress)
            self.checked = died or care == "check"

        self.jobs.once("care", work, succeeded=self._on_ready, failed=self._on_failed)

    def _on_ready(self, _nothing: object) -> None:
        library = Library(self.home.library)
        try:
            self.window.use(library)
        except KnownError as trouble:
            library.close()
            self._on_failed(trouble)

    def begin(self) -> None:
        """After the first paint: the menu, the pages, the counts, and where the person wanted to go."""
        from PySide6.QtGui import QIcon  # its list of theme icons alone costs 2 ms

        from her2ref.gui import actions

        self.window.complete().document.tell(self.home, self.settings)
        actions.build(self.window)
        _collect_from_now()
        QApplication.setWindowIcon(QIcon(str(resources() / "icons" / "her2ref.svg")))
        if self.target:
            self.go(self.target)
        if self.target or self.settings.get("first_run_done"):
            self.window.show_first_mechanism()
        else:
            self.window.work.first_run.without.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.window.settle()

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, KnownError):
            self.safekeeping.show_trouble(error)
            return
        self.unexpected(error)
        self.window.show_instead(self.window.preparing)
        text = crash.sentence(error, None)
        self.window.preparing.say(self.tr("The library could not be opened"), text, trouble=True)

    @property
    def safekeeping(self) -> Safekeeping:
        if self._safekeeping is None:
            from her2ref.gui.safekeeping import Safekeeping

            self._safekeeping = Safekeeping(self.window, self.home, self.jobs, lambda: resources())
            self._safekeeping.again.connect(self.open)
        return self._safekeeping

    def take_up_drafts(self, library: Library) -> None:
        """What was typed and not saved when the last run ended goes into the library."""
        from her2ref.gui.panes.pen import recover

        def told(number: int) -> None:
            if number:
                self.desk.say(self.tr("Words that were not saved last time are among your notes again."))

        self.jobs.start(lambda _progress: recover(library), name="note", succeeded=told)

    def listen(self) -> None:
        """Begins to hear later starts; QtNetwork is imported here, after the first paint."""
        if self._listener is not None:
            return
        from her2ref.gui.neighbour import Listener

        follow(application(), self._on_asked)
        self._listener = Listener(self.home.data, self)
        self._listener.asked.connect(self._on_asked)

    def _on_asked(self, wish: str) -> None:
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        if wish:
            self.go(wish)

    def go(self, target: str) -> None:
        """Opens what a person named: an id, a file, a her2ref: link, or the best answer to words."""
        if self.window.library is None:
            self.target = target
            return
        files = [Path(target)] if _is_file(target) else files_in(target)
        if files:
            self.window.take_files(files)
            return
        target = _unlinked(target)
        if is_document(target):
            self.desk.choose_topic(target)
        else:
            self.window.bar.line.open_best(target)

    def unexpected(self, error: BaseException, where: str = "slot") -> None:
        """A bug, from any thread: saved locally, shown once. Damage of the library is none, and has its own line."""
        if isinstance(error, LibraryDamaged) and self._safekeeping is not None:
            self._safekeeping.damage_met.emit(error)
        else:
            self.catching.take(error, where)

    @property
    def catching(self) -> Catching:
        with self._making:
            if self._catching is None:
                from her2ref.gui.catching import Catching

                self._catching = Catching(self.window, self.home.logs)
                self._catching.moveToThread(self.thread())
        return self._catching

    def record(self, trace: Trace) -> None:
        """After the first paint: the log, Qt's messages, and a word about a run that did not end well."""
        from her2ref.core.log import LOG

        LOG.start(window=True)
        LOG.begin(self.home.logs)
        self.catching.hear_qt()
        last = trace.last() if self.died else ""
        if last:
            self.catching.tell_last_end(last, checked=self.checked)
        elif self.checked:
            self.desk.say(
                self.tr("her2ref did not end cleanly last time; the library was checked and is whole.")
            )

    def end(self) -> None:
        """Stops the work, lets what a person wrote reach the disk, closes the library."""
        for error in self.jobs.finish(SAVING):
            crash.to_stderr(crash.sentence(error, None))
        self.jobs.stop()
        if self._listener is not None:
            self._listener.close()
        if self.window.library is not None:
            try:
                self.window.library.close()
            except KnownError as trouble:
                crash.to_stderr(str(trouble))
        if self._catching is not None:
            self._catching.end()
        QApplication.quit()


def _collect_from_now() -> None:
    """Garbage is collected again, but what stands by now stays; and seldom, as a key press makes a thousand values at
    once: with Python's own thresholds the third of them waits for a collection of 10 ms."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def _collect_at_last() -> None:
    if not gc.isenabled():
        _collect_from_now()


def _is_file(target: str) -> bool:
    try:
        return Path(target).is_file()
    except (OSError, ValueError):  # longer than any name may be, or with a sign that none has
        return False


def _unlinked(target: str) -> str:
    """What a her2ref: link names, as a browser or another program hands it over; other text as it is."""
    if not target.lower().startswith(SCHEME):
        return target
    from urllib.parse import unquote

    return unquote(target[len(SCHEME) :]).strip("/").removeprefix("topic:").removeprefix("source:")


def run(home: Home, target: str = "", wanted: Picture | None = None, settings: Settings | None = None) -> int:
    """Opens the window, or raises the one that is open over the same library; a new one looks as it is `wanted`.
    Returns the exit code."""
    wanted = wanted or Picture()
    app = application()
    lock = WindowLock(home.data)
    try:
        alone = lock.take()
        unwritable = False
    except OSError:  # the window says so: it reads what is there, or waits until it is
        alone = unwritable = True
    if not alone:
        from her2ref.gui.neighbour import reach

        if _is_file(target):  # the open window may stand in another folder
            target = str(Path(target).absolute())
        if reach(home.data, target, lock.take):
            return 0
    if not lock.is_held and not unwritable:
        _tell(
            "Another her2ref window has this library open, but does not answer. Nothing was lost. "
            "Close it, then start again."
        )
        return 3
    settings = settings or Settings.of(home)
    themes().apply(
        wanted.theme or str(settings.get("theme")), wanted.scale or float(settings.get("text_scale"))
    )
    trace = Trace(home.logs)
    session = Session(home, target, settings=settings)
    session.lock = lock
    session.died = trace.begin()
    if wanted.size:
        session.window.resize(*wanted.size)
    release = crash.catch(session.unexpected, session.window.close)

    def painted() -> None:
        QTimer.singleShot(0, lambda: _after_first_paint(session, wanted, trace))

    session.window.painted.connect(painted)
    session.open()
    session.window.show()
    QTimer.singleShot(GARBAGE_MS, _collect_at_last)  # also where nothing but trouble is shown
    if session.window.library is None:
        QTimer.singleShot(LISTEN_MS, session.listen)  # while the library is made
    code = app.exec()
    _end(code)
    release()
    trace.end()
    lock.release()
    return code


def _tell(sentence: str) -> None:
    """What a start has to say that opens no window; who clicked on an icon reads no standard error."""
    crash.to_stderr(sentence)
    if QApplication.platformName() != "offscreen":
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox()
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(sentence)
        box.exec()


def _end(code: int) -> None:
    from her2ref.core.log import LOG, note_event

    note_event("end", code=code)
    LOG.end()


def _after_first_paint(session: Session, wanted: Picture, trace: Trace) -> None:
    probe = os.environ.get(PROBE)
    if probe:
        if probe == "modules":
            print(json.dumps(sorted(sys.modules)), flush=True)
        os._exit(0)
    session.begin()
    show(session.window, wanted)
    session.listen()
    session.record(trace)
    library = session.window.library
    if library is not None:
        session.jobs.start(
            lambda _progress: library.mark_in_use(), name="mark", failed=session.desk.pass_over
        )
        if opening.why_not_written(library.path) is None:
            session.take_up_drafts(library)
        session.safekeeping.begin(library)


def picture(home: Home, wanted: Picture) -> dict[str, object]:
    """Draws the real window and saves it as a PNG; waits until nothing is under way. Raises `KnownError`."""
    app = application()
    opening.take_care(home, resources())
    themes().apply(wanted.theme or "light", wanted.scale or 1.0)
    session = Session(home, settings=Settings(None))  # a picture changes nothing of the person's
    session.window.resize(*(wanted.size or SIZE))
    session.open(cared_for=True)
    session.window.show()
    session.begin()
    return drawn(app, session.window, wanted)
