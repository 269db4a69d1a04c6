from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.gui.panes.note_view import SHOWN, NoteView
from her2ref.gui.theme import font
from tests.gui.panes.conftest import shown


@pytest.fixture
def view(qtbot: QtBot, qapp: object) -> NoteView:
    return shown(qtbot, NoteView("My note"), 400, 300)


def test_markdown_is_laid_out(view: NoteView) -> None:
    view.show_text("# A heading\n\nsome **bold** words\n\n- one\n- two")
    assert view.toPlainText().splitlines() == ["A heading", "some bold words", "one", "two"]
    heading = view.document().begin().begin().fragment().charFormat()
    assert heading.font().pixelSize() in (-1, font().pixelSize())
    assert heading.font().bold() or heading.fontWeight() > 500


HOSTILE = (
    "<img src='file:///etc/passwd'><script>alert(1)</script><style>* {color: red}</style>",
    "![x](file:///etc/passwd)",
    "![x](http://127.0.0.1:9/x.png)",
    "[x]: file:///etc/passwd\n\n![x]",
    "<a href='javascript:alert(1)'>x</a>",
    "<object data='file:///etc/passwd'></object>",
    "<meta http-equiv='refresh' content='0;url=file:///etc/passwd'>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_note_names_is_loaded(
    view: NoteView, text: str, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(Path, "open", lambda *a, **k: opened.append(a))
    followed: list[str] = []
    view.followed.connect(followed.append)
    view.show_text(text)
    view.grab()
    image = int(QTextDocument.ResourceType.ImageResource.value)
    assert view.loadResource(image, QUrl("file:///etc/passwd")).isNull()
    assert view.loadResource(1, QUrl("file:///etc/passwd")) == ""
    assert "root:" not in view.toPlainText()
    assert "\ufffc" not in view.toPlainText()  # no picture is left in the text
    assert opened == followed == []


def test_links_of_ours_are_followed_and_others_asked_about(view: NoteView) -> None:
    followed: list[str] = []
    out: list[str] = []
    view.followed.connect(followed.append)
    view.web.connect(out.append)
    for address in (
        *("mechanism:pten-loss", "pmid:12345", "topic:drug:lapatinib", "article:-7"),
        *(
            "https://example.org/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "seen:all",
            "act:erase",
            "open:page",
        ),
    ):
        view.anchorClicked.emit(QUrl(address))
    assert followed == [
        "topic:mechanism:pten-loss",
        "source:pmid:12345",
        "topic:drug:lapatinib",
        "article:-7",
    ]
    assert out == [
        *(
            "https://example.org/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "seen:all",
            "act:erase",
            "open:page",
        )
    ]


def test_a_very_long_note_is_cut(view: NoteView) -> None:
    view.show_text("words " * 200_000)
    assert SHOWN - 10 < len(view.toPlainText()) <= SHOWN
    view.show_text("short")
    assert view.toPlainText() == "short"


@pytest.mark.parametrize(
    "text",
    [">" * 30_000, "[" * 30_000, "*_" * 15_000, "|a" * 15_000, "x" * 30_000, "- " * 15_000, "#" * 30_000],
)
def test_text_made_to_bring_it_to_a_stop_is_shown(view: NoteView, text: str) -> None:
    view.show_text(text)
    assert len(view.toPlainText()) <= SHOWN + 1


def test_signs_that_turn_text_around_are_left_out(view: NoteView) -> None:
    view.show_text("safe \u202etxet\u202c \u2066x\u2069 \x00\x07 عربي 👩‍⚕️")
    assert view.toPlainText() == "safe txet x  عربي 👩‍⚕️"


def test_enter_or_a_click_changes_it_unless_it_may_not_be(view: NoteView, qtbot: QtBot) -> None:
    view.show_text("words")
    with qtbot.waitSignal(view.wanted):
        QTest.keyClick(view, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.wanted):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center())
    view.can_change = False
    with qtbot.assertNotEmitted(view.wanted):
        QTest.keyClick(view, Qt.Key.Key_Return)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center())


def test_html_is_shown_as_it_was_typed(view: NoteView) -> None:
    text = "<b>raw</b> <script>alert(1)</script> <a href='file:///x'>x</a>"
    view.show_text(text)
    assert view.toPlainText() == text
    assert "href" not in [name for name in view.toHtml().split() if name.startswith("href")]


def test_lines_below_each_other_stay_so(view: NoteView) -> None:
    text = (
        "T-DXd 5.4 mg/kg\nnext scan: week 6\n\n- one\n- two\n  more\n\n# A heading\nunder it\nlast\\\nand on"
    )
    view.show_text(text)
    assert view.toPlainText().splitlines() == [
        *(
            "T-DXd 5.4 mg/kg",
            "next scan: week 6",
            "one",
            "two",
            "more",
            "A heading",
            "under it",
            "last",
            "and on",
        ),
    ]
    view.show_text("```\ncode\n  indented\n```")
    assert [line.rstrip() for line in view.toPlainText().splitlines()] == ["code", "  indented"]
