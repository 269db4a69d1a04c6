from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from her2ref.gui.panes import banner as lines
from her2ref.gui.panes.banner import Action, Banner
from tests.gui.panes.conftest import shown


@pytest.fixture
def banner(qtbot: QtBot) -> Iterator[Banner]:
    frame = QWidget()
    made = Banner()
    QVBoxLayout(frame).addWidget(made)
    shown(qtbot, frame)
    yield made
    del frame  # until here it holds the banner


def test_it_takes_no_room_until_there_is_something_to_say(banner: Banner) -> None:
    assert not banner.isVisible()
    banner.say(lines.PLACE, "A stick.")
    assert banner.isVisible()
    assert banner.accessibleName() == "A stick."
    banner.unsay(lines.PLACE)
    assert not banner.isVisible()


def test_the_gravest_is_shown_and_the_others_wait(banner: Banner) -> None:
    banner.say(lines.PLACE, "A stick.")
    banner.say(lines.DAMAGED, "Damage.")
    assert (banner.kind, banner.text.text(), banner.objectName()) == (lines.DAMAGED, "Damage.", "alarm")
    banner.say(lines.FULL, "Nearly full.")
    assert banner.text.text() == "Damage."
    banner.unsay(lines.DAMAGED)
    assert (banner.text.text(), banner.objectName()) == ("Nearly full.", "banner")


def test_a_warning_can_be_closed_and_is_not_said_again(banner: Banner) -> None:
    banner.say(lines.FULL, "Nearly full.")
    banner.say(lines.PLACE, "A stick.")
    banner.close_button.click()
    assert banner.text.text() == "A stick."
    banner.say(lines.FULL, "Nearly full.")
    assert banner.kind == lines.PLACE
    banner.say(lines.FULL, "Fuller.")
    assert banner.text.text() == "Fuller."
    banner.unsay(lines.FULL)
    banner.say(lines.FULL, "Nearly full.")
    assert banner.kind == lines.FULL, "it was well again in between"


def test_what_keeps_notes_from_being_saved_cannot_be_closed(banner: Banner) -> None:
    for kind in lines.LASTING:
        banner.say(kind, kind)
        assert not banner.close_button.isVisible()
        banner.close_message()
        assert banner.kind == kind
        banner.unsay(kind)


def test_one_thing_can_be_done_about_it_by_key(banner: Banner) -> None:
    done: list[str] = []
    banner.say(lines.BACKUP, "Old.", Action("Backups…", lambda: done.append("x")))
    banner.window().activateWindow()
    banner.act.setFocus()
    QTest.keyClick(banner.act, Qt.Key.Key_Space)
    assert done == ["x"]
    banner.say(lines.READ_ONLY, "Read-only.")
    assert not banner.act.isVisible()


def test_other_numbers_are_shown_but_not_told_again(banner: Banner, monkeypatch: pytest.MonkeyPatch) -> None:
    aloud: list[str] = []

    def heard(event: object) -> None:
        aloud.append(banner.text.text())

    monkeypatch.setattr("her2ref.gui.panes.banner.QAccessible.updateAccessibility", heard)
    for free in ("90 MB", "1.5 KB", "0 bytes"):
        banner.say(lines.READ_ONLY, f"The disk is full: {free} are free.")
    assert banner.text.text() == "The disk is full: 0 bytes are free."
    assert aloud == ["The disk is full: 90 MB are free."]
    banner.say(lines.READ_ONLY, "The folder is read-only.")
    assert len(aloud) == 2


def test_one_that_was_closed_does_not_come_back_with_another_number(banner: Banner) -> None:
    banner.say(lines.FULL, "The disk is nearly full: 90 MB are free.")
    banner.close_button.click()
    banner.say(lines.FULL, "The disk is nearly full: 85.5 MB are free.")
    assert not banner.isVisible()
