from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from her2ref.core.errors import LibraryTrouble
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import backups, caring, opening
from her2ref.library.engine import open_engine
from her2ref.library.lock import CARE, WindowLock
from her2ref.library.migrations.upgrade import upgrade
from tests.scenarios.disks import notes

SAVER = """
import sys
from pathlib import Path
from her2ref.core.paths import Home
from her2ref.library import opening
from her2ref.library.library import Library
from her2ref.library.notes import save_note
home = Home.at(Path(sys.argv[1]))
opening.take_care(home, Path(sys.argv[2]))
library = Library(home.library)
save_note(library, "mechanism:pten-loss", sys.argv[3])
library.close()
"""


def older(folder: Path, schema: int) -> Home:
    """A library as an older program left it."""
    home = Home.at(folder)
    home.data.mkdir()
    home.library.touch(0o600)
    engine = open_engine(home.library)
    with engine.begin() as connection:
        upgrade(connection, schema)
        connection.exec_driver_sql(f"PRAGMA application_id = {opening.APPLICATION}")
    engine.dispose()
    return home


@pytest.mark.parametrize("what", ["older", "new"])
def test_several_that_come_first_after_an_upgrade_all_get_their_turn(
    tmp_path: Path, small_resources: Path, what: str
) -> None:
    home = older(tmp_path / "home", opening.HEAD - 1) if what == "older" else Home.at(tmp_path / "home")
    texts = {f"note {n}" for n in range(6)}
    words = [sys.executable, "-c", SAVER, str(home.data), str(small_resources)]
    started = [subprocess.Popen([*words, text], stderr=subprocess.PIPE, text=True) for text in sorted(texts)]
    said = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 6, said
    assert notes(home.library) == texts
    assert len(backups.listed(home)) == (what == "older"), "one of them made the copy"


def test_it_is_waited_for_and_said(tmp_path: Path, small_resources: Path) -> None:
    home = older(tmp_path / "home", opening.HEAD - 1)
    other, said = WindowLock(home.data, CARE), list[str]()
    assert other.take()
    timer = threading.Timer(0.3, other.release)

    def hear(_done: int, _total: int, text: str) -> None:
        said.append(text)
        if len(said) == 1:
            timer.start()

    opening.take_care(home, small_resources, Progress(hear))
    timer.join()
    assert said[0].startswith("Waiting for another her2ref")
    assert opening.needs_care(home, small_resources) == ""


def test_after_a_while_what_cannot_be_read_is_busy_and_what_can_is_read(
    tmp_path: Path, library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caring, "PATIENCE", 0.2)
    home = older(tmp_path / "older", opening.HEAD - 1)
    for folder in (home, library_home):
        assert WindowLock(folder.data, CARE).take()
    with pytest.raises(LibraryTrouble, match="busy"):
        opening.take_care(home, small_resources)
    os.utime(small_resources / "content.toml", (4e9, 4e9))
    opening.take_care(library_home, small_resources)
    assert opening.needs_care(library_home, small_resources) == "content", "for the next start"


def test_a_library_in_the_making_is_no_damaged_one(tmp_path: Path, small_resources: Path) -> None:
    home = Home.at(tmp_path / "home")
    home.data.mkdir()
    home.library.touch()
    home.library.with_name("library.sqlite-journal").write_bytes(b"the first page")
    assert opening.needs_care(home, small_resources) == "new"
    home.library.with_name("library.sqlite-wal").write_bytes(b"changes")
    with pytest.raises(LibraryTrouble, match="damaged"):
        opening.needs_care(home, small_resources)
