"""Notes and reading states on the command line."""

from __future__ import annotations

import io
import sys

import pytest

from tests.commands.test_keeping import run
from tests.test_cli import Program

__all__ = ["run"]


def test_a_note_on_nothing_is_parked(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Why\nnot?"))
    made = run.json("note", "--parked", "--text", "-")
    assert (made["id"], made["notes"][0]["text"]) == ("", "Why\nnot?")
    assert "Why" in run("note", "--parked")
    run("note", "--parked", "--text", " ", code=3)


def test_notes_are_listed_found_and_thrown(run: Program) -> None:
    first = run.json("note", "12345", "--text", "Ask the board")["notes"][0]["id"]
    run("note", "drug:lapatinib", "--text", "Diarrhoea")
    assert len(run.json("note", "--list")["notes"]) == 2
    (found,) = (
        run.json("note", "--list", "boa ask")["notes"] or run.json("note", "--list", "ask boa")["notes"]
    )
    assert (found["id"], found["target"], found["title"]) == (first, "12345", "An invented one")
    assert "An invented one" in run("note", "--list", "board")
    assert "No note." in run("note", "--list", "nothing")
    assert run.json("search", "board", "--kind", "note")["hits"][0]["id"] == str(first)
    assert run.json("note", "--throw", str(first)) == {"thrown": f"note:{first}"}
    run("note", "--throw", str(first), code=3)
    assert run.json("note", "12345")["notes"] == []


def test_words_that_do_not_go_together_are_wrong_usage(run: Program) -> None:
    for words in (["note"], ["note", "12345", "--parked"], ["note", "--throw", "one"]):
        with pytest.raises(SystemExit) as ended:
            run(*words)
        assert ended.value.code == 2
    run("note", "--list", "--text", "lost?", code=2)
    run("note", "--throw", "1", "--text", "lost?", code=2)


def test_what_is_read_and_what_is_to_be(run: Program) -> None:
    assert run.json("read", "12345") == {"id": "12345", "reading": ""}
    assert run.json("read", "12345", "--later")["reading"] == "later"
    assert run.json("read", "drug:lapatinib", "--done")["reading"] == "read"
    assert run.json("show", "drug:lapatinib")["reading"] == "read"
    assert "not marked" in run("read", "12345", "--off")
    run("read", "999", "--later", code=3)
