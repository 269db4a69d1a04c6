from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from her2ref.core.crash import KEPT, Reports, catch, kept, sentence, write_report
from her2ref.core.errors import LibraryTrouble


def _error(secret: str) -> BaseException:
    try:
        raise ValueError(secret)
    except ValueError as error:
        return error


def test_a_report_says_where_but_not_what_a_person_wrote(tmp_path: Path) -> None:
    path = write_report(tmp_path / "logs", _error("note about a person"))
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "test_crash.py" in text
    assert "note about a person" not in text


def test_old_reports_go(tmp_path: Path) -> None:
    for _ in range(KEPT + 3):
        write_report(tmp_path, _error("x"))
    assert len(list(tmp_path.glob("crash-*.txt"))) == KEPT


def test_a_disk_that_takes_no_report_is_no_second_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert write_report(blocked / "logs", _error("x")) is None


def test_known_trouble_keeps_its_own_sentence() -> None:
    trouble = LibraryTrouble("The disk is full.", next_step="Free some space.")
    assert sentence(trouble, None) == "The disk is full. Nothing was lost. Free some space."
    assert "report was saved" in sentence(ValueError(), Path("r.txt"))


def test_the_same_bug_is_one_report_that_counts(tmp_path: Path) -> None:
    reports = Reports(tmp_path)
    met = [reports.take(_error("x")) for _ in range(5)]
    assert [caught.times for caught in met] == [1, 2, 3, 4, 5]
    (path,) = kept(tmp_path)
    assert "Met 4 times" in path.read_text(encoding="utf-8"), "not at every time"
    reports.close()
    assert "Met 5 times" in path.read_text(encoding="utf-8")


def test_what_stands_behind_an_error_is_named_without_words(tmp_path: Path) -> None:
    try:
        try:
            raise KeyError("a query")
        except KeyError as first:
            raise OSError("a note") from first
    except OSError as error:
        path = write_report(tmp_path, error)
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "OSError" in text
    assert "behind it: KeyError" in text
    assert "Last events:" in text


def test_a_report_is_for_its_owner_and_does_not_name_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(Path(__file__).parents[1]))
    monkeypatch.setenv("USERPROFILE", str(Path(__file__).parents[1]))
    path = write_report(tmp_path, _error("x"))
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "~" in text
    assert str(Path(__file__).parents[1]) not in text
    assert os.name != "posix" or path.stat().st_mode & 0o077 == 0


def test_errors_of_every_kind_reach_the_one_who_listens() -> None:
    told: list[tuple[str, str]] = []
    interrupted: list[bool] = []
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    undo = catch(
        lambda error, where: told.append((type(error).__name__, where)), lambda: interrupted.append(True)
    )
    try:
        sys.excepthook(ValueError, ValueError("x"), None)
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        thread.join()
    finally:
        undo()
    assert told == [("ValueError", "slot"), ("ZeroDivisionError", "thread")]
    assert interrupted == [True]
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
