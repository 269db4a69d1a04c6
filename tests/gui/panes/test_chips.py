from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from her2ref.gui.pages.html import Chip
from her2ref.gui.panes.chips import Chips
from her2ref.gui.theme import current
from tests.gui.panes.conftest import shown


def test_chips_wrap_to_the_next_line(qtbot: QtBot) -> None:
    chips = shown(qtbot, Chips("In short"), 300, 100)
    chips.show_chips([Chip(f"chip number {n}") for n in range(8)])
    layout = chips.layout()
    assert layout.heightForWidth(300) > layout.heightForWidth(3000)
    chips.resize(300, layout.heightForWidth(300))
    labels = chips.findChildren(QLabel)
    assert all(label.geometry().right() < 300 for label in labels)
    assert len({label.y() for label in labels}) > 1


def test_no_chips_take_no_room(qtbot: QtBot) -> None:
    chips = shown(qtbot, Chips("In short"))
    chips.show_chips([Chip("a")])
    assert chips.isVisible()
    chips.show_chips([])
    assert not chips.isVisible()


def test_text_of_a_chip_is_plain(qtbot: QtBot) -> None:
    chips = shown(qtbot, Chips("In short"))
    chips.show_chips([Chip("<b>x</b>", hint="<img src=y>"), Chip("a & b", link="topic:drug:a")])
    label, button = chips.findChildren(QLabel)[-1], chips.findChildren(QPushButton)[-1]
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert "<img" not in label.toolTip()
    assert button.text() == "a && b"
    assert button.accessibleName() == "a & b"


def test_a_chip_with_a_link_is_a_button(qtbot: QtBot) -> None:
    chips = shown(qtbot, Chips("Also about"))
    chips.show_chips([Chip("a", link="topic:drug:a")])
    with qtbot.waitSignal(chips.followed) as heard:
        chips.findChildren(QPushButton)[-1].click()
    assert heard.args == ["topic:drug:a"]


def test_a_chip_wider_than_the_line_is_held_in(qtbot: QtBot) -> None:
    chips = shown(qtbot, Chips("In short"), 120, 60)
    chips.show_chips([Chip("a publication type with a very long name indeed")])
    chips.resize(120, 60)
    assert chips.findChildren(QLabel)[-1].width() <= 120
    assert chips.minimumSizeHint().width() == 0


def test_a_badge_has_a_border_and_no_colour_of_a_warning(qtbot: QtBot) -> None:
    chips = shown(qtbot, Chips("In short"))
    chips.show_chips([Chip("HER2-low", "badge")])
    look = chips.findChildren(QLabel)[-1].styleSheet()
    assert f"border: 1px solid {current().line_strong}" in look
    assert current().amber not in look
