from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from her2ref.core.fault import LAST, NAME, Trace

ROOT = Path(__file__).resolve().parents[2]
DYING = """
import os, sys
from pathlib import Path
from her2ref.core.fault import Trace
made = Trace(Path(sys.argv[1]))
made.begin()
if sys.argv[2] == "well":
    made.end()
elif sys.argv[2] == "abort":
    os.abort()
elif sys.argv[2] == "segfault":
    import ctypes
    ctypes.string_at(0)
else:
    import signal
    os.kill(os.getpid(), signal.SIGKILL)
"""


def die(logs: Path, how: str) -> int:
    """A process that ends in that way; returns its exit code."""
    command = [sys.executable, "-c", DYING, str(logs), how]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONFAULTHANDLER"}
    return subprocess.run(command, cwd=ROOT, check=False, env=environment, capture_output=True).returncode


def test_a_fault_is_found_by_the_next_run_once(tmp_path: Path) -> None:
    for how in ("segfault", "abort"):
        assert die(tmp_path / "logs", how) != 0
        made = Trace(tmp_path / "logs")
        assert made.begin(), how
        text = made.last()
        assert "Fatal Python error" in text
        assert 'File "<string>", line' in text
        assert made.last() == ""
        made.end()
        assert not Trace(tmp_path / "logs").begin()


def test_an_end_that_was_no_fault_leaves_nothing(tmp_path: Path) -> None:
    assert die(tmp_path, "well") == 0
    assert list(tmp_path.iterdir()) == []
    if os.name == "posix":
        die(tmp_path, "kill")
        assert not Trace(tmp_path).begin()


def test_what_was_not_told_yet_stays_until_it_is(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("Fatal Python error: one")
    first, second = Trace(tmp_path), Trace(tmp_path)
    assert first.begin()
    assert (tmp_path / LAST).exists()
    assert second.begin(), "the run that found it ended before it could tell"
    assert second.last() == "Fatal Python error: one"


def test_a_folder_that_cannot_be_written_costs_the_trace_only(tmp_path: Path) -> None:
    blocked = tmp_path / "logs"
    blocked.write_text("")
    made = Trace(blocked)
    assert not made.begin()
    assert made.last() == ""
    made.end()
    if os.name == "posix":
        os.mkfifo(tmp_path / NAME)
        made = Trace(tmp_path)
        assert not made.begin()
        made.end()
