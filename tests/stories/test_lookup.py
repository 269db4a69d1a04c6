"""The lookup as it is used, in the real window with the real content: a few letters, Enter, and on to the source."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.paths import Home, resources
from her2ref.core.query import Listing
from her2ref.gui.panes.answer_rows import Row
from her2ref.gui.panes.reading import Reading
from her2ref.gui.theme import themes
from her2ref.library import opening
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.personal import remember_choice
from tests.gui.conftest import rest
from tests.library import filling
from tests.stories import sample

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Opened = Callable[[], app.Session]

TOPICS = {
    "pik3": "mechanism:pik3ca-mutation",
    "p95": "mechanism:p95her2",
    "pten": "mechanism:pten-loss",
    "igf1": "mechanism:igf1r",
    "brai": "mechanism:brain-sanctuary",
    "muc4": "mechanism:muc4-masking",
    "tuca": "drug:tucatinib",
    "enhe": "drug:trastuzumab-deruxtecan",
    "kadc": "drug:trastuzumab-emtansine",
    "nera": "drug:neratinib",
    "lapa": "drug:lapatinib",
    "marg": "drug:margetuximab",
    "db03": "trial:destiny-breast03",
    "emil": "trial:emilia",
    "cleo": "trial:cleopatra",
    "kath": "trial:katherine",
    "phil": "trial:phila",
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with our own content and invented records, made once."""
    home = Home.at(tmp_path_factory.mktemp("real"))
    opening.take_care(home, resources())
    file = tmp_path_factory.mktemp("records") / "records.xml"
    file.write_bytes(sample.records())
    library = Library(home.library)
    import_files(library, [file])
    library.close()
    return home.library


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Home:
    made = Home.at(tmp_path / "home")
    made.data.mkdir()
    shutil.copyfile(filled, made.library)
    made.library.chmod(0o600)
    return made


@pytest.fixture
def start(qtbot: QtBot, home: Home) -> Iterator[Opened]:
    """Opens the window over `home`; each is closed after the test."""
    made: list[app.Session] = []

    def opened() -> app.Session:
        themes().apply("light")
        session = app.Session(home)
        made.append(session)
        session.settings.set(first_run_done=True)
        session.window.resize(1440, 900)
        session.open()
        session.window.show()
        session.begin()
        rest(qtbot, session)
        return session

    yield opened
    for session in made:
        session.window.close()
        assert session.jobs.running == 0


def typed(session: app.Session, text: str) -> None:
    QTest.keyClick(session.window, Qt.Key.Key_K, CTRL)
    assert session.window.focusWidget() is session.window.bar.line
    QTest.keyClicks(session.window.bar.line, text)


def answered(qtbot: QtBot, session: app.Session, text: str) -> list[Row]:
    """Types `text` and waits for its answers."""
    typed(session, text)
    answers = session.window.bar.line.answers()
    qtbot.waitUntil(lambda: answers.isVisible() and not answers.is_waiting)
    rest(qtbot, session)
    return answers.popup.rows()


def press(session: app.Session, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(session.window.bar.line, key, modifier or Qt.KeyboardModifier.NoModifier)


def source_in_sight(page: Reading) -> bool:
    """Clicks the first link to a source that can be seen without scrolling."""
    block = page.document().begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if piece.charFormat().anchorHref().startswith("source:"):
                cursor = page.textCursor()
                cursor.setPosition(piece.position())
                place = page.cursorRect(cursor)
                point = place.center()
                point.setX(place.left() + 2)
                if page.viewport().rect().contains(place) and page.anchorAt(point).startswith("source:"):
                    QTest.mouseClick(page.viewport(), Qt.MouseButton.LeftButton, pos=point)
                    return True
            pieces += 1
        block = block.next()
    return False


def test_four_letters_and_enter_open_a_topic_and_one_action_more_its_source(
    start: Opened, qtbot: QtBot
) -> None:
    session = start()
    desk = session.desk
    for letters, topic in TOPICS.items():
        assert len(letters) <= 4
        typed(session, letters)
        press(session, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda topic=topic: desk.topic == topic)  # type: ignore[misc]
        rest(qtbot, session)
        page = session.window.work.topic.reading
        assert session.window.focusWidget() is page, f"{letters}: the keyboard goes on where the answer is"
        assert source_in_sight(page), f"{topic}: no source can be seen at once"
        qtbot.waitUntil(lambda: bool(desk.source or desk.article))
        rest(qtbot, session)
        assert session.window.work.abstract.isVisible()
        assert session.window.work.abstract.reading.toPlainText().strip()
        desk.choose_article(0)
        rest(qtbot, session)


def test_a_slip_is_undone_and_said(start: Opened, qtbot: QtBot) -> None:
    session = start()
    rows = answered(qtbot, session, "tucatnib")
    assert next(row for row in rows if row.does == "open").text == "tucatinib"
    told = session.window.bar.line.answers().popup.told
    assert told.isVisible()
    assert "tucatinib for “tucatnib”" in told.text()
    press(session, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.desk.topic == "drug:tucatinib")
    rest(qtbot, session)


def test_nothing_found_can_be_asked_of_pubmed_later(start: Opened, qtbot: QtBot) -> None:
    session = start()
    library = session.window.library
    assert library is not None
    rows = answered(qtbot, session, "qqqqzzzz")
    place = session.desk.place
    press(session, Qt.Key.Key_Return)  # nothing is chosen: no slip of a finger is sent anywhere
    rest(qtbot, session)
    assert session.desk.place == place
    assert library.reader().wishes() == []
    assert [row.text for row in rows if row.does] == ["Search PubMed for “qqqqzzzz” at the next sync"]

    press(session, Qt.Key.Key_Down)
    press(session, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.reader().wishes() == ["qqqqzzzz"])
    rest(qtbot, session)
    answers = session.window.bar.line.answers()
    texts = [row.text for row in answers.popup.rows()]
    assert "Noted: PubMed will be asked for “qqqqzzzz” at the next sync" in texts
    assert "Take it off the list" in texts

    press(session, Qt.Key.Key_Escape)
    rows = answered(qtbot, session, "qqqqzzzz")
    assert any(row.text.startswith("Noted") for row in rows)
    press(session, Qt.Key.Key_Down)
    press(session, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.reader().wishes() == [])
    rest(qtbot, session)
    press(session, Qt.Key.Key_Escape)


def test_tab_narrows_to_a_group_and_back(start: Opened, qtbot: QtBot) -> None:
    session = start()
    line = session.window.bar.line
    answered(qtbot, session, "tras")
    popup = line.answers().popup
    kinds = [group.kind for group in popup.groups.groups]
    assert kinds[0] == ""
    assert {"drug", "trial", "reference"} <= set(kinds)
    press(session, Qt.Key.Key_Tab)
    shown = {row.hit.kind for row in popup.rows() if row.hit}
    assert shown == {kinds[1]}
    number = next(group.number for group in popup.groups.groups if group.kind == kinds[1])
    assert sum(row.hit is not None for row in popup.rows()) == number
    press(session, Qt.Key.Key_Tab)
    assert {row.hit.kind for row in popup.rows() if row.hit} == {kinds[2]}
    press(session, Qt.Key.Key_Tab, SHIFT)
    press(session, Qt.Key.Key_Tab, SHIFT)
    assert len({row.hit.kind for row in popup.rows() if row.hit}) == len(kinds) - 1
    assert session.window.focusWidget() is line
    press(session, Qt.Key.Key_Tab)
    press(session, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_escape_gives_focus_selection_and_text_back(start: Opened, qtbot: QtBot) -> None:
    session = start()
    window, line = session.window, session.window.bar.line
    page = window.work.topic.reading
    page.setFocus()
    cursor = page.textCursor()
    cursor.setPosition(10)
    cursor.setPosition(25, cursor.MoveMode.KeepAnchor)
    page.setTextCursor(cursor)
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum() // 2)
    before = (session.desk.place, page.verticalScrollBar().value(), cursor.selectedText())
    answered(qtbot, session, "tras")
    press(session, Qt.Key.Key_Down)
    press(session, Qt.Key.Key_Tab)
    press(session, Qt.Key.Key_Escape)
    assert window.focusWidget() is page
    after = (session.desk.place, page.verticalScrollBar().value(), page.textCursor().selectedText())
    assert after == before
    assert line.text() == ""

    # a line of text, which forgets what was selected in it when the focus leaves
    other = QLineEdit("breast cancer", window)
    other.show()
    other.setFocus()
    other.setSelection(0, 6)
    answered(qtbot, session, "tras")
    press(session, Qt.Key.Key_Escape)
    assert window.focusWidget() is other
    assert (other.text(), other.selectedText()) == ("breast cancer", "breast")


def test_what_was_opened_comes_first_next_time_until_it_is_forgotten(start: Opened, qtbot: QtBot) -> None:
    session = start()
    library = session.window.library
    assert library is not None
    for letters in ("pik3", "tuca", "db03", "pik3"):
        typed(session, letters)
        press(session, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda letters=letters: session.desk.topic == TOPICS[letters])  # type: ignore[misc]
        rest(qtbot, session)
    assert library.reader().choices()["mechanism:pik3ca-mutation"] == 2

    rows = answered(qtbot, session, "")
    assert [row.text for row in rows if row.is_heading] == ["Opened lately"]
    opened = [row.hit.key for row in rows if row.hit]
    assert set(opened) == {"mechanism:pik3ca-mutation", "trial:destiny-breast03", "drug:tucatinib"}
    chosen = session.window.bar.line.answers().popup.chosen
    assert chosen is not None
    press(session, Qt.Key.Key_Return)
    rest(qtbot, session)
    assert session.desk.topic == opened[0]

    answered(qtbot, session, "")
    press(session, Qt.Key.Key_PageDown)
    chosen = session.window.bar.line.answers().popup.chosen
    assert chosen is not None
    for _ in range(8):
        press(session, Qt.Key.Key_Down)
    press(session, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.reader().choices() == {})
    rest(qtbot, session)
    press(session, Qt.Key.Key_Escape)
    QTest.keyClick(session.window, Qt.Key.Key_K, CTRL)
    rest(qtbot, session)
    assert not session.window.bar.line.answers().isVisible()


def test_a_policy_switches_remembering_off_and_deletes_what_was_remembered(
    start: Opened, qtbot: QtBot, home: Home
) -> None:
    library = Library(home.library)
    remember_choice(library, "drug:tucatinib")
    library.close()
    home.policy.write_text("remember_choices = false\n")
    session = start()
    reader = session.window.library.reader() if session.window.library else None
    assert reader is not None
    qtbot.waitUntil(lambda: reader.choices() == {})

    typed(session, "pik3")
    press(session, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.desk.topic == "mechanism:pik3ca-mutation")
    rest(qtbot, session)
    assert reader.choices() == {}
    QTest.keyClick(session.window, Qt.Key.Key_K, CTRL)
    rest(qtbot, session)
    assert not session.window.bar.line.answers().isVisible()
    action = next(a for a in session.window.bar.menu.menu().actions() if a.text().startswith("Remember"))
    assert (action.isChecked(), action.isEnabled()) == (False, False)


def test_a_query_as_for_pubmed_searches_the_abstracts(start: Opened, qtbot: QtBot) -> None:
    session = start()
    rows = answered(qtbot, session, "everolimus[ti] AND pik3ca")
    assert rows[0].text == "Search abstracts for “everolimus[ti] AND pik3ca”"
    press(session, Qt.Key.Key_Return)
    rest(qtbot, session)
    listing = session.desk.listing
    assert listing is not None
    assert listing.words.startswith("everolimus[ti] AND pik3ca")


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("pik3", "mechanism:pik3ca-mutation"),
        ("Enhertu", "drug:trastuzumab-deruxtecan"),
        ("tucatnib", "drug:tucatinib"),
        ("her2ref:trial:emilia", "trial:emilia"),
        ("her2ref://topic:drug:lapatinib/", "drug:lapatinib"),
        ("her2ref:trastuzumab%20deruxtecan", "drug:trastuzumab-deruxtecan"),
        ("her2ref:news:all", "news:all"),
        ("tucatinib\0", "drug:tucatinib"),
    ],
)
def test_open_goes_to_the_best_answer(start: Opened, qtbot: QtBot, asked: str, topic: str) -> None:
    session = start()
    session.go(asked)
    qtbot.waitUntil(lambda: session.desk.topic == topic)
    rest(qtbot, session)
    assert not session.window.bar.line.answers().isVisible()


def test_open_shows_that_nothing_was_found(start: Opened, qtbot: QtBot) -> None:
    session = start()
    session.go("x" * 5_000)
    session.go("her2ref:qqqqzzzz")
    line = session.window.bar.line
    qtbot.waitUntil(lambda: line.answers().isVisible())
    rest(qtbot, session)
    assert line.text() == "qqqqzzzz"
    assert "Nothing found" in line.answers().popup.told.text()
    press(session, Qt.Key.Key_Escape)


def test_open_is_remembered_as_any_other_choice_and_an_id_needs_no_guess(start: Opened, qtbot: QtBot) -> None:
    session = start()
    session.go(str(sample.STRUCTURED))
    qtbot.waitUntil(lambda: session.desk.article == sample.STRUCTURED)
    rest(qtbot, session)
    library = session.window.library
    assert library is not None
    assert library.reader().choices() == {str(sample.STRUCTURED): 1}


def test_a_damaged_index_is_mended_while_the_window_is_open(start: Opened, qtbot: QtBot, home: Home) -> None:
    session = start()
    library = session.window.library
    assert library is not None
    said: list[str] = []
    session.desk.said.connect(said.append)
    session.desk.choose_listing(Listing(words="trastuzumab", sort="best"))
    rest(qtbot, session)
    whole = len(library.reader().article_ids(Listing(words="trastuzumab")))
    filling.execute(home.library, "DELETE FROM article_fts_data WHERE id > 10")
    library.reader().close()

    rows = answered(qtbot, session, "tuca")
    assert next(row for row in rows if row.does == "open").text == "tucatinib", "names are found all the same"
    qtbot.waitUntil(lambda: any("was made again" in sentence for sentence in said), timeout=20_000)
    rest(qtbot, session)
    assert any("nothing was lost" in sentence.lower() for sentence in said)
    assert whole == len(library.reader().article_ids(Listing(words="trastuzumab"))) > 0
    press(session, Qt.Key.Key_Escape)


@pytest.mark.parametrize("care", ["new", "migrate", "content", "check", "index"])
def test_whatever_a_library_needs_is_said(
    care: str, home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert care in get_args(opening.Care)
    monkeypatch.setattr(opening, "needs_care", lambda *_: care)
    monkeypatch.setattr(opening, "take_care", lambda *_: None)
    session = app.Session(home)
    session.open()
    assert len(session.window.preparing.accessibleName()) > 30
    rest(qtbot, session)
    session.window.close()


@pytest.mark.parametrize(
    ("target", "topic"), [("drug:tucatinib", "drug:tucatinib"), ("cleopatra", "trial:cleopatra")]
)
def test_a_window_that_open_has_to_start_opens_it_too(
    home: Home, qtbot: QtBot, target: str, topic: str
) -> None:
    session = app.Session(home, target)
    session.settings.set(first_run_done=True)
    session.open()
    session.window.show()
    session.window.bar.line.setFocus()
    session.begin()
    qtbot.waitUntil(lambda: session.desk.topic == topic)
    rest(qtbot, session)
    session.window.close()
