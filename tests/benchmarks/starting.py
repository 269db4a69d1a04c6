"""Process start to a usable window, beside a bare PySide6 window with a tree, a table and a text pane."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.measure import median, paired, process, table

ROUNDS = 9
BARE = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QTableView, QTextBrowser, QTreeView

class Window(QMainWindow):
    painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, lambda: os._exit(0))

app = QApplication([])
window = Window()
middle = QSplitter()
for kind in (QTreeView, QTableView, QTextBrowser):
    middle.addWidget(kind())
window.setCentralWidget(middle)
window.resize(1200, 800)
window.show()
app.exec()
"""


def run(scratch: Path, articles: int) -> None:
    """Prints warm starts with `articles` records beside the bare window, and the first start ever."""
    home = scratch / "home"
    probe = {"HER2REF_STARTUP_PROBE": "1"}
    first = process("-m", "her2ref", "--home", str(scratch / "new"), environment=probe)
    records = corpus.write(scratch / "start.xml", articles)
    process("-m", "her2ref", "--home", str(home), "--quiet", "import", str(records))
    bare, ours = [], []
    process("-c", BARE), process("-m", "her2ref", "--home", str(home), environment=probe)
    for _ in range(ROUNDS):
        bare.append(process("-c", BARE))
        ours.append(process("-m", "her2ref", "--home", str(home), environment=probe))
    rows: list[tuple[str, ...]] = [
        ("start", "wall ms, median", "CPU ms, median", "peak MiB", "wall, times bare")
    ]
    for name, costs in (("bare window", bare), (f"her2ref, {articles:,} articles", ours)):
        ratio = paired([c.wall for c in costs], [c.wall for c in bare])
        numbers = [1000 * median([c.wall for c in costs]), 1000 * median([c.cpu for c in costs])]
        numbers.append(median([c.peak for c in costs]))
        rows.append((name, *(f"{n:.0f}" for n in numbers), f"{ratio:.2f}"))
    rows.append(
        (
            "first start ever (migrate, seed)",
            f"{1000 * first.wall:.0f}",
            f"{1000 * first.cpu:.0f}",
            f"{first.peak:.0f}",
            "",
        )
    )
    table("Start (goal: at most 1.6 times the bare window; first start under 2.5 s)", rows)
