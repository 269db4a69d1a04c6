"""Disk: scenarios 53, 54 and 61 to 64, with real disks and permissions."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from her2ref.core.errors import DiskFull, KnownError, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.library import backups, engine, opening, place, repairing, restoring
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.personal_file import erase
from tests.scenarios.disks import filled_up, moved, notes, obeying, small_disk, spoil
from tests.scenarios.homes import COMMAND, PLACE, STALL_S, records, saved, sound

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
