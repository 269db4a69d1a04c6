"""Damage, restore, repair and migration: scenarios 55 to 60, with real damage and kills."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from her2ref.core.errors import LibraryDamaged, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.library import backups, engine, opening, repairing, rescue, restoring, safety
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from tests.scenarios.disks import moved, notes, put, spoil
from tests.scenarios.homes import PLACE, needs_kill, records, saved, sound

# 55

DAMAGE = ("cut", "zeroed page", "wrong header", "0 bytes", "text", "missing")


def harmed(home: Home, kind: str) -> bytes | None:
    path = home.library
    size = path.stat().st_size
    if kind == "cut":
        os.truncate(path, size // 2)
    elif kind == "zeroed page":
        spoil(path, "article")
    elif kind == "wrong header":
        put(path, 0, b"SQLite format 2\0" + bytes(84))
    elif kind == "missing":
        path.unlink()
        return None
    else:
        path.write_bytes(b"" if kind == "0 bytes" else b"this is no database " * 400)
    return path.read_bytes()


def looked_at(home: Home, resources: Path) -> None:
    """What a start looks at, and after an end that was not expected also the check of all pages."""
    opening.needs_care(home, resources)
    opening.quick_check(home.library)


@pytest.mark.parametrize("kind", DAMAGE)
def test_55_damage_is_found_set_aside_and_repaired(
    library_home: Home, small_resources: Path, kind: str
) -> None:
    saved(library_home, "in the copy")
    made = backups.daily(library_home)
    assert made is not None
    saved(library_home, "after the copy")
    before = harmed(library_home, kind)
    with pytest.raises(LibraryDamaged) as told:
        looked_at(library_home, small_resources)
    assert "her2ref repair" in told.value.next_step
    assert (library_home.library.read_bytes() if before is not None else None) == before
    found = repairing.examine(library_home, small_resources)
    assert found.backup is not None
    assert found.backup.path == made.path, "the last good copy is offered"
    done = repairing.repair(library_home, small_resources)
    sound(library_home)
    assert opening.needs_care(library_home, small_resources) == ""
    whole = {"in the copy", "after the copy"}
    assert notes(library_home.library) == (
        whole if kind not in ("0 bytes", "text", "missing") else {"in the copy"}
    )
    assert made.path.exists()
    if before is not None:
        assert done.aside is not None
        assert (done.aside / "library.sqlite").read_bytes() == before, "it was never written"


def test_55_the_log_is_set_aside_with_the_damaged_file(library_home: Home, small_resources: Path) -> None:
    saved(library_home, "before")
    connection = sqlite3.connect(library_home.library)
    connection.execute("INSERT INTO note (target, text, uid) VALUES ('', 'waits in the log', 'log')")
    connection.commit()
    home = moved(library_home, library_home.data.with_name("crashed"))
    connection.close()
    put(home.library, 0, bytes(100))
    file, log = home.library, home.library.with_name("library.sqlite-wal")
    before = file.read_bytes(), log.read_bytes()
    assert log.stat().st_size
    with pytest.raises(LibraryDamaged):
        opening.needs_care(home, small_resources)
    assert (file.read_bytes(), log.read_bytes()) == before, "a look changes nothing"
    done = repairing.repair(home, small_resources)
    assert done.aside is not None
    kept = (done.aside / "library.sqlite").read_bytes(), (done.aside / "library.sqlite-wal").read_bytes()
    assert kept == before
    assert notes(home.library) == {"before", "waits in the log"}


def test_55_nothing_is_written_once_damage_was_met(library_home: Home, tmp_path: Path) -> None:
    library = Library(library_home.library)
    import_files(library, [records(tmp_path, 1000, 20)])
    save_note(library, PLACE, "before")
    library.close()
    library = Library(library_home.library)
    spoil(library_home.library, "raw_record")
    before = library_home.library.read_bytes()
    with pytest.raises(LibraryDamaged):
        library.reader().article(1000)
    with pytest.raises(LibraryDamaged):
        save_note(library, PLACE, "not into a damaged file")
    assert library_home.library.read_bytes() == before
    assert [note.text for note in library.reader().notes(PLACE)] == ["before"], "the rest can be read"
    assert library.damage is not None
    library.close()


# 56


def test_56_a_log_of_the_old_library_is_not_replayed_over_the_restored_one(
    library_home: Home, small_resources: Path
) -> None:
    saved(library_home, "in the copy")
    copy = backups.make(library_home, "by-hand").path
    saved(library_home, *(f"later {n}" for n in range(40)))
    connection = sqlite3.connect(library_home.library)
    connection.execute("UPDATE note SET text = text || ' changed in the log'")
    connection.execute("DELETE FROM star")
    connection.commit()
    home = moved(library_home, library_home.data.with_name("crashed"))
    connection.close()
    log = home.library.with_name("library.sqlite-wal")
    stale = log.read_bytes()

    # what it is about: a copy that is put beside that log by hand takes the log for its own
    control = library_home.data.with_name("control")
    control.mkdir()
    shutil.copyfile(copy, control / "library.sqlite")
    with closing(sqlite3.connect(control / "library.sqlite")) as made:
        made.execute("PRAGMA journal_mode = WAL")
    (control / "library.sqlite-wal").write_bytes(stale)
    with pytest.raises((sqlite3.DatabaseError, AssertionError)):
        assert notes(control / "library.sqlite") == {"in the copy"}

    home.library.unlink()  # gone, with its log still there
    restoring.restore(home, small_resources, copy)
    sound(home)
    assert notes(home.library) >= {"in the copy"}
    assert not log.exists()
    aside = next(home.damaged.iterdir())
    assert (aside / log.name).read_bytes() == stale


# 57


def test_57_a_backup_of_a_damaged_library_replaces_no_good_one(library_home: Home, tmp_path: Path) -> None:
    saved(library_home, "good")
    target = tmp_path / "mine.sqlite"
    backups.copy_library(library_home.library, target)
    good = backups.make(library_home, "by-hand")
    data = target.read_bytes()
    spoil(library_home.library, "topic_by_kind")
    for _ in range(4):
        with pytest.raises(LibraryDamaged):
            backups.make(library_home, "by-hand")
        with pytest.raises(LibraryDamaged):
            backups.copy_library(library_home.library, target)
    assert target.read_bytes() == data
    assert [one.path for one in backups.listed(library_home)] == [good.path]
    opening.quick_check(good.path)


# 58


@pytest.mark.parametrize(
    "index", ["article_fts_data", "note_fts_data", "article_fts_docsize", "note_fts_docsize"]
)
def test_58_a_damaged_full_text_index_is_made_again_from_the_rows(
    library_home: Home, small_resources: Path, tmp_path: Path, index: str
) -> None:
    library = Library(library_home.library)
    import_files(library, [records(tmp_path, 1000, 30)])
    library.close()
    saved(library_home, "quasiwords stand here")

    def rows() -> list[object]:
        tables = ("article", "raw_record", "note", "star", "topic", "article_topic")
        with closing(sqlite3.connect(library_home.library)) as connection:
            return [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]

    before = rows()
    with closing(sqlite3.connect(library_home.library)) as connection, connection:
        some = " WHERE id > 10" if index.endswith("data") else ""
        connection.execute(f"DELETE FROM {index}{some}")
    assert not all(check.ok for check in safety.check(library_home.library))
    done = repairing.repair(library_home, small_resources)
    assert done.aside is None, "no other file is needed"
    sound(library_home)
    assert rows() == before


# 59

MIGRATOR = """
import os, signal, sys
from pathlib import Path
from her2ref.core.paths import Home
from her2ref.library import engine, opening
stop, count = int(sys.argv[3]), 0
real = engine.prepare
def watched(sql):
    global count
    count += 1
    if count == stop:
        os.kill(os.getpid(), signal.SIGKILL)
def prepare(connection):
    real(connection)
    connection.set_trace_callback(watched)
engine.prepare = prepare
opening.take_care(Home.at(Path(sys.argv[1])), Path(sys.argv[2]))
print(count)
"""


@pytest.fixture
def older(tmp_path: Path) -> Home:
    """A library of schema 3, with a note."""
    from her2ref.library.migrations.upgrade import upgrade

    home = Home.at(tmp_path / "older")
    home.data.mkdir()
    home.library.touch(0o600)
    made = engine.open_engine(home.library)
    with made.begin() as connection:
        upgrade(connection, 3)
        connection.exec_driver_sql(f"PRAGMA application_id = {opening.APPLICATION}")
        connection.exec_driver_sql("INSERT INTO note (target, text) VALUES ('1', 'from before')")
    made.dispose()
    return home


@needs_kill
def test_59_a_migration_killed_at_any_statement_leaves_the_old_version_or_the_new(
    older: Home, small_resources: Path, tmp_path: Path
) -> None:
    def migrate(home: Home, stop: int) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-c", MIGRATOR, str(home.data), str(small_resources), str(stop)]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    whole = migrate(moved(older, tmp_path / "whole"), -1)
    assert whole.returncode == 0, whole.stderr
    count = int(whole.stdout)
    assert count > 50
    old = 0
    for number in sorted({1, 2, 3, 5, count // 4, count // 2, count - 20, count - 2, count - 1, count}):
        home = moved(older, tmp_path / f"killed at {number}")
        assert migrate(home, number).returncode == -signal.SIGKILL
        (copy,) = backups.listed(home)
        assert (copy.reason, copy.notes, copy.schema) == ("before-migration", 1, 3)
        with closing(sqlite3.connect(home.library)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            columns = [row[1] for row in connection.execute("PRAGMA table_info(note)")]
        assert version in (3, opening.HEAD)
        assert ("uid" in columns) == (version == opening.HEAD), "all of it or nothing"
        old += version == 3
        opening.take_care(home, small_resources)
        assert notes(home.library) == {"from before"}
        sound(home)
    assert old >= 5


# 60


def test_60_a_library_of_a_newer_program_is_refused_and_not_touched(
    library_home: Home, small_resources: Path
) -> None:
    with closing(sqlite3.connect(library_home.library)) as connection:
        connection.execute(f"PRAGMA user_version = {opening.HEAD + 1}")
    before = library_home.library.read_bytes()
    for deed in (opening.needs_care, opening.take_care, repairing.examine, repairing.repair):
        with pytest.raises(LibraryTrouble, match="newer her2ref") as refused:
            deed(library_home, small_resources)
        assert "Install the newer version" in refused.value.next_step
        assert not isinstance(refused.value, LibraryDamaged)
    assert library_home.library.read_bytes() == before
    assert not library_home.backups.exists()


def test_55_what_was_rescued_is_a_document_that_can_be_read(library_home: Home) -> None:
    saved(library_home, "readable")
    put(library_home.library, 0, bytes(4096))
    assert [row["text"] for row in rescue.rescued(library_home.library)["notes"]] == ["readable"]
