from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from her2ref.core.paths import Home
from her2ref.gui.neighbour import Listener, reach
from her2ref.library.lock import WindowLock

ROOT = Path(__file__).resolve().parents[2]


SECOND = """
import sys
from pathlib import Path
from her2ref.gui.neighbour import reach
from her2ref.library.lock import WindowLock
lock = WindowLock(Path(sys.argv[1]))
print("started", flush=True)
print(reach(Path(sys.argv[1]), sys.argv[2], lock.take), lock.is_held, flush=True)
"""


def second(folder: Path, wish: str) -> subprocess.Popen[str]:
    """A second start, beside this process that stands for the open window; it has begun to wait."""
    made = subprocess.Popen(
        [sys.executable, "-c", SECOND, str(folder), wish], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert made.stdout is not None
    assert made.stdout.readline() == "started\n"
    time.sleep(0.3)
    assert made.poll() is None
    return made


def test_a_second_start_waits_until_the_first_listens(qtbot: QtBot, tmp_path: Path) -> None:
    first = WindowLock(tmp_path)
    assert first.take()
    waiting = second(tmp_path, "tucatinib")
    listener = Listener(tmp_path)
    with qtbot.waitSignal(listener.asked) as heard:
        pass
    assert heard.args == ["tucatinib"]
    assert waiting.communicate(timeout=10)[0] == "True False\n"
    listener.close()
    first.release()


def test_a_second_start_takes_the_place_of_a_first_that_ends(tmp_path: Path) -> None:
    first = WindowLock(tmp_path)
    assert first.take()
    waiting = second(tmp_path, "")
    first.release()
    assert waiting.communicate(timeout=10)[0] == "False True\n"


def test_a_first_that_never_answers_is_not_waited_for_without_end(tmp_path: Path) -> None:
    start, turns = time.monotonic(), list[bool]()

    def is_gone() -> bool:
        turns.append(False)
        return False

    assert not reach(tmp_path, "", is_gone, patience=0.5)
    assert 0.4 < time.monotonic() - start < 3
    assert len(turns) < 10, "between two looks it rests"


@pytest.mark.parametrize("pause", [0.0, 0.3])
def test_two_starts_at_once_make_one_window(library_home: Home, pause: float) -> None:
    """The real program, twice: the second ends well, and what it wished is opened."""
    command = [sys.executable, "-m", "her2ref", "--home", str(library_home.data)]
    settings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    windows = []
    try:
        for words in ((), ("open", "tucatinib")):
            windows.append(
                subprocess.Popen(
                    [*command, *words], cwd=ROOT, env=settings, stderr=subprocess.PIPE, text=True
                )
            )
            time.sleep(pause)
        end = time.monotonic() + 30
        while all(window.poll() is None for window in windows) and time.monotonic() < end:
            time.sleep(0.05)
        ended = [window for window in windows if window.poll() is not None]
        assert [window.returncode for window in ended] == [0]
        time.sleep(0.5)
        assert sum(window.poll() is None for window in windows) == 1
    finally:
        for window in windows:
            window.kill()
            window.communicate()
