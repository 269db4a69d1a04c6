from __future__ import annotations

import pytest

from her2ref.core.errors import KnownError
from her2ref.gui.panes import pen
from her2ref.gui.panes.drafts import Draft, Drafts
from her2ref.gui.panes.pen import PARKED, Pen, recover
from her2ref.library.library import Library
from her2ref.library.notes import save_note, throw_note
from tests.gui.panes.conftest import HELD

A = str(HELD)


def texts(library: Library, target: str = A) -> list[str]:
    return [note.text for note in library.reader().notes(target)]


def drafts(library: Library) -> Drafts:
    return Drafts(library.path.parent / "drafts")


def test_two_editors_of_one_note_lose_nothing(library: Library) -> None:
    note = save_note(library, A, "first")
    one, other = Pen(library), Pen(library)
    for hand in (one, other):
        hand.know(A, A, note)
    one.put(A, "first, changed here")
    other.put(A, "first, changed there")
    assert [written.apart for written in one.write()] == [False]
    assert [written.apart for written in other.write()] == [True]
    assert sorted(texts(library)) == ["first, changed here", "first, changed there"]
    other.put(A, "first, changed there too")
    assert [written.apart for written in other.write()] == [False]
    assert sorted(texts(library)) == ["first, changed here", "first, changed there too"]


def test_the_same_words_from_two_hands_are_one_note(library: Library) -> None:
    note = save_note(library, A, "first")
    one, other = Pen(library), Pen(library)
    for hand in (one, other):
        hand.know(A, A, note)
        hand.put(A, "second")
    one.write()
    other.write()
    assert texts(library) == ["second"]


def test_words_for_a_note_in_the_trash_become_a_note(library: Library) -> None:
    note = save_note(library, A, "first")
    hand = Pen(library)
    hand.know(A, A, note)
    throw_note(library, note.id)
    hand.put(A, "first and more")
    hand.write()
    assert texts(library) == ["first and more"]
    assert [thrown.title for thrown in library.reader().trash()] == ["first"]


def test_two_parked_questions_one_after_another(library: Library) -> None:
    hand = Pen(library)
    for words in ("one?", "two?"):
        hand.forget(PARKED)
        hand.know(PARKED, "", None)
        hand.put(PARKED, words)
        hand.write()
    assert texts(library, "") == ["one?", "two?"]


def test_drafts_of_every_place_are_taken_up_at_the_next_start(library: Library) -> None:
    kept = drafts(library)
    linked, parked = save_note(library, A, "kept"), save_note(library, "", "old question")
    kept.keep(A, Draft("kept and more", linked.id, "kept", A))
    kept.keep(PARKED, Draft("a new question", None, "", ""))
    kept.keep(f"note:{parked.id}", Draft("old question, longer", parked.id, "old question", ""))
    kept.keep("mechanism:pten-loss", Draft("a first note", None, "", "mechanism:pten-loss"))
    assert recover(library) == 4
    assert texts(library) == ["kept and more"]
    assert texts(library, "mechanism:pten-loss") == ["a first note"]
    assert sorted(texts(library, "")) == ["a new question", "old question, longer"]
    assert list(kept.folder.iterdir()) == []
    assert recover(library) == 0


def test_a_draft_of_an_earlier_version_is_taken_up(library: Library) -> None:
    kept = drafts(library)
    kept.folder.mkdir(mode=0o700)
    (kept.folder / f"{A}.json").write_text(f'{{"target": "{A}", "text": "typed", "note": null}}', "utf-8")
    assert kept.of(A) is not None
    assert recover(library) == 1
    assert texts(library) == ["typed"]


def test_a_draft_whose_note_was_changed_since_is_kept_beside_it(library: Library) -> None:
    note = save_note(library, A, "first")
    drafts(library).keep(A, Draft("first, typed before the end", note.id, "first", A))
    save_note(library, A, "first, changed since", note.id)
    recover(library)
    assert sorted(texts(library)) == ["first, changed since", "first, typed before the end"]


def test_a_draft_that_was_saved_is_not_saved_again(library: Library) -> None:
    save_note(library, A, "typed")
    drafts(library).keep(A, Draft("typed", None, "", A))
    assert recover(library) == 0
    assert texts(library) == ["typed"]


def test_a_draft_that_cannot_be_saved_stays(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = drafts(library)
    kept.keep(A, Draft("typed", None, "", A))

    def full(*_: object, **__: object) -> object:
        raise KnownError("The disk is full.")

    monkeypatch.setattr(pen, "save_note", full)
    assert recover(library) == 0
    found = kept.of(A)
    assert found is not None
    assert found.text == "typed"
    monkeypatch.undo()
    assert recover(library) == 1


def test_a_recovery_that_was_killed_is_ended_by_the_next(library: Library) -> None:
    kept = drafts(library)
    kept.keep(A, Draft("typed", None, "", A))
    assert list(kept.claim_all()) == [A]
    assert kept.of(A) is None
    assert recover(library) == 1
    assert texts(library) == ["typed"]


def test_what_is_no_draft_is_left_alone(library: Library) -> None:
    kept = drafts(library)
    kept.folder.mkdir(mode=0o700)
    for name, text in (("a.json", "{"), ("b.json", "[" * 100_000), ("c.json", '{"place": 1}')):
        (kept.folder / name).write_text(text, encoding="utf-8")
    assert recover(library) == 0
    assert len(list(kept.folder.iterdir())) == 3


def test_drafts_are_for_their_owner_alone(library: Library) -> None:
    kept = drafts(library)
    kept.keep(A, Draft("typed", None, "", A))
    assert [path.stat().st_mode & 0o777 for path in kept.folder.iterdir()] == [0o600]
    assert kept.folder.stat().st_mode & 0o777 == 0o700
