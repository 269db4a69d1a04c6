from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from her2ref.core.progress import Progress
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.working import Working
from tests.gui.panes.conftest import rest, shown


@pytest.fixture
def jobs(qtbot: QtBot) -> Jobs:
    return Jobs()


@pytest.fixture
def working(qtbot: QtBot, jobs: Jobs) -> Working:
    made = shown(qtbot, Working(jobs))
    made.hide()
    return made


def held(progress: Progress) -> None:
    progress.step(1, 4, "Copying")
    progress.wait(60)


def test_it_shows_what_is_done_and_how_far(working: Working, jobs: Jobs, qtbot: QtBot) -> None:
    ends: list[str] = []
    assert working.run(
        "a",
        held,
        "Beginning…",
        succeeded=lambda _: ends.append("done"),
        failed=lambda _: ends.append("failed"),
        cancelled=lambda: ends.append("cancelled"),
    )
    assert working.isVisible()
    qtbot.waitUntil(lambda: working.bar.value() == 250)
    assert working.text.text() == "Copying…"
    assert not working.run("b", held, "", succeeded=print, failed=print), "one at a time"
    working.cancel_button.click()
    assert working.text.text() == "Stopping…"
    rest(qtbot, jobs)
    assert (ends, working.isVisible(), working.busy) == (["cancelled"], False, False)
    jobs.stop()


def test_it_never_goes_back_within_one_step(working: Working, jobs: Jobs, qtbot: QtBot) -> None:
    go = threading.Event()

    def work(progress: Progress) -> None:
        progress.step(3, 4, "Copying")
        assert go.wait(20)
        progress.wait(0.06)
        progress.step(1, 4, "Copying")

    working.run("a", work, "", succeeded=lambda _: None, failed=lambda _: None)
    qtbot.waitUntil(lambda: working.bar.value() == 750)
    go.set()
    rest(qtbot, jobs)
    assert working.bar.value() == 750
    jobs.stop()


def test_a_look_gives_way_to_work_and_is_not_heard_of(working: Working, jobs: Jobs, qtbot: QtBot) -> None:
    ends: list[str] = []
    working.run("look", held, "", succeeded=ends.append, failed=lambda _: ends.append("x"), light=True)
    working.give_way(lambda: ends.append("then"))
    assert ends == [], "not beside it"
    rest(qtbot, jobs)
    assert ends == ["then"]
    working.run("work", held, "", succeeded=ends.append, failed=lambda _: None)
    working.give_way(lambda: ends.append("never"))
    working.cancel()
    rest(qtbot, jobs)
    assert ends == ["then"], "work does not give way"
    jobs.stop()
