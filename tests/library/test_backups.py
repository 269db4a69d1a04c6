"""The folder of copies: made when due, checked, and thinned by rules that never leave a person without a good one."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from her2ref.core.errors import Cancelled, KnownError, LibraryDamaged
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import backups
from her2ref.library.backups import Backup, Reason, spared
from her2ref.library.library import Library
from her2ref.library.lock import WindowLock
from her2ref.library.notes import save_note
from tests.library.test_safety import damage

PLACE = "mechanism:pten-loss"
NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def note(home: Home, text: str) -> None:
    library = Library(home.library)
    save_note(library, PLACE, text)
    library.close()


def names(home: Home) -> list[str]:
    return sorted(path.name for path in home.backups.iterdir())


def test_a_daily_copy_is_made_once_a_day_and_only_when_something_changed(library_home: Home) -> None:
    first = backups.daily(library_home, now=NOON)
    assert first is not None
    assert (first.reason, first.notes, first.made) == ("daily", 0, NOON)
    note(library_home, "one")
    assert backups.daily(library_home, now=NOON + dt.timedelta(hours=3)) is None, "today's is there"
    second = backups.daily(library_home, now=NOON + DAY)
    assert second is not None
    assert second.notes == 1
    assert backups.daily(library_home, now=NOON + 2 * DAY) is None, "nothing has changed since"
    library = Library(library_home.library)
    library.mark_in_use()
    library.close()
    assert backups.daily(library_home, now=NOON + 2 * DAY) is None, "looking is no change"
    note(library_home, "two")
    assert backups.daily(library_home, now=NOON + 2 * DAY) is not None
    assert [one.notes for one in backups.listed(library_home)] == [2, 1, 0]


def test_what_the_person_added_lies_beside_in_words(library_home: Home) -> None:
    note(library_home, "readable without the program")
    backups.daily(library_home, now=NOON)
    (file,) = backups.personal_copies(library_home)
    assert file.name == "personal-20261125T120000Z.json"
    assert json.loads(file.read_text(encoding="utf-8"))["notes"][0]["text"] == "readable without the program"
    if os.name == "posix":
        assert {path.stat().st_mode & 0o077 for path in library_home.backups.iterdir()} == {0}


def test_a_damaged_library_is_found_and_pushes_no_good_copy_out(library_home: Home) -> None:
    for day in range(4):
        note(library_home, str(day))
        backups.daily(library_home, now=NOON + day * DAY)
    note(library_home, "more")
    before = names(library_home)
    damage(library_home.library, "topic_by_kind")
    for day in range(4, 10):
        with pytest.raises(LibraryDamaged, match="damaged"):
            backups.daily(library_home, now=NOON + day * DAY, keep=1)
    assert [name for name in names(library_home) if name != "copying.lock"] == [
        name for name in before if name != "copying.lock"
    ]


def test_copies_of_one_moment_have_names_of_their_own(library_home: Home) -> None:
    made = {backups.make(library_home, "by-hand").path for _ in range(3)}
    assert len(made) == 3
    assert [one.path for one in backups.listed(library_home)] == sorted(made, reverse=True), (
        "names sort by time"
    )


def test_other_files_are_listed_as_far_as_they_are_copies_and_never_touched(library_home: Home) -> None:
    made = backups.make(library_home, "by-hand")
    shutil.copyfile(made.path, library_home.backups / "before-schema-4.sqlite")
    shutil.copyfile(made.path, library_home.backups / "mine, before the congress.sqlite")
    (library_home.backups / "broken.sqlite").write_bytes(b"no library")
    (library_home.backups / "letter.txt").write_text("not ours")
    reasons = {one.path.name: one.reason for one in backups.listed(library_home)}
    assert reasons.pop("before-schema-4.sqlite") == "before-migration"
    assert set(reasons.values()) == {"by-hand"}
    assert len(reasons) == 2
    assert backups.rotate(library_home, 1) == []
    assert {"broken.sqlite", "letter.txt"} <= set(names(library_home))


def kept(copies: list[tuple[int, Reason]], keep: int = backups.KEEP) -> set[int]:
    """Days before today whose copies are kept, of copies given as (days before today, reason), newest first."""
    made = [Backup(Path(f"{n}-{r}"), NOON - n * DAY, r, 1, 1, 1, 4) for n, r in copies]
    return {int(path.name.split("-")[0]) for path in spared(made, keep, NOON)}


def test_days_and_then_weeks_are_kept() -> None:
    days: list[tuple[int, Reason]] = [(n, "daily") for n in range(60)]
    found = kept(days)
    assert {0, 1, 2, 3, 4} <= found
    assert len(found) == 5 + backups.WEEKS
    older = sorted(found - set(range(5)))
    weeks = [(NOON - n * DAY).isocalendar()[1] for n in older]
    assert len(set(weeks)) == backups.WEEKS, "one of each week"
    assert kept(days, keep=20) >= set(range(20))
    assert kept([(n, "daily") for n in (0, 40, 80, 120)]) == {0, 40, 80, 120}, "used seldom, nothing goes"


def test_all_of_two_weeks_or_three_of_each_other_reason_and_all_by_hand_are_kept() -> None:
    for reason in ("before-restore", "before-migration"):
        copies: list[tuple[int, Reason]] = [(n, reason) for n in range(30)]
        assert kept(copies) == set(range(14))
        assert kept(copies[20:]) == {20, 21, 22}
        assert kept([(1, reason), *copies[20:]]) == {1, 20, 21}
    assert kept([(0, "before-restore")] * 9) == {0}
    assert kept([(n, "by-hand") for n in range(30)]) == set(range(30))
    assert kept([(0, "before-migration"), (1, "before-migration")], keep=0) == {0, 1}
    assert kept([(0, "daily"), (0, "daily"), (0, "daily")], keep=0) == {0}


def test_two_always_stay() -> None:
    made = [Backup(Path(f"{n}"), NOON - dt.timedelta(hours=n), "daily", 1, 1, 1, 4) for n in range(5)]
    assert spared(made, 1, NOON) == {Path("0"), Path("1")}


def test_rotation_deletes_what_the_rules_leave_out(library_home: Home) -> None:
    for day in range(8):
        note(library_home, str(day))
        assert backups.daily(library_home, keep=2, now=NOON + day * DAY) is not None
    days = [one.made.day for one in backups.listed(library_home)]
    assert days[:2] == [2, 1]
    assert len(days) == 4, "two days, and one of each of the two weeks before"
    assert len(backups.personal_copies(library_home)) == 8


def test_where_the_disk_is_small_the_oldest_go_first_and_two_stay(
    library_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(5):
        note(library_home, str(day))
        backups.daily(library_home, now=NOON + day * DAY)
    size = library_home.library.stat().st_size
    here = len(backups.listed(library_home))

    def free(_path: Path) -> int:
        return (here - len(backups.listed(library_home))) * size + 5_000_000

    monkeypatch.setattr(backups, "free", free)
    note(library_home, "more")
    monkeypatch.setattr(backups, "SPARE", 5_000_000 + size // 2)  # two old ones have to go
    made = backups.daily(library_home, now=NOON + 5 * DAY)
    assert made is not None
    assert [one.made.day for one in backups.listed(library_home)] == [30, 29, 28, 27]
    monkeypatch.setattr(backups, "SPARE", 5_000_000 + 9 * size)
    note(library_home, "and more")
    backups.daily(library_home, now=NOON + 6 * DAY)
    assert [one.made.day for one in backups.listed(library_home)] == [1, 30, 29, 28, 27], "it would not help"


def test_copies_of_the_last_day_make_no_room(library_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [
        backups._make(library_home, "before-restore", Progress(), 5, NOON - n * DAY / 5) for n in range(9)
    ]
    size = library_home.library.stat().st_size
    monkeypatch.setattr(backups, "SPARE", 5_000_000)
    for lacking, left in ((size // 2, 8), (5 * size, 8), (3 * size // 2, 6)):
        now = len(backups.listed(library_home))

        def free(_path: Path, lacking: int = lacking, now: int = now) -> int:
            return 5_000_000 + size - lacking + (now - len(backups.listed(library_home))) * size

        monkeypatch.setattr(backups, "free", free)
        backups._make_room(library_home, None, NOON)
        assert len(backups.listed(library_home)) == left
    assert {one.path for one in made[:6]} == {one.path for one in backups.listed(library_home)}


def test_a_disk_that_gives_nothing_back_costs_no_second_copy(
    library_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(6):
        backups._make(library_home, "before-restore", Progress(), 5, NOON + day * DAY)
    size = library_home.library.stat().st_size
    monkeypatch.setattr(backups, "SPARE", 5_000_000 + 2 * size)
    monkeypatch.setattr(backups, "free", lambda _path: 5_000_000)
    backups._make_room(library_home, None, NOON + 30 * DAY)
    assert len(backups.listed(library_home)) == 5


def test_a_damaged_library_makes_no_room(library_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(4):
        note(library_home, str(day))
        backups.daily(library_home, now=NOON + day * DAY)
    damage(library_home.library, "topic_by_kind")
    monkeypatch.setattr(backups, "free", lambda _path: 0)
    with pytest.raises(LibraryDamaged):
        backups.make(library_home, "by-hand")
    assert len(backups.listed(library_home)) == 4


def test_one_copy_at_a_time_and_what_a_killed_one_left_goes(library_home: Home) -> None:
    backups.make(library_home, "by-hand")
    (library_home.backups / "library-x.sqlite.77.part").write_bytes(b"half")
    lock = WindowLock(library_home.backups, "copying.lock")
    assert lock.take()
    with pytest.raises(KnownError, match="being made"):
        backups.make(library_home, "by-hand")
    assert backups.daily(library_home, now=NOON) is None
    lock.release()
    assert (library_home.backups / "library-x.sqlite.77.part").exists()
    backups.make(library_home, "by-hand")
    assert not list(library_home.backups.glob("*.part"))


def test_cancelled_it_leaves_nothing(library_home: Home) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        backups.make(library_home, "by-hand", progress)
    assert names(library_home) == ["copying.lock"]


def test_a_copy_of_an_older_schema_is_counted_too(tmp_path: Path, library_home: Home) -> None:
    library_home.backups.mkdir()
    with closing(sqlite3.connect(library_home.backups / "before-schema-2.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE article (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text)")
        connection.execute("INSERT INTO note VALUES (1, 'old')")
        connection.execute("PRAGMA user_version = 1")
    (one,) = backups.listed(library_home)
    assert (one.schema, one.notes) == (1, 1)


def test_without_a_library_there_is_nothing_to_copy(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "nobody")
    assert backups.daily(home) is None
    assert not home.data.exists()
    assert backups.listed(home) == []
