from __future__ import annotations

import re
import time
from typing import Any

import pytest

from her2ref.core.article import Author, Chemical, MeshHeading, Qualifier, Section
from her2ref.core.query import And, Not, Or, Same, Tree, Words
from her2ref.gui.pages.article import Shown, page
from her2ref.gui.pages.html import BREAK, HIT
from her2ref.gui.pages.marks import marks
from her2ref.gui.pages.reason import LONGEST, Reason, reason
from her2ref.library.rows import ArticleView
from tests.data import synthetic

MESH = [
    MeshHeading("Signal Transduction"),
    MeshHeading("Breast Neoplasms", qualifiers=[Qualifier("genetics")]),
    *map(MeshHeading, ("Female", "Aged", "Mice, Nude")),
]


def view(**fields: Any) -> ArticleView:
    given = {"mesh": MESH, "abstract": [Section("Words of an abstract on PTEN.", "RESULTS")], **fields}
    article = synthetic.record(70000001, **given)
    return ArticleView(70000001, article, (), "2026-11-25", "", ("xml",), (), False, ())


def line(tree: Tree, **fields: Any) -> str:
    made = reason(view(**fields), marks(tree))
    assert made.details is bool(made.html)
    return made.html.replace(HIT, "[").replace("</span>", "]")


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Words("signal transduction", quoted=True), "Matched in MeSH: [Signal Transduction]"),
        (
            Words("Breast Neoplasms/genetics", "mh"),
            "Matched in MeSH: [Breast Neoplasms] / [genetics]",
        ),
        (And((Words("female"), Words("aged"))), "Matched in MeSH: [Female] · [Aged]"),
        (And((Words("pten"), Words("aged"))), "Matched in MeSH: [Aged]"),
        (Words("journal article"), "Matched in Publication types: [Journal Article]"),
        (Words("english", "la"), "Matched in Languages: [English]"),
        (Words("2024", "edat"), "Matched in Date of entry: [2024-03-05]"),
        (
            And((Words("mice"), Words("english", "la"))),
            "Matched in MeSH: [Mice], Nude; Languages: [English]",
        ),
        (Or((Words("mice"), Words("nothing"))), "Matched in MeSH: [Mice], Nude"),
        (Same(Words("mouse"), (Words("mice"),)), "Matched in MeSH: [Mice], Nude"),
        (Not(Words("mice"), Words("pten")), "Matched in MeSH: [Mice], Nude"),
    ],
)
def test_what_matched_only_in_the_details_is_said(tree: Tree, expected: str) -> None:
    assert line(tree) == expected


@pytest.mark.parametrize(
    "tree",
    [
        Words("pten"),
        Words("results"),
        Words("alpha", "au"),
        Words("alpha", "1au"),
        Words("J Invent Ex", "ta"),
        Words("2024", "dp"),
        Words("70000001", "pmid"),
        Words("10.5555/invented.70000001", "doi"),
        Or((Words("pten"), Words("mice"))),
        Same(Words("abstract words"), (Words("mice"),), (Words("abstract"), Words("words"))),
        Words("not there"),
        Words("b"),
    ],
)
def test_nothing_is_said_where_the_page_shows_it(tree: Tree) -> None:
    made = reason(view(), marks(tree))
    assert made == Reason()
    html = page(view(), None, Shown(marks=marks(tree))).html
    assert (HIT in html) is (tree not in (Words("not there"), Words("b")))


def test_words_on_the_page_are_no_reason_for_an_article_that_matches_by_another() -> None:
    asked = Or((And((Words("pten"), Words("lung"))), Words("Female", "mh")))
    assert line(asked) == "Matched in MeSH: [Female]"


def test_a_heading_that_was_asked_for_is_said_also_where_its_words_are_read() -> None:
    assert line(Words("Female", "mh"), title="Female and male") == "Matched in MeSH: [Female]"


def test_a_word_without_a_place_does_not_hide_the_others() -> None:
    assert line(And((Words("mice"), Words("nowhere")))) == "Matched in MeSH: [Mice], Nude"


def test_of_many_the_first_few_are_named() -> None:
    made = line(Words("gene", prefix=True), mesh=[], keywords=[f"gene{n}" for n in range(9)])
    assert made == "Matched in Keywords: [gene0] · [gene1] · [gene2] · [gene3] and 5 more"


def test_of_a_long_name_the_piece_that_matched_is_shown() -> None:
    name = "a" * 300 + " needle " + "b" * 300
    made = line(Words("needle"), chemicals=[Chemical(name)]).replace(BREAK, "")
    assert "[needle]" in made
    assert len(made) < LONGEST + 60


def test_a_match_behind_the_beginning_of_an_endless_abstract_is_said() -> None:
    made = reason(view(abstract="word " * 10_000 + "the needle"), marks(Words("needle")))
    assert made.html.startswith("Matched in Abstract: …")
    assert made.html.endswith(f"{HIT}needle</span>")
    assert (made.details, made.whole) == (False, True)


def test_nothing_in_a_record_becomes_a_tag() -> None:
    hostile = "<img src=x onerror=y> needle <script>"
    html = reason(view(keywords=[hostile], mesh=[MeshHeading(hostile)]), marks(Words("needle"))).html
    assert "needle" in html
    assert set(re.findall(r"<[^>]*>", html)) == {HIT, "</span>"}


def test_authors_behind_the_others_are_shown_when_they_were_asked_for() -> None:
    people = [Author(f"Name{n}", "A", "A") for n in range(1000)]
    people[500] = Author("Slamon", "D", "DJ")
    shown = Shown(marks=marks(Words("slamon d", "au")))
    html = page(view(authors=people), None, shown).html
    assert f"Name9 A … {HIT}Slamon DJ</span> " in html
    assert "and 989 more" in html
    assert "Name10 A" not in html
    assert reason(view(authors=people), shown.marks) == Reason()
    eleven = page(view(authors=[*people[:10], people[500]]), None, shown).html
    assert "show:authors" not in eleven


def test_a_thousand_authors_are_read_in_no_time() -> None:
    many = view(authors=[Author(f"Náme{n}", "A", "A", affiliations=["Place " * 20]) for n in range(1000)])
    made = marks(And(tuple(Words(f"word{n}") for n in range(5))))
    best = 1.0
    for _ in range(3):
        start = time.perf_counter()
        reason(many, made)
        page(many, None, Shown(marks=made))
        best = min(best, time.perf_counter() - start)
    assert best < 0.1
