"""The last step of a restore: all of another library takes the place, or none of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from her2ref.core.errors import Cancelled, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import placing
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.opening import unfinished


@pytest.fixture
def fresh(library_home: Home) -> Path:
    """Another library, in the folder of the first: it holds one note."""
    made = Path(shutil.copyfile(library_home.library, library_home.data / "fresh.sqlite"))
    library = Library(made)
    save_note(library, "", "from the copy")
    library.close()
    return made


def notes(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM note ORDER BY id")]


@contextmanager
def watched(home: Home) -> Iterator[tuple[sqlite3.Connection, int]]:
    with closing(sqlite3.connect(home.library)) as watching:
        watching.execute("SELECT count(*) FROM note").fetchone()
        yield watching, placing.data_version(watching)


def test_a_reader_sees_the_one_library_and_then_the_other(library_home: Home, fresh: Path) -> None:
    with watched(library_home) as (watching, seen):
        placing.put_into(library_home, fresh, watching, seen, Progress())
        assert watching.execute("SELECT text FROM note").fetchall() == [("from the copy",)]
    assert notes(library_home.library) == ["from the copy"]


def test_a_copy_with_pages_of_another_size_fits(library_home: Home, fresh: Path) -> None:
    with closing(sqlite3.connect(fresh, isolation_level=None)) as copy:
        for sql in ("PRAGMA journal_mode = DELETE", "PRAGMA page_size = 8192", "VACUUM"):
            copy.execute(sql)
        assert copy.execute("PRAGMA page_size").fetchone() == (8192,)
    with watched(library_home) as (watching, seen):
        placing.put_into(library_home, fresh, watching, seen, Progress())
    assert notes(library_home.library) == ["from the copy"]


def test_what_was_written_meanwhile_is_not_written_over(library_home: Home, fresh: Path) -> None:
    library = Library(library_home.library)
    with watched(library_home) as (watching, seen):
        save_note(library, "", "meanwhile")
        with pytest.raises(placing.WrittenMeanwhile):
            placing.put_into(library_home, fresh, watching, seen, Progress())
    library.close()
    assert notes(library_home.library) == ["meanwhile"]


def test_cancelled_nothing_has_changed(library_home: Home, fresh: Path) -> None:
    before = notes(library_home.library)
    progress = Progress()
    progress.cancel()
    with watched(library_home) as (watching, seen), pytest.raises(Cancelled):
        placing.put_into(library_home, fresh, watching, seen, progress)
    assert notes(library_home.library) == before


def test_what_is_set_aside_goes_with_its_log(library_home: Home, fresh: Path) -> None:
    log = library_home.library.with_name("library.sqlite-wal")
    log.write_bytes(b"its own log")
    aside = placing.put_whole(library_home, fresh)
    assert aside is not None
    assert (aside / log.name).read_bytes() == b"its own log"
    assert not log.exists()
    assert notes(library_home.library) == ["from the copy"]
    assert not unfinished(library_home.damaged).exists()


def test_half_a_setting_aside_is_taken_back(library_home: Home) -> None:
    log = library_home.library.with_name("library.sqlite-wal")
    log.write_bytes(b"its own log")
    aside = placing.set_aside(library_home)
    assert aside is not None
    assert not library_home.library.exists()
    assert unfinished(library_home.damaged).exists()
    placing.take_back(library_home)
    assert log.read_bytes() == b"its own log"
    log.unlink()
    assert notes(library_home.library) == []
    assert not unfinished(library_home.damaged).exists()


def test_a_library_that_came_into_the_place_meanwhile_stays(library_home: Home, fresh: Path) -> None:
    placing.set_aside(library_home)
    fresh.rename(library_home.library)
    placing.take_back(library_home)
    assert notes(library_home.library) == ["from the copy"]
    assert not unfinished(library_home.damaged).exists()


def test_with_nothing_there_nothing_is_set_aside(library_home: Home) -> None:
    library_home.library.unlink()
    assert placing.set_aside(library_home) is None
    assert not library_home.damaged.exists()


def test_others_who_use_the_library_keep_it_in_its_place(library_home: Home) -> None:
    own, other = Library(library_home.library), Library(library_home.library)
    own.mark_in_use()
    placing.refuse_others(library_home, own)
    other.mark_in_use()
    with pytest.raises(LibraryTrouble, match="Another window"):
        placing.refuse_others(library_home, own)
    other.close()
    placing.refuse_others(library_home, own)
    own.close()
