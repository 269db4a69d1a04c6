"""What a bug leaves behind: one readable file on this machine, sent by nobody but the person."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import her2ref
from her2ref.core.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

KEPT = 20
"""Crash reports that are kept; older ones go."""
LINES: Final = 40
"""Lines of the log that a report ends with."""
CHAIN: Final = 5
"""Errors that led to one another, at most."""
LONGEST: Final = 60_000
"""Characters of a report."""


class Caught(NamedTuple):
    """A bug that was met: the name of its kind, its report (None when the disk took none) and the text of it, and how
    often it was met since the program was started."""

    kind: str
    report: Path | None
    text: str
    times: int


class Reports:
    """The bugs of one run of the program, from any thread. One that is met again is counted in its report."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._met: dict[tuple[object, ...], Caught] = {}
        self._lock = threading.RLock()  # a report may itself meet an error

    def take(self, error: BaseException) -> Caught:
        """Writes the report of `error`, or counts it in the one that there is."""
        name = type(error).__name__
        return self._take((name, *_places(error.__traceback__)), name, lambda: _stacks(error))

    def take_message(self, name: str, where: str) -> Caught:
        """The same for trouble that Qt told: `name` is of its kind, `where` of the code, neither is the message."""
        return self._take((name, where), name, lambda: f"{where}\n\n{_stack_of_now()}")

    def _take(self, bug: tuple[object, ...], name: str, stacks: Callable[[], str]) -> Caught:
        with self._lock:
            met = self._met.get(bug)
            if met is None:
                text = _composed(self._logs, name, stacks())
                caught = Caught(name, save(self._logs, text), text, 1)
            else:
                caught = met._replace(times=met.times + 1)
                if (
                    caught.times & met.times == 0
                ):  # at 2, 4, 8: a bug of every paint must not write without end
                    caught = self._counted(caught)
            self._met[bug] = caught
            return caught

    def close(self) -> None:
        """Writes how often each was met in the end."""
        with self._lock:
            for bug, caught in self._met.items():
                if caught.times > 1:
                    self._met[bug] = self._counted(caught)

    def _counted(self, caught: Caught) -> Caught:
        first = caught.text.partition("\n")[0]
        text = f"{first}\n{_seen(caught.times)}\n" + caught.text.split("\n", 2)[2]
        if caught.report is None or text == caught.text:
            return caught._replace(text=text)
        return caught._replace(text=text, report=save(self._logs, text, caught.report.name))


def write_report(logs: Path, error: BaseException) -> Path | None:
    """Writes the report of `error` into the log folder and returns its path; None when the disk will not take it.

    It holds the versions, the call stack and the last lines of the log: no query, no note, no value of a variable,
    not the error's own words.
    """
    return Reports(logs).take(error).report


def save(logs: Path, text: str, name: str = "") -> Path | None:
    """Puts a report into the log folder, under a name of its own or the given one, and lets the oldest go."""
    import datetime as dt  # nothing of this is needed until something breaks

    from her2ref.core.files import write_whole

    path = logs / (name or f"crash-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S-%f}.txt")
    try:
        write_whole(path, text)
        for old in kept(logs)[:-KEPT]:
            old.unlink(missing_ok=True)
    except (OSError, MemoryError):
        return None
    return path


def kept(logs: Path) -> list[Path]:
    """The reports on this computer, the oldest first."""
    try:
        return sorted(logs.glob("crash-*.txt"))
    except OSError:
        return []


def shortened(text: str) -> str:
    """`text` without the name of the person's own folder, which is often the person's name."""
    import os

    for folder in {os.path.expanduser("~"), os.path.realpath(os.path.expanduser("~"))}:  # noqa: PTH111
        if len(folder) > 3:  # neither "/" nor "C:\"
            for form in (folder, folder.replace("\\", "/"), folder.replace("\\", "\\\\")):
                text = text.replace(form, "~")
    return text


def report_of_fault(logs: Path, trace: str) -> Caught:
    """Makes a report of what `Trace` found of the last run."""
    text = _composed(logs, "Unexpected end", trace)
    return Caught("Unexpected end", save(logs, text), text, 1)


def _composed(logs: Path, name: str, stacks: str) -> str:
    import datetime as dt
    import platform
    import sqlite3

    from her2ref.core.log import LOG

    qt = getattr(sys.modules.get("PySide6"), "__version__", "")
    versions = (
        f"her2ref {her2ref.__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{f'Qt {qt}, ' if qt else ''}{platform.system()} {platform.release()} {platform.machine()}"
    )
    now = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"
    events = "\n".join(LOG.tail(logs, LINES)) or "none"
    stacks = shortened(stacks).strip()[:LONGEST]
    return f"{now}\n{_seen(1)}\n{versions}\n\n{name}\n\n{stacks}\n\nLast events:\n{events}\n"


def _seen(times: int) -> str:
    return f"Met {'once' if times == 1 else f'{times} times'} since the program was started"


def _places(trace: TracebackType | None) -> list[tuple[str, int]]:
    """Where an error was met: files and lines, of the innermost calls."""
    places: list[tuple[str, int]] = []
    while trace is not None:
        places.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    return places[-8:]


def _stacks(error: BaseException) -> str:
    """The calls that led to `error` and to those behind it; their kinds, never their words."""
    import traceback

    pieces: list[str] = []
    met: BaseException | None = error
    while met is not None and len(pieces) < CHAIN:
        frames = "".join(traceback.format_list(traceback.extract_tb(met.__traceback__)))
        pieces.append(f"{type(met).__name__}\n{frames}" if pieces else frames)
        met = met.__cause__ or (None if met.__suppress_context__ else met.__context__)
    return "\nbehind it: ".join(pieces)


def _stack_of_now() -> str:
    import traceback

    return "".join(traceback.format_list(traceback.extract_stack()[:-3]))


def catch(
    told: Callable[[BaseException, str], None], interrupted: Callable[[], object]
) -> Callable[[], None]:
    """From now on errors that reach the top are `told`, with where they were met: in a slot or timer, in a thread, or
    where nothing can be raised (a destructor). Ctrl+C in a terminal is `interrupted`. Returns what undoes it."""
    before = sys.excepthook, threading.excepthook, sys.unraisablehook

    def in_slot(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            interrupted()
        else:
            told(error, "slot")

    def in_thread(given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None:
            told(given.exc_value, "thread")

    def nowhere(given: sys.UnraisableHookArgs) -> None:
        if given.exc_value is not None:
            told(given.exc_value, "unraisable")

    def undo() -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before

    sys.excepthook, threading.excepthook, sys.unraisablehook = in_slot, in_thread, nowhere
    return undo


def sentence(error: BaseException, report: Path | None) -> str:
    """What to tell a person about an error of either kind."""
    if isinstance(error, KnownError):
        return str(error)
    return sentence_of(type(error).__name__, report)


def sentence_of(kind: str, report: Path | None) -> str:
    """What to tell a person about a bug of that kind."""
    where = f" A report was saved on this computer: {report}." if report else ""
    return (
        f"Something went wrong inside her2ref ({kind}). What was saved is safe.{where} "
        "You can go on; if it happens again, start her2ref anew."
    )


def to_stderr(text: str) -> None:
    """For those who started the program from a terminal."""
    if sys.stderr is not None:
        print(text, file=sys.stderr)
