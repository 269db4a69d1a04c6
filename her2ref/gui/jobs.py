"""Long work off the GUI thread: a plain function of a `Progress` runs in a thread and answers on the GUI thread.

Each job delivers exactly one of succeeded, failed and cancelled, then finished. A receiver that was deleted in the
meantime hears nothing.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal
from shiboken6 import isValid

from her2ref.core.errors import Cancelled
from her2ref.core.progress import Progress

Work = Callable[[Progress], Any]
Receiver = Callable[..., object] | None
THREADS = 4
REPORT_EVERY = 0.05
"""Seconds between two reports of progress that reach the window."""


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work under way. `cancel` may be called from any thread, any number of times."""

    name: str
    work: Work
    receivers: dict[str, Receiver]
    progress: Progress = field(default_factory=Progress)
    silenced: bool = False
    done: bool = False
    error: BaseException | None = None

    def cancel(self) -> None:
        self.progress.cancel()


class _Runner(QRunnable):
    def __init__(self, job: Job, tell: Callable[[Job, str, object], None]) -> None:
        super().__init__()
        self._job, self._tell = job, tell

    def run(self) -> None:
        _run(self._job, self._tell)


class _Line(QRunnable):
    """Runs the jobs of a line until there is none; the first one stands in it while it runs."""

    def __init__(
        self, line: deque[Job], lock: threading.Lock, tell: Callable[[Job, str, object], None]
    ) -> None:
        super().__init__()
        self._line, self._lock, self._tell = line, lock, tell

    def run(self) -> None:
        waits = True
        while waits:
            _run(self._line[0], self._tell)
            with self._lock:
                self._line.popleft()
                waits = bool(self._line)


def _run(job: Job, tell: Callable[[Job, str, object], None]) -> None:
    try:
        job.progress.check()
        result = job.work(job.progress)
    except Cancelled:
        tell(job, "cancelled", None)
    except BaseException as error:
        job.error = error
        tell(job, "failed", error)
    else:
        tell(job, "succeeded", result)


class Jobs(QObject):
    """Runs work for the panes. Make and use it on the GUI thread; call `stop` before the application ends."""

    _told = Signal(object, str, object)

    def __init__(self, unexpected: Callable[[BaseException], None] | None = None) -> None:
        """`unexpected` hears the errors of jobs that have no `failed` receiver."""
        super().__init__()
        self._unexpected = unexpected
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)
        self._pool.setExpiryTimeout(-1)  # a thread keeps its connection to the library
        self._running: set[Job] = set()
        self._named: dict[str, Job] = {}
        self._lines: dict[str, deque[Job]] = {}
        self._lining = threading.Lock()
        self._told.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> int:
        return len(self._running)

    def start(self, work: Work, *, name: str = "", **receivers: Receiver) -> Job:
        """Runs `work`. Receivers: succeeded(result), failed(error), cancelled(), finished(),
        progressed(done, total, text); each optional, each called on the GUI thread."""
        job = Job(name, work, receivers)
        if receivers.get("progressed"):
            job.progress = Progress(self._reporter(job))
        self._running.add(job)
        self._pool.start(_Runner(job, self._tell))
        return job

    def latest(self, name: str, work: Work, **receivers: Receiver) -> Job:
        """As `start`; an older job of the same name is cancelled, and its answer is dropped."""
        older = self._named.get(name)
        if older is not None and not older.done:
            older.silenced = True
            older.cancel()
        job = self._named[name] = self.start(work, name=name, **receivers)
        return job

    def once(self, name: str, work: Work, **receivers: Receiver) -> Job | None:
        """As `start`, unless a job of that name is under way: then None."""
        older = self._named.get(name)
        if older is not None and not older.done:
            return None
        job = self._named[name] = self.start(work, name=name, **receivers)
        return job

    def in_turn(self, name: str, work: Work, **receivers: Receiver) -> Job:
        """As `start`, once every job of that name that was asked for by `in_turn` before has ended, in one thread for
        all of them."""
        job = Job(name, work, receivers)
        self._running.add(job)
        line = self._lines.setdefault(name, deque())
        with self._lining:
            line.append(job)
            is_first = len(line) == 1
        if is_first:
            self._pool.start(_Line(line, self._lining, self._tell))
        return job

    def is_running(self, name: str) -> bool:
        job = self._named.get(name)
        return job is not None and not job.done

    def stop(self, seconds: float = 10.0) -> bool:
        """Cancels everything, waits for the threads and delivers nothing more. True when all ended in time."""
        for job in self._running:
            job.silenced = True
            job.cancel()
        ended = self._pool.waitForDone(int(seconds * 1000))
        self._running.clear()
        return ended

    def wait(self, seconds: float = 10.0) -> bool:
        """Waits for the threads without cancelling."""
        return self._pool.waitForDone(int(seconds * 1000))

    def finish(self, names: Collection[str], seconds: float = 15.0) -> list[BaseException]:
        """Before the end: cancels everything but the jobs of these names, which may finish; returns their errors."""
        kept = [job for job in self._running if job.name in names]
        for job in self._running:
            job.silenced = True
            if job.name not in names:
                job.cancel()
        self._pool.waitForDone(int(seconds * 1000))
        return [job.error for job in kept if job.error is not None and not job.done]

    def _tell(self, job: Job, what: str, value: object) -> None:
        """From any thread; silent once the window is gone."""
        if isValid(self):
            self._told.emit(job, what, value)

    def _reporter(self, job: Job) -> Callable[[int, int, str], None]:
        last = 0.0

        def report(done: int, total: int, text: str) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= REPORT_EVERY or (total and done >= total):
                last = now
                self._tell(job, "progressed", (done, total, text))

        return report

    def _deliver(self, job: Job, what: str, value: object) -> None:
        if job.silenced or job.done:
            if what != "progressed":
                job.done = True
                self._running.discard(job)
            return
        if what == "progressed":
            _call(job.receivers.get("progressed"), *value)  # type: ignore[misc]
            return
        job.done = True
        self._running.discard(job)
        try:
            if what == "succeeded":
                _call(job.receivers.get("succeeded"), value)
            elif what == "cancelled":
                _call(job.receivers.get("cancelled"))
            elif job.receivers.get("failed"):
                _call(job.receivers["failed"], value)
            elif self._unexpected is not None and isinstance(value, BaseException):
                self._unexpected(value)
        finally:
            _call(job.receivers.get("finished"))


def _call(receiver: Receiver, *values: object) -> None:
    """Calls a receiver, unless it is a method of a widget that Qt has deleted."""
    if receiver is None:
        return
    owner = getattr(receiver, "__self__", None)
    if isinstance(owner, QObject) and not isValid(owner):
        return
    receiver(*values)
