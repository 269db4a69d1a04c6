"""The trash gives back what it was given, and only a person empties it."""

from __future__ import annotations

import itertools
import sqlite3

import pytest

from her2ref.core.errors import UnknownId
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.library import collecting, notes, personal, saved, trash
from her2ref.library.library import Library
from tests.library import filling, owning


@pytest.fixture
def library(library_home: Home):
    filling.fill(library_home.library, owning.ARTICLES)
    made = Library(library_home.library)
    yield made
    made.close()


def throw_all(library: Library) -> dict[str, int]:
    note = notes.save_note(library, "12345", "\n# A note\nof two lines")
    heap = collecting.make_collection(library, "Heap")
    search = saved.save_search(library, "Search", Listing(words="x"))
    ids = {"note": note.id, "collection": heap.id, "search": search.id}
    notes.throw_note(library, note.id)
    collecting.throw_collection(library, heap.id)
    saved.throw_search(library, search.id)
    return ids


def lasting(library: Library) -> list[object]:
    """Everything of the three kinds but when it was changed and thrown away."""
    connection = sqlite3.connect(library.path)
    try:
        return [
            connection.execute(f"SELECT {columns} ORDER BY id").fetchall()
            for columns in (
                "id, uid, target, text, created FROM note",
                "id, uid, name, created FROM collection",
                "id, uid, name, detail, created FROM saved_search",
            )
        ]
    finally:
        connection.close()


def test_everything_comes_back_as_it_was(library: Library) -> None:
    ids = throw_all(library)
    shown = {(one.kind, one.id): one.title for one in library.reader().trash()}
    assert shown == {("note", ids["note"]): "# A note", ("collection", ids["collection"]): "Heap"} | {
        ("search", ids["search"]): "Search"
    }
    before = lasting(library)
    kinds = {"note": "notes", "collection": "collections", "search": "searches"}
    for kind, number in ids.items():
        assert trash.take_back(library, kind, number).touches(kinds[kind])
        with pytest.raises(UnknownId):
            trash.take_back(library, kind, number)
    assert library.reader().trash() == []
    assert lasting(library) == before


def test_what_comes_back_was_changed_then(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two copies of a library the one in which the last word was said wins, however fast it was said."""
    monkeypatch.setattr(personal, "now", lambda: "2026-01-01T00:00:00.000+00:00")
    ids = throw_all(library)
    connection = sqlite3.connect(library.path)
    for table in ("note", "collection", "saved_search"):
        read = f"SELECT changed FROM {table}"
        thrown = connection.execute(read).fetchone()[0]
        assert thrown > "2026-01-01T00:00:00.000+00:00"
        trash.take_back(library, "search" if table == "saved_search" else table, 1)
        assert connection.execute(read).fetchone()[0] > thrown
    connection.close()
    assert set(ids.values()) == {1}


def test_what_is_not_in_the_trash_is_not_destroyed(library: Library) -> None:
    note = notes.save_note(library, "12345", "kept")
    with pytest.raises(UnknownId):
        trash.destroy(library, "note", note.id)
    for kind in ("star", "", "note; --"):
        with pytest.raises(UnknownId):
            trash.destroy(library, kind, note.id)
    trash.empty(library)
    assert library.reader().notes("12345") == [note]


def test_destroyed_and_emptied_is_gone_for_good(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count(10)
    monkeypatch.setattr(personal, "now", lambda: f"2026-01-01T00:00:{next(seconds)}.000+00:00")
    ids = throw_all(library)
    trash.destroy(library, "note", ids["note"])
    assert [one.kind for one in library.reader().trash()] == ["search", "collection"], "the latest first"
    assert trash.empty(library).kinds == {"collections", "searches"}
    assert not trash.empty(library).kinds
    rows = owning.rows(library.path)
    assert not rows["note"] + rows["collection"] + rows["saved_search"] + rows["collected"]


def test_nothing_leaves_the_trash_by_itself(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personal, "now", lambda: "1999-01-01T00:00:00+00:00")
    throw_all(library)
    monkeypatch.undo()
    library.close()
    again = Library(library.path)
    notes.save_note(again, "12345", "new")
    assert len(again.reader().trash()) == 3
    again.close()
