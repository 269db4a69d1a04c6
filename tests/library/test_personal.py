"""Stars, notes and own tags."""

from __future__ import annotations

import sqlite3

import pytest

from her2ref.core.changes import Changes
from her2ref.core.errors import KnownError, UnknownId
from her2ref.core.paths import Home
from her2ref.library import personal
from her2ref.library.library import Library


@pytest.fixture
def library(library_home: Home):
    connection = sqlite3.connect(library_home.library)
    connection.execute("INSERT INTO article (id, title) VALUES (12345, 'An invented one'), (-7, 'Another')")
    connection.commit()
    connection.close()
    made = Library(library_home.library)
    yield made
    made.close()


@pytest.mark.parametrize(
    "target", ["12345", "article:-7", "mechanism:pten-loss", "drug:lapatinib", "70000001"]
)
def test_a_star_goes_on_and_off_once(library: Library, target: str) -> None:
    assert personal.set_star(library, target, on=True) == Changes.of("stars", ids=(target,))
    assert personal.set_star(library, target, on=True) == Changes.of()
    assert library.reader().stars() == [target]
    assert personal.set_star(library, target, on=False).touches("stars")
    assert library.reader().stars() == []


UNKNOWN = [
    "54321",
    "article:-8",
    "article:7",
    "mechanism:nothing",
    "reference:pmid:70000001",
    "",
    "1; --",
    "9" * 40,
]


@pytest.mark.parametrize("target", UNKNOWN)
def test_an_unknown_target_is_refused(library: Library, target: str) -> None:
    with pytest.raises(UnknownId):
        personal.set_star(library, target, on=True)
    with pytest.raises(UnknownId):
        personal.save_note(library, target, "words")
    assert library.reader().stars() == []


TEXTS = [
    "a\r\nb\n",
    "עברית \u202e e\u0301 👩🏽‍⚕️ \u200b",
    "nul \0 inside",
    "x" * 1_000_000,
    "'); DROP TABLE note; --",
]


@pytest.mark.parametrize("text", TEXTS, ids=["newlines", "scripts", "nul", "long", "sql"])
def test_a_note_comes_back_as_it_was_typed(library: Library, text: str) -> None:
    note = personal.save_note(library, "12345", text)
    assert library.reader().notes("12345") == [note]
    assert note.text == text


def test_half_a_character_is_replaced(library: Library) -> None:
    assert personal.save_note(library, "12345", "half \ud83d here").text == "half ? here"


def test_new_words_for_a_note_keep_its_target_and_beginning(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal, "now", lambda: "2026-01-01T00:00:00+00:00")
    first = personal.save_note(library, "12345", "one")
    monkeypatch.setattr(personal, "now", lambda: "2026-01-02T00:00:00+00:00")
    second = personal.save_note(library, "12345", "two", first.id)
    assert (second.id, second.created, second.changed) == (
        first.id,
        first.created,
        "2026-01-02T00:00:00+00:00",
    )
    assert [n.text for n in library.reader().notes("12345")] == ["two"]


def test_a_note_without_words_or_without_its_row_is_refused(library: Library) -> None:
    with pytest.raises(KnownError, match="empty"):
        personal.save_note(library, "12345", " \n ")
    note = personal.save_note(library, "12345", "one")
    assert personal.delete_note(library, note.id) == Changes.of("notes", ids=("12345",))
    assert personal.delete_note(library, note.id) == Changes.of()
    with pytest.raises(UnknownId):
        personal.save_note(library, "12345", "two", note.id)
    assert library.reader().notes("12345") == []


def test_a_persons_tag_is_set_overruled_and_left_again(library: Library) -> None:
    def rows() -> list[tuple[str, int]]:
        connection = sqlite3.connect(library.path)
        found = connection.execute(
            "SELECT topic_key, removed FROM article_topic WHERE article_id = 12345 AND \"by\" = 'person'"
        ).fetchall()
        connection.close()
        return found

    personal.set_tag(library, 12345, "drug:lapatinib", on=True)
    assert rows() == [("drug:lapatinib", 0)]
    personal.set_tag(library, 12345, "drug:lapatinib", on=False)
    assert rows() == [("drug:lapatinib", 1)]
    personal.set_tag(library, 12345, "drug:lapatinib", on=None)
    assert rows() == []
    with pytest.raises(UnknownId):
        personal.set_tag(library, 12345, "drug:nothing", on=True)
