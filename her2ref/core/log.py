"""What the program did, for whoever looks after it: a few events with numbers, in a file on this computer.

No line can hold what a person typed, read or imported. The events and their fields are declared in `EVENTS`; a value
is a number, a truth, a class or function of the code (its name is told), or one of `WORDS`. Nothing else is taken: no
text, no path, no message of an error. Loggers of other packages are not heard.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import Final

import her2ref

EVENTS: Final[dict[str, tuple[str, ...]]] = {
    "start": ("window",),
    "command": ("name", "code"),
    "care": ("kind", "seconds"),
    "import": ("files", "read", "added", "updated", "unchanged", "rejected", "seconds", "cancelled"),
    "backup": ("reason", "bytes", "articles", "notes", "seconds"),
    "restore": ("exactly", "whole"),
    "repair": ("state", "saved"),
    "mend": (),
    "personal": ("deed", "rows"),
    "trouble": ("error", "sqlite", "errno"),
    "crash": ("error", "where", "times"),
    "qt": ("level", "source"),
    "fault": ("checked",),
    "deaf": ("error",),
    "stranger": (),
    "end": ("code",),
}
"""Every event and the fields that it may have."""

WORDS: Final = frozenset(
    (
        *("new", "migrate", "index", "content", "check"),
        *("daily", "before-migration", "before-restore", "by-hand", "backup", "rescue"),
        *("export", "import", "erase", "whole", "tables", "damaged", "missing"),
        *("slot", "command", "thread", "unraisable", "qt", "fault"),
        *("warning", "critical", "fatal"),
    )
)
"""Every word that a field may hold."""

NAME: Final = "her2ref.log"
BYTES: Final = 1_000_000
"""Of one file; then it becomes `her2ref.1.log`, and the older ones move on."""
FILES: Final = 3
WAITING: Final = 200
"""Lines kept in memory while the folder takes none."""
TRIES: Final = 5
"""How often another process is waited for; what is left then goes with the next line."""
PAUSE: Final = 0.002
"""Seconds between two of these tries."""
OWN_FILE, OWN_FOLDER = 0o600, 0o700


class NotLoggable(Exception):
    """An event or a value that is not declared: a mistake in the program, raised in tests only."""


class Log:
    """Any thread may tell events. They are kept in memory until `begin` names the folder. Each is one short append
    under a lock that other processes respect, and no file stays open: the log rotates on Windows too."""

    def __init__(self) -> None:
        self.strict = False
        """Whether what is not declared raises `NotLoggable`, as in tests; elsewhere it is left out."""
        self._folder: Path | None = None
        self._waiting: deque[str] = deque(maxlen=WAITING)
        self._lock = threading.RLock()  # an error may be told while one is told

    @property
    def waits(self) -> bool:
        """Whether something was told that is in no file yet."""
        return bool(self._waiting)

    def begin(self, folder: Path) -> None:
        """Writes into `folder` from now on, first what was told until now."""
        with self._lock:
            self._folder = folder
            self._write()

    def end(self) -> None:
        """Writes what waits, and keeps in memory what is told later."""
        with self._lock:
            self._write()
            self._folder = None

    def event(self, event: str, **values: object) -> None:
        """Tells one event; never fails for a disk that takes none."""
        try:
            told = " ".join([event, *(f"{field}={_told(event, field, v)}" for field, v in values.items())])
            if event not in EVENTS:
                raise NotLoggable(f"{event} is no event")
        except NotLoggable:
            if self.strict:
                raise
            return
        self._put(told)

    def start(self, *, window: bool) -> None:
        """The first event of a run, with the versions of the program and of what it runs on."""
        versions = f"her2ref={her2ref.__version__} python={sys.version.split()[0]} system={sys.platform}"
        self._put(f"start window={_told('start', 'window', window)} {versions}")

    def tail(self, folder: Path, count: int) -> list[str]:
        """The last lines, in the folder and in memory."""
        path, held = folder / NAME, list[str]()
        try:
            if path.is_file():  # a pipe would be waited for
                with path.open("rb") as file:
                    file.seek(max(0, file.seek(0, os.SEEK_END) - 200 * count))
                    held = file.read().decode("utf-8", "replace").splitlines()
        except OSError:
            held = []
        with self._lock:
            return [*held, *self._waiting][-count:]

    def _put(self, told: str) -> None:
        line = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {os.getpid()} {told}"
        with self._lock:
            self._waiting.append(line)
            self._write()

    def _write(self) -> None:
        folder = self._folder
        if folder is None or not self._waiting:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=OWN_FOLDER)
            with _alone(folder / "log.lock"):
                data = "".join(f"{line}\n" for line in self._waiting).encode("ascii", "replace")
                _rotate(folder, len(data))
                _append(folder / NAME, data)
                self._waiting.clear()
        except OSError:
            return  # full, read-only, a file in the folder's place, held by another: it waits for the next line


def _told(event: str, field: str, value: object) -> str:
    """A value as the log shows it. Raises `NotLoggable` for all that could carry a person's words."""
    if field not in EVENTS.get(event, ()):
        raise NotLoggable(f"{event} has no field {field}")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if type(value) is int:
        return str(value)
    if type(value) is float:
        return f"{value:.3f}"
    if isinstance(value, type | FunctionType):
        return value.__name__ if value.__name__.isidentifier() else "unnamed"
    if isinstance(value, str) and value in WORDS:
        return value
    raise NotLoggable(f"{field} of {event} is neither a number nor a declared word")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Raises `OSError` when another process holds the log for too long."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, OWN_FILE)
    try:
        for attempt in range(TRIES):
            try:
                _take(descriptor)
                break
            except OSError:
                if attempt == TRIES - 1:
                    raise
                time.sleep(PAUSE)
        yield
    finally:
        os.close(descriptor)  # and with it the lock


def _rotate(folder: Path, more: int) -> None:
    file = folder / NAME
    if not file.exists() or file.stat().st_size + more <= BYTES:
        return
    for number in range(FILES - 1, 0, -1):
        older = folder / f"her2ref.{number}.log"
        newer = folder / (f"her2ref.{number - 1}.log" if number > 1 else NAME)
        if newer.exists():
            os.replace(newer, older)  # noqa: PTH105 - replaces in one step


def _append(path: Path, data: bytes) -> None:
    """Follows no link and waits for nobody, whatever stands in the place of the file."""
    flags = (
        os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0), OWN_FILE)
    try:
        if os.name == "posix":
            os.fchmod(descriptor, OWN_FILE)
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


LOG: Final = Log()
"""The log of this process."""
note_event = LOG.event


def note_trouble(error: BaseException) -> None:
    """Trouble with a sentence: its class, and what SQLite or the system called it; never its words."""
    cause = error.__cause__
    origin = getattr(cause, "orig", cause)
    values: dict[str, object] = {"error": type(error)}
    for field, name in (("sqlite", "sqlite_errorcode"), ("errno", "errno")):
        code = getattr(origin, name, None)
        if type(code) is int:
            values[field] = code
    LOG.event("trouble", **values)
