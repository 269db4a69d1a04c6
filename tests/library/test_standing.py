from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from her2ref.core.paths import Home
from her2ref.library import backups
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.standing import old_copy, standing

NOW = dt.datetime.now(dt.UTC)


def test_a_library_in_its_place_stands_well(library_home: Home) -> None:
    assert standing(library_home.library) == (None, None, "")


def test_one_that_is_not_there_is_lost(library_home: Home) -> None:
    library_home.data.rename(library_home.data.with_name("elsewhere"))
    found = standing(library_home.library)
    assert found.lost is not None
    assert "cannot be reached" in found.lost.what
    assert found.unwritten is None


@pytest.mark.skipif(os.name != "posix", reason="how it is seen that a medium cannot be written")
def test_one_on_a_read_only_medium_is_not_written(
    library_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    found = standing(library_home.library)
    assert found.lost is None
    assert found.unwritten is not None
    assert "read-only" in found.unwritten.what


@pytest.mark.parametrize(("free", "words"), [(150_000_000, "150 MB are free"), (250_000_000, "")])
def test_a_disk_that_is_nearly_full_is_told_with_its_room(
    library_home: Home, monkeypatch: pytest.MonkeyPatch, free: int, words: str
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=free))
    assert words in standing(library_home.library).full
    assert bool(words) is bool(standing(library_home.library).full)


def test_where_not_even_a_copy_fits_its_size_is_told(
    library_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=100))
    assert "A copy of the library needs" in standing(library_home.library).full


def test_an_old_copy_is_told_only_while_it_lacks_something(library_home: Home) -> None:
    assert old_copy(library_home, NOW) == "", "nothing of the person's is in it"
    library = Library(library_home.library)
    save_note(library, "", "mine")
    assert "no copy" in old_copy(library_home, NOW)
    backups.make(library_home, "by-hand")
    later = NOW + dt.timedelta(days=20)
    assert old_copy(library_home, later) == "", "the copy holds all"
    save_note(library, "", "more")
    assert old_copy(library_home, NOW + dt.timedelta(days=3)) == ""
    assert "20 days old" in old_copy(library_home, later + dt.timedelta(hours=1))
    library.close()


def test_nothing_is_written_by_a_look(library_home: Home) -> None:
    def seen() -> dict[str, Any]:
        return {str(file): file.stat().st_mtime_ns for file in Path(library_home.data).rglob("*")}

    before = seen()
    standing(library_home.library)
    assert seen() == before
