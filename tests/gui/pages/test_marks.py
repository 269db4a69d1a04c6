from __future__ import annotations

import pytest

from her2ref.core.article import MeshHeading, Qualifier
from her2ref.core.query import And, Not, Or, Same, Tree, Words
from her2ref.gui.pages.marks import All, Any, Part, marks
from tests.data import synthetic


def hit(part: Part, place: str, text: str) -> str:
    return "|".join(text[start:end] for start, end in part.spans(place, text))


@pytest.mark.parametrize(
    ("leaf", "place", "text", "expected"),
    [
        (Words("mice"), "title", "Of mice", "mice"),
        (Words("mice"), "genes", "MICE", "MICE"),
        (Words("mice", "ti"), "title", "Of mice", "mice"),
        (Words("mice", "ti"), "abstract", "Of mice", ""),
        (Words("mice", "tiab"), "keywords", "nude mice", "mice"),
        (Words("mice", "tiab"), "headings", "Mice", ""),
        (Words("mice", "tw"), "headings", "Mice, Nude", "Mice"),
        (Words("mice", "tw"), "authors", "Mice A", ""),
        (Words("souris", "tt"), "vernacular title", "La souris", "souris"),
        (Words("souris", "tt"), "title", "La souris", ""),
        (Words("drug therapy", "sh"), "qualifiers", "drug therapy", "drug therapy"),
        (Words("drug therapy", "sh"), "qualifiers", "drug therapy of all", ""),
        (Words("drug", "sh", prefix=True), "qualifiers", "drug therapy", "drug"),
        (Words("Review", "pt"), "types", "Systematic Review", "Systematic Review"),
        (Words("Review", "pt:noexp"), "types", "Systematic Review", ""),
        (Words("Review", "pt:noexp"), "types", "Review", "Review"),
        (Words("pten", "ot"), "keywords", "PTEN loss", ""),
        (Words("p110α", "ot"), "keywords", "p110alpha", "p110alpha"),
        (Words("tamoxifen", "nm"), "substances", "Tamoxifen", "Tamoxifen"),
        (Words("review breast", near=2), "title", "Breast review", "Breast|review"),
        (Words("review breast", near=2), "types", "Review", ""),
    ],
)
def test_a_leaf_marks_where_the_index_looks_for_it(leaf: Words, place: str, text: str, expected: str) -> None:
    assert hit(Part([leaf]), place, text) == expected


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        (Words("Breast Neoplasms", "mh"), "Breast Neoplasms"),
        (Words("breast", "mh"), ""),
        (Words("breast", "mh", prefix=True), "Breast"),
        (Words("Breast Neoplasms/genetics", "mh"), "Breast Neoplasms|genetics"),
        (Words("Breast Neoplasms/surgery", "mh"), ""),
        (Words("Breast Neoplasms", "majr"), "Breast Neoplasms"),
        (Words("genetics", "sh"), "genetics"),
        (Words("genetics"), "genetics"),
        (Words("breast", "ti"), ""),
    ],
)
def test_a_heading_is_marked_as_a_whole_with_the_qualifier_that_was_asked_for(
    leaf: Words, expected: str
) -> None:
    heading = MeshHeading(
        "Breast Neoplasms", qualifiers=[Qualifier("genetics", major=True), Qualifier("pathology")]
    )
    text, spans = Part([leaf]).heading(heading)
    assert text == "Breast Neoplasms / genetics* / pathology"
    assert "|".join(text[start:end] for start, end in spans) == expected


def test_a_major_heading_is_asked_for_only_where_it_is_one() -> None:
    assert Part([Words("Mice", "majr")]).heading(MeshHeading("Mice"))[1] == []
    assert Part([Words("Mice", "majr")]).heading(MeshHeading("Mice", major=True))[1] == [(0, 4)]


@pytest.mark.parametrize(
    ("leaf", "name", "expected"),
    [
        (Words("slamon d", "au"), "Slamon DJ", "Slamon DJ"),
        (Words("slamon d", "au", quoted=True), "Slamon DJ", ""),
        (Words("slamon", "au"), "Garcia Slamon D", "Slamon"),
        (Words("slamon d", "au"), "Garcia Slamon D", ""),
        (Words("slamon"), "Slamon DJ", "Slamon"),
        (Words("slamon", "1au"), "Slamon DJ", ""),
    ],
)
def test_an_author_is_marked_from_the_beginning_of_the_name(leaf: Words, name: str, expected: str) -> None:
    assert "|".join(name[start:end] for start, end in Part([leaf]).author(name)) == expected


def test_only_the_first_author_is_the_first() -> None:
    assert Part([Words("slamon", "1au")]).author("Slamon DJ", first=True) == [(0, 6)]
    assert Part([Words("slamon", "au")]).author("Slamon DJ", first=True) == [(0, 6)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("J Invent Ex", True),
        ("Journal of invented examples", True),
        ("The Journal of Invented Examples", True),
        ("Journal of invented", False),
        ("Invented", False),
    ],
)
def test_a_journal_is_asked_for_by_either_of_its_names(asked: str, expected: bool) -> None:
    article = synthetic.record(1, journal="Journal of invented examples : official")
    assert Part([Words(asked, "ta")]).journal(article) is expected
    assert not Part([Words(asked)]).journal(article)


def test_a_journal_may_be_asked_for_without_its_place() -> None:
    article = synthetic.record(1, journal="Cancers (London, England)", journal_abbrev="Cancers (Lond)")
    assert Part([Words("cancers", "ta")]).journal(article)


def test_days_languages_and_numbers() -> None:
    part = Part(
        [Words("2014", "dp", to="2015/06"), Words("german", "la"), Words("10.1/A", "doi"), Words("7", "pmid")]
    )
    assert part.day("dp", 20150630)
    assert not part.day("dp", 20150701)
    assert not part.day("edat", 20150101)
    assert part.speaks("ger")
    assert not part.speaks("eng")
    assert part.number("doi", "10.1/a")
    assert part.number("pmid", "7")
    assert not part.number("pmid", "10.1/a")


def test_a_leaf_of_which_nothing_can_be_seen_says_nothing() -> None:
    assert not Part([Words("b")]).says
    assert not Part([]).says
    assert Part([Words("b", "mh")]).says


@pytest.mark.parametrize(
    ("tree", "shape"),
    [
        (Words("a1"), Part),
        (Same(Words("a1"), (Words("b1"),)), Part),
        (Same(Words("a1 b1"), (), (Words("a1"), Words("b1"))), Any),
        (And((Words("a1"), Words("b1"))), All),
        (Or((Words("a1"), Words("b1"))), Any),
        (Not(Words("a1"), Words("b1")), Part),
    ],
)
def test_a_query_keeps_its_shape(tree: Tree, shape: type) -> None:
    assert type(marks(tree).node) is shape
    assert marks(tree) == marks(tree) != marks(Words("other"))


def test_what_is_left_out_is_not_marked() -> None:
    made = marks(Not(Words("mice"), Words("rats")))
    assert hit(made.every, "title", "mice and rats") == "mice"
