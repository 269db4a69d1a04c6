from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from her2ref import cli
from her2ref.commands import call, content, window
from her2ref.core.errors import KnownError
from her2ref.core.paths import Home
from her2ref.core.wish import files_in
from her2ref.library import opening
from tests.commands.program import Program
from tests.data import synthetic
from tests.data.ris import ris, ris_file
from tests.library import filling


@pytest.fixture
def run(
    library_home: Home,
    small_resources: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Program:
    for module in (call, content):
        monkeypatch.setattr(module, "resources", lambda: small_resources)
    return Program(library_home, capsys)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    file = tmp_path / "records.xml"
    texts = [
        synthetic.article_xml(70000001, title="An invented trial of trastuzumab."),
        synthetic.article_xml(70000055),
    ]
    file.write_bytes(synthetic.article_set(texts))
    return file


def test_import_counts_and_changes_nothing_the_second_time(run: Program, records: Path) -> None:
    first = run.json("import", str(records))
    assert {k: first[k] for k in ("read", "added", "updated", "unchanged", "rejected")} == {
        "read": 2,
        "added": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    assert first["files"][0]["format"] == "xml"
    again = run.json("import", str(records))
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_a_refused_file_is_one_sentence_and_code_3(run: Program, tmp_path: Path) -> None:
    empty = tmp_path / "empty.xml"
    empty.write_bytes(b"")
    run("import", str(empty), code=3)
    assert "empty" in run.err.lower()
    assert "Traceback" not in run.err
    run("import", str(tmp_path / "nowhere.xml"), code=3)


def test_a_damaged_file_is_done_in_part(run: Program, records: Path) -> None:
    records.write_bytes(records.read_bytes()[:-700])
    found = run.json("import", str(records), code=1)
    assert found["added"] == 1
    assert found["files"][0]["problem"]


def test_search_by_words_names_and_ids(run: Program, records: Path) -> None:
    run("import", str(records))
    by_words = run.json("search", '"invented study"', "--kind", "article")
    assert [h["id"] for h in by_words["hits"]] == ["70000055"]
    assert by_words["total"] == 1
    assert run.json("search", "T-DXd")["hits"][0]["id"] == "trastuzumab-deruxtecan"
    assert run.json("search", "70000055")["hits"][0]["id"] == "70000055"
    assert run.json("search", "qqqzzz")["hits"] == []


def test_show_topic_and_article(run: Program, records: Path) -> None:
    run("import", str(records))
    assert run.json("show", "mechanism:pik3ca-mutation")["name"] == "PIK3CA mutation"
    article = run.json("show", "70000001")
    for key in (
        "pmid version status revised title vernacular_title abstract other_abstracts authors journal journal_abbrev "
        "year month day date_text volume issue pages doi pmcid languages publication_types mesh keywords chemicals "
        "grants book states notices mechanisms drugs starred notes"
    ).split():
        assert key in article, key
    assert article["pmid"] == 70000001
    assert {"id": "trastuzumab", "by": "terms"} in article["drugs"]
    run("show", "mechanism:nothing", code=3)
    run("show", "12345678", code=3)


def test_star_and_note(run: Program, records: Path) -> None:
    run("import", str(records))
    assert run.json("star", "70000055") == {"id": "70000055", "starred": True}
    assert (
        run.json("note", "70000055", "--text", "Ask at the board.")["notes"][0]["text"] == "Ask at the board."
    )
    shown = run.json("show", "70000055")
    assert shown["starred"] is True
    assert shown["notes"][0]["text"] == "Ask at the board."
    assert run.json("star", "70000055", "--off")["starred"] is False
    run("star", "99", code=3)
    run("note", "70000055", "--text", "  ", code=3)


def test_tags_say_why_and_take_a_choice(run: Program, records: Path) -> None:
    run("import", str(records))
    made = run.json("tag", "70000001")
    assert {"topic": "trial:bolero-3", "by": "content", "matched": ""} in made["topics"]
    run("tag", "70000001", "--add", "lapatinib")
    made = run.json("tag", "70000001", "--remove", "mechanism:p95her2")
    assert {"topic": "drug:lapatinib", "by": "person", "matched": ""} in made["topics"]
    assert made["removed"] == [{"topic": "mechanism:p95her2"}]
    assert "mechanism:p95her2: taken off by you" in run("tag", "70000001")
    assert "drug:lapatinib: by you" not in run("tag", "70000001", "--reset", "lapatinib")
    run("tag", "drug:lapatinib", code=3)
    assert "is no article" in run.err


def test_news_say_what_was_corrected(run: Program, small_resources: Path) -> None:
    run("search", "lapatinib")
    (small_resources / "corrections.toml").write_text(
        '[[correction]]\nid = "one"\ntopic = "trial:bolero-3"\nseverity = "major"\ndate = "2026-11-25"\n'
        'version = "2026.11"\nold = "Eight."\nnew = "Ten."\nwhy = "A slip."\nsources = ["pmid:70000001"]\n'
    )
    assert "major, not seen yet  trial:bolero-3" in run("news")
    assert run.json("news", "--seen")["corrections"][0]["new"] == "Ten."
    assert "not seen yet" not in run("news")


def test_a_cited_paper_is_one_thing_before_and_after_its_record_comes(run: Program, records: Path) -> None:
    names = ("70000001", "pmid:70000001", "reference:pmid:70000001")
    first = run.json("show", "70000001")
    assert (first["kind"], first["pmid"], first["starred"], first["notes"]) == (
        "reference",
        70000001,
        False,
        [],
    )
    for name in names:
        assert run.json("star", name) == {"id": "70000001", "starred": True}
        run("note", name, "--text", f"By {name}.")
        shown = run.json("show", name)
        assert (shown["kind"], shown["starred"]) == ("reference", True)
        assert shown["notes"][-1]["text"] == f"By {name}."
        run("star", name, "--off")
        assert run.json("show", "70000001")["starred"] is False
    run("star", names[2])
    run("import", str(records))
    for name in names:
        shown = run.json("show", name)
        assert shown["starred"] is True
        assert len(shown["notes"]) == 3
        assert [n["id"] for n in run.json("note", name)["notes"]] == [n["id"] for n in shown["notes"]]


def test_export_goes_out_as_itself(run: Program, records: Path, tmp_path: Path) -> None:
    run("import", str(records))
    assert run("export", "--format", "csv").splitlines()[0].startswith("pmid,")
    run("star", "70000001")
    target = tmp_path / "out.nbib"
    assert run("export", "--format", "nbib", "--starred", "-o", str(target)) == ""
    text = target.read_text(encoding="utf-8")
    assert text.count("PMID- ") == 1
    assert "PMID- 70000001" in text


def test_content_commands(run: Program) -> None:
    assert run.json("content", "check") == {"ok": True, "problems": []}
    stats = run.json("content", "stats")
    assert stats["mechanisms"] > 6
    assert stats["statements_without_source"] == 0
    whole = json.loads(run("content", "export", "--format", "json"))
    assert set(whole) >= {"mechanisms", "drugs", "trials", "statements", "references"}


def test_a_search_says_what_was_searched_for(run: Program, records: Path) -> None:
    run("import", str(records))
    found = run.json("search", "trastuzumap", "--kind", "article")
    assert found["total"]
    assert found["searched"].startswith("trastuzumab")
    found = run.json("search", '"nothing like it"[ti] (', "--kind", "article")
    assert found["searched"] == '"nothing like it" [title]'
    assert any("bracket" in problem for problem in found["problems"])
    told = run("search", '"nothing like it"[ti]', "--kind", "article")
    assert 'Abstracts searched for: "nothing like it" [title]' in told


@pytest.mark.parametrize("rows", ["id > 10", "id"])
def test_a_damaged_index_is_said_and_mended(run: Program, records: Path, rows: str) -> None:
    run("import", str(records))
    whole = run.json("search", "trastuzumab", "--kind", "article")["total"]
    assert whole
    filling.execute(run.home.library, f"DELETE FROM article_fts_data WHERE {rows}")
    run("search", "trastuzumab", "--kind", "article", code=3)
    assert "doctor --mend" in run.err
    assert run.json("doctor", "--mend")["ok"] is True
    assert run.json("search", "trastuzumab", "--kind", "article")["total"] == whole


def test_backup_and_doctor(run: Program, records: Path, tmp_path: Path) -> None:
    run("import", str(records))
    made = run.json("backup", str(tmp_path / "copy.sqlite"))
    assert made["articles"] == 2
    assert run.json("doctor")["ok"] is True
    run.home.library.write_bytes(b"not a database" * 100)
    report = run.json("doctor", code=1)
    assert report["ok"] is False


@pytest.mark.parametrize("left", ["nothing", "an empty file", "an empty file and copies"])
def test_doctor_and_the_next_start_agree_about_what_is_not_there(run: Program, left: str) -> None:
    run.home.library.unlink()
    if left != "nothing":
        run.home.library.touch()
    if "copies" in left:
        run.home.backups.mkdir()
    fine = "copies" not in left
    report = run.json("doctor", code=0 if fine else 1)
    (found,) = (c for c in report["checks"] if c["name"] == "library")
    assert (found["ok"], "not made yet" in found["detail"], "damaged" in found["detail"]) == (
        fine,
        fine,
        not fine,
    )
    run("search", "T-DXd", code=0 if fine else 3)


def test_a_foreign_database_is_told_by_every_command(run: Program) -> None:
    run.home.library.unlink()
    filling.execute(run.home.library, "CREATE TABLE other (id INTEGER)")
    filling.execute(run.home.library, "PRAGMA user_version = 1")
    run("search", "trastuzumab", code=3)
    assert "not a library of her2ref" in run.err
    (found,) = (c for c in run.json("doctor", code=1)["checks"] if c["name"] == "library")
    assert "not a library of her2ref" in found["detail"]
    assert not run.home.logs.exists()


@pytest.fixture
def read_only(run: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program on a medium that cannot be written: SQLite's file beside the library cannot be made."""
    run.home.library.with_name("library.sqlite-shm").mkdir()
    real = os.statvfs

    def told(folder: Any) -> Any:
        found = real(folder)
        return SimpleNamespace(**{n: getattr(found, n) for n in dir(found) if n[0] == "f"} | {"f_flag": 1})

    monkeypatch.setattr(os, "statvfs", told)
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    return run


@pytest.mark.skipif(os.name != "posix", reason="how it is seen that a medium cannot be written")
def test_a_medium_that_cannot_be_written_is_read(
    read_only: Program, tmp_path: Path, small_resources: Path
) -> None:
    assert read_only.json("search", "T-DXd")["hits"][0]["id"] == "trastuzumab-deruxtecan"
    assert read_only.json("show", "drug:lapatinib")["name"] == "lapatinib"
    assert read_only.json("doctor")["ok"] is True
    assert read_only.json("backup", str(tmp_path / "copy.sqlite"))["articles"] == 0
    os.utime(small_resources / "content.toml", (4e9, 4e9))
    assert read_only.json("show", "drug:lapatinib")["name"] == "lapatinib", "the content it has"
    read_only("star", "drug:lapatinib", code=3)
    assert "read-only" in read_only.err
    read_only.home.library.with_name("library.sqlite-wal").write_bytes(b"changes that are not in the file")
    assert "immutable" not in opening.address(read_only.home.library)


@pytest.mark.parametrize("words", [["nothing"], ["search"], ["export"], ["window", "--size", "1x1"]])
def test_wrong_usage_is_code_2(run: Program, words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*words)
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("words", "is_file"),
    [
        (["/nonexistent/file.nbib"], True),
        (["records", "of today.xml.gz"], True),
        (["./records"], True),
        (["/" + "x" * 5000], True),
        (["her2/neu"], False),
        (["10.1056/NEJMoa2115022"], False),
        (["her2ref:drug/tucatinib"], False),
        (["T-DXd", "ILD"], False),
    ],
)
def test_a_file_that_is_not_there_is_not_looked_up(
    run: Program, monkeypatch: pytest.MonkeyPatch, words: list[str], is_file: bool
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(window, "open_window", lambda _call, target: opened.append(target) or 0)
    run("open", *words, code=3 if is_file else 0)
    assert opened == ([] if is_file else [" ".join(words)])
    assert ("There is no file" in run.err) is is_file


def test_a_file_that_is_there_is_opened(run: Program, monkeypatch: pytest.MonkeyPatch, records: Path) -> None:
    opened: list[str] = []
    monkeypatch.setattr(window, "open_window", lambda _call, target: opened.append(target) or 0)
    run("open", str(records))
    assert opened == [str(records)]


def test_a_window_without_a_picture_looks_as_it_was_asked_for(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from her2ref import app

    asked: list[app.Picture | None] = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(app, "run", lambda _home, _target, wanted, _settings: asked.append(wanted) or 0)
    run("window", "--size", "1024x700", "--theme", "dark", "--query", "her2")
    assert asked == [app.Picture(size=(1024, 700), theme="dark", query="her2")]
    run("window")
    assert asked[1:] == [app.Picture()]


def test_a_bug_is_a_sentence_and_a_report(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.Call, "library", lambda _self: 1 // 0)
    run("show", "1", code=3)
    assert "report was saved" in run.err
    assert "Traceback" not in run.err


def test_no_command_imports_qt_but_those_that_draw(library_home: Home, records: Path) -> None:
    calls = [
        ["import", str(records)],
        ["search", "trastuzumab"],
        ["show", "70000001"],
        ["star", "70000001"],
        ["export", "--format", "nbib"],
        ["content", "stats"],
        ["doctor"],
    ]
    lines = [
        "import sys; from her2ref.cli import main",
        f"codes = [main(['--home', {str(library_home.data)!r}, '--quiet', *c]) for c in {calls!r}]",
        "assert codes == [0] * 7, codes",
        "assert not any(m.startswith('PySide6') for m in sys.modules)",
    ]
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_without_a_display_the_window_is_a_sentence(
    run: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    run(code=3)
    assert "no display" in run.err


@pytest.mark.parametrize("words", [["search", "Größe Äquator"], ["--json", "search", "Größe Äquator"]])
def test_a_pipe_takes_every_letter_whatever_the_machines_encoding(
    library_home: Home, words: list[str]
) -> None:
    environment = dict(os.environ, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    done = subprocess.run(
        [sys.executable, "-m", "her2ref", "--home", str(library_home.data), *words],
        env=environment,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Größe Äquator" in done.stdout.decode("utf-8")


def test_a_search_gives_each_kind_its_turn(run: Program, records: Path) -> None:
    run("import", str(records))
    kinds = {hit["kind"] for hit in run.json("search", "trastuzumab", "--limit", "12")["hits"]}
    assert {"drug", "article"} <= kinds


def test_an_empty_home_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--home", "", "search", "x"])
    assert stopped.value.code == 2
    assert "names no folder" in capsys.readouterr().err


def test_a_starred_paper_without_a_record_goes_out_too(run: Program) -> None:
    run("star", "70000001")
    run("star", "drug:trastuzumab")
    out = run("export", "--format", "csv", "--starred")
    assert out.splitlines()[1].startswith("70000001,")
    assert "1 starred mechanisms, drugs or trials" in run.err


def test_room_that_some_kinds_do_not_use_goes_to_the_others(run: Program, records: Path) -> None:
    run("import", str(records))
    found = run.json("search", "invented", "--limit", "9")
    assert len(found["hits"]) == min(9, found["total"])


def test_open_takes_words_without_quotes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []

    def open_window(_call: cli.Call, target: str) -> int:
        opened.append(target)
        return cli.DONE

    monkeypatch.setattr(window, "open_window", open_window)
    for words in (["pik3ca", "mutation"], ["her2ref:drug:lapatinib"]):
        assert cli.main(["--home", str(tmp_path), "open", *words]) == 0
    assert opened == ["pik3ca mutation", "her2ref:drug:lapatinib"]


def test_a_dry_run_tells_what_an_import_would_do_and_does_nothing(
    run: Program, records: Path, tmp_path: Path
) -> None:
    told = run.json("import", "--dry-run", str(records))
    assert told["dry_run"]
    assert told["added"] == len(told["records"]["added"]) > 0
    assert run.json("import", "--dry-run", str(records))["added"] == told["added"]
    text = run("import", "--dry-run", str(records))
    assert "added: PMID 70000001" in text
    assert text.splitlines()[-1] == "Nothing was written."
    assert run.json("import", str(records))["added"] == told["added"]
    assert run.json("import", "--dry-run", str(records))["unchanged"] == told["added"]
    run("import", "--dry-run", str(tmp_path / "none.xml"), code=3)


def test_lists_of_pmids_are_imported(
    run: Program, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", str(records))
    listed = tmp_path / "list.txt"
    listed.write_text("PMID: 70000001\n31234567, nine\n")
    found = run.json("import", "--pmids", str(listed), "--dry-run", code=1)
    assert (found["read"], found["unchanged"], found["wanted"], found["rejected"]) == (3, 1, 1, 1)
    text = run("import", "--pmids", str(listed), code=1)
    assert "3 read, 1 here already, 1 to be fetched at the next sync, 1 left out" in text
    assert "nine: it is not a PMID" in text
    monkeypatch.setattr("sys.stdin", io.StringIO("31234568"))
    assert run.json("import", "--pmids", "-")["wanted"] == 1
    listed.write_text("31234569\n31234570\n")
    assert run.json("import", str(listed))["wanted"] == 2  # a file that is a list needs no option
    run("import", "--pmids", str(tmp_path / "none.txt"), code=3)
    run("import", code=2)
    run("import", "--pmids", "-", str(records), code=2)


def test_ris_is_imported_and_shown(run: Program, tmp_path: Path) -> None:
    file = tmp_path / "library.ris"
    file.write_bytes(
        ris_file([ris(31234567, "zotero", title="An invented study."), ris(None, title="Nameless.")])
    )
    found = run.json("import", str(file))
    assert (found["files"][0]["format"], found["added"]) == ("ris", 2)
    assert "An invented study." in run("show", "31234567")
    assert "Nameless." in run("show", "article:-1")


def test_several_files_are_opened_together(
    run: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(window, "open_window", lambda _call, target: opened.append(target) or 0)
    names = ["a b.nbib", "c.ris", "d"]
    for name in names:
        (tmp_path / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    run("open", *names)
    assert files_in(opened[0]) == [tmp_path / name for name in names]
    run("open", "c.ris")
    assert opened[1] == str(tmp_path / "c.ris")
    run("open", "a", "b.nbib")  # one name with a blank
    assert opened[2] == str(tmp_path / "a b.nbib")
    run("open", "c.ris", "gone.ris", code=3)
    assert "no file gone.ris" in run.err


def test_privacy_says_what_is_stored_where_and_changes_nothing(run: Program) -> None:
    run("note", "mechanism:pten-loss", "--text", "a thought of mine")
    before = sorted(run.home.data.rglob("*"))
    told = run.json("privacy")
    assert told["sent"] == []
    assert {one["kind"]: one["number"] for one in told["own"]}["note"] == 1
    assert next(one for one in told["stored"] if one["kind"] == "library")["place"] == str(run.home.library)
    text = run("privacy")
    assert "Nothing was sent from this program." in text
    assert str(run.home.library) in text
    assert "a thought of mine" not in text + json.dumps(told)
    assert [
        file for file in sorted(run.home.data.rglob("*")) if not file.name.endswith(("-wal", "-shm"))
    ] == [file for file in before if not file.name.endswith(("-wal", "-shm"))]


def test_doctor_counts_the_crash_reports(run: Program) -> None:
    (run.home.logs).mkdir()
    (run.home.logs / "crash-20261125-000000-000000.txt").write_text("x")
    checks = {check["name"]: check for check in run.json("doctor")["checks"]}
    assert checks["logs"]["detail"].startswith(
        "1 crash report, the newest crash-20261125-000000-000000.txt in "
    )


def test_with_json_every_error_is_one_document_and_a_sentence(
    run: Program, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run.json("show", "mechanism:nothing", code=3)
    assert set(told) == {"error", "safe", "next_step"}
    assert run.err == " ".join(filter(None, told.values())) + "\n"
    assert "--yes" in run.json("personal", "erase", code=2)["error"]
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--json", "note"])
    assert stopped.value.code == 2
    out, err = capsys.readouterr()
    assert "required" in json.loads(out)["error"]
    assert "usage:" in err
    with pytest.raises(SystemExit):
        cli.main(["note"])
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(cli.Call, "library", lambda _self: 1 // 0)
    assert "report was saved" in run.json("show", "1", code=3)["error"]


def test_an_error_after_the_answer_adds_no_second_document(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_call: call.Call) -> None:
        raise KnownError("It was interrupted.")

    monkeypatch.setattr(cli.care, "back_up_if_due", fails)
    assert run.json("star", "drug:lapatinib", code=3)["starred"] is True
    assert "It was interrupted." in run.err
