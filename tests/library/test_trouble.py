from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from her2ref.core.errors import LibraryTrouble
from her2ref.library.trouble import sentence, told

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
    monkeypatch.setattr(os, "access", lambda _folder, _mode: writable)
    trouble = sentence(sqlite_error(sqlite3.SQLITE_CANTOPEN), tmp_path / "library.sqlite")
    assert trouble is not None
    assert words in trouble.what


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
