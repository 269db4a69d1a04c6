from __future__ import annotations

import pytest

from her2ref.gui.panes.answer_rows import matched, typed_words


@pytest.mark.parametrize(
    ("title", "typed", "marked"),
    [
        ("PIK3CA mutation", "pik3", ["PIK3"]),
        ("trastuzumab deruxtecan (T-DXd)", "tdxd", ["T-DXd"]),
        ("HER2 loss after anti-HER2 therapy", "her2", ["HER2", "HER2"]),
        ("DESTINY-Breast03", "breast destiny", ["DESTINY", "Breast"]),
        ("fam-trastuzumab", "t", ["t"]),
        ("lapatinib", "tinib", ["tinib"]),
        ("lapatinib", "ti", []),
        ("PI3Kα and TNFα", "alpha", ["α", "α"]),
        ("Café André", "andre", ["André"]),
        ("neratinib", "", []),
        ("", "x", []),
    ],
)
def test_what_was_typed_stands_out(title: str, typed: str, marked: list[str]) -> None:
    spans = matched(title, typed_words(typed))
    assert [title[begin:end] for begin, end in spans] == marked
