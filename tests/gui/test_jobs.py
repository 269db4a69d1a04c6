from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from her2ref.core.progress import Progress
from her2ref.gui.jobs import Jobs


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []
        self.threads: set[int] = set()

    def _note(self, what: str, value: object = None) -> None:
        self.heard.append((what, value))
        self.threads.add(threading.get_ident())

    def on_succeeded(self, value: object) -> None:
        self._note("succeeded", value)

    def on_failed(self, error: BaseException) -> None:
        self._note("failed", type(error).__name__)

    def on_cancelled(self) -> None:
        self._note("cancelled")

    def on_finished(self) -> None:
        self._note("finished")

    @property
    def all(self) -> dict[str, object]:
        names = ("succeeded", "failed", "cancelled", "finished")
        return {name: getattr(self, f"on_{name}") for name in names}


@pytest.fixture
def unexpected() -> list[BaseException]:
    return []


@pytest.fixture
def jobs(qapp: object, unexpected: list[BaseException]) -> Iterator[Jobs]:
    made = Jobs(unexpected.append)
    yield made
    assert made.stop()


@pytest.fixture
def receiver(qapp: object) -> Receiver:
    return Receiver()


def wait_for(qtbot: QtBot, receiver: Receiver, count: int = 1) -> None:
    qtbot.waitUntil(lambda: sum(what == "finished" for what, _ in receiver.heard) >= count)


def test_work_runs_elsewhere_and_answers_here(qtbot: QtBot, jobs: Jobs, receiver: Receiver) -> None:
    jobs.start(lambda _progress: threading.get_ident(), **receiver.all)  # type: ignore[arg-type]
    wait_for(qtbot, receiver)
    (what, worker), last = receiver.heard
    assert (what, last) == ("succeeded", ("finished", None))
    assert worker != threading.get_ident()
    assert receiver.threads == {threading.get_ident()}


def test_an_error_is_one_failure_then_the_end(qtbot: QtBot, jobs: Jobs, receiver: Receiver) -> None:
    jobs.start(lambda _progress: 1 // 0, **receiver.all)  # type: ignore[arg-type]
    wait_for(qtbot, receiver)
    assert receiver.heard == [("failed", "ZeroDivisionError"), ("finished", None)]


def test_an_error_that_nobody_takes_is_not_lost(
    qtbot: QtBot, jobs: Jobs, receiver: Receiver, unexpected: list[BaseException]
) -> None:
    jobs.start(lambda _progress: 1 // 0, finished=receiver.on_finished)
    wait_for(qtbot, receiver)
    assert [type(error) for error in unexpected] == [ZeroDivisionError]


def test_cancelled_work_says_so_once(qtbot: QtBot, jobs: Jobs, receiver: Receiver) -> None:
    job = jobs.start(lambda progress: progress.wait(60), **receiver.all)  # type: ignore[arg-type]
    job.cancel()
    job.cancel()
    wait_for(qtbot, receiver)
    assert receiver.heard == [("cancelled", None), ("finished", None)]


def test_the_latest_call_silences_the_older(qtbot: QtBot, jobs: Jobs, receiver: Receiver) -> None:
    started, go = threading.Event(), threading.Event()

    def slow(_progress: Progress) -> str:
        started.set()
        go.wait(30)
        return "old"

    jobs.latest("lookup", slow, **receiver.all)  # type: ignore[arg-type]
    assert started.wait(30)
    jobs.latest("lookup", lambda _progress: "new", **receiver.all)  # type: ignore[arg-type]
    wait_for(qtbot, receiver)
    go.set()
    qtbot.waitUntil(lambda: jobs.running == 0)
    assert receiver.heard == [("succeeded", "new"), ("finished", None)]


def test_once_means_one_at_a_time(qtbot: QtBot, jobs: Jobs, receiver: Receiver) -> None:
    go = threading.Event()
    first = jobs.once("import", lambda _progress: go.wait(30), **receiver.all)  # type: ignore[arg-type]
    assert first is not None
    assert jobs.is_running("import")
    assert jobs.once("import", lambda _progress: None) is None
    go.set()
    wait_for(qtbot, receiver)
    assert not jobs.is_running("import")
    assert jobs.once("import", lambda _progress: None) is not None


def test_progress_arrives_in_order_and_the_last_step_always(
    qtbot: QtBot, jobs: Jobs, receiver: Receiver
) -> None:
    steps: list[int] = []

    def work(progress: Progress) -> None:
        for done in range(1, 1001):
            progress.step(done, 1000)

    jobs.start(work, progressed=lambda done, _total, _text: steps.append(done), finished=receiver.on_finished)
    wait_for(qtbot, receiver)
    assert steps == sorted(steps)
    assert steps[-1] == 1000
    assert len(steps) < 1000


def test_a_deleted_receiver_hears_nothing(qtbot: QtBot, jobs: Jobs, receiver: Receiver) -> None:
    gone, go = Receiver(), threading.Event()
    jobs.start(lambda _progress: go.wait(30), **gone.all)  # type: ignore[arg-type]
    jobs.start(lambda _progress: go.wait(30), **receiver.all)  # type: ignore[arg-type]
    gone.deleteLater()
    qtbot.wait(10)
    go.set()
    wait_for(qtbot, receiver)
    qtbot.waitUntil(lambda: jobs.running == 0)
    assert gone.heard == []


def test_stop_cancels_and_waits(qapp: object, receiver: Receiver, qtbot: QtBot) -> None:
    jobs = Jobs()
    jobs.start(lambda progress: progress.wait(60), **receiver.all)  # type: ignore[arg-type]
    assert jobs.stop()
    qtbot.wait(10)
    assert receiver.heard == []


def test_a_line_runs_one_after_another_whatever_fails(qtbot: QtBot, jobs: Jobs, receiver: Receiver) -> None:
    order: list[int] = []
    gate = threading.Event()

    def work(number: int) -> int:
        gate.wait(10)
        order.append(number)
        if number == 1:
            raise ValueError
        return number

    for number in range(6):
        jobs.in_turn("line", lambda _progress, n=number: work(n), **receiver.all)
    assert jobs._pool.activeThreadCount() == 1
    gate.set()
    wait_for(qtbot, receiver, 6)
    assert order == list(range(6))
    assert [value for what, value in receiver.heard if what != "finished"] == [0, "ValueError", 2, 3, 4, 5]
    jobs.in_turn("line", lambda _progress: 7, **receiver.all)
    wait_for(qtbot, receiver, 7)
    assert receiver.heard[-2] == ("succeeded", 7)
