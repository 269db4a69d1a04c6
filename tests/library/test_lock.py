from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from her2ref.library.lock import WindowLock

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, time
from pathlib import Path
from her2ref.library.lock import WindowLock
lock = WindowLock(Path(sys.argv[1]))
print(lock.take(), flush=True)
time.sleep(60)
"""


def other_process(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_a_second_process_is_refused_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "made"
    holder = other_process(folder)
    try:
        assert first_line(holder) == "True"
        lock = WindowLock(folder)
        assert not lock.take()
        lock.release()
    finally:
        end(holder)
    assert lock.take()
    late = other_process(folder)
    try:
        assert first_line(late) == "False"
    finally:
        end(late)
    lock.release()


def test_released_is_free_again(tmp_path: Path) -> None:
    first, second = WindowLock(tmp_path), WindowLock(tmp_path)
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()
    second.release()
