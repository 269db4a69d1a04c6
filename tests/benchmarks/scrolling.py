"""A list in a window: from the ids to its first paint, and what a step and a jump along it take.

`python -m tests.benchmarks.scrolling HOME` is one run over a library that is ready; it prints milliseconds as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.measure import process, table

STEPS = 600
JUMPS = 300
STEP = 31
"""Pixels of one step: half a row."""


def scroll(home: Path) -> dict[str, list[float]]:
    from PySide6.QtCore import QEventLoop

    from her2ref.app import application
    from her2ref.core.paths import Home
    from her2ref.core.query import Listing
    from her2ref.gui.desk import Desk
    from her2ref.gui.jobs import Jobs
    from her2ref.gui.panes.article_list import ArticleList
    from her2ref.gui.theme import themes
    from her2ref.library.library import Library

    application()
    themes().apply("light")
    library, jobs, turn = Library(Home.at(home).library), Jobs(), QEventLoop()
    view = ArticleList(Desk(), library, jobs)
    view.resize(660, 820)
    view.show()
    ids = library.reader().article_ids(Listing())

    def painted(change: Callable[[], object]) -> float:
        """Milliseconds from a change until everything that it asked for is painted."""
        start = time.perf_counter()
        change()
        while turn.processEvents():
            pass
        return 1000 * (time.perf_counter() - start)

    model, bar = view.model(), view.verticalScrollBar()
    painted(lambda: model.show_ids(ids[:1]))
    first = [painted(lambda: model.show_ids(ids)) for _ in range(9)]
    end = bar.maximum()
    middle = end // 2
    steps = [painted(lambda place=middle + n * STEP: bar.setValue(place)) for n in range(STEPS)]
    jumps = [painted(lambda place=end * n // JUMPS: bar.setValue(place)) for n in range(JUMPS)]
    jobs.stop()
    library.close()
    return {"first paint": first, "a step of half a row": steps, "a jump elsewhere": jumps}


def run(home: Path, articles: int) -> None:
    """Prints the first paint, steps and jumps of a list of everything in the library of `home`."""
    found = json.loads(process("-m", "tests.benchmarks.scrolling", str(home)).output)
    rows: list[tuple[str, ...]] = [("list in a window", "times", "ms, median", "ms, p99", "ms, longest")]
    for name, times in found.items():
        times.sort()
        p99 = times[min(len(times) - 1, int(0.99 * len(times)))]
        rows.append(
            (name, str(len(times)), f"{statistics.median(times):.1f}", f"{p99:.1f}", f"{times[-1]:.1f}")
        )
    table(
        f"{articles:,} articles in a list (goals: painted within 50 ms, no step over a frame of 16.7)", rows
    )


if __name__ == "__main__":
    print(json.dumps(scroll(Path(sys.argv[1]))))
