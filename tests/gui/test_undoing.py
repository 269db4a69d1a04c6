from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from her2ref.core.errors import KnownError
from her2ref.gui import deeds, undoing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.undoing import Deed, Undoing, perform
from her2ref.library.library import Library
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
    for name in "abc":
        desk.acted.emit(
            Deed(name, lambda _lib, n=name: order.append(n), lambda _lib, n=name: order.append(f"-{n}"))
        )
    for _ in range(3):
        lately.undo()
    lately.redo()
    rest(qtbot, jobs)
    assert order == ["-c", "-b", "-a", "a"]
    assert lately.can_redo
    desk.acted.emit(Deed("d", lambda _lib: None, lambda _lib: None))
    assert not lately.can_redo


def test_only_the_last_are_kept(lately: Undoing, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "KEPT", 2)
    for name in "abc":
        desk.acted.emit(Deed(name, lambda _lib: None, lambda _lib: None))
    assert [deed.said for deed in lately._done] == ["b", "c"]


def test_what_cannot_be_taken_back_is_told_and_can_be_tried_again(
    lately: Undoing, qtbot: QtBot, desk: Desk, jobs: Jobs
) -> None:
    def full(_lib: Library) -> None:
        raise KnownError("The disk is full.")

    desk.acted.emit(Deed("a", lambda _lib: None, full))
    with qtbot.waitSignal(desk.said) as said:
        lately.undo()
    assert said.args == ["The disk is full. Nothing was lost."]
    rest(qtbot, jobs)
    assert lately.can_undo
    assert not lately.can_redo


def test_nothing_to_take_back_is_said(lately: Undoing, qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.said) as said:
        lately.undo()
    assert said.args == ["There is nothing to take back."]
