"""Whatever is typed: an answer or a sentence, and nothing of it reaches the database as a statement.

How long the slowest takes is measured by `tests/benchmarks/typed.py`.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from typing import Final

import pytest

from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.library.read import Reader
from tests.library import filling

STRINGS: Final = int(os.environ.get("HER2REF_FUZZ", "3000"))
"""How many are tried; set the variable to 100000 for the long run."""

PIECES: Final = (
    *("HER2", "trastuzumab", "T-DXd", "her2-low", "naïve", "TGF-β", "PIK3CA", "tras*", "x*", "*", "?", "p95"),
    *("resistance", "AND", "OR", "NOT", "and", "or", "not", "NEAR", "NEAR/3", "(", ")", "((", "))", '"', "“", "”", "'"),
    *("[", "]", "[ti]", "[tiab]", "[au]", "[mh]", "[majr]", "[pt]", "[dp]", "[ta]", "[la]", "[pmid]", "[tw]", "[sb]"),
    *("[zz]", "[ti:~3]", "2014", "2010:2014", "2014/13", "3000", "22865781", "10.1093/x", "; DROP TABLE article; --"),
    *("'; DELETE FROM note", "\\", "{title}", "title:", "^", "+", "-", "--", "/*", "*/", "\ud800", "\x00", "\u202e"),
    *("𝒳", "é", "ﬁ", "١٢", "‐", "%", "_", "\t", "\n"),
)  # fmt: skip


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, _library_once: object) -> Iterator[Reader]:
    home = Home.at(tmp_path_factory.mktemp("typed"))
    home.data.mkdir(exist_ok=True)
    source = sqlite3.connect(str(_library_once))
    copy = sqlite3.connect(home.library)
    source.backup(copy)
    source.close()
    copy.close()
    articles = [
        filling.article(
            70_000_000 + n, f"HER2 and trastuzumab resistance {n}", abstract=f"PIK3CA p95 naïve TGF-β word{n}"
        )
        for n in range(200)
    ]
    filling.fill(home.library, articles, notes=[("70000001", "Mine.")])
    made = Reader(home.library)
    made.names()
    yield made
    made.close()


def strings(seed: int, count: int) -> Iterator[str]:
    dice = random.Random(seed)
    for _ in range(count):
        joint = dice.choice(("", " ", " ", "  "))
        text = joint.join(dice.choices(PIECES, k=dice.randint(1, 14)))
        if dice.random() < 0.2:
            text = "".join(
                chr(dice.choice((dice.randint(1, 126), dice.randint(1, 0xD7FF))))
                for _ in range(dice.randint(1, 40))
            )
        yield text


def test_anything_typed_is_answered(reader: Reader) -> None:
    held = len(reader.article_ids(Listing()))
    for text in strings(7, STRINGS):
        asked = reader.asked(text, typing=len(text) % 2 == 0)
        assert all(problem.strip().endswith((".", "?")) for problem in asked.problems), (text, asked.problems)
        if asked.tree is None and text.strip():
            assert asked.problems or not any(c.isalnum() for c in text) or len(text) % 2 == 0, text
        sort = ("best", "newest", "date")[len(text) % 3]
        wanted = Listing(words=text, sort=sort)
        rows = reader.first(wanted, 20)
        ids = reader.article_ids(wanted)
        assert len(rows) == min(20, len(ids)), text
        assert len(ids) == reader.total(wanted), text
    assert len(reader.article_ids(Listing())) == held
    assert [note.text for note in reader.notes("70000001")] == ["Mine."]
