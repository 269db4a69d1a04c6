"""Notes: on things and on nothing, with any words, thrown away and found again."""

from __future__ import annotations

import dataclasses
import sqlite3

import pytest

from her2ref.core.changes import Changes
from her2ref.core.errors import Forbidden, KnownError, UnknownId
from her2ref.core.paths import Home
from her2ref.library import adopting, notes, personal, trash
from her2ref.library.library import Library
from tests.library import filling, owning


@pytest.fixture
def library(library_home: Home):
    filling.fill(library_home.library, owning.ARTICLES)
    made = Library(library_home.library)
    yield made
    made.close()


@pytest.mark.parametrize("text", owning.TEXTS.values(), ids=owning.TEXTS)
def test_a_note_comes_back_as_it_was_typed(library: Library, text: str) -> None:
    note = notes.save_note(library, "12345", text)
    assert library.reader().notes("12345") == [note]
    assert note.text == text


def test_half_a_character_is_replaced(library: Library) -> None:
    assert notes.save_note(library, "12345", "half \ud83d here").text == "half ? here"


def test_new_words_for_a_note_keep_its_target_and_beginning(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal, "now", lambda: "2026-01-01T00:00:00+00:00")
    first = notes.save_note(library, "12345", "one")
    monkeypatch.setattr(personal, "now", lambda: "2026-01-02T00:00:00+00:00")
    second = notes.save_note(library, "54321", "two", first.id)
    assert (second.id, second.target, second.created) == (first.id, "12345", first.created)
    assert second.changed == "2026-01-02T00:00:00+00:00"
    assert [n.text for n in library.reader().notes("12345")] == ["two"]


def test_a_note_without_words_or_on_nothing_known_is_refused(library: Library) -> None:
    with pytest.raises(KnownError, match="empty"):
        notes.save_note(library, "12345", " \n ")
    for target in ("999", "mechanism:nothing", "reference:pmid:70000001", "1; --"):
        with pytest.raises(UnknownId):
            notes.save_note(library, target, "words")
    assert owning.rows(library.path)["note"] == []


def test_a_thrown_note_is_nowhere_but_in_the_trash(library: Library) -> None:
    note = notes.save_note(library, "12345", "one\ntwo")
    assert notes.throw_note(library, note.id) == Changes.of("notes", ids=("12345",))
    assert notes.throw_note(library, note.id) == Changes.of()
    reader = library.reader()
    assert reader.notes("12345") == reader.all_notes() == reader.all_notes("two") == []
    assert not reader.article_rows([12345])[0].noted
    assert [(t.kind, t.id, t.title) for t in reader.trash()] == [("note", note.id, "one")]
    with pytest.raises(UnknownId):
        notes.save_note(library, "12345", "two", note.id)
    assert [row[2] for row in owning.rows(library.path)["note"]] == ["one\ntwo"]
    trash.take_back(library, "note", note.id)
    (back,) = reader.notes("12345")
    assert back == dataclasses.replace(note, changed=back.changed)
    assert back.changed > note.changed


def test_a_parked_question_finds_its_place_and_loses_it_again(library: Library) -> None:
    heard: list[Changes] = []
    library.subscribe(heard.append)
    note = notes.save_note(library, notes.PARKED, "Why?")
    assert [line.note for line in library.reader().all_notes(parked=True)] == [note]
    linked = notes.link_note(library, note.id, "mechanism:pten-loss")
    assert heard[-1] == Changes.of("notes", ids=("", "mechanism:pten-loss"))
    assert library.reader().all_notes(parked=True) == []
    assert library.reader().notes("mechanism:pten-loss") == [linked]
    notes.link_note(library, note.id, notes.PARKED)
    assert [n.text for n in library.reader().notes("")] == ["Why?"]
    with pytest.raises(UnknownId):
        notes.link_note(library, note.id, "mechanism:nothing")
    with pytest.raises(UnknownId):
        notes.link_note(library, 999, "12345")


def test_a_damaged_index_of_notes_costs_no_note(library: Library) -> None:
    old = notes.save_note(library, "12345", "older words")
    library.close()
    filling.execute(library.path, "UPDATE note_fts_data SET block = x'00' WHERE id > 1")
    filling.execute(library.path, "DELETE FROM note_fts_idx")
    filling.execute(library.path, "DELETE FROM note_fts_config")
    again = Library(library.path)
    new = notes.save_note(again, "12345", "newer words")
    assert again.reader().notes("12345") == [old, new]
    assert [line.note.id for line in again.reader().all_notes("words")] == [new.id, old.id]
    again.close()


def test_notes_that_are_switched_off_can_be_read_and_thrown_away_only(library: Library) -> None:
    note = notes.save_note(library, "12345", "one")
    library.no_notes = "Notes are switched off by your organisation."
    for work in (
        lambda: notes.save_note(library, "12345", "two"),
        lambda: notes.save_note(library, "12345", "two", note.id),
        lambda: notes.link_note(library, note.id, "54321"),
    ):
        with pytest.raises(Forbidden, match="organisation"):
            work()
    assert library.reader().notes("12345") == [note]
    assert notes.throw_note(library, note.id).touches("notes")


def test_each_note_has_a_lasting_name_of_its_own(library: Library) -> None:
    for text in ("one", "two"):
        notes.save_note(library, "12345", text)
    connection = sqlite3.connect(library.path)
    uids = [uid for (uid,) in connection.execute("SELECT uid FROM note")]
    connection.close()
    assert len(set(uids)) == 2
    assert all(len(uid) == 16 for uid in uids)


@pytest.fixture
def other(library: Library) -> tuple[notes.Note, notes.Note]:
    """A note that is gone for good, and another one on another thing that has its number now."""
    gone = notes.save_note(library, "12345", "one")
    notes.throw_note(library, gone.id)
    trash.empty(library)
    there = notes.save_note(library, "54321", "two")
    assert there.id == gone.id
    assert there.uid != gone.uid
    return gone, there


def test_a_note_is_known_by_its_lasting_name_not_by_its_number(library: Library, other) -> None:
    gone, there = other
    for work in (
        lambda: notes.save_note(library, "12345", "more", gone.id, uid=gone.uid),
        lambda: notes.link_note(library, gone.id, "12345", uid=gone.uid),
    ):
        with pytest.raises(UnknownId):
            work()
    assert notes.throw_note(library, gone.id, uid=gone.uid) == Changes.of()
    assert library.reader().notes("54321") == [there]
    assert notes.save_note(library, "12345", "two, longer", 999, uid=there.uid).id == there.id
    assert notes.link_note(library, 999, "12345", uid=there.uid).id == there.id
    assert notes.throw_note(library, 999, uid=there.uid).touches("notes")


def test_a_note_that_says_something_else_by_now_is_not_thrown_away(library: Library) -> None:
    note = notes.save_note(library, "12345", "one")
    changed = notes.save_note(library, "12345", "one and more", note.id)
    with pytest.raises(notes.NoteChanged, match="changed elsewhere") as refused:
        notes.throw_note(library, note.id, base="one")
    assert refused.value.note == changed
    assert library.reader().notes("12345") == [changed]
    assert notes.throw_note(library, note.id, base="one and more").touches("notes")


def test_a_note_can_be_taken_out_of_the_trash_by_new_words(library: Library) -> None:
    note = notes.save_note(library, "12345", "one")
    notes.throw_note(library, note.id)
    back = notes.save_note(library, "12345", "two", base="one", uid=note.uid, thrown=True)
    assert (back.id, back.uid, back.created) == (note.id, note.uid, note.created)
    assert library.reader().notes("12345") == [back]
    assert library.reader().trash() == []


@pytest.mark.parametrize(
    "clock", ["2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.000+00:00", "2019-01-01T00:00:00.000+00:00"]
)
def test_a_later_change_is_later_whatever_the_clock_says(
    library: Library, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    monkeypatch.setattr(personal, "now", lambda: "2026-01-01T00:00:00+00:00")
    note = notes.save_note(library, "12345", "one")
    monkeypatch.setattr(personal, "now", lambda: clock)
    seen = [note.changed]
    seen.append(notes.save_note(library, "12345", "two", note.id).changed)
    seen.append(notes.link_note(library, note.id, "").changed)
    notes.throw_note(library, note.id)
    seen.append(owning.rows(library.path)["note"][0][4])
    trash.take_back(library, "note", note.id)
    seen.append(library.reader().notes("")[0].changed)
    assert seen == sorted(set(seen))
    assert seen[-1] == "2026-01-01T00:00:00.004+00:00"


def test_words_follow_an_article_that_learned_its_pmid(library: Library) -> None:
    def work(connection):
        adopting.move(connection, -7, 777)
        return Changes.of("articles")

    library.write(work)
    assert library.reader().moved("article:-7") == "777"
    assert library.reader().moved("article:-8") == "article:-8"
    assert notes.save_note(library, "article:-7", "typed before").target == "777"
    parked = notes.save_note(library, "", "why?")
    assert notes.link_note(library, parked.id, "article:-7").target == "777"
