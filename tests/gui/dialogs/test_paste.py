"""Pasted PMIDs: counted while they are typed, put on the list of what is fetched."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.gui.dialogs.paste import Paste
from tests.gui.conftest import rest
from tests.library import filling


def test_a_list_is_counted_as_it_is_typed_and_taken(session: app.Session, qtbot: QtBot) -> None:
    library = session.window.library
    assert library is not None
    filling.fill(library.path, [filling.article(31234567, "Held.")])
    QGuiApplication.clipboard().setText("just words 5")
    session.window.paste_pmids()
    (dialog,) = session.window.findChildren(Paste)
    assert dialog.box.toPlainText() == ""
    assert not dialog.take.isEnabled()
    dialog.box.setPlainText("PMID: 31234567, 31234568\nhttps://pubmed.ncbi.nlm.nih.gov/5/\nnine 12,345")
    qtbot.waitUntil(dialog.take.isEnabled)
    assert dialog.counts.text() == "3 PMIDs: 1 are here, 2 will be fetched."
    assert dialog.unknown.text() == "Not understood: nine, 12,345"
    said: list[str] = []
    session.desk.said.connect(said.append)
    dialog.take.click()
    rest(qtbot, session)
    assert library.reader().wanted() == [5, 31234568]
    assert said[-1] == "2 PMIDs will be fetched at the next sync."


def test_a_list_on_the_clipboard_is_there_already(session: app.Session, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("31234567\n31234568")
    session.window.paste_pmids()
    (dialog,) = session.window.findChildren(Paste)
    assert dialog.box.toPlainText() == "31234567\n31234568"
    qtbot.waitUntil(dialog.take.isEnabled)
    dialog.reject()
    rest(qtbot, session)
    QGuiApplication.clipboard().clear()
