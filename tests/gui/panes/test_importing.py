"""The strip: a look at files first, then their import; one thing at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.wish import of_files
from her2ref.gui.dialogs.preview import PreviewDialog, file_lines, sentence
from her2ref.gui.dialogs.report import Report
from tests.data import synthetic
from tests.data.ris import ris, ris_file
from tests.gui.conftest import rest


def looked(qtbot: QtBot, session: app.Session, paths: list[Path]) -> PreviewDialog:
    with qtbot.waitSignal(session.window.work.strip.looked) as signal:
        session.window.take_files(paths)
    assert signal.args is not None
    dialog = signal.args[0]
    assert isinstance(dialog, PreviewDialog)
    return dialog


def held(session: app.Session) -> int:
    assert session.window.library is not None
    return session.window.library.reader().holdings().articles


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    one, two = tmp_path / "one.xml", tmp_path / "two.ris"
    one.write_bytes(synthetic.article_set([synthetic.article_xml(n) for n in (1, 2, 2)]))
    two.write_bytes(
        ris_file([ris(3, title="<s>Bold</s> & =SUM(A1)"), "TY  - JOUR\nAU  - Alpha, A\nER  - \n"])
    )
    return [one, two]


def test_what_files_would_bring_is_shown_and_enter_imports(
    session: app.Session, qtbot: QtBot, files: list[Path]
) -> None:
    dialog = looked(qtbot, session, files)
    assert (
        sentence(dialog._told) == "5 records: 3 would be new, 1 would bring nothing new, 1 would be left out."
    )
    assert file_lines(dialog._told) == ["one.xml (PubMed XML): 3", "two.ris (RIS): 2"]
    assert [dialog.tabs.tabText(n) for n in range(3)] == ["New 3", "Nothing new 1", "Left out 1"]
    item = dialog.view.topLevelItem(2)
    assert item is not None
    assert item.text(1) == "<s>Bold</s> & =SUM(A1)"
    assert item.toolTip(1) == "<p>&lt;s>Bold&lt;/s> &amp; =SUM(A1)</p>"
    dialog.tabs.setCurrentIndex(2)
    assert dialog.view.topLevelItemCount() == 1
    assert held(session) == 0
    strip = session.window.work.strip
    with qtbot.waitSignal(strip.ended) as ended:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert ended.args is not None
    assert ended.args[0].total("added") == 3
    assert held(session) == 3
    rest(qtbot, session)
    for report in session.window.findChildren(Report):
        report.close()


def test_escape_imports_nothing_and_the_next_files_have_their_turn(
    session: app.Session, qtbot: QtBot, files: list[Path]
) -> None:
    dialog = looked(qtbot, session, files[:1])
    strip = session.window.work.strip
    session.window.take_files(files[1:])  # while the person is asked
    assert strip.is_busy
    with qtbot.waitSignal(strip.looked) as signal:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert signal.args is not None
    assert held(session) == 0
    second = signal.args[0]
    assert second.words.text() == "2 records: 1 would be new, 1 would be left out."
    second.reject()
    rest(qtbot, session)
    assert (held(session), strip.is_busy) == (0, False)


def test_a_look_can_be_stopped(session: app.Session, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "many.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(n) for n in range(1, 3_000)]))
    said: list[str] = []
    session.desk.said.connect(said.append)
    strip = session.window.work.strip
    with qtbot.waitSignal(strip.looked) as signal:
        session.window.take_files([file])
        strip.cancel()
    assert signal.args == [None]
    assert said[-1] == "Nothing was imported."
    rest(qtbot, session)
    assert (held(session), strip.is_busy) == (0, False)


def test_without_the_setting_files_are_imported_at_once(
    session: app.Session, qtbot: QtBot, files: list[Path]
) -> None:
    session.settings.set({"import.preview": False})
    with qtbot.waitSignal(session.window.work.strip.ended):
        session.go(of_files(files[:1] * 2))
    assert held(session) == 2
    rest(qtbot, session)


def test_nothing_to_import_has_no_button_for_it(session: app.Session, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "zip.xml"
    file.write_bytes(b"PK\x03\x04")
    dialog = looked(qtbot, session, [file])
    assert dialog.words.text() == "There is nothing here that can be imported."
    assert "ZIP" in dialog.files.text()
    assert not dialog.take.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    rest(qtbot, session)
    assert not session.window.work.strip.is_busy


def test_many_files_in_trouble_are_a_line_each_and_no_wall_of_text(
    session: app.Session, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = [tmp_path / f"cut{n}.ris" for n in range(4)]
    for path in paths:
        path.write_bytes(ris_file([ris(1)])[:-20])
    dialog = looked(qtbot, session, paths)
    lines = dialog.files.text().splitlines()
    assert len(lines) == 4
    assert all(line.endswith("the file ends in the middle of a record.") for line in lines)
    assert dialog.files.toolTip().count("There is no record before that place.") == 4
    dialog.reject()
    few = looked(qtbot, session, paths[:2])
    assert few.files.text().count("There is no record before that place.") == 2
    assert few.files.toolTip() == ""
    few.reject()
    rest(qtbot, session)


def test_what_is_remarked_of_a_record_stands_in_the_report(
    session: app.Session, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "noer.ris"
    file.write_bytes(ris_file([ris(1)]).removesuffix(b"ER  - \n"))
    dialog = looked(qtbot, session, [file])
    item = dialog.view.topLevelItem(0)
    assert item is not None
    assert item.text(2) == "it has no end mark; taken as it is"
    with qtbot.waitSignal(session.window.work.strip.ended):
        dialog.take.click()
    (report,) = session.window.findChildren(Report)
    assert "byte 0, PMID 1: it has no end mark; taken as it is" in report.details
    report.close()
    rest(qtbot, session)


def report_of(session: app.Session) -> Report:
    box = session.window.work.strip.told
    assert box is not None
    return box


@pytest.fixture
def bad(tmp_path: Path) -> list[Path]:
    """Two files with a record each that cannot be taken."""
    found = [tmp_path / name for name in ("bad one.ris", "bad two.ris")]
    for number, path in enumerate(found, start=50):
        path.write_bytes(ris_file([ris(number), "TY  - JOUR\nAU  - Alpha, A\nER  - \n"]))
    return found


def test_what_is_told_of_an_import_goes_when_the_next_begins(
    session: app.Session, qtbot: QtBot, bad: list[Path], tmp_path: Path
) -> None:
    strip = session.window.work.strip
    with qtbot.waitSignal(strip.ended):
        strip.start([bad[0]])
    rest(qtbot, session)
    assert report_of(session).isVisible()
    good = tmp_path / "good.xml"
    good.write_bytes(synthetic.article_set([synthetic.article_xml(9)]))
    with qtbot.waitSignal(strip.ended):
        strip.start([good])
        assert strip.told is None, "it would lie over what is shown now"
    rest(qtbot, session)
    assert strip.told is None


def test_what_is_told_of_files_in_a_row_stands_in_one_box(
    session: app.Session, qtbot: QtBot, bad: list[Path]
) -> None:
    strip = session.window.work.strip
    strip.start([bad[0]])
    strip.start([bad[1]])
    qtbot.waitUntil(lambda: strip.told is not None and "bad two" in strip.told.details, timeout=30_000)
    box = report_of(session)
    assert "bad one" in box.details
    assert box.said.count("records read") == 2
    rest(qtbot, session)
    assert [one for one in session.window.findChildren(Report) if one.isVisible()] == [box]
    box.close()
