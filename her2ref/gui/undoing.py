"""What a person did lately and can take back: stars, reading states, collections, what was thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.library.library import Library

KEPT: Final = 50
"""Deeds that can be taken back."""
JOB: Final = "own"
"""Name of the jobs that write what a person did; they finish when the window is closed."""


class Deed(NamedTuple):
    """One act of a person: `said` is told when it is done ("Starred."); `do` and `back` write, in a worker, and may be
    called in turn any number of times."""

    said: str
    do: Callable[[Library], object]
    back: Callable[[Library], object]


def perform(
    desk: Desk,
    library: Library,
    jobs: Jobs,
    deed: Deed,
    *,
    done: Callable[[], object] | None = None,
    failed: Callable[[BaseException], object] | None = None,
) -> None:
    """Has a worker do it; then the desk hears of it, so that it can be taken back. `failed` in place of the desk."""

    def work(_progress: Progress) -> object:
        return deed.do(library)

    def told(_result: object) -> None:
        desk.acted.emit(deed)
        if done is not None:
            done()

    jobs.start(work, name=JOB, succeeded=told, failed=failed or desk.fail)


class Undoing(QObject):
    """Keeps the last deeds that the desk told of. `offered` carries what was done and can be taken back, empty when
    there is nothing to offer. One step is written after another, however fast they are asked for."""

    offered = Signal(str)

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._done: list[Deed] = []
        self._undone: list[Deed] = []
        self._asked: list[bool] = []
        self._busy = False
        desk.acted.connect(self._on_acted)

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def undo(self) -> None:
        self._ask(back=True)

    def redo(self) -> None:
        self._ask(back=False)

    def _on_acted(self, deed: Any) -> None:
        self._done.append(deed)
        del self._done[:-KEPT]
        self._undone.clear()
        self._desk.say(deed.said)
        self.offered.emit(deed.said)

    def _ask(self, *, back: bool) -> None:
        self._asked.append(back)
        if not self._busy:
            self._next()

    def _next(self) -> None:
        if not self._asked:
            return
        back = self._asked.pop(0)
        here = self._done if back else self._undone
        if not here:
            self._desk.say(
                self.tr("There is nothing to take back.") if back else self.tr("Nothing was taken back.")
            )
            self.offered.emit("")
            self._next()
            return
        deed, self._busy = here.pop(), True
        library = self._library

        def work(_progress: Progress) -> object:
            return deed.back(library) if back else deed.do(library)

        self._jobs.start(
            work,
            name=JOB,
            succeeded=lambda _result: self._on_turned(deed, back=back),
            failed=lambda error: self._on_failed(deed, error, back=back),
            finished=self._on_finished,
        )

    def _on_turned(self, deed: Deed, *, back: bool) -> None:
        (self._undone if back else self._done).append(deed)
        text = self.tr("Taken back: %1") if back else self.tr("Done again: %1")
        self._desk.say(text.replace("%1", deed.said))
        self.offered.emit("" if back else deed.said)

    def _on_failed(self, deed: Deed, error: BaseException, *, back: bool) -> None:
        """It can be asked for again."""
        (self._done if back else self._undone).append(deed)
        self.offered.emit("")
        self._desk.fail(error)

    def _on_finished(self) -> None:
        self._busy = False
        self._next()
