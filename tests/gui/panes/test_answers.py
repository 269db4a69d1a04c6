from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes import answer_popup, answers, asking
from her2ref.gui.panes.answer_rows import Row
from her2ref.gui.panes.answers import Answers
from her2ref.gui.panes.asking import Answer
from her2ref.gui.theme import themes
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.read import Reader
from her2ref.library.rows import Found, Hit
from tests.gui.panes.conftest import HELD, rest, shown

HITS = (
    *(Hit("mechanism", f"m{n}", f"mechanism:m{n}", f"Mechanism {n}") for n in range(12)),
    Hit("drug", "d", "drug:d", "a drug", "its brand"),
    *(Hit("article", str(n), str(n), f"Abstract {n}", "J Ex 2020") for n in range(4)),
)


class Line(QLineEdit):
    """A line in a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: Answers


@pytest.fixture
def line(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> Iterator[Line]:
    window = shown(qtbot, QWidget(), 1000, 700)
    made = Line()
    made.setParent(window)
    made.setGeometry(100, 10, 500, 30)
    made.show()
    made.answers = Answers(made, desk, jobs)
    made.answers.use(library, remembers=True)
    yield made
    made.answers.hide()
    rest(qtbot, jobs)


def answer(query: str = "what", **fields: object) -> Answer:
    found: dict[str, object] = {"understood": "", "total": len(HITS), "hits": HITS, "articles": -1}
    own = {name: fields.pop(name) for name in ("words", "marked", "is_query", "wished") if name in fields}
    return Answer(Found(query, **{**found, **fields}), **{"words": query, **own})  # type: ignore[arg-type]


def gives(monkeypatch: pytest.MonkeyPatch, made: Answer, number: int = 1204) -> None:
    monkeypatch.setattr(
        asking, "ask", lambda _reader, text, **_: made._replace(found=_asked(made.found, text))
    )
    monkeypatch.setattr(asking, "count", lambda _reader, _words: number)


def _asked(found: Found, text: str) -> Found:
    return Found(
        text, found.understood, found.total, found.hits, found.articles, found.problems, found.nearest
    )


def ask(qtbot: QtBot, line: Line, text: str) -> list[Row]:
    line.setText(text)
    line.answers.ask(text)
    qtbot.waitUntil(lambda: line.answers.isVisible() and not line.answers.is_waiting)
    return line.answers.popup.rows()


def texts(line: Line) -> list[str]:
    return [row.text for row in line.answers.popup.rows()]


def test_the_number_of_abstracts_comes_later_and_nothing_moves(
    qtbot: QtBot, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives(monkeypatch, answer())
    rows = ask(qtbot, line, "what")
    popup = line.answers.popup
    places = [QRect(popup.geometry())] + [
        popup.list.visualItemRect(popup.list.item(n)) for n in range(len(rows))
    ]
    assert rows[-1].why == ""
    line.answers.move(2)
    chosen = popup.chosen
    qtbot.waitUntil(lambda: popup.rows()[-1].why == "1,204")
    assert places == [QRect(popup.geometry())] + [
        popup.list.visualItemRect(popup.list.item(n)) for n in range(len(rows))
    ]
    assert popup.chosen == chosen
    assert popup.groups.groups[-1].told == "Abstracts 1,204"


def test_the_number_of_an_older_question_is_not_taken(qtbot: QtBot, line: Line) -> None:
    answers = line.answers
    ask(qtbot, line, "tras")
    older = answers._answer
    assert older is not None
    ask(qtbot, line, "lapa")
    before = answers._number
    answers._on_number((older, 12_345))
    assert answers._number == before


def test_the_newest_key_wins(qtbot: QtBot, line: Line, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(reader: Reader, text: str, **_: bool) -> Answer:
        progress = Progress()
        QTest.qSleep(150 if text == "a" else 1)
        progress.check()
        return answer(text, hits=(Hit("drug", text, f"drug:{text}", f"drug {text}"),), articles=0)

    monkeypatch.setattr(asking, "ask", slow)
    for text in ("a", "ab"):
        line.setText(text)
        line.answers.ask(text)
    rest(qtbot, jobs)
    assert "drug ab" in texts(line)
    assert "drug a" not in texts(line)


def test_a_click_right_after_new_rows_means_the_row_that_was_there(
    qtbot: QtBot, line: Line, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives(monkeypatch, answer(articles=4))
    ask(qtbot, line, "what")
    popup = line.answers.popup
    item = popup.list.item(2)
    point = popup.list.visualItemRect(item).center()
    monkeypatch.setattr(QCursor, "pos", lambda: popup.list.viewport().mapToGlobal(point))
    meant = popup.rows()[2].hit
    assert meant is not None
    gives(monkeypatch, answer(hits=HITS[::-1], articles=4))
    ask(qtbot, line, "whatever")
    assert popup.chosen == popup.rows()[1], "the keyboard's choice is the first row, wherever the mouse rests"
    QTest.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert desk.topic == meant.key

    gives(monkeypatch, answer(articles=4))
    ask(qtbot, line, "what")
    monkeypatch.setattr(answer_popup, "UNSETTLED", 0.0)
    third = popup.rows()[3].hit
    assert third is not None
    place = popup.list.visualItemRect(popup.list.item(3)).center()
    QTest.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.topic == third.key


def test_all_groups_show_some_and_one_group_shows_all(
    qtbot: QtBot, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives(monkeypatch, answer(articles=4))
    ask(qtbot, line, "what")
    popup = line.answers.popup
    assert [g.told for g in popup.groups.groups] == ["All", "Mechanisms 12", "Drugs 1", "Abstracts 4"]
    assert sum(row.hit is not None for row in popup.rows()) == 5 + 1 + 3
    assert line.answers.narrow(1)
    assert sum(row.hit is not None for row in popup.rows()) == 12
    assert line.answers.narrow(-1)
    assert line.answers.narrow(-1)
    assert texts(line) == ["Abstracts", *(f"Abstract {n}" for n in range(4)), "Show all abstracts for “what”"]
    gives(monkeypatch, answer(hits=HITS[:13], articles=0))
    ask(qtbot, line, "whats")
    assert "a drug" in texts(line), "a group that has no answers any more narrows nothing"


def test_enter_on_all_abstracts_opens_the_list_of_what_they_were_taken_for(
    qtbot: QtBot, line: Line, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives(monkeypatch, answer(words="tucatinib", understood="tucatinib for “tucatnib”", articles=4))
    ask(qtbot, line, "tucatnib")
    assert line.answers.popup.told.text() == "Taken as: tucatinib for “tucatnib”"
    for _ in range(30):
        line.answers.move(1)
    line.answers.enter()
    assert desk.listing is not None
    assert desk.listing.words.startswith("tucatinib")
    assert desk.words == "tucatinib"


def test_a_note_opens_what_it_hangs_on_or_the_page_of_notes(
    qtbot: QtBot, line: Line, desk: Desk, library: Library
) -> None:
    save_note(library, str(HELD), "Zebras are rare")
    save_note(library, "drug:lapatinib", "zebra drug")
    parked = save_note(library, "", "zebra question")
    opened: list[str] = []
    line.answers.opened.connect(opened.append)
    for words, place in (("zebras rare", "right"), ("zebra drug", "middle"), ("zebra question", "middle")):
        rows = ask(qtbot, line, words)
        assert [row.text for row in rows if row.is_heading] == ["Notes"]
        line.answers.enter()
        assert opened[-1] == place
    assert (desk.article, desk.topic) == (HELD, f"notes:{parked.id}")
    ask(qtbot, line, "zebra")
    assert [g.told for g in line.answers.popup.groups.groups] == ["All", "Notes 3"]
    qtbot.waitUntil(lambda: len(library.reader().choices()) == 2)
    assert list(library.reader().choices()) != []
    assert not any(key.startswith("notes:") for key in library.reader().choices())


def test_nothing_found_offers_the_nearest_words(
    qtbot: QtBot, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives(monkeypatch, answer(hits=(), articles=0, nearest=("lapatinib", "neratinib")))
    ask(qtbot, line, "latanib")
    popup = line.answers.popup
    assert "Nothing found for “latanib”" in popup.told.text()
    assert popup.chosen is not None
    assert (popup.chosen.text, popup.chosen.does) == ("lapatinib", "type")
    line.answers.move(1)
    with qtbot.waitSignal(line.answers.typed) as heard:
        line.answers.enter()
    assert heard.args == ["neratinib"]


def test_problems_are_sentences_in_sight(qtbot: QtBot, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    gives(monkeypatch, answer(problems=("There is no tag [xx].", "A bracket is not closed."), articles=4))
    ask(qtbot, line, "what[xx] AND (")
    problems = line.answers.popup.problems
    assert problems.isVisible()
    assert problems.text() == "There is no tag [xx].\nA bracket is not closed."
    assert problems.height() >= 2 * problems.fontMetrics().height()


def test_a_screen_reader_hears_the_numbers_and_what_enter_opens(
    qtbot: QtBot, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "TELL_AFTER_MS", 1)
    gives(monkeypatch, answer())
    ask(qtbot, line, "what")
    qtbot.waitUntil(lambda: "Abstracts 1,204" in line.accessibleDescription(), timeout=3_000)
    said = line.accessibleDescription()
    assert said.startswith("Mechanisms 12, Drugs 1, Abstracts 1,204.")
    assert "Enter opens Mechanism: Mechanism 0" in said
    line.answers.move(5)
    assert line.accessibleDescription().startswith("Drug: a drug. its brand")
    roles = Qt.ItemDataRole.AccessibleTextRole
    assert line.answers.list.item(1).data(roles).startswith("Mechanism: ")


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_long_text_that_finds_nothing_leaves_no_trace(
    qtbot: QtBot, line: Line, monkeypatch: pytest.MonkeyPatch, scale: float
) -> None:
    themes().apply("light", scale)
    popup, slip = line.answers.popup, "tucatinib for “tucatnib”"
    gives(monkeypatch, answer(understood=slip, articles=4))
    ask(qtbot, line, "tucatnib")
    usual = [(w.geometry(), w.text()) for w in (popup.told, popup.note)], popup.list.height()
    for pasted in ("nonsense " * 1000, "x" * 20_000):
        line.answers.hide()
        gives(monkeypatch, answer(hits=(), articles=0, problems=(f"There is no tag [{pasted}].",) * 3))
        rows = ask(qtbot, line, pasted)
        for label in (popup.told, popup.problems, popup.note):
            assert label.height() <= label._height(answer_popup.LINES)
            assert label.heightForWidth(label.width()) <= label.height()
        assert max(len(row.text) for row in rows) < 200
        assert popup.problems.toolTip().startswith("There is no tag")
        assert popup.rect().contains(popup.note.geometry())
    gives(monkeypatch, answer(understood=slip, articles=4))
    line.answers.hide()
    ask(qtbot, line, "tucatnib")
    assert ([(w.geometry(), w.text()) for w in (popup.told, popup.note)], popup.list.height()) == usual
    themes().apply("light")


def test_a_query_that_was_opened_is_finished(qtbot: QtBot, line: Line, desk: Desk) -> None:
    for words, typing in (("invented[tiab] AND tri", True), ("invented[tiab] AND trial", False)):
        line.answers.ask(words, open_first=not typing)
        if typing:
            qtbot.waitUntil(line.answers.isVisible)
            line.answers.enter()
        qtbot.waitUntil(lambda words=words: desk.listing is not None and desk.listing.words == words)  # type: ignore[misc]
        assert desk.listing is not None
        assert desk.listing.typing is typing


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700), (640, 400), (300, 200)])
def test_the_frame_stays_inside_the_window(
    qtbot: QtBot, line: Line, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    gives(monkeypatch, answer(articles=4))
    line.window().resize(*size)
    line.setGeometry(10, 10, min(500, size[0] - 20), 30)
    ask(qtbot, line, "what")
    frame = line.answers.popup.geometry()
    assert QRect(QPoint(0, 0), line.window().size()).contains(frame)
    assert frame.top() > line.geometry().bottom()
