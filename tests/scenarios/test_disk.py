"""Disk and database: scenarios 53 to 64, and 67 and 68, with real disks, permissions, damage and kills."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from her2ref.core.errors import DiskFull, KnownError, LibraryDamaged, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.library import backups, engine, opening, place, repairing, rescue, restoring, safety
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.lock import WindowLock
from her2ref.library.notes import save_note
from her2ref.library.personal_file import erase
from tests.data import synthetic
from tests.scenarios.disks import filled_up, moved, notes, obeying, put, small_disk, spoil

PLACE = "mechanism:pten-loss"
STALL_S = 5 * 0.25
"""Seconds after which trouble is told at the latest, at five times the figure."""

needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")


def records(folder: Path, first: int, count: int) -> Path:
    file = folder / "records.xml"
    numbers = range(first, first + count)
    text = "HER2 breast cancer text " * 60
    file.write_bytes(synthetic.article_set(synthetic.article_xml(n, abstract=f"{n} {text}") for n in numbers))
    return file


def sound(home: Home) -> None:
    assert all(check.ok for check in safety.check(home.library)), safety.check(home.library)


def saved(home: Home, *texts: str) -> None:
    library = Library(home.library)
    for text in texts:
        save_note(library, PLACE, text)
    library.close()


# 53


def test_53_disk_full_while_a_note_is_saved(library_home: Home, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 16_000_000) as disk:
        home = moved(library_home, disk / "home")
        library = Library(home.library)
        save_note(library, PLACE, "before")
        ballast = filled_up(disk, 40_000)
        with pytest.raises(DiskFull) as full:
            save_note(library, PLACE, "too much " * 100_000)
        assert "MB are needed" in full.value.what
        assert "free" in full.value.what
        assert full.value.next_step.startswith("Free some space")
        assert [note.text for note in library.reader().notes(PLACE)] == ["before"], (
            "what is there can be read"
        )
        ballast.unlink()
        save_note(library, PLACE, "after")
        library.close()
        assert notes(home.library) == {"before", "after"}
        sound(home)
        assert not home.library.with_name("library.sqlite-wal").exists(), "no log is left growing"


def test_53_disk_full_in_the_middle_of_an_import(library_home: Home, tmp_path: Path) -> None:
    file = records(tmp_path, 1000, 2000)
    with small_disk(tmp_path / "disk", 24_000_000) as disk:
        home = moved(library_home, disk / "home")
        saved(home, "before")
        ballast = filled_up(disk, 4_000_000)
        library = Library(home.library)
        try:
            report = import_files(library, [file])
            told = " ".join(f.problem for f in report.files)
        except KnownError as trouble:
            told = str(trouble)
        assert "disk is full" in told
        library.close()
        with closing(sqlite3.connect(home.library)) as connection:
            articles, raws = (
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("article", "raw_record")
            )
        assert articles == raws < 2000, "whole batches"
        ballast.unlink()
        sound(home)
        assert notes(home.library) == {"before"}


def test_53_a_large_import_leaves_no_large_log(library_home: Home, tmp_path: Path) -> None:
    library = Library(library_home.library)
    library.reader().holdings()
    import_files(library, [records(tmp_path, 1000, 3000)])
    save_note(library, PLACE, "the next step cuts the log")
    save_note(library, PLACE, "and the one after it")
    log = library_home.library.with_name("library.sqlite-wal")
    assert log.stat().st_size <= engine.LOG_LIMIT
    library.close()


def test_53_disk_full_while_a_backup_is_made(library_home: Home, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 16_000_000) as disk:
        home = moved(library_home, disk / "home")
        good = backups.make(home, "by-hand")
        ballast = filled_up(disk, 1_000_000)
        with pytest.raises(DiskFull, match="are needed"):
            backups.make(home, "by-hand")
        assert [one.path for one in backups.listed(home)] == [good.path]
        assert not list(home.backups.glob("*.part"))
        ballast.unlink()


def test_53_a_disk_that_fills_during_the_copy_leaves_no_half_of_it(
    library_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(library_home.library)) as connection, connection:
        connection.execute("INSERT INTO note (text) VALUES (?)", ("x" * 6_000_000,))
    monkeypatch.setattr("her2ref.library.copying.need", lambda _path, _size: None)  # there seemed to be room
    with small_disk(tmp_path / "disk", 4_000_000) as disk, pytest.raises(DiskFull) as full:
        backups.copy_library(library_home.library, disk / "copy.sqlite")
    assert str(tmp_path / "disk") in full.value.what, "it is the other disk that is full"
    sound(library_home)


def test_53_disk_full_while_everything_is_erased(library_home: Home, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 16_000_000) as disk:
        home = moved(library_home, disk / "home")
        saved(home, "before")
        ballast = filled_up(disk, 70_000)
        with pytest.raises(KnownError, match="full"):
            erase(home)
        ballast.unlink()
        sound(home)


def test_53_a_library_on_a_full_disk_opens_for_reading(
    library_home: Home, small_resources: Path, tmp_path: Path
) -> None:
    os.utime(small_resources / "content.toml", (4e9, 4e9))  # content waits to be put in place
    with small_disk(tmp_path / "disk", 8_000_000) as disk:
        home = moved(library_home, disk / "home")
        saved(home, "before")
        ballast = filled_up(disk)
        opening.take_care(home, small_resources)
        why = opening.why_not_written(home.library)
        assert isinstance(why, DiskFull)
        library = Library(home.library)
        assert [note.text for note in library.reader().notes(PLACE)] == ["before"]
        with pytest.raises(DiskFull):
            save_note(library, PLACE, "no room")
        assert [note.text for note in library.reader().notes(PLACE)] == ["before"]
        library.close()
        ballast.unlink()
        assert opening.why_not_written(home.library) is None
        opening.take_care(home, small_resources)
        assert opening.needs_care(home, small_resources) == ""


COMMAND = "import sys\nfrom her2ref.cli import main\nraise SystemExit(main(['--home', *sys.argv[1:]]))"


def command(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", COMMAND, str(home.data), *words]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=120)


def test_53_on_a_full_disk_every_command_that_reads_goes_on_reading(
    library_home: Home, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 16_000_000) as disk:
        home = moved(library_home, disk / "home")
        saved(home, "before")
        ballast = filled_up(disk)
        full = command(home, "note", PLACE, "--text", "no room")
        assert (full.returncode, "disk is full" in full.stderr) == (3, True)
        assert not list(home.data.glob("library.sqlite-*")), "nothing is left that would be in the way"
        for words in (["note", "--list"], ["search", "lapatinib"], ["export", "--format", "csv"]):
            done = command(home, *words)
            assert (done.returncode, done.stderr) == (0, "")
        assert "before" in command(home, "note", "--list").stdout
        picture = tmp_path / "window.png"
        done = command(home, "window", "--screenshot", str(picture))
        assert (done.returncode, picture.exists()) == (0, True), done.stderr
        erasing = command(home, "personal", "erase", "--yes")
        assert erasing.returncode == 3
        assert "are needed" in erasing.stderr
        ballast.unlink()
        assert notes(home.library) == {"before"}


def test_53_what_another_program_left_on_a_full_disk_keeps_nobody_from_reading(
    library_home: Home, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 16_000_000) as disk:
        home = moved(library_home, disk / "home")
        saved(home, "before")
        filled_up(disk)
        with closing(sqlite3.connect(home.library)) as other, pytest.raises(sqlite3.OperationalError):
            other.execute("SELECT * FROM note")
        assert home.library.with_name("library.sqlite-shm").exists(), "what it had no room for"
        library = Library(home.library)
        assert [note.text for note in library.reader().notes(PLACE)] == ["before"]
        library.close()


def test_53_once_there_is_room_again_what_is_saved_is_seen(library_home: Home, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 16_000_000) as disk:
        home = moved(library_home, disk / "home")
        saved(home, "before")
        ballast = filled_up(disk)
        library = Library(home.library)
        assert [note.text for note in library.reader().notes(PLACE)] == ["before"]
        with pytest.raises(DiskFull):
            save_note(library, PLACE, "no room")
        ballast.unlink()
        save_note(library, PLACE, "after")
        assert {note.text for note in library.reader().notes(PLACE)} == {"before", "after"}
        library.close()


# 54

READS = """
import sys
from pathlib import Path
from her2ref.core.errors import KnownError
from her2ref.core.paths import Home
from her2ref.library import opening
from her2ref.library.library import Library
from her2ref.library.notes import save_note
home = Home.at(Path(sys.argv[1]))
opening.take_care(home, Path(sys.argv[2]))
print(opening.why_not_written(home.library))
library = Library(home.library)
print([note.text for note in library.reader().notes("mechanism:pten-loss")])
try:
    save_note(library, "mechanism:pten-loss", "refused")
    print("saved")
except KnownError as trouble:
    print(trouble)
library.close()
"""


@pytest.mark.parametrize("what", ["folder", "file", "both"])
def test_54_read_only_for_this_person(library_home: Home, small_resources: Path, what: str) -> None:
    saved(library_home, "before")
    before = library_home.library.read_bytes()
    if what != "folder":
        library_home.library.chmod(0o400)
    if what != "file":
        library_home.data.chmod(0o500)
    try:
        done = obeying(READS, str(library_home.data), str(small_resources))
    finally:
        library_home.data.chmod(0o700)
        library_home.library.chmod(0o600)
    assert done.returncode == 0, done.stderr
    why, read, refused = done.stdout.splitlines()
    assert "read-only" in why
    assert read == "['before']"
    assert "read-only" in refused
    assert library_home.library.read_bytes() == before
    assert opening.why_not_written(library_home.library) is None


def test_54_permissions_lost_while_it_is_open(library_home: Home, small_resources: Path) -> None:
    code = READS.replace("library = Library", "import os; os.chmod(home.data, 0o500)\nlibrary = Library")
    saved(library_home, "before")
    try:
        done = obeying(code, str(library_home.data), str(small_resources))
    finally:
        library_home.data.chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1] == "['before']"
    assert "read-only" in done.stdout.splitlines()[2]


def test_54_a_folder_that_may_not_be_entered_has_its_sentence(
    library_home: Home, small_resources: Path
) -> None:
    code = "import sys\nfrom her2ref.cli import main\nraise SystemExit(main(['--home', sys.argv[1], 'show', '1']))"
    library_home.data.chmod(0)
    try:
        done = obeying(code, str(library_home.data))
    finally:
        library_home.data.chmod(0o700)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "Something went wrong inside" not in done.stderr


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


# 61


def test_61_mirrored_folders_and_shares_are_told() -> None:
    machine = place.Machine(
        platform="linux",
        variables={},
        mounts=lambda: "30 22 0:40 / /mnt/share rw - cifs //server/x rw\n",
        is_removable=lambda _device: False,
    )
    assert place.warnings(Path("/mnt/share/her2ref/library.sqlite"), machine)
    assert place.warnings(Path("/srv/me/OneDrive - Clinic/her2ref/library.sqlite"), machine)
    assert not place.warnings(Path("/srv/me/her2ref/library.sqlite"), machine)


def test_61_a_stick_that_is_pulled_out_is_told_and_goes_on_when_it_is_back(
    library_home: Home, tmp_path: Path
) -> None:
    library = Library(library_home.library)
    save_note(library, PLACE, "before")
    pulled = tmp_path / "in a pocket"
    library_home.data.rename(pulled)
    library_home.data.mkdir()  # the empty folder on which it was mounted
    for _ in range(2):
        begun = time.monotonic()
        with pytest.raises(LibraryTrouble) as lost:
            save_note(library, PLACE, "not saved")
        assert time.monotonic() - begun < STALL_S, "it is not tried again and again"
        assert lost.value.next_step
    assert list(library_home.data.iterdir()) == [], "no new library is begun in its place"
    library_home.data.rmdir()
    pulled.rename(library_home.data)
    save_note(library, PLACE, "after")
    library.close()
    assert notes(library_home.library) == {"before", "after"}
    sound(library_home)


def test_61_a_file_that_a_mirror_replaced_is_not_written_where_nobody_finds_it(
    library_home: Home, tmp_path: Path
) -> None:
    library = Library(library_home.library)
    save_note(library, PLACE, "before")
    other = tmp_path / "from another computer.sqlite"
    backups.copy_library(library_home.library, other)
    for end in opening.BESIDE:
        library_home.library.with_name(library_home.library.name + end).unlink(missing_ok=True)
    other.replace(library_home.library)
    with pytest.raises(LibraryTrouble, match="another file in the place"):
        save_note(library, PLACE, "told before it is lost")
    save_note(library, PLACE, "saved again")
    library.close()
    assert notes(library_home.library) == {"before", "saved again"}


def test_61_an_error_of_the_disk_stops_writing(library_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(library_home.library)
    save_note(library, PLACE, "before")
    tried: list[str] = []

    def broken(_connection: object, _sql: str, *_values: object) -> None:
        tried.append("once")
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR  # type: ignore[misc]
        raise error

    with monkeypatch.context() as patched:
        patched.setattr("sqlalchemy.engine.Connection.exec_driver_sql", broken)
        with pytest.raises(LibraryTrouble, match="cannot be reached"):
            save_note(library, PLACE, "not saved")
    assert tried == ["once"]
    save_note(library, PLACE, "after")
    library.close()
    assert notes(library_home.library) == {"before", "after"}


# 62

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


def test_62_a_file_that_another_program_holds_is_waited_for_and_then_told(
    library_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [sys.executable, "-c", HOLDER, str(library_home.library)]
    holder = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    monkeypatch.setattr(engine, "BUSY_MS", 200)
    library = Library(library_home.library)
    with pytest.raises(LibraryTrouble, match="busy") as busy:
        save_note(library, PLACE, "not yet")
    assert "virus scanner" in busy.value.next_step
    assert library.reader().notes(PLACE) == [], "reading goes on"
    monkeypatch.setattr(engine, "BUSY_MS", 10_000)
    library.close()
    threading.Timer(0.3, holder.communicate, args=("\n",)).start()
    save_note(library, PLACE, "waited for")
    library.close()
    holder.wait(30)
    assert notes(library_home.library) == {"waited for"}


# 63


@pytest.mark.parametrize(
    "name",
    ["with spaces and ümläute", "日本語 🧬", "per%20cent #hash ?mark & 'quote'", "x" * 60 + "/" + "y" * 240],
)
def test_63_a_library_in_a_folder_of_any_name(
    library_home: Home, small_resources: Path, tmp_path: Path, name: str
) -> None:
    home = moved(library_home, tmp_path / name)
    assert opening.needs_care(home, small_resources) == ""
    saved(home, "words")
    copy = backups.make(home, "by-hand").path
    restoring.restore(home, small_resources, copy)
    sound(home)
    assert notes(home.library) == {"words"}
    spoil(home.library, "article")
    repairing.repair(home, small_resources)
    assert notes(home.library) == {"words"}
    assert {path.name for path in home.data.iterdir()} >= {"library.sqlite", "backups", "damaged"}


@pytest.mark.skipif(os.name != "posix", reason="elsewhere such a folder cannot be made")
def test_63_a_path_that_sqlite_cannot_take_has_its_sentence(tmp_path: Path, small_resources: Path) -> None:
    home = Home.at(tmp_path / ("x" * 200) / ("y" * 200) / ("z" * 200))
    with pytest.raises(LibraryTrouble, match="too long") as told:
        opening.take_care(home, small_resources)
    assert "shorter" in told.value.next_step


# 64

SAVER = """
import os, sys
from pathlib import Path
from her2ref.library.library import Library
from her2ref.library.notes import save_note
library = Library(Path(sys.argv[1]))
save_note(library, "mechanism:pten-loss", "first")
os.write(1, b"begin\\n")
save_note(library, "mechanism:pten-loss", "the second note")
os.write(1, b"saved\\n")
os._exit(0)
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace here")
def test_64_a_note_that_shows_saved_was_sent_to_the_disk_before(library_home: Home, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "trace=write,pwrite64,fsync,fdatasync"
    words = ["strace", "-f", "-y", "-e", calls, "-o", str(trace), sys.executable, "-c", SAVER]
    done = subprocess.run([*words, str(library_home.library)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("processes cannot be traced here")
    lines = trace.read_text(errors="replace").splitlines()
    begin = next(n for n, line in enumerate(lines) if '"begin\\n"' in line)
    end = next(n for n, line in enumerate(lines) if '"saved\\n"' in line)
    log = [line for line in lines[begin:end] if "library.sqlite-wal>" in line]
    assert any("pwrite64(" in line for line in log)
    assert "fdatasync(" in log[-1] or "fsync(" in log[-1], "the last thing that happens to the log"


def test_64_every_connection_that_writes_is_durable(library_home: Home) -> None:
    made = engine.open_engine(library_home.library)
    with made.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    made.dispose()


# 67 and 68

OWNER = """
import sys, time
from pathlib import Path
from her2ref.library.library import Library
from her2ref.library.lock import WindowLock
library = Library(Path(sys.argv[1]))
assert WindowLock(library.path.parent).take()
library.mark_in_use()
print("open", flush=True)
time.sleep(120)
"""


def owner(home: Home) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(home.library)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


@needs_kill
def test_67_the_lock_of_a_window_goes_with_it_however_it_ends(
    library_home: Home, small_resources: Path
) -> None:
    for _ in range(3):
        first = owner(library_home)
        second = WindowLock(library_home.data)
        assert not second.take(), "one window for one library"
        assert opening.needs_care(library_home, small_resources) == "", "it lives, so nothing is checked"
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert first.stdout is not None
        first.stdout.close()
        assert second.take(), "no stale lock is left"
        second.release()
        assert opening.needs_care(library_home, small_resources) == "check"
        opening.take_care(library_home, small_resources)


def test_67_a_command_writes_beside_a_window(library_home: Home) -> None:
    first = owner(library_home)
    words = ["note", PLACE, "--text", "beside it"]
    command = [sys.executable, "-m", "her2ref", "--home", str(library_home.data), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    first.kill()
    first.wait()
    assert first.stdout is not None
    first.stdout.close()
    assert done.returncode == 0, done.stderr
    assert notes(library_home.library) == {"beside it"}


def test_68_two_sessions_on_one_profile_share_one_library(library_home: Home) -> None:
    first, texts = Library(library_home.library), {f"{who} {n}" for who in "ab" for n in range(20)}
    second = Library(library_home.library)

    def write(library: Library, who: str) -> None:
        for n in range(20):
            save_note(library, PLACE, f"{who} {n}")

    threads = [threading.Thread(target=write, args=pair) for pair in ((first, "a"), (second, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {note.text for note in first.reader().notes(PLACE)} == texts
    assert {note.text for note in second.reader().notes(PLACE)} == texts
    first.close()
    second.close()
    sound(library_home)


def test_68_somebody_elses_library_is_refused_with_a_sentence(library_home: Home) -> None:
    code = (
        "import os, sys\nfrom her2ref.cli import main\n"
        "raise SystemExit(main(['--home', sys.argv[1], 'note', 'mechanism:pten-loss', '--text', 'x']))"
    )
    library_home.library.chmod(0o400)  # as another user's file is, where folders are shared
    library_home.data.chmod(0o500)
    try:
        done = obeying(code, str(library_home.data))
    finally:
        library_home.data.chmod(0o700)
        library_home.library.chmod(0o600)
    assert done.returncode == 3
    assert "read-only" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", ["logs", "backups", "cache", "library.sqlite", ""])
def test_68_the_doctor_looks_at_what_another_person_closed(library_home: Home, closed: str) -> None:
    for folder in (library_home.logs, library_home.backups, library_home.cache):
        folder.mkdir()
    place = library_home.data / closed
    mode = place.stat().st_mode
    place.chmod(0)
    try:
        done = obeying(COMMAND, str(library_home.data), "doctor")
        listed = obeying(COMMAND, str(library_home.data), "note", "--list")
    finally:
        place.chmod(mode)
    for one in (done, listed):
        assert "Something went wrong inside" not in one.stderr
        assert "Traceback" not in one.stderr
    if closed == "cache":
        assert listed.returncode == 0
    else:
        assert done.returncode == 1
        assert "closed to you" in done.stdout or "cannot be written" in done.stdout
    if closed in ("", "library.sqlite"):
        assert listed.returncode == 3
        assert "cannot be read" in listed.stderr
        assert "cannot be written" not in listed.stderr


def test_55_what_was_rescued_is_a_document_that_can_be_read(library_home: Home) -> None:
    saved(library_home, "readable")
    put(library_home.library, 0, bytes(4096))
    assert [row["text"] for row in rescue.rescued(library_home.library)["notes"]] == ["readable"]
