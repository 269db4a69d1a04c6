from __future__ import annotations

import threading
import time

import pytest

from her2ref.core.errors import Cancelled
from her2ref.core.progress import Progress


def test_steps_are_reported_in_order() -> None:
    seen: list[tuple[int, int, str]] = []
    progress = Progress(lambda done, total, text: seen.append((done, total, text)))
    progress.step(1, 2, "one")
    progress.step(2, 2)
    assert seen == [(1, 2, "one"), (2, 2, "")]


def test_a_cancelled_task_stops_at_its_next_step_and_reports_nothing_more() -> None:
    seen: list[int] = []
    progress = Progress(lambda done, _total, _text: seen.append(done))
    progress.cancel()
    assert progress.cancelled
    with pytest.raises(Cancelled):
        progress.step(1, 2)
    assert seen == []


def test_waiting_ends_when_another_thread_cancels() -> None:
    progress = Progress()
    threading.Timer(0.05, progress.cancel).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        progress.wait(60)
    assert time.monotonic() - start < 5  # cancel answers within a second; five times that is broken
