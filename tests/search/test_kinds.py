from __future__ import annotations

import pytest

from her2ref.search import kinds


def names(value: int) -> set[str]:
    return {kind.name for kind in kinds.ALL if value >> kind.bit & 1}


@pytest.mark.parametrize(
    ("types", "headings", "found"),
    [
        (["Randomized Controlled Trial", "Journal Article"], [], {"randomised-trial", "patients"}),
        (["Review"], ["Humans", "Female"], {"review", "patients"}),
        (["Journal Article"], ["Humans", "Cell Line, Tumor"], {"cells"}),
        (["Journal Article"], ["Animals", "Female", "Mice", "Humans"], {"animals"}),
        (
            ["Clinical Trial, Phase II"],
            ["Animals", "Humans", "Female"],
            {"clinical-trial", "patients", "animals"},
        ),
        (["Systematic Review", "Meta-Analysis"], [], {"systematic-review", "meta-analysis"}),
        ([], [], set()),
    ],
)
def test_kinds_are_read_from_types_and_headings(
    types: list[str], headings: list[str], found: set[str]
) -> None:
    assert names(kinds.bits(types, headings)) == found


def test_each_kind_has_a_bit_of_its_own() -> None:
    assert len({kind.bit for kind in kinds.ALL}) == len(kinds.ALL) == len(kinds.BITS)


def test_the_better_kind_counts_and_a_comment_on_a_trial_is_no_less_than_the_trial() -> None:
    both = kinds.BITS["randomised-trial"] | kinds.BITS["comment"]
    assert kinds.weight(both) == kinds.weight(kinds.BITS["randomised-trial"]) > 1
    assert kinds.weight(kinds.BITS["comment"]) < kinds.weight(0) == 1
