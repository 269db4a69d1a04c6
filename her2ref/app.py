"""The door with a window: builds the panes over a library, and takes pictures of them."""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from her2ref.core import crash
from her2ref.core.display import PAGES, has_display
from her2ref.core.errors import KnownError, LibraryTrouble
from her2ref.core.identity import APPLICATION_ID, NAME, PUBLISHER
from her2ref.core.paths import Home, resources
from her2ref.core.query import Listing
from her2ref.core.settings import Settings
from her2ref.gui.desk import DOCUMENTS, Desk, is_document
from her2ref.gui.jobs import Jobs
from her2ref.gui.theme import themes
from her2ref.gui.window import SIZE, Window
from her2ref.library import opening
from her2ref.library.library import Library
from her2ref.library.lock import WindowLock

if TYPE_CHECKING:
    from her2ref.core.progress import Progress
    from her2ref.gui.neighbour import Listener

PROBE = "HER2REF_STARTUP_PROBE"
"""Set: the program ends right after the first paint and one turn of the event loop ("modules": and lists what it
had imported). For benchmarks and the start-up guard."""

SAVING = frozenset({"note", "star", "wish"})
"""Names of the jobs that finish when the window is closed; all others are cancelled."""


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
        made = QApplication([NAME, "-style", "Fusion"])  # by argument: setStyle() costs 7 ms of types
    return made


class Session(QObject):
    """One window from its first paint to its end."""

    def __init__(self, home: Home, target: str = "", *, settings: Settings | None = None) -> None:
        super().__init__()
        self.home, self.target = home, target
        self.settings = settings or Settings(home.settings, home.policy)
        self.desk = Desk()
        self.jobs = Jobs(self.unexpected)
        self.window = Window(self.desk, self.jobs, self.settings)
        self.window.preparing.again.connect(self.open)
        self.window.closed.connect(self.end)
        self.desk.index_damaged.connect(self.mend)
        self._reported = self._mended = False
        self._listener: Listener | None = None

    def open(self) -> None:
        """Opens the library at once where it needs no care, else behind a page that says what is done."""
        try:
            care = opening.needs_care(self.home, resources())
        except LibraryTrouble as trouble:
            self._on_failed(trouble)
            return
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
        self.window.preparing.say(self.tr("One moment"), texts[care])

        def work(progress: Progress) -> None:
            opening.take_care(self.home, resources(), progress)

        self.jobs.once("care", work, succeeded=self._on_ready, failed=self._on_failed)

    def _on_ready(self, _nothing: object) -> None:
        try:
            self.window.use(Library(self.home.library))
        except KnownError as trouble:
            self._on_failed(trouble)

    def begin(self) -> None:
        """After the first paint: the menu, the pages, the counts, and where the person wanted to go."""
        from PySide6.QtGui import QIcon  # its list of theme icons alone costs 2 ms

        from her2ref.gui import actions

        self.window.complete()
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
        if not isinstance(error, KnownError):
            self.unexpected(error)
        text = crash.sentence(error, None)
        self.window.preparing.say(self.tr("The library could not be opened"), text, trouble=True)

    def listen(self) -> None:
        """Begins to hear later starts; QtNetwork is imported here, after the first paint."""
        if self._listener is not None:
            return
        from her2ref.gui.neighbour import Listener

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
        if _is_file(target):
            self.window.take_files([Path(target)])
            return
        target = _unlinked(target)
        if is_document(target):
            self.desk.choose_topic(target)
        else:
            self.window.bar.line.open_best(target)

    def mend(self) -> None:
        """Makes the index of abstracts again, once, while everything else can be read."""
        library, desk = self.window.library, self.desk
        if library is None or self._mended:
            return
        self._mended = True

        def percent(done: int, total: int, _text: str) -> None:
            share = f" {100 * done // total} %" if total else ""
            desk.say(
                self.tr("The index of abstracts was damaged and is made again; nothing was lost.") + share
            )

        def done(_changes: object) -> None:
            desk.say(self.tr("The index of abstracts was made again from the records; nothing was lost."))

        self.jobs.once(
            "mend", library.mend_index, progressed=percent, succeeded=done, failed=self._on_not_mended
        )

    def _on_not_mended(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            self.unexpected(error)
        else:
            self.desk.say(str(error))

    def unexpected(self, error: BaseException) -> None:
        """A bug: saved locally, shown once."""
        report = crash.write_report(self.home.logs, error) if not isinstance(error, KnownError) else None
        text = crash.sentence(error, report)
        crash.to_stderr(text)
        if isinstance(error, KnownError) or not self._reported:
            self._reported = self._reported or not isinstance(error, KnownError)
            from her2ref.gui.dialogs.report import Report

            details = report.read_text(encoding="utf-8") if report else ""
            Report(self.window, NAME, text, details).open()

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


def run(home: Home, target: str = "", wanted: Picture | None = None) -> int:
    """Opens the window, or raises the one that is open over the same library; a new one looks as it is `wanted`.
    Returns the exit code."""
    wanted = wanted or Picture()
    app = application()
    lock = WindowLock(home.data)
    try:
        alone = lock.take()
    except OSError as error:
        crash.to_stderr(
            f"The folder of the library cannot be written ({home.data}): {error.strerror}. "
            "Nothing was lost. Start with --home and another folder."
        )
        return 3
    if not alone:
        from her2ref.gui.neighbour import reach

        if _is_file(target):  # the open window may stand in another folder
            target = str(Path(target).absolute())
        if reach(home.data, target, lock.take):
            return 0
    if not lock.is_held:
        crash.to_stderr(
            "Another her2ref window has this library open, but does not answer. Nothing was lost. "
            "Close it, then start again."
        )
        return 3
    settings = Settings(home.settings, home.policy)
    themes().apply(
        wanted.theme or str(settings.get("theme")), wanted.scale or float(settings.get("text_scale"))
    )
    session = Session(home, target, settings=settings)
    if wanted.size:
        session.window.resize(*wanted.size)
    _catch(session)
    session.window.painted.connect(lambda: QTimer.singleShot(0, lambda: _after_first_paint(session, wanted)))
    session.open()
    session.window.show()
    QTimer.singleShot(GARBAGE_MS, _collect_at_last)  # also where nothing but trouble is shown
    if session.window.library is None:
        QTimer.singleShot(LISTEN_MS, session.listen)  # while the library is made
    code = app.exec()
    lock.release()
    return code


def _after_first_paint(session: Session, wanted: Picture) -> None:
    probe = os.environ.get(PROBE)
    if probe:
        if probe == "modules":
            print(json.dumps(sorted(sys.modules)), flush=True)
        os._exit(0)
    session.begin()
    _show_wanted(session, wanted)
    session.listen()
    library = session.window.library
    if library is not None:
        session.jobs.start(lambda _progress: library.mark_in_use(), name="mark")


def _catch(session: Session) -> None:
    """Errors that reach the top, in any thread, are reported; none is lost in silence."""

    def hook(_kind: type[BaseException], error: BaseException, _trace: Any) -> None:
        session.unexpected(error)

    def thread_hook(given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None:
            crash.write_report(session.home.logs, given.exc_value)

    sys.excepthook = hook
    threading.excepthook = thread_hook


class Picture(NamedTuple):
    """What a picture or a new window shows: `opened` ids in order, then the page; or the list of `listed` words,
    narrowed or not; then the words in the search line. Without size, theme or scale these are the usual ones."""

    file: Path | None = None
    size: tuple[int, int] | None = None
    theme: str = ""
    scale: float = 0.0
    opened: tuple[str, ...] = ()
    page: str = ""
    query: str = ""
    listed: str = ""
    narrow: bool = False


GARBAGE_MS = 3_000
"""Milliseconds after the start at which the collector of garbage works again at the latest."""
LISTEN_MS = 500
"""Milliseconds after the start at which later starts are heard where the library is not ready yet."""
SETTLE_MS = 60
LIMIT_MS = 60_000


def picture(home: Home, wanted: Picture) -> dict[str, object]:
    """Draws the real window and saves it as a PNG; waits until nothing is under way. Raises `KnownError`."""
    app = application()
    opening.take_care(home, resources())
    themes().apply(wanted.theme or "light", wanted.scale or 1.0)
    session = Session(home, settings=Settings(None))  # a picture changes nothing of the person's
    window = session.window
    window.resize(*(wanted.size or SIZE))
    session.open()
    window.show()
    session.begin()
    _show_wanted(session, wanted)
    result: dict[str, object] = {}
    quiet = {"turns": 0, "waited": 0}

    def look() -> None:
        quiet["turns"] = 0 if session.jobs.running else quiet["turns"] + 1
        quiet["waited"] += SETTLE_MS
        if quiet["turns"] < 4 and quiet["waited"] < LIMIT_MS:
            return
        timer.stop()
        image = window.grab()
        if not image.save(str(wanted.file), "PNG"):
            result["error"] = KnownError(
                f"The picture could not be written ({wanted.file}).",
                next_step="Choose another folder, then try again.",
            )
        else:
            result.update(file=str(wanted.file), width=image.width(), height=image.height())
        window.close()
        app.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(SETTLE_MS)
    app.exec()
    error = result.pop("error", None)
    if isinstance(error, KnownError):
        raise error
    return result


def _show_wanted(session: Session, wanted: Picture) -> None:
    """Goes where a picture or a new window shall be."""
    desk, window = session.desk, session.window
    if wanted.page == "first-run":
        window.show_first_run()
    elif wanted.opened or wanted.query or wanted.page or wanted.listed:
        rows = window.library.reader().tree() if window.library else []
        if not wanted.opened and rows:
            desk.choose_topic(rows[0].key)
        for target in wanted.opened:
            _open_exactly(session, target)
        if wanted.page in PAGES:
            desk.choose_page(wanted.page)
        if wanted.listed:
            desk.choose_listing(Listing(words=wanted.listed, sort="best"))
            if wanted.narrow:
                window.work.list.head.narrow.setChecked(True)
        if wanted.query:
            window.bar.line.ask(wanted.query)


def _open_exactly(session: Session, target: str) -> None:
    from her2ref.library.lookup import resolve

    library = session.window.library
    assert library is not None
    plain = ("pmid:", "doi:", "web:", *DOCUMENTS)
    key = target if target.startswith(plain) else resolve(library.reader(), target)
    if key.startswith(("pmid:", "doi:", "web:")):
        session.desk.choose_source(key)
    elif ":" in key and not key.startswith("article:"):
        session.desk.choose_topic(key)
    else:
        session.desk.choose_article(int(key.removeprefix("article:")))
