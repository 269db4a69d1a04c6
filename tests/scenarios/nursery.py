"""Processes that are born quickly and killed for good.

One process imports the program once and is copied (`fork`) for each piece of work: forty kills take as long as ten
starts. `python -m tests.scenarios.nursery` is that process; it takes JSON lines and answers with numbers of processes.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE: Final = 60.0
"""Seconds after which a process that says nothing is given up."""


class Line(NamedTuple):
    text: str
    at: float
    """Seconds, by the clock that all processes share."""


class Child:
    """One process. Its lines are read as they come."""

    def __init__(self, pid: int, pipe: Path) -> None:
        self.pid, self.lines = pid, list[Line]()
        self._came = threading.Condition()
        self._ended = self.is_killed = False
        self._thread = threading.Thread(target=self._read, args=(pipe,), daemon=True)
        self._thread.start()

    def _read(self, pipe: Path) -> None:
        with pipe.open("rb") as stream:
            for line in stream:
                if line.endswith(b"\n"):
                    with self._came:
                        self.lines.append(Line(line[:-1].decode(), time.monotonic()))
                        self._came.notify_all()
        with self._came:
            self._ended = True
            self._came.notify_all()

    @property
    def is_done(self) -> bool:
        return bool(self.lines) and self.lines[-1].text == "done"

    def wait(self, count: int) -> None:
        """Until it has said `count` lines, or is done."""
        with self._came:
            came = self._came.wait_for(
                lambda: len(self.lines) >= count or self.is_done or self._ended, PATIENCE
            )
        assert came, "it hangs"
        assert not self._ended, f"it failed by itself: {self.lines[-5:]}"

    def kill(self) -> None:
        """For good; returns when nothing of it is left, also no lock."""
        self.is_killed = True
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self._thread.join(PATIENCE)
        until = time.monotonic() + PATIENCE
        while _is_there(self.pid):
            assert time.monotonic() < until
            time.sleep(0.001)


class Nursery:
    def __init__(self, folder: Path) -> None:
        self._folder, self._children = folder, list[Child]()
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.scenarios.nursery"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment,
        )  # fmt: skip

    def start(self, name: str, home: Path, resources: Path, option: str = "") -> Child:
        """A process that does the work `name` of `killing.WORKS`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pipe = self._folder / f"pipe{len(self._children)}"
        os.mkfifo(pipe)
        order = json.dumps([str(pipe), name, str(home), str(resources), option])
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        child = Child(int(self._process.stdout.readline()), pipe)
        self._children.append(child)
        return child

    def close(self) -> None:
        """Nobody outlives a test that failed."""
        for child in self._children:
            if not child.is_killed:
                child.kill()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()


class Moments:
    """Draws when to kill: after a line of the work, each in its turn, and a part of the time to the next."""

    def __init__(self, draw: random.Random, example: list[Line]) -> None:
        self._draw, self._lines, self._left = draw, example, list[int]()

    def kill(self, child: Child) -> int:
        """Kills it; returns how many points it had told of, 0 where the kill came too late."""
        if not self._left:
            self._left = self._draw.sample(range(len(self._lines) - 1), len(self._lines) - 1)
        number = self._left.pop()
        gap = self._lines[number + 1].at - self._lines[number].at
        child.wait(number + 1)
        time.sleep(self._draw.uniform(0, min(gap, 1.0)))
        child.kill()
        return 0 if child.is_done else len(child.lines)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def serve() -> None:
    from tests.scenarios import killing

    killing.warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by the system
    while line := sys.stdin.readline():
        order: list[Any] = json.loads(line)
        pid = os.fork()
        if not pid:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            code = 1
            try:
                pipe = os.open(order[0], os.O_WRONLY)
                os.dup2(pipe, 1)
                os.close(pipe)
                killing.main(*order[1:])
                signal.pause()
                code = 0
            finally:
                os._exit(code)
        print(pid, flush=True)


if __name__ == "__main__":
    serve()
