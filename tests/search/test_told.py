from __future__ import annotations

import pytest

from her2ref.core.query import And, Not, Or, Same, Tree, Words
from her2ref.search.syntax import read
from her2ref.search.told import told

HER2 = Same(Words("HER2"), tuple(Words(name) for name in ("ERBB2", "neu")))


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (None, ""),
        (Words("a"), "a"),
        (Words("a", prefix=True), "a*"),
        (Words("a b", quoted=True, prefix=True), '"a b*"'),
        (Words("a b", "ti"), "a b [title]"),
        (Words("a b", quoted=True, near=1), '"a b" [at most 1 word between]'),
        (Words("a b", "tiab", quoted=True, near=3), '"a b" [title or abstract, at most 3 words between]'),
        (Words("2010/01", "dp", to="2014/06"), "2010/01 to 2014/06 [date of publication]"),
        (Words("2010", "dp", to="3000"), "from 2010 [date of publication]"),
        (Words("1000", "edat", to="2014"), "to 2014 [date of entry]"),
        (Words("1000", "dp", to="3000"), "any [date of publication]"),
        (Words("Breast Neoplasms", "mh"), "Breast Neoplasms [MeSH heading, without narrower ones]"),
        (Words("Trastuzumab", "majr"), "Trastuzumab [major MeSH heading, without narrower ones]"),
        (Words("genetics", "sh"), "genetics [MeSH subheading, without narrower ones]"),
        (Words("Review", "pt:noexp"), "Review [publication type, without narrower ones]"),
        (And((Or((Words("a"), Words("b"))), Words("c"))), "(a OR b) AND c"),
        (Not(Not(Words("a"), Words("b")), Words("c")), "(a NOT b) NOT c"),
        (
            Not(And((HER2, Words("resistance"))), Words("review", "pt")),
            "(HER2 (also ERBB2, neu) AND resistance) NOT review [publication type]",
        ),
        (
            Same(Words("x"), tuple(Words(name) for name in "abcdefg")),
            "x (also a, b, c and 4 more)",
        ),
        (Same(Words("x"), ()), "x"),
        (Same(Words("tumour", prefix=True), (Words("tumor", prefix=True),)), "tumour* (also tumor*)"),
        (Same(Words("x y"), (), (Words("x"), Words("y"))), "x y (also its words apart)"),
        (Same(Words("x y"), (Words("z"),), (Words("x"), Words("y"))), "x y (also z, or its words apart)"),
    ],
)
def test_a_query_as_it_was_understood(tree: Tree | None, text: str) -> None:
    assert told(tree) == text


def test_headings_are_told_as_they_are_looked_for_however_they_are_tagged() -> None:
    for tag in ("mh", "mh:noexp", "MeSH Terms", "Mesh:NoExp"):
        said = told(read(f"Breast Neoplasms[{tag}]").tree)
        assert said == "Breast Neoplasms [MeSH heading, without narrower ones]"


def test_words_of_a_phrase_that_count_apart_are_told() -> None:
    assert told(read("protein mice[tiab]").tree) == "protein mice [title or abstract] (also its words apart)"
    assert told(read('"protein mice"[tiab]').tree) == '"protein mice" [title or abstract]'
    assert told(read("a NOT protein mice[tiab]").tree) == "a NOT protein mice [title or abstract]"


def test_what_is_read_from_left_to_right_is_told_so() -> None:
    assert told(read("a OR b AND c NOT d").tree) == "((a OR b) AND c) NOT d"
