from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.panes.facet_row import FacetRow, YearBars
from her2ref.gui.panes.facets import TOP, FacetsPanel, spread_out
from her2ref.gui.panes.narrowing import (
    OPEN,
    Counts,
    chips,
    chosen,
    cleared,
    count,
    is_chosen,
    kind_names,
    last_years,
    span,
    this_year,
    turned,
    within,
)
from her2ref.gui.theme import themes
from her2ref.library.facets import Facets
from her2ref.library.library import Library
from her2ref.search.kinds import ALL
from tests.gui.panes.conftest import RETRACTED, shown

FOUND = Facets(
    total=300,
    years={2001: 20, 2019: 100, 2020: 80, this_year(): 100},
    types={"review": 120, "randomised-trial": 30},
    evidence={"patients": 200, "cells": 40},
    topics={f"drug:d{n}": 20 - n for n in range(10)} | {"mechanism:m": 7, "trial:t": 1},
    affected=3,
    starred=0,
    new=12,
)
COUNTS = Counts(FOUND, {"mechanism:m": "A mechanism <b>", "trial:t": "TRIAL-1"})


@pytest.fixture
def panel(qtbot: QtBot) -> FacetsPanel:
    themes().apply("light")
    made = FacetsPanel()
    made.show_counts(Listing(), COUNTS)
    return shown(qtbot, made, 640, 400)


def visible(panel: FacetsPanel, group: str) -> list[FacetRow]:
    return [row for row in panel.groups[group].rows.values() if not row.isHidden()]


def test_every_kind_has_a_name() -> None:
    assert {kind.name for kind in ALL} <= set(kind_names())


def test_choices_are_turned_over_and_back() -> None:
    before = Listing(words="her2", sort="best")
    for group, name, after in (
        ("years", "2010-2014", replace(before, years=(2010, 2014))),
        ("types", "review", replace(before, types=("review",))),
        ("evidence", "cells", replace(before, evidence=("cells",))),
        ("drug", "drug:x", replace(before, topics=("drug:x",))),
        ("starred", "starred", replace(before, starred=True)),
        ("new", "new", replace(before, new=True)),
    ):
        assert turned(before, group, name) == after
        assert is_chosen(after, group, name)
        assert chosen(after) == [(group, name)]
        assert turned(after, group, name) == before
        assert cleared(after) == before
    assert turned(replace(before, years=(1, 2)), "years", "2010-2014").years == (2010, 2014)
    assert turned(replace(before, types=("review",)), "types", "preprint").types == ("review", "preprint")


def test_the_flag_that_is_the_list_is_no_chip() -> None:
    assert chips(Listing(starred=True), {}) == []
    assert [c.text for c in chips(Listing(starred=True, affected=True), {})] == ["Retracted or corrected  ×"]
    assert [c.text for c in chips(Listing(words="x", starred=True), {})] == ["Starred  ×"]


def test_years_in_words() -> None:
    assert span((2010, 2014)) == "2010–2014"
    assert span((2010, OPEN)) == "Since 2010"
    assert span((0, 2014)) == "Until 2014"
    assert span((2014, 2014)) == "2014"
    assert within(FOUND.years, last_years(2)) == 100
    assert within(FOUND.years, (2019, 2020)) == 180


def test_counts_of_a_library(library: Library) -> None:
    found = count(library, Listing(), Progress())
    assert found.facets.total == 4
    assert found.facets.affected == 1
    assert found.names["drug:trastuzumab"] == "trastuzumab"
    narrowed = count(library, Listing(affected=True), Progress()).facets
    assert narrowed.total == len(library.reader().article_ids(Listing(affected=True))) == 1
    assert RETRACTED in library.reader().article_ids(Listing(affected=True))


def test_a_group_counts_as_if_nothing_of_it_were_chosen(library: Library) -> None:
    years = count(library, Listing(years=(1990, 1991)), Progress()).facets
    assert years.total == 0
    assert sum(years.years.values()) == 4


def test_rows_say_what_they_are(panel: FacetsPanel) -> None:
    assert [row.accessibleName() for row in visible(panel, "types")] == [
        "Review, 120 articles",
        "Randomised trial, 30 articles",
    ]
    assert [row.accessibleName() for row in visible(panel, "evidence")] == [
        "Patients, 200 articles",
        "Cells, 40 articles",
    ]
    assert [row.text() for row in visible(panel, "state")] == [
        "Retracted or corrected",
        "New since the last import",
    ]
    assert [row.text() for row in visible(panel, "years")] == [
        "Last 2 years",
        "Last 5 years",
        "Last 10 years",
    ]
    assert "<b>" not in visible(panel, "mechanism")[0].toolTip()


def test_more_of_a_group_unfolds(panel: FacetsPanel) -> None:
    group = panel.groups["drug"]
    assert len(visible(panel, "drug")) == TOP
    assert [row.number for row in visible(panel, "drug")] == [20, 19, 18, 17, 16, 15]
    assert group.more.text() == "4 more"
    assert group.more.accessibleName() == "Drug: 4 more"
    group.more.click()
    assert len(visible(panel, "drug")) == 10
    group.more.click()
    assert len(visible(panel, "drug")) == TOP


def test_every_value_can_be_reached(panel: FacetsPanel) -> None:
    found = replace(FOUND, topics={f"trial:t{n}": 200 - n for n in range(150)})
    panel.show_counts(Listing(), Counts(found))
    QTest.mouseClick(panel.groups["trial"].more, Qt.MouseButton.LeftButton)
    assert len(visible(panel, "trial")) == 150


def test_what_is_chosen_is_always_shown(panel: FacetsPanel) -> None:
    listing = Listing(topics=("drug:d9",), types=("preprint",), years=(2001, 2002))
    panel.show_counts(listing, COUNTS)
    assert "drug:d9" in [row.name for row in visible(panel, "drug")]
    chosen_rows = [row.accessibleName() for row in visible(panel, "types") if row.isChecked()]
    assert chosen_rows == ["Preprint, 0 articles, chosen"]
    assert (panel.years.first.text(), panel.years.last.text()) == ("2001", "2002")


def test_a_row_is_turned_by_mouse_and_keyboard(panel: FacetsPanel, qtbot: QtBot) -> None:
    wished: list[Listing] = []
    panel.chosen.connect(wished.append)
    row = panel.groups["types"].rows["types", "review"]
    row.click()
    assert wished == [Listing(types=("review",))]
    assert not row.isChecked(), "until the list has followed"
    panel.follow(wished[-1])
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Space)
    assert wished[-1] == Listing()


def test_rows_stay_while_their_numbers_change(panel: FacetsPanel) -> None:
    row = panel.groups["types"].rows["types", "review"]
    row.setFocus()
    panel.wait(True)
    assert row.waiting
    assert row.number == 120
    panel.show_counts(Listing(), Counts(replace_types(FOUND, {"review": 7})))
    assert not row.waiting
    assert row.number == 7
    assert panel.groups["types"].rows["types", "review"] is row


def replace_types(found: Facets, types: dict[str, int]) -> Facets:
    return Facets(found.total, found.years, types, found.evidence, found.topics)


def test_years_from_and_to(panel: FacetsPanel) -> None:
    wished: list[Listing] = []
    panel.chosen.connect(wished.append)
    assert panel.years.first.placeholderText() == "2001"
    panel.years.first.setText("2019")
    panel.years.first.editingFinished.emit()
    panel.years.first.editingFinished.emit()
    assert wished == [Listing(years=(2019, OPEN))]
    panel.years.last.setText("2010")
    panel.years.last.editingFinished.emit()
    assert wished[-1] == Listing(years=(2010, 2019)), "ends the wrong way round are exchanged"


def test_a_bar_chooses_its_year(qtbot: QtBot) -> None:
    bars = shown(qtbot, YearBars(), 200, 60)
    wished: list[str] = []
    bars.chosen.connect(wished.append)
    bars.show_years({2019: 5, 2020: 1, 2021: 9}, None)
    assert [bars.year_at(x) for x in (30, 100, 180, 5)] == [2019, 2020, 2021, 0]
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(100, 20))
    assert wished == ["2020-2020"]
    bars.show_years({1900: 1, 2021: 9}, None)
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert wished[-1].startswith("0-19"), "what is older stands in the first bar"
    bars.show_years({}, None)
    assert not bars.grab().isNull()


def test_an_empty_list_has_nothing_to_narrow_by(panel: FacetsPanel) -> None:
    panel.show_counts(Listing(), Counts())
    assert panel._nothing.isVisible()
    assert all(group.isHidden() for group in panel.groups.values())


def test_groups_are_spread_over_columns(panel: FacetsPanel) -> None:
    groups = list(panel.groups.values())
    spread = spread_out([(g, n) for g, n in zip(groups, (9, 4, 5, 9, 9, 3, 5), strict=True)], 3)
    assert [group for column in spread for group in column] == groups
    assert len(spread) == 3
    assert len(spread_out([(groups[0], 3)], 2)) == 2


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_it_paints_in_every_size(panel: FacetsPanel, theme: str, scale: float) -> None:
    themes().apply(theme, scale)
    panel.show_counts(Listing(types=("review",)), COUNTS)
    panel.wait(True)
    assert not panel.grab().isNull()
    assert panel.widget().width() <= panel.viewport().width()
    themes().apply("light", 1.0)
