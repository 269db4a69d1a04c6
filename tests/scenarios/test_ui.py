"""Failure scenarios of the window: stalls, what trouble says, progress, dialogs while work goes on, links."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QMessageBox, QTextBrowser, QTextEdit
from pytestqt.qtbot import QtBot

import her2ref
from her2ref import app
from her2ref.core.errors import Cancelled, KnownError
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.report import Report
from her2ref.gui.theme import themes
from her2ref.gui.web import HOSTS, open_address
from her2ref.library import backups, opening, safety
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from tests.data import synthetic
from tests.gui.conftest import rest, session
from tests.library import filling

__all__ = ["session"]

STALL = 0.5
"""Seconds: five times the figure of the paper, as a bar for behaviour."""
PACKAGE = Path(her2ref.__file__).parent


@contextmanager
def watched() -> Iterator[list[str]]:
    """A watchdog in a thread of its own; the list gets the calls in which the GUI thread stood still for too long."""
    gui, beat, over = threading.get_ident(), [time.monotonic()], threading.Event()
    found: list[str] = []

    def on_beat() -> None:
        beat[0] = time.monotonic()

    def watch() -> None:
        while not over.wait(0.01):
            late = time.monotonic() - beat[0]
            if late > STALL:
                found.append(
                    f"{late:.2f} s in\n{''.join(traceback.format_stack(sys._current_frames()[gui]))}"
                )
                beat[0] = time.monotonic()

    timer = QTimer()
    timer.timeout.connect(on_beat)
    timer.start(10)
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()
        timer.stop()


def records(count: int, first: int = 71000000) -> bytes:
    texts = [
        synthetic.article_xml(
            first + n, title=f"Trastuzumab and PIK3CA, part {n}", abstract="HER2 in the breast. " * 40
        )
        for n in range(count)
    ]
    return synthetic.article_set(texts)


def test_84_the_gui_thread_never_stands_still(session: app.Session, qtbot: QtBot, tmp_path: Path) -> None:
    library, window, home = session.window.library, session.window, session.home
    assert library is not None
    rows = [
        filling.article(
            72000000 + n, f"PIK3CA mutation and trastuzumab {n}", abstract="A word about HER2. " * 60
        )
        for n in range(4_000)
    ]
    filling.fill(home.library, rows)
    window.look_for_others()
    rest(qtbot, session)
    session.settings.set({"import.preview": False})
    file = tmp_path / "records.xml"
    file.write_bytes(records(600))
    works: list[Callable[[], object]] = [
        lambda: session.desk.choose_listing(Listing(words="trastuzumab", sort="best")),
        lambda: window.bar.line.ask("pik3ca mut"),
        lambda: session.desk.choose_listing(Listing(words="pik3ca OR her2", sort="newest")),
        lambda: session.jobs.start(lambda p: backups.make(home, "by-hand", p), name="backup"),
        lambda: session.jobs.start(lambda _p: safety.check(home.library), name="check"),
        lambda: window.take_files([file]),
    ]
    with watched() as stalls:
        for work in works:
            work()
            rest(qtbot, session)
    assert stalls == []
    assert backups.listed(home)
    assert library.reader().holdings().articles == 4_600


def test_84_the_watchdog_bites(qapp: QApplication, qtbot: QtBot) -> None:
    with watched() as stalls:
        qtbot.wait(50)
        time.sleep(STALL * 1.5)
        qtbot.wait(50)
    assert len(stalls) == 1
    assert "test_84_the_watchdog_bites" in stalls[0]


# 85: what trouble says


def kinds_of_trouble() -> dict[str, bool]:
    """The names of all kinds of known trouble, and whether each writes its own sentence from other values."""
    for module in pkgutil.walk_packages([str(PACKAGE)], "her2ref."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, waiting = dict[str, bool](), [KnownError]
    while waiting:
        kind = waiting.pop()
        if kind.__module__.startswith("her2ref"):
            found[kind.__name__] = kind is not KnownError and "__init__" in kind.__dict__
        waiting += kind.__subclasses__()
    return found


def raised() -> Iterator[tuple[str, ast.Call]]:
    """Every place of the package that makes the sentence of a known trouble: where, and the call."""
    kinds = kinds_of_trouble()
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        own = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and kinds.get(node.name)]
        inner = {below for node in own for below in ast.walk(node)}
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = ast.unparse(node.func)
            if kinds.get(name.rpartition(".")[2]) is False or (name == "super().__init__" and node in inner):
                yield f"{file.relative_to(PACKAGE)}:{node.lineno}", node


def ends(node: ast.expr) -> list[str]:
    """The texts that an expression may end with; an empty one where a value decides."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return ends(node.values[-1])
    if isinstance(node, ast.IfExp):
        return ends(node.body) + ends(node.orelse)
    if isinstance(node, ast.BinOp):
        return ends(node.right)
    return [""]


def test_85_every_trouble_is_a_sentence_with_a_next_step() -> None:
    found = list(raised())
    assert len(found) > 40
    wrong = []
    for where, node in found:
        bad = [text for text in ends(node.args[0]) if text and not text.rstrip().endswith((".", "?"))]
        if bad:
            wrong.append(f"{where}: {bad[0]!r} is no sentence")
        words = {word.arg: word.value for word in node.keywords}
        step = words.get("next_step")
        if step is None or (isinstance(step, ast.Constant) and not step.value):
            wrong.append(f"{where}: no next step after {ast.unparse(node.args[0])[:60]}")
        elif bad := [t for t in ends(step) if t and not t.rstrip().endswith((".", "?"))]:
            wrong.append(f"{where}: the next step is no sentence: {bad[0]!r}")
    assert wrong == []


def test_85_trouble_is_shown_as_sentences_that_can_be_copied(session: app.Session, qtbot: QtBot) -> None:
    trouble = KnownError("The disk is full.", next_step="Free some space, then try again.")
    session.unexpected(trouble)
    qtbot.waitUntil(lambda: session.catching.shown is not None)
    shown = session.catching.shown
    assert shown is not None
    assert shown.said == "The disk is full. Nothing was lost. Free some space, then try again."
    assert shown.details == ""
    shown.copy.click()
    assert QApplication.clipboard().text() == shown.said
    shown.close_button.click()
    session.unexpected(ValueError("words of a person"))
    qtbot.waitUntil(lambda: session.catching.shown is not None)
    shown = session.catching.shown
    assert shown is not None
    assert shown.said.startswith("Something went wrong inside her2ref (ValueError).")
    assert "You can go on" in shown.said
    assert "Traceback" not in shown.said
    assert "words of a person" not in shown.details
    shown.close_button.click()


# 88: progress


class Recorder(Progress):
    """Remembers every step, and cancels at one of them where it is told to."""

    def __init__(self, cancel_at: int = 0) -> None:
        super().__init__(self._on_step)
        self.steps: list[tuple[int, int, str]] = []
        self._cancel_at = cancel_at

    def _on_step(self, done: int, total: int, text: str) -> None:
        self.steps.append((done, total, text))
        if len(self.steps) == self._cancel_at:
            self.cancel()

    def goes_forward(self) -> bool:
        """Whether the bar of each stage only grows. A stage is over when the text changes."""
        before, stage = 0.0, None
        for done, total, text in self.steps:
            if total and not 0 <= done <= total:
                return False
            share = done / total if total else 0.0
            if (text, bool(total)) == stage and share < before:
                return False
            before, stage = share, (text, bool(total))
        return True


def _import(home: Home, resources: Path, progress: Progress) -> None:
    files = [home.data / f"records{n}.xml" for n in range(3)]
    for n, file in enumerate(files):
        file.write_bytes(records(700, 71000000 + 1000 * n))
    library = Library(home.library)
    try:
        report = import_files(library, files, progress)
    finally:
        library.close()
    if report.cancelled:
        raise Cancelled


def _backup(home: Home, resources: Path, progress: Progress) -> None:
    backups.make(home, "by-hand", progress)


def _new(home: Home, resources: Path, progress: Progress) -> None:
    opening.take_care(Home.at(home.data / "fresh"), resources, progress)


def filling_is_there(home: Home) -> bool:
    library = Library(home.library)
    try:
        return library.reader().holdings().articles > 0
    finally:
        library.close()


def _index(home: Home, resources: Path, progress: Progress) -> None:
    if not filling_is_there(home):
        filling.fill(home.library, [filling.article(72000000 + n, f"A title {n}") for n in range(500)])
    library = Library(home.library)
    try:
        library.mend_index(progress)
    finally:
        library.close()


LONG: list[Callable[[Home, Path, Progress], None]] = [_import, _backup, _new, _index]


@pytest.mark.parametrize("work", LONG, ids=lambda work: work.__name__)
def test_88_progress_never_goes_back(
    library_home: Home, small_resources: Path, work: Callable[[Home, Path, Progress], None]
) -> None:
    recorder = Recorder()
    work(library_home, small_resources, recorder)
    assert recorder.steps
    assert recorder.goes_forward(), recorder.steps


@pytest.mark.parametrize("at", ["before", "first", "last"])
@pytest.mark.parametrize("work", LONG, ids=lambda work: work.__name__)
def test_88_cancel_always_answers(
    library_home: Home, small_resources: Path, work: Callable[[Home, Path, Progress], None], at: str
) -> None:
    steps = 1
    if at == "last":
        counted = Recorder()
        work(library_home, small_resources, counted)
        steps = max(1, len(counted.steps) - 1)
    progress = Recorder(steps)
    if at == "before":
        progress.cancel()
    answer: list[str] = []

    def run() -> None:
        try:
            work(library_home, small_resources, progress)
            answer.append("done")
        except Cancelled:
            answer.append("cancelled")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert answer in (["cancelled"], ["done"]), "it answers, one or the other, and nothing else is raised"
    opening.quick_check(library_home.library)
    assert not list(library_home.data.rglob("*.part"))


# 89: dialogs, closing while busy, another theme in the middle


def test_89_two_dialogs_another_theme_and_closing_while_an_import_goes_on(
    session: app.Session, qtbot: QtBot, tmp_path: Path
) -> None:
    window, library = session.window, session.window.library
    assert library is not None
    session.settings.set({"import.preview": False})
    first, second = tmp_path / "first.xml", tmp_path / "second.xml"
    first.write_bytes(records(1))
    second.write_bytes(records(3_000, 72000000))
    window.take_files([first])
    rest(qtbot, session)
    session.desk.choose_article(71000000)
    rest(qtbot, session)
    window.take_files([second])
    window.work.abstract.show_topics()
    session.unexpected(KnownError("One.", next_step="Two."))
    qtbot.waitUntil(lambda: session.catching.shown is not None)
    for theme, scale in (("dark", 2.0), ("light", 1.25), ("dark", 1.0), ("light", 1.0)):
        themes().apply(theme, scale)
        qtbot.wait(20)
    assert session.jobs.running, "the import still goes on"
    window.close()
    assert session.jobs.running == 0
    assert not window.isVisible()
    opening.quick_check(session.home.library)
    again = Library(session.home.library)
    held = again.reader().holdings().articles
    again.close()
    assert 1 <= held <= 3_001
    assert (held - 1) % 500 == 0, "whole batches"
    window.deleteLater()


def test_89_a_second_report_waits_for_the_first(session: app.Session, qtbot: QtBot) -> None:
    for number in (1, 2):
        session.unexpected(KnownError(f"Trouble {number}.", next_step="Go on."))
    qtbot.waitUntil(lambda: session.catching.shown is not None)
    said = []
    while (shown := session.catching.shown) is not None:
        assert len([box for box in session.window.findChildren(Report) if box.isVisible()]) == 1
        said.append(shown.said.partition(".")[0])
        shown.close_button.click()
    assert said == ["Trouble 1", "Trouble 2"]


# 90: links

BAD = (
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://pubmed.ncbi.nlm.nih.gov/1",
    "http://pubmed.ncbi.nlm.nih.gov/1",
    "mailto:a@b.example",
    "smb://host/share",
    "ms-msdt:/id",
    "https://user@pubmed.ncbi.nlm.nih.gov/1",
    "https:///etc/passwd",
    "//host/share",
    "\\\\host\\share",
    "calculator:",
    "",
)
ASKED_FIRST = (
    "https://pubmed.ncbi.nlm.nih.gov.evil.example/1",
    "https://evil.example/pubmed.ncbi.nlm.nih.gov",
    "https://127.0.0.1/1",
)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that reached the system, instead of opening."""
    found: list[str] = []

    def take(url: QUrl) -> bool:
        found.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return found


@pytest.mark.parametrize("address", BAD)
@pytest.mark.parametrize("ours", [False, True])
def test_90_nothing_but_https_is_opened(
    qapp: QApplication, opened: list[str], address: str, ours: bool
) -> None:
    desk, said = Desk(), list[str]()
    desk.said.connect(said.append)
    assert not open_address(address, desk, ours=ours)
    assert opened == []
    assert said


@pytest.mark.parametrize("address", ASKED_FIRST)
def test_90_a_host_that_is_not_known_is_asked_about(
    qapp: QApplication, qtbot: QtBot, opened: list[str], address: str
) -> None:
    assert not open_address(address, Desk())
    assert opened == []
    boxes = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]
    assert len(boxes) == 1
    assert QUrl(address).host() in boxes[0].text()
    boxes[0].reject()
    assert opened == []


def test_90_known_hosts_are_opened_at_once(qapp: QApplication, opened: list[str]) -> None:
    for host in HOSTS:
        assert open_address(f"https://{host}/1", Desk())
    assert len(opened) == len(HOSTS)


def test_90_no_page_opens_or_loads_what_a_record_or_a_note_names(
    session: app.Session, qtbot: QtBot, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the real pages: title, abstract and note name a picture that is there, and links of every kind."""
    window, library = session.window, session.window.library
    assert library is not None
    picture = tmp_path / "picture.png"
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    assert image.save(str(picture))
    address = QUrl.fromLocalFile(str(picture)).toString()
    html = "".join(f'<a href="{bad}">x</a> ' for bad in BAD) + f'<img src="{address}"><img src="{picture}">'
    note = "\n\n".join(f"[x]({bad})" for bad in BAD) + f"\n\n![p]({address}) ![q]({picture})\n\n{html}"
    file = tmp_path / "hostile.xml"
    file.write_bytes(
        synthetic.article_set(
            [synthetic.article_xml(71000000, title=f"T {html}", abstract=f"A {html}", doi="10.1/x")]
        )
    )
    import_files(library, [file])
    save_note(library, "71000000", note)
    save_note(library, "mechanism:pten-loss", note)
    save_note(library, "", note)
    read: list[str] = []
    for kind in {type(page) for page in window.findChildren(QTextEdit)}:
        real = kind.loadResource

        def loading(self: Any, what: int, name: Any, real: Any = real) -> Any:
            read.append(str(name))
            return real(self, what, name)

        if "loadResource" in kind.__dict__:
            monkeypatch.setattr(kind, "loadResource", loading)
    session.desk.choose_topic("mechanism:pten-loss")
    session.desk.choose_article(71000000)
    rest(qtbot, session)
    for place in ("notes:all", "privacy:here", "help:searching"):
        session.desk.choose_topic(place)
        rest(qtbot, session)
        window.grab()
    pages = window.findChildren(QTextEdit)
    assert len(pages) > 4
    for page in pages:
        kind = QTextDocument.ResourceType.ImageResource.value
        for name in (QUrl(address), QUrl(str(picture)), QUrl("http://127.0.0.1:9/p.png")):
            found = page.document().resource(kind, name)
            assert not found or found.isNull(), page
        if isinstance(page, QTextBrowser):
            for bad in (*BAD, address, "open:file:///etc/passwd", "topic:file:///etc/passwd"):
                page.anchorClicked.emit(QUrl(bad))
    rest(qtbot, session)
    assert opened == []
    for box in QApplication.topLevelWidgets():
        if isinstance(box, QMessageBox):
            box.reject()
    session.desk.choose_article(71000000)
    rest(qtbot, session)
    window.work.abstract.pubmed.click()
    assert opened == ["https://pubmed.ncbi.nlm.nih.gov/71000000/"]


def test_90_the_one_way_to_the_web_is_one_module() -> None:
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if "openUrl" in text or "webbrowser" in text or "startfile" in text:
            found.append(file.name)
    assert found == ["folders.py", "web.py"]
    assert "fromLocalFile" in inspect.getsource(importlib.import_module("her2ref.gui.folders"))
