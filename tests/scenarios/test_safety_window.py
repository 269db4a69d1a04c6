"""Failure scenarios of disk and database as the person in front of the window meets them: a page or a line that says
what happened and what is safe, one thing to do about it, and the window goes on without a restart."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.paths import Home
from her2ref.gui.panes import banner as lines
from her2ref.gui.theme import themes
from her2ref.library import backups, safety
from her2ref.library.library import Library
from her2ref.library.lock import WindowLock
from her2ref.library.notes import save_note
from tests.gui.conftest import rest, session

__all__ = ["session"]

ROOT = Path(__file__).resolve().parents[2]
PLACE = "mechanism:pten-loss"
IN_BOTH, SINCE = "in the copy and in the library", "written after the copy"


@pytest.fixture
def home(library_home: Home) -> Home:
    """A library with a note that its copy holds and one that it does not, and changes that wait in its log."""
    library = Library(library_home.library)
    save_note(library, PLACE, IN_BOTH)
    backups.make(library_home, "by-hand")
    save_note(library, PLACE, SINCE)
    library.close()
    return library_home


@pytest.fixture
def start(
    home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Callable[[], app.Session]]:
    """Opens a window over `home` as `app.run` does, up to its rest."""
    monkeypatch.setattr(app, "resources", lambda: small_resources)
    themes().apply("light")
    made: list[app.Session] = []

    def begin(one: app.Session) -> None:
        library = one.window.library
        assert library is not None
        one.begin()
        library.mark_in_use()
        one.safekeeping.begin(library)

    def opened() -> app.Session:
        one = app.Session(home)
        made.append(one)
        one.window.painted.connect(lambda: begin(one))
        one.window.resize(1200, 800)
        one.open()
        one.window.show()
        qtbot.waitUntil(lambda: one.window._work is not None or shown(one, one.safekeeping.page))
        rest(qtbot, one)
        return one

    yield opened
    for one in made:
        one.window.close()
        one.window.deleteLater()
        QCoreApplication.sendPostedEvents(one.window, QEvent.Type.DeferredDelete.value)


def shown(one: app.Session, page: QWidget) -> bool:
    return one.window._body.currentWidget() is page


def note_texts(home: Home) -> set[str]:
    assert all(check.ok for check in safety.check(home.library))
    with closing(sqlite3.connect(home.library)) as connection:
        return {text for (text,) in connection.execute("SELECT text FROM note")}


def root_of(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return int(connection.execute(sql, (table,)).fetchone()[0])


def zero(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def zeroed_table(path: Path) -> None:
    """A page in the middle, after an end that was not clean: the check at the start finds it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('unclean', 'dead')")
    zero(path, root_of(path, "article"))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "truncated": cut,
    "first page zeroed": lambda path: zero(path, 1),
    "a table zeroed": zeroed_table,
    "wrong header": lambda path: path.write_bytes(b"This is no database " * 400 + path.read_bytes()[8000:]),
    "empty": lambda path: path.write_bytes(b""),
    "gone": Path.unlink,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_55_damage_at_the_start_is_told_mended_and_the_window_opens(
    home: Home, start: Callable[[], app.Session], qtbot: QtBot, damage: str
) -> None:
    DAMAGES[damage](home.library)
    (log := home.library.with_name("library.sqlite-wal")).write_bytes(b"what waits beside the damaged file")
    bad = home.library.read_bytes() if home.library.exists() else None
    one = start()
    page = one.safekeeping.page
    assert one.window._body.currentWidget() is page
    assert page.title.text() in ("The library is damaged", "The library is not where it was")
    assert not one.window.bar.isEnabled(), "nothing is offered that needs the library"
    assert "her2ref repair" not in page.text.text()
    assert (home.library.read_bytes() if home.library.exists() else None) == bad, "it was only looked at"
    page.ways.first.button.click()
    rest(qtbot, one)
    assert page.title.text() == "The library can be used again"
    page.go_on.click()
    qtbot.waitUntil(lambda: one.window.library is not None)
    rest(qtbot, one)
    assert one.window._body.currentWidget() is one.window.columns
    assert one.window.bar.isEnabled()
    (kept,) = home.damaged.iterdir()
    assert (kept / log.name).read_bytes() == b"what waits beside the damaged file"
    if bad is not None:
        assert (kept / home.library.name).read_bytes() == bad
    saved = note_texts(home)
    assert IN_BOTH in saved
    if damage in ("a table zeroed", "wrong header"):
        assert SINCE in saved, "saved out of the damaged file"


def test_55_damage_met_while_the_window_is_open_stops_writing_and_is_mended_in_place(
    home: Home, start: Callable[[], app.Session], qtbot: QtBot
) -> None:
    one = start()
    window, library = one.window, one.window.library
    assert library is not None
    one.desk.choose_topic("mechanism:pik3ca-mutation")
    rest(qtbot, one)
    with library.replaced():
        zero(home.library, root_of(home.library, "note"))
    one.desk.choose_topic(PLACE)
    keeping = one.safekeeping
    qtbot.waitUntil(
        lambda: keeping._banner is not None and keeping.banner.kind == lines.DAMAGED, timeout=10_000
    )
    before = home.library.read_bytes()
    note = window.work.topic.own.note
    note.show_notes(PLACE, [])
    note.editor.setPlainText("typed after the damage")
    note.flush()
    rest(qtbot, one)
    assert "damaged" in note.not_saved._why.text()
    assert note.editor.toPlainText() == "typed after the damage"
    assert home.library.read_bytes() == before, "nothing was written"
    keeping.banner.act.click()
    rest(qtbot, one)
    page = keeping.page
    assert window._body.currentWidget() is page
    assert page.leave.isVisible(), "back to reading is possible"
    page.ways.first.button.click()
    rest(qtbot, one)
    assert page.title.text() == "The library can be used again", page.trouble.text()
    page.go_on.click()
    rest(qtbot, one)
    assert window._body.currentWidget() is window.columns
    assert keeping.banner.kind == ""
    note.not_saved.retry.click()
    note.flush()
    rest(qtbot, one)
    assert {IN_BOTH, "typed after the damage"} <= note_texts(home)


def test_55_a_person_may_go_on_reading(home: Home, start: Callable[[], app.Session], qtbot: QtBot) -> None:
    one = start()
    library = one.window.library
    assert library is not None
    with library.replaced():
        zero(home.library, root_of(home.library, "note"))
    one.desk.choose_topic(PLACE)
    keeping = one.safekeeping
    qtbot.waitUntil(
        lambda: keeping._banner is not None and keeping.banner.kind == lines.DAMAGED, timeout=10_000
    )
    keeping.banner.act.click()
    keeping.page.leave.click()
    rest(qtbot, one)
    assert one.window._body.currentWidget() is one.window.columns
    assert keeping.banner.kind == lines.DAMAGED, "it is still said"
    one.desk.choose_topic("drug:trastuzumab")
    rest(qtbot, one)
    assert "trastuzumab" in one.window.work.topic.reading.toPlainText()


def test_60_a_library_of_a_newer_program_is_named_and_not_touched(
    home: Home, start: Callable[[], app.Session], qtbot: QtBot
) -> None:
    with closing(sqlite3.connect(home.library)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = {file.name: file.read_bytes() for file in home.data.glob("library.sqlite*")}
    one = start()
    page = one.safekeeping.page
    assert "schema 99" in page.text.text()
    assert "It was not touched." in page.text.text()
    assert "Install the newer version" in page.text.text()
    assert not page.ways.isVisible(), "no repair is offered for what is not damaged"
    page.retry.click()
    rest(qtbot, one)
    assert {file.name: file.read_bytes() for file in home.data.glob("library.sqlite*")} == before
    with closing(sqlite3.connect(home.library)) as connection:
        connection.execute("PRAGMA user_version = 4")
    page.retry.click()
    qtbot.waitUntil(lambda: one.window.library is not None)
    rest(qtbot, one)


def test_61_a_stick_pulled_out_keeps_what_is_typed_and_coming_back_is_enough(
    home: Home, start: Callable[[], app.Session], qtbot: QtBot
) -> None:
    one = start()
    keeping, away = one.safekeeping, home.data.with_name("pulled out")
    one.desk.choose_topic(PLACE)
    rest(qtbot, one)
    home.data.rename(away)
    note = one.window.work.topic.own.note
    note.show_new()
    note.editor.setPlainText("typed while it was out")
    note.flush()
    qtbot.waitUntil(lambda: keeping._banner is not None and keeping.banner.kind == lines.LOST, timeout=10_000)
    assert "until it is back" in keeping.banner.text.text()
    assert not keeping.banner.close_button.isVisible()
    assert note.editor.toPlainText() == "typed while it was out"
    assert not home.library.exists(), "and no new one was made in its place"
    shutil.rmtree(home.data, ignore_errors=True)  # the folder of drafts may have been made anew
    away.rename(home.data)
    keeping.banner.act.click()
    rest(qtbot, one)
    assert keeping.banner.kind == ""
    note.not_saved.retry.click()
    rest(qtbot, one)
    assert "typed while it was out" in note_texts(home)


def test_61_a_library_on_a_stick_that_is_not_there_yet_opens_when_it_comes(
    home: Home, start: Callable[[], app.Session], qtbot: QtBot
) -> None:
    away = home.data.with_name("not there yet")
    home.data.rename(away)
    home.data.write_text("where the stick is put in, nothing can be made")
    one = start()
    page = one.safekeeping.page
    assert page.title.text() == "The library could not be opened"
    assert "As soon as it is there" in page.text.text()
    page._look()
    rest(qtbot, one)
    home.data.unlink()
    away.rename(home.data)
    page._look()
    qtbot.waitUntil(lambda: one.window.library is not None, timeout=10_000)
    rest(qtbot, one)


def test_67_a_second_start_raises_the_first_window_and_makes_none(
    home: Home, start: Callable[[], app.Session], qtbot: QtBot
) -> None:
    lock = WindowLock(home.data)
    assert lock.take()
    one = start()
    one.listen()
    one.window.hide()
    before = len(QApplication.topLevelWidgets())
    second = subprocess.Popen(
        [sys.executable, "-m", "her2ref", "--home", str(home.data), "open", "drug:trastuzumab"],
        cwd=ROOT,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
    )
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.returncode == 0
    assert one.window.isVisible()
    qtbot.waitUntil(lambda: one.desk.topic == "drug:trastuzumab")
    assert len(QApplication.topLevelWidgets()) == before
    rest(qtbot, one)
    lock.release()


def test_67_where_the_first_window_does_not_answer_that_is_told_on_the_screen(
    home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("her2ref.gui.neighbour.reach", lambda *_: False)
    monkeypatch.setattr(QApplication, "platformName", lambda *_: "windows")
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    lock = WindowLock(home.data)
    assert lock.take()
    assert app.run(home) == 3
    lock.release()
    assert len(told) == 1
    assert "does not answer. Nothing was lost. Close it" in told[0]


CHILD = """
import json, os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from her2ref import app
from her2ref.core import settings
from her2ref.core.paths import Home
from her2ref.gui.dialogs.report import Report
from her2ref.gui.panes.banner import Banner
from her2ref.gui.window import Window
home, resources, how = Home.at(Path(sys.argv[1])), Path(sys.argv[2]), sys.argv[3]
app.resources = lambda: resources
settings.machine_folders = tuple
state, seen = {"turns": 0}, {}
def rest(window):
    state["turns"] = 0 if window.jobs.running else state["turns"] + 1
    return state["turns"] > 4
def steps(window):
    note = window.work.topic.own.note
    def banner():
        made = window.findChild(Banner)
        return made.text.text() if made is not None and made.isVisible() else ""
    window.desk.choose_topic("mechanism:pten-loss")
    window.desk.choose_page("notes")
    yield
    while not banner() and how == "read-only": yield
    if how == "full":
        with (home.data / "ballast").open("wb") as file:
            try:
                while True: os.write(file.fileno(), bytes(4096))
            except OSError: pass
    seen["banner"], seen["title"] = banner(), window.work.topic.reading.toPlainText()[:40]
    seen["dialogs"] = [w.said for w in QApplication.topLevelWidgets() if isinstance(w, Report)]
    note.turn_to()
    note.editor.setPlainText("typed " + "x" * 20_000)
    note.flush()
    yield
    seen["why"], seen["kept"] = note.not_saved._why.text(), note.editor.toPlainText()[:5]
    seen["copy"] = note.not_saved.copy.isVisible()
    seen["log"] = sum(f.stat().st_size for f in home.data.glob("library.sqlite-wal"))
    if how == "full":
        (home.data / "ballast").unlink()
        note.not_saved.retry.click()
        yield
        seen["state"] = note.state
def go():
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, Window)]
    if not windows or windows[0].library is None or windows[0]._work is None or not rest(windows[0]): return
    run = state.setdefault("run", steps(windows[0]))
    state["turns"] = 0
    try: next(run)
    except StopIteration:
        print(json.dumps(seen), flush=True)
        os._exit(0)
    except BaseException as error:
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)
app.application()
timer = QTimer(); timer.timeout.connect(go); timer.start(30)
raise SystemExit(app.run(home, "mechanism:pten-loss"))
"""


def mounted(how: str, home: Home, resources: Path) -> dict[str, Any]:
    """Runs the program over a folder that is really mounted that way, in a name space of its own."""
    tool = shutil.which("unshare")
    if tool is None or subprocess.run([tool, "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    folder = home.data
    if how == "read-only":
        mount = f"mount --bind '{folder}' '{folder}' && mount -o remount,ro,bind '{folder}'"
    else:
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) + 3_000_000
        mount = f"cp -a '{folder}' '{folder}.from' && mount -t tmpfs -o size={size} none '{folder}' && "
        mount += f"cp -a '{folder}.from/.' '{folder}'"
    done = subprocess.run(
        [
            *(tool, "-rm", "sh", "-c", f'{mount} && exec "$@"', "sh"),
            *(sys.executable, "-c", CHILD, str(folder), str(resources), how),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_54_a_read_only_folder_is_read_with_a_line_that_says_so_and_the_note_stays(
    home: Home, small_resources: Path
) -> None:
    before = {file.name: file.read_bytes() for file in home.data.iterdir() if file.is_file()}
    seen = mounted("read-only", home, small_resources)
    assert seen["banner"].startswith("You can read; notes cannot be saved here.")
    assert seen["title"], "the page is read"
    assert seen["dialogs"] == [], "one quiet line, no window of errors"
    assert "read-only" in seen["why"]
    assert seen["kept"] == "typed"
    assert seen["copy"], "and can be saved elsewhere"
    assert {file.name: file.read_bytes() for file in home.data.iterdir() if file.is_file()} == before


def test_53_a_full_disk_keeps_the_note_names_the_room_and_saves_it_later(
    home: Home, small_resources: Path
) -> None:
    seen = mounted("full", home, small_resources)
    assert "The disk is full" in seen["why"]
    assert "are free" in seen["why"]
    assert "are needed" in seen["why"]
    assert seen["kept"] == "typed"
    assert seen["copy"]
    assert seen["log"] < 1_000_000
    assert seen["state"] == "Saved"
