"""How long the GUI thread is held up while a worker imports: a heartbeat of 5 ms, and by how much it comes late.

`python -m tests.benchmarks.stalls HOME FILE` is one run; it prints the beats' lateness as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.measure import process, table

BEAT_MS = 5


def beat(home: Path, file: Path) -> dict[str, float]:
    """Opens the real window over `home`, imports `file` through its strip, and measures until it is done."""
    import time

    from PySide6.QtCore import QTimer

    from her2ref.app import Session, application
    from her2ref.core.paths import Home, resources
    from her2ref.gui.theme import themes
    from her2ref.library import opening

    app = application()
    opening.take_care(Home.at(home), resources())
    themes().apply("light")
    session = Session(Home.at(home))
    session.open()
    window = session.window
    window.show()
    session.begin()
    window.leave_first_run()
    late: list[float] = []
    last = time.perf_counter()

    def on_beat() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(1000 * (now - last) - BEAT_MS)
        last = now

    timer = QTimer()
    timer.setTimerType(timer.timerType().PreciseTimer)
    timer.timeout.connect(on_beat)

    def begin() -> None:
        nonlocal last
        last = time.perf_counter()
        timer.start(BEAT_MS)
        window.work.strip.ended.connect(lambda _report: (timer.stop(), window.close(), app.quit()))
        window.work.strip.start([file])

    QTimer.singleShot(500, begin)
    app.exec()
    late.sort()
    return {"beats": len(late), "p99": late[int(0.99 * (len(late) - 1))], "longest": late[-1]}


def run(scratch: Path, count: int) -> None:
    file = corpus.write(scratch / "stalls.xml", count)
    found = json.loads(process("-m", "tests.benchmarks.stalls", str(scratch / "stalls"), str(file)).output)
    rows: list[tuple[str, ...]] = [
        ("GUI thread during an import", "beats", "late by, p99 ms", "longest ms"),
        (f"{count:,} records", f"{found['beats']:,}", f"{found['p99']:.1f}", f"{found['longest']:.1f}"),
    ]
    table("Stalls of the GUI thread (goal: never over 50 ms)", rows)


if __name__ == "__main__":
    print(json.dumps(beat(Path(sys.argv[1]), Path(sys.argv[2]))))
