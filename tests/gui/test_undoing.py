from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from her2ref.core.errors import KnownError
from her2ref.gui import deeds, undoing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.undoing import Deed, Undoing, perform
from her2ref.library import trash
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from tests.gui.panes.conftest import HELD, desk, jobs, library, rest, unexpected

__all__ = ["desk", "jobs", "library", "unexpected"]
A = str(HELD)


@pytest.fixture
def lately(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> Iterator[Undoing]:
    yield Undoing(desk, library, jobs)
    rest(qtbot, jobs)


def test_a_deed_is_told_and_taken_back_and_done_again(
    lately: Undoing, qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    said: list[str] = []
    offered: list[str] = []
    desk.said.connect(said.append)
    lately.offered.connect(offered.append)
    perform(desk, library, jobs, deeds.starring((A,), on=True))
    qtbot.waitUntil(lambda: offered == ["Starred."])
    assert library.reader().stars() == [A]
    lately.undo()
    qtbot.waitUntil(lambda: offered[1:] == [""])
    assert library.reader().stars() == []
    assert said == ["Starred.", "Taken back: Starred."]
    lately.redo()
    qtbot.waitUntil(lambda: offered[2:] == ["Starred."])
    assert library.reader().stars() == [A]


def test_steps_asked_for_at_once_are_written_one_after_another(
    lately: Undoing, qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    order: list[str] = []

    def deed(name: str) -> Deed:
        def note(what: str) -> None:
            time.sleep(0.02 if what in ("a", "-c") else 0)  # the first of each kind is the slowest
            order.append(what)

        return Deed(name, lambda _lib: note(name), lambda _lib: note(f"-{name}"))

    for name in "abc":
        perform(desk, library, jobs, deed(name))
    for _ in range(3):
        lately.undo()
    lately.redo()
    perform(desk, library, jobs, deed("d"))
    lately.redo()
    rest(qtbot, jobs)
    assert order == ["a", "b", "c", "-c", "-b", "-a", "a", "d"], (
        "what was asked for is what is done, in order"
    )
    assert [done.said for done in lately._done] == ["a", "d"]


def test_two_presses_without_a_turn_of_the_event_loop_leave_the_last(
    lately: Undoing, qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    for _ in range(20):
        perform(desk, library, jobs, deeds.reading({A: ""}, "later"))
        perform(desk, library, jobs, deeds.reading({A: "later"}, "read"))
        assert jobs.wait(20)
        assert library.reader().reading_of(A) == "read"
    rest(qtbot, jobs)


def test_what_waits_for_its_turn_is_written_when_the_window_closes(
    lately: Undoing, desk: Desk, library: Library, jobs: Jobs
) -> None:
    other = sqlite3.connect(library.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    for state in ("later", "", "read"):
        perform(desk, library, jobs, deeds.reading({A: ""}, state))
    threading.Timer(0.2, other.rollback).start()
    assert jobs.finish(("own",)) == []
    other.close()
    assert library.reader().reading_of(A) == "read"
    jobs._running.clear()


def test_what_is_gone_cannot_be_taken_back_and_does_not_stand_in_the_way(
    lately: Undoing, qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    note = save_note(library, A, "words")
    perform(desk, library, jobs, deeds.starring((A,), on=True))
    perform(desk, library, jobs, deeds.throwing("note", note.id, "words", uid=note.uid))
    rest(qtbot, jobs)
    trash.empty(library)
    said: list[str] = []
    desk.said.connect(said.append)
    lately.undo()
    lately.undo()
    rest(qtbot, jobs)
    assert said[0].startswith("This cannot be taken back: “words” is in the trash.")
    assert said[1:] == ["Taken back: Starred."]
    assert library.reader().stars() == []


def test_only_the_last_are_kept(lately: Undoing, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "KEPT", 2)
    for name in "abc":
        desk.did(Deed(name, lambda _lib: None, lambda _lib: None))
    assert [deed.said for deed in lately._done] == ["b", "c"]


def test_what_cannot_be_taken_back_is_told_and_can_be_tried_again(
    lately: Undoing, qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    def full(_lib: Library) -> None:
        raise KnownError("The disk is full.")

    perform(desk, library, jobs, Deed("a", lambda _lib: None, full))
    rest(qtbot, jobs)
    with qtbot.waitSignal(desk.said) as said:
        lately.undo()
    assert said.args == ["The disk is full. Nothing was lost."]
    rest(qtbot, jobs)
    assert [deed.said for deed in lately._done] == ["a"]
    assert lately._undone == []


def test_nothing_to_take_back_is_said(lately: Undoing, qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.said) as said:
        lately.undo()
    assert said.args == ["There is nothing to take back."]
