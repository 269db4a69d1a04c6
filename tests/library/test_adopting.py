"""An article that learns its PMID takes everything along that a person hung on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from her2ref.core.changes import Changes
from her2ref.core.paths import Home
from her2ref.library import adopting, collecting, notes, personal
from her2ref.library.importing import import_files
from her2ref.library.library import Library
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
