from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from her2ref.core.errors import KnownError
from her2ref.gui import deeds
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.collect import Collect
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.keep import KeepButton
from her2ref.library.library import Library
from tests.gui.panes.conftest import HELD, rest, shown

A = str(HELD)


@pytest.fixture
def button(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> Iterator[KeepButton]:
    made = shown(qtbot, KeepButton(desk, library, jobs), 120, 30)
    made.show_state(A, "A title", "")
    yield made
    rest(qtbot, jobs)


def test_a_state_is_shown_at_once_and_written(
    button: KeepButton, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    assert button.text() == "Keep ▾"
    button.later.trigger()
    assert button.text() == "To read ▾"
    assert button.later.isChecked()
    rest(qtbot, jobs)
    assert library.reader().reading_of(A) == "later"
    button.read.trigger()
    rest(qtbot, jobs)
    assert (button.text(), library.reader().reading_of(A)) == ("Read ▾", "read")
    button.turn("read")
    rest(qtbot, jobs)
    assert (button.text(), library.reader().reading_of(A)) == ("Keep ▾", "")


def test_a_state_that_cannot_be_written_goes_back(
    button: KeepButton, qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise KnownError("The disk is full.")

    monkeypatch.setattr(deeds, "set_reading", full)
    with qtbot.waitSignal(desk.said):
        button.turn("later")
    assert button.state == ""


def test_collections_are_chosen_in_a_window(button: KeepButton, qtbot: QtBot, jobs: Jobs) -> None:
    button.collecting.trigger()
    dialog = button.findChild(Collect)
    assert dialog is not None
    rest(qtbot, jobs)
    dialog.close()


def test_nothing_to_keep_no_button(button: KeepButton, library: Library) -> None:
    button.show_state("", "", "")
    assert not button.isVisible()
    button.turn("later")
    assert library.reader().targets_in_state("later") == []
