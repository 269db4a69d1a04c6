from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from her2ref.library.slips import Slips, allowed, edits, edits_of_beginning

KNOWN = (
    "p95her2 db03 l755s low mets "
    "trastuzumab deruxtecan tucatinib lapatinib afatinib emilia katherine pik3ca her2climb breast03 breast04 brca1 "
    "fgfr1 egfr1 pcr her2 her3 heterogeneity"
).split()


def meant(typed: str) -> list[str]:
    return [word for _, word in Slips(KNOWN).near(typed)]


@pytest.mark.parametrize(
    ("typed", "word", "count"),
    [
        ("emilia", "emilia", 0),
        ("emila", "emilia", 1),
        ("emillia", "emilia", 1),
        ("emilai", "emilia", 1),
        ("rtastuzmab", "trastuzumab", 2),
        ("ab", "ba", 1),
        ("abc", "ca", 3),  # a letter between two that were swapped: not counted as two slips
        ("emil", "katherine", 3),
    ],
)
def test_slips_are_counted(typed: str, word: str, count: int) -> None:
    assert edits(typed, word, 2) == edits(word, typed, 2) == count


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_a_narrow_table_counts_as_a_wide_one(one: str, other: str) -> None:
    exact = edits(one, other, 20)
    for limit in (1, 2):
        assert edits(one, other, limit) == min(exact, limit + 1)
        least = min(edits(one, other[:size], 20) for size in range(len(other) + 1))
        assert edits_of_beginning(one, other, limit)[0] == min(least, limit + 1)


def test_a_short_word_has_one_slip_at_most() -> None:
    slips = Slips(KNOWN)
    assert [slips.near_short(typed) for typed in ("lwo", "lw", "mrts", "emts")] == [
        [(1, "low")],
        [(1, "low")],
        [(1, "mets")],
        [(1, "mets")],
    ]
    assert [slips.near_short(typed) for typed in ("wlo", "l", "33", "her4")] == [[], [], [], []]


def test_how_much_is_forgiven() -> None:
    assert [allowed(word) for word in ("her", "emili", "trastuzu", "trastuzum")] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("tucatnib", "tucatinib"),
        ("ucatinib", "tucatinib"),
        ("yucatinib", "tucatinib"),
        ("trsatuzmab", "trastuzumab"),
        ("hetrogenity", "heterogeneity"),
        ("trastzum", "trastuzum"),
        ("emilai", "emilia"),
        ("her2clmib", "her2climb"),
        ("braest03", "breast03"),
        ("pik3ac", "pik3ca"),
        ("pk3ca", "pik3ca"),
        ("brac1", "brca1"),
        ("pcrr", "pcr"),
        ("pi3kca", "pik3ca"),
        ("pik33ca", "pik3ca"),
        ("pij3ca", "pik3ca"),
        ("pik3cs", "pik3ca"),
        ("her22climb", "her2climb"),
        ("herc2limb", "her2climb"),
        ("hwr2climb", "her2climb"),
        ("p59her2", "p95her2"),
        ("p955her2", "p95her2"),
        ("p95her22", "p95her2"),
        ("p95het2", "p95her2"),
        ("dbo3", "db03"),
        ("brc1a", "brca1"),
    ],
)
def test_the_word_that_was_meant(typed: str, first: str) -> None:
    assert meant(typed)[0] == first


@pytest.mark.parametrize(
    "typed",
    [
        "l755p",
        "l575s",
        "cd74",
        "her22",
        "breast30",
        "p96her2",
        "pik3cb",
        "pik3cbb",
        "breast05",
        "her4",
        "her5",
        "brca2",
        "emi",
        "emla",
        "xrastuzumba",
        "12345",
    ],
)
def test_what_is_another_word(typed: str) -> None:
    assert meant(typed) == []
