from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from her2ref.gui.desk import Desk
from her2ref.gui.web import open_address


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    def note(url: QUrl) -> bool:
        found.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    return found


@pytest.fixture
def said(desk: Desk) -> list[str]:
    found: list[str] = []
    desk.said.connect(found.append)
    return found


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    yield Desk()
    for box in boxes():
        box.close()


def boxes() -> list[QMessageBox]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]


def test_a_known_host_is_opened_at_once(desk: Desk, opened: list[str]) -> None:
    assert open_address("https://pubmed.ncbi.nlm.nih.gov/?term=1+2", desk)
    assert open_address("https://journal.example/paper", desk, ours=True)
    assert opened == ["https://pubmed.ncbi.nlm.nih.gov/?term=1+2", "https://journal.example/paper"]


@pytest.mark.parametrize(
    "address",
    [
        "http://pubmed.ncbi.nlm.nih.gov/1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ms-settings:network",
        "https:///nowhere",
        "https://pubmed.ncbi.nlm.nih.gov@evil.example/",
        "https://pubmed.ncbi.nlm.nih.gov:secret@evil.example/",
        "pubmed.ncbi.nlm.nih.gov",
        "",
    ],
)
def test_nothing_else_than_a_plain_https_address_is_opened(
    desk: Desk, opened: list[str], said: list[str], address: str
) -> None:
    assert not open_address(address, desk, ours=True)
    assert opened == []
    assert len(said) == 1
    assert not boxes()


def test_for_an_unknown_host_the_person_is_asked(qtbot: QtBot, desk: Desk, opened: list[str]) -> None:
    assert not open_address("https://pubmed.ncbi.nlm.nih.gov.evil.example/x", desk)
    box = boxes()[0]
    assert "pubmed.ncbi.nlm.nih.gov.evil.example" in box.text()
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    assert opened == []
    next(b for b in box.buttons() if b.text() == "Open").click()
    assert opened == ["https://pubmed.ncbi.nlm.nih.gov.evil.example/x"]


def test_letters_that_look_alike_are_seen(qtbot: QtBot, desk: Desk, opened: list[str]) -> None:
    open_address("https://d\N{CYRILLIC SMALL LETTER O}i.org/10.1", desk)
    assert "xn--" in boxes()[0].text()
    boxes()[0].button(QMessageBox.StandardButton.Cancel).click()
    assert opened == []


def test_where_the_web_is_switched_off_the_address_is_copied(
    desk: Desk, opened: list[str], said: list[str]
) -> None:
    desk.no_web = "Use of the internet is switched off by your organisation."
    assert not open_address("https://doi.org/10.1", desk, ours=True)
    assert opened == []
    assert QGuiApplication.clipboard().text() == "https://doi.org/10.1"
    assert said == [
        "Use of the internet is switched off by your organisation. The address was copied: https://doi.org/10.1"
    ]
