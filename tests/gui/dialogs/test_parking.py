from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.gui.panes import pen
from her2ref.gui.theme import themes
from her2ref.library.trouble import full, sentence
from tests.gui.conftest import rest

READ_ONLY = PermissionError(13, "")


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("why", ["full", "read-only"])
def test_it_grows_with_why_a_question_could_not_be_saved(
    session: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, scale: float, why: str
) -> None:
    path = Path("/srv/somebody/a folder with a long name/her2ref/library.sqlite")
    trouble = full(path) if why == "full" else sentence(READ_ONLY, path)
    assert trouble is not None

    def refused(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(pen, "save", refused)
    themes().apply("light", scale)
    session.window.work.park()
    dialog = session.window.work._parking
    assert dialog is not None
    QTest.keyClicks(dialog.note.editor, "a question")
    dialog.note.flush()
    rest(qtbot, session)
    label = next(one for one in dialog.note.not_saved.findChildren(QLabel))
    assert label.text().endswith(trouble.next_step)
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    monkeypatch.undo()
    dialog.note.flush()
    rest(qtbot, session)
    dialog.close()
    themes().apply("light", 1.0)
