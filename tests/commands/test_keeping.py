"""Collections, saved searches, the trash and the personal file, on the command line."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from her2ref.commands import call
from her2ref.core import secrets
from her2ref.core.paths import Home
from tests.library import filling, owning
from tests.test_cli import Program


@pytest.fixture
def run(
    library_home: Home,
    small_resources: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Program:
    monkeypatch.setattr(call, "resources", lambda: small_resources)
    monkeypatch.setattr(secrets, "forget_all", lambda _home: 0)
    filling.fill(library_home.library, owning.ARTICLES)
    return Program(library_home, capsys)


def test_a_collection_is_made_filled_shown_and_thrown(run: Program) -> None:
    made = run.json("collect", "Brain", "12345", "drug:lapatinib")
    assert {item["id"] for item in made["items"]} == {"12345", "drug:lapatinib"}
    assert run.json("collect", "BRAIN", "12345", "--off")["items"] == [
        {"id": "drug:lapatinib", "title": "lapatinib"}
    ]
    assert "lapatinib" in run("collect", "brain")
    run("collect", "brain", "drug:nothing", code=3)
    run("collect", "Unheard", "12345", "--off", code=3)
    assert "empty" in run("collect", "Other")
    assert run.json("collections") == {
        "collections": [
            {"name": "Brain", "items": 1, "missing": 0},
            {"name": "Other", "items": 0, "missing": 0},
        ]
    }
    assert "No collection" in (
        run("collections", "--throw", "other") and run("collections", "--throw", "brain")
    )
    run("collections", "--throw", "brain", code=3)


def test_a_search_is_kept_run_and_thrown(run: Program) -> None:
    assert "invented" in run("searches", "--save", "Mine", "invented AND abstract[xx]")
    assert "Note:" in run.err, "what of the query could not be taken is said"
    found = run.json("searches", "--run", "mine", "--limit", "2")
    assert (found["name"], found["total"], len(found["articles"])) == ("Mine", 3, 2)
    assert set(found["articles"][0]) == {"id", "title", "journal", "year", "reading"}
    assert "3 articles" in run("searches", "--run", "mine")
    run("searches", "--save", "MINE", "again", code=3)
    run("searches", "--run", "other", code=3)
    listing = run.json("searches")["searches"][0]["listing"]
    assert listing == {"words": "invented AND abstract[xx]", "sort": "best"}
    assert "No saved search" in run("searches", "--throw", "mine")


def test_the_trash_is_listed_taken_back_from_and_emptied_by_who_is_sure(run: Program) -> None:
    note = run.json("note", "12345", "--text", "one")["notes"][0]["id"]
    run("collect", "Brain")
    run("collections", "--throw", "Brain")
    run("note", "--throw", str(note))
    ids = [one["id"] for one in run.json("trash")["trash"]]
    assert set(ids) == {f"note:{note}", "collection:1"}
    assert f"note:{note}" not in run("trash", "--take-back", f"note:{note}")
    assert run.json("note", "12345")["notes"][0]["text"] == "one"
    for wrong in ("note:99", "star:1", "note", "note:x", "note:-1", "note:²", "note:" + "9" * 30):
        run("trash", "--take-back", wrong, code=3)
    run("trash", "--empty", code=2)
    assert "--yes" in run.err
    assert "empty" in run("trash", "--empty", "--yes")


def test_everything_goes_to_a_file_away_and_back(
    run: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HER2REF_BACKUP_DAILY", "off")
    run("note", "12345", "--text", "one")
    run("star", "drug:lapatinib")
    file = tmp_path / "mine.json"
    assert "1 stars, 1 notes" in run("personal", "export", str(file))
    assert json.loads(file.read_text(encoding="utf-8"))["notes"][0]["text"] == "one"
    run("personal", "erase", code=2)
    assert "--yes" in run.err
    assert run.json("note", "12345")["notes"]
    done = run.json("personal", "erase", "--yes", "--keep-backups")
    assert (done["rows"], done["kept_backups"], done["left"]) == (2, True, [])
    assert run.json("note", "12345")["notes"] == []
    assert run.json("personal", "import", str(file)) == {
        "added": {"stars": 1, "notes": 1},
        "updated": {},
        "kept": {},
        "replaced": {},
    }
    assert "As it was: 1 stars, 1 notes." in run("personal", "import", str(file))
    assert run.json("note", "12345")["notes"][0]["text"] == "one"
    run("personal", "import", str(run.home.library), code=3)
    run("personal", "export", str(run.home.library), code=3)
    assert "were deleted" not in run("personal", "erase", "--yes")


def test_a_policy_that_forbids_exports_forbids_this_one_too(run: Program, tmp_path: Path) -> None:
    run.home.policy.write_text('"allow.exports" = false\n')
    run("personal", "export", str(tmp_path / "mine.json"), code=3)
    assert "organisation" in run.err
    assert not (tmp_path / "mine.json").exists()


def test_what_was_looked_up_stays_nowhere_where_it_may_not_be_remembered(
    run: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filling.execute(
        run.home.library, "INSERT INTO choice VALUES ('drug:lapatinib', 3, '2026-01-01T00:00:00+00:00')"
    )
    file = tmp_path / "mine.json"
    run("personal", "export", str(file))
    assert len(json.loads(file.read_text(encoding="utf-8"))["choices"]) == 1
    monkeypatch.setenv("HER2REF_REMEMBER_CHOICES", "nope")
    run("personal", "export", str(tmp_path / "none.json"))
    assert json.loads((tmp_path / "none.json").read_text(encoding="utf-8"))["choices"] == []
    assert choices(run) == 1, "what was not understood deletes nothing"
    monkeypatch.delenv("HER2REF_REMEMBER_CHOICES")
    run.home.policy.write_text("remember_choices = false\n")
    run("search", "lapatinib")
    assert choices(run) == 0
    run("personal", "import", str(file))
    assert choices(run) == 0
    run.home.policy.unlink()
    run("personal", "import", str(file))
    assert choices(run) == 1


def choices(run: Program) -> int:
    with closing(sqlite3.connect(run.home.library)) as connection:
        return int(connection.execute("SELECT count(*) FROM choice").fetchone()[0])
