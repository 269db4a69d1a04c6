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
from her2ref.library.merging import KINDS, Merged, Prefer, merge
from her2ref.library.personal_document import document
from tests.library import filling, owning


class Computer(Library):
    """A copy of a library on one of two computers, at a day that the test says."""

    def take(self, other: Computer, prefer: Prefer = "newer", *, keep: bool = False) -> Merged:
        connection = sqlite3.connect(other.path)
        found = document(connection)
        connection.close()
        return self.take_document(found, prefer, keep=keep)

    def take_document(self, found: dict[str, Any], prefer: Prefer = "newer", *, keep: bool = False) -> Merged:
        made: list[Merged] = []

        def work(connection: Any) -> Changes:
            made.append(merge(connection, found, prefer, keep_replaced=keep))
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


def thrown(computer: Computer) -> list[tuple[str, str]]:
    """Target and words of what is in the trash."""
    rows = owning.rows(computer.path)["note"]
    return [(str(target), str(text)) for _, target, text, _, _, _, deleted in rows if deleted]


@pytest.mark.parametrize("later", ["first", "second"])
def test_words_that_lose_go_into_the_trash_once(two: tuple[Computer, Computer], on: Any, later: str) -> None:
    first, second = two
    note = first.reader().notes("12345")[0].id
    on(1 if later == "second" else 2)
    notes.save_note(first, "12345", "shared, and what A added", note)
    on(2 if later == "second" else 1)
    notes.save_note(second, "12345", "shared, and what B added", note)
    winner, loser = ("B", "A") if later == "second" else ("A", "B")
    on(3)
    merged = first.take(second, keep=True)
    assert merged.replaced == {"notes": 1}
    assert merged.changes.kinds == {"notes"}
    for computer in (first, second):
        for other in (first, second):
            computer.take(other, keep=True)
            if computer is not first and other is not first:
                continue
            assert computer.texts() == [f"shared, and what {winner} added"]
            assert thrown(computer) == [("12345", f"shared, and what {loser} added")], "once"
    trash.take_back(first, "note", next(one.id for one in first.reader().trash()))
    assert first.texts() == ["shared, and what A added", "shared, and what B added"]


def test_words_that_the_others_hold_are_not_kept_twice(two: tuple[Computer, Computer], on: Any) -> None:
    first, second = two
    note = first.reader().notes("12345")[0].id
    on(1)
    notes.save_note(second, "12345", "In front: shared, and more", note)
    assert first.take(second, keep=True).replaced == {}
    assert first.texts() == ["In front: shared, and more"]
    assert thrown(first) == []


def test_where_the_document_is_preferred_the_clocks_say_nothing(
    two: tuple[Computer, Computer], on: Any
) -> None:
    copy, live = two
    note = live.reader().notes("12345")[0].id
    back = notes.save_note(copy, "12345", "thrown away in the copy")
    notes.throw_note(copy, back.id)
    live.take(copy)
    personal.set_tag(copy, 12345, "drug:lapatinib", on=True)
    personal.set_tag(live, 12345, "drug:lapatinib", on=False)
    on(9)
    notes.save_note(copy, "12345", "of a clock that ran ahead", note)
    personal.set_reading(copy, "12345", "later")
    collecting.rename_collection(copy, copy.reader().collections()[0].id, "Ahead")
    on(1)
    notes.save_note(live, "12345", "said last", note)
    filling.execute(live.path, "UPDATE note SET changed = '2026-01-01T00:00:00+00:00'")
    personal.set_reading(live, "12345", "read")
    there = live.reader().trash()[0].id
    trash.take_back(live, "note", there)
    thrown_here = notes.save_note(live, "12345", "thrown away last")
    copy.take(live)
    notes.throw_note(live, thrown_here.id)
    filling.execute(live.path, "UPDATE collection SET changed = '2026-01-01T00:00:00+00:00'")
    copy.take(live, "incoming")
    assert copy.texts() == ["said last", "thrown away in the copy"]
    assert thrown(copy) == [("12345", "thrown away last")]
    reader = copy.reader()
    assert [tag.key for tag in reader.removed_tags(12345)] == ["drug:lapatinib"]
    assert reader.reading_of("12345") == "read"
    assert [one.name for one in reader.collections()] == ["Heap"]
    assert not copy.take(live, "incoming").updated


def test_preferred_names_are_those_of_the_document_also_when_they_were_exchanged(
    two: tuple[Computer, Computer],
) -> None:
    copy, live = two
    for computer in two:
        connection = sqlite3.connect(computer.path)
        with connection:
            connection.executemany(
                "INSERT INTO collection (uid, name, created) VALUES (?, ?, '2026-01-01')",
                [("x", "Brain"), ("y", "Lung"), ("z", "Liver")],
            )
            connection.executemany(
                "INSERT INTO saved_search (uid, name, detail, created) VALUES (?, ?, '{}', '2026-01-01')",
                [("x", "Brain"), ("y", "Lung")],
            )
        connection.close()
    for table in ("collection", "saved_search"):
        names = "CASE uid WHEN 'x' THEN 'Lung' WHEN 'y' THEN 'Brain' ELSE name END"
        filling.execute(live.path, f"UPDATE {table} SET name = {names}")
    filling.execute(live.path, "DELETE FROM collection WHERE uid = 'z'")
    filling.execute(
        live.path, "INSERT INTO collection (uid, name, created) VALUES ('new', 'LIVER', '2025-01-01')"
    )
    copy.take(live, "incoming")
    names = dict(row[1:3] for row in owning.rows(copy.path)["collection"])
    assert (names["x"], names["y"]) == ("Lung", "Brain")
    assert names["z"] == "Liver", "two of one name become one"
    names = dict(row[1:3] for row in owning.rows(copy.path)["saved_search"])
    assert (names["x"], names["y"]) == ("Lung", "Brain")


def test_a_new_thing_does_not_fall_into_one_that_gave_its_name_away(two: tuple[Computer, Computer]) -> None:
    copy, live = two
    heap = live.reader().collections()[0].id
    collecting.rename_collection(live, heap, "Old heap")
    saved.rename_search(live, live.reader().saved_searches()[0].id, "Old search")
    for table in ("collection", "saved_search"):
        name = "Heap" if table == "collection" else "Search"
        row = ("new", name, "2020-01-01")
        filling.execute(live.path, f"INSERT INTO {table} (uid, name, created) VALUES (?, ?, ?)", row)
    filling.execute(live.path, "UPDATE saved_search SET detail = (SELECT max(detail) FROM saved_search)")
    copy.take(live, "incoming")
    reader = copy.reader()
    assert sorted(one.name for one in reader.collections()) == ["Heap", "Old heap"]
    assert sorted(one.name for one in reader.saved_searches()) == ["Old search", "Search"]


def test_a_library_that_names_its_notes_otherwise_brings_none_twice(two: tuple[Computer, Computer]) -> None:
    first, second = two
    filling.execute(second.path, "UPDATE note SET uid = 'another'")
    assert first.take(second).kept["notes"] == 1
    assert first.texts() == ["shared"]
    filling.execute(
        second.path,
        "INSERT INTO note (target, text, created, uid) SELECT target, text, created, 'b' FROM note",
    )
    first.take(second)
    assert first.texts() == ["shared"], "the same words of the same second"


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


def test_losing_words_that_were_taken_out_of_the_trash_stay_out_elsewhere_too(
    two: tuple[Computer, Computer], on: Any
) -> None:
    first, second = two
    note = first.reader().notes("12345")[0].id
    on(1)
    notes.save_note(first, "12345", "words of the first", note)
    on(2)
    notes.save_note(second, "12345", "quite others of the second", note)
    second.take(first, keep=True)
    (thrown,) = second.reader().trash()
    on(3)
    trash.take_back(second, "note", thrown.id)
    first.take(second, keep=True)
    assert sorted(first.texts()) == ["quite others of the second", "words of the first"]
    assert first.reader().trash() == []
