"""Two to three minutes of a consultation, by keyboard alone: look up, read the source, star it, note it, go back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.library.importing import import_files
from tests.data import synthetic
from tests.gui.conftest import rest

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_from_four_letters_to_a_note_on_the_source(
    session: app.Session, qtbot: QtBot, tmp_path: Path
) -> None:
    window, desk = session.window, session.desk
    library = window.library
    assert library is not None
    window.activateWindow()

    # four letters and Enter: the mechanism
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(window.bar.line, "pik3")
    QTest.keyClick(window.bar.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.topic == "mechanism:pik3ca-mutation")
    rest(qtbot, session)
    page = window.work.topic.reading
    assert "Drugs that act here" in page.toPlainText()

    # one key to the first source, Enter: it stands on the right, as our own summary
    page.setFocus()
    for _ in range(40):
        QTest.keyClick(page, Qt.Key.Key_Tab)
        if page.textCursor().charFormat().anchorHref().startswith("source:"):
            break
    QTest.keyClick(page, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.source.startswith("pmid:"))
    rest(qtbot, session)
    pmid = int(desk.source.removeprefix("pmid:"))

    # the record comes in: the same place now shows the published abstract
    file = tmp_path / "record.xml"
    file.write_bytes(
        synthetic.article_set([synthetic.article_xml(pmid, abstract="An invented abstract, as published.")])
    )
    import_files(library, [file])
    qtbot.waitUntil(lambda: "as published" in window.work.abstract.reading.toPlainText())

    # star and note without the mouse
    QTest.keyClick(window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: library.reader().starred([str(pmid)]) == {str(pmid)})
    QTest.keyClick(window, Qt.Key.Key_N)
    focus = window.focusWidget()
    assert focus is not None
    assert window.work.abstract.isAncestorOf(focus)
    QTest.keyClicks(focus, "Ask at the board.")
    qtbot.waitUntil(lambda: [n.text for n in library.reader().notes(str(pmid))] == ["Ask at the board."])

    # and back to where it began
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    qtbot.waitUntil(lambda: not desk.source)
    assert desk.topic == "mechanism:pik3ca-mutation"
    rest(qtbot, session)
