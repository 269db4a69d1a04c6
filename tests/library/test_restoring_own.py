"""What a person changed since a copy was made stays when it is restored; what they took off comes back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from her2ref.core.paths import Home
from her2ref.library import backups, collecting, notes, personal, restoring, trash
from her2ref.library.library import Library

PLACE = "mechanism:pten-loss"


@pytest.fixture
def library(library_home: Home):
    made = Library(library_home.library)
    yield made
    made.close()


def copied(home: Home) -> Path:
    return backups.make(home, "by-hand").path


def told(home: Home) -> dict[int, str]:
    with closing(sqlite3.connect(home.library)) as connection:
        return dict(connection.execute("SELECT id, text FROM note WHERE deleted = ''"))


def test_words_saved_since_stay_whatever_the_clock_said(
    library: Library, library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one second with the copy, and under a clock that ran ahead before."""
    for moment in ("2026-01-01T00:00:00+00:00", "2030-01-01T00:00:00+00:00"):
        monkeypatch.setattr(personal, "now", lambda moment=moment: moment)
        note = notes.save_note(library, PLACE, f"before {moment}")
        copy = copied(library_home)
        monkeypatch.setattr(personal, "now", lambda: "2026-01-01T00:00:00+00:00")
        notes.save_note(library, PLACE, f"after {moment}", note.id)
        with closing(sqlite3.connect(library_home.library)) as connection, connection:
            connection.execute("UPDATE note SET changed = '2026-01-01T00:00:00+00:00'")
        restoring.restore(library_home, small_resources, copy, library=library)
        assert f"after {moment}" in told(library_home).values()
        assert f"before {moment}" not in told(library_home).values()
        assert library.reader().trash() == [], "older words are in the copy"


def test_own_topics_and_the_trash_stay_as_they_are(
    library: Library, library_home: Home, small_resources: Path
) -> None:
    with closing(sqlite3.connect(library_home.library)) as connection, connection:
        connection.execute("INSERT INTO article (id, title) VALUES (111, 'An invented one')")
    personal.set_tag(library, 111, PLACE, on=True)
    back = notes.save_note(library, PLACE, "taken back")
    notes.throw_note(library, back.id)
    away = notes.save_note(library, PLACE, "thrown later")
    copy = copied(library_home)
    personal.set_tag(library, 111, PLACE, on=False)
    trash.take_back(library, "note", back.id)
    notes.throw_note(library, away.id)
    restoring.restore(library_home, small_resources, copy, library=library)
    assert told(library_home) == {back.id: "taken back"}
    assert [(one.kind, one.id) for one in library.reader().trash()] == [("note", away.id)]
    assert [tag.key for tag in library.reader().removed_tags(111)] == [PLACE]


def test_what_was_taken_off_comes_back_and_the_report_says_so(
    library: Library, library_home: Home, small_resources: Path
) -> None:
    heap = collecting.make_collection(library, "Heap")
    collecting.collect(library, heap.id, [PLACE], on=True)
    personal.set_star(library, PLACE, on=True)
    personal.set_reading(library, PLACE, "later")
    note = notes.save_note(library, PLACE, "deleted for ever")
    copy = copied(library_home)
    collecting.collect(library, heap.id, [PLACE], on=False)
    personal.set_star(library, PLACE, on=False)
    personal.set_reading(library, PLACE, "")
    notes.throw_note(library, note.id)
    trash.empty(library)
    done = restoring.restore(library_home, small_resources, copy, library=library)
    reader = library.reader()
    assert (reader.stars(), reader.reading_of(PLACE), reader.collected(heap.id)) == (
        [PLACE],
        "later",
        [PLACE],
    )
    assert told(library_home) == {note.id: "deleted for ever"}
    assert restoring.COMES_BACK in done.text
    exact = restoring.restore(library_home, small_resources, copy, library=library, exactly=True)
    assert restoring.COMES_BACK not in exact.text


def test_an_article_of_which_little_is_known_stays_the_same(
    library: Library, library_home: Home, small_resources: Path
) -> None:
    with closing(sqlite3.connect(library_home.library)) as connection, connection:
        connection.execute("INSERT INTO article (id, title) VALUES (-1, 'Reply')")
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('last_negative', '-1')")
    copy = copied(library_home)
    personal.set_star(library, "article:-1", on=True)
    restoring.restore(library_home, small_resources, copy, library=library)
    assert library.reader().stars() == ["article:-1"]


def test_notes_keep_the_numbers_that_windows_and_commands_know(
    library: Library, library_home: Home, small_resources: Path
) -> None:
    first = notes.save_note(library, PLACE, "first")
    copy = copied(library_home)
    gone = notes.save_note(library, PLACE, "gone for ever")
    last = notes.save_note(library, PLACE, "last")
    notes.throw_note(library, gone.id)
    trash.destroy(library, "note", gone.id)
    assert last.id == first.id + 2
    restoring.restore(library_home, small_resources, copy, library=library)
    assert told(library_home) == {first.id: "first", last.id: "last"}


def test_a_number_that_the_copy_gives_to_another_note_is_that_of_the_living_one(
    library: Library, library_home: Home, small_resources: Path
) -> None:
    note = notes.save_note(library, PLACE, "of the copy alone")
    copy = copied(library_home)
    with closing(sqlite3.connect(library_home.library)) as connection, connection:
        connection.execute("UPDATE note SET uid = 'living', text = 'living', created = '2026-02-02'")
    restoring.restore(library_home, small_resources, copy, library=library)
    assert told(library_home)[note.id] == "living"
    assert sorted(told(library_home).values()) == ["living", "of the copy alone"]
    assert [line.note.text for line in library.reader().all_notes("alone")] == ["of the copy alone"]


def test_four_exact_restores_leave_what_was_written_before_the_first(
    library: Library, library_home: Home, small_resources: Path
) -> None:
    copies = []
    for number in range(4):
        notes.save_note(library, PLACE, f"v{number}")
        copies.append(copied(library_home))
    notes.save_note(library, PLACE, "in no copy")
    first = restoring.restore(library_home, small_resources, copies[0], exactly=True, library=library).before
    for copy in copies[1:]:
        restoring.restore(library_home, small_resources, copy, exactly=True, library=library)
    assert first is not None
    restoring.restore(library_home, small_resources, first.path, exactly=True, library=library)
    assert "in no copy" in told(library_home).values()
