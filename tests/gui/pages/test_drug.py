from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest

from her2ref.core.drug import Approval, Drug
from her2ref.core.statement import Searched
from her2ref.gui.pages.drug import chips, overview
from her2ref.gui.pages.material import Material


@pytest.mark.parametrize("narrow", [False, True])
def test_everything_is_on_the_page(drug_material: Material, narrow: bool) -> None:
    text = re.sub(r"<[^>]*>", " ", overview(drug_material, narrow=narrow).html).replace("\u2011", "-")
    for wanted in (
        "a payload", "a linker", "about 8", "Brand", "ERBB2", "an indication", "2020-01-31", "2026-11-25",
        "Mechanisms it acts on", "Middle", "Mechanisms by which it loses effect", "Leaf", "GOOD-1", "BAD-1", "not met",
        "n&nbsp;=&nbsp;569", "Where sources disagree", "Nothing was found.", "Title 2",
    ):  # fmt: skip
        assert wanted in text
    for part in ("summary", "mechanism", "testing", "prediction", "treatment", "safety", "evidence", "open"):
        assert f"Sentence of {part}" in text


def test_a_withdrawn_approval_is_marked(drug_material: Material) -> None:
    html = overview(drug_material).html
    assert '<span class="pill">&nbsp;withdrawn&nbsp;</span>' in html
    assert html.index("<b>US</b>") < html.index("<b>EU</b>")


def test_no_approval_is_said(drug_material: Material) -> None:
    value = dataclasses.replace(drug_material.value, approvals=())  # type: ignore[type-var]
    page = overview(dataclasses.replace(drug_material, value=value))
    assert "None is recorded here." in page.html


def test_a_decision_that_is_due_names_its_day(drug_material: Material) -> None:
    assert isinstance(drug_material.value, Drug)
    waiting = Approval("US", "under review", "x", ("web:x",), target="2027-01-31")
    value = dataclasses.replace(drug_material.value, approvals=(waiting,))
    html = overview(dataclasses.replace(drug_material, value=value)).html.replace("\u2011", "-")
    assert "due 2027-01-31" in html
    assert "under review" in html
    late = value.as_of_day(dt.date(2027, 2, 1))
    html = overview(dataclasses.replace(drug_material, value=late)).html
    assert "outcome not known to this version" in html
    assert "under review" not in html


def test_what_was_searched_for_in_vain_is_not_what_nobody_looked_into(drug_material: Material) -> None:
    searched = (Searched("Was it tested?", "PubMed", "2026-11-25"),)
    value = dataclasses.replace(drug_material.value, searched=searched, gaps=("A dose was not seen.",))  # type: ignore[type-var]
    html = overview(dataclasses.replace(drug_material, value=value)).html
    first = html.index("No evidence found, searched on 2026-11-25:</b> Was it tested?")
    assert first < html.index("Not yet curated here") < html.index("A dose was not seen.")


def test_chips(drug_material: Material) -> None:
    assert isinstance(drug_material.value, Drug)
    gone = dataclasses.replace(drug_material.value, status="withdrawn")
    made = [(c.text, c.tone) for c in chips(dataclasses.replace(drug_material, value=gone))]
    assert ("withdrawn", "red") in made
    assert ("Sources disagree", "amber") in made
    assert ("class a", "accent") in made
