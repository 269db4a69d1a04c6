from __future__ import annotations

from pathlib import Path

import pytest

from her2ref.core.changes import Changes
from her2ref.core.errors import KnownError
from her2ref.gui.panes import pen
from her2ref.gui.panes.drafts import Draft, Drafts
from her2ref.gui.panes.pen import PARKED, Pen, recover
from her2ref.library import adopting, trash
from her2ref.library.library import Library
from her2ref.library.notes import link_note, save_note, throw_note
from her2ref.library.rows import Note
from tests.gui.panes.conftest import HELD
from tests.library import filling

A = str(HELD)
LEAF = "mechanism:pten-loss"


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
    assert [claim.place for claim in kept.claim_all()] == [A]
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


def gone_and_another(library: Library) -> tuple[Note, Note]:
    """A note on `A` that is gone for good, and one on another thing that has its number now."""
    gone = save_note(library, A, "about A")
    throw_note(library, gone.id)
    trash.empty(library)
    there = save_note(library, LEAF, "about a topic")
    assert there.id == gone.id
    return gone, there


def test_an_open_editor_never_writes_into_another_note_of_the_same_number(library: Library) -> None:
    hand = Pen(library)
    gone, _ = gone_and_another(library)
    hand.know(A, A, gone)
    hand.put(A, "about A, longer")
    hand.write()
    assert texts(library) == ["about A, longer"]
    assert texts(library, LEAF) == ["about a topic"]


def test_an_emptied_editor_never_throws_another_note_away(library: Library) -> None:
    hand = Pen(library)
    gone, _ = gone_and_another(library)
    hand.know(A, A, gone)
    hand.put(A, "")
    hand.write()
    assert texts(library, LEAF) == ["about a topic"]
    assert library.reader().trash() == []


def test_a_draft_never_goes_into_another_note_of_the_same_number(library: Library) -> None:
    gone, _ = gone_and_another(library)
    drafts(library).keep(A, Draft("about A, longer", None, "about A", A, gone.uid))
    drafts(library).keep("note:1", Draft("of an earlier version", gone.id, "about A", A))
    assert recover(library) == 2
    assert sorted(texts(library)) == ["about A, longer", "of an earlier version"]
    assert texts(library, LEAF) == ["about a topic"]


def test_a_draft_knows_its_note_wherever_that_hangs_by_now(library: Library) -> None:
    note = save_note(library, "", "a question")
    hand = Pen(library)
    hand.know(PARKED, "", note)
    hand.put(PARKED, "a question, longer")
    hand.keep_drafts()
    link_note(library, note.id, LEAF)
    assert recover(library) == 1
    assert texts(library, LEAF) == ["a question, longer"]
    assert texts(library, "") == []


def move(library: Library, old: int, new: int) -> None:
    def work(connection):  # type: ignore[no-untyped-def]
        adopting.move(connection, old, new)
        return Changes.of("articles")

    library.write(work)


def test_words_typed_while_the_article_learned_its_pmid_are_saved_there(library: Library) -> None:
    filling.fill(library.path, [filling.article(-1, "One"), filling.article(-2, "Two")])
    hand = Pen(library)
    for place in ("article:-1", "article:-2"):
        hand.know(place, place, None)
        hand.put(place, f"typed on {place}")
    hand.keep_drafts()
    move(library, -1, 777)
    move(library, -2, 778)
    assert [(one.place, one.parked) for one in hand.write()] == [("article:-1", False), ("article:-2", False)]
    assert texts(library, "777") == ["typed on article:-1"]
    hand.put("article:-1", "typed on article:-1, and more")
    hand.write()
    assert texts(library, "777") == ["typed on article:-1, and more"]
    drafts(library).keep("article:-2", Draft("left by a killed window", None, "", "article:-2"))
    assert recover(library) == 1
    assert texts(library, "778") == ["typed on article:-2", "left by a killed window"]


def test_words_on_what_is_not_there_any_more_become_a_parked_question(library: Library) -> None:
    hand = Pen(library)
    hand.know("drug:gone", "drug:gone", None)
    hand.put("drug:gone", "half a thought")
    assert [(one.place, one.parked) for one in hand.write()] == [("drug:gone", True)]
    hand.put("drug:gone", "a whole thought")
    assert [one.parked for one in hand.write()] == [False]
    assert texts(library, "") == ["a whole thought"]
    drafts(library).keep("drug:gone too", Draft("of last time", None, "", "drug:gone too"))
    assert recover(library) == 1
    assert sorted(texts(library, "")) == ["a whole thought", "of last time"]
    assert list(drafts(library).folder.iterdir()) == []


def test_no_draft_is_lost_that_is_typed_while_another_of_its_place_is_taken_up(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = drafts(library)
    kept.keep(A, Draft("first words", None, "", A))

    def full(*_: object, **__: object) -> object:
        kept.keep(A, Draft("second words", None, "", A))
        raise KnownError("The disk is full.")

    monkeypatch.setattr(pen, "save_note", full)
    for _ in range(3):
        assert recover(library) == 0
    monkeypatch.undo()
    found = kept.of(A)
    assert found is not None
    assert found.text == "second words"
    recover(library)
    assert sorted(texts(library)) == ["first words", "second words"]
    assert list(kept.folder.iterdir()) == []


def test_an_emptied_note_that_was_changed_elsewhere_is_kept(library: Library) -> None:
    note = save_note(library, A, "first")
    hand = Pen(library)
    hand.know(A, A, note)
    changed = save_note(library, A, "first and more", note.id)
    hand.put(A, "")
    assert [written.kept for written in hand.write()] == [changed]
    assert texts(library) == ["first and more"]
    hand.put(A, "typed on")
    hand.write()
    assert texts(library) == ["first and more", "typed on"]


def test_a_note_that_was_cleared_and_written_again_is_the_same_note(library: Library) -> None:
    note = save_note(library, A, "first")
    hand = Pen(library)
    hand.know(A, A, note)
    for words in ("", "", "first, rewritten"):
        hand.put(A, words)
        hand.write()
    (found,) = library.reader().notes(A)
    assert (found.id, found.uid, found.created, found.text) == (
        note.id,
        note.uid,
        note.created,
        "first, rewritten",
    )
    assert library.reader().trash() == []
    hand.put(A, "")
    hand.write()
    hand.know(A, A, None)
    hand.put(A, "of another visit")
    hand.write()
    assert [thrown.title for thrown in library.reader().trash()] == ["first, rewritten"]


def test_where_no_notes_may_be_written_there_are_no_drafts(library: Library) -> None:
    hand = Pen(library)
    hand.put(A, "half typed")
    library.no_notes = "Your organisation has switched notes off."
    hand.keep_drafts()
    with pytest.raises(KnownError, match="organisation"):
        hand.write()
    assert drafts(library).of(A) is None
    library.no_notes = ""
    hand.write()
    assert texts(library) == ["half typed"]


def test_what_is_held_is_neither_written_nor_drafted(library: Library) -> None:
    hand = Pen(library)
    hand.put(A, "typed")
    hand.hold()
    assert hand.write() == []
    assert drafts(library).of(A) is None
    hand.release(forget=False)
    hand.hold()
    hand.release(forget=False)
    assert len(hand.write()) == 1
    hand.put(A, "typed on")
    hand.release(forget=True)
    assert hand.write() == []
    assert texts(library) == ["typed"]


def test_a_draft_makes_no_folder_in_the_place_of_one_that_was_pulled_out(tmp_path: Path) -> None:
    home = tmp_path / "stick"
    kept = Drafts(home / "drafts")
    kept.keep(A, Draft("typed", None, "", A))
    assert not home.exists()
    home.mkdir()
    kept.keep(A, Draft("typed", None, "", A))
    assert kept.of(A) is not None
