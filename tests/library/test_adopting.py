"""An article that learns its PMID takes everything along that a person hung on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from her2ref.core.changes import Changes
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.library import adopting, collecting, notes, personal, saved
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.previewing import preview
from tests.data import synthetic
from tests.library import filling, owning


@pytest.fixture
def library(library_home: Home):
    filling.fill(library_home.library, owning.ARTICLES)
    filling.execute(library_home.library, "INSERT OR REPLACE INTO meta VALUES ('last_negative', '-7')")
    made = Library(library_home.library)
    yield made
    made.close()


def hang_everything(library: Library, target: str, reading: str = "later") -> int:
    personal.set_star(library, target, on=True)
    personal.set_reading(library, target, reading)
    notes.save_note(library, target, f"on {target}")
    notes.throw_note(library, notes.save_note(library, target, f"thrown on {target}").id)
    names = [heap.name for heap in library.reader().collections()]
    heap = library.reader().collections()[0].id if names else collecting.make_collection(library, "Heap").id
    collecting.collect(library, heap, [target], on=True)
    return heap


def test_all_of_it_moves_when_a_record_brings_the_pmid(library: Library, tmp_path: Path) -> None:
    text = synthetic.medline(777, doi="10.1000/again")
    old = tmp_path / "old.nbib"
    old.write_text("".join(line for line in text.splitlines(keepends=True) if not line.startswith("PMID")))
    import_files(library, [old])
    heap = hang_everything(library, "article:-8")
    file = tmp_path / "one.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(777, doi="10.1000/again")]))
    import_files(library, [file])
    reader = library.reader()
    assert reader.held([-8, 777]) == {777}
    assert reader.stars() == reader.collected(heap) == ["777"]
    assert (reader.reading_of("777"), reader.reading_of("article:-8")) == ("later", "")
    assert [note.text for note in reader.notes("777")] == ["on article:-8"]
    assert {row[1] for row in owning.rows(library.path)["note"]} == {"777"}
    assert (reader.article_rows([777])[0].reading, reader.article_rows([777])[0].noted) == ("later", True)


def test_where_both_have_something_nothing_is_lost(library: Library) -> None:
    hang_everything(library, "article:-7", "later")
    heap = hang_everything(library, "12345", "read")

    def work(connection):
        adopting.move(connection, -7, 12345)
        return Changes.of("articles")

    library.write(work)
    reader = library.reader()
    assert reader.stars() == reader.collected(heap) == ["12345"]
    assert reader.reading_of("12345") == "read", "the state of the article that stays"
    assert {note.text for note in reader.notes("12345")} == {"on article:-7", "on 12345"}
    assert len(reader.trash()) == 2
    assert "article:-7" not in str(owning.rows(library.path)["reading"])


def test_what_was_opened_and_what_is_like_it_follow_too(library: Library) -> None:
    for key, uses in (("article:-7", 2), ("12345", 1), ("drug:lapatinib", 1)):
        for _ in range(uses):
            personal.remember_choice(library, key)
    saved.save_search(library, "Like it", Listing(words="größer", like=-7))
    saved.save_search(library, "Like another", Listing(like=54321))
    filling.execute(library.path, "INSERT INTO saved_search (name, detail) VALUES ('broken', '{')")

    def work(connection):
        adopting.move(connection, -7, 12345)
        return Changes.of("articles")

    library.write(work)
    assert library.reader().choices() == {"12345": 3, "drug:lapatinib": 1}
    found = {one.name: one.listing for one in library.reader().saved_searches()}
    assert found["Like it"] == Listing(words="größer", like=12345)
    assert found["Like another"] == Listing(like=54321)
    assert [row[3] for row in owning.rows(library.path)["saved_search"] if "broken" in row] == ["{"]


BARE = """TY  - BOOK
TI  - An invented book
AU  - Invented, A.
ER  -

TY  - JOUR
TI  - Editorial
AU  - Invented, A.
JO  - J Invent Ex
ER  -

TY  - JOUR
TI  - Editorial
AU  - Invented, B.
JO  - J Invent Ex
ER  -

TY  - JOUR
TI  - Short
PY  - 2001
ER  -"""
"""Records that no DOI, year or first page finds again; two of them have the same title."""


@pytest.mark.parametrize("end", ["", " ", " \n", "\n\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_record_that_says_too_little_is_stored_once(
    library: Library, tmp_path: Path, mark: bytes, newline: str, end: str
) -> None:
    file, again = tmp_path / "bare.ris", tmp_path / "again.ris"
    file.write_bytes(BARE.encode())
    again.write_bytes(mark + (BARE + end).replace("\n", newline).encode())
    assert preview(library, [file, file]).total("added") == 4
    assert import_files(library, [file]).total("added") == 4
    for _ in range(2):
        assert preview(library, [file]).total("unchanged") == 4
        assert import_files(library, [file]).total("unchanged") == 4
    for told in (preview(library, [again]), import_files(library, [again])):
        assert (told.total("read"), told.total("added")) == (4, 0)
    other, text = tmp_path / "other.ris", BARE.replace("TI  - ", "TI  - Another ")
    other.write_bytes(mark + (text + end).replace("\n", newline).encode())
    assert import_files(library, [other]).total("added") == 4
    other.write_text(text)
    assert import_files(library, [other]).total("added") == 0, "whichever came first"
    held = library.reader().held(range(-20, -7))
    assert len(held) == 8, "two that merely share a title stay two"


def test_a_record_that_stands_twice_in_a_file_is_stored_once(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "twice.ris"
    file.write_text(f"{BARE}\n\n{BARE}\n")
    report = import_files(library, [file])
    assert (report.total("added"), report.total("unchanged") + report.total("updated")) == (4, 4)
