from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.errors import Forbidden
from her2ref.core.paths import Home
from her2ref.gui.dialogs.settings import SettingsDialog
from her2ref.gui.theme import themes
from her2ref.library.notes import save_note
from her2ref.library.personal import remember_choice
from tests.gui.conftest import rest


@pytest.fixture(autouse=True)
def _usual_theme() -> Iterator[None]:
    yield
    themes().apply("light", 1.0)


def action(session: app.Session, text: str) -> QAction:
    return next(one for one in session.window.actions() if one.text() == text)


def test_the_settings_open_with_their_keys_and_take_effect_at_once(
    qtbot: QtBot, session: app.Session
) -> None:
    keys = [key.toString() for key in action(session, "Settings…").shortcuts()]
    assert keys == ["Ctrl+,"]
    action(session, "Settings…").trigger()
    rest(qtbot, session)
    dialog = next(
        w for w in QApplication.topLevelWidgets() if isinstance(w, SettingsDialog) and w.isVisible()
    )
    dialog.rows["theme"].chosen.emit("dark")
    dialog.rows["text_scale"].chosen.emit(1.5)
    assert (themes().choice, themes().text_scale) == ("dark", 1.5)
    dialog.rows["text_scale"].chosen.emit(None)
    assert (themes().choice, themes().text_scale) == ("dark", 1.0)
    dialog.close()


def test_notes_and_the_web_are_switched_off_and_on_again(qtbot: QtBot, session: app.Session) -> None:
    library, note = session.window.library, session.window.work.abstract.note
    assert library is not None
    session.settings.set({"allow.notes": False, "allow.network": False})
    with pytest.raises(Forbidden, match="Writing notes is switched off in the settings"):
        save_note(library, "drug:trastuzumab", "words")
    session.desk.choose_source("pmid:22865781")
    rest(qtbot, session)
    assert note.editor.placeholderText() == "Writing notes is switched off in the settings."
    assert not note.can_write
    assert session.desk.no_web.startswith("Use of the internet is switched off")
    session.settings.set({"allow.notes": True, "allow.network": True})
    save_note(library, "drug:trastuzumab", "words")
    assert note.editor.placeholderText() == "Add a note"
    assert session.desk.no_web == ""
    rest(qtbot, session)


def test_remembering_switched_off_forgets(qtbot: QtBot, session: app.Session) -> None:
    library = session.window.library
    assert library is not None
    remember_choice(library, "drug:trastuzumab")
    assert library.reader().choices(1)
    row = next(
        one for one in session.window.bar.menu.menu().actions() if one.text() == "Remember what was looked up"
    )
    session.settings.set(remember_choices=False)
    qtbot.waitUntil(lambda: not library.reader().choices(1))
    assert not row.isChecked()
    rest(qtbot, session)


@pytest.fixture
def ruled(
    qtbot: QtBot,
    library_home: Home,
    small_resources: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[app.Session]:
    """A window under a policy that is the parameter."""
    monkeypatch.setattr(app, "resources", lambda: small_resources)
    library_home.policy.write_text(request.param)
    made = app.Session(library_home)
    made.open()
    made.window.show()
    made.begin()
    rest(qtbot, made)
    yield made
    made.window.close()


@pytest.mark.parametrize("ruled", ["allow.notes = false\nallow.network = false\n"], indirect=True)
def test_a_policy_holds_from_the_start(qtbot: QtBot, ruled: app.Session) -> None:
    assert ruled.window.library is not None
    assert ruled.window.library.no_notes == "Writing notes is switched off by your organisation."
    ruled.desk.choose_source("pmid:22865781")
    rest(qtbot, ruled)
    note = ruled.window.work.abstract.note
    assert not note.can_write
    assert note.editor.placeholderText() == "Writing notes is switched off by your organisation."
    assert ruled.desk.no_web == "Use of the internet is switched off by your organisation."


@pytest.mark.parametrize("ruled", ["allow.notes = flase\n"], indirect=True)
def test_a_policy_that_cannot_be_read_is_said_in_the_window(ruled: app.Session) -> None:
    assert ruled.window.library is not None
    assert "cannot be read" in ruled.window.library.no_notes
    assert "The rules of your organisation cannot be read" in ruled.window.foot._said


@pytest.mark.parametrize("ruled", ["theme = 'light'\ntext_scale = 1.0\n"], indirect=True)
def test_what_the_policy_decides_cannot_be_chosen_in_the_menu(ruled: app.Session) -> None:
    before = themes().text_scale
    action(ruled, "Larger text").trigger()
    assert themes().text_scale == before
    assert "Managed by your organisation" in ruled.window.foot._said
