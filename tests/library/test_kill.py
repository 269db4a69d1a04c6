"""kill -9 at random moments of an import, and of a note being typed: nothing that was saved is lost.

Twenty-five processes that import and twenty-five that type are killed, each for good, in the middle of their work.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from her2ref.core.paths import Home
from her2ref.library import importing, opening
from her2ref.library.library import Library
from tests.data import synthetic

KILLS = 25
SEED = 20261125
RECORDS = 4_000
BATCH = 10

IMPORTER = """
import sys
from pathlib import Path
from her2ref.library import importing
from her2ref.library.library import Library
importing.BATCH = int(sys.argv[3])
library = Library(Path(sys.argv[1]))
library.subscribe(lambda changes: print("batch", flush=True))
importing.import_files(library, [Path(sys.argv[2])])
library.close()
print("done", flush=True)
"""

TYPIST = """
import sys, time
from pathlib import Path
from her2ref.library.library import Library
from her2ref.library.notes import save_note
library = Library(Path(sys.argv[1]))
library.mark_in_use()
words, note = "", None
for n in range(100_000):
    words += f" word{n}"
    if n % 40 == 0:
        words, note = f"{sys.argv[2]} begins", None
    note = save_note(library, "mechanism:pten-loss", words, note.id if note else None)
    print(f"{note.id}\\t{note.text}", flush=True)
    time.sleep(0.002)
"""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True)


def killed_after(process: subprocess.Popen[str], lines: int, seconds: float) -> list[str]:
    """Kills a process some time after it has printed `lines` lines; returns all the whole lines it printed."""
    assert process.stdout is not None
    printed = [process.stdout.readline() for _ in range(lines)]
    assert all(printed), "it ended before it was killed"
    time.sleep(seconds)
    assert process.poll() is None, "it ended before it was killed"
    os.kill(process.pid, signal.SIGKILL)
    printed += process.stdout.readlines()
    process.stdout.close()
    assert process.wait(30) == -signal.SIGKILL
    return [line[:-1] for line in printed if line.endswith("\n")]


def opened_again(home: Home, resources: Path) -> sqlite3.Connection:
    """What the next start does; then the whole of SQLite's and FTS5's own checks."""
    assert opening.needs_care(home, resources) == "check"
    opening.take_care(home, resources)
    assert opening.needs_care(home, resources) == ""
    connection = sqlite3.connect(home.library, isolation_level=None)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute("INSERT INTO article_fts(article_fts, rank) VALUES ('integrity-check', 1)")
    return connection


def test_an_import_killed_again_and_again_goes_on_where_it_was(
    library_home: Home, small_resources: Path, tmp_path: Path
) -> None:
    moments = random.Random(SEED)
    file = tmp_path / "records.xml"
    numbers = range(1000, 1000 + RECORDS)
    file.write_bytes(
        synthetic.article_set(
            synthetic.article_xml(n, abstract=f"HER2 breast text {n} " * 20) for n in numbers
        )
    )
    counts = [0]
    for _ in range(KILLS):
        process = start(IMPORTER, str(library_home.library), str(file), str(BATCH))
        batches = killed_after(process, moments.randint(1, 3), moments.uniform(0, 0.02))
        connection = opened_again(library_home, small_resources)
        count = connection.execute("SELECT count(*) FROM article").fetchone()[0]
        raws = connection.execute("SELECT count(DISTINCT article_id) FROM raw_record").fetchone()[0]
        connection.close()
        assert count == raws
        assert count % BATCH == 0, "whole batches or nothing"
        assert count >= counts[-1] + BATCH * len(batches), "a batch that was announced is there"
        counts.append(count)
    assert counts[-1] < RECORDS, "the last one was killed in the middle, too"
    library = Library(library_home.library)
    report = importing.import_files(library, [file])
    assert (report.total("unchanged"), report.total("added")) == (counts[-1], RECORDS - counts[-1])
    assert library.reader().holdings().articles == RECORDS
    library.close()


def test_a_note_killed_while_it_is_typed_keeps_every_saved_word(
    library_home: Home, small_resources: Path
) -> None:
    moments = random.Random(SEED + 1)
    kept: dict[int, str] = {}
    for n in range(KILLS):
        process = start(TYPIST, str(library_home.library), f"note {n}")
        lines = killed_after(process, moments.randint(1, 30), moments.uniform(0, 0.03))
        for line in lines:
            number, _, text = line.partition("\t")
            kept[int(number)] = text
        connection = opened_again(library_home, small_resources)
        found = dict(connection.execute("SELECT id, text FROM note"))
        connection.close()
        last = max(kept)
        assert {i: t for i, t in found.items() if i < last} == {i: t for i, t in kept.items() if i < last}
        # of the newest, one save more may have been made than was told; a whole one
        told, there = kept[last], found[last]
        assert there == told or (there.startswith(told) and there.count(" ") == told.count(" ") + 1)
        kept = found


def test_notes_are_kept_while_an_import_beside_them_is_killed(library_home: Home, tmp_path: Path) -> None:
    file = tmp_path / "records.xml"
    file.write_bytes(synthetic.article_set(synthetic.article_xml(n) for n in range(1000, 1000 + RECORDS)))
    importer = start(IMPORTER, str(library_home.library), str(file), str(BATCH))
    typist = start(TYPIST, str(library_home.library), "beside")
    said: list[list[str]] = []
    reading = threading.Thread(target=lambda: said.append(killed_after(typist, 60, 0)))
    reading.start()
    killed_after(importer, 30, 0)
    reading.join()
    assert len(said[0]) >= 60, "the typist went on"
    number, _, text = said[0][-1].partition("\t")
    connection = sqlite3.connect(library_home.library)
    found = connection.execute("SELECT text FROM note WHERE id = ?", (int(number),)).fetchone()[0]
    assert found.startswith(text)
    assert connection.execute("SELECT count(*) FROM article").fetchone()[0] >= 30 * BATCH
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
