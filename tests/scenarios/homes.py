"""What the scenarios of disk and database begin with: records, notes that are saved, and whether a library is sound."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from her2ref.core.paths import Home
from her2ref.library import safety
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from tests.data import synthetic

PLACE = "mechanism:pten-loss"
STALL_S = 5 * 0.25
"""Seconds after which trouble is told at the latest, at five times the figure."""

COMMAND = "import sys\nfrom her2ref.cli import main\nraise SystemExit(main(['--home', *sys.argv[1:]]))"

needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")


def records(folder: Path, first: int, count: int) -> Path:
    file = folder / "records.xml"
    numbers = range(first, first + count)
    text = "HER2 breast cancer text " * 60
    file.write_bytes(synthetic.article_set(synthetic.article_xml(n, abstract=f"{n} {text}") for n in numbers))
    return file


def sound(home: Home) -> None:
    assert all(check.ok for check in safety.check(home.library)), safety.check(home.library)


def saved(home: Home, *texts: str) -> None:
    library = Library(home.library)
    for text in texts:
        save_note(library, PLACE, text)
    library.close()
