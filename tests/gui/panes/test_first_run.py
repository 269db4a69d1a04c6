from __future__ import annotations

from pytestqt.qtbot import QtBot

from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.first_run import FirstRun
from her2ref.library.library import Library
from tests.gui.panes.conftest import shown


def test_it_names_every_kind_of_file_that_can_be_read(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    page = shown(qtbot, FirstRun(desk, library, jobs))
    text = page.files.button.accessibleDescription()
    for kind in ("PubMed XML", ".nbib", "RIS", "Zotero", "Embase", ".gz"):
        assert kind in text
