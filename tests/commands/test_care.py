"""Copies, restore and repair from the command line, for a clinic's script."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from her2ref import doctor
from her2ref.commands import call, care
from her2ref.core.paths import Home
from her2ref.library import backups
from tests.commands.program import Program
from tests.data import synthetic
from tests.library.test_repairing import spoil


@pytest.fixture
def run(
    library_home: Home,
    small_resources: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Program:
    for module in (call, care, doctor):
        monkeypatch.setattr(module, "resources", lambda: small_resources)
    return Program(library_home, capsys)


def note(run: Program, text: str) -> None:
    run("note", "mechanism:pten-loss", "--text", text)


def texts(run: Program) -> set[str]:
    with closing(sqlite3.connect(run.home.library)) as connection:
        return {text for (text,) in connection.execute("SELECT text FROM note")}


def test_a_copy_goes_into_the_folder_or_where_it_was_asked_for(run: Program, tmp_path: Path) -> None:
    run("--set", "backup.daily=off", "note", "mechanism:pten-loss", "--text", "one")
    made = run.json("backup")
    assert Path(made["file"]).parent == run.home.backups
    asked = run.json("backup", str(tmp_path / "copy.sqlite"))
    assert asked["file"] == str(tmp_path / "copy.sqlite")
    (listed,) = run.json("backups")
    assert (listed["file"], listed["reason"], listed["notes"]) == (made["file"], "by-hand", 1)
    assert "by-hand" in run("backups")


def test_without_copies_it_says_where_they_would_be(run: Program) -> None:
    assert str(run.home.backups) in run("backups")
    assert run.json("backups") == []
    run("restore", "latest", code=3)
    assert "no copies" in run.err


def test_a_restore_takes_what_was_added_since_along_and_asks_first(run: Program) -> None:
    note(run, "in the copy")
    made = run.json("backup")["file"]
    note(run, "added since")
    run("restore", "latest", code=2)
    assert "--yes" in run.err
    done = run.json("restore", "latest", "--yes")
    assert done["file"] == made
    assert Path(done["before"]).exists()
    assert texts(run) == {"in the copy", "added since"}
    run("restore", Path(made).name, "--exactly", "--yes")
    assert texts(run) == {"in the copy"}


def test_a_file_that_is_no_copy_is_refused(run: Program, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("no library")
    run("restore", str(tmp_path / "letter"), "--yes", code=3)
    assert "library was not changed" in run.err
    run("restore", str(tmp_path / "nothing"), "--yes", code=3)


def test_a_repair_tells_first_and_is_done_with_yes(run: Program) -> None:
    note(run, "kept")
    assert run.json("repair")["state"] == "whole"
    run("backup")
    note(run, "kept, too")
    spoil(run.home.library, "article")
    run("show", "70000001", code=3)
    assert "her2ref repair" in run.err
    told = run.json("repair", code=1)
    assert (told["state"], told["notes"]) == ("damaged", 2)
    assert told["backup"]
    assert "--yes" in run("repair", code=1)
    done = run.json("repair", "--yes")
    assert (done["state"], done["backup"]) == ("damaged", told["backup"])
    assert Path(done["aside"]).is_dir()
    assert texts(run) == {"kept", "kept, too"}
    assert run.json("doctor")["ok"] is True


def test_a_repair_can_begin_anew_or_from_a_file(run: Program, tmp_path: Path) -> None:
    note(run, "kept")
    copy = run.json("backup", str(tmp_path / "copy.sqlite"))["file"]
    spoil(run.home.library, "article")
    run("repair", "--from", str(tmp_path / "nothing"), "--yes", code=3)
    assert run.json("repair", "--from", copy, "--yes")["aside"]
    spoil(run.home.library, "article")
    assert run.json("repair", "--from", "new", "--yes")["backup"] == ""
    assert texts(run) == {"kept"}


def test_an_import_makes_the_copy_of_the_day_unless_it_is_switched_off(run: Program, tmp_path: Path) -> None:
    file = tmp_path / "records.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(70000001)]))
    run("--set", "backup.daily=false", "import", str(file))
    assert backups.listed(run.home) == []
    run("import", str(file))
    assert [one.reason for one in backups.listed(run.home)] == ["daily"]


@pytest.mark.parametrize(
    "words",
    [
        ["star", "lapatinib"],
        ["note", "lapatinib", "--text", "words"],
        ["read", "lapatinib", "--later"],
        ["collect", "Mine", "lapatinib"],
        ["searches", "--save", "Mine", "pten"],
    ],
)
def test_each_command_that_wrote_makes_the_copy_of_the_day(
    run: Program, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("search", "lapatinib")
    run("show", "drug:lapatinib")
    assert backups.listed(run.home) == [], "nothing was written"
    run.json(*words)
    assert run.err == ""
    assert [one.reason for one in backups.listed(run.home)] == ["daily"]
    run("trash")
    run(*words, code=3 if words[0] == "searches" else 0)
    assert len(backups.listed(run.home)) == 1, "one a day"


def test_a_copy_that_cannot_be_made_is_said_and_fails_nothing(run: Program) -> None:
    run.home.backups.write_text("a file in the place of the folder")
    made = run.json("note", "lapatinib", "--text", "words")
    assert made["notes"][0]["text"] == "words"
    assert run.err != ""


def test_latest_is_no_copy_that_a_restore_made(run: Program) -> None:
    note(run, "in the copy")
    first = run.json("backup")["file"]
    note(run, "since")
    assert run.json("restore", "latest", "--exactly", "--yes")["file"] == first
    assert run.json("restore", "latest", "--exactly", "--yes")["file"] == first
    assert texts(run) == {"in the copy"}


def test_a_whole_library_is_not_replaced_by_a_repair(run: Program, tmp_path: Path) -> None:
    copy = run.json("backup", str(tmp_path / "copy.sqlite"))["file"]
    note(run, "newer than the copy")
    for source in (copy, "new"):
        for yes in ([], ["--yes"]):
            told = run.json("repair", "--from", source, *yes, code=3)
            assert "whole" in told["error"]
            assert "her2ref restore" in told["next_step"]
    assert texts(run) == {"newer than the copy"}
    assert not run.home.damaged.exists()


def test_where_no_note_may_be_written_no_copy_from_elsewhere_is_taken(run: Program, tmp_path: Path) -> None:
    note(run, "foreign")
    foreign = run.json("backup", str(tmp_path / "foreign.sqlite"))["file"]
    own = Path(run.json("backup")["file"]).name
    run.home.policy.write_text("allow.notes = false\n")
    run("restore", foreign, "--yes", code=3)
    assert "no copy from elsewhere" in run.err
    if os.name == "posix":
        (run.home.backups / "link.sqlite").symlink_to(foreign)
        run("restore", "link.sqlite", "--yes", code=3)
    assert run.json("restore", own, "--exactly", "--yes")["notes"] == 1
    spoil(run.home.library, "article")
    run("repair", "--from", foreign, "--yes", code=3)
    assert "no copy from elsewhere" in run.err
    assert run.json("repair", "--from", own, "--yes")["aside"]


def test_the_doctor_tells_of_copies_places_and_the_version_of_sqlite(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {c["name"]: c for c in run.json("doctor")["checks"]}
    assert "none yet" in found["backups"]["detail"]
    assert found["place"]["ok"]
    monkeypatch.setattr(doctor.sqlite3, "sqlite_version_info", (3, 50, 0))
    assert "3.51.3" in doctor._sqlite().detail
    monkeypatch.setattr(doctor.sqlite3, "sqlite_version_info", (3, 51, 3))
    assert "3.51.3" not in doctor._sqlite().detail
    made = Path(run.json("backup")["file"])
    made.rename(made.with_name("library-20200101T000000.000Z-daily.sqlite"))
    assert {c.name: c.ok for c in doctor._backups(run.home)}["backups"], "old, but nothing has changed since"
    run("--set", "backup.daily=off", "note", "mechanism:pten-loss", "--text", "changed")
    (late,) = doctor._backups(run.home)
    assert not late.ok
    assert "changed since" in late.detail
