from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent, QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.gui.pages.html import Page, esc, link
from her2ref.gui.panes.reading import IMAGE, Reading
from her2ref.gui.plots.forest import Axis, Mark
from her2ref.gui.theme import current, themes
from tests.gui.panes.conftest import shown

MARK = Mark(0.78, 0.65, 0.95, Axis(0.5, 1.5))


@pytest.fixture
def reading(qtbot: QtBot) -> Reading:
    themes().apply("light")
    return shown(qtbot, Reading("A page"), 400, 300)


def test_only_our_own_drawings_are_loaded(reading: Reading, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(picture))
    reading.show_page(Page(f'<img src="{picture.as_uri()}"><img src="plot:0">', (MARK,)))
    assert not reading.loadResource(IMAGE, QUrl("plot:0")).isNull()
    for wanted in (
        picture.as_uri(),
        "http://example.org/a.png",
        "plot:1",
        "plot:x",
        ":/qt-project.org/x",
        "",
    ):
        assert reading.loadResource(IMAGE, QUrl(wanted)).isNull()
    for kind in (QTextDocument.ResourceType.StyleSheetResource, QTextDocument.ResourceType.HtmlResource):
        assert reading.loadResource(int(kind.value), QUrl(picture.as_uri())) == ""


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        ("topic:mechanism:a", True),
        ("source:doi:10.5555/x(1)", True),
        ("show:details", True),
        ("http://example.org", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("TOPIC", False),
    ],
)
def test_only_our_own_links_are_followed(reading: Reading, address: str, followed: bool) -> None:
    heard: list[str] = []
    reading.followed.connect(heard.append)
    reading.anchorClicked.emit(QUrl(address))
    assert heard == ([address] if followed else [])
    assert not reading.openLinks()


def test_a_word_of_any_length_stays_inside(reading: Reading) -> None:
    reading.show_page(Page(f"<p>{esc('w' * 20_000)}</p>"))
    assert reading.document().size().width() <= reading.viewport().width()
    assert reading.horizontalScrollBar().maximum() == 0


def test_the_theme_is_followed_where_the_reader_is(reading: Reading) -> None:
    reading.show_page(Page('<p class="quiet">words</p>' * 80))
    reading.verticalScrollBar().setValue(200)
    themes().apply("dark")
    assert current().quiet in reading.toHtml()
    assert reading.verticalScrollBar().value() == 200
    themes().apply("light")


def test_a_new_page_begins_at_its_top(reading: Reading) -> None:
    reading.show_page(Page("<p>words</p>" * 80))
    reading.verticalScrollBar().setValue(200)
    reading.show_page(Page("<p>others</p>" * 80))
    assert reading.verticalScrollBar().value() == 0


def test_a_growing_page_is_as_high_as_its_text(qtbot: QtBot) -> None:
    reading = shown(qtbot, Reading("A page", grows=True), 400, 10)
    reading.show_page(Page("<p>words</p>" * 40))
    high = reading.height()
    assert high >= reading.document().size().height()
    reading.show_page(Page("<p>words</p>"))
    assert reading.height() < high


def test_the_keyboard_reaches_links(reading: Reading, qtbot: QtBot) -> None:
    heard: list[str] = []
    reading.followed.connect(heard.append)
    reading.show_page(Page(f"<p>{link('topic:drug:a', 'a')} {link('topic:drug:b', 'b')}</p>"))
    reading.setFocus()
    for _ in range(2):
        QTest.keyClick(reading, Qt.Key.Key_Tab)
    QTest.keyClick(reading, Qt.Key.Key_Return)
    assert heard == ["topic:drug:b"]


def test_letters_are_left_to_the_pane(reading: Reading) -> None:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier, "s")
    reading.keyPressEvent(event)
    assert not event.isAccepted()


def test_the_keyboard_is_seen_and_the_mouse_is_not(reading: Reading, qtbot: QtBot) -> None:
    def ringed() -> bool:
        corner = reading.viewport().grab().toImage().pixelColor(0, 40)
        return bool(corner.name() == current().accent)

    reading.show_page(Page("<p>words</p>"))
    reading.activateWindow()
    for reason, expected in (
        (Qt.FocusReason.TabFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, False),
    ):
        reading.clearFocus()
        reading.setFocus(reason)
        qtbot.waitUntil(reading.hasFocus)
        assert ringed() is expected


def test_what_is_copied_is_the_text_itself(reading: Reading) -> None:
    text = "w" * 200
    reading.show_page(Page(f"<p>{esc(text)}</p>"))
    assert reading.toPlainText() != text
    reading.selectAll()
    copied = reading.createMimeDataFromSelection()
    assert copied.text() == text
    assert text in copied.html()


@pytest.mark.parametrize("grows", [False, True])
def test_the_ring_does_not_touch_the_words(qtbot: QtBot, grows: bool) -> None:
    themes().apply("light")
    reading = shown(qtbot, Reading("A page", grows=grows), 400, 300)
    reading.show_page(Page("<p>" + "words " * 100 + "</p>"))
    block = reading.document().firstBlock()
    place = reading.document().documentLayout().blockBoundingRect(block)
    assert place.left() >= 4
    assert place.top() >= 4
    assert place.right() <= reading.viewport().width() - 4
