"""A library that cannot be opened: the page says what is safe and mends it, over real damaged files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.core.errors import KnownError, LibraryDamaged, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.core.settings import Settings
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes import trouble_page
from her2ref.gui.panes.trouble_page import TroublePage
from her2ref.gui.theme import themes
from her2ref.library import backups, repairing, safety
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.trouble import damaged, gone
from tests.gui.panes.conftest import rest, shown


@pytest.fixture
def home(library_home: Home) -> Home:
    library = Library(library_home.library)
    save_note(library, "", "in both")
    backups.make(library_home, "by-hand")
    save_note(library, "", "since then")
    backups.make(library_home, "by-hand")
    library.close()
    return library_home


@pytest.fixture
def page(qtbot: QtBot, home: Home, small_resources: Path, jobs: Jobs) -> Iterator[TroublePage]:
    themes().apply("light")
    made = shown(qtbot, TroublePage(home, jobs, Settings(None), lambda: small_resources), 900, 700)
    yield made
    rest(qtbot, jobs)


def spoil(home: Home) -> None:
    data = bytearray(home.library.read_bytes())
    data[:100] = b"x" * 100
    home.library.write_bytes(data)


def notes(home: Home) -> set[str]:
    assert all(check.ok for check in safety.check(home.library))
    with closing(sqlite3.connect(home.library)) as connection:
        return {text for (text,) in connection.execute("SELECT text FROM note")}


def test_it_offers_the_newest_good_copy_and_names_what_it_holds(
    page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs
) -> None:
    newest = backups.listed(home)[0].path
    newest.write_bytes(newest.read_bytes()[:8000])
    spoil(home)
    page.show_trouble(damaged(home.library))
    assert page.title.text() == "The library is damaged"
    assert "her2ref repair" not in page.text.text(), "buttons are the next step"
    rest(qtbot, jobs)
    assert page.ways.first.title.text().startswith("Restore the copy of 2")
    assert page.ways.first.text.text().startswith("0 articles, 1 note.")
    assert "(2 notes)" in page.ways.first.text.text(), "what the damaged file still gives"
    assert page.ways.first.button.hasFocus() or not page.isActiveWindow()


def test_a_restore_reports_in_sentences_and_goes_on(
    page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs
) -> None:
    spoil(home)
    page.show_trouble(damaged(home.library))
    rest(qtbot, jobs)
    said: list[str] = []
    page.mended.connect(said.append)
    page.ways.first.button.click()
    rest(qtbot, jobs)
    assert page.title.text() == "The library can be used again"
    assert "set aside" in page.text.text()
    assert not page.ways.isVisible()
    page.window().activateWindow()
    QTest.keyClick(page.go_on, Qt.Key.Key_Space)
    assert said
    assert notes(home) == {"in both", "since then"}


def test_an_older_copy_and_a_new_library_can_be_chosen(
    page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs
) -> None:
    spoil(home)
    page.show_trouble(damaged(home.library))
    rest(qtbot, jobs)
    assert page.ways.which.count() == 1
    assert "0 articles, 1 note" in page.ways.which.itemText(0)
    page.ways.other.button.click()
    rest(qtbot, jobs)
    assert notes(home) == {"in both", "since then"}, "with what was saved out of the damaged file"
    spoil(home)
    page.show_trouble(damaged(home.library))
    page.ways.new.button.click()  # before the look at the damage has ended
    rest(qtbot, jobs)
    assert page.title.text() == "The library can be used again"
    assert notes(home) == {"in both", "since then"}


def test_without_a_copy_it_says_so(page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs) -> None:
    for one in backups.listed(home):
        one.path.unlink()
    spoil(home)
    page.show_trouble(damaged(home.library))
    rest(qtbot, jobs)
    assert "There is no good copy." in page.ways.first.text.text()
    assert not page.ways.other.isVisible()
    assert not page.ways.new.isVisible(), "it would be the same"


def test_cancelled_nothing_has_changed(
    page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> repairing.Repaired:
        progress = next(one for one in _ if isinstance(one, Progress))
        progress.step(1, 2, "Copying")
        progress.wait(60)
        raise AssertionError

    spoil(home)
    page.show_trouble(damaged(home.library))
    rest(qtbot, jobs)
    before = home.library.read_bytes()
    monkeypatch.setattr(trouble_page.repairing, "repair", slow)
    page.ways.first.button.click()
    assert not page.ways.isEnabled()
    qtbot.waitUntil(page.working.isVisible)
    page.working.cancel_button.click()
    rest(qtbot, jobs)
    assert page.trouble.text() == "Stopped. Nothing was changed."
    assert page.ways.isEnabled()
    assert home.library.read_bytes() == before


def test_what_fails_is_told_and_can_be_tried_again(
    page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> repairing.Repaired:
        raise KnownError("The disk is full.", next_step="Free some space.")

    spoil(home)
    page.show_trouble(damaged(home.library))
    rest(qtbot, jobs)
    with monkeypatch.context() as patched:
        patched.setattr(trouble_page.repairing, "repair", full)
        page.ways.first.button.click()
        rest(qtbot, jobs)
    assert page.trouble.text() == "The disk is full. Nothing was lost. Free some space."
    page.ways.first.button.click()
    rest(qtbot, jobs)
    assert page.title.text() == "The library can be used again"


def test_notes_are_saved_out_of_the_damaged_file(
    page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    spoil(home)
    before = home.library.read_bytes()
    page.show_trouble(damaged(home.library))
    rest(qtbot, jobs)
    page.save(tmp_path / "mine.json")
    rest(qtbot, jobs)
    saved = json.loads((tmp_path / "mine.json").read_text(encoding="utf-8"))
    assert {row["text"] for row in saved["notes"]} == {"in both", "since then"}
    assert "(2 notes)" in page.text.text()
    page.save(home.library)
    rest(qtbot, jobs)
    assert home.library.read_bytes() == before


def test_where_exports_are_switched_off_they_are_not(
    page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs
) -> None:
    page._settings.set({"allow.exports": False})
    spoil(home)
    page.show_trouble(damaged(home.library))
    assert not page.ways.notes.button.isEnabled()
    assert "switched off" in page.ways.notes.text.text()
    rest(qtbot, jobs)


def test_a_library_that_is_gone_is_called_so(page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs) -> None:
    home.library.unlink()
    page.show_trouble(gone(home.library))
    assert page.title.text() == "The library is not where it was"
    assert not page.ways.notes.isVisible()
    rest(qtbot, jobs)
    assert page.ways.first.title.text().startswith("Restore the copy of")


def test_a_newer_library_is_named_and_nothing_is_offered_that_would_touch_it(
    page: TroublePage, home: Home
) -> None:
    page.show_trouble(
        LibraryTrouble(
            "This library was written by a newer her2ref (schema 9; this one knows 4).",
            safe="It was not touched.",
            next_step="Install the newer version.",
        )
    )
    assert "schema 9" in page.text.text()
    assert "Install the newer version." in page.text.text()
    assert not page.ways.isVisible()
    assert page.retry.isVisible()


def test_a_stick_that_comes_back_is_seen(page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs) -> None:
    away = home.data.with_name("away")
    home.data.rename(away)
    page.show_trouble(LibraryTrouble("It cannot be reached.", next_step="Connect the stick."))
    assert "As soon as it is there, it is opened." in page.text.text()
    assert not page.folder.isVisible()
    tried: list[bool] = []
    page.again.connect(lambda: tried.append(True))
    page._look()
    rest(qtbot, jobs)
    assert tried == []
    away.rename(home.data)
    page._look()
    rest(qtbot, jobs)
    assert tried == [True]
    page._look()
    rest(qtbot, jobs)
    assert tried == [True], "once"


def test_an_open_library_forgets_the_damage_when_it_is_whole(home: Home, small_resources: Path) -> None:
    library = Library(home.library)
    library.reader().tree()
    library.mark_in_use()
    library.met(LibraryDamaged("It was met."))
    done = trouble_page.made_whole(home, small_resources, library, None, Progress())
    assert done.state == "whole"
    assert library.damage is None
    save_note(library, "", "again")
    with closing(sqlite3.connect(home.library)) as connection, connection:
        connection.execute("DELETE FROM article_fts_docsize")
        connection.execute("INSERT INTO article_fts_docsize VALUES (7, x'00')")
    library.met(LibraryDamaged("It was met."))
    assert trouble_page.made_whole(home, small_resources, library, None, Progress()).state == "index"
    assert library.damage is None
    library.close()
    assert notes(home) == {"in both", "since then", "again"}


def test_every_button_says_what_it_does(page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs) -> None:
    spoil(home)
    page.show_trouble(damaged(home.library))
    rest(qtbot, jobs)
    for way in (page.ways.first, page.ways.other, page.ways.new, page.ways.notes):
        assert way.button.accessibleName() == way.title.text() != ""
        assert way.button.accessibleDescription() == way.text.text() != ""
    assert page.ways.which.accessibleName()
    assert page.accessibleName().startswith("The library is damaged. ")


def test_of_a_library_that_is_missing_no_damaged_file_is_promised(
    page: TroublePage, home: Home, qtbot: QtBot, jobs: Jobs
) -> None:
    home.library.unlink()
    page.show_trouble(gone(home.library))
    for _ in range(2):
        ways = page.ways
        texts = [way.text.text() for way in (ways.first, ways.other, ways.new) if way.isVisibleTo(page)]
        assert texts
        assert not any("damaged" in text or "can be saved" in text for text in texts), texts
        rest(qtbot, jobs)
    home.library.write_bytes(b"no database at all " * 500)
    page.show_trouble(damaged(home.library))
    assert "The damaged file is kept aside" in page.ways.new.text.text()
    rest(qtbot, jobs)
