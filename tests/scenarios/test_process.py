"""Failure scenarios of the process: what nobody foresaw, a log folder that takes nothing, and what a log may hold."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer, qCritical
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from her2ref import app, cli
from her2ref.commands import call
from her2ref.core import crash, fault
from her2ref.core.log import LOG
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.gui.dialogs.report import Report
from her2ref.library import opening
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from tests.data import synthetic
from tests.gui.conftest import rest, session

__all__ = ["session"]

ROOT = Path(__file__).resolve().parents[2]
SECRET = "quasimarker of a person"
"""Stands in errors, notes and queries; no file of logs may ever hold it."""


class Foreseen(Exception):
    """What nobody foresaw, in these tests."""


@pytest.fixture
def caught(session: app.Session, capsys: pytest.CaptureFixture[str]) -> Iterator[app.Session]:
    """A window whose errors go the real way to the top."""
    release = crash.catch(session.unexpected, session.window.close)
    yield session
    release()


def reports(session: app.Session) -> list[Path]:
    return crash.kept(session.home.logs)


def on_screen(session: app.Session) -> Report | None:
    return session.catching.shown


def _broken() -> None:
    raise Foreseen(SECRET)


def in_worker(session: app.Session) -> None:
    session.jobs.start(lambda _progress: _broken(), name="breaks")


def in_answer(session: app.Session) -> None:
    session.jobs.start(lambda _progress: 1, name="breaks", succeeded=lambda _one: _broken())


def in_slot(session: app.Session) -> None:
    button = QPushButton(session.window)
    button.clicked.connect(_broken)
    button.click()
    button.deleteLater()


def in_timer(session: app.Session) -> None:
    QTimer.singleShot(0, _broken)


def in_thread(_session: app.Session) -> None:
    thread = threading.Thread(target=_broken)
    thread.start()
    thread.join()


class _Dying:
    def __del__(self) -> None:
        _broken()


def in_destructor(_session: app.Session) -> None:
    _Dying()
    gc.collect()


ROADS: list[Callable[[app.Session], None]] = [
    *(in_worker, in_answer, in_slot, in_timer, in_thread, in_destructor)
]


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_69_an_error_anywhere_is_saved_and_shown_once_and_other_work_lives(
    caught: app.Session, qtbot: QtBot, road: Callable[[app.Session], None]
) -> None:
    going = threading.Event()
    ended: list[object] = []
    caught.jobs.start(lambda _progress: going.wait(30), name="other", succeeded=ended.append)
    road(caught)
    qtbot.waitUntil(lambda: on_screen(caught) is not None)
    shown = on_screen(caught)
    assert shown is not None
    (report,) = reports(caught)
    text = report.read_text(encoding="utf-8")
    assert "Foreseen" in text
    assert "_broken" in text
    assert SECRET not in text + shown.said + shown.details
    assert str(report) in shown.said
    for again in (2, 3):
        road(caught)
        qtbot.waitUntil(lambda n=again: caught.catching._reports._met and _times(caught) == n)
    assert on_screen(caught) is shown, "the same bug is shown once"
    assert len(reports(caught)) == 1
    shown.close_button.click()
    going.set()
    qtbot.waitUntil(lambda: ended == [True])
    library = caught.window.library
    assert library is not None
    save_note(library, "mechanism:pten-loss", "still saved")
    caught.desk.choose_topic("mechanism:pten-loss")
    rest(qtbot, caught)
    assert caught.window.work.topic.title == "PTEN loss"
    assert on_screen(caught) is None
    caught.catching.end()
    assert "Met 3 times" in report.read_text(encoding="utf-8")


def _times(session: app.Session) -> int:
    return next(iter(session.catching._reports._met.values())).times


def test_69_different_bugs_come_one_after_another_and_not_without_end(
    caught: app.Session, qtbot: QtBot
) -> None:
    def breaking(number: int) -> Callable[[], None]:
        scope: dict[str, Callable[[], None]] = {}
        exec(compile("\n" * number + "def bug(): raise ValueError", f"bug{number}", "exec"), scope)
        return scope["bug"]

    for number in range(9):
        QTimer.singleShot(0, breaking(number))
    qtbot.waitUntil(lambda: len(reports(caught)) == 9)
    seen = 0
    while (shown := on_screen(caught)) is not None:
        seen += 1
        shown.close_button.click()
        QCoreApplication.sendPostedEvents()
    assert seen == 5
    assert "Something went wrong" in caught.window.foot._said
    assert len(caught.window.findChildren(Report)) <= 1


def test_69_what_qt_calls_critical_is_a_report_without_its_words(caught: app.Session, qtbot: QtBot) -> None:
    caught.catching.hear_qt()
    LOG.begin(caught.home.logs)
    qCritical(f"QLayout: {SECRET}")
    qtbot.waitUntil(lambda: on_screen(caught) is not None)
    caught.catching.end()
    (report,) = reports(caught)
    assert "Qt critical in QLayout" in report.read_text(encoding="utf-8")
    log = (caught.home.logs / "her2ref.log").read_text(encoding="utf-8")
    assert "qt level=critical source=QLayout" in log
    assert SECRET not in log + report.read_text(encoding="utf-8")
    shown = on_screen(caught)
    assert shown is not None
    shown.close_button.click()


def test_69_the_copied_details_do_not_name_the_person(
    caught: app.Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(caught.home.data.parent))
    monkeypatch.setenv("USERPROFILE", str(caught.home.data.parent))
    in_timer(caught)
    qtbot.waitUntil(lambda: on_screen(caught) is not None)
    shown = on_screen(caught)
    assert shown is not None
    shown.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "~" in copied
    assert "Foreseen" in copied
    assert str(caught.home.data.parent) not in copied
    shown.close_button.click()


RUN = """
import ctypes, os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from her2ref import app
from her2ref.core.paths import Home
from her2ref.gui.dialogs.report import Report
app.resources = lambda: Path(sys.argv[2])
begin = app.Session.record
def record(session, trace):
    begin(session, trace)
    def look():
        said = [box.said for box in session.window.findChildren(Report)]
        print("DIALOGS", said, flush=True)
        if sys.argv[3] == "segfault":
            ctypes.string_at(0)
        if sys.argv[3] == "abort":
            os.abort()
        if sys.argv[3] == "kill":
            os.kill(os.getpid(), 9)
        session.window.close()
    QTimer.singleShot(1500, look)
app.Session.record = record
raise SystemExit(app.run(Home.at(Path(sys.argv[1]))))
"""


def start(home: Home, resources: Path, how: str) -> subprocess.CompletedProcess[str]:
    """The real window in a process of its own, which ends in that way."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    environment.pop("PYTHONFAULTHANDLER", None)
    return subprocess.run(
        [sys.executable, "-c", RUN, str(home.data), str(resources), how],
        capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("how", ["segfault", "abort"])
def test_69_a_fault_is_told_once_by_the_next_start_after_the_check(
    library_home: Home, small_resources: Path, how: str
) -> None:
    died = start(library_home, small_resources, how)
    assert died.returncode != 0
    assert "DIALOGS []" in died.stdout
    assert opening.needs_care(library_home, small_resources) == "check"
    told = start(library_home, small_resources, "well")
    assert told.returncode == 0, told.stderr
    assert "her2ref ended unexpectedly last time. The library was checked and is whole." in told.stdout
    (report,) = crash.kept(library_home.logs)
    text = report.read_text(encoding="utf-8")
    assert "Fatal Python error" in text
    assert "start window=yes" in text, "the last lines of the log"
    after = start(library_home, small_resources, "well")
    assert "DIALOGS []" in after.stdout
    log = (library_home.logs / "her2ref.log").read_text(encoding="utf-8")
    assert log.count(" fault checked=yes") == 1
    assert "care kind=check" in log
    assert not (library_home.logs / fault.NAME).exists()


def test_69_a_library_that_a_crash_damaged_is_not_written(
    qtbot: QtBot, library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(library_home, small_resources, "segfault")
    size = library_home.library.stat().st_size
    with library_home.library.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(os.urandom(size // 4))
    before = library_home.library.read_bytes()
    monkeypatch.setattr(app, "resources", lambda: small_resources)
    made = app.Session(library_home)
    made.died = fault.Trace(library_home.logs).begin()
    assert made.died
    made.open()
    made.window.show()
    qtbot.waitUntil(lambda: made.jobs.running == 0, timeout=30_000)
    assert made.window.library is None
    assert library_home.library.read_bytes() == before
    made.window.close()
    made.window.deleteLater()


@pytest.fixture(params=["a file in its place", "read-only", "full"])
def no_logs(request: pytest.FixtureRequest, library_home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose log folder takes nothing."""
    if request.param == "a file in its place":
        library_home.logs.write_text("not a folder")
        return library_home
    library_home.logs.mkdir()
    if request.param == "read-only":
        if os.name != "posix":
            pytest.skip("a folder is not made read-only like this here")
        library_home.logs.chmod(0o500)
        if os.access(library_home.logs, os.W_OK):  # for root every folder can be written
            real = os.open

            def refused(path: object, flags: int, *more: int, **named: int) -> int:
                if str(path).startswith(str(library_home.logs)) and flags & (os.O_WRONLY | os.O_RDWR):
                    raise PermissionError(13, "Permission denied", str(path))
                return real(path, flags, *more, **named)  # type: ignore[arg-type]

            monkeypatch.setattr(os, "open", refused)
        return library_home
    real_write = os.write
    ours: set[int] = set()
    real_open = os.open

    def opened(path: object, flags: int, *more: int, **named: int) -> int:
        descriptor = real_open(path, flags, *more, **named)  # type: ignore[arg-type]
        (ours.add if str(path).startswith(str(library_home.logs)) else ours.discard)(descriptor)
        return descriptor

    def full(descriptor: int, data: bytes) -> int:
        if descriptor in ours:
            raise OSError(28, "No space left on device")
        return real_write(descriptor, data)

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "write", full)
    return library_home


def test_71_without_a_log_folder_the_program_works(no_logs: Home, caught: app.Session, qtbot: QtBot) -> None:
    trace = fault.Trace(no_logs.logs)
    caught.died = trace.begin()
    caught.record(trace)
    in_timer(caught)
    qtbot.waitUntil(lambda: on_screen(caught) is not None)
    shown = on_screen(caught)
    assert shown is not None
    assert "What was saved is safe." in shown.said
    shown.close_button.click()
    library = caught.window.library
    assert library is not None
    save_note(library, "mechanism:pten-loss", "saved without a log")
    caught.desk.choose_listing(Listing(words="trastuzumab"))
    rest(qtbot, caught)
    assert [note.text for note in library.reader().notes("mechanism:pten-loss")] == ["saved without a log"]
    caught.catching.end()
    LOG.end()
    trace.end()
    no_logs.logs.chmod(0o700)


def everything_logged(home: Home) -> str:
    return "".join(
        f"{file.name}\n{file.read_text(encoding='utf-8', errors='replace')}"
        for file in home.logs.rglob("*")
        if file.is_file()
    )


@pytest.mark.parametrize(
    "marker",
    [
        "quasimarker",
        "Grüße \U0001f9ec quasi",
        "x@quasi.example",
        "1.1.1950 quasi",
        "\u202equasi\x00",
        "a=b quasi",
    ],
)
def test_71_no_log_holds_a_word_of_the_person(
    marker: str,
    caught: app.Session,
    qtbot: QtBot,
    tmp_path: Path,
    small_resources: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Notes, queries, imports, crashes and trouble with the words in them, through the window and the command line."""
    for module in (call, cli):
        monkeypatch.setattr(module, "resources", lambda: small_resources, raising=False)
    home, window = caught.home, caught.window
    trace = fault.Trace(home.logs)
    caught.died = trace.begin()
    caught.record(trace)
    plain = "".join(letter for letter in marker if letter.isprintable())
    file = tmp_path / f"{plain.replace('/', '')}.xml"
    record = synthetic.article_xml(70000001, title=f"A trial {plain}", abstract=f"About {plain}")
    file.write_bytes(synthetic.article_set([record, "<PubmedArticle>quasi</PubmedArticle>"]))
    caught.settings.set({"import.preview": False})
    window.take_files([file, tmp_path / f"{plain.replace('/', '')}-missing.nbib"])
    rest(qtbot, caught)
    for box in window.findChildren(Report):
        box.close()
    caught.desk.choose_article(70000001)
    rest(qtbot, caught)
    window.work.abstract.turn_to_note()
    editor = window.work.abstract.note
    editor.editor.insertPlainText(plain)
    editor.flush()
    rest(qtbot, caught)
    window.bar.line.ask(marker)
    caught.desk.choose_listing(Listing(words=marker))
    rest(qtbot, caught)

    def breaks() -> None:
        held_in_the_frame = marker
        raise ValueError(held_in_the_frame)

    QTimer.singleShot(0, breaks)
    qtbot.waitUntil(lambda: on_screen(caught) is not None)
    shown = on_screen(caught)
    assert shown is not None
    shown.close_button.click()
    LOG.end()
    for words in (
        ["search", plain],
        ["note", "70000001", "--text", f"{plain} again"],
        ["import", str(file)],
        ["show", plain],
        ["open", f"./{plain}.nbib"],
    ):
        cli.main(["--home", str(home.data), "--json", *words])
    caught.catching.end()
    trace.end()
    held = everything_logged(home)
    assert "import files=" in held
    assert "crash error=ValueError" in held
    assert "quasi" not in held
    assert "example" not in held


def test_71_the_log_of_a_command_that_only_reads_is_not_made(
    library_home: Home,
    small_resources: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(call, "resources", lambda: small_resources)
    assert cli.main(["--home", str(library_home.data), "--json", "search", "trastuzumab"]) == 0
    assert json.loads(capsys.readouterr().out)
    assert not library_home.logs.exists()
    library = Library(library_home.library)
    library.close()
