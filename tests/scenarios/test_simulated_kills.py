"""Scenario 65, in process: the work ends at each point where it reaches the disk, one after another.

At the point the home is copied as a kill would leave it, and then the work is ended by an exception that nothing may
catch: both the copy and what is left after the exception have to be whole.
"""

from __future__ import annotations

import gc
import shutil
from functools import partial
from pathlib import Path

import pytest

from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from tests.scenarios.killing import WORKS, Bases
from tests.scenarios.points import Killed, Stop, watched
from tests.scenarios.surviving import AFTER, Left, copies

SIMULATED = (
    *("backup", "daily", "rotate", "restore", "repair", "migrate", "erase"),
    *("take_personal", "set_settings", "keep_draft"),
)


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Bases:
    return Bases(tmp_path_factory.mktemp("bases"))


def names_of(name: str, bases: Bases, folder: Path) -> list[str]:
    """The points of a whole run."""
    home = bases.of(name, folder)
    met: list[str] = []
    with watched(met.append):
        WORKS[name](home, bases.resources, Progress(), bases.option(name))
    return met


def ended_at(number: int, home: Home, killed: Path, name: str, bases: Bases) -> None:
    """Ends the work at one of its points; `killed` is made a copy of the home at that moment."""
    stop = Stop(number, partial(shutil.copytree, home.data, killed))
    with watched(stop), pytest.raises(Killed):
        WORKS[name](home, bases.resources, Progress(), bases.option(name))
    gc.collect()  # connections that the end has left open


def drawn(points: list[str], long: bool) -> list[int]:
    """All points; by default those before something is changed for good, when all that leads to it is done, and the
    last of all."""
    change = ("commit", "COMMIT", "replace", "rename", "unlink", "VACUUM", "PRAGMA wal")
    before = tuple(f"before {what}" for what in change)
    some = [number for number, name in enumerate(points, 1) if name.startswith(before)]
    return list(range(1, len(points) + 1)) if long else [*some, len(points)]


@pytest.mark.parametrize("long", ["short", pytest.param("long", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", SIMULATED)
def test_65_ended_at_each_point_nothing_is_lost_and_it_can_be_done_again(
    name: str, long: str, bases: Bases, tmp_path: Path
) -> None:
    points = names_of(name, bases, tmp_path / "whole")
    numbers = drawn(points, long == "long")
    assert numbers
    for number in numbers:
        home, killed = bases.of(name, tmp_path / f"home{number}"), tmp_path / f"killed{number}"
        was = copies(home)
        ended_at(number, home, killed, name, bases)
        for left in (Home.at(killed), home):
            try:
                AFTER[name](Left(left, bases.resources, bases.option(name), was))
            except Exception as error:
                point = f"{name} ended at point {number} of {len(points)} ({points[number - 1]})"
                raise AssertionError(point) from error
        shutil.rmtree(home.data)
        shutil.rmtree(killed)
