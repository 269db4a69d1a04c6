from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from her2ref.core.log import LOG
from her2ref.core.paths import Home
from her2ref.gui import neighbour
from her2ref.gui.neighbour import LONGEST_PLACE, Listener, hand_over, places, reach
from her2ref.library.lock import WindowLock

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has pipes, which are no files")


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


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files that everybody can write into, and no other place for sockets."""
    with tempfile.TemporaryDirectory(prefix="n") as name:
        folder = Path(name)
        folder.chmod(0o1777)
        monkeypatch.setattr(tempfile, "tempdir", name)
        monkeypatch.setenv("TMPDIR", name)
        monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
        yield folder


def deep(folder: Path) -> Path:
    """A folder below, too deep for a socket."""
    made = folder / ("d" * LONGEST_PLACE)
    made.mkdir()
    return made


@posix
def test_it_listens_beside_the_library_for_this_person_alone(qapp: object, shared: Path) -> None:
    folder = shared / "home"
    folder.mkdir(mode=0o700)
    listener = Listener(folder)
    made = folder / "window.socket"
    assert made.is_socket()
    assert made.stat().st_mode & 0o077 == 0
    assert [path.name for path in shared.iterdir()] == ["home"], "where others write there is nothing"
    listener.close()
    assert not made.exists()


@posix
def test_a_folder_that_others_write_into_holds_no_socket(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, runtime = shared / "home", shared / "run"
    for made in (folder, runtime):
        made.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    own = [Path(place) for place in places(folder, make=True)]
    assert [place.parent for place in own] == [folder, runtime, shared / f"her2ref-{os.geteuid()}"]
    assert own[2].parent.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o770)
    own[2].parent.chmod(0o777)
    assert [Path(place).parent for place in places(folder, make=True)] == [runtime]
    own[2].parent.rmdir()
    (shared / "elsewhere").mkdir(mode=0o700)
    own[2].parent.symlink_to(shared / "elsewhere")
    assert [Path(place).parent for place in places(folder, make=True)] == [runtime]


@posix
def test_a_library_in_a_deep_folder_is_heard_all_the_same(qtbot: QtBot, shared: Path) -> None:
    folder = deep(shared)
    lock = WindowLock(folder)
    assert lock.take()
    waiting = second(folder, "lapatinib")
    listener = Listener(folder)
    with qtbot.waitSignal(listener.asked) as heard:
        pass
    assert heard.args == ["lapatinib"]
    assert waiting.communicate(timeout=10)[0] == "True False\n"
    listener.close()
    lock.release()


@posix
def test_what_a_killed_window_left_is_taken_over(qtbot: QtBot, shared: Path) -> None:
    folder = shared / "home"
    folder.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(folder / "window.socket"))
    assert not hand_over(folder, "")
    lock = WindowLock(folder)
    assert lock.take()
    waiting = second(folder, "")
    listener = Listener(folder)
    with qtbot.waitSignal(listener.asked):
        pass
    waiting.communicate(timeout=10)
    listener.close()
    lock.release()


@posix
def test_a_window_that_can_listen_nowhere_tells_it_to_the_log(qapp: object, shared: Path) -> None:
    """Somebody else was there first: nothing of theirs is used, and nothing is passed over in silence."""
    folder = deep(shared)
    taken = shared / f"her2ref-{os.geteuid()}"
    taken.mkdir()
    taken.chmod(0o777)
    listener = Listener(folder)
    assert list(taken.iterdir()) == []
    assert any(" deaf error=" in line for line in LOG.tail(shared / "logs", 9))
    assert not reach(folder, "words", lambda: False, patience=0.2), "the second start then says its sentence"
    listener.close()


ANSWERING = """
import os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
if sys.argv[2]:
    os.setgroups([])
    os.setuid(int(sys.argv[2]))
server.listen(5)
server.settimeout(20)
print("listens", flush=True)
found, _ = server.accept()
found.settimeout(20)
read = found.recv(300)
if read:
    found.send(b"ok\\n")
print(read)
"""


def answering(place: str, user: str = "") -> subprocess.Popen[str]:
    """A process that answers as a window does, as another user where one is given; then it says what it read."""
    made = subprocess.Popen(
        [sys.executable, "-c", ANSWERING, place, user], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert made.stdout is not None
    assert made.stdout.readline() == "listens\n"
    return made


@posix
def test_another_persons_process_at_the_place_is_told_nothing(
    qapp: object, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shared / "home"
    folder.mkdir(mode=0o700)
    (place,) = places(folder)
    other = answering(place)
    assert hand_over(folder, "what was looked up")
    assert other.communicate(timeout=20)[0] == "b'what was looked up\\n'\n"
    Path(place).unlink()
    monkeypatch.setattr(neighbour, "_me", lambda: os.geteuid() + 1)
    other = answering(place)
    assert not hand_over(folder, "what was looked up")
    assert other.communicate(timeout=20)[0] == "b''\n"


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="only root becomes another user"
)
def test_the_system_tells_that_another_user_listens(qapp: object, shared: Path) -> None:
    """The same with a real other user, who got the place by whatever means."""
    folder = shared / "home"
    folder.mkdir(mode=0o700)
    (place,) = places(folder)
    other = answering(place, "65534")
    assert not hand_over(folder, "what was looked up")
    assert other.communicate(timeout=20)[0] == "b''\n"


@posix
def test_another_persons_process_is_not_heard(
    qtbot: QtBot, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shared / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(neighbour, "_me", lambda: os.geteuid() + 1)
    listener, heard = Listener(folder), list[str]()
    listener.asked.connect(heard.append)
    with socket.socket(socket.AF_UNIX) as other:
        other.settimeout(5)
        other.connect(str(folder / "window.socket"))
        other.sendall(b"open this\n")
        qtbot.waitUntil(lambda: any(line.endswith(" stranger") for line in LOG.tail(shared / "logs", 9)))
        with suppress(ConnectionResetError):
            assert other.recv(10) == b""
    qtbot.wait(50)
    assert heard == []
    listener.close()
