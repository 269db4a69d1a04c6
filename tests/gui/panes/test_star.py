from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from her2ref.core.errors import KnownError
from her2ref.gui import deeds
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.star import StarButton
from her2ref.library.library import Library
from tests.gui.panes.conftest import HELD, rest, shown


def test_the_star_is_shown_at_once_and_written(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    button = shown(qtbot, StarButton(desk, library, jobs), 100, 30)
    button.show_star(str(HELD), on=False)
    button.click()
    assert button.text() == "★ Starred"
    rest(qtbot, jobs)
    assert library.reader().stars() == [str(HELD)]
    button.click()
    assert button.text() == "☆ Star"
    rest(qtbot, jobs)
    assert library.reader().stars() == []


def test_a_star_that_cannot_be_written_goes_back(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise KnownError("The disk is full.")

    monkeypatch.setattr(deeds, "set_star", full)
    button = shown(qtbot, StarButton(desk, library, jobs), 100, 30)
    button.show_star(str(HELD), on=False)
    with qtbot.waitSignal(desk.said) as said:
        button.click()
    assert said.args == ["The disk is full. Nothing was lost."]
    assert button.text() == "☆ Star"


def test_nothing_to_star_no_button(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> None:
    button = shown(qtbot, StarButton(desk, library, jobs), 100, 30)
    button.show_star("", on=False)
    assert not button.isVisible()
    button.toggle()
    rest(qtbot, jobs)
    assert library.reader().stars() == []
