from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from her2ref.core.errors import KnownError, RefusedFile
from her2ref.core.files import beside
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
    with pytest.raises(RefusedFile, match="There is no folder"):
        formats.write_file(formats.named("nbib"), views(), tmp_path / "nowhere" / "out.nbib")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows decides by the folder")
def test_only_its_owner_reads_an_export_as_it_holds_notes(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    target.chmod(0o644)
    formats.write_file(formats.named("csv"), views(), target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="links are for administrators here")
def test_a_link_stays_and_its_target_gets_the_words(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    formats.write_file(formats.named("csv"), views(), tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert "Invented study 1" in (tmp_path / "real.csv").read_text(encoding="utf-8")


def test_a_link_in_the_place_of_the_unfinished_file_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.urandom", bytes)
    target = tmp_path / "out.csv"
    beside(target, "part").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KnownError, match="File exists"):
        formats.write_file(formats.named("csv"), views(), target)
    assert not (tmp_path / "elsewhere").exists()
