"""What a start is to open, handed over as one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from her2ref.core import wish
from her2ref.core.errors import KnownError
from her2ref.core.wish import files_in, of_files


def test_files_are_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    odd = ["a.nbib", "b c.ris", 'd"e\n.xml', "ü, 乳.txt"]
    line = of_files(map(Path, odd))
    assert "\n" not in line
    assert files_in(line) == [tmp_path / name for name in odd]
    assert of_files([Path("a.nbib")]) == str(tmp_path / "a.nbib")


@pytest.mark.parametrize(
    "line", ["", "her2", "files:", "files:{}", "files:[[1]]", "files:[" + "[" * 10_000, "her2ref:x"]
)
def test_other_wishes_name_no_files(line: str) -> None:
    assert files_in(line) == []


def test_too_many_files_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wish, "LONGEST", 50)
    with pytest.raises(KnownError, match="too many"):
        of_files([Path(f"{n}.nbib") for n in range(20)])
