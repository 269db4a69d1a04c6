"""What a person did lately and can take back: stars, reading states, collections, what was thrown away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from her2ref.core.errors import UnknownId
from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.library.library import Library

KEPT: Final = 50
"""Deeds that can be taken back."""
JOB: Final = "own"
"""Name of the jobs that write what a person did: one after another, and they finish when the window is closed."""


class Deed(NamedTuple):
    """One act of a person: `said` is told when it is done ("Starred."); `do` and `back` write, in a worker, and may be
    called in turn any number of times. They raise `UnknownId` where what they are about is gone."""

    said: str
    do: Callable[[Library], object]
    back: Callable[[Library], object]


class _Turned(NamedTuple):
    """A deed that was taken back or done again; `gone` when it could not be, ever again; no deed where there was
    none."""

    deed: Deed | None
    gone: UnknownId | None = None


def perform(
    desk: Desk,
    library: Library,
    jobs: Jobs,
    deed: Deed,
    *,
    done: Callable[[], object] | None = None,
    failed: Callable[[BaseException], object] | None = None,
) -> None:
    """Has a worker do it, after all that was asked for before; then the desk hears of it, so that it can be taken
    back. `failed` in place of the desk."""

    def work(_progress: Progress) -> object:
        made = deed.do(library)
        desk.did(deed)
        return made

    def told(_result: object) -> None:
        desk.acted.emit(deed)
        if done is not None:
            done()

    jobs.in_turn(JOB, work, succeeded=told, failed=failed or desk.fail)


class Undoing(QObject):
    """Keeps the last deeds that the desk told of. `offered` carries what was done and can be taken back, empty when
    there is nothing to offer. Which deed a step is about is settled when its turn comes, in the worker: then all that
    was asked for before is written."""

    offered = Signal(str)

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._keeping = threading.Lock()
        self._done: list[Deed] = []
        self._undone: list[Deed] = []
        desk.did = self._did
        desk.acted.connect(self._on_acted)

    def undo(self) -> None:
        self._ask(back=True)

    def redo(self) -> None:
        self._ask(back=False)

    def _did(self, deed: Deed) -> None:
        """In the worker that did it."""
        with self._keeping:
            self._done.append(deed)
            del self._done[:-KEPT]
            self._undone.clear()

    def _on_acted(self, deed: Deed) -> None:
        self._desk.say(deed.said)
        self.offered.emit(deed.said)

    def _ask(self, *, back: bool) -> None:
        self._jobs.in_turn(
            JOB,
            lambda _progress: self._turn(back=back),
            succeeded=lambda turned: self._on_turned(turned, back=back),
            failed=self._on_failed,
        )

    def _turn(self, *, back: bool) -> _Turned:
        """In a worker. What fails can be asked for again, unless what it is about is gone."""
        here, there = (self._done, self._undone) if back else (self._undone, self._done)
        with self._keeping:
            deed = here.pop() if here else None
        if deed is None:
            return _Turned(None)
        try:
            (deed.back if back else deed.do)(self._library)
        except UnknownId as gone:
            return _Turned(deed, gone)
        except BaseException:
            with self._keeping:
                here.append(deed)
            raise
        with self._keeping:
            there.append(deed)
        return _Turned(deed)

    def _on_turned(self, turned: _Turned, *, back: bool) -> None:
        deed = turned.deed
        if deed is None:
            nothing = (
                self.tr("There is nothing to take back.") if back else self.tr("Nothing was taken back.")
            )
            self._desk.say(nothing)
        elif turned.gone is not None:
            text = (
                self.tr("This cannot be taken back: %1") if back else self.tr("This cannot be done again: %1")
            )
            self._desk.say(f"{text.replace('%1', deed.said)} {turned.gone.what}")
        else:
            text = self.tr("Taken back: %1") if back else self.tr("Done again: %1")
            self._desk.say(text.replace("%1", deed.said))
        is_done = deed is not None and turned.gone is None and not back
        self.offered.emit(deed.said if deed is not None and is_done else "")

    def _on_failed(self, error: BaseException) -> None:
        self.offered.emit("")
        self._desk.fail(error)
