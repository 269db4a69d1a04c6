"""Two computers of one person: what is united, which version stays, and that nothing here is lost."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from her2ref.core import changes
from her2ref.core.changes import Changes
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.library import collecting, notes, personal, saved, trash
from her2ref.library.library import Library
from her2ref.library.merging import KINDS, Merged, merge
from her2ref.library.personal_document import document
from tests.library import filling, owning


class Computer(Library):
    """A copy of a library on one of two computers, at a day that the test says."""

    def take(self, other: Computer) -> Merged:
        connection = sqlite3.connect(other.path)
        found = document(connection)
        connection.close()
        return self.take_document(found)

    def take_document(self, found: dict[str, Any]) -> Merged:
        made: list[Merged] = []

        def work(connection: Any) -> Changes:
            made.append(merge(connection, found))
            return made[0].changes

        self.write(work)
        return made[0]

    def texts(self) -> list[str]:
        return sorted(line.note.text for line in self.reader().all_notes())


@pytest.fixture
def two(library_home: Home, tmp_path: Path):
    filling.fill(library_home.library, owning.ARTICLES)
    filling.execute(library_home.library, "INSERT OR REPLACE INTO meta VALUES ('last_negative', '-7')")
    first = Computer(library_home.library)
    notes.save_note(first, "12345", "shared")
    heap = collecting.make_collection(first, "Heap")
    collecting.collect(first, heap.id, ["12345"], on=True)
    saved.save_search(first, "Search", Listing(words="a"))
    first.close()
    (tmp_path / "second").mkdir()
    shutil.copyfile(library_home.library, tmp_path / "second" / "library.sqlite")
    second = Computer(tmp_path / "second" / "library.sqlite")
    yield first, second
    first.close()
    second.close()


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch):
    def day(number: int) -> None:
        monkeypatch.setattr(personal, "now", lambda: f"2099-01-{number:02}T00:00:00+00:00")

    return day


def test_the_note_that_was_changed_later_stays(two: tuple[Computer, Computer], on: Any) -> None:
    first, second = two
    note = first.reader().notes("12345")[0].id
    on(1)
    notes.save_note(first, "12345", "older", note)
    on(2)
    notes.save_note(second, "12345", "newer", note)
    assert second.take(first).kept["notes"] == 1
    assert second.texts() == ["newer"]
    assert first.take(second).updated == {"notes": 1}
    assert first.texts() == ["newer"]


def test_a_note_that_is_here_is_not_thrown_away_by_a_file(two: tuple[Computer, Computer], on: Any) -> None:
    first, second = two
    note = first.reader().notes("12345")[0].id
    on(1)
    notes.throw_note(second, note)
    first.take(second)
    assert first.texts() == ["shared"]
    assert second.take(first).kept["notes"] == 1
    assert second.texts() == [], "thrown away after it was written"
    on(2)
    notes.save_note(first, "12345", "still needed", note)
    assert second.take(first).updated == {"notes": 1}
    assert second.texts() == ["still needed"]
    on(3)
    notes.save_note(second, "12345", "and again", note)
    notes.throw_note(second, note)
    first.take(second)
    assert first.texts() == ["and again"]
    notes.throw_note(first, note)
    on(5)
    trash.take_back(second, "note", note)
    notes.save_note(second, "12345", "thrown on both", note)
    notes.throw_note(second, note)
    assert first.take(second).updated == {"notes": 1}
    assert first.texts() == []
    assert [row[2] for row in owning.rows(first.path)["note"]] == ["thrown on both"]


def test_stars_reading_and_heaps_are_united(two: tuple[Computer, Computer], on: Any) -> None:
    first, second = two
    heap = first.reader().collections()[0].id
    personal.set_star(first, "12345", on=True)
    personal.set_star(second, "54321", on=True)
    on(1)
    personal.set_reading(first, "12345", "later")
    personal.set_reading(first, "54321", "read")
    on(2)
    personal.set_reading(second, "12345", "read")
    collecting.collect(second, heap, ["54321"], on=True)
    collecting.collect(second, heap, ["12345"], on=False)
    collecting.rename_collection(second, heap, "Big heap")
    merged = first.take(second)
    assert (merged.added, merged.updated) == (
        {"stars": 1, "collected": 1},
        {"reading": 1, "collections": 1},
    )
    assert merged.changes.kinds == {"stars", "collections", "reading"}
    reader = first.reader()
    assert set(reader.stars()) == set(reader.collected(heap)) == {"12345", "54321"}
    assert [reader.reading_of(target) for target in ("12345", "54321")] == ["read", "read"]
    assert [one.name for one in reader.collections()] == ["Big heap"]
    assert second.take(first).updated == {}


def test_of_one_name_heaps_are_united_and_searches_both_kept(two: tuple[Computer, Computer]) -> None:
    first, second = two
    for computer, target, words in ((first, "12345", "one"), (second, "54321", "two")):
        heap = collecting.make_collection(computer, "New" if computer is first else "NEW")
        collecting.collect(computer, heap.id, [target], on=True)
        saved.save_search(computer, "Same", Listing(words="same"))
        saved.save_search(computer, "Other", Listing(words=words, collection=heap.id))
    for _ in range(2):
        first.take(second)
        reader = first.reader()
        assert [(one.name, one.items) for one in reader.collections()] == [("Heap", 1), ("New", 2)]
        searches = {one.name: one.listing for one in reader.saved_searches()}
        assert sorted(searches) == ["Other", "Other 2", "Same", "Search"]
        assert searches["Other 2"].words == "two"
        assert sorted(first.reader().article_ids(searches["Other 2"])) == []
        assert searches["Other 2"].collection == reader.collections()[1].id


def test_a_search_in_a_heap_that_is_gone_finds_nothing_and_not_everything(
    two: tuple[Computer, Computer],
) -> None:
    first, second = two
    heap = collecting.make_collection(second, "Gone")
    saved.save_search(second, "In it", Listing(collection=heap.id))
    collecting.throw_collection(second, heap.id)
    trash.destroy(second, "collection", heap.id)
    first.take(second)
    listing = next(one.listing for one in first.reader().saved_searches() if one.name == "In it")
    assert listing.collection
    assert list(first.reader().article_ids(listing)) == []
    row = {"uid": "s", "name": "Unheard", "created": "", "changed": "", "deleted": ""}
    searches = [{**row, "listing": {"collection": "a heap that is not in the file"}}]
    first.take_document({"format": "her2ref personal", "version": 1, "searches": searches})
    listing = next(one.listing for one in first.reader().saved_searches() if one.name == "Unheard")
    assert list(first.reader().article_ids(listing)) == []


def test_what_was_opened_and_sent_is_not_counted_twice(two: tuple[Computer, Computer]) -> None:
    first, second = two
    for computer, uses in ((first, 1), (second, 3)):
        for _ in range(uses):
            personal.remember_choice(computer, "drug:lapatinib")
    for computer in two:
        filling.execute(
            computer.path, "INSERT INTO sent (at, host, what, requests) VALUES ('2026', 'h', 'w', 1)"
        )
    filling.execute(second.path, "INSERT INTO sent (at, host, what, requests) VALUES ('2026', 'h', 'w', 1)")
    filling.execute(first.path, "UPDATE sent SET at = '2026-01-01'")
    filling.execute(second.path, "UPDATE sent SET at = '2026-01-01'")
    for _ in range(2):
        first.take(second)
        assert first.reader().choices() == {"drug:lapatinib": 3}
        assert len(owning.rows(first.path)["sent"]) == 2


def test_an_own_tag_that_is_here_stays(two: tuple[Computer, Computer]) -> None:
    first, second = two
    personal.set_tag(first, 12345, "drug:lapatinib", on=False)
    personal.set_tag(second, 12345, "drug:lapatinib", on=True)
    personal.set_tag(second, 54321, "drug:lapatinib", on=True)
    assert first.take(second).added == {"topics": 1}
    assert [tag.key for tag in first.reader().removed_tags(12345)] == ["drug:lapatinib"]


def test_what_this_library_does_not_know_is_kept_all_the_same(two: tuple[Computer, Computer]) -> None:
    first, second = two
    filling.execute(second.path, "INSERT INTO star VALUES ('drug:of-tomorrow', '2026-01-01')")
    filling.execute(
        second.path,
        "INSERT INTO note (target, text, uid) VALUES ('88888', 'on an unknown paper', 'u'), ('', 'parked', 'v'),"
        " ('drug:of-tomorrow', 'nameless', '')",
    )
    for _ in range(2):
        first.take(second)
        assert first.texts() == ["nameless", "on an unknown paper", "parked", "shared"]
        assert first.reader().stars() == ["drug:of-tomorrow"]


def test_times_are_compared_as_times(two: tuple[Computer, Computer]) -> None:
    first, second = two
    filling.execute(first.path, "UPDATE note SET changed = '2026-05-05T10:00:00+00:00'")
    filling.execute(
        second.path, "UPDATE note SET text = 'an hour earlier', changed = '2026-05-05T11:00:00+02:00'"
    )
    assert first.take(second).kept["notes"] == 1
    filling.execute(
        second.path, "UPDATE note SET text = 'an hour later', changed = '2026-05-05T09:00:00-02:00'"
    )
    assert first.take(second).updated["notes"] == 1
    for odd in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        filling.execute(second.path, "UPDATE note SET changed = ?", (odd,))
        first.take(second)


def test_every_kind_is_told_to_the_panes() -> None:
    assert set(KINDS.values()) <= set(changes.KINDS)
