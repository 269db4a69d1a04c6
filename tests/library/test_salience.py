from __future__ import annotations

import pytest

from her2ref.library.salience import ENOUGH, points

NAME = frozenset({" met "})
NONE: frozenset[str] = frozenset()


def lines(*texts: str) -> list[str]:
    return [f" {text} " for text in texts]


@pytest.mark.parametrize(
    ("told", "enough"),
    [
        (lines("met is known", "we looked", "it was so", "it ends"), False),
        (lines("why", "we looked", "met was there", "met predicted resistance"), True),
        (lines("why", "we looked", "it was so", "met predicted resistance"), True),
        (lines("why", "met met met", "it was so", "it ends"), False),
        (lines("met", "met", "met", "it ends"), True),
        (lines("why", "it ends"), False),
    ],
)
def test_a_name_must_stand_where_it_matters(told: list[str], enough: bool) -> None:
    assert (points(NAME, " a title ", told, " ", NONE) >= ENOUGH) is enough


def test_a_title_is_enough_and_a_heading_only_without_an_abstract() -> None:
    assert points(NAME, " met in breast cancer ", lines("nothing"), " ", NONE) >= ENOUGH
    assert points(NAME, " a title ", [], " met ", NONE) >= ENOUGH
    assert points(NAME, " a title ", lines("nothing"), " met ", NONE) == 0


def test_a_name_that_says_too_little_counts_in_the_title_only() -> None:
    told = lines("met", "met", "met resistance", "met")
    assert points(NAME, " a title ", told, " ", NAME) == 0
    assert points(NAME, " met ", told, " ", NAME) >= ENOUGH
