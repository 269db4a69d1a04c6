"""Files that the desktop hands over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from her2ref.gui.arrivals import opened_up

OPENED = """
import sys
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from her2ref import app
from her2ref.gui.arrivals import follow
application = app.application()
told = []
send = lambda what: QCoreApplication.sendEvent(application, QFileOpenEvent(what))
send("/tmp/early.nbib")
follow(application, told.append)
send("/tmp/late.ris")
send(QUrl("her2ref:drug:tucatinib"))
print(told)
"""


def test_folders_stand_for_the_files_right_in_them(tmp_path: Path) -> None:
    folder, empty = tmp_path / "folder", tmp_path / "empty"
    (folder / "deeper").mkdir(parents=True)
    empty.mkdir()
    for name in ("b.RIS", "a.nbib", "picture.png", ".hidden.xml", "deeper/c.xml"):
        (folder / name).write_text("x")
    one = tmp_path / "any.name"
    one.write_text("x")
    assert opened_up([one, folder, empty]) == [one, folder / "a.nbib", folder / "b.RIS", empty]


def test_what_macos_opens_arrives_before_and_after_there_is_a_window() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENED],
        capture_output=True,
        text=True,
        check=True,
        env={"QT_QPA_PLATFORM": "offscreen", "PATH": ""},
    )
    assert done.stdout.strip() == "['/tmp/early.nbib', '/tmp/late.ris', 'her2ref:drug:tucatinib']"
