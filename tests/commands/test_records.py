"""What goes out, and lists of PMIDs that come in, on the command line."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import sys
from pathlib import Path

import pytest

from her2ref.commands import records
from tests.commands.test_care import Program, run
from tests.data import synthetic

__all__ = ["run"]


@pytest.fixture
def filled(run: Program, tmp_path: Path) -> Program:
    file = tmp_path / "records.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(70000001)]))
    run("import", str(file))
    return run


def test_no_output_takes_the_place_of_the_programs_own_files(filled: Program) -> None:
    home = filled.home
    before = home.library.read_bytes()
    (copy,) = home.backups.glob("library-*.sqlite")
    held = copy.read_bytes()
    for own in (home.library, copy, home.settings, home.backups / "new.csv"):
        for words in (
            ["export", "--format", "csv", "-o"],
            ["content", "export", "-o"],
            ["personal", "export"],
            ["backup"],
            ["window", "--screenshot"],
        ):
            filled(*words, str(own), code=3)
            assert "her2ref itself" in filled.err
    assert (home.library.read_bytes(), copy.read_bytes()) == (before, held)
    assert not home.settings.exists()


def test_the_folder_of_an_output_is_not_made(filled: Program, tmp_path: Path) -> None:
    for words in (["export", "--format", "csv", "-o"], ["personal", "export"], ["backup"]):
        filled(*words, str(tmp_path / "stick" / "file"), code=3)
        assert "There is no folder" in filled.err
    assert not (tmp_path / "stick").exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows decides by the folder")
def test_what_is_written_is_for_its_owner_alone(filled: Program, tmp_path: Path) -> None:
    for number, words in enumerate(
        (["export", "--format", "csv", "-o"], ["content", "export", "-o"], ["personal", "export"], ["backup"])
    ):
        filled(*words, str(tmp_path / f"{number}"))
        assert stat.S_IMODE((tmp_path / f"{number}").stat().st_mode) == 0o600


def test_with_json_an_export_is_one_document(filled: Program, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    made = filled.json("export", "--format", "csv", "-o", str(file))
    assert (made["file"], made["articles"]) == (str(file), 1)
    made = filled.json("export", "--format", "csv", code=2)
    assert "standard output" in made["error"]
    assert made["next_step"] in filled.err
    file = tmp_path / "content.json"
    made = filled.json("content", "export", "-o", str(file))
    assert made["file"] == str(file)
    assert made["mechanisms"] > 6
    assert len(json.loads(file.read_text(encoding="utf-8"))["mechanisms"]) > 6
    assert set(filled.json("content", "export")) == set(json.loads(file.read_text(encoding="utf-8")))


def test_a_dash_is_standard_output(filled: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert next(csv.reader(filled("export", "--format", "csv", "-o", "-").splitlines()))[0] == "pmid"
    assert json.loads(filled("content", "export", "-o", "-"))["mechanisms"]
    filled("personal", "export", "-", code=3)
    assert not (tmp_path / "-").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_list_without_an_end_is_not_read(
    run: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for odd in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        run("import", "--pmids", str(odd), code=3)
        assert "not an ordinary file" in run.err
    monkeypatch.setattr(records, "LARGEST", 10)
    (tmp_path / "long").write_text("31234567 " * 3)
    run("import", "--pmids", str(tmp_path / "long"), code=3)
    assert "too large" in run.err
    monkeypatch.setattr(sys, "stdin", io.StringIO("31234567 " * 3))
    run("import", "--pmids", "-", "--dry-run", code=3)
    assert "too large" in run.err


def test_a_dry_run_says_what_its_lists_leave_out(
    run: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("her2ref.library.previewing.LINES", 2)
    file = tmp_path / "records.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(70000001 + n) for n in range(5)]))
    told = run.json("import", "--dry-run", str(file))
    assert (told["added"], len(told["records"]["added"]), told["left_out"]["added"]) == (5, 2, 3)
    assert not any(number for kind, number in told["left_out"].items() if kind != "added")
