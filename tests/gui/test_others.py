"""Another process writes beside the window: seen while the window stands there, and the window's own writing is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.changes import KINDS, Changes
from her2ref.core.errors import LibraryTrouble
from her2ref.gui import others
from her2ref.library import backups, restoring
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from tests.gui.conftest import rest

PLACE = "mechanism:pten-loss"


@pytest.fixture
def library(session: app.Session, qtbot: QtBot) -> Library:
    library = session.window.library
    assert library is not None
    library.mark_in_use()
    session.window.look_for_others()
    rest(qtbot, session)
    return library


@pytest.fixture
def heard(session: app.Session) -> list[Changes]:
    found: list[Changes] = []
    session.desk.changed.connect(found.append)
    return found


@pytest.fixture
def other(session: app.Session) -> Iterator[Library]:
    made = Library(session.home.library)
    yield made
    made.close()


def look(session: app.Session, qtbot: QtBot) -> None:
    session.window.look_for_others()
    rest(qtbot, session)


def test_what_another_process_wrote_is_seen_without_a_touch(
    session: app.Session, library: Library, heard: list[Changes], other: Library, qtbot: QtBot
) -> None:
    save_note(other, PLACE, "from elsewhere")
    qtbot.waitUntil(lambda: others.CHANGED in heard, timeout=5 * others.EVERY_MS)
    rest(qtbot, session)


def test_what_the_window_wrote_itself_is_not_told_twice(
    session: app.Session, library: Library, heard: list[Changes], other: Library, qtbot: QtBot
) -> None:
    for number in range(3):
        save_note(library, PLACE, f"mine {number}")
        look(session, qtbot)
    assert others.CHANGED not in heard
    save_note(library, PLACE, "mine")
    save_note(other, PLACE, "theirs")
    save_note(library, PLACE, "mine again")
    look(session, qtbot)
    assert others.CHANGED in heard


def test_a_restore_by_a_command_is_said(
    session: app.Session, library: Library, heard: list[Changes], other: Library, qtbot: QtBot
) -> None:
    said: list[str] = []
    session.desk.said.connect(said.append)
    copy = backups.make(session.home, "by-hand")
    save_note(other, PLACE, "since")
    look(session, qtbot)
    assert said == []
    restoring.restore(session.home, app.resources(), copy.path)
    look(session, qtbot)
    assert said[-1].startswith("The library was replaced: another window or a command has restored")
    assert Changes.of(*KINDS) in heard
    assert library.damage is None


def test_its_own_new_index_is_no_replacing(session: app.Session, library: Library, qtbot: QtBot) -> None:
    said: list[str] = []
    session.desk.said.connect(said.append)
    library.mend_index()
    look(session, qtbot)
    assert said == []


def test_a_window_that_cannot_be_seen_asks_nothing(
    session: app.Session, library: Library, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(library, "seen_of_others", lambda: asked.append(1))
    session.window.hide()
    look(session, qtbot)
    assert asked == []
    session.window.show()
    look(session, qtbot)
    assert asked


def test_trouble_while_looking_opens_no_box(
    session: app.Session, library: Library, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise LibraryTrouble("The library cannot be reached.")

    monkeypatch.setattr(library, "seen_of_others", gone)
    look(session, qtbot)
    assert session._catching is None
