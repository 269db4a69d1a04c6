"""After erasing, no file of the program holds a byte of what a person added."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from her2ref.core import changes, secrets
from her2ref.core.errors import Cancelled, KnownError, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import erasing, notes, personal
from her2ref.library.copying import copy_library
from her2ref.library.erasing import erase
from her2ref.library.library import Library
from her2ref.library.safety import check
from tests.library import filling, owning

MARKER = "zqxsecretmarkerzqx"
MANY = f"""
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
    INSERT INTO note (target, text, deleted) SELECT '12345', replace(hex(zeroblob(25)), '00', '{MARKER}' || i || ' '),
      iif(i % 3, '', '2026-01-01') FROM n"""
"""Pages that are filled, changed, freed and left behind."""


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> list[Home]:
    """The homes whose keys were forgotten."""
    homes: list[Home] = []
    monkeypatch.setattr(secrets, "forget_all", homes.append)
    return homes


@pytest.fixture
def home(library_home: Home) -> Home:
    """A home in which the marker stands in every table and every file that is a person's."""
    filling.fill(library_home.library, owning.ARTICLES)
    library = Library(library_home.library)
    owning.some_of_everything(library, MARKER)
    filling.execute(library.path, MANY)
    filling.execute(library.path, "UPDATE note SET text = text || ' again' WHERE deleted != ''")
    filling.execute(library.path, "DELETE FROM note WHERE id % 9 = 0")
    copy_library(library_home.library, library_home.backups / "one.sqlite")
    library.close()
    for file in (
        library_home.settings,
        library_home.settings.with_name("settings.json.123.new"),
        library_home.drafts / "12345.json",
        library_home.logs / "her2ref.log",
        library_home.logs / "crash-1.txt",
        library_home.logs / "older" / "her2ref.log.1",
        library_home.cache / "any",
        library_home.backups / "personal-1.json",
        library_home.damaged / "library.sqlite",
        library_home.library.with_name("library.sqlite.99.part"),
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{MARKER} {file.name}")
    return library_home


def holding(home: Home) -> list[str]:
    """Every file of the home in which the marker stands, whatever its name."""
    assert home.data == home.config
    files = [path for path in home.data.rglob("*") if path.is_file()]
    return sorted(str(path.relative_to(home.data)) for path in files if MARKER.encode() in path.read_bytes())


def test_the_marker_is_everywhere_before_and_nowhere_after(home: Home, forgotten: list[Home]) -> None:
    assert len(holding(home)) == 12
    (home.data / "policy.toml").write_text("remember_choices = true")
    done = erase(home)
    assert holding(home) == []
    assert done.left == ()
    assert (done.backups, done.files) == (3, 8)
    assert done.rows >= 300
    assert "backups held it too and were deleted" in done.text
    assert forgotten == [home]
    assert not any(owning.rows(home.library).values())
    assert (home.data / "policy.toml").exists(), "what the organisation wrote is not the person's"
    assert all(one.ok for one in check(home.library)), check(home.library)


def test_records_and_content_stay_and_the_library_goes_on(home: Home) -> None:
    erase(home)
    library = Library(home.library)
    assert len(library.reader().article_rows([12345, -7, 54321])) == 3
    assert library.reader().topic("drug:lapatinib")
    note = notes.save_note(library, "12345", "a new beginning")
    assert [line.note for line in library.reader().all_notes("beginn")] == [note]
    library.close()
    assert erase(home).rows == 1
    assert erase(home).rows == 0


def test_what_the_first_start_marked_is_no_entry_of_the_persons(library_home: Home) -> None:
    marked = "INSERT OR REPLACE INTO correction_seen VALUES (?, ?)"
    filling.execute(library_home.library, marked, ("by the first start", "2026-01-01"))
    filling.execute(library_home.library, marked, ("by the person", personal.now()))
    assert erase(library_home).rows == 1
    assert not owning.rows(library_home.library)["correction_seen"]


def test_backups_are_kept_where_that_is_wanted_and_it_says_what_they_hold(home: Home) -> None:
    done = erase(home, keep_backups=True)
    assert holding(home) == ["backups/one.sqlite", "backups/personal-1.json", "damaged/library.sqlite"]
    assert done.kept_backups
    assert "still hold" in done.text


def test_the_window_that_erases_reads_on_and_hears_of_it(home: Home) -> None:
    library = Library(home.library)
    library.mark_in_use()
    heard: list[changes.Changes] = []
    library.subscribe(heard.append)
    assert library.reader().all_notes()
    personal.set_star(library, "54321", on=True)
    done = erase(home, library)
    assert done.rows >= 300
    assert heard[-1].touches("notes", "stars", "collections")
    assert library.reader().all_notes() == library.reader().stars() == []
    assert holding(home) == [], "the -wal beside the open library holds none of it"
    assert library.is_marked
    library.close()


def test_nothing_is_touched_while_another_window_is_open(home: Home) -> None:
    other, before = Library(home.library), len(holding(home))
    other.mark_in_use()
    for own in (None, Library(home.library)):
        with pytest.raises(LibraryTrouble, match="Another window"):
            erase(home, own)
    assert len(holding(home)) >= before
    assert len(other.reader().all_notes()) > 100
    other.close()
    erase(home)
    assert holding(home) == []


def test_cancelled_before_it_begins_nothing_is_touched(home: Home) -> None:
    progress = Progress()
    progress.cancel()
    before = holding(home)
    with pytest.raises(Cancelled):
        erase(home, progress=progress)
    assert holding(home) == before


def fills_the_disk_at(monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    connect = sqlite3.connect

    class Full:
        def __init__(self, *words: Any, **more: Any) -> None:
            self._connection = connect(*words, **more)

        def execute(self, sql: str, *values: Any) -> Any:
            if sql == statement:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = 13
                raise error
            return self._connection.execute(sql, *values)

        def close(self) -> None:
            self._connection.close()

    made = SimpleNamespace(connect=Full, OperationalError=sqlite3.OperationalError)
    monkeypatch.setattr(erasing, "sqlite3", made)


def test_a_full_disk_leaves_all_or_nothing_of_the_rows(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    fills_the_disk_at(monkeypatch, "COMMIT")
    before = owning.rows(home.library)
    with pytest.raises(LibraryTrouble, match="full"):
        erase(home)
    assert owning.rows(home.library) == before
    assert home.drafts.exists(), "files go only after the rows"


def test_without_room_for_a_smaller_file_nothing_personal_is_left_all_the_same(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    fills_the_disk_at(monkeypatch, "VACUUM")
    assert erase(home).rows >= 300
    assert holding(home) == []


def test_a_reader_of_another_program_that_holds_the_log_is_told_of(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "WAIT_MS", 50)
    other = sqlite3.connect(home.library)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM note").fetchone()
    with pytest.raises(LibraryTrouble, match="traces"):
        erase(home)
    other.close()
    erase(home)
    assert holding(home) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may delete everything")
def test_what_cannot_be_deleted_is_named(home: Home) -> None:
    home.drafts.chmod(0o500)
    try:
        assert "12345.json" in erase(home).text
    finally:
        home.drafts.chmod(0o700)


def test_a_file_that_something_holds_is_named_and_keeps_no_other(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def held(path: Path, *words: Any, **more: Any) -> None:
        if path.name == "her2ref.log":
            raise PermissionError(13, "in use")
        unlink(path, *words, **more)

    def refuses(_home: Home) -> int:
        raise KnownError("The keyring keeps it.")

    monkeypatch.setattr(Path, "unlink", held)
    monkeypatch.setattr(erasing.shutil, "rmtree", lambda *_, **__: None)
    monkeypatch.setattr(secrets, "forget_all", refuses)
    done = erase(home)
    assert len(done.left) == 2
    assert "keyring" in done.left[0]
    assert holding(home) == ["logs/her2ref.log"]
    assert str(home.logs / "her2ref.log") in done.text


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_what_a_link_leads_to_is_not_deleted(home: Home, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("x")
    (home.logs / "link").symlink_to(elsewhere, target_is_directory=True)
    (home.backups / "link").symlink_to(elsewhere / "kept.txt")
    erase(home)
    assert (elsewhere / "kept.txt").exists()
    assert not home.logs.exists()


def test_a_home_without_a_library_is_no_trouble(tmp_path: Path) -> None:
    done = erase(Home.at(tmp_path / "nothing"))
    assert (done.rows, done.files, done.backups, done.left) == (0, 0, 0, ())
