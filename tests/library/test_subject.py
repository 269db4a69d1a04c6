"""What a record is about: HER2 in the breast, told apart from HER2 that is denied and from other organs."""

from __future__ import annotations

import pytest

from her2ref.library.subject import NAMES, Mentions, is_subject, mentions, said
from her2ref.library.tagging import words_of

DRUGS = NAMES | {"trastuzumab", "dm1"}

SAID = [
    ("HER2-positive", (1, 0, 0)),
    ("HER2+ tumours", (1, 0, 0)),
    ("HER-2/neu overexpression", (1, 0, 0)),
    ("c-erbB-2 amplified", (1, 0, 0)),
    ("anti-HER2 treatment", (1, 0, 0)),
    ("HER2 (ERBB2) mutation", (1, 0, 0)),
    ("HER2-negative", (0, 1, 0)),
    ("negative for HER2", (0, 1, 0)),
    ("positive for HER2", (1, 0, 0)),
    ("HR+/HER2- disease", (0, 1, 0)),
    ("HER2\u2212, node-positive", (0, 1, 0)),
    ("triple-negative", (0, 1, 0)),
    ("HER2 was measured", (0, 0, 1)),
    ("human epidermal growth factor receptor 2-positive", (1, 0, 0)),
    ("progesterone receptor 2", (0, 0, 0)),
    ("SKBR3 cells and T-DM1", (2, 0, 0)),
    ("her 3 children", (0, 0, 0)),
]


@pytest.mark.parametrize(("text", "counts"), SAID)
def test_how_her2_is_named(text: str, counts: tuple[int, int, int]) -> None:
    assert mentions(words_of(said(text)), DRUGS) == Mentions(*counts)


ABOUT = "HER2-positive breast cancer. HER2-positive tumours. Trastuzumab was given."
SUBJECTS = [
    ("Outcome of HER2-positive breast cancer", "", True),
    ("Outcome of HER2-positive gastric cancer", ABOUT, False),
    ("Outcome of HER2-negative breast cancer", "HER2-positive disease was left out.", False),
    ("HER2-negative and HER2-low breast cancer", ABOUT, True),
    ("A study of breast cancer", ABOUT, True),
    ("A study of breast cancer", "HER2-positive disease in some; hormone receptors.", False),
    ("Palbociclib in HR+, HER2- breast cancer", "HER2- disease. Trastuzumab was not given.", False),
    ("Lung metastases of breast cancer", ABOUT, True),
    ("Trastuzumab resistance", "An in vitro study.", True),
    ("Trastuzumab resistance", "Colorectal cell lines.", False),
]


@pytest.mark.parametrize(("title", "abstract", "expected"), SUBJECTS)
def test_a_subject_is_meant_not_only_named(title: str, abstract: str, expected: bool) -> None:
    assert is_subject(words_of(said(title)), words_of(said(abstract)), [], DRUGS) is expected


def test_headings_stand_for_an_abstract_that_is_not_there() -> None:
    headings = words_of("Receptor, ErbB-2 / metabolism\nBreast Neoplasms")
    assert is_subject(words_of("A letter"), [], headings, DRUGS)
    assert not is_subject(words_of("A letter"), [], words_of("Breast Neoplasms"), DRUGS)
