"""A whole window over the small library, closed with its threads after each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.paths import Home
from her2ref.gui.theme import themes


@pytest.fixture
def session(
    qtbot: QtBot, library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[app.Session]:
    """A shown window with its panes, at rest."""
    monkeypatch.setattr(app, "resources", lambda: small_resources)
    themes().apply("light")
    made = app.Session(library_home)
    made.window.resize(1440, 900)
    made.open()
    made.window.show()
    made.begin()
    qtbot.waitUntil(lambda: made.jobs.running == 0, timeout=30_000)
    yield made
    made.window.close()
    assert made.jobs.running == 0
    made.window.deleteLater()  # what stays would be dressed anew by each later window
    QCoreApplication.sendPostedEvents(made.window, QEvent.Type.DeferredDelete.value)


def rest(qtbot: QtBot, session: app.Session) -> None:
    """Waits until no work is under way."""
    qtbot.waitUntil(lambda: session.jobs.running == 0, timeout=30_000)
