from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.core.errors import KnownError
from her2ref.core.identity import NOTE_PRIVACY
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes import not_saved, note, pen
from her2ref.gui.panes.drafts import Draft, Drafts
from her2ref.gui.panes.note import NoteEditor
from her2ref.library.library import Library
from her2ref.library.notes import save_note, throw_note
from her2ref.library.rows import Note
from tests.gui.panes.conftest import HELD, MANY, rest, shown


@pytest.fixture
def editor(qtbot: QtBot, library: Library, jobs: Jobs) -> Iterator[NoteEditor]:
    made = shown(qtbot, NoteEditor(library, jobs), 400, 200)
    made.show_notes(str(HELD), [])
    yield made
    rest(qtbot, jobs)


def texts(library: Library, target: int = HELD) -> list[str]:
    return [found.text for found in library.reader().notes(str(target))]


def test_words_are_saved_a_moment_after_the_last_key(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    QTest.keyClicks(editor.editor, "Ask about PIK3CA.")
    assert editor.state == "Not saved yet"
    qtbot.waitUntil(lambda: editor.state == "Saved")
    assert texts(library) == ["Ask about PIK3CA."]


def test_more_words_change_the_same_note(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    for text in ("a", "b", "c"):
        QTest.keyClicks(editor.editor, text)
        editor.flush()
    rest(qtbot, jobs)
    qtbot.waitUntil(lambda: editor.state == "Saved")
    assert texts(library) == ["abc"]


def test_leaving_saves_and_nothing_reaches_the_next_article(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    QTest.keyClicks(editor.editor, "first")
    editor.show_notes(str(MANY), [])
    assert editor.editor.toPlainText() == ""
    QTest.keyClicks(editor.editor, "second")
    editor.flush()
    qtbot.waitUntil(lambda: texts(library, MANY) == ["second"])
    rest(qtbot, jobs)
    assert texts(library) == ["first"]


def test_coming_back_before_it_is_saved_shows_what_was_typed(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    QTest.keyClicks(editor.editor, "first")
    editor.flush()
    QTest.keyClicks(editor.editor, " and more")
    editor.show_notes(str(MANY), [])
    editor.show_notes(str(HELD), [])
    assert editor.editor.toPlainText() == "first and more"
    rest(qtbot, jobs)
    qtbot.waitUntil(lambda: texts(library) == ["first and more"])


def test_notes_read_before_the_saving_do_not_undo_it(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    QTest.keyClicks(editor.editor, "first")
    editor.flush()
    assert editor.busy
    editor.show_notes(str(HELD), [])
    assert editor.editor.toPlainText() == "first"
    with qtbot.waitSignal(editor.settled):
        pass
    assert texts(library) == ["first"]
    QTest.keyClicks(editor.editor, "!")
    editor.flush()
    qtbot.waitUntil(lambda: len(texts(library)) == 1 and "!" in texts(library)[0])
    rest(qtbot, jobs)


def test_an_emptied_note_is_deleted(editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs) -> None:
    QTest.keyClicks(editor.editor, "words")
    editor.flush()
    qtbot.waitUntil(lambda: texts(library) == ["words"])
    rest(qtbot, jobs)
    editor.editor.clear()
    editor.flush()
    qtbot.waitUntil(lambda: texts(library) == [])


def test_showing_a_note_saves_nothing(editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs) -> None:
    QTest.keyClicks(editor.editor, "words")
    editor.flush()
    rest(qtbot, jobs)
    kept = library.reader().notes(str(HELD))
    editor.show_notes(str(HELD), kept)
    editor.flush()
    rest(qtbot, jobs)
    assert library.reader().notes(str(HELD)) == kept
    assert editor.state == ""


def test_what_cannot_be_saved_is_said_and_kept(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> object:
        raise KnownError("The disk is full.")

    monkeypatch.setattr(pen, "save_note", full)
    said: list[str] = []
    editor.said.connect(said.append)
    QTest.keyClicks(editor.editor, "words")
    editor.flush()
    qtbot.waitUntil(lambda: editor.state == "Not saved")
    assert said == ["The disk is full. Nothing was lost."]
    assert editor.editor.toPlainText() == "words"
    editor.show_notes(str(MANY), [])
    editor.show_notes(str(HELD), [])
    assert editor.editor.toPlainText() == "words"
    rest(qtbot, jobs)
    monkeypatch.undo()
    editor.flush()
    qtbot.waitUntil(lambda: texts(library) == ["words"])


def test_a_note_deleted_elsewhere_is_written_anew(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    QTest.keyClicks(editor.editor, "words")
    editor.flush()
    rest(qtbot, jobs)
    throw_note(library, library.reader().notes(str(HELD))[0].id)
    QTest.keyClicks(editor.editor, " again")
    editor.flush()
    rest(qtbot, jobs)
    assert texts(library) == ["words again"]


def test_who_never_pauses_is_saved_too(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note, "LONGEST_MS", 100)

    def type_on() -> bool:
        QTest.keyClick(editor.editor, Qt.Key.Key_A)
        return bool(texts(library))

    qtbot.waitUntil(type_on, timeout=20_000)
    rest(qtbot, jobs)


def test_the_last_words_are_saved_without_another_turn_of_the_event_loop(
    editor: NoteEditor, library: Library, jobs: Jobs
) -> None:
    QTest.keyClicks(editor.editor, "first")
    editor.flush()
    QTest.keyClicks(editor.editor, " and last")
    editor.flush()
    assert jobs.wait(10)
    assert texts(library) == ["first and last"]


def test_it_says_where_notes_are_kept(editor: NoteEditor) -> None:
    assert editor.editor.accessibleDescription() == NOTE_PRIVACY
    assert editor.editor.placeholderText() == "Add a note"


def test_a_saved_note_is_on_the_disk(editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs) -> None:
    QTest.keyClicks(editor.editor, "words")
    editor.flush()
    qtbot.waitUntil(lambda: editor.state == "Saved")
    connection = sqlite3.connect(library.path)
    try:
        assert connection.execute("SELECT text FROM note").fetchall() == [("words",)]
    finally:
        connection.close()


def draft(library: Library, text: str, note_: Note | None = None) -> Drafts:
    kept = Drafts(library.path.parent / "drafts")
    known = Draft(text, None, note_.text, note_.target, note_.uid) if note_ is not None else Draft(text)
    kept.keep(str(HELD), known)
    return kept


def said(kept: Drafts) -> str:
    found = kept.of(str(HELD))
    return found.text if found is not None else ""


def test_a_draft_of_last_time_comes_back_and_is_saved(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    first = save_note(library, str(HELD), "first")
    kept = draft(library, "first and more", first)
    editor.show_notes(str(HELD), library.reader().notes(str(HELD)))
    assert editor.editor.toPlainText() == "first and more"
    qtbot.waitUntil(lambda: editor.state == "Saved")
    assert texts(library) == ["first and more"]
    assert kept.of(str(HELD)) is None
    rest(qtbot, jobs)


def test_a_draft_of_a_new_note_changes_no_other(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    draft(library, "typed before the end")
    save_note(library, str(HELD), "written elsewhere since")
    editor.show_notes(str(HELD), library.reader().notes(str(HELD)))
    qtbot.waitUntil(lambda: editor.state == "Saved")
    assert sorted(texts(library)) == ["typed before the end", "written elsewhere since"]
    rest(qtbot, jobs)


def test_a_damaged_draft_is_left_alone(editor: NoteEditor, library: Library) -> None:
    kept = draft(library, "words")
    next(kept.folder.iterdir()).write_text("{", encoding="utf-8")
    editor.show_notes(str(HELD), [])
    assert editor.editor.toPlainText() == ""


def test_words_are_in_a_draft_while_the_library_is_held(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    other = sqlite3.connect(library.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    kept = Drafts(library.path.parent / "drafts")
    try:
        QTest.keyClicks(editor.editor, "first")
        editor.flush()
        qtbot.waitUntil(lambda: said(kept) == "first")
        QTest.keyClicks(editor.editor, " and more")
        editor.flush()
        qtbot.waitUntil(lambda: said(kept) == "first and more")
    finally:
        other.execute("COMMIT")
        other.close()
    qtbot.waitUntil(lambda: texts(library) == ["first and more"], timeout=15_000)
    rest(qtbot, jobs)
    assert kept.of(str(HELD)) is None


def three(editor: NoteEditor, library: Library) -> None:
    for text in ("oldest", "older", "newest"):
        save_note(library, str(HELD), text)
    editor.show_notes(str(HELD), library.reader().notes(str(HELD)))


def test_older_notes_stand_above_the_newest(editor: NoteEditor, library: Library) -> None:
    three(editor, library)
    days = [found.changed[:10] for found in library.reader().notes(str(HELD))]
    assert editor.editor.toPlainText() == "newest"
    assert editor.older.isVisible()
    assert editor.older.texts == [days[0], "oldest", days[1], "older"]
    editor.show_notes(str(MANY), [])
    assert not editor.older.isVisible()


def test_clearing_deletes_the_newest_and_the_next_is_edited(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    three(editor, library)
    editor.editor.setFocus()
    editor.editor.clear()
    editor.editor.clearFocus()
    qtbot.waitUntil(lambda: editor.editor.toPlainText() == "older")
    assert texts(library) == ["oldest", "older"]
    assert editor.older.texts[1:] == ["oldest"]
    QTest.keyClicks(editor.editor, "!")
    editor.flush()
    rest(qtbot, jobs)
    assert sorted(texts(library)) == sorted(["oldest", "!older"])


def test_no_older_note_comes_under_the_hand(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(editor, library)
    monkeypatch.setattr(editor.editor, "hasFocus", lambda: True)
    editor.editor.clear()
    editor.flush()
    qtbot.waitUntil(lambda: editor.state == "Saved")
    assert editor.editor.toPlainText() == ""
    QTest.keyClicks(editor.editor, "new words")
    editor.flush()
    rest(qtbot, jobs)
    assert sorted(texts(library)) == ["new words", "older", "oldest"]
    monkeypatch.undo()
    editor.editor.left.emit()
    assert editor.editor.toPlainText() == "new words"


def test_words_are_in_a_draft_before_they_are_saved(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(editor, "flush", lambda: flushed.append("flush"))
    editor._timer.setInterval(600_000)
    kept = Drafts(library.path.parent / "drafts")
    QTest.keyClicks(editor.editor, "first")
    assert editor._draft_timer.interval() == note.DRAFT_MS
    qtbot.waitUntil(lambda: said(kept) == "first")
    QTest.keyClicks(editor.editor, " and more")
    assert editor._draft_timer.interval() == note.DRAFTS_MS
    qtbot.waitUntil(lambda: said(kept) == "first and more")
    assert texts(library) == []
    assert flushed == []
    monkeypatch.undo()
    editor.flush()
    qtbot.waitUntil(lambda: texts(library) == ["first and more"])
    rest(qtbot, jobs)
    assert kept.of(str(HELD)) is None


def test_a_long_paragraph_has_room(editor: NoteEditor, qtbot: QtBot, jobs: Jobs) -> None:
    low = editor.editor.sizeHint().height()
    editor.editor.setPlainText("words " * 60)
    assert editor.editor.document().blockCount() == 1
    high = editor.editor.sizeHint().height()
    line = editor.editor.fontMetrics().lineSpacing()
    assert high >= low + 3 * line
    editor.resize(200, 400)
    qtbot.waitUntil(lambda: editor.editor.sizeHint().height() > high)
    editor.editor.setPlainText("words " * 6000)
    assert editor.editor.sizeHint().height() <= low + 9 * line
    editor.editor.clear()
    assert editor.editor.sizeHint().height() == low
    editor.flush()
    rest(qtbot, jobs)


def test_a_library_held_for_long_does_not_take_every_thread(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    other = sqlite3.connect(library.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    kept = Drafts(library.path.parent / "drafts")
    try:
        QTest.keyClicks(editor.editor, "a")
        editor.flush()
        QTest.keyClicks(editor.editor, "b")
        editor.flush()
        qtbot.waitUntil(lambda: editor._pen.will_write)
        for letter in "cdefgh":
            QTest.keyClicks(editor.editor, letter)
            editor.flush()
        assert editor._writers == 2
        qtbot.waitUntil(lambda: said(kept) == "abcdefgh")
    finally:
        other.execute("COMMIT")
        other.close()
    qtbot.waitUntil(lambda: texts(library) == ["abcdefgh"], timeout=15_000)
    rest(qtbot, jobs)
    assert kept.of(str(HELD)) is None


def test_a_note_is_read_laid_out_and_changed_as_text(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    save_note(library, str(HELD), "some **bold** words")
    editor.editor.clearFocus()
    editor.show_notes(str(HELD), library.reader().notes(str(HELD)))
    assert editor.view.isVisible()
    assert not editor.editor.isVisible()
    assert editor.view.toPlainText() == "some bold words"
    editor.turn_to()
    assert editor.editor.isVisible()
    assert not editor.view.isVisible()
    assert editor.editor.toPlainText() == "some **bold** words"
    QTest.keyClick(editor.editor, Qt.Key.Key_End)
    QTest.keyClicks(editor.editor, "!")
    QTest.keyClick(editor.editor, Qt.Key.Key_Escape)
    assert editor.view.toPlainText() == "some bold words!"
    assert editor.view.isVisible()
    qtbot.waitUntil(lambda: texts(library) == ["some **bold** words!"])
    rest(qtbot, jobs)


def test_an_empty_note_is_a_field_to_write_in(editor: NoteEditor) -> None:
    assert editor.editor.isVisible()
    assert not editor.view.isVisible()


def test_where_notes_are_forbidden_they_are_read_and_not_written(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    note_ = save_note(library, str(HELD), "words")
    draft(library, "typed before", note_)
    editor.forbid("Your organisation has switched notes off.")
    editor.show_notes(str(HELD), library.reader().notes(str(HELD)))
    assert editor.view.toPlainText() == "words"
    assert not editor.view.can_change
    editor.turn_to()
    assert not editor.editor.isVisible()
    editor.show_notes(str(MANY), [])
    assert editor.editor.isReadOnly()
    assert editor.editor.placeholderText() == "Your organisation has switched notes off."
    QTest.keyClicks(editor.editor, "words")
    rest(qtbot, jobs)
    assert texts(library, MANY) == []
    assert said(Drafts(library.path.parent / "drafts")) == "typed before"
    editor.forbid("")
    assert not editor.editor.isReadOnly()


def test_a_note_too_long_to_be_changed_is_read_and_can_be_saved_as_a_file(
    editor: NoteEditor,
    qtbot: QtBot,
    library: Library,
    jobs: Jobs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long = "x" * 1_000_000
    save_note(library, str(HELD), long)
    editor.show_notes(str(HELD), library.reader().notes(str(HELD)))
    assert editor.view.isVisible()
    assert not editor.can_write
    assert editor.editor.toPlainText() == ""
    assert "1,000,000 characters" in editor.not_saved._why.text()
    assert not editor.not_saved.retry.isVisible()
    editor.turn_to()
    editor.flush()
    rest(qtbot, jobs)
    assert texts(library) == [long]
    target = tmp_path / "copy.md"
    monkeypatch.setattr(not_saved, "ask_where", lambda *_: target)
    editor.not_saved.copy.click()
    rest(qtbot, jobs)
    assert target.read_text(encoding="utf-8") == long


def test_too_much_is_not_pasted(editor: NoteEditor, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setText("x" * 1_000_000)
    with qtbot.waitSignal(editor.said) as told:
        editor.editor.insertFromMimeData(data)
    assert told.args is not None
    assert told.args[0].startswith("That is too long for a note.")
    assert editor.editor.toPlainText() == ""
    data.setText("words")
    editor.editor.insertFromMimeData(data)
    assert editor.editor.toPlainText() == "words"


def test_an_older_note_can_be_taken_up(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    three(editor, library)
    first = editor.older.notes[0]
    editor.older.wanted.emit(first.id)
    assert editor.editor.toPlainText() == "oldest"
    assert editor.older.texts[1::2] == ["older", "newest"]
    QTest.keyClick(editor.editor, Qt.Key.Key_End)
    QTest.keyClicks(editor.editor, "!")
    editor.flush()
    rest(qtbot, jobs)
    assert sorted(texts(library)) == ["newest", "older", "oldest!"]


def test_a_note_changed_elsewhere_is_shown_anew_unless_it_is_being_changed(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    kept = save_note(library, str(HELD), "first")
    editor.editor.clearFocus()
    editor.show_notes(str(HELD), library.reader().notes(str(HELD)))
    save_note(library, str(HELD), "second", kept.id)
    editor.refresh(library.reader().notes(str(HELD)))
    assert editor.view.toPlainText() == "second"
    editor.turn_to()
    QTest.keyClick(editor.editor, Qt.Key.Key_End)
    QTest.keyClicks(editor.editor, " here")
    save_note(library, str(HELD), "second there", kept.id)
    editor.refresh(library.reader().notes(str(HELD)))
    assert editor.editor.toPlainText() == "second here"
    editor.flush()
    rest(qtbot, jobs)
    assert sorted(texts(library)) == ["second here", "second there"]


def test_saving_shows_the_same_note_and_says_so(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    QTest.keyClicks(editor.editor, "words")
    editor.flush()
    qtbot.waitUntil(lambda: editor.state == "Saved")
    editor.refresh(library.reader().notes(str(HELD)))
    assert editor.state == "Saved"
    assert editor.older.texts == []
    rest(qtbot, jobs)


def test_trouble_offers_a_copy_and_another_try(
    editor: NoteEditor,
    qtbot: QtBot,
    library: Library,
    jobs: Jobs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object, **__: object) -> object:
        raise KnownError("The disk is full.")

    monkeypatch.setattr(pen, "save_note", full)
    QTest.keyClicks(editor.editor, "words")
    editor.flush()
    qtbot.waitUntil(lambda: editor.not_saved.isVisible())
    assert editor.editor.toPlainText() == "words"
    target = tmp_path / "copy.md"
    monkeypatch.setattr(not_saved, "ask_where", lambda *_: target)
    editor.not_saved.copy.click()
    rest(qtbot, jobs)
    assert target.read_text(encoding="utf-8") == "words"
    for place, said in (
        (tmp_path / "copy.md" / "below", "There is no folder"),
        (library.path, "one of the files that her2ref itself works with"),
        (tmp_path / ("x" * 250), "The copy could not be written:"),
    ):
        monkeypatch.setattr(not_saved, "ask_where", lambda *_, place=place: place)
        with qtbot.waitSignal(editor.said) as told:
            editor.not_saved.copy.click()
        assert told.args is not None
        assert said in told.args[0]
        rest(qtbot, jobs)
    monkeypatch.undo()
    editor.not_saved.retry.click()
    qtbot.waitUntil(lambda: texts(library) == ["words"])
    rest(qtbot, jobs)
    assert not editor.not_saved.isVisible()


def test_older_words_that_reach_the_disk_do_not_make_newer_ones_saved(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    QTest.keyClicks(editor.editor, "ab")
    editor._on_saved([pen.Written(str(HELD), "a")])
    assert editor.state == "Not saved yet"
    assert editor.unsaved == {str(HELD): "ab"}
    editor.flush()
    qtbot.waitUntil(lambda: editor.state == "Saved")
    assert texts(library) == ["ab"]
    rest(qtbot, jobs)


def test_clearing_and_going_on_changes_the_same_note(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = save_note(library, str(HELD), "first")
    editor.show_notes(str(HELD), [kept])
    monkeypatch.setattr(editor.editor, "hasFocus", lambda: True)
    editor.editor.clear()
    editor.flush()
    rest(qtbot, jobs)
    assert texts(library) == []
    assert editor.is_cleared
    editor.refresh([])
    QTest.keyClicks(editor.editor, "second")
    editor.flush()
    rest(qtbot, jobs)
    (found,) = library.reader().notes(str(HELD))
    assert (found.uid, found.created, found.text) == (kept.uid, kept.created, "second")
    assert library.reader().trash() == []


def test_an_emptied_note_that_was_changed_elsewhere_comes_back_and_that_is_said(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    kept = save_note(library, str(HELD), "first")
    editor.show_notes(str(HELD), [kept])
    changed = save_note(library, str(HELD), "first and more", kept.id)
    said: list[str] = []
    editor.said.connect(said.append)
    editor.editor.clear()
    editor.flush()
    rest(qtbot, jobs)
    assert said == ["The note was changed elsewhere meanwhile, so it was not thrown away."]
    assert library.reader().notes(str(HELD)) == [changed]
    assert editor.text == editor.editor.toPlainText() == "first and more"
    QTest.keyClicks(editor.editor, "! ")
    editor.flush()
    rest(qtbot, jobs)
    assert texts(library) == ["! first and more"]


def test_words_on_what_is_gone_are_parked_and_that_is_said(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    editor.show_notes("drug:gone", [])
    said: list[str] = []
    editor.said.connect(said.append)
    QTest.keyClicks(editor.editor, "half a thought")
    editor.flush()
    rest(qtbot, jobs)
    assert [line.split(".")[1].strip() for line in said] == ["Your words are kept as a parked question"]
    assert editor.state == "Saved"
    assert [line.note.text for line in library.reader().all_notes(parked=True)] == ["half a thought"]


def test_no_copy_of_a_long_note_leaves_the_library_where_exports_are_forbidden(
    editor: NoteEditor,
    qtbot: QtBot,
    library: Library,
    jobs: Jobs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "copy.md"
    monkeypatch.setattr(not_saved, "ask_where", lambda *_: target)
    kept = save_note(library, str(HELD), "word " * 3_000)
    library.no_exports = "Your organisation has switched exports off."
    editor.editor.clearFocus()
    editor.show_notes(str(HELD), [kept])
    assert editor.not_saved.isVisible()
    assert editor.not_saved.copy.isHidden()
    assert editor.not_saved._why.text().endswith("characters. Your organisation has switched exports off.")
    editor.not_saved.copy.click()
    rest(qtbot, jobs)
    assert not target.exists()
    editor.not_saved.show_trouble("The disk is full.", "words that are nowhere else")
    assert not editor.not_saved.copy.isHidden()
    editor.not_saved.copy.click()
    rest(qtbot, jobs)
    assert target.read_text(encoding="utf-8") == "words that are nowhere else"


def test_no_draft_is_kept_of_what_was_being_typed_when_notes_were_switched_off(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    QTest.keyClicks(editor.editor, "half typed")
    library.no_notes = "Your organisation has switched notes off."
    editor.forbid(library.no_notes)
    qtbot.waitUntil(lambda: editor.state == "Not saved", timeout=15_000)
    rest(qtbot, jobs)
    assert said(Drafts(library.path.parent / "drafts")) == ""
    assert editor.text == "half typed"
    library.no_notes = ""
    editor.forbid("")
    editor.flush()
    rest(qtbot, jobs)
    assert texts(library) == ["half typed"]


def test_a_draft_of_an_earlier_version_changes_no_note_that_says_something_else(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs
) -> None:
    kept = save_note(library, str(HELD), "another one with the number of the old")
    Drafts(library.path.parent / "drafts").keep(str(HELD), Draft("typed", kept.id, "the old", str(HELD)))
    editor.show_notes(str(HELD), [kept])
    qtbot.waitUntil(lambda: editor.state == "Saved")
    assert sorted(texts(library)) == ["another one with the number of the old", "typed"]
    rest(qtbot, jobs)


def test_what_could_not_be_saved_is_tried_again_by_itself_and_without_a_word(
    editor: NoteEditor, qtbot: QtBot, library: Library, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    said: list[str] = []
    editor.said.connect(said.append)
    save = pen.save

    def refused(*given: Any, **named: Any) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise KnownError(f"The disk is full: {len(tries)} KB are free.")
        return save(*given, **named)

    monkeypatch.setattr(pen, "save", refused)
    assert editor._again.interval() <= 5_000
    editor._again.setInterval(50)
    QTest.keyClicks(editor.editor, "words")
    editor.flush()
    qtbot.waitUntil(lambda: not editor.unsaved)
    rest(qtbot, jobs)
    assert texts(library) == ["words"]
    assert len(tries) == 3
    assert len(said) == 1, "the red text under it changes; the last line of the window speaks once"
    assert editor.not_saved.isHidden()
    assert editor.state == "Saved"


def test_a_draft_that_found_no_room_leaves_nothing_half_written(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = Drafts(library.path.parent / "drafts")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("her2ref.gui.panes.drafts.json.dump", full)
    drafts.keep("parked", Draft("words"))
    assert list(drafts.folder.iterdir()) == []
    monkeypatch.undo()
    drafts.keep("parked", Draft("words"))
    assert drafts.of("parked") == Draft("words")
