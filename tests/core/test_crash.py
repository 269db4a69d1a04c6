from __future__ import annotations

from pathlib import Path

from her2ref.core.crash import KEPT, sentence, write_report
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
