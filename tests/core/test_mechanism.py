from __future__ import annotations

import pytest

from her2ref.core.knowledge import Knowledge
from her2ref.core.mechanism import DrugRelation, Mechanism
from her2ref.core.trial import Trial
from her2ref.library.seed import _links


@pytest.mark.parametrize(
    ("relation", "outcome", "expected"),
    [
        ("under-study", "stopped", "stopped"),
        ("under-study", "ongoing", "under-study"),
        ("under-study", "", "under-study"),
        ("overcomes", "stopped", "overcomes"),
        ("stopped", "met", "stopped"),
    ],
)
def test_a_study_that_was_stopped_studies_nothing(relation: str, outcome: str, expected: str) -> None:
    trial = Trial("t", "T", primary_met=outcome)
    drug = DrugRelation("d", relation, "registry", ("pmid:1",), "t")
    assert drug.standing(outcome) == expected
    knowledge = Knowledge("1", "", {"m": Mechanism("m", "M", drugs=(drug,))}, {}, {"t": trial}, {})
    assert [row["relation"] for row in _links(knowledge)] == [expected]
