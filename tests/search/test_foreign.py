from __future__ import annotations

import pytest

from her2ref.core.query import And, Or, Tree, Words
from her2ref.search.foreign import GONE, mended
from her2ref.search.syntax import read

A, B = Words("a"), Words("b")


def q(text: str, field: str) -> Words:
    return Words(text, field, quoted=True)


BREAST = q("Breast Neoplasms", "mh")

READ: list[tuple[str, Tree | None, str]] = [
    ("exp Breast Neoplasms/", BREAST, '“exp Breast Neoplasms/” was read as "Breast Neoplasms"[mh], without'),
    ("exp *Breast Neoplasms/", q("Breast Neoplasms", "majr"), '"Breast Neoplasms"[majr]'),
    ('a and exp "Breast Neoplasms"/', And((A, BREAST)), 'was read as "Breast Neoplasms"[mh]'),
    ("exp Surveys and Questionnaires/", q("Surveys and Questionnaires", "mh"), "was read as"),
    ("exp Breast Neoplasms/dt", q("Breast Neoplasms/drug therapy", "mh"), "“exp Breast Neoplasms/dt” was read as"),
    ("Breast Neoplasms/ge [Genetics]", q("Breast Neoplasms/genetics", "mh"), "was read as"),
    ("Breast Neoplasms/", BREAST, '“Breast Neoplasms/” was read as "Breast Neoplasms"[mh].'),
    ("( Breast Neoplasms/ )", BREAST, "was read as"),
    ("*Breast Neoplasms/", q("Breast Neoplasms", "majr"), "was read as"),
    ("a.ti,ab.", Words("a", "tiab"), "“.ti,ab.” was read as [tiab]."),
    ("a.ab, ti.", Words("a", "tiab"), "“.ab, ti.” was read as [tiab]."),
    ("a.TI.", Words("a", "ti"), "“.TI.” was read as [ti]."),
    ("a.tw.", Words("a", "tw"), "was read as [tw]."),
    ("a.mp. [mp=title, abstract]", Words("a", "tw"), "was read as [tw]."),
    ("a.ti,hw.", Words("a", "tw"), "was read as [tw]."),
    ("a.ti,ab,kw.", Words("a", "tiab"), "was read as [tiab]."),
    ("a.ti,au.", q("a", ""), "was read as [all]."),
    ("a.kw.", Words("a", "ot"), "was read as [ot]."),
    ("slamon dj.au.", Words("slamon dj", "au"), "was read as [au]."),
    ('"a b".ti.', q("a b", "ti"), "was read as [ti]."),
    ("resist*.ti.", Words("resist", "ti", prefix=True), "was read as [ti]."),
    ("(a or b).ti.", Or((Words("a", "ti"), Words("b", "ti"))), "“.ti.” was read as [ti]."),
    ("'a b'/exp", q("a b", "mh"), "“'a b'/exp” was read as \"a b\"[mh]; headings of Embase"),
    ("‘a b’/de", q("a b", "mh"), "was read as"),
    ("a/exp", q("a", "mh"), "was read as"),
    ("'a b'/exp/mj", q("a b", "majr"), "was read as"),
    ("'a b':ti,ab", q("a b", "tiab"), "“:ti,ab” was read as [tiab]."),
    ("a:ti", Words("a", "ti"), "“:ti” was read as [ti]."),
    ('[mh "Breast Neoplasms"]', BREAST, "was read as"),
    ("[mh ^Trastuzumab]", q("Trastuzumab", "mh"), "was read as"),
    ("MeSH descriptor: [Breast Neoplasms] this term only", BREAST, "was read as"),
    ('MH "Breast Neoplasms+"', BREAST, 'was read as "Breast Neoplasms"[mh].'),
    ('a AND TI "b c"', And((A, q("b c", "ti"))), 'was read as "b c"[ti].'),
    ("TS=(a AND b)", And((A, B)), "“TS=” is a field of another database"),
    ("TITLE-ABS-KEY(a)", A, "“TITLE-ABS-KEY” is a field of another database"),
    ("a AND limit 3 to english language", A, "“limit 3 to english language” cannot be used here"),
    ("limit 3 to english language AND a", A, "cannot be used here"),
    ('a AND limit 3 to (humans and yr="2010 -Current")', A, "cannot be used here"),
    ("limit 3 to humans", None, "cannot be used here"),
    ('a AND (LIMIT-TO(LANGUAGE, "English"))', A, "cannot be used here"),
    ("a Filters: Humans, English", A, "“Filters: Humans, English” cannot be used here and was left out; write humans"),
    ("(a) OR b Filters activated: Humans", Or((A, B)), "cannot be used here"),
    ("a Sort by: Most Recent", A, "“Sort by: Most Recent” belongs to a list of searches"),
    ("a AND [english]/lim", A, "“[english]/lim” cannot be used here"),
    ("#4 Search (a AND b)", And((A, B)), "“#4 Search” belongs to a list of searches and was left out."),
    ("Search (a AND b)", And((A, B)), "“Search” belongs to a list of searches"),
    ("Search: a", A, "“Search:” belongs to a list of searches"),
    ("or/1-5 and a[ti]", Words("a", "ti"), "Line numbers of a search history"),
    ("a AND PY=(2010-2020)", A, "cannot be used here"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree", "said"), READ)
def test_what_other_databases_write_is_read_and_told(text: str, tree: Tree | None, said: str) -> None:
    asked = read(text)
    assert asked.tree == tree
    assert said in " ".join(asked.problems)
    assert len(asked.problems) <= 2


@pytest.mark.parametrize(
    "text",
    ["HER2/neu", "HER2/ neu", "trastuzumab/de[mh]", "Breast Neoplasms/dt[mh]", "e.g. i.v. U.S.", "10.1016/j.ab.2010.01",
     '"exp Breast Neoplasms/"', '"a.ti." b', "limit of detection", "research (a)", "search and filters", "a: b", "1:2",
     "O'Shaughnessy J[au]", "humans[filter]", "TI in AB", '"TS=" [ti]', "a[ti] AND b[tiab:~3]", "Neoplasms/dt, ge"],
)  # fmt: skip
def test_what_is_none_of_these_stays(text: str) -> None:
    told: list[str] = []
    assert mended(text, told.append, typing=False) == text
    assert told == []


@pytest.mark.parametrize("text", ["HER2/", "trastuzumab/de", "a:ti", "a AND TI", "'a b'/exp"])
def test_while_it_is_typed_the_end_may_be_something_else(text: str) -> None:
    told: list[str] = []
    assert mended(text, told.append, typing=True) == text
    assert mended(f"{text} AND b", told.append, typing=True).endswith(" AND b")


def test_what_is_left_out_joins_nothing_and_cannot_be_typed() -> None:
    assert read("a OR limit 3 to humans").tree == A
    assert not GONE.isprintable()
    assert read(f"a {GONE} b").tree == And((A, B))
