from __future__ import annotations

import re
from dataclasses import replace

import pytest

from her2ref.core.mechanism import DrugRelation, Mechanism
from her2ref.core.trial import Result, Trial
from her2ref.gui.pages.material import Material
from her2ref.gui.pages.mechanism import chips, evidence_page, overview
from tests.gui.pages.conftest import GOOD


def words(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html)


def test_chips_say_gene_level_disagreement_and_origin(mechanism_material: Material) -> None:
    made = [(chip.text, chip.tone) for chip in chips(mechanism_material)]
    assert made == [
        ("PIK3CA", "accent"),
        ("AKT1", "accent"),
        ("Evidence: randomised trial", "green"),
        ("Sources disagree", "amber"),
        ("de novo & acquired", "accent"),
    ]


@pytest.mark.parametrize("narrow", [False, True])
def test_everything_is_on_the_page(mechanism_material: Material, narrow: bool) -> None:
    page = overview(mechanism_material, narrow=narrow)
    text = words(page.html)
    for part in ("summary", "mechanism", "testing", "prediction", "treatment", "safety", "evidence", "open"):
        assert f"Sentence of {part} &lt;b&gt;." in text
    for wanted in (
        "Does it &lt;i&gt;?", "One says yes.", "One says no.", "Assays differ.", "Nothing was found.", "An assay.",
        "in a subgroup", "stranger", "Title 6", "PMID 6", "Reviewed on 2026-11-25", "Leaf",
    ):  # fmt: skip
        assert wanted in text
    assert "<b>." not in page.html


def test_a_negative_trial_is_as_plain_as_a_positive_one(mechanism_material: Material) -> None:
    page = overview(mechanism_material)
    text = words(page.html).replace("&nbsp;", " ")
    assert "0.78 (0.65–0.95)" in text
    assert "0.89 (0.73–1.08)" in text
    assert "not met" in text
    assert "tried, no benefit" in text
    assert "HER2\u2011low" in text or "HER2-low" in text
    assert [mark.ratio for mark in page.plots] == [0.78, 0.89]
    assert page.plots[0].axis == page.plots[1].axis


def test_sources_are_numbered_in_the_order_of_the_page(mechanism_material: Material) -> None:
    html = overview(mechanism_material).html
    marks = re.findall(r'href="source:(pmid:\d+)"[^>]*><sup>(\d+)</sup>', html)
    first: dict[str, int] = {}
    for source, number in marks:
        assert first.setdefault(source, int(number)) == int(number)
    assert list(first.values()) == sorted(first.values())
    assert set(first) == {f"pmid:{n}" for n in range(1, 9)}


def test_links_lead_to_topics_that_exist(mechanism_material: Material) -> None:
    html = overview(mechanism_material).html
    found = set(re.findall(r'href="topic:([^"]*)"', html))
    assert found == {"drug:dr-a", "drug:dr-b", "trial:good", "trial:bad", "mechanism:leaf"}


def test_evidence_stands_by_direction_then_level(mechanism_material: Material) -> None:
    text = words(evidence_page(mechanism_material).html)
    places = [
        text.index(name)
        for name in (
            "Supports · 2", "RANDOMISED TRIAL", "CASE REPORTS", "Contradicts · 1", "No difference found · 1",
            "Describes, without arguing either way · 4", "CELL LINE · LABORATORY",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_the_path_and_the_classes_below(mechanism_material: Material) -> None:
    assert [row.id for row in mechanism_material.path] == ["top"]
    assert [row.id for row in mechanism_material.children] == ["leaf"]


def with_drugs(material: Material, relations: tuple[DrugRelation, ...], **trials: Trial) -> Material:
    assert isinstance(material.value, Mechanism)
    value = replace(material.value, drugs=relations)
    return replace(material, value=value, trials={**material.trials, **trials})


@pytest.mark.parametrize("narrow", [False, True])
def test_a_result_of_the_whole_trial_says_so(mechanism_material: Material, narrow: bool) -> None:
    page = overview(mechanism_material, narrow=narrow)
    assert words(page.html).count("whole trial") == 2


@pytest.mark.parametrize("narrow", [False, True])
def test_the_markers_own_patients_come_first(mechanism_material: Material, narrow: bool) -> None:
    own = Result("OS", ("pmid:3",), "PIK3CA-mutated", ratio=0.54, low=0.3, high=0.9)
    trial = replace(GOOD, results=(*GOOD.results, own))
    relations = (DrugRelation("dr-a", "overcomes", "randomised", ("pmid:3",), "good"),)
    text = words(overview(with_drugs(mechanism_material, relations, good=trial), narrow=narrow).html)
    assert "0.54" in text
    assert "PIK3CA-mutated" in text
    assert "0.78" not in text
    assert "whole trial" not in text


@pytest.mark.parametrize("narrow", [False, True])
def test_no_result_stands_where_a_drug_loses_its_effect(mechanism_material: Material, narrow: bool) -> None:
    relations = (DrugRelation("dr-a", "resistance-to", "randomised", ("pmid:3",), "good", "in a series"),)
    page = overview(with_drugs(mechanism_material, relations), narrow=narrow)
    text = words(page.html)
    assert page.plots == ()
    assert "0.78" not in text
    assert "Hazard ratio" not in text
    assert "in a series" in text
    assert 'href="topic:trial:good"' in page.html


def test_a_subset_is_not_called_the_whole_trial(mechanism_material: Material) -> None:
    trial = replace(GOOD, her2="HER2-positive subset (232 patients)")
    relations = (DrugRelation("dr-a", "biomarker-for", "randomised", ("pmid:3",), "good"),)
    text = words(overview(with_drugs(mechanism_material, relations, good=trial)).html)
    assert "whole HER2-positive subset" in text


def under(html: str, title: str) -> str:
    """What stands under a heading."""
    return words(html.partition(f">{title}<")[2].partition('class="head"')[0])


@pytest.mark.parametrize("narrow", [False, True])
def test_what_changes_nothing_and_what_was_stopped_do_not_act(
    mechanism_material: Material, narrow: bool
) -> None:
    halted = replace(GOOD, id="halted", acronym="HALTED-1", primary_met="stopped")
    relations = (
        DrugRelation("dr-a", "no-interaction", "randomised", ("pmid:3",), "good"),
        DrugRelation("dr-b", "stopped", "registry", ("pmid:4",), note="given up"),
        DrugRelation("halted-drug", "under-study", "registry", ("pmid:5",), "halted"),
        DrugRelation("other", "under-study", "registry", ("pmid:5",), "good"),
    )
    html = overview(with_drugs(mechanism_material, relations, halted=halted), narrow=narrow).html
    assert "no difference by it" in under(html, "Drugs whose effect it does not change")
    stopped = under(html, "Tried, then stopped")
    assert stopped.count("study stopped") == 2
    assert "given up" in stopped
    assert "halted-drug" in stopped
    acting = under(html, "Drugs that act here")
    assert "other" in acting
    assert "halted-drug" not in acting
    assert "dr-a" not in acting


def test_the_level_shown_is_that_of_the_file(mechanism_material: Material) -> None:
    """A trial in another disease among the statements does not raise it."""
    assert isinstance(mechanism_material.value, Mechanism)
    value = replace(mechanism_material.value, level="cell-line")
    made = [chip.text for chip in chips(replace(mechanism_material, value=value)) if chip.tone == "green"]
    assert made == ["Evidence: cell line"]
