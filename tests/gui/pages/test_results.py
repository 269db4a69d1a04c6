from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument, QTextOption

from her2ref.core.trial import Result, Trial
from her2ref.gui.pages.css import css
from her2ref.gui.pages.html import table
from her2ref.gui.pages.results import (
    Plots,
    amount,
    amount_cell,
    axis_of,
    leading,
    of_all,
    outcome_mark,
    population_mark,
    ratio_cell,
    ratio_text,
    result_cell,
    trial_chips,
)
from her2ref.gui.theme import SIZES, themes


def result(**values: object) -> Result:
    return Result(**{"endpoint": "PFS", "sources": ("pmid:1",), **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"unit": "months", "experimental": 7.0, "control": 5.78}, "7.0 vs 5.78 mo"),
        ({"unit": "%", "experimental": 41.0, "control": 37.5}, "41% vs 37.5%"),
        ({"unit": "months", "experimental": 19.4}, "19.4 mo"),
        ({"unit": "%", "experimental": 0.0}, "0%"),
        ({}, ""),
    ],
)
def test_amounts(values: dict[str, object], expected: str) -> None:
    assert amount(result(**values)) == expected


def test_a_median_that_was_not_reached_is_not_left_out() -> None:
    assert amount(result(unit="months", control=5.0)) == "not reached or not given vs 5.0 mo"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"ratio": 0.78, "low": 0.65, "high": 0.95}, "0.78 (0.65–0.95)"),
        ({"ratio": 0.3, "low": 0.24, "high": 0.4}, "0.30 (0.24–0.40)"),
        ({"ratio": 0.685, "low": 0.5, "high": 0.9}, "0.685 (0.50–0.90)"),
        ({"ratio": 2.0, "ratio_kind": "OR"}, "OR 2.00"),
        ({"ratio": 0.7, "low": 0.5, "high": 0.9, "confidence": 97.5}, "0.70 (97.5% CI 0.50–0.90)"),
        ({}, ""),
    ],
)
def test_ratios_show_their_interval(values: dict[str, object], expected: str) -> None:
    assert ratio_text(result(**values)) == expected


def test_the_primary_endpoint_leads() -> None:
    overall, progression = result(endpoint="OS", ratio=0.9), result(endpoint="PFS", ratio=0.7)
    some = result(endpoint="OS", ratio=0.5, population="a subgroup")
    trial = Trial("t", "T", primary_endpoint="OS", results=(some, progression, overall))
    assert leading(trial) is overall
    assert leading(Trial("t", "T", results=(some, overall, progression))) is progression
    assert leading(Trial("t", "T", results=(some,))) is some
    slow = result(endpoint="TTP", ratio=0.57, population="updated analysis")
    words = Trial("t", "T", primary_endpoint="Time to progression by review", results=(overall, slow))
    assert leading(words) is slow
    named = result(endpoint="PFS", ratio=0.8, population="all randomised")
    assert leading(Trial("t", "T", results=(some, named))) is named
    assert leading(Trial("t", "T")) is None


@pytest.mark.parametrize(
    ("met", "marked"), [("met", False), ("not met", True), ("stopped", True), ("ongoing", False)]
)
def test_bad_news_is_marked_in_words(met: str, marked: bool) -> None:
    mark = outcome_mark(Trial("t", "T", primary_met=met))
    assert (met in mark) is marked
    chip = trial_chips(Trial("t", "T", primary_met=met))[-1]
    assert met in chip.text
    assert (chip.tone == "red") is marked


def test_a_population_that_is_not_purely_positive_says_so() -> None:
    low, pure = Trial("t", "T", her2="HER2-low"), Trial("t", "T")
    assert "HER2-low" in population_mark(low)
    assert "◇" in population_mark(low)
    assert "amber" not in population_mark(low)
    assert population_mark(pure) == ""
    assert [c.tone for c in trial_chips(low) if c.text == "HER2-low"] == ["badge"]
    assert [c.tone for c in trial_chips(pure) if c.text == "HER2-positive"] == ["accent"]


def test_plots_are_numbered_and_explained() -> None:
    results = [result(ratio=0.78, low=0.65, high=0.95), result(), result(ratio=0.89, low=0.73, high=1.08)]
    plots = Plots(axis_of(results))
    assert plots.legend == ""
    images = [plots.image(r) for r in [*results, None]]
    assert images == ['<img src="plot:0">', "", '<img src="plot:1">', ""]
    assert [m.ratio for m in plots.marks] == [0.78, 0.89]
    assert "no difference" in plots.legend
    assert "not held" not in plots.legend
    plots.image(result(ratio=0.36, p="<0.0001"))
    assert "┃ interval not held" in plots.legend


@pytest.mark.parametrize(
    ("primary", "shown", "other"),
    [
        ("PFS by review in hormone-receptor-positive disease", "PFS", "OS"),
        ("iDFS at 3 years", "iDFS", "DFS"),
        ("CNS-PFS", "CNS-PFS", "PFS"),
        ("Overall survival", "OS", "PFS"),
    ],
)
def test_the_primary_endpoint_is_named_by_whole_words(primary: str, shown: str, other: str) -> None:
    right = result(endpoint=shown, ratio=0.5, population="some")
    wrong = result(endpoint=other, ratio=0.6)
    assert leading(Trial("t", "T", primary_endpoint=primary, results=(wrong, right))) is right


def test_a_part_of_the_patients_is_named() -> None:
    assert "hormone-receptor-positive" in result_cell(result(population="hormone-receptor-positive"))
    assert "all" not in result_cell(result(population="all randomised"))
    assert "all HER2-low" in result_cell(result(population="all HER2-low"))


def test_a_result_without_numbers_names_its_endpoint() -> None:
    assert "<br>" not in result_cell(result())
    assert "PFS" in result_cell(result())


def test_what_is_wanted_leads_before_the_primary_endpoint() -> None:
    whole, some = result(ratio=0.78), result(endpoint="OS", ratio=0.54, population="marker-positive")
    trial = Trial("t", "T", primary_endpoint="PFS", results=(whole, some))
    assert leading(trial, lambda r: r.population == "marker-positive") is some
    assert leading(trial, lambda _: False) is whole


@pytest.mark.parametrize(
    ("population", "whole"),
    [
        ("", True),
        ("all randomised, rate at 3 years", True),
        ("first joint analysis", True),
        ("A against C", True),
        ("recurrence-free survival, rate at 3 years", True),
        ("hormone-receptor-negative", False),
        ("node-positive, rate at 8 years", False),
        ("HER2-positive (n = 219)", False),
    ],
)
def test_what_is_of_the_whole_trial(population: str, whole: bool) -> None:
    assert of_all(result(population=population)) is whole


def test_of_whom_is_said_beside_the_result() -> None:
    cell = result_cell(result(population="updated analysis"), "whole trial")
    assert cell.index("updated analysis") < cell.index("whole trial")
    assert "whole trial" in result_cell(result(), "whole trial")


def lines(cell: str, width: int) -> list[str]:
    """How Qt breaks a cell of a page in a column of this width, as the window lays it out."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultStyleSheet(css(themes().theme, SIZES, 1.0))
    wrap = QTextOption()
    wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(wrap)
    fill = "other words " * 20
    document.setHtml(table(("", ""), [[fill, cell]], (76, 24)))
    document.setTextWidth(width / 0.24)
    document.size()
    found = []
    block = document.begin()
    while block.isValid():
        layout, text = block.layout(), block.text().replace("\xa0", " ")
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            found.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
        block = block.next()
    return [line for line in found if line and "other" not in line]


@pytest.mark.parametrize("width", [90, 110, 130, 160])
def test_a_figure_breaks_before_its_bracket_at_most(qapp: object, width: int) -> None:
    named = result(ratio=0.87, low=0.69, high=1.08, confidence=97.5)
    assert lines(ratio_cell(named), width) == ["0.87", "(97.5% CI 0.69–1.08)"]
    usual = " ".join(lines(ratio_cell(result(ratio=0.78, low=0.65, high=0.95)), width))
    assert usual == "0.78 (0.65–0.95)"


def test_a_figure_without_an_interval_is_one_piece() -> None:
    assert ratio_cell(result(ratio=0.78)) == "0.78"
    assert ratio_cell(result()) == ""
    named = result(ratio=0.87, low=0.69, high=1.08, confidence=97.5)
    assert "<p" not in ratio_cell(named, narrow=True)


def test_amounts_break_between_the_arms(qapp: object) -> None:
    assert lines(amount_cell(result(unit="months", experimental=18.5, control=12.4)), 90) == [
        "18.5",
        "vs 12.4 mo",
    ]
    assert "reached or" in amount_cell(result(unit="months", control=5.0))
    assert amount_cell(result(unit="%", experimental=62.0)) == "62%"
