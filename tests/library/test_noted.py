"""Notes among the answers of the lookup."""

from __future__ import annotations

import pytest

from her2ref.core.paths import Home
from her2ref.library import noted, notes
from her2ref.library.library import Library
from her2ref.library.lookup import KINDS, look_up
from tests.library import filling, owning


@pytest.fixture
def library(library_home: Home):
    filling.fill(library_home.library, owning.ARTICLES)
    made = Library(library_home.library)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("target", "key", "why"),
    [
        ("12345", "12345", "An invented one"),
        ("article:-7", "article:-7", "Another without a PMID"),
        ("drug:lapatinib", "drug:lapatinib", "lapatinib"),
        ("", "notes:", ""),
    ],
)
def test_a_note_opens_what_it_hangs_on_or_the_page_of_notes(
    library: Library, target: str, key: str, why: str
) -> None:
    note = notes.save_note(library, target, "First line\nZebra crossing ahead\nlast")
    hit = look_up(library.reader(), "zebr").hits[0]
    assert (hit.kind, hit.id, hit.title, hit.why) == ("note", str(note.id), "Zebra crossing ahead", why)
    assert hit.key == (key if target else f"{key}{note.id}")


def test_a_note_on_a_cited_paper_without_a_record_opens_the_source(library: Library) -> None:
    notes.save_note(library, "70000001", "zebra")
    filling.execute(library.path, "INSERT INTO note (target, text) VALUES ('drug:gone', 'zebra two')")
    hits = {hit.title: hit.key for hit in look_up(library.reader(), "zebra", kinds=["note"]).hits}
    assert hits["zebra"] == "reference:pmid:70000001"
    assert hits["zebra two"].startswith(noted.PAGE), "the topic is gone, the note is not"


def test_notes_come_after_named_things_and_before_abstracts(library: Library) -> None:
    filling.fill(library.path, [filling.article(5, "Lapatinib in a title")])
    notes.save_note(library, "12345", "lapatinib again?")
    found = look_up(library.reader(), "lapatinib")
    kinds = list(dict.fromkeys(hit.kind for hit in found.hits))
    assert kinds == [kind for kind in KINDS if kind in kinds]
    assert kinds[0] == "drug"
    assert kinds[-2:] == ["note", "article"]
    assert found.named["note"] == 1
    assert found.total >= 3


def test_more_notes_than_fit_are_counted(library: Library) -> None:
    for number in range(9):
        notes.save_note(library, "12345", f"zebra {number}")
    found = look_up(library.reader(), "zebra", per_kind=4)
    assert [hit.title for hit in found.hits] == ["zebra 8", "zebra 7", "zebra 6", "zebra 5"]
    assert (found.named["note"], found.total) == (9, 9)


@pytest.mark.parametrize("query", ["zebra[ti]", "zebra AND crossing", "zebr*", "quagga", ""])
def test_a_query_as_for_pubmed_does_not_concern_notes(library: Library, query: str) -> None:
    notes.save_note(library, "12345", "zebra AND crossing ti")
    assert "note" not in {hit.kind for hit in look_up(library.reader(), query).hits}
    assert look_up(library.reader(), "zebra", kinds=["drug", "article"]).hits == ()
