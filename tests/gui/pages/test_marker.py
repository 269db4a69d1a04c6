from __future__ import annotations

import pytest

from her2ref.core.mechanism import Mechanism
from her2ref.core.trial import Result
from her2ref.gui.pages.marker import Marker

MUTATION = Mechanism(
    "m", "PIK3CA mutation", genes=("PIK3CA", "ERBB2"), terms=("mutant PIK3CA", "HER2", "buparlisib")
)
LOSS = Mechanism("l", "PTEN loss", genes=("PTEN",), aliases=("PTEN-low",))
CHECKPOINT = Mechanism("c", "Checkpoint", aliases=("PD-L1",))


@pytest.mark.parametrize(
    ("mechanism", "population", "named"),
    [
        (MUTATION, "PIK3CA-mutated (exploratory, 10.9 and 4.3)", True),
        (MUTATION, "tumours with mutant PIK3CA", True),
        (MUTATION, "PIK3CA wild-type", False),
        (MUTATION, "no PIK3CA mutation", False),
        (MUTATION, "HER2-positive, PIK3CA-mutated", True),
        (MUTATION, "HER2-positive (n = 219)", False),
        (MUTATION, "buparlisib against nothing", False),
        (MUTATION, "", False),
        (LOSS, "PTEN-low (not HER2-low)", True),
        (LOSS, "PTEN loss", True),
        (LOSS, "PTEN preserved", False),
        (LOSS, "PTEN-positive", False),
        (CHECKPOINT, "PD-L1-positive", True),
        (CHECKPOINT, "PD-L1-negative", False),
    ],
)
def test_who_has_the_marker(mechanism: Mechanism, population: str, named: bool) -> None:
    marker = Marker(mechanism, ["buparlisib"])
    assert marker.names(Result("PFS", ("pmid:1",), population)) is named
