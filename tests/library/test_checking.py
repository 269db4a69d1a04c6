from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from her2ref.core.errors import Cancelled, IndexDamaged, LibraryDamaged, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import backups, checking
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from tests.scenarios.disks import spoil

NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


@pytest.fixture
def library(library_home: Home) -> Iterator[Library]:
    made = Library(library_home.library)
    yield made
    made.close()


def looked(home: Home, library: Library, hours: int) -> bool:
    return checking.check_if_due(home, library, Progress(), NOW + dt.timedelta(hours=hours))


def test_the_whole_file_is_read_once_a_day(library_home: Home, library: Library) -> None:
    assert [looked(library_home, library, hours) for hours in (0, 1, 23, 25, 26)] == [
        *(True, False, False),
        *(True, False),
    ]


def test_a_clock_that_was_ahead_holds_nothing_up(library_home: Home, library: Library) -> None:
    assert looked(library_home, library, 100)
    assert looked(library_home, library, 0)


def test_the_copy_of_a_day_counts_as_it_is_checked(library_home: Home, library: Library) -> None:
    save_note(library, "", "mine")
    made = backups.daily(library_home, now=NOW)
    assert made is not None
    assert not looked(library_home, library, 2)
    assert looked(library_home, library, 26)


def test_a_copy_is_as_it_was_for_the_note_of_a_check_alone(library_home: Home, library: Library) -> None:
    save_note(library, "", "mine")
    assert backups.daily(library_home, now=NOW) is not None
    assert looked(library_home, library, 26)
    assert not backups.due(library_home, NOW + dt.timedelta(days=2)), (
        "nothing has changed that is worth a copy"
    )


def test_damage_that_nobody_reads_is_found_and_nothing_is_noted(library_home: Home, library: Library) -> None:
    spoil(library.path, "article")
    with pytest.raises(LibraryDamaged):
        looked(library_home, library, 0)
    with pytest.raises(LibraryDamaged):
        looked(library_home, library, 1)


def test_where_nothing_can_be_written_it_is_read_all_the_same(
    library_home: Home, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise LibraryTrouble("It is read-only.")

    monkeypatch.setattr(library, "write", refused)
    assert looked(library_home, library, 0)
    assert looked(library_home, library, 1)


class Answering:
    """A connection whose check says something else than this SQLite does, or takes long."""

    def __init__(self, says: str, seconds: float = 0) -> None:
        self.says, self.seconds = says, seconds
        self.stopped = threading.Event()

    def execute(self, sql: str) -> Any:
        if "quick_check" in sql and self.stopped.wait(self.seconds):
            raise sqlite3.OperationalError("interrupted")
        return self

    def fetchone(self) -> tuple[str]:
        return (self.says,)

    def interrupt(self) -> None:
        self.stopped.set()

    def close(self) -> None:
        pass


def test_an_index_that_can_be_made_again_is_no_damage_of_the_library(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = "malformed inverted index for FTS5 table main.article_fts"
    monkeypatch.setattr(checking, "look_into", lambda _path: Answering(says))
    with pytest.raises(IndexDamaged):
        checking.check(library, Progress())


def test_it_ends_in_the_middle_of_a_large_table(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "look_into", lambda _path: Answering("ok", 60))
    progress = Progress()
    timer = threading.Timer(0.2, progress.cancel)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        checking.check(library, progress)
    assert time.monotonic() - begun < 10
    timer.join()


def test_it_is_a_real_statement_that_ends() -> None:
    """SQLite itself lets go of a statement that would take minutes."""
    progress = Progress()
    timer = threading.Timer(0.2, progress.cancel)
    timer.start()
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with (
        checking._ended_by(connection, progress),
        pytest.raises(sqlite3.OperationalError, match="interrupted"),
    ):
        connection.execute(endless)
    connection.close()
    timer.join()
