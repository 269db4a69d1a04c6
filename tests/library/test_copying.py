"""Copies that can be trusted, made beside those who read and write."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from her2ref.core.changes import Changes
from her2ref.core.errors import Cancelled, DiskFull, KnownError, LibraryDamaged, LibraryTrouble
from her2ref.core.files import beside
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import copying, safety
from her2ref.library.copying import copy_library
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from tests.library.test_safety import damage, fill

PUT = "INSERT OR REPLACE INTO meta VALUES ('n', ?)"


def test_a_copy_is_whole_private_and_alone(library_home: Home, tmp_path: Path) -> None:
    library = fill(library_home, tmp_path)
    note = save_note(library, "1000", "still in the log, not in the file")
    target = tmp_path / "deep" / "copy.sqlite"
    made = copy_library(library.path, target)
    assert (made.bytes, made.articles, made.notes) == (target.stat().st_size, 3, 1)
    assert [path.name for path in target.parent.iterdir()] == ["copy.sqlite"]
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600
        assert target.parent.stat().st_mode & 0o777 == 0o700
    copy = Library(target)
    assert copy.reader().notes("1000") == [note]
    copy.close()
    library.close()


def test_a_copy_is_taken_while_the_library_is_written_and_does_not_begin_again(
    library_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "PAGES", 5)
    library = fill(library_home, tmp_path)
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            number = len(written) + 1

            def work(connection, number: int = number) -> Changes:
                connection.exec_driver_sql(PUT, (str(number),))
                return Changes.of()

            library.write(work)
            written.append(number)

    thread = threading.Thread(target=write)
    thread.start()
    while len(written) < 3:
        stop.wait(0.01)
    done: list[int] = []

    def slowly(pages: int, total: int, _text: str) -> None:
        before = len(written)
        while total and len(written) == before:  # another connection has written between any two steps
            stop.wait(0.001)
        done.append(pages if total else 0)
        assert len(done) < 2_000, "it begins again after each change, and never ends"

    try:
        for n in range(3):
            done.clear()
            copy_library(library.path, tmp_path / f"{n}.sqlite", Progress(slowly))
            steps = done[:-1]  # the last is the check
            assert len(steps) > 10
            assert steps == sorted(steps), "each step goes on from the one before"
    finally:
        stop.set()
        thread.join()
    library.close()
    for n in range(3):
        copy = Library(tmp_path / f"{n}.sqlite")
        assert 3 <= int(copy.reader().meta("n")) <= len(written)
        assert all(check.ok for check in safety.check(copy.path))
        copy.close()


def test_a_bad_copy_never_takes_a_good_ones_place(library_home: Home, tmp_path: Path) -> None:
    fill(library_home, tmp_path).close()
    target = tmp_path / "copy.sqlite"
    copy_library(library_home.library, target)
    good = target.read_bytes()
    damage(library_home.library, "topic_by_kind")
    with pytest.raises(LibraryDamaged) as damaged:
        copy_library(library_home.library, target)
    assert str(library_home.library) in damaged.value.what
    assert target.read_bytes() == good
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.sqlite"]


def test_a_copy_that_the_disk_spoiled_is_not_the_librarys_fault(
    library_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = copying.snapshot

    def spoilt(path: Path, fresh: Path, progress: Progress) -> None:
        real(path, fresh, progress)
        data = fresh.read_bytes()
        fresh.write_bytes(data[:8192] + bytes(8192) + data[16384:])

    monkeypatch.setattr(copying, "snapshot", spoilt)
    with pytest.raises(KnownError, match="did not pass") as trouble:
        copy_library(library_home.library, tmp_path / "copy.sqlite")
    assert not isinstance(trouble.value, LibraryDamaged)
    assert not list(tmp_path.glob("copy*"))


def test_a_copy_needs_a_library_a_folder_and_another_name(library_home: Home, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="own place"):
        copy_library(library_home.library, library_home.library)
    (tmp_path / "link.sqlite").symlink_to(library_home.library)
    with pytest.raises(KnownError, match="own place"):
        copy_library(library_home.library, tmp_path / "link.sqlite")
    with pytest.raises(LibraryTrouble):
        copy_library(tmp_path / "none.sqlite", tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryTrouble):
        copy_library(library_home.library, tmp_path / "file" / "copy.sqlite")


def test_a_disk_without_room_is_told_before_anything_is_written(
    library_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.sqlite"
    target.write_bytes(b"older")
    monkeypatch.setattr("her2ref.library.trouble.free", lambda _path: 1_000_000)
    with pytest.raises(DiskFull, match=r"1\.0 MB are free, and .* MB are needed"):
        copy_library(library_home.library, target)
    assert target.read_bytes() == b"older"
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.sqlite"]


@pytest.mark.parametrize("stop", [1, 2, 7])
def test_cancelled_it_leaves_nothing(
    library_home: Home, tmp_path: Path, stop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "PAGES", 10)
    progress = Progress()
    steps: list[int] = []

    def report(done: int, _total: int, _text: str) -> None:
        steps.append(done)
        if len(steps) == stop:
            progress.cancel()

    progress._report = report
    with pytest.raises(Cancelled):
        copy_library(library_home.library, tmp_path / "copy.sqlite", progress)
    assert len(steps) == stop
    assert not list(tmp_path.glob("copy*"))


def test_the_copy_goes_to_the_disk_piece_by_piece(
    library_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(library_home.library)) as connection, connection:
        connection.execute("INSERT INTO note (text) VALUES (?)", ("x" * 20_000_000,))
    sent: list[int] = []
    monkeypatch.setattr(copying, "_to_disk", lambda file: sent.append(os.fstat(file).st_size))
    copy_library(library_home.library, tmp_path / "copy.sqlite")
    assert len(sent) >= 5
    steps = [later - earlier for earlier, later in zip([0, *sent], sent, strict=False)]
    assert max(steps) <= copying.SYNCED + 2_000_000, "and what SQLite keeps in memory"


def test_what_waits_at_the_temporary_name_is_not_filled_with_the_library(
    library_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a copy into a folder that others write into would be theirs to read."""
    target, elsewhere = tmp_path / "copy.sqlite", tmp_path / "elsewhere"
    monkeypatch.setattr(os, "urandom", bytes)
    beside(target, "part").symlink_to(elsewhere)
    with pytest.raises(LibraryTrouble):
        copy_library(library_home.library, target)
    assert not elsewhere.exists()
    assert not target.exists()
