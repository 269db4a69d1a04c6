"""What nobody foresaw, from any thread, from Qt and from the run before: saved here, told once, and all goes on.

Imported when something breaks, or after the first paint.
"""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path
from typing import Any, Final, NamedTuple

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from shiboken6 import isValid

from her2ref.core import crash
from her2ref.core.errors import KnownError
from her2ref.core.identity import NAME
from her2ref.core.log import note_event, note_trouble
from her2ref.gui.dialogs.report import Report
from her2ref.gui.window import Window

MOST: Final = 5
"""Bugs that are told in a window of their own in one run; the others are saved, and the last line says so."""
HEARD: Final = 200
"""Different warnings of Qt that are logged in one run."""


class Told(NamedTuple):
    """What a person is told; `bug` where it is one more that nobody foresaw."""

    text: str
    details: str = ""
    bug: bool = False


class Catching(QObject):
    """`take` and the handler of Qt's messages may be called from any thread; the person is told on the GUI thread."""

    _caught = Signal(object)

    def __init__(self, window: Window, logs: Path) -> None:
        super().__init__()
        self._window, self._logs = window, logs
        self._reports = crash.Reports(logs)
        self._within = threading.local()
        self._heard: set[tuple[str, int]] = set()
        self._waiting: deque[Told] = deque()
        self._told = 0
        self._hears, self._before = False, NO_HANDLER
        self.shown: Report | None = None
        """What is on the screen now; one at a time."""
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def take(self, error: BaseException, where: str = "slot") -> None:
        """A bug is saved, and told the first time it is met. Known trouble is told each time: someone asked for what
        it kept from happening."""
        if isinstance(error, KnownError):
            note_trouble(error)
            crash.to_stderr(str(error))
            self._caught.emit(Told(error.in_window))
            return
        try:
            caught = self._reports.take(error)
            self._tell(caught, where, type(error))
        except Exception as second:  # an error about an error must not end the program
            crash.to_stderr(f"{type(error).__name__}, then {type(second).__name__}")

    def tell_last_end(self, trace: str, *, checked: bool) -> None:
        """The run before this one ended by a fault; `checked` that the library was looked at since and is whole."""
        caught = crash.report_of_fault(self._logs, trace)
        note_event("fault", checked=checked)
        library = self.tr("The library was checked and is whole.")
        safe = library if checked else self.tr("What was saved is safe.")
        text = [self.tr("her2ref ended unexpectedly last time."), safe]
        if caught.report is not None:
            text.append(self.tr("A report was saved on this computer: %1.").replace("%1", str(caught.report)))
        text.append(self.tr("You can go on; nothing was sent to anybody."))
        self._caught.emit(Told(" ".join(text), caught.text))

    def hear_qt(self) -> None:
        """From now on what Qt warns of is logged, without its words; what it calls critical becomes a report."""
        self._before = qInstallMessageHandler(self.on_message)
        self._hears = True

    def end(self) -> None:
        """Qt's messages go where they went before; the reports say how often each bug was met."""
        if self._hears:
            qInstallMessageHandler(self._before)
            self._hears = False
        self._reports.close()

    def on_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        """Called by Qt; what is done here may itself make Qt speak."""
        level = LEVELS.get(kind)
        if level is None or getattr(self._within, "on", False):
            return
        self._within.on = True
        try:
            crash.to_stderr(text)
            self._hear(level, context, text)
        except Exception as error:
            crash.to_stderr(type(error).__name__)
        finally:
            self._within.on = False

    def _hear(self, level: str, context: QMessageLogContext, text: str) -> None:
        heard = (level, hash(text))
        source = _source(text)
        if heard not in self._heard and len(self._heard) < HEARD:
            self._heard.add(heard)
            note_event("qt", level=level, **({"source": source} if source is not None else {}))
        if level != "warning":
            place = f"{context.file or '?'}:{context.line} {context.function or ''}"
            name = f"Qt {level}{f' in {source.__name__}' if source is not None else ''}"
            self._tell(self._reports.take_message(name, place.strip()), "qt", source or QObject)

    def _tell(self, caught: crash.Caught, where: str, kind: type) -> None:
        if caught.times & (caught.times - 1) == 0:
            note_event("crash", error=kind, where=where, times=caught.times)
        if caught.times == 1:
            text = crash.sentence_of(caught.kind, caught.report)
            crash.to_stderr(text)
            if isValid(self):
                self._caught.emit(Told(text, caught.text, bug=True))

    def _on_caught(self, told: Told) -> None:
        if not isValid(self._window):
            return
        self._told += told.bug
        if told.bug and self._told > MOST:
            self._window.desk.say(told.text)
            return
        self._waiting.append(told)
        self._show_next()

    def _show_next(self) -> None:
        if self.shown is not None or not self._waiting:
            return
        told = self._waiting.popleft()
        self.shown = Report(self._window, NAME, told.text, told.details, self._logs if told.details else None)
        self.shown.finished.connect(self._on_closed)
        self.shown.show()

    def _on_closed(self) -> None:
        self.shown = None
        self._show_next()


NO_HANDLER: Final[Any] = None
LEVELS: Final = {
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}


def _source(text: str) -> type | None:
    """The class of Qt that a message begins with, as "QLayout: ..." does; nothing else of it is kept."""
    name = text.partition(":")[0].strip()
    for module in (QtCore, QtGui, QtWidgets):
        found = getattr(module, name, None) if name.isidentifier() else None
        if isinstance(found, type):
            return found
    return None
