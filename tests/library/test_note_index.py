"""The index of notes: followed, compared, found damaged and made again."""

from __future__ import annotations

import sqlite3

import pytest

from her2ref.core.errors import IndexDamaged
from her2ref.core.paths import Home
from her2ref.library import note_index, notes, trash
from her2ref.library.library import Library
from her2ref.library.safety import check
from tests.library import filling

DAMAGE = {
    "table": ["DROP TABLE note_fts"],
    "trigger": ["DROP TRIGGER note_fts_update"],
    "part": ["DROP TABLE note_fts_docsize"],
    "config": ["DELETE FROM note_fts_config"],
    "empty": ["DELETE FROM note_fts_data", "DELETE FROM note_fts_idx"],
    "block": ["UPDATE note_fts_data SET block = x'ffffffff' WHERE id > 10"],
    "words": ["DROP TRIGGER note_fts_update", "UPDATE note SET text = 'quite other'"],
    "row": ["DROP TRIGGER note_fts_delete", "DELETE FROM note WHERE id = 1"],
}


@pytest.fixture
def home(library_home: Home) -> Home:
    library = Library(library_home.library)
    notes.save_note(library, "drug:lapatinib", "one of these words")
    notes.save_note(library, "", "another of those words")
    library.close()
    return library_home


def verdict(home: Home) -> bool:
    return {one.name: one.ok for one in check(home.library)}["index of notes"]


def test_a_whole_index_passes_and_a_look_changes_nothing(home: Home) -> None:
    before = home.library.read_bytes()
    assert verdict(home)
    assert home.library.read_bytes() == before


@pytest.mark.parametrize("statements", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_found_and_mended_with_the_index_of_abstracts(home: Home, statements: list[str]) -> None:
    for statement in statements:
        filling.execute(home.library, statement)
    assert not verdict(home)
    library = Library(home.library)
    library.mend_index()
    assert verdict(home)
    left = library.reader().all_notes()
    assert left
    found = [line.note.id for line in left if library.reader().all_notes(line.note.text)]
    assert found == [line.note.id for line in left]
    notes.save_note(library, "", "new thing")
    assert len(library.reader().all_notes("new thing")) == 1
    library.close()
    assert verdict(home)


@pytest.mark.parametrize("kind", ["table", "config", "block"])
def test_asking_a_damaged_index_says_how_to_mend_it(home: Home, kind: str) -> None:
    for statement in DAMAGE[kind]:
        filling.execute(home.library, statement)
    library = Library(home.library)
    with pytest.raises(IndexDamaged, match="doctor --mend"):
        library.reader().all_notes("words")
    library.close()


@pytest.mark.parametrize("kind", ["table", "config", "block"])
def test_a_note_is_destroyed_although_the_index_is_damaged(home: Home, kind: str) -> None:
    library = Library(home.library)
    notes.throw_note(library, 1)
    library.close()
    for statement in DAMAGE[kind]:
        filling.execute(home.library, statement)
    again = Library(home.library)
    trash.destroy(again, "note", 1)
    assert [line.note.id for line in again.reader().all_notes()] == [2]
    assert again.reader().trash() == []
    again.close()


def test_the_index_made_again_is_as_the_migration_makes_it(home: Home) -> None:
    def parts() -> list[tuple[str, str]]:
        connection = sqlite3.connect(home.library)
        found = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE name GLOB 'note_fts*' ORDER BY 1"
        )
        rows = [(name, " ".join((sql or "").replace("'", "").split())) for name, sql in found]
        connection.close()
        return rows

    before = parts()
    library = Library(home.library)
    library.mend_index()
    library.close()
    assert {name for name, _ in before} >= note_index.PARTS
    assert parts() == before
