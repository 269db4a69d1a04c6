from __future__ import annotations

import pytest

from her2ref.gui.panes.answer_rows import DOTS, fitted, matched, typed_words
from her2ref.gui.theme import font, sizes


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


@pytest.mark.parametrize("size", ["small", "body"])
def test_what_is_left_out_is_said_with_dots(qapp: object, size: str) -> None:
    pieces = [("with trastuzumab in ", False), ("brain", True), (" metastases", False)]
    whole = fitted(pieces, 10_000, size)
    assert [(text, out) for text, out, _ in whole] == pieces
    wide = sum(width for _, _, width in whole)
    assert fitted(pieces, wide, size) == whole
    for room in range(sizes(font(size, bold=True)).horizontalAdvance(DOTS) + 1, wide):
        shown = fitted(pieces, room, size)
        assert shown[-1][0].endswith(DOTS), room
        assert sum(width for _, _, width in shown) <= room
