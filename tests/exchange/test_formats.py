from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from her2ref.core.errors import KnownError
from her2ref.exchange import formats
from her2ref.library.rows import ArticleView
from tests.data import synthetic


def views() -> list[ArticleView]:
    return [ArticleView(1, synthetic.record(1), (), "", "", ("xml",), (), starred=False, notes=())]


@pytest.mark.parametrize("form", formats.FORMATS, ids=lambda f: f.name)
def test_each_format_writes_a_file(form: formats.Format, tmp_path: Path) -> None:
    target = tmp_path / f"out{form.suffix}"
    formats.write_file(form, views(), target)
    assert "Invented study 1" in target.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_an_old_file_stays_whole_until_the_new_one_is_done(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")

    def breaking() -> Iterator[ArticleView]:
        yield from views()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        formats.write_file(formats.named("csv"), breaking(), target)
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_a_place_that_cannot_be_written_has_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="could not be written"):
        formats.write_file(formats.named("nbib"), views(), tmp_path / "nowhere" / "out.nbib")
