from __future__ import annotations

import errno
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from her2ref.core.errors import IndexDamaged, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.library.trouble import sentence, told
from tests.library import filling

PATH = Path("folder") / "library.sqlite"


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("words of SQLite")
    error.sqlite_errorcode = code  # type: ignore[misc]
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "is full"),
        (sqlite3.SQLITE_CORRUPT, "is damaged"),
        (sqlite3.SQLITE_NOTADB, "is damaged"),
        (sqlite3.SQLITE_READONLY, "read-only"),
        (sqlite3.SQLITE_READONLY | (8 << 8), "read-only"),
        (sqlite3.SQLITE_BUSY, "is busy"),
        (sqlite3.SQLITE_BUSY | (2 << 8), "is busy"),
        (sqlite3.SQLITE_IOERR | (3 << 8), "cannot be reached"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be reached"),
    ],
)
def test_what_sqlite_says_becomes_a_sentence_with_a_next_step(code: int, words: str) -> None:
    trouble = sentence(sqlite_error(code), PATH)
    assert trouble is not None
    assert words in trouble.what
    assert trouble.next_step
    assert "words of SQLite" not in str(trouble)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "is full"), (errno.EACCES, "read-only"), (errno.EIO, "cannot be reached")],
)
def test_what_the_disk_says_too(number: int, words: str) -> None:
    trouble = sentence(OSError(number, "words of the system"), PATH)
    assert trouble is not None
    assert words in trouble.what


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR | (19 << 8)])
def test_a_file_that_cannot_be_made_on_a_full_disk_is_told_as_that(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=4096))
    trouble = sentence(sqlite_error(code), tmp_path / "library.sqlite")
    assert trouble is not None
    assert "is full" in trouble.what


@pytest.mark.parametrize(
    ("writable", "words"), [(True, "cannot be reached"), (False, "it or its folder is read-only")]
)
def test_a_file_that_cannot_be_made_in_a_folder_for_reading_only_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writable: bool, words: str
) -> None:
    (tmp_path / "library.sqlite").touch()
    monkeypatch.setattr(os, "access", lambda _path, mode: writable or mode == os.R_OK)
    trouble = sentence(sqlite_error(sqlite3.SQLITE_CANTOPEN), tmp_path / "library.sqlite")
    assert trouble is not None
    assert words in trouble.what


@pytest.mark.parametrize("error", [PermissionError(errno.EACCES, ""), sqlite_error(sqlite3.SQLITE_CANTOPEN)])
def test_what_may_not_even_be_read_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    (tmp_path / "library.sqlite").touch()
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    trouble = sentence(error, tmp_path / "library.sqlite")
    assert trouble is not None
    assert "cannot be read" in trouble.what
    assert "written" not in str(trouble)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere names are counted otherwise")
def test_a_path_and_one_name_that_are_too_long_are_told_apart() -> None:
    for path, words in (
        (Path("/") / ("ü" * 140) / "library.sqlite", r"A name in the path .* \(280 bytes; 255 can be used\)"),
        (Path("/") / ("x" * 250) / ("y" * 250) / ("z" * 250), r"The path .* \(753 bytes; 504 can be used\)"),
    ):
        trouble = sentence(OSError(errno.ENAMETOOLONG, ""), path)
        assert trouble is not None
        assert re.match(words, trouble.what)


@pytest.mark.parametrize(
    "bug", [sqlite_error(sqlite3.SQLITE_ERROR), sqlite3.ProgrammingError("closed"), ValueError("x")]
)
def test_a_bug_stays_a_bug(bug: Exception) -> None:
    assert sentence(bug, PATH) is None
    with pytest.raises(type(bug)), told(PATH):
        raise bug


def test_sqlalchemys_wrapping_is_looked_through() -> None:
    from sqlalchemy.exc import OperationalError

    wrapped = OperationalError("INSERT", {}, sqlite_error(sqlite3.SQLITE_FULL))
    trouble = sentence(wrapped, PATH)
    assert trouble is not None
    assert "is full" in trouble.what


def test_told_keeps_the_cause_and_lets_trouble_through() -> None:
    cause = sqlite_error(sqlite3.SQLITE_FULL)
    with pytest.raises(LibraryTrouble) as caught, told(PATH):
        raise cause
    assert caught.value.__cause__ is cause
    known = LibraryTrouble("Something known.")
    with pytest.raises(LibraryTrouble) as caught, told(PATH):
        raise known
    assert caught.value is known


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("DROP TABLE note_fts_idx", "index of notes is damaged"),
        ("DROP TABLE note_fts_docsize", "index of notes is damaged"),
        ("DELETE FROM note_fts_data", "index of notes is damaged"),
        ("DROP TABLE article_fts_idx", "index of abstracts is damaged"),
        ("DELETE FROM article_fts_data", "index of abstracts is damaged"),
    ],
)
def test_of_the_two_indexes_the_damaged_one_is_named(library_home: Home, harm: str, words: str) -> None:
    filling.fill(library_home.library, [filling.article(1, "Some words")])
    with closing(sqlite3.connect(library_home.library)) as connection:
        connection.execute("INSERT INTO note (target, text) VALUES ('', 'some words')")
        connection.commit()
        connection.execute(harm)
        connection.commit()
    table = harm.split()[2].rpartition("_")[0]
    ask = f"SELECT rowid FROM {table} WHERE {table} MATCH 'some OR words OR other'"
    if harm.endswith("docsize"):
        ask = "INSERT INTO note (target, text) VALUES ('', 'other words')"
    with (
        closing(sqlite3.connect(library_home.library)) as connection,
        pytest.raises(IndexDamaged, match=words),
        told(library_home.library),
    ):
        connection.execute(ask).fetchall()


def test_an_error_of_logic_over_whole_indexes_is_a_bug(library_home: Home) -> None:
    error = sqlite3.OperationalError("SQL logic error")
    error.sqlite_errorcode = sqlite3.SQLITE_ERROR  # type: ignore[misc]
    assert sentence(error, library_home.library) is None
    error.sqlite_errorcode = 267  # type: ignore[misc]
    trouble = sentence(error, library_home.library)
    assert trouble is not None
    assert "index of abstracts and notes" in trouble.what
    assert "records and notes" in trouble.safe
