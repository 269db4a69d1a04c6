from __future__ import annotations

import pytest

from her2ref.search.spelling import forms


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("tumour", "tumor"), ("tumors", "tumour"), ("signalling", "signaling"), ("metastasis", "metastases"),
        ("metastases", "metastasis"), ("oestrogen", "estrogen"), ("estrogen", "oestrogen"), ("mutations", "mutation"),
        ("mutation", "mutations"), ("therapies", "therapy"), ("therapy", "therapies"), ("biopsies", "biopsy"),
        ("randomised", "randomized"), ("amplification", "amplifications"), ("TGF-beta", "tgf-β"),
        ("p110α", "p110alpha"), ("p110alpha", "p110α"), ("haemoglobin", "hemoglobin"),
    ],
)  # fmt: skip
def test_other_spellings(word: str, other: str) -> None:
    assert other in forms(word)


def test_a_plural_that_no_rule_makes() -> None:
    assert forms("child") == ["children"]
    assert forms("women") == ["woman"]


@pytest.mark.parametrize("word", ["her2", "p95", "akt", "status", "T-DM1", "loss", "analysis", "x"])
def test_what_is_no_plain_word_or_has_no_other_number_is_left_alone(word: str) -> None:
    assert not [form for form in forms(word) if form.endswith("us") or form in ("statu", "los", "her2s")]
    assert word.lower() not in forms(word)
