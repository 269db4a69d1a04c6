from __future__ import annotations

import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.gui.columns import LEFT, MIDDLE, RIGHT
from her2ref.gui.theme import SIZES, font, themes
from her2ref.gui.window import Window
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from tests.data import synthetic
from tests.gui.conftest import rest


def test_the_first_page_is_the_first_run(session: app.Session) -> None:
    window = session.window
    assert window.work.currentWidget() is window.work.first_run
    window.work.first_run.without.button.click()
    assert window.work.currentWidget() is window.work.topic
    assert session.desk.topic == "mechanism:impaired-drug-binding"
    assert session.settings.get("first_run_done") is True


def test_a_topic_a_list_and_back_again(session: app.Session, qtbot: QtBot) -> None:
    window = session.window
    session.desk.choose_topic("mechanism:pten-loss")
    assert window.work.currentWidget() is window.work.topic
    session.desk.choose_listing(Listing(starred=True))
    assert window.work.currentWidget() is window.work.list
    session.desk.back()
    assert window.work.currentWidget() is window.work.topic
    rest(qtbot, session)


def test_columns_go_in_a_sensible_order(session: app.Session, qtbot: QtBot) -> None:
    window, columns = session.window, session.window.columns

    def shown() -> list[int]:
        return [n for n in (LEFT, MIDDLE, RIGHT) if columns.widget(n).isVisible()]

    assert shown() == [LEFT, MIDDLE, RIGHT]
    window.resize(800, 700)
    assert shown() == [LEFT, MIDDLE]
    session.desk.choose_source("pmid:70000001")
    assert shown() == [LEFT, RIGHT]
    window.bar.column.click()
    assert shown() == [LEFT, MIDDLE]
    window.resize(640, 700)
    assert shown() == [MIDDLE]
    window.bar.column.click()
    assert shown() == [RIGHT]
    window.bar.column.click()
    assert shown() == [LEFT]
    window.resize(1440, 700)
    assert shown() == [LEFT, MIDDLE, RIGHT]
    rest(qtbot, session)


def test_a_dropped_file_is_imported(session: app.Session, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "records.xml"
    file.write_bytes(
        synthetic.article_set([synthetic.article_xml(70000001), synthetic.article_xml(70000055)])
    )
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    drop = QDropEvent(
        QPointF(QPoint(5, 5)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    strip = session.window.work.strip
    with qtbot.waitSignal(strip.looked) as looked:
        session.window.dropEvent(drop)
    assert looked.args is not None
    with qtbot.waitSignal(strip.ended) as ended:
        QTest.keyClick(looked.args[0], Qt.Key.Key_Return)
    assert ended.args is not None
    assert ended.args[0].total("added") == 2
    qtbot.waitUntil(lambda: session.window.bar._held.text().startswith("Offline · 2 articles"))
    rest(qtbot, session)
    assert not session.window.work.strip.isVisible()


def test_f6_walks_through_the_panes(session: app.Session, qtbot: QtBot) -> None:
    window = session.window
    window.activateWindow()
    session.desk.choose_topic("mechanism:pten-loss")
    rest(qtbot, session)
    window.tree.setFocus()
    met = []
    for _ in range(len(window.panes())):
        focus = window.focusWidget()
        assert focus is not None
        met.append(next(n for n, p in enumerate(window.panes()) if p is focus or p.isAncestorOf(focus)))
        QTest.keyClick(window, Qt.Key.Key_F6)
    assert met == [0, 1, 2, 3, 4]


CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_a_key_narrows_the_list_wherever_the_focus_is(session: app.Session, qtbot: QtBot) -> None:
    window, desk = session.window, session.desk
    window.activateWindow()
    listing = Listing(words="trastuzumab", sort="best")
    desk.choose_topic("mechanism:pten-loss")
    desk.choose_listing(listing)
    desk.choose_source("pmid:70000001")
    rest(qtbot, session)
    for focus in (window.work.abstract, window.bar.menu, window.work.list, window.tree, window.bar.line):
        focus.setFocus()
        QTest.keyClick(window, Qt.Key.Key_F, CTRL_SHIFT)
        assert window.work.list.facets.isVisible()
        assert window.work.list.head.narrow.hasFocus()
        QTest.keyClick(window, Qt.Key.Key_F, CTRL_SHIFT)
        assert not window.work.list.facets.isVisible()
        rest(qtbot, session)
    assert desk.listing == listing


def test_narrowing_brings_the_list_where_the_source_took_its_place(
    session: app.Session, qtbot: QtBot
) -> None:
    window, desk = session.window, session.desk
    window.resize(800, 700)
    desk.choose_listing(Listing())
    desk.choose_source("pmid:70000001")
    assert not window.work.list.isVisible()
    window.narrow()
    assert window.work.list.facets.isVisible()
    window.work.list.turn_narrowing(on=False)
    rest(qtbot, session)


def test_where_no_list_is_shown_the_abstracts_of_the_topic_or_all_are_narrowed(
    session: app.Session, qtbot: QtBot
) -> None:
    window, desk = session.window, session.desk
    desk.choose_topic("mechanism:pten-loss")
    rest(qtbot, session)
    window.narrow()
    assert desk.listing == Listing()
    assert window.work.list.facets.isVisible()
    rest(qtbot, session)
    desk.back()
    desk.choose_page("abstracts")
    window.narrow()
    assert desk.listing == Listing(topics=("mechanism:pten-loss",))
    assert window.work.list.facets.isVisible()
    rest(qtbot, session)


def test_every_control_has_a_name(session: app.Session) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QTextBrowser

    nameless = [
        f"{type(w).__name__} in {type(w.parent()).__name__}"
        for kind in (QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QTextBrowser)
        for w in session.window.findChildren(kind)
        if not (w.accessibleName() or getattr(w, "text", str)())
        and not w.objectName().startswith("qt_")
        and type(w).__name__ not in ("QLineEditIconButton", "QHeaderView")
    ]
    assert nameless == []


def test_geometry_is_remembered(session: app.Session) -> None:
    session.window.resize(711, 577)
    session.window.close()
    again = app.Session(session.home)
    assert (again.window.width(), again.window.height()) == (711, 577)
    again.jobs.stop()


def test_what_another_process_wrote_is_seen_when_the_window_comes_to_the_front(
    session: app.Session, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "records.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(70000077)]))
    other = Library(session.home.library)
    import_files(other, [file])
    other.close()
    session.window.look_for_others()
    qtbot.waitUntil(lambda: session.window.bar._held.text().startswith("Offline · 1 article"))
    rest(qtbot, session)


def test_who_has_begun_to_read_sees_the_first_page_no_more(session: app.Session, qtbot: QtBot) -> None:
    assert session.settings.get("first_run_done") is False
    session.desk.choose_topic("drug:trastuzumab")
    rest(qtbot, session)
    assert session.settings.get("first_run_done") is True


def test_enter_presses_the_button_that_has_the_focus(session: app.Session, qtbot: QtBot) -> None:
    window = session.window
    window.activateWindow()
    button = window.work.first_run.without.button
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert session.desk.topic == "mechanism:impaired-drug-binding"
    rest(qtbot, session)


def test_an_article_to_open_stands_beside_the_first_mechanism(session: app.Session, qtbot: QtBot) -> None:
    session.go("70000001")
    session.window.show_first_mechanism()
    rest(qtbot, session)
    assert session.desk.topic.startswith("mechanism:")
    assert session.desk.source == "pmid:70000001"


def test_the_keyboard_follows_into_the_column_that_takes_the_place(
    session: app.Session, qtbot: QtBot
) -> None:
    """At 200 % the source takes the topic's place; keys that scroll must scroll it."""
    window = session.window
    window.activateWindow()
    themes().apply("light", 2.0)
    try:
        window.resize(1440, 420)
        session.desk.choose_topic("mechanism:pik3ca-mutation")
        rest(qtbot, session)
        reading = window.work.topic.reading
        reading.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(reading, Qt.Key.Key_Tab)
        QTest.keyClick(reading, Qt.Key.Key_Return)
        rest(qtbot, session)
        assert session.desk.source == "pmid:70000001"
        assert QApplication.focusWidget() is window.work.abstract.reading
        QTest.keyClick(window.work.abstract.reading, Qt.Key.Key_PageDown)
        assert window.work.abstract._scroll.verticalScrollBar().value() > 0
        session.desk.back()
        rest(qtbot, session)
        assert not window.columns.widget(RIGHT).isVisible(), "nothing was open there"
        assert QApplication.focusWidget() is reading
    finally:
        themes().apply("light")


def test_no_pane_changes_a_font_that_others_have(session: app.Session) -> None:
    for size, pixels in SIZES.items():
        for bold in (False, True):
            assert font(size, bold=bold).pixelSize() == round(pixels), (size, bold)
    assert session.window.bar._brand.font().pixelSize() == 15


def test_a_new_window_looks_as_it_was_wanted(
    library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def look(_app: object) -> int:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Window) and w.isVisible())
        seen.append((window.width(), window.height(), themes().theme.name, themes().text_scale))
        window.close()
        return 0

    monkeypatch.setattr(app, "resources", lambda: small_resources)
    monkeypatch.setattr(QApplication, "exec", look)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    assert app.run(library_home, "", app.Picture(size=(1024, 700), theme="dark", scale=1.25)) == 0
    assert seen == [(1024, 700, "dark", 1.25)]
    themes().apply("light")


def test_nothing_in_the_bar_covers_the_line(session: app.Session, qtbot: QtBot) -> None:
    window = session.window
    themes().apply("light", 2.0)
    try:
        window.resize(1024, 700)
        assert window.library is not None
        holdings = window.library.reader().holdings()
        window.bar.show_held(replace(holdings, articles=1740, corrections=66))
        rest(qtbot, session)
        qtbot.wait(50)
        line, news = window.bar.line.geometry(), window.bar.news
        assert not line.intersects(news.geometry())
        assert (news.text(), news.accessibleName()) == ("66", "66 corrections")
    finally:
        themes().apply("light")
