from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.abstract import AbstractPane
from her2ref.gui.theme import themes
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.personal import set_star
from tests.gui.panes.conftest import HELD, HOSTILE, MANY, RETRACTED, rest, shown

NOT_HELD = 70000002


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    def note(url: QUrl) -> bool:
        found.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    return found


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs) -> Iterator[AbstractPane]:
    made = shown(qtbot, AbstractPane(desk, library, jobs), 440, 900)
    yield made
    made.flush()


def words(pane: AbstractPane) -> str:
    return pane.reading.toPlainText()


def test_nothing_chosen_says_what_to_do(pane: AbstractPane) -> None:
    assert pane._empty.isVisible()
    assert not pane.reading.isVisible()


def test_a_held_article(pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    assert "An invented trial of PIK3CA mutation" in words(pane)
    assert "BACKGROUND" in words(pane)
    assert pane.pubmed.isVisible()
    assert not pane._empty.isVisible()
    assert "PIK3CA mutation" in [c.text for c in pane.ours.chips]


def test_a_source_that_is_held_shows_its_record(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_source(f"pmid:{HELD}")
    rest(qtbot, jobs)
    assert "Resistance to trastuzumab" in words(pane)
    assert "Summary by her2ref" not in words(pane)


def test_a_source_that_is_not_held_shows_what_is_ours(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_source(f"pmid:{NOT_HELD}")
    rest(qtbot, jobs)
    assert "An invented study of p95" in words(pane)
    assert "The published abstract is not held here." in words(pane)
    assert pane.pubmed.isVisible()


def test_a_source_without_a_pmid_has_no_button_for_pubmed(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs, opened: list[str]
) -> None:
    desk.choose_source("web:example-label")
    rest(qtbot, jobs)
    assert "An invented label" in words(pane)
    assert not pane.pubmed.isVisible()
    assert not pane.star.isVisible()
    pane.reading.followed.emit("open:page")
    assert opened == ["https://example.org/label"]


def test_an_unknown_article_is_named(pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_article(12345)
    rest(qtbot, jobs)
    assert "no record of PMID 12345" in words(pane)
    assert not pane.note.isVisible()


def test_the_browser_opens_only_on_a_click_and_only_good_addresses(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs, opened: list[str]
) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    assert opened == []
    pane.pubmed.click()
    pane.reading.followed.emit("open:doi")
    for wrong in ("open:page", "open:", "open:http://example.org", "show:nothing"):
        pane.reading.followed.emit(wrong)
    assert opened == [
        f"https://pubmed.ncbi.nlm.nih.gov/{HELD}/",
        f"https://doi.org/10.5555/invented.{HELD}",
    ]


def test_a_warning_stands_above_the_title(pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_article(RETRACTED)
    rest(qtbot, jobs)
    assert words(pane).lstrip().startswith("Retracted.")
    assert [c.tone for c in pane.chips.chips] == ["red"]
    pane.reading.followed.emit("article:70000033")
    assert desk.article == 70000033


def test_authors_and_details_unfold_and_fold(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_article(MANY)
    rest(qtbot, jobs)
    assert "and 990 more" in words(pane)
    pane.reading.followed.emit("show:authors")
    assert "Name999 A" in words(pane)
    pane.reading.followed.emit("show:details")
    assert "ISSN" in words(pane)
    pane.reading.followed.emit("show:details")
    pane.reading.followed.emit("show:authors")
    assert "Name999 A" not in words(pane)
    assert "ISSN" not in words(pane)


def test_a_hostile_record_is_only_text(pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_words("script img wwww")
    desk.choose_article(HOSTILE)
    rest(qtbot, jobs)
    assert "<img src='file:///etc/passwd'><script>" in words(pane)
    assert "\u202e" not in words(pane)
    assert pane.reading.width() <= pane.width()
    assert pane.reading.document().size().width() <= pane.reading.viewport().width()


def test_words_looked_for_are_highlighted_in_both_themes(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    light = themes().theme.highlight
    assert light not in pane.reading.toHtml()
    desk.choose_words("trastuzumab")
    rest(qtbot, jobs)
    assert light in pane.reading.toHtml()
    themes().apply("dark")
    assert themes().theme.highlight in pane.reading.toHtml()
    assert light not in pane.reading.toHtml()
    themes().apply("light")


def test_a_star_is_put_on_and_taken_off(
    pane: AbstractPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    pane.star.click()
    qtbot.waitUntil(lambda: library.reader().stars() == [str(HELD)])
    rest(qtbot, jobs)
    qtbot.waitUntil(lambda: pane.star.text() == "★ Starred")
    pane.star.click()
    qtbot.waitUntil(lambda: library.reader().stars() == [])
    rest(qtbot, jobs)
    qtbot.waitUntil(lambda: pane.star.text() == "☆ Star")


def test_a_star_from_elsewhere_is_shown(
    pane: AbstractPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    set_star(library, str(HELD), True)
    qtbot.waitUntil(lambda: pane.star.isChecked())
    rest(qtbot, jobs)


def test_keys_star_and_turn_to_the_note(
    pane: AbstractPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    pane.activateWindow()
    pane.reading.setFocus()
    qtbot.waitUntil(lambda: pane.reading.hasFocus())
    QTest.keyClick(pane.reading, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: library.reader().stars() == [str(HELD)])
    rest(qtbot, jobs)
    QTest.keyClick(pane.reading, Qt.Key.Key_N)
    assert pane.note.editor.hasFocus()
    QTest.keyClicks(pane.note.editor, "sn")
    assert pane.note.editor.toPlainText() == "sn"
    pane.flush()
    qtbot.waitUntil(lambda: [n.text for n in library.reader().notes(str(HELD))] == ["sn"])
    rest(qtbot, jobs)


def test_leaving_an_article_saves_its_note(
    pane: AbstractPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    pane.note.editor.setPlainText("kept")
    desk.choose_article(MANY)
    rest(qtbot, jobs)
    qtbot.waitUntil(lambda: [n.text for n in library.reader().notes(str(HELD))] == ["kept"])
    assert pane.note.editor.toPlainText() == ""
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    assert pane.note.editor.toPlainText() == "kept"


def test_a_note_is_there_when_the_article_is_opened(
    pane: AbstractPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    save_note(library, str(NOT_HELD), "On a paper that is not held")
    desk.choose_source(f"pmid:{NOT_HELD}")
    rest(qtbot, jobs)
    assert pane.note.editor.toPlainText() == "On a paper that is not held"


def test_tags_lead_to_their_topics(pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    assert "trastuzumab" in [c.text for c in pane.also.chips]
    buttons = [b for b in pane.also.findChildren(QPushButton) if b.text() == "trastuzumab"]
    buttons[-1].click()
    assert desk.topic == "drug:trastuzumab"


def test_a_place_chosen_before_the_pane_was_made_is_shown(
    qtbot: QtBot, desk: Desk, library: Library, jobs: Jobs
) -> None:
    desk.choose_article(HELD)
    made = shown(qtbot, AbstractPane(desk, library, jobs), 440, 900)
    rest(qtbot, jobs)
    assert "An invented trial" in words(made)


def test_another_topic_empties_the_pane_unless_the_source_is_its_own(
    pane: AbstractPane, desk: Desk, library: Library, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_topic("trial:destiny-breast03")
    desk.choose_source("pmid:70000003")
    rest(qtbot, jobs)
    desk.choose_topic("drug:trastuzumab-deruxtecan")
    rest(qtbot, jobs)
    assert desk.source == "pmid:70000003"
    desk.choose_topic("mechanism:p95her2")
    rest(qtbot, jobs)
    assert (desk.source, desk.article) == ("", 0)
    assert pane._empty.isVisible()
    pane.star.toggle()
    rest(qtbot, jobs)
    assert library.reader().stars() == []
    desk.back()
    rest(qtbot, jobs)
    assert desk.source == "pmid:70000003"
    assert not pane._empty.isVisible()


def test_a_source_of_a_trial_belongs_to_what_the_trial_studied(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_topic("trial:bolero-3")
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    for key in ("drug:everolimus", "mechanism:pik3ca-mutation", "mechanism:downstream-signalling"):
        desk.choose_topic(key)
        assert desk.article == HELD
    desk.choose_topic("drug:trastuzumab-deruxtecan")
    assert desk.article == 0
    rest(qtbot, jobs)


def test_the_keyboard_is_seen_in_an_empty_pane_and_stays_when_it_fills(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    pane.activateWindow()
    pane._empty.clearFocus()
    bare = pane.grab().toImage()
    pane.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(pane._empty.hasFocus)
    assert pane.grab().toImage() != bare, "a ring"
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    assert pane.reading.hasFocus()
    desk.choose_article(0)
    rest(qtbot, jobs)
    assert pane._empty.hasFocus()


def test_a_narrow_pane_loses_nothing(pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_article(RETRACTED)
    rest(qtbot, jobs)
    pane.resize(300, 700)
    right = pane.pubmed.mapTo(pane, pane.pubmed.rect().topRight()).x()
    assert right <= 300
    assert pane._body.width() <= pane.width()


def test_an_endless_abstract_unfolds(pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_article(HOSTILE)
    rest(qtbot, jobs)
    folded = len(words(pane))
    assert "Show all" in words(pane)
    pane.reading.followed.emit("show:whole")
    assert "Show all" not in words(pane)
    assert len(words(pane)) > folded
    pane.reading.followed.emit("show:details")
    assert "Show all" not in words(pane)


def test_the_text_is_in_line_with_what_stands_around(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    qtbot.waitUntil(lambda: pane.note.editor.width() > 0)
    text = pane.reading.mapTo(pane, QPoint(int(pane.reading.document().documentMargin()), 0)).x()
    assert pane.note.editor.mapTo(pane, QPoint(0, 0)).x() == text


def test_matches_are_walked_through_and_around(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    assert not pane.matches.isVisible()
    desk.choose_words("PIK3CA mutation")
    rest(qtbot, jobs)
    assert pane.matches.isVisible()
    total = len(pane.reading.matches())
    assert total >= 2
    assert pane.matches.number.text() == f"{total} matches"
    pane.activateWindow()
    pane.reading.setFocus()
    qtbot.waitUntil(lambda: pane.reading.hasFocus())
    for n in range(total):
        QTest.keyClick(pane.reading, Qt.Key.Key_F3)
        assert pane.matches.number.text() == f"{n + 1} of {total} matches"
        assert len(pane.reading.extraSelections()) == 1
    QTest.keyClick(pane.reading, Qt.Key.Key_F3)
    assert pane.matches.at == 0
    QTest.keyClick(pane.reading, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert pane.matches.at == total - 1
    assert pane.matches.number.accessibleName() == f"{total} of {total} matches"
    desk.choose_words("")
    rest(qtbot, jobs)
    assert not pane.matches.isVisible()
    assert pane.reading.extraSelections() == []


def test_a_match_is_brought_into_view(pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_article(MANY)
    rest(qtbot, jobs)
    pane.reading.followed.emit("show:authors")
    desk.choose_words('"invented abstract"')
    rest(qtbot, jobs)
    bar = pane._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 1000)
    assert bar.value() == 0
    pane.matches.after.click()
    assert bar.value() > 1000


def test_other_names_are_highlighted_unless_the_list_is_without(
    pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.choose_article(HELD)
    desk.choose_words("tumors")
    rest(qtbot, jobs)
    assert len(pane.reading.matches()) == 1, "tumours"
    desk.choose_listing(Listing(words="tumors", exact=True))
    rest(qtbot, jobs)
    assert pane.reading.matches() == []


def test_similar_articles_are_a_list(pane: AbstractPane, desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    desk.choose_article(HELD)
    rest(qtbot, jobs)
    assert "Similar articles" in words(pane)
    pane.reading.followed.emit("show:similar")
    assert desk.listing == Listing(like=HELD, sort="best")
    desk.choose_article(MANY)
    rest(qtbot, jobs)
    pane.activateWindow()
    pane.reading.setFocus()
    qtbot.waitUntil(lambda: pane.reading.hasFocus())
    QTest.keyClick(pane.reading, Qt.Key.Key_M)
    assert desk.listing == Listing(like=MANY, sort="best")
