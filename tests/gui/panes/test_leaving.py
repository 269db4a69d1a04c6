from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.errors import Cancelled, KnownError
from her2ref.core.progress import Progress
from her2ref.gui.dialogs.unsaved import Unsaved
from her2ref.gui.panes import pen
from tests.gui.conftest import rest

CITED = "70000001"


def typed(session: app.Session, qtbot: QtBot, text: str) -> None:
    session.desk.choose_source(f"pmid:{CITED}")
    rest(qtbot, session)
    QTest.keyClicks(session.window.work.abstract.note.editor, text)


def kept(session: app.Session) -> list[str]:
    connection = sqlite3.connect(session.home.library)
    try:
        return [row[0] for row in connection.execute("SELECT text FROM note ORDER BY id")]
    finally:
        connection.close()


def drafts(session: app.Session) -> list[Path]:
    folder = session.home.data / "drafts"
    return sorted(folder.glob("*")) if folder.is_dir() else []


def test_the_window_waits_for_the_note_and_closes_by_itself(session: app.Session, qtbot: QtBot) -> None:
    typed(session, qtbot, "Ask about PIK3CA.")
    other = sqlite3.connect(session.home.library, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert not session.window.close()
        assert session.window.isVisible()
        assert session.window.foot._left.text().startswith("Saving your note")
        assert not session.window.close()  # asked again: still nothing is lost, and one answer comes
        qtbot.waitUntil(lambda: len(drafts(session)) == 1)
    finally:
        other.execute("COMMIT")
        other.close()
    with qtbot.waitSignal(session.window.closed, timeout=15_000):
        pass
    assert kept(session) == ["Ask about PIK3CA."]
    assert drafts(session) == []


def refused(*_: object) -> object:
    raise KnownError("The disk is full.")


def dialog_of(session: app.Session, qtbot: QtBot) -> Unsaved:
    leaving = session.window.work.leaving
    assert not session.window.close()
    qtbot.waitUntil(lambda: leaving.dialog is not None)
    assert leaving.dialog is not None
    return leaving.dialog


def test_trouble_is_told_and_the_window_stays(
    session: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pen, "save_note", refused)
    typed(session, qtbot, "words")
    dialog = dialog_of(session, qtbot)
    assert dialog.said.startswith("Your note could not be saved. The disk is full. It is kept as a draft")
    assert session.window.isVisible()
    dialog.copy.click()
    assert QApplication.clipboard().text() == "words"
    for place, told in (
        (session.home.library, "her2ref itself"),
        (tmp_path / "copy.md", "A copy of the note is in"),
    ):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, place=place: (str(place), ""))
        dialog.save.click()
        assert told in dialog._told.text()
    assert (tmp_path / "copy.md").read_text(encoding="utf-8") == "words"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert session.window.isVisible()
    assert session.window.work.abstract.note.editor.toPlainText() == "words"
    monkeypatch.undo()
    with qtbot.waitSignal(session.window.closed):
        session.window.close()
    assert kept(session) == ["words"]


def test_closing_without_it_is_the_persons_choice(
    session: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pen, "save_note", refused)
    typed(session, qtbot, "words")
    dialog = dialog_of(session, qtbot)
    with qtbot.waitSignal(session.window.closed):
        dialog.leave.click()
    assert not session.window.isVisible()
    file = drafts(session)[0]
    assert "words" in file.read_text(encoding="utf-8")
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be made read-only there")
def test_a_draft_that_could_not_be_kept_is_not_promised(
    session: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pen, "save_note", refused)
    (session.home.data / "drafts").write_text("in the way", encoding="utf-8")
    typed(session, qtbot, "words")
    dialog = dialog_of(session, qtbot)
    assert "nowhere but in this window" in dialog.said
    with qtbot.waitSignal(session.window.closed):
        dialog.leave.click()


def test_quitting_cancels_an_import_and_lets_a_star_be_written(session: app.Session) -> None:
    ended: list[str] = []
    begun = threading.Event()

    def reads_on(progress: Progress) -> None:
        begun.set()
        try:
            for _ in range(400):
                progress.check()
                time.sleep(0.01)
        except Cancelled:
            ended.append("cancelled")
            raise
        ended.append("read to its end")

    def stars(progress: Progress) -> None:
        time.sleep(0.2)
        ended.append("stopped" if progress.cancelled else "starred")

    session.jobs.once("import", reads_on)
    session.jobs.start(stars, name="own")
    assert begun.wait(10)
    session.window.close()
    assert sorted(ended) == ["cancelled", "starred"]


def test_a_star_that_could_not_be_written_is_not_silent(
    session: app.Session, capsys: pytest.CaptureFixture[str]
) -> None:
    def stars(_progress: Progress) -> None:
        time.sleep(0.1)
        raise KnownError("The disk is full.")

    session.jobs.start(stars, name="own")
    session.window.close()
    assert "The disk is full." in capsys.readouterr().err
