from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.errors import IndexDamaged, LibraryDamaged, LibraryTrouble
from her2ref.gui import safekeeping as module
from her2ref.gui.dialogs.report import Report
from her2ref.gui.panes import banner as lines
from her2ref.gui.panes.banner import Action
from her2ref.gui.safekeeping import Safekeeping
from her2ref.library import backups
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.standing import Standing
from her2ref.library.trouble import damaged
from tests.gui.conftest import rest
from tests.scenarios.disks import filled_up, moved, small_disk, spoil


@pytest.fixture
def library(session: app.Session) -> Library:
    assert session.window.library is not None
    return session.window.library


@pytest.fixture
def keeping(session: app.Session, library: Library, qtbot: QtBot) -> Safekeeping:
    session.safekeeping.begin(library)
    rest(qtbot, session)
    return session.safekeeping


def test_where_all_is_well_nothing_is_said(keeping: Safekeeping, session: app.Session) -> None:
    assert keeping._banner is None
    assert keeping.page is not session.window._body.currentWidget()


def test_a_daily_copy_is_made_without_a_word_and_once(
    keeping: Safekeeping, session: app.Session, library: Library, qtbot: QtBot
) -> None:
    save_note(library, "", "mine")
    said: list[str] = []
    session.desk.said.connect(said.append)
    for _ in range(2):
        keeping.copy_if_due()
        rest(qtbot, session)
    assert [one.reason for one in backups.listed(session.home)] == ["daily"]
    assert said == []
    assert keeping._banner is None
    assert keeping._copying.isActive(), "and again in an hour"


def test_switched_off_none_is_made_and_an_old_one_is_told(
    keeping: Safekeeping,
    session: app.Session,
    library: Library,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session.settings.set({"backup.daily": False})
    save_note(library, "", "mine")
    keeping.copy_if_due()
    rest(qtbot, session)
    assert backups.listed(session.home) == []
    assert keeping.banner.kind == lines.BACKUP
    assert "no copy" in keeping.banner.text.text()
    keeping.banner.act.click()
    rest(qtbot, session)
    assert keeping.dialog is not None
    keeping.dialog.make()
    rest(qtbot, session)
    keeping.copy_if_due()
    rest(qtbot, session)
    assert keeping.banner.kind == ""


def test_one_that_fails_is_told_with_why(
    keeping: Safekeeping,
    session: app.Session,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise LibraryTrouble("The disk is full: 1 MB is free, and 9 MB are needed.")

    monkeypatch.setattr(module.backups, "daily", full)
    keeping.copy_if_due()
    rest(qtbot, session)
    text = keeping.banner.text.text()
    assert text.startswith("Today’s copy of the library could not be made. The disk is full")
    assert "9 MB are needed" in text
    assert keeping.banner.close_button.isVisible()


def test_damage_that_the_daily_copy_finds_stops_the_writing(
    keeping: Safekeeping,
    session: app.Session,
    library: Library,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def found(*_: object) -> None:
        raise LibraryDamaged("The library file is damaged.")

    monkeypatch.setattr(module.backups, "daily", found)
    keeping.copy_if_due()
    rest(qtbot, session)
    assert keeping.banner.kind == lines.DAMAGED
    with pytest.raises(LibraryDamaged):
        save_note(library, "", "not written")


@pytest.mark.skipif(os.name != "posix", reason="the place is told by a name of its folder")
def test_a_mirrored_folder_is_warned_of_until_it_is_not_to_be_shown(
    session: app.Session, library: Library, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (session.home.data.parent / ".dropbox").mkdir()
    session.safekeeping.begin(library)
    rest(qtbot, session)
    banner = session.safekeeping.banner
    assert banner.kind == lines.PLACE
    assert "Dropbox" in banner.text.text()
    banner.act.click()
    assert not banner.isVisible()
    assert session.settings.get("warn.place") is False
    again = Safekeeping(session.window, session.home, session.jobs, app.resources)
    again.begin(library)
    rest(qtbot, session)
    assert again._banner is None


def test_a_nearly_full_disk_is_told_and_looked_at_again(
    keeping: Safekeeping, session: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [Standing(full="The disk is nearly full: 90 MB are free."), Standing()]
    monkeypatch.setattr(module.standing, "standing", lambda _path: found.pop(0))
    keeping.look()
    rest(qtbot, session)
    assert "90 MB" in keeping.banner.text.text()
    keeping.banner.act.click()
    rest(qtbot, session)
    assert not keeping.banner.isVisible()


def test_a_sentence_about_trouble_brings_a_look(
    keeping: Safekeeping, session: app.Session, qtbot: QtBot, library: Library
) -> None:
    library.met(LibraryDamaged("The library file is damaged."))
    assert keeping._banner is None
    session.desk.say("It could not be saved.")
    qtbot.waitUntil(lambda: keeping._banner is not None and keeping.banner.kind == lines.DAMAGED)


def test_the_banner_stands_below_the_bar_and_the_strip_of_imports_below_the_columns(
    keeping: Safekeeping, session: app.Session
) -> None:
    keeping.banner.say(lines.CRASH, "It ended unexpectedly.")
    rows = session.window._rows
    order = [rows.indexOf(w) for w in (session.window.bar, keeping.banner, session.window._body)]
    assert order == [0, 1, 2]
    assert rows.indexOf(session.window.work.strip) == 3
    keeping.banner.say(lines.CRASH, "Again.", Action("Look", lambda: None))
    session.window.activateWindow()
    session.window.bar.menu.setFocus()
    for button in (keeping.banner.act, keeping.banner.close_button):
        QTest.keyClick(session.window.focusWidget(), Qt.Key.Key_Tab)
        assert button.hasFocus(), "the keyboard comes to it after the bar"


def test_a_copy_of_a_library_that_is_only_read_can_be_taken(
    keeping: Safekeeping, session: app.Session, qtbot: QtBot, tmp_path: Path
) -> None:
    said: list[str] = []
    session.desk.said.connect(said.append)
    keeping.save_copy(tmp_path / "mine.sqlite")
    rest(qtbot, session)
    assert backups.read(tmp_path / "mine.sqlite") is not None
    assert str(tmp_path / "mine.sqlite") in said[-1]
    keeping.save_copy(session.home.backups / "mine.sqlite")
    rest(qtbot, session)
    assert "one of the files that her2ref itself works with" in said[-1]
    assert not session.home.backups.exists()


def test_the_first_copy_comes_a_minute_after_the_start(keeping: Safekeeping, session: app.Session) -> None:
    assert keeping._copying.isActive()
    assert keeping._copying.interval() == 60_000
    assert backups.listed(session.home) == []
    assert dt.timedelta(milliseconds=module.COPY_AGAIN_MS) == dt.timedelta(hours=1)


def test_a_library_that_can_be_written_again_is_opened_anew(
    keeping: Safekeeping,
    session: app.Session,
    library: Library,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A reader that was opened where nothing can be written would never see what is written later."""
    found = [Standing(unwritten=LibraryTrouble("The library cannot be written.")), Standing()]
    monkeypatch.setattr(module.standing, "standing", lambda _path: found.pop(0))
    keeping.look()
    rest(qtbot, session)
    assert keeping.banner.text.text().startswith("You can read; notes cannot be saved here.")
    reader = library.reader()
    keeping.copy_if_due()
    rest(qtbot, session)
    assert backups.listed(session.home) == [], "nothing is tried meanwhile"
    keeping.look()
    rest(qtbot, session)
    assert not keeping.banner.isVisible()
    assert library.reader() is not reader
    assert library.is_marked


# the whole file


def test_the_whole_file_is_checked_some_seconds_after_the_start(
    keeping: Safekeeping, session: app.Session, library: Library, qtbot: QtBot
) -> None:
    assert keeping._checking.isActive()
    assert keeping._checking.interval() == module.CHECK_MS
    keeping.check_if_due()
    rest(qtbot, session)
    assert library.reader().meta("checked")
    assert keeping._banner is None
    assert keeping._checking.interval() == module.COPY_AGAIN_MS, "and again while the window stays open"


def test_a_page_that_nobody_reads_is_found_and_brings_the_ways_out(
    keeping: Safekeeping, session: app.Session, library: Library, qtbot: QtBot
) -> None:
    """Zeroed bytes where no pane looks: the reading goes on until then, and no box comes up."""
    spoil(library.path, "raw_record")
    session.desk.choose_topic("drug:trastuzumab")
    rest(qtbot, session)
    assert keeping._banner is None
    assert library.damage is None
    keeping.check_if_due()
    rest(qtbot, session)
    assert session.window._body.currentWidget() is keeping.page
    assert keeping.page.title.text() == "The library is damaged"
    assert session.window.findChildren(Report) == []
    with pytest.raises(LibraryDamaged):
        save_note(library, "", "not written")
    keeping.page.leave.click()
    assert keeping.banner.kind == lines.DAMAGED
    rest(qtbot, session)


def test_an_index_that_the_check_finds_is_made_again(
    keeping: Safekeeping, session: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    session.desk.said.connect(said.append)
    keeping._on_not_whole(IndexDamaged("An index of the library is damaged."))
    rest(qtbot, session)
    assert said[-1].startswith("The index of abstracts was made again")


# damage, in a window


def test_damage_met_by_reading_has_its_line_and_no_box(
    keeping: Safekeeping, session: app.Session, library: Library, qtbot: QtBot
) -> None:
    said: list[str] = []
    session.desk.said.connect(said.append)
    session.unexpected(damaged(library.path))
    qtbot.waitUntil(lambda: keeping._banner is not None and keeping.banner.kind == lines.DAMAGED)
    assert session._catching is None
    assert keeping.banner.act.text() == "Repair…"
    session.desk.fail(damaged(library.path))
    assert "`her2ref" not in said[-1]
    assert said[-1].endswith("Choose Repair… at the top of the window.")


def test_nothing_can_be_imported_into_a_damaged_library(
    keeping: Safekeeping, session: app.Session, library: Library, qtbot: QtBot, tmp_path: Path
) -> None:
    window, said = session.window, list[str]()
    session.desk.said.connect(said.append)
    library.met(damaged(library.path))
    keeping.look()
    assert not window.bar.importing.isEnabled()
    window.take_files([tmp_path / "records.nbib"])
    window.choose_files()
    window.paste_pmids()
    assert [sentence.startswith("The library file is damaged") for sentence in said] == [True] * 3
    assert not window.work.strip.is_busy
    with library.replaced():
        pass
    keeping.look()
    assert window.bar.importing.isEnabled()
    rest(qtbot, session)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a file that is open cannot be deleted")
@pytest.mark.parametrize("copies", [True, False])
def test_a_library_that_was_deleted_is_not_said_to_be_there(
    keeping: Safekeeping, session: app.Session, library: Library, qtbot: QtBot, copies: bool
) -> None:
    library.mark_in_use()
    save_note(library, "", "mine")
    if copies:
        backups.make(session.home, "by-hand")
    library.path.unlink()
    keeping.look()
    rest(qtbot, session)
    text = keeping.banner.text.text()
    assert text.startswith(f"The library is not where it was ({library.path}).")
    assert ("are still there" in text) == copies
    assert ("There is no copy" in text) != copies
    assert "still in the file" not in text
    keeping.banner.act.click()
    rest(qtbot, session)
    assert keeping.page.title.text() == "The library is not where it was"
    assert not keeping.banner.isVisible(), "the page says it"
    assert "damaged file" not in keeping.page.ways.new.text.text()
    if copies:
        keeping.page.ways.first.button.click()
        qtbot.waitUntil(lambda: keeping.page.go_on.isVisible(), timeout=30_000)
        keeping.page.go_on.click()
        rest(qtbot, session)
        assert [line.note.text for line in library.reader().all_notes()] == ["mine"]
        assert not keeping.banner.isVisible()
        save_note(library, "", "goes on")


# looks


def test_trouble_is_looked_at_every_few_seconds(
    keeping: Safekeeping, session: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [Standing(unwritten=LibraryTrouble("The disk is full: 0 bytes are free.")), Standing()]
    monkeypatch.setattr(module.standing, "standing", lambda _path: found.pop(0))
    assert keeping._looking.interval() == module.LOOK_MS
    keeping.look()
    rest(qtbot, session)
    assert keeping._looking.interval() == module.TROUBLED_MS <= 5_000
    qtbot.waitUntil(lambda: not keeping.banner.isVisible(), timeout=5 * module.TROUBLED_MS)
    rest(qtbot, session)
    assert keeping._looking.interval() == module.LOOK_MS


def test_with_room_on_the_disk_again_what_was_typed_is_saved_by_itself(
    session: app.Session, small_resources: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 12_000_000) as folder:
        home = moved(session.home, folder / "home")
        one = app.Session(home)
        one.open()
        one.window.show()
        one.begin()
        library = one.window.library
        assert library is not None
        library.mark_in_use()
        one.safekeeping.begin(library)
        rest(qtbot, one)
        filler = filled_up(folder)
        one.window.work.park()
        note = one.window.work.editors[-1]
        QTest.keyClicks(note.editor, "words on a full disk")
        qtbot.waitUntil(lambda: bool(note.trouble) and not note.busy, timeout=30_000)
        assert list((home.data / "drafts").glob("*")) == [], "nothing half written"
        filler.unlink()
        qtbot.waitUntil(lambda: not note.unsaved, timeout=25_000)
        assert note.not_saved.isHidden()
        assert [line.note.text for line in library.reader().all_notes()] == ["words on a full disk"]
        qtbot.waitUntil(lambda: one.safekeeping.banner.kind in ("", lines.FULL), timeout=25_000)
        rest(qtbot, one)
        one.window.close()
        one.window.deleteLater()
        QCoreApplication.sendPostedEvents(one.window, QEvent.Type.DeferredDelete.value)
