from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from her2ref.core.query import LONGEST, clean
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


def test_a_pasted_book_is_cut_and_control_signs_are_blanks() -> None:
    assert len(clean("word " * 10_000)) <= LONGEST
    assert clean("a\0b\ud800c") == "a b c"


@given(st.text())
def test_only_letters_and_digits_are_left(text: str) -> None:
    assert fold(text) == "".join(c for c in spelled(text) if c.isalnum())
