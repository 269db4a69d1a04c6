"""The library's one writer and many readers, and what it says when the file objects."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from her2ref.core.changes import Changes
from her2ref.core.errors import LibraryTrouble
from her2ref.core.paths import Home
from her2ref.library import opening
from her2ref.library.library import Library

PUT = "INSERT OR REPLACE INTO meta VALUES (?, ?)"


def put(key: str, value: str, changes: Changes | None = None):
    def work(connection: Connection) -> Changes:
        connection.exec_driver_sql(PUT, (key, value))
        return changes or Changes.of("settings", ids=(key,))

    return work


def meta(path: Path, key: str) -> str | None:
    connection = sqlite3.connect(path)
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    connection.close()
    return row[0] if row else None


@pytest.fixture
def library(library_home: Home):
    made = Library(library_home.library)
    yield made
    made.close()


def test_a_new_library_object_opens_nothing(tmp_path: Path) -> None:
    Library(tmp_path / "none.sqlite").close()
    assert list(tmp_path.iterdir()) == []


def test_changes_are_announced_after_the_commit(library: Library) -> None:
    heard: list[tuple[Changes, str | None]] = []
    library.subscribe(lambda changes: heard.append((changes, meta(library.path, "colour"))))
    made = library.write(put("colour", "green"))
    assert heard == [(made, "green")]
    library.write(put("colour", "blue", Changes.of()))
    assert len(heard) == 1, "nothing changed, nothing announced"


def test_a_failure_undoes_everything_and_the_next_write_works(library: Library) -> None:
    heard: list[Changes] = []
    library.subscribe(heard.append)

    def work(connection: Connection) -> Changes:
        connection.exec_driver_sql(PUT, ("colour", "red"))
        connection.exec_driver_sql("CREATE TABLE half (x)")
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        library.write(work)
    assert meta(library.path, "colour") is None
    assert heard == []
    library.write(put("colour", "green"))
    assert meta(library.path, "colour") == "green"


def test_writers_of_many_threads_take_turns(library: Library) -> None:
    def add(connection: Connection) -> Changes:
        before = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'n'").scalar() or "0"
        connection.exec_driver_sql(PUT, ("n", str(int(before) + 1)))
        return Changes.of("settings")

    threads = [threading.Thread(target=lambda: [library.write(add) for _ in range(20)]) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert meta(library.path, "n") == "100"


def test_each_thread_has_its_own_reader_and_it_goes_with_the_thread(library: Library) -> None:
    mine = library.reader()
    assert library.reader() is mine
    theirs: list[int] = []

    def read() -> None:
        assert library.reader() is not mine
        theirs.append(library.reader().holdings().articles)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert theirs == [0]
    assert len(library._readers) == 1


def test_readers_go_on_while_a_write_is_open(library: Library) -> None:
    seen: list[str] = []

    def work(connection: Connection) -> Changes:
        connection.exec_driver_sql(PUT, ("colour", "red"))
        seen.append(library.reader().meta("colour"))
        return Changes.of("settings")

    library.write(work)
    assert seen == [""]
    assert library.reader().meta("colour") == "red"


def test_close_leaves_one_file_and_opens_again_when_asked(library: Library) -> None:
    library.write(put("colour", "green"))
    library.reader().meta("colour")
    library.close()
    library.close()
    assert not library.path.with_name("library.sqlite-wal").exists()
    library.write(put("colour", "blue"))
    assert library.reader().meta("colour") == "blue"


def test_another_process_writes_beside_this_one(library: Library) -> None:
    library.write(put("colour", "green"))
    script = (
        "import sys, pathlib; from her2ref.library.library import Library; from her2ref.core.changes import Changes\n"
        "library = Library(pathlib.Path(sys.argv[1]))\n"
        "def work(c):\n"
        "    n = int(c.exec_driver_sql(\"SELECT value FROM meta WHERE key = 'n'\").scalar() or 0)\n"
        "    c.exec_driver_sql(\"INSERT OR REPLACE INTO meta VALUES ('n', ?)\", (str(n + 1),))\n"
        "    return Changes.of('x')\n"
        "for _ in range(50): library.write(work)\n"
        "library.close()\n"
    )
    other = subprocess.Popen([sys.executable, "-c", script, str(library.path)])

    def add(connection: Connection) -> Changes:
        before = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'n'").scalar() or "0"
        connection.exec_driver_sql(PUT, ("n", str(int(before) + 1)))
        return Changes.of("settings")

    for _ in range(50):
        library.write(add)
    assert other.wait(60) == 0
    assert library.reader().meta("n") == "100"


def test_a_library_held_by_another_program_is_trouble_with_a_sentence(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("her2ref.library.engine.BUSY_MS", 50)
    holder = sqlite3.connect(library.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryTrouble, match="busy"):
        library.write(put("colour", "green"))
    holder.execute("ROLLBACK")
    holder.close()
    library.write(put("colour", "green"))
    assert meta(library.path, "colour") == "green"


def test_a_full_disk_undoes_the_step_and_says_so(library: Library) -> None:
    def fill(connection: Connection) -> Changes:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
        connection.exec_driver_sql(PUT, ("first", "kept?"))
        for n in range(100):
            connection.exec_driver_sql(PUT, (f"filler {n}", "x" * 4000))
        return Changes.of("settings")

    with pytest.raises(LibraryTrouble, match=r"disk .* full"):
        library.write(fill)
    assert meta(library.path, "first") is None

    def relax(connection: Connection) -> Changes:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
        return Changes.of("settings")

    library.write(relax)
    library.write(put("colour", "green"))
    opening.quick_check(library.path)


def test_closing_on_a_full_disk_does_not_hide_what_the_work_said(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.mark_in_use()
    engine = library._engine
    assert engine is not None
    connection = engine.raw_connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    connection.close()

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    def work(connection: Connection) -> Changes:
        for n in range(100):
            connection.exec_driver_sql(PUT, (f"filler {n}", "x" * 4000))
        return Changes.of("settings")

    monkeypatch.setattr("her2ref.library.library._checkpoint", full)
    monkeypatch.setattr("her2ref.library.in_use.Mark.taken_from", full)
    with pytest.raises(LibraryTrouble, match=r"disk .* full"), closing(library):
        library.write(work)


def test_a_library_in_use_needs_no_check_until_its_process_dies(
    library_home: Home, small_resources: Path
) -> None:
    def care() -> str:
        return opening.needs_care(library_home, small_resources)

    mine = Library(library_home.library)
    mine.mark_in_use()
    mine.mark_in_use()
    assert care() == "", "this process lives"
    script = (
        "import pathlib, sys, os; from her2ref.library.library import Library\n"
        "library = Library(pathlib.Path(sys.argv[1])); library.mark_in_use(); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(library_home.library)], check=False)
    assert done.returncode == 9
    assert care() == "check"
    opening.take_care(library_home, small_resources)
    assert care() == ""
    assert len((meta(library_home.library, "unclean") or "").split()) == 1, "the living mark stays"
    mine.close()
    assert meta(library_home.library, "unclean") == ""
    assert [p.name for p in library_home.data.iterdir() if p.name.startswith("in-use")] == []


def test_closing_works_when_the_library_can_no_longer_be_written(
    library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("her2ref.library.engine.BUSY_MS", 50)
    library = Library(library_home.library)
    library.mark_in_use()
    holder = sqlite3.connect(library.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    library.close()
    holder.execute("ROLLBACK")
    holder.close()
    assert opening.needs_care(library_home, small_resources) == "check"


def test_it_tells_the_commits_of_others_from_its_own(library: Library) -> None:
    assert library.seen_of_others() is None, "it has written nothing yet"
    library.write(put("a", "1"))
    first = library.seen_of_others()
    assert first is not None
    library.write(put("a", "2"))
    assert library.seen_of_others() == first
    other = Library(library.path)
    other.write(put("a", "3"))
    second = library.seen_of_others()
    assert second is not None
    assert second.version != first.version
    assert second.schema == first.schema
    other.mend_index()
    third = library.seen_of_others()
    assert third is not None
    assert third.schema != second.schema
    other.close()


def test_while_it_writes_it_waits_for_nobody_who_asks(library: Library) -> None:
    asked: list[object] = []

    def work(connection: Connection) -> Changes:
        asker = threading.Thread(target=lambda: asked.append(library.seen_of_others()))
        asker.start()
        asker.join(10)
        return Changes.of()

    library.write(work)
    assert asked == [None]
