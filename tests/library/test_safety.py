"""Copies that can be trusted, and what a look at the library finds."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from her2ref.core.changes import Changes
from her2ref.core.errors import KnownError, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.library import safety
from her2ref.library.library import Library
from her2ref.library.personal import save_note
from tests.data import synthetic

PUT = "INSERT OR REPLACE INTO meta VALUES ('n', ?)"


def damage(path: Path, name: str) -> None:
    """Zeroes the root page of a table or index."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = bytes(size)
    path.write_bytes(data)


def fill(home: Home, tmp_path: Path, count: int = 3) -> Library:
    from her2ref.library.importing import import_files

    library = Library(home.library)
    file = tmp_path / "records.xml"
    file.write_bytes(synthetic.article_set(synthetic.article_xml(n) for n in range(1000, 1000 + count)))
    assert import_files(library, [file]).total("added") == count
    return library


def test_a_copy_is_whole_private_and_alone(library_home: Home, tmp_path: Path) -> None:
    library = fill(library_home, tmp_path)
    note = save_note(library, "1000", "still in the log, not in the file")
    target = tmp_path / "deep" / "copy.sqlite"
    made = safety.backup(library.path, target)
    assert made == {"file": str(target), "bytes": target.stat().st_size, "articles": 3}
    assert [path.name for path in target.parent.iterdir()] == ["copy.sqlite"]
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600
    copy = Library(target)
    assert copy.reader().notes("1000") == [note]
    copy.close()
    library.close()


def test_a_copy_is_taken_while_the_library_is_written(
    library_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safety, "PAGES", 5)
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
    try:
        for n in range(5):
            safety.backup(library.path, tmp_path / f"{n}.sqlite")
    finally:
        stop.set()
        thread.join()
    library.close()
    for n in range(5):
        copy = Library(tmp_path / f"{n}.sqlite")
        assert 3 <= int(copy.reader().meta("n")) <= len(written)
        assert all(check.ok for check in safety.check(copy.path))
        copy.close()


def test_a_bad_copy_never_takes_a_good_ones_place(library_home: Home, tmp_path: Path) -> None:
    fill(library_home, tmp_path).close()
    target = tmp_path / "copy.sqlite"
    safety.backup(library_home.library, target)
    good = target.read_bytes()
    damage(library_home.library, "topic_by_kind")
    with pytest.raises(KnownError, match=r"check|damaged"):
        safety.backup(library_home.library, target)
    assert target.read_bytes() == good
    assert not target.with_name("copy.sqlite.part").exists()


def test_what_a_killed_copy_left_behind_is_replaced(library_home: Home, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite.part").write_bytes(b"half")
    safety.backup(library_home.library, tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite.part").exists()


def test_a_copy_needs_a_library_a_folder_and_another_name(library_home: Home, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="own place"):
        safety.backup(library_home.library, library_home.library)
    with pytest.raises(LibraryTrouble):
        safety.backup(tmp_path / "none.sqlite", tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryTrouble):
        safety.backup(library_home.library, tmp_path / "file" / "copy.sqlite")


def test_a_full_disk_leaves_the_older_copy(
    library_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.sqlite"
    target.write_bytes(b"older")

    def full(_path: Path, fresh: Path) -> None:
        fresh.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(safety, "_copy", full)
    with pytest.raises(LibraryTrouble, match="full"):
        safety.backup(library_home.library, target)
    assert target.read_bytes() == b"older"
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.sqlite"]


def found(path: Path) -> dict[str, bool]:
    return {check.name: check.ok for check in safety.check(path)}


def test_a_whole_library_passes(library_home: Home, tmp_path: Path) -> None:
    fill(library_home, tmp_path).close()
    library_home.library.chmod(0o600)
    assert set(found(library_home.library).values()) == {True}
    assert {"schema", "integrity", "links between tables", "full-text index"} <= set(
        found(library_home.library)
    )


def test_each_kind_of_trouble_is_found(library_home: Home, tmp_path: Path) -> None:
    fill(library_home, tmp_path).close()
    good = tmp_path / "good.sqlite"
    shutil.copyfile(library_home.library, good)

    def spoilt(*statements: str) -> dict[str, bool]:
        shutil.copyfile(good, library_home.library)
        connection = sqlite3.connect(library_home.library)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return found(library_home.library)

    assert not spoilt("INSERT INTO notice (article_id) VALUES (9)")["links between tables"]
    assert not spoilt("DROP TRIGGER article_fts_delete", "DELETE FROM article")["full-text index"]
    missing = ("DROP TRIGGER article_fts_update", "UPDATE article SET title = 'quite other words'")
    assert not spoilt(*missing)["full-text index"]
    before = good.read_bytes()
    safety.check(good)
    assert good.read_bytes() == before, "a look changes nothing"
    shutil.copyfile(good, library_home.library)
    damage(library_home.library, "article_by_doi")
    with pytest.raises(LibraryTrouble, match="damaged"):
        safety.check(library_home.library)
