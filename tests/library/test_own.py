"""What is read of personal things: lists, titles, the words of notes, and lists of articles narrowed by them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.library import collecting, notes, personal
from her2ref.library.library import Library
from her2ref.library.own import HEAD, first_line, note_query
from tests.library import filling, owning


@pytest.fixture
def library(library_home: Home):
    filling.fill(library_home.library, owning.ARTICLES, tags=[("drug:lapatinib", 12345, "terms", 0)])
    made = Library(library_home.library)
    yield made
    made.close()


@pytest.mark.parametrize(
    "words",
    [
        "Après",
        "apres",
        "APRES",
        "traste",
        "T-DXd",
        "t dxd",
        "ask tumo",
        "tumour ask",
        "ask  the\tboa",
        '"board"',
        "e\u0301te",
    ],
)
def test_a_note_is_found_by_all_its_words_the_last_as_a_beginning(library: Library, words: str) -> None:
    note = notes.save_note(library, "12345", "Ask the tumour board après T-DXd\nété, trastester")
    notes.save_note(library, "54321", "Nothing of the kind")
    assert [line.note for line in library.reader().all_notes(words)] == [note]


@pytest.mark.parametrize(
    "words", ["boar ask", "other", "***", '"', "note_fts", "ask NOT tumour", "-", "(", "text:ask x"]
)
def test_a_note_is_not_found_by_other_words_or_by_signs(library: Library, words: str) -> None:
    notes.save_note(library, "12345", "Ask the tumour board")
    assert library.reader().all_notes(words) == []
    assert library.reader().count_notes(words) == 0


@given(st.text(max_size=60))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_that_is_typed_is_an_error(library: Library, words: str) -> None:
    assert isinstance(library.reader().all_notes(words), list)
    assert note_query(words).count('"') % 2 == 0


def test_notes_are_listed_newest_first_with_what_they_hang_on(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    filling.execute(
        library.path, "INSERT INTO note (target, text, changed) VALUES ('drug:gone', 'old', '2020')"
    )
    targets = ("12345", "article:-7", "mechanism:pten-loss", "70000001", "")
    for day, target in enumerate(targets, start=1):
        monkeypatch.setattr(personal, "now", lambda day=day: f"2026-01-0{day}T00:00:00+00:00")
        notes.save_note(library, target, f"on {target}")
    found = library.reader().all_notes()
    assert [line.note.target for line in found] == [*reversed(targets), "drug:gone"]
    titles = [line.title for line in found]
    assert (titles[0], titles[2], titles[3], titles[4], titles[5]) == (
        *("", "PTEN loss", "Another without a PMID", "An invented one", ""),
    )
    assert titles[1], "a cited paper without a record has a title"
    assert [line.note.target for line in library.reader().all_notes(limit=2)] == ["", "70000001"]
    assert library.reader().titles([*targets, "drug:gone"]) == dict(
        zip(targets[:4], (titles[4], titles[3], titles[2], titles[1]), strict=True)
    )


def test_lists_are_narrowed_by_reading_notes_and_collections(library: Library) -> None:
    reader = library.reader()
    personal.set_reading(library, "12345", "later")
    personal.set_reading(library, "54321", "read")
    personal.set_reading(library, "drug:lapatinib", "read")
    notes.save_note(library, "12345", "one")
    notes.save_note(library, "12345", "two")
    notes.throw_note(library, notes.save_note(library, "54321", "thrown").id)
    heap = collecting.make_collection(library, "Heap")
    collecting.collect(library, heap.id, ["article:-7", "12345", "drug:lapatinib"], on=True)

    def ids(**narrowed: object) -> list[int]:
        wanted = Listing(**narrowed)  # type: ignore[arg-type]
        found = list(reader.article_ids(wanted))
        assert reader.total(wanted) == len(found)
        assert [row.id for row in reader.first(wanted)] == found
        return found

    assert ids(reading="later") == [12345]
    assert ids(reading="read") == [54321]
    assert sorted(ids(reading="unread")) == [-7, 12345]
    assert ids(noted=True) == [12345]
    assert sorted(ids(collection=heap.id)) == [-7, 12345]
    assert ids(collection=heap.id, topics=("drug:lapatinib",)) == [12345]
    assert ids(collection=heap.id, reading="unread", words="another") == [-7]
    assert ids(words="invented", sort="best", reading="unread") == [*ids(words="invented", noted=True), -7]
    assert ids(reading="unread", words="third") == []
    assert ids(collection=999) == []
    assert sum(reader.facets(Listing(collection=heap.id)).years.values()) == 2
    collecting.throw_collection(library, heap.id)
    assert ids(collection=heap.id) == []


def test_rows_and_views_say_what_was_read_and_noted(library: Library) -> None:
    personal.set_reading(library, "12345", "read")
    personal.set_reading(library, "article:-7", "later")
    notes.save_note(library, "article:-7", "one")
    rows = library.reader().article_rows([12345, -7, 54321])
    assert [(row.reading, row.noted) for row in rows] == [("read", False), ("later", True), ("", False)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n  one\ttwo \nthree", "one two"),
        ("", ""),
        ("x" * 500, "x" * (HEAD - 1) + "…"),
        ("a\0b\u202ec", "a b c"),
    ],
)
def test_the_first_line_of_a_text_fits_a_row(text: str, line: str) -> None:
    assert first_line(text) == line
