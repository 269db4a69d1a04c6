from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QtMsgType
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core import crash
from her2ref.core.log import LOG
from her2ref.gui.catching import HEARD, Catching

HERE: Any = SimpleNamespace(file="qwidget.cpp", line=7, function="f()")

WORDS = " ".join(["words", "of", "a", "person"])
"""Not as they stand in a line of this file: a report shows the lines of the program."""


@pytest.fixture
def catching(session: app.Session) -> Catching:
    LOG.begin(session.home.logs)
    return session.catching


def log(session: app.Session) -> list[str]:
    file = session.home.logs / "her2ref.log"
    return [line.split(maxsplit=2)[2] for line in file.read_text().splitlines()] if file.exists() else []


def test_a_warning_of_qt_is_logged_once_without_its_words(session: app.Session, catching: Catching) -> None:
    for _ in range(3):
        catching.on_message(QtMsgType.QtWarningMsg, HERE, "QWidget: words of a person")
    catching.on_message(QtMsgType.QtWarningMsg, HERE, "words: of a person")
    catching.on_message(QtMsgType.QtDebugMsg, HERE, "words")
    assert log(session) == ["qt level=warning source=QWidget", "qt level=warning"]
    assert crash.kept(session.home.logs) == []


def test_warnings_without_end_do_not_fill_the_log(session: app.Session, catching: Catching) -> None:
    for number in range(HEARD + 50):
        catching.on_message(QtMsgType.QtWarningMsg, HERE, f"QWidget: {number}")
    assert len(log(session)) == HEARD


def test_what_is_done_for_a_message_may_make_qt_speak(
    session: app.Session, catching: Catching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def speaking(_text: str) -> None:
        catching.on_message(QtMsgType.QtCriticalMsg, HERE, "QWidget: again")

    monkeypatch.setattr(crash, "to_stderr", speaking)
    catching.on_message(QtMsgType.QtWarningMsg, HERE, "QWidget: one")
    assert log(session) == ["qt level=warning source=QWidget"]


def test_a_fatal_message_is_a_report_before_qt_ends_the_program(
    session: app.Session, catching: Catching, qtbot: QtBot
) -> None:
    catching.on_message(QtMsgType.QtFatalMsg, HERE, f"QGuiApplication: {WORDS}")
    (report,) = crash.kept(session.home.logs)
    text = report.read_text(encoding="utf-8")
    assert "Qt fatal in QGuiApplication" in text
    assert "qwidget.cpp:7 f()" in text
    assert WORDS not in text
    qtbot.waitUntil(lambda: catching.shown is not None)
    assert catching.shown is not None
    catching.shown.close_button.click()


def test_an_error_about_an_error_is_no_end(
    session: app.Session,
    catching: Catching,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def breaking(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(crash, "_composed", breaking)
    catching.take(ValueError("words"))
    assert "ValueError, then MemoryError" in capsys.readouterr().err
