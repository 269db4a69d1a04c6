from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.core.query import Listing, Words
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.html import pattern
from her2ref.gui.panes.article_list import ListPane
from her2ref.gui.panes.article_row import ArticleDelegate, state_words, two_lines, under_line
from her2ref.gui.theme import font, themes
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.personal import set_star
from her2ref.library.rows import ArticleRow
from tests.data import synthetic
from tests.gui.panes.conftest import HELD, HOSTILE, MANY, RETRACTED, rest, shown


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> ListPane:
    return shown(qtbot, ListPane(desk, library, jobs))


def ids(pane: ListPane) -> list[int]:
    return list(pane.list.model().ids)


def test_everything_that_is_held(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    assert sorted(ids(pane)) == [HELD, MANY, RETRACTED, HOSTILE]
    assert pane.head.title.text() == "All articles"
    assert "4" in pane.head.count.text()
    assert not pane.grab().isNull()


def test_an_empty_list_says_what_to_do(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    for listing, words in (
        (Listing(starred=True), "Press S"),
        (Listing(words="nothingatall"), "Try fewer or shorter words"),
    ):
        desk.choose_listing(listing)
        rest(qtbot, jobs)
        assert pane._empty.isVisible()
        assert words in pane._empty.text()
        assert not pane.list.isVisible()


def test_what_is_starred_and_no_article_stands_above_the_list_as_links(
    pane: ListPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing(starred=True))
    rest(qtbot, jobs)
    assert not pane._also.isVisible()
    for target in ("drug:lapatinib", "70000002", str(HELD)):
        set_star(library, target, on=True)
    qtbot.waitUntil(lambda: ids(pane) == [HELD] and pane._also.isVisible())
    rest(qtbot, jobs)
    links = re.findall('href="([^"]+)">([^<]+)<', pane._also.text())
    assert {address for address, _ in links} == {"topic:drug:lapatinib", "topic:reference:pmid:70000002"}
    assert all("pmid" not in words for _, words in links), "a source is named as a reader knows it"
    pane._also.linkActivated.emit("topic:reference:pmid:70000002")
    assert desk.source == "pmid:70000002"
    pane._also.linkActivated.emit("topic:drug:lapatinib")
    assert desk.topic == "drug:lapatinib"
    desk.choose_listing(Listing())
    assert not pane._also.isVisible()
    rest(qtbot, jobs)


def test_moving_opens_and_s_stars(
    pane: ListPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    pane.list.setFocus()
    QTest.keyClick(pane.list, Qt.Key.Key_End)
    assert desk.article == ids(pane)[-1]
    QTest.keyClick(pane.list, Qt.Key.Key_Home)
    assert desk.article == ids(pane)[0]
    QTest.keyClick(pane.list, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: library.reader().stars() == [str(desk.article)])
    rest(qtbot, jobs)


def test_the_article_that_is_open_is_marked(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    desk.choose_article(RETRACTED)
    assert pane.list.model().id_at(pane.list.currentIndex().row()) == RETRACTED
    desk.choose_article(1)
    assert not pane.list.selectionModel().hasSelection()
    assert desk.article == 1


def test_the_list_is_read_again_after_an_import(
    pane: ListPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    file = tmp_path / "more.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(70000050)]))
    import_files(library, [file])
    qtbot.waitUntil(lambda: 70000050 in ids(pane))
    rest(qtbot, jobs)


def test_letters_do_not_read_the_whole_list(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    before = pane.list.currentIndex()
    QTest.keyClick(pane.list, Qt.Key.Key_A)
    assert pane.list.currentIndex() == before


def test_rows_grow_with_the_text(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    small = pane.list.rowHeight(0)
    themes().apply("light", 2.0)
    assert pane.list.rowHeight(0) == 2 * small
    themes().apply("light", 1.0)


def test_a_listing_chosen_before_the_pane_was_made_is_shown(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    desk.choose_listing(Listing(affected=True))
    made = shown(qtbot, ListPane(desk, library, jobs))
    rest(qtbot, jobs)
    assert ids(made) == [RETRACTED]


def test_words_that_were_looked_for_are_highlighted(
    pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    def highlighted() -> bool:
        image = pane.list.viewport().grab().toImage()
        line = [image.pixelColor(x, 12).name() for x in range(image.width())]
        return themes().theme.highlight in line

    desk.choose_listing(Listing(words="mutation"))
    rest(qtbot, jobs)
    assert highlighted()
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    assert not highlighted()


LONGER = range(71000000, 71000200)


@pytest.fixture
def many(library: Library, tmp_path: Path) -> Library:
    """Two hundred records more; every second one names everolimus."""
    file = tmp_path / "many.xml"
    file.write_bytes(
        synthetic.article_set(
            [
                synthetic.article_xml(
                    n,
                    title=f"Invented study {n} of {'everolimus' if n % 2 else 'tamoxifen'} in tumours",
                    year=2000 + n % 20,
                    publication_types=["Journal Article", "Review" if n % 3 else "Case Reports"],
                )
                for n in LONGER
            ]
        )
    )
    import_files(library, [file])
    return library


def place(pane: ListPane, article: int) -> int:
    """How far below the upper end of the list an article stands."""
    return pane.list.rowViewportPosition(pane.list.model().row_of(article))


def test_typing_searches_and_enter_tells_the_desk(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    line = pane.head.line
    line.setFocus()
    QTest.keyClicks(line, "everoli")
    qtbot.waitUntil(lambda: len(ids(pane)) == 100)
    rest(qtbot, jobs)
    assert desk.listing == Listing()
    assert pane.head.title.text() == "Search of abstracts"
    assert "everoli*" in pane.head.told.whole
    assert desk.words == "everoli"
    QTest.keyClicks(line, " ")
    qtbot.waitUntil(lambda: not ids(pane))  # a blank ends the word: none has it as it is
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: len(ids(pane)) == 100)
    QTest.keyClicks(line, "mus")
    QTest.keyClick(line, Qt.Key.Key_Return)
    rest(qtbot, jobs)
    assert desk.listing == Listing(words="everolimus", sort="best")
    assert len(ids(pane)) == 100
    desk.back()
    rest(qtbot, jobs)
    assert line.text() == ""
    assert len(ids(pane)) == 204


def test_who_leaves_the_line_keeps_what_was_found(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    pane.activateWindow()
    pane.head.line.setFocus()
    qtbot.waitUntil(lambda: pane.head.line.hasFocus())
    QTest.keyClicks(pane.head.line, "everoli")
    QTest.keyClick(pane.head.line, Qt.Key.Key_Down)
    rest(qtbot, jobs)
    assert desk.listing == Listing(words="everoli", sort="best", typing=True)
    assert pane.head.line.text() == "everoli"
    assert len(ids(pane)) == 100


def test_whole_words_that_nothing_has_offer_longer_ones(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing(words="everoli", sort="best"))
    rest(qtbot, jobs)
    assert "everoli*" in pane._empty.text()
    pane._empty.linkActivated.emit("longer:")
    rest(qtbot, jobs)
    assert len(ids(pane)) == 100


def test_a_bad_query_is_a_sentence(pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    for words in ('NOT "', "((", "her2[zz]", "OR OR", "*"):
        desk.choose_listing(Listing(words=words, sort="best"))
        rest(qtbot, jobs)
        assert pane.head.problems.text().startswith("Note: "), words
        assert pane.head.problems.objectName() == "amber"


def test_the_row_that_is_chosen_keeps_its_place_when_the_list_is_refined(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    pane.list.verticalScrollBar().setValue(pane.list.rowHeight(0) * 60 + 11)
    chosen = next(n for n in ids(pane)[63:] if n % 2)
    desk.choose_article(chosen)
    rest(qtbot, jobs)
    before = place(pane, chosen)
    pane._choose(Listing(words="everolimus", sort="date"))
    rest(qtbot, jobs)
    assert len(ids(pane)) == 100
    assert place(pane, chosen) == before
    assert pane.list.model().id_at(pane.list.currentIndex().row()) == chosen
    pane._choose(Listing(words="tamoxifen", sort="date"))
    rest(qtbot, jobs)
    assert not pane.list.selectionModel().hasSelection()
    assert desk.article == chosen


def test_an_import_moves_nothing_that_can_be_seen(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    pane.list.verticalScrollBar().setValue(pane.list.rowHeight(0) * 30 + 7)
    seen = pane.list.model().id_at(pane.list.rowAt(pane.list.viewport().height() // 2))
    top = pane.list.model().id_at(pane.list.rowAt(0))
    before = place(pane, seen), place(pane, top)
    resets: list[bool] = []
    pane.list.model().modelReset.connect(lambda: resets.append(pane.list.updatesEnabled()))
    file = tmp_path / "newer.xml"
    file.write_bytes(
        synthetic.article_set([synthetic.article_xml(72000000 + n, year=2026) for n in range(9)])
    )
    import_files(many, [file])
    qtbot.waitUntil(lambda: len(ids(pane)) == 213)
    rest(qtbot, jobs)
    assert (place(pane, seen), place(pane, top)) == before
    assert not any(resets), "an empty list is never painted"


def test_the_first_rows_come_before_the_whole(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    lengths: list[int] = []
    model = pane.list.model()
    for signal in (model.modelReset, model.rowsInserted):
        signal.connect(lambda *_: lengths.append(model.rowCount()))
    desk.choose_listing(Listing(words="everolimus", sort="best"))
    rest(qtbot, jobs)
    assert lengths == [64, 100]
    assert pane.list.verticalScrollBar().value() == 0


def test_other_names_are_switched_off(
    pane: ListPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing(words="tumor", sort="best"))
    rest(qtbot, jobs)
    assert ids(pane) == [HELD], "tumours is found by tumor"
    assert pane.head.names.text().endswith("on")
    pane.head.names.click()
    rest(qtbot, jobs)
    assert desk.listing == Listing(words="tumor", sort="best", exact=True)
    assert ids(pane) == []
    assert pane.head.names.text().endswith("off")


def test_narrowings_stand_as_chips_and_are_taken_off(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing(types=("review",), years=(2000, 2005)))
    rest(qtbot, jobs)
    assert [c.text for c in pane.head.chips.chips] == ["2000–2005  ×", "Review  ×", "Clear all"]
    held = len(ids(pane))
    assert 0 < held < 200
    pane.head.chips.followed.emit("drop:years:2000-2005")
    rest(qtbot, jobs)
    assert desk.listing == Listing(types=("review",))
    assert len(ids(pane)) > held
    pane.head.chips.followed.emit("clear:")
    rest(qtbot, jobs)
    assert desk.listing == Listing()
    assert not pane.head.chips.isVisible()


def test_a_click_on_a_facet_narrows_the_list(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing(words="everolimus", sort="best"))
    rest(qtbot, jobs)
    pane.head.narrow.click()
    rest(qtbot, jobs)
    row = pane.facets.groups["types"].rows["types", "review"]
    assert pane.facets.isVisible()
    number = row.number
    assert 0 < number < 100
    row.click()
    rest(qtbot, jobs)
    assert len(ids(pane)) == number
    assert row.isChecked()
    assert row.accessibleName() == f"Review, {number} articles, chosen"
    row.click()
    rest(qtbot, jobs)
    assert len(ids(pane)) == 100


def test_a_list_of_another_subject_begins_at_the_top(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    found = Listing(words="everolimus", sort="best")
    desk.choose_listing(found)
    rest(qtbot, jobs)
    pane.list.setCurrentIndex(pane.list.model().index(70))
    chosen = ids(pane)[70]
    assert desk.article == chosen
    rest(qtbot, jobs)
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    assert len(ids(pane)) == 204
    assert pane.list.verticalScrollBar().value() == 0
    desk.back()
    rest(qtbot, jobs)
    assert 0 <= place(pane, chosen) < pane.list.viewport().height(), "and the way back leads to the row"


def test_back_leaves_the_list_however_many_rows_were_passed(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_topic("mechanism:pten-loss")
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    pane.list.setFocus()
    for _ in range(20):
        QTest.keyClick(pane.list, Qt.Key.Key_Down)
    assert desk.article in ids(pane)[19:21]
    rest(qtbot, jobs)
    passed = desk.article
    desk.choose_listing(Listing(like=passed, sort="best"))
    rest(qtbot, jobs)
    for _ in range(3):
        QTest.keyClick(pane.list, Qt.Key.Key_Down)
    assert desk.article != passed
    desk.back()
    assert (desk.listing, desk.article) == (Listing(), passed)
    desk.back()
    assert (desk.listing, desk.topic) == (None, "mechanism:pten-loss")
    rest(qtbot, jobs)


def test_s_stars_nothing_where_no_row_is_chosen(
    pane: ListPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing())
    rest(qtbot, jobs)
    desk.choose_article(1)  # in no list
    pane.list._follow = True  # as when the keyboard comes to a list in which nothing is chosen
    first, leave = pane.list.model().index(0), QItemSelectionModel.SelectionFlag.NoUpdate
    pane.list.selectionModel().setCurrentIndex(first, leave)
    pane.list._follow = False
    QTest.keyClick(pane.list, Qt.Key.Key_S)
    rest(qtbot, jobs)
    assert library.reader().stars() == []


@pytest.mark.parametrize(
    ("width", "height", "scale"),
    [(718, 820, 1.0), (470, 600, 1.0), (700, 560, 2.0), (1024, 538, 2.0), (890, 740, 2.0)],
)
def test_facets_have_room(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs, width: int, height: int, scale: float
) -> None:
    themes().apply("light", scale)
    pane.resize(width, height)
    desk.choose_listing(Listing(words="everolimus", sort="best"))
    pane.head.narrow.click()
    rest(qtbot, jobs)
    qtbot.waitUntil(lambda: pane.facets.height() > 100)
    assert pane.facets.widget().width() <= pane.facets.width() <= width
    assert pane.list.isVisible()
    assert pane.list.height() >= 2 * pane.list.rowHeight(0)
    pane.head.narrow.click()
    rest(qtbot, jobs)
    assert pane.list.isVisible()
    themes().apply("light", 1.0)


@pytest.mark.parametrize(("width", "height", "scale"), [(470, 600, 1.0), (1024, 538, 2.0)])
def test_what_an_empty_list_says_comes_first(
    pane: ListPane, desk: Desk, qtbot: QtBot, jobs: Jobs, width: int, height: int, scale: float
) -> None:
    themes().apply("light", scale)
    pane.resize(width, height)
    pane.head.narrow.click()
    desk.choose_listing(Listing(words="nothingatall", sort="best"))
    rest(qtbot, jobs)
    qtbot.waitUntil(pane._empty.isVisible)
    said, facets = pane._empty.geometry(), pane.facets.geometry()
    assert said.height() >= pane._empty.heightForWidth(said.width())
    assert said.bottom() <= facets.top()
    assert facets.bottom() <= pane.height()
    themes().apply("light", 1.0)


def test_similar_articles_name_the_one_they_are_like(
    pane: ListPane, desk: Desk, many: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_listing(Listing(like=HELD, sort="best"))
    rest(qtbot, jobs)
    assert pane.head.title.text() == "Similar to “An invented trial of PIK3CA mutation”"
    assert "computed on this computer" in pane.head.told.whole
    assert not pane.head.line.isVisible()
    assert not pane.head.order.isVisible()
    assert HELD not in ids(pane)


def row(**values: object) -> ArticleRow:
    given = {
        "id": 1, "title": "T", "authors": "A B", "journal": "J Ex", "year": 2020,
        "publication_types": ("Journal Article", "Review"), "states": (), "has_abstract": True,
        "starred": False, "noted": False,
    }  # fmt: skip
    return ArticleRow(**{**given, **values})  # type: ignore[arg-type]


def test_the_line_under_the_title(qapp: object) -> None:
    assert under_line(row()) == "A B · J Ex · 2020 · Review"
    assert under_line(row(has_abstract=False, noted=True)).endswith("no abstract · note")
    assert "\u202e" not in under_line(row(authors="\u202eA"))


def test_states_are_words(qapp: object) -> None:
    assert state_words(row(states=("corrected", "retracted"))) == [
        ("corrected", "amber"),
        ("retracted", "red"),
    ]
    assert state_words(row()) == []


def test_a_phrase_is_highlighted_across_two_lines(qtbot: QtBot) -> None:
    delegate = ArticleDelegate()
    delegate.words = pattern([Words("breast cancer")])
    assert delegate._places("Of breast cancer") == [(3, 16)]


def test_a_title_takes_two_lines_at_most(qapp: object) -> None:
    metrics = QFontMetrics(font(bold=True))
    assert two_lines("short", metrics, 300) == ["short"]
    text = " ".join(f"word{n}" for n in range(60))
    first, second = two_lines(text, metrics, 300)
    assert text.startswith(first)
    assert second.endswith("…")
    assert max(metrics.horizontalAdvance(line) for line in (first, second)) <= 300
    assert metrics.horizontalAdvance(f"{first} {text[len(first) :].split()[0]}") > 300
    assert len(two_lines("w" * 400, metrics, 300)) == 1
