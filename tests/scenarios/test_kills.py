"""Scenario 65: kill -9 at random moments of everything that writes. Nothing that was saved is lost.

Every kill is real, of a process of its own, and hits it in the middle of its work: after a point that is drawn among
all that the work passes, and a part of the time to the next. `-m slow` runs the second column of `KILLS`.
"""

from __future__ import annotations

import json
import random
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from her2ref.core.paths import Home
from her2ref.gui.panes import pen
from her2ref.library import importing
from her2ref.library.library import Library
from tests.scenarios.killing import BATCH, COPIED, FROM, IMPORTED, NOTES, Bases
from tests.scenarios.nursery import Child, Moments, Nursery
from tests.scenarios.surviving import AFTER, Left, copies, held, next_start

KILLS: Final = {
    "backup": (10, 40),
    "daily": (6, 20),
    "restore": (12, 50),
    "migrate": (10, 40),
    "erase": (8, 30),
    "repair": (12, 50),
    "take_records": (10, 50),
    "write_notes": (10, 50),
    "window": (6, 40),
    "slow window": (3, 12),
}
"""How many kills of each kind: by default, with `-m slow`."""
TRIES: Final = 2
"""How many times as often it is tried: a kill that comes too late does not count."""
SEED: Final = 20261125
TOGETHER: Final = 3
"""Windows that are open at once: they wait most of the time."""
OLDEST: Final = 5.0
"""Seconds of typing that a kill may take."""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Bases:
    return Bases(tmp_path_factory.mktemp("bases"))


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    made = Nursery(tmp_path_factory.mktemp("pipes"))
    yield made
    made.close()


@pytest.fixture(params=["short", pytest.param("long", marks=pytest.mark.slow)])
def long(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "long")


@pytest.mark.parametrize("name", ["backup", "daily", "restore", "migrate", "erase", "repair"])
def test_65_killed_in_the_middle_nothing_is_lost_and_it_can_be_done_again(
    name: str, long: bool, bases: Bases, nursery: Nursery, tmp_path: Path
) -> None:
    draw = random.Random(f"{SEED} {name} {long}")
    example = nursery.start(name, bases.of(name, tmp_path / "example").data, bases.resources)
    example.wait(100_000)
    example.kill()
    moments, hits = Moments(draw, example.lines), Counter[int]()
    for number in range(TRIES * KILLS[name][long]):
        home = bases.of(name, tmp_path / f"home{number}")
        was = copies(home)
        beside = nursery.start("hold", home.data, bases.resources) if name == "restore" else None
        if beside is not None:
            beside.wait(1)
        child = nursery.start(name, home.data, bases.resources)
        point = moments.kill(child)
        if beside is not None:
            goes_on(beside)
        AFTER[name](Left(home, bases.resources, "", was))
        if point:
            hits[point] += 1
        if hits.total() == KILLS[name][long]:
            break
    assert hits.total() == KILLS[name][long], "so many were hit in the middle"
    assert len(hits) >= min(len(example.lines), KILLS[name][long]) / 2, f"in many places: {hits}"


def goes_on(beside: Child) -> None:
    """Another window reads on after the kill and still finds every note; then it is killed as well."""
    beside.wait(len(beside.lines) + 2)
    assert {line.text for line in beside.lines} == {str(len(NOTES))}
    beside.kill()


def test_65_an_import_killed_again_and_again_goes_on_where_it_was(
    long: bool, bases: Bases, nursery: Nursery, tmp_path: Path
) -> None:
    draw = random.Random(f"{SEED} import {long}")
    kills = KILLS["take_records"][long]
    home = bases.of("take_records", tmp_path / "home")
    counts = [0]
    for _ in range(kills):
        child = nursery.start("take_records", home.data, bases.resources, str(bases.records))
        child.wait(2 * draw.randint(1, max(1, IMPORTED // BATCH // kills // 2)))
        child.kill()
        assert not child.is_done
        next_start(home, bases.resources)
        held(home.library)
        with closing(sqlite3.connect(home.library)) as connection:
            new = f"BETWEEN {FROM} AND {FROM + IMPORTED}"
            count = connection.execute(f"SELECT count(*) FROM article WHERE id {new}").fetchone()[0]
            raws = connection.execute("SELECT count(DISTINCT article_id) FROM raw_record").fetchone()[0]
        assert count == raws
        assert count % BATCH == 0, "whole batches or nothing"
        batches = sum(line.text == "batch" for line in child.lines)
        assert count >= counts[-1] + BATCH * batches, "a batch that was announced is there"
        counts.append(count)
    assert counts[-1] < IMPORTED, "the last one was killed in the middle, too"
    library = Library(home.library)
    report = importing.import_files(library, [bases.records])
    assert (report.total("unchanged"), report.total("added")) == (counts[-1], IMPORTED - counts[-1])
    library.close()


def test_65_what_a_person_saves_while_it_is_killed_is_there(
    long: bool, bases: Bases, nursery: Nursery, tmp_path: Path
) -> None:
    draw = random.Random(f"{SEED} notes {long}")
    home = bases.of("write_notes", tmp_path / "home")
    for number in range(KILLS["write_notes"][long]):
        child = nursery.start("write_notes", home.data, bases.resources, f"run {number}")
        child.wait(draw.randint(2, 90))
        child.kill()
        next_start(home, bases.resources)
        held(home.library)
        told = [json.loads(line.text) for line in child.lines]
        words = {number: text for what, number, text in told if what == "note"}
        with closing(sqlite3.connect(home.library)) as connection:
            there = dict(connection.execute("SELECT id, text FROM note"))
            thrown = {i for (i,) in connection.execute("SELECT id FROM note WHERE deleted != ''")}
            collected = set(connection.execute("SELECT collection_id, target FROM collected"))
            reading = dict(connection.execute("SELECT target, state FROM reading"))
        last = max(words)
        for i, text in words.items():
            # of the newest, one save more may have been made than was told; a whole one
            assert there[i].startswith(text)
            assert there[i].count(" ") - text.count(" ") <= (i == last)
        assert {i for what, i, _ in told if what == "thrown"} <= thrown
        assert {(i, target) for what, i, target in told if what == "collected"} <= collected
        assert {(i, state) for what, i, state in told if what == "reading"} <= set(reading.items())


def test_65_notes_are_saved_on_while_an_import_beside_them_is_killed(
    bases: Bases, nursery: Nursery, tmp_path: Path
) -> None:
    home = bases.of("take_records", tmp_path / "home")
    typist = nursery.start("write_notes", home.data, bases.resources, "beside")
    importer = nursery.start("take_records", home.data, bases.resources, str(bases.records))
    importer.wait(30)
    importer.kill()
    assert not importer.is_done
    typist.wait(len(typist.lines) + 30)
    typist.kill()
    next_start(home, bases.resources)
    held(home.library)
    words = {
        row[1]: row[2] for row in map(json.loads, (line.text for line in typist.lines)) if row[0] == "note"
    }
    with closing(sqlite3.connect(home.library)) as connection:
        there = dict(connection.execute("SELECT id, text FROM note"))
        count = connection.execute("SELECT count(*) FROM article").fetchone()[0]
    assert all(there[number].startswith(text) for number, text in words.items())
    assert count >= COPIED + BATCH * sum(line.text == "batch" for line in importer.lines)


@pytest.mark.parametrize("pace", ["quick", ""], ids=["saving all the time", "as it is"])
def test_65_what_the_window_calls_saved_is_there_and_of_the_rest_five_seconds_are_lost_at_most(
    pace: str, long: bool, bases: Bases, nursery: Nursery, tmp_path: Path
) -> None:
    draw = random.Random(f"{SEED} window {pace} {long}")
    count = KILLS["window" if pace else "slow window"][long]
    homes = [bases.of("window", tmp_path / f"home{n}") for n in range(count)]
    saved = 0
    for begin in range(0, count, TOGETHER):
        some = homes[begin : begin + TOGETHER]
        children = [nursery.start("window", home.data, bases.resources, pace) for home in some]
        for home, child in zip(some, children, strict=True):
            child.wait(draw.randint(30, 120) if pace else draw.randint(230, 320))
            child.kill()
            assert not child.is_done
            saved += look(home, bases.resources, child)
    assert saved >= count, "something was called saved before most of the kills"


def look(home: Home, resources: Path, child: Child) -> int:
    """Looks for what was typed; returns how many notes were called saved."""
    told = [json.loads(line.text) for line in child.lines if line.text.startswith("[")]
    saved = {row[1]: row[2] for row in told if row[0] == "saved"}
    typed = [row for row in told if row[0] == "typed"]
    long_ago = {row[1]: row[2] for row in typed if row[3] < typed[-1][3] - OLDEST}
    next_start(home, resources)
    with closing(sqlite3.connect(home.library)) as connection:
        at_once = dict(connection.execute("SELECT target, text FROM note WHERE deleted = ''"))
    library = Library(home.library)
    pen.recover(library)
    found = {place: [note.text for note in library.reader().notes(place)] for place in {*saved, *long_ago}}
    library.close()
    held(home.library)
    for place, text in saved.items():
        assert at_once[place].startswith(text), "without the draft"
    for place, text in long_ago.items():
        assert any(kept.startswith(text) for kept in found[place])
    assert all(len(texts) == 1 for texts in found.values()), "one note each, as was typed"
    return len(saved)
