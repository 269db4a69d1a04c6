from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from her2ref.core.query import LONGEST, Term, terms
from her2ref.core.text import fold, level, spelled, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("T-DXd", "t dxd"),
        ("p110α", "P110-alpha"),
        ("TNFβ", "tnf beta"),
        ("PKCθ", "pkc theta"),
        ("Österreich", "osterreich"),
        ("HER2+", "her2"),
        ("DESTINY‑Breast03", "destiny breast 03"),
        ("ｐ９５", "P95"),
    ],
)
def test_names_that_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


def test_words_and_spelling() -> None:
    assert words("HER2+ (T-DXd), κ-light") == ["her2", "t", "dxd", "kappa", "light"]
    assert spelled("TNFα and PIK3CA") == "tnfalpha and pik3ca"
    assert fold("+-()") == ""
    assert words("") == []


def test_raised_and_lowered_digits_come_down_and_nothing_else_changes() -> None:
    assert level("IC₅₀ of ¹⁸F-FDG at 10⁻¹² m², HER2⁺") == "IC50 of 18F-FDG at 10⁻12 m2, HER2⁺"
    same = "Herceptin™ ½ µg, Größe, HER2+ …"
    assert level(same) == same


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("her2 loss", (Term("her2"), Term("loss", prefix=True))),
        ("T-DXd", (Term("T-DXd", prefix=True),)),
        ('"HER2 loss" mice', (Term("HER2 loss"), Term("mice", prefix=True))),
        ('mice "HER2  loss"', (Term("mice"), Term("HER2 loss"))),
        ("“antigen loss”", (Term("antigen loss"),)),
        ('"not closed', (Term("not"), Term("closed", prefix=True))),
        ("HER2 AND PTEN", (Term("HER2"), Term("PTEN", prefix=True))),
        ("HER2 +", (Term("HER2", prefix=True),)),
        ("her2 in", (Term("her2"), Term("in"))),
        ("+ - ()", ()),
        ('""', ()),
        ("", ()),
    ],
)
def test_what_was_typed_becomes_terms(typed: str, expected: tuple[Term, ...]) -> None:
    assert terms(typed)[: len(expected)] == expected
    assert len(terms(typed)) == len(expected)


def test_a_pasted_book_is_cut_and_control_signs_are_blanks() -> None:
    assert sum(len(term.text) for term in terms("word " * 10_000)) < LONGEST
    assert terms("a\0b\ud800c") == (Term("a"), Term("b"), Term("c"))


@given(st.text())
def test_only_letters_and_digits_are_left(text: str) -> None:
    assert fold(text) == "".join(c for c in spelled(text) if c.isalnum())
