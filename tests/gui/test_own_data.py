from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.errors import KnownError
from her2ref.gui import own_data
from her2ref.gui.own_data import OwnData
from her2ref.gui.panes import pen
from her2ref.gui.panes.note import NoteEditor
from her2ref.library.notes import save_note
from her2ref.library.personal import remember_choice, set_star
from tests.gui.conftest import rest


@pytest.fixture
def here(session: app.Session, qtbot: QtBot) -> app.Session:
    """A window at the page on privacy, with a note, a star and something opened from the lookup."""
    library = session.window.library
    assert library is not None
    set_star(library, "mechanism:pten-loss", on=True)
    save_note(library, "mechanism:pten-loss", "a thought")
    remember_choice(library, "drug:trastuzumab")
    session.desk.choose_topic("privacy:here")
    rest(qtbot, session)
    return session


def follow(session: app.Session, act: str) -> None:
    session.window.work.document.reading.anchorClicked.emit(QUrl(f"act:{act}"))


def shown(session: app.Session) -> str:
    return session.window.work.document.reading.toPlainText()


def test_the_page_is_reached_from_the_menu(session: app.Session, qtbot: QtBot) -> None:
    menu = session.window.bar.menu.menu()
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Privacy…").trigger()
    rest(qtbot, session)
    assert session.window.work.document.title == "Privacy on this computer"
    assert "Nothing was sent from this program." in shown(session)
    assert str(session.home.library) in shown(session).replace("\u200b", "")


def test_the_page_is_reached_from_the_box_about_the_program(session: app.Session, qtbot: QtBot) -> None:
    menu = session.window.bar.menu.menu()
    assert menu is not None
    next(action for action in session.window.actions() if action.text() == "About her2ref").trigger()
    box = session.window.findChild(QMessageBox)
    assert box is not None
    next(button for button in box.buttons() if button.text() == "Privacy…").click()
    rest(qtbot, session)
    assert session.desk.topic == "privacy:here"


def test_what_is_mine_is_saved_to_a_file(
    here: app.Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    follow(here, "export")
    rest(qtbot, here)
    assert "a thought" in file.read_text(encoding="utf-8")
    assert json.loads(file.read_text(encoding="utf-8"))
    assert str(file) in here.window.foot._said


def test_erasing_asks_first_and_the_default_is_no(here: app.Session, qtbot: QtBot) -> None:
    follow(here, "erase")
    box = here.window.work.own_data.box if here.window.work.own_data else None
    assert box is not None
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    assert "Backups" in box.informativeText()
    follow(here, "erase")
    assert len(here.window.findChildren(QMessageBox)) == 1
    box.button(QMessageBox.StandardButton.Cancel).click()
    rest(qtbot, here)
    assert here.window.library is not None
    assert here.window.library.reader().notes("mechanism:pten-loss")


def test_erasing_erases_and_the_page_says_so(here: app.Session, qtbot: QtBot) -> None:
    here.home.backups.mkdir()
    (here.home.backups / "a.sqlite").write_bytes(b"a copy")
    follow(here, "erase")
    box = here.window.work.own_data.box if here.window.work.own_data else None
    assert box is not None
    buttons = box.findChild(QDialogButtonBox)
    assert buttons is not None
    next(button for button in box.buttons() if button.text() == "Erase").click()
    rest(qtbot, here)
    library = here.window.library
    assert library is not None
    assert library.reader().notes("mechanism:pten-loss") == []
    assert not here.home.backups.exists()
    assert "was erased" in here.window.foot._said
    qtbot.waitUntil(
        lambda: "Stars" not in shown(here)
    )  # many changes are gathered before the panes read again
    rest(qtbot, here)


def test_what_was_looked_up_is_forgotten(here: app.Session, qtbot: QtBot) -> None:
    assert "Remembered from the lookup" in shown(here)
    follow(here, "forget")
    rest(qtbot, here)
    assert "Remembered from the lookup" not in shown(here)


def test_the_folder_is_opened_and_nothing_else(
    here: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile())) or True
    )
    follow(here, "folder")
    follow(here, "file:///etc")
    assert opened == [str(here.home.data)]


def unsaved(here: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> NoteEditor:
    """A note that could not be saved: its words are in the editor alone."""

    def busy(*_: object, **__: object) -> object:
        raise KnownError("The library is busy.")

    editor = here.window.work.topic.own.note
    with monkeypatch.context() as patched:
        patched.setattr(pen, "save_note", busy)
        editor.show_notes("mechanism:pik3ca-mutation", [])
        editor.editor.setPlainText("words about a patient")
        editor.flush()
        rest(qtbot, here)
    assert editor.unsaved
    return editor


def press(here: app.Session, name: str) -> None:
    box = here.window.work.own_data.box if here.window.work.own_data else None
    assert box is not None
    next(button for button in box.buttons() if button.text() == name).click()


def start_erasing(here: app.Session, qtbot: QtBot) -> OwnData:
    follow(here, "folder")  # makes it, as any link of the page does
    own = here.window.work.own_data
    assert own is not None
    own.erase(keep_backups=False)
    return own


def test_words_that_could_not_be_saved_are_asked_for_before_anything_is_erased(
    here: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    editor = unsaved(here, qtbot, monkeypatch)
    own = start_erasing(here, qtbot)
    assert own.box is not None
    assert own.box.defaultButton() is own.box.button(QMessageBox.StandardButton.Cancel)
    own.box.button(QMessageBox.StandardButton.Cancel).click()
    rest(qtbot, here)
    assert here.window.library is not None
    assert here.window.library.reader().notes("mechanism:pten-loss")
    assert editor.text == "words about a patient"
    editor.flush()
    rest(qtbot, here)
    assert here.window.library.reader().notes("mechanism:pik3ca-mutation")


def test_after_erasing_no_editor_knows_a_word_any_more(
    here: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    library = here.window.library
    assert library is not None
    editor = unsaved(here, qtbot, monkeypatch)
    reading = here.window.work.abstract.note
    reading.show_notes("mechanism:pten-loss", library.reader().notes("mechanism:pten-loss"))
    start_erasing(here, qtbot)
    press(here, "Erase them too")
    editor.editor.setPlainText("typed meanwhile")
    rest(qtbot, here)
    assert "was erased" in here.window.foot._said
    for one in (editor, reading):
        assert (one.text, one.unsaved, one.uid) == ("", {}, "")
        one.flush()
    rest(qtbot, here)
    assert library.reader().all_notes() == []
    assert not here.home.drafts.exists()
    editor.show_notes("mechanism:pten-loss", [])
    editor.editor.setPlainText("a new thought")
    editor.flush()
    rest(qtbot, here)
    assert [line.note.text for line in library.reader().all_notes()] == ["a new thought"]


def test_where_nothing_could_be_erased_the_words_are_still_there(
    here: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)

    def refused(*_: object, **__: object) -> object:
        raise KnownError("Another window uses the library.")

    monkeypatch.setattr(own_data, "erase", refused)
    editor = unsaved(here, qtbot, monkeypatch)
    start_erasing(here, qtbot)
    press(here, "Erase them too")
    rest(qtbot, here)
    assert editor.text == "words about a patient"
    editor.flush()
    rest(qtbot, here)
    assert here.window.library is not None
    found = here.window.library.reader().notes("mechanism:pik3ca-mutation")
    assert [note.text for note in found] == ["words about a patient"]
