"""A copy takes the library's place while windows are open, and nothing that was written since is lost."""

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

from her2ref.core.errors import Cancelled, KnownError, LibraryTrouble, RefusedFile
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import backups, opening, placing, restoring, safety
from her2ref.library.collecting import collect, make_collection
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.notes import save_note, throw_note
from her2ref.library.personal import set_reading, set_star
from tests.data import synthetic

PLACE = "mechanism:pten-loss"


@pytest.fixture
def used(library_home: Home, tmp_path: Path) -> Home:
    """A library with records and a note, a copy of it, then more records, another note and new words in the first."""
    library = Library(library_home.library)
    take(library, tmp_path, 1000, 1010)
    first = save_note(library, PLACE, "first")
    backups.make(library_home, "by-hand")
    take(library, tmp_path, 1010, 1020)
    save_note(library, PLACE, "second")
    save_note(library, PLACE, "first, changed", first.id)
    set_star(library, PLACE, on=True)
    library.close()
    with (
        closing(sqlite3.connect(library_home.library)) as connection,
        connection,
    ):  # seconds are the grain of times
        connection.execute("UPDATE note SET changed = '2999-01-01T00:00:00+00:00' WHERE text LIKE 'first%'")
    return library_home


def take(library: Library, folder: Path, first: int, end: int) -> None:
    file = folder / "records.xml"
    file.write_bytes(synthetic.article_set(synthetic.article_xml(n) for n in range(first, end)))
    import_files(library, [file])


def held(home: Home) -> tuple[int, dict[int, str]]:
    """Articles, and notes by number, of a library that passes every check."""
    assert all(check.ok for check in safety.check(home.library)), safety.check(home.library)
    with closing(sqlite3.connect(home.library)) as connection:
        notes = dict(connection.execute("SELECT id, text FROM note"))
        return connection.execute("SELECT count(*) FROM article").fetchone()[0], notes


def copy_of(home: Home) -> Path:
    return next(one.path for one in reversed(backups.listed(home)) if one.reason == "by-hand")


def test_what_was_added_since_is_taken_along_under_the_same_numbers(
    used: Home, small_resources: Path
) -> None:
    done = restoring.restore(used, small_resources, copy_of(used))
    assert held(used) == (10, {1: "first, changed", 2: "second"})
    assert done.before is not None
    assert (done.before.reason, done.before.articles, done.before.notes) == ("before-restore", 20, 2)
    assert done.aside is None
    assert (done.articles, done.notes) == (10, 2)
    assert opening.needs_care(used, small_resources) == ""
    assert [p.name for p in used.data.iterdir() if p.name.startswith(".")] == []
    assert not used.library.with_name("library.sqlite-wal").exists()


def test_exactly_is_the_copy_alone_and_can_be_undone(used: Home, small_resources: Path) -> None:
    done = restoring.restore(used, small_resources, copy_of(used), exactly=True)
    assert held(used) == (10, {1: "first"})
    assert done.before is not None
    restoring.restore(used, small_resources, done.before.path, exactly=True)
    assert held(used) == (20, {1: "first, changed", 2: "second"})


def test_marked_articles_that_the_copy_does_not_hold_are_wanted_and_not_counted(
    used: Home, small_resources: Path
) -> None:
    library = Library(used.library)
    for target in ("1001", "1015", "70000002"):  # here, not here, cited
        set_star(library, target, on=True)
    set_reading(library, "1016", "later")
    set_reading(library, "1002", "later")
    board = make_collection(library, "Board")
    collect(library, board.id, ["1017", "1003", "drug:lapatinib"], on=True)
    save_note(library, "1018", "of an article that goes")
    throw_note(library, save_note(library, "1019", "thrown away").id)
    library.close()
    done = restoring.restore(used, small_resources, copy_of(used))
    assert (done.articles, done.wanted) == (10, 4)
    assert "Before there were 20 articles; now there are 10 fewer." in done.text
    assert "to be fetched at the next sync or imported again: 4." in done.text
    reader = Library(used.library).reader()
    assert reader.wanted() == [1015, 1016, 1017, 1018]
    assert set(reader.stars()) == {PLACE, "1001", "1015", "70000002"}
    holdings = reader.holdings()
    assert (holdings.starred, holdings.starred_topics, reader.number_in_state("later")) == (1, 2, 1)
    assert [(c.items, c.missing) for c in reader.collections()] == [(3, 1)]
    assert done.before is not None
    again = restoring.restore(used, small_resources, done.before.path, exactly=True)
    assert (again.articles, again.wanted) == (20, 0)
    assert "fewer" not in again.text


def test_an_open_window_goes_on_and_hears_of_it(used: Home, small_resources: Path) -> None:
    library = Library(used.library)
    library.mark_in_use()
    note = library.reader().notes(PLACE)[0]
    names = library.reader().holdings().articles
    heard: list[frozenset[str]] = []
    library.subscribe(lambda changes: heard.append(changes.kinds))
    restoring.restore(used, small_resources, copy_of(used), library=library)
    assert names == 20
    assert library.reader().holdings().articles == 10
    assert {"articles", "notes", "content", "stars"} <= heard[-1]
    saved = save_note(library, PLACE, "typed meanwhile", note.id)
    assert saved.id == note.id
    assert "typed meanwhile" in held(used)[1].values()
    library.close()
    assert opening.needs_care(used, small_resources) == "", "its mark was there to be taken off"


def test_a_window_that_is_killed_after_a_restore_is_still_noticed(used: Home, small_resources: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom her2ref.library.library import Library\n"
        "Library(Path(sys.argv[1])).mark_in_use()\nprint('ready', flush=True)\ntime.sleep(60)\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(used.library)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    restoring.restore(used, small_resources, copy_of(used))
    other.kill()
    other.wait()
    other.stdout.close()
    assert opening.needs_care(used, small_resources) == "check"


def test_what_another_process_writes_meanwhile_is_taken_along(
    used: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, written = placing.put_into, []

    def put_into(
        home: Home, fresh: Path, watching: sqlite3.Connection, seen: int, progress: Progress
    ) -> None:
        if not written:
            other = Library(home.library)
            written.append(save_note(other, PLACE, "at the last moment"))
            other.close()
        real(home, fresh, watching, seen, progress)

    monkeypatch.setattr(placing, "put_into", put_into)
    restoring.restore(used, small_resources, copy_of(used))
    assert "at the last moment" in held(used)[1].values()


def test_who_never_stops_writing_is_asked_to(
    used: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_into(*_given: object) -> None:
        raise placing.WrittenMeanwhile

    monkeypatch.setattr(placing, "put_into", put_into)
    with pytest.raises(LibraryTrouble, match="kept writing"):
        restoring.restore(used, small_resources, copy_of(used))
    assert held(used)[0] == 20


def test_cancelled_at_any_step_nothing_has_changed(used: Home, small_resources: Path) -> None:
    steps: list[str] = []
    restoring.restore(used, small_resources, copy_of(used), Progress(lambda _d, _t, text: steps.append(text)))
    restoring.restore(used, small_resources, backups.listed(used)[0].path)
    for stop in range(1, len(steps), 2):
        progress = Progress()
        count = 0

        def report(
            _done: int, _total: int, _text: str, progress: Progress = progress, stop: int = stop
        ) -> None:
            nonlocal count
            count += 1
            if count == stop:
                progress.cancel()

        progress._report = report
        with pytest.raises(Cancelled):
            restoring.restore(used, small_resources, copy_of(used), progress)
        assert held(used) == (20, {1: "first, changed", 2: "second"})
    assert [p.name for p in used.data.iterdir() if p.name.startswith(".")] == []


def test_a_damaged_library_is_set_aside_with_its_log_and_its_notes_are_saved(
    used: Home, small_resources: Path
) -> None:
    with closing(sqlite3.connect(used.library)) as connection:
        connection.execute("INSERT INTO note (target, text, uid) VALUES ('', 'in the log', 'log')")
        connection.commit()
        shutil.copytree(used.data, used.data.with_name("killed"))
    home = Home.at(used.data.with_name("killed"))
    data = home.library.read_bytes()
    home.library.write_bytes(bytes(100) + data[100:])
    log = home.library.with_name("library.sqlite-wal").read_bytes()
    done = restoring.restore(home, small_resources, copy_of(home))
    assert done.before is None
    assert done.aside is not None
    assert (done.aside / "library.sqlite").read_bytes() == bytes(100) + data[100:]
    assert (done.aside / "library.sqlite-wal").read_bytes() == log
    articles, notes = held(home)
    assert articles == 10
    assert set(notes.values()) == {"first, changed", "second", "in the log"}


def test_a_source_that_is_no_good_is_refused_before_anything_is_changed(
    used: Home, small_resources: Path, tmp_path: Path
) -> None:
    good = copy_of(used).read_bytes()
    before = used.library.read_bytes()
    files = {
        "none": None,
        "empty": b"",
        "text": b"no library at all " * 500,
        "cut": good[: len(good) // 2],
        "zeroed": good[: 4096 * 5] + bytes(4096 * 3) + good[4096 * 8 :],
    }
    for name, data in files.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(RefusedFile, match="library was not changed") as refused:
            restoring.restore(used, small_resources, tmp_path / name)
        assert refused.value.next_step
    for name, sql in (("foreign", "CREATE TABLE t (x)"), ("newer", "PRAGMA user_version = 99")):
        if name == "newer":
            (tmp_path / name).write_bytes(good)
        with closing(sqlite3.connect(tmp_path / name)) as connection, connection:
            connection.execute(sql)
        with pytest.raises(RefusedFile, match="newer" if name == "newer" else "not a copy"):
            restoring.restore(used, small_resources, tmp_path / name)
    with pytest.raises(RefusedFile):
        restoring.restore(used, small_resources, tmp_path)
    assert used.library.read_bytes() == before
    assert copy_of(used).read_bytes() == good


def test_the_copy_that_is_restored_is_not_rotated_away_under_it(used: Home, small_resources: Path) -> None:
    for _ in range(backups.OF_EACH):
        backups.make(used, "before-restore")
    oldest = [one for one in backups.listed(used) if one.reason == "before-restore"][-1]
    restoring.restore(used, small_resources, oldest.path)
    assert oldest.path.exists()


def test_a_copy_with_other_pages_is_fitted(used: Home, small_resources: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.sqlite"
    shutil.copyfile(copy_of(used), odd)
    with closing(sqlite3.connect(odd)) as connection:
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("VACUUM")
    restoring.restore(used, small_resources, odd)
    assert held(used)[0] == 10


KILLED = """
import sys
from pathlib import Path
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import placing, restoring
placing.PAGES = 3
home = Home.at(Path(sys.argv[1]))
report = lambda done, total, text: print(text, done, flush=True)
restoring.restore(home, Path(sys.argv[2]), Path(sys.argv[3]), Progress(report))
print("done", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_killed_at_any_moment_it_is_the_old_library_or_the_new_one(used: Home, small_resources: Path) -> None:
    copy = copy_of(used)
    arguments = [sys.executable, "-c", KILLED, str(used.data), str(small_resources), str(copy)]
    backups.make(used, "by-hand")
    first = backups.listed(used)[0]
    begun = time.monotonic()
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
    whole = time.monotonic() - begun
    restoring.restore(used, small_resources, first.path, exactly=True)
    killed_while_placing = 0
    for number in range(12):
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        if number % 2:
            for line in process.stdout:
                if line.startswith("Putting the copy in place") and int(line.split()[-1]) > number:
                    break
        else:
            time.sleep(whole * number / 12)
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read()
        process.stdout.close()
        process.wait()
        killed_while_placing += number % 2 and "done" not in rest
        assert opening.needs_care(used, small_resources) in ("", "check")
        articles, notes = held(used)
        assert articles in (10, 20)
        assert set(notes.values()) == {"first, changed", "second"}
        if articles == 10:
            restoring.restore(used, small_resources, first.path, exactly=True)
    assert killed_while_placing


def test_reading_threads_go_on_while_the_library_is_replaced(used: Home, small_resources: Path) -> None:
    library = Library(used.library)
    stop = threading.Event()
    seen: set[int] = set()
    failed: list[BaseException] = []

    def read() -> None:
        while not stop.is_set():
            try:
                seen.add(library.reader().holdings().articles)
            except BaseException as error:
                failed.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    before = restoring.restore(used, small_resources, copy_of(used), library=library).before
    assert before is not None
    restoring.restore(used, small_resources, before.path, library=library)
    stop.set()
    for thread in threads:
        thread.join()
    library.close()
    assert failed == []
    assert seen <= {10, 20}


def test_a_library_of_a_newer_program_is_not_replaced(used: Home, small_resources: Path) -> None:
    copy = copy_of(used)
    with closing(sqlite3.connect(used.library)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(KnownError, match="newer"):
        restoring.restore(used, small_resources, copy)


def test_what_a_killed_restore_left_is_swept_but_not_while_one_is_under_way(used: Home) -> None:
    left = used.data / f"{restoring.PREFIX}x"
    (left / "deep").mkdir(parents=True)
    with restoring.aside(used) as folder:
        left.mkdir(exist_ok=True)
        restoring.sweep(used)
        assert folder.is_dir()
        assert left.is_dir()
    restoring.sweep(used)
    assert not left.exists()
