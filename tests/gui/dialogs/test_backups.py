from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.errors import KnownError
from her2ref.core.progress import Progress
from her2ref.gui.dialogs import backups as module
from her2ref.gui.dialogs.backups import BackupsDialog
from her2ref.gui.models.copies import UNDER
from her2ref.library import backups
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from tests.gui.conftest import rest

PLACE = "mechanism:pten-loss"


@pytest.fixture
def library(session: app.Session) -> Library:
    assert session.window.library is not None
    return session.window.library


@pytest.fixture
def dialog(session: app.Session, library: Library, qtbot: QtBot) -> Iterator[BackupsDialog]:
    save_note(library, PLACE, "before the copy")
    backups.make(session.home, "by-hand")
    session.safekeeping.begin(library)
    session.window.backups_wanted.emit()
    made = session.safekeeping.dialog
    assert made is not None
    rest(qtbot, session)
    yield made
    rest(qtbot, session)


def test_it_lists_the_copies_and_opens_once(
    dialog: BackupsDialog, session: app.Session, qtbot: QtBot
) -> None:
    assert dialog.model.rowCount() == 1
    assert dialog.chosen is not None
    assert "0 articles, 1 note" in str(dialog.model.index(0).data(UNDER))
    assert dialog.about.text().startswith("1 copy.")
    session.window.backups_wanted.emit()
    assert session.safekeeping.dialog is dialog
    for button in (dialog.now, dialog.elsewhere, dialog.restore, dialog.check, dialog.folder, dialog.leave):
        assert button.text()
    assert dialog.view.accessibleName()


def test_one_is_made_and_one_is_saved_elsewhere(
    dialog: BackupsDialog, session: app.Session, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.now.click()
    assert not dialog.now.isEnabled()
    rest(qtbot, session)
    assert dialog.model.rowCount() == 2
    assert "made and checked" in dialog.said.text()
    target = tmp_path / "stick" / "copy.sqlite"
    dialog.save(target)
    rest(qtbot, session)
    assert "There is no folder" in dialog.said.text()
    target.parent.mkdir()
    dialog.save(target)
    rest(qtbot, session)
    assert backups.read(target) is not None
    assert str(target) in dialog.said.text()
    assert dialog.model.rowCount() == 2


def test_a_restore_says_first_what_stays_and_the_panes_read_again(
    dialog: BackupsDialog, session: app.Session, qtbot: QtBot, library: Library
) -> None:
    save_note(library, PLACE, "since then")
    session.desk.choose_topic(PLACE)
    rest(qtbot, session)
    dialog.activateWindow()
    dialog.view.setFocus()
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    question = dialog.question
    assert question is not None
    assert question.no.isDefault()
    assert "you can go back" in question.accessibleDescription()
    question.keep.setChecked(False)
    question.yes.click()
    rest(qtbot, session)
    note = session.window.work.topic.own.note
    qtbot.waitUntil(lambda: note.text == "before the copy", timeout=10_000)
    assert [one.text for one in library.reader().notes(PLACE)] == ["before the copy"]
    assert "is restored from" in dialog.said.text()
    reasons = [one.reason for one in dialog.model.copies]
    assert reasons == ["before-restore", "by-hand"], "and the way back is in the list"
    assert library.damage is None


def test_what_was_added_since_is_kept_unless_said_otherwise(
    dialog: BackupsDialog, session: app.Session, qtbot: QtBot, library: Library
) -> None:
    save_note(library, PLACE, "since then")
    dialog.ask()
    assert dialog.question is not None
    assert dialog.question.keep.isChecked()
    dialog.question.yes.click()
    rest(qtbot, session)
    assert [one.text for one in library.reader().notes(PLACE)] == ["before the copy", "since then"]


def test_nothing_is_restored_without_a_yes(
    dialog: BackupsDialog, session: app.Session, qtbot: QtBot, library: Library
) -> None:
    save_note(library, PLACE, "since then")
    dialog.ask()
    assert dialog.question is not None
    QTest.keyClick(dialog.question, Qt.Key.Key_Escape)
    rest(qtbot, session)
    assert len(library.reader().notes(PLACE)) == 2
    assert dialog.model.rowCount() == 1


def test_a_damaged_copy_is_found_and_not_offered(
    dialog: BackupsDialog, session: app.Session, qtbot: QtBot
) -> None:
    path = dialog.model.copies[0].path
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[8192 : len(data) // 2] = bytes(len(data) // 2 - 8192)
    path.write_bytes(data)
    dialog.check.click()
    rest(qtbot, session)
    assert "1 copy is damaged." in dialog.said.text()
    assert not dialog.restore.isEnabled()
    dialog.ask()
    assert dialog.question is None


@pytest.mark.parametrize("how", ["cancel", "close"])
def test_cancelled_or_closed_while_it_works_nothing_has_changed(
    dialog: BackupsDialog,
    session: app.Session,
    qtbot: QtBot,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    reached = threading.Event()

    def slow(*_: object, **__: object) -> None:
        progress = next(one for one in _ if isinstance(one, Progress))
        progress.step(1, 2, "Copying the library")
        reached.set()
        progress.wait(60)

    monkeypatch.setattr(module.restoring, "restore", slow)
    dialog.put_back(dialog.model.copies[0], exactly=False)
    assert reached.wait(20)
    said: list[str] = []
    session.desk.said.connect(said.append)
    if how == "cancel":
        qtbot.waitUntil(dialog.working.isVisible)
        dialog.working.cancel_button.click()
        rest(qtbot, session)
        assert dialog.said.text() == "Stopped. Nothing was changed."
        assert dialog.restore.isEnabled()
    else:
        dialog.close()
        assert dialog.isVisible(), "until it has stopped"
        rest(qtbot, session)
        assert said[-1] == "Stopped. Nothing was changed."
    assert [one.text for one in library.reader().notes(PLACE)] == ["before the copy"]


def test_trouble_is_told_with_its_next_step(
    dialog: BackupsDialog, session: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise KnownError("The disk is full: 1 MB is free, and 9 MB are needed.", next_step="Free some space.")

    monkeypatch.setattr(module.backups, "make", full)
    dialog.make()
    rest(qtbot, session)
    assert (
        dialog.said.text()
        == "The disk is full: 1 MB is free, and 9 MB are needed. Nothing was lost. Free some space."
    )
    assert dialog.said.objectName() == "red"
    assert dialog.now.isEnabled()


def test_without_a_copy_it_is_as_small_as_its_words(
    session: app.Session, library: Library, qtbot: QtBot
) -> None:
    session.safekeeping.begin(library)
    session.window.backups_wanted.emit()
    dialog = session.safekeeping.dialog
    assert dialog is not None
    before = dialog.height()
    rest(qtbot, session)
    assert not dialog.view.isVisible()
    assert dialog.about.text().startswith("There is no copy yet.")
    assert dialog.height() < before // 2
    assert dialog.now.hasFocus() or not dialog.isActiveWindow()
    dialog.make()
    qtbot.waitUntil(lambda: dialog.view.isVisible(), timeout=30_000)
    assert dialog.height() == before
    rest(qtbot, session)
    dialog.close()
