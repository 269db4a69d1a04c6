from __future__ import annotations

import re

import pytest

from her2ref.gui.pages.material import Material
from her2ref.gui.pages.trial import chips, overview


@pytest.mark.parametrize("narrow", [False, True])
def test_everything_is_on_the_page(trial_material: Material, narrow: bool) -> None:
    page = overview(trial_material, narrow=narrow)
    text = re.sub(r"<[^>]*>", " ", page.html).replace("\u2011", "-").replace("&nbsp;", " ")
    for wanted in (
        "some &lt;patients&gt;", "drug a", "drug b", "1,569", "NCT00000001", "not met", "7.0 vs 5.78 mo",
        "0.78 (0.65–0.95)", "0.0067", "Data of 2015-04-01.", "A note.", "a subgroup", "stranger", "Middle", "Title 8",
    ):  # fmt: skip
        assert wanted in text
    assert len(page.plots) == 2


def test_a_p_value_is_named_where_no_head_does(trial_material: Material) -> None:
    assert "p = 0.0067" in overview(trial_material, narrow=True).html
    assert "p = 0.0067" not in overview(trial_material).html


def test_the_outcome_stands_in_the_chips(trial_material: Material) -> None:
    made = [(c.text, c.tone) for c in chips(trial_material)]
    assert ("Primary endpoint: not met", "red") in made
    assert ("Phase 3", "accent") in made
