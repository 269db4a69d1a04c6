from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.query import Listing
from her2ref.gui.columns import LEFT, MIDDLE, RIGHT
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
    with qtbot.waitSignal(session.window.work.strip.ended) as ended:
        session.window.dropEvent(drop)
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
