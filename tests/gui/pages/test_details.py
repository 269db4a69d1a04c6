from __future__ import annotations

import re
from typing import Any

import pytest

from her2ref.core.article import Author, Book, Chemical, MeshHeading, Qualifier
from her2ref.core.query import Words
from her2ref.gui.pages.details import details
from her2ref.gui.pages.marks import Part
from her2ref.library.rows import ArticleView
from tests.data import synthetic

FIELDS: dict[str, Any] = {
    "mesh": [
        MeshHeading("Signal Transduction"),
        MeshHeading("Breast Neoplasms", qualifiers=[Qualifier("genetics")]),
        MeshHeading("Female"),
    ],
    "keywords": ["signal strength", "PTEN"],
    "chemicals": [Chemical("Trastuzumab", registry="P188ANX8CK")],
    "genes": ["PTEN"],
    "publication_types": ["Journal Article", "Systematic Review"],
    "languages": ["eng", "ger"],
    "authors": [],
    "book": Book("A book of signals", editors=[Author("Delta", "", "D"), Author("Slamon", "", "DJ")]),
}


def marked(leaf: Words) -> list[str]:
    article = synthetic.record(1, **FIELDS)
    html = details(ArticleView(1, article, (), "2026-11-25", "", ("xml",), (), False, ()), Part([leaf]))
    return re.findall(r'<span class="hl">(.*?)</span>', html)


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        (Words("signal transduction", quoted=True), ["Signal Transduction"]),
        (Words("signal"), ["Signal", "signal"]),
        (Words("pten"), ["PTEN", "PTEN"]),
        (Words("pten", "ot"), ["PTEN"]),
        (Words("Breast Neoplasms/genetics", "mh"), ["Breast Neoplasms", "genetics"]),
        (Words("genetics", "sh"), ["genetics"]),
        (Words("trastuzumab", "nm"), ["Trastuzumab"]),
        (Words("review", "pt"), ["Systematic Review"]),
        (Words("german", "la"), ["German"]),
        (Words("J Invent Ex", "ta"), ["Journal of invented examples"]),
        (Words("invented"), ["invented"]),
        (Words("2024/03", "edat"), ["2024-03-05"]),
        (Words("slamon d", "au"), ["Slamon DJ"]),
        (Words("delta", "1au"), ["Delta"]),
        (Words("slamon", "1au"), []),
        (Words("p188anx8ck"), []),
    ],
)
def test_what_matched_is_marked_in_its_own_row(leaf: Words, expected: list[str]) -> None:
    assert marked(leaf) == expected
