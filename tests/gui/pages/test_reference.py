from __future__ import annotations

from her2ref.core.statement import Reference
from her2ref.gui.pages.reference import chips, page, unknown


def test_our_summary_is_labelled_as_ours() -> None:
    made = page(Reference("pmid:5", "A <title>", ("A B",), "J Ex", 2014, pmid=5, summary="Our words.")).html
    assert "A &lt;title&gt;" in made
    assert "SUMMARY BY HER2REF, NOT THE PUBLISHED ABSTRACT" in made
    assert "Our words." in made
    assert "The published abstract is not held here." in made
    assert "Ctrl+O" in made


def test_a_page_on_the_web_names_address_and_day() -> None:
    made = page(
        Reference("web:x", "T", url="https://example.org/a", publisher="Agency", seen="2026-11-25")
    ).html
    assert 'href="open:page"' in made
    assert "2026-11-25" in made
    assert "her2ref has no summary" in made


def test_what_is_not_held_is_named() -> None:
    assert "PMID 99" in unknown(99).html
    assert "article:-7" in unknown(-7).html


def test_chips_say_kind_and_whether_it_is_free() -> None:
    assert [c.text for c in chips(Reference("pmid:5", "T", type="review", free=True))] == [
        "review",
        "Free full text",
    ]
    assert chips(Reference("pmid:5", "T")) == []


def test_six_authors_of_ours_are_not_all() -> None:
    names = tuple(f"Name{n} A" for n in range(6))
    assert "Name5 A, et al." in page(Reference("pmid:5", "T", names, pmid=5)).html
    assert "et al." not in page(Reference("pmid:5", "T", (*names, "Name6 A"), pmid=5)).html
    assert "et al." not in page(Reference("pmid:5", "T", pmid=5)).html
