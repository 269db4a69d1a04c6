from __future__ import annotations

import re
from typing import Any

import pytest

from her2ref.core.article import Author, Chemical, MeshHeading, Notice, OtherAbstract, Qualifier, Section
from her2ref.core.identity import ABSTRACT_NOTICE
from her2ref.core.query import And, Words
from her2ref.core.statement import Reference
from her2ref.gui.pages.article import Shown, banner, chips, is_doi, page, tags
from her2ref.gui.pages.marks import marks
from her2ref.library.outline import TopicRow
from her2ref.library.rows import ArticleView, Tag
from tests.data import synthetic

HOSTILE = "<img src=x onerror=y><style>*{}</style>\u202e<script>"


def view(**fields: Any) -> ArticleView:
    article = synthetic.record(70000001, **fields)
    return ArticleView(70000001, article, tuple(article.states), "2026-11-25", "", ("xml",), (), False, ())


def text(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html)


def test_an_abstract_with_its_sections_and_its_notice() -> None:
    made = page(
        view(
            abstract=[
                Section("Why.", "BACKGROUND", "BACKGROUND"),
                Section("How.", "", "METHODS"),
                Section("End."),
            ]
        ),
        None,
        Shown(),
    )
    words = text(made.html)
    assert [words.index(w) for w in ("BACKGROUND", "Why.", "METHODS", "How.", "End.")] == sorted(
        words.index(w) for w in ("BACKGROUND", "Why.", "METHODS", "How.", "End.")
    )
    assert ABSTRACT_NOTICE in words
    assert "received 2026-11-25" in words
    assert "PMID 70000001" in words


def test_ten_authors_then_a_number() -> None:
    many = view(authors=[Author(f"Name{n}", "A", "A") for n in range(1000)])
    folded = page(many, None, Shown()).html
    assert "Name9 A" in folded
    assert "Name10 A" not in folded
    assert "and 990 more" in folded
    assert 'href="show:authors"' in folded
    assert "Name999 A" in page(many, None, Shown(authors=True)).html
    assert "more" not in text(page(view(), None, Shown()).html)


@pytest.mark.parametrize(
    ("kind", "word", "tone"),
    [
        ("RetractionIn", "Retracted.", "red"),
        ("ExpressionOfConcernIn", "Expression of concern.", "amber"),
        ("ErratumIn", "Corrected.", "amber"),
        ("UpdateIn", "Updated.", "amber"),
    ],
)
def test_a_warning_stands_first_with_a_link_to_its_notice(kind: str, word: str, tone: str) -> None:
    warned = view(notices=[Notice(kind, 123, "J Ex. 2020;1:1")])
    html = page(warned, None, Shown()).html
    assert html.startswith('<table class="banner"')
    assert html.index(word) < html.index("Invented study")
    assert f'<span class="{tone}">{word}</span>' in html
    assert 'href="article:123"' in html
    assert "J Ex. 2020;1:1" in html


def test_a_notice_itself_carries_no_warning() -> None:
    assert (
        banner(view(notices=[Notice("RetractionOf", 123), Notice("ErratumFor", 5), Notice("CommentIn", 6)]))
        == ""
    )


def test_a_retraction_known_only_by_its_type_is_said() -> None:
    made = view(publication_types=["Retracted Publication"])
    assert "Retracted." in banner(made)
    assert [(c.text, c.tone) for c in chips(made)] == [("Retracted", "red")]


def test_a_retraction_outranks_a_correction() -> None:
    html = banner(view(notices=[Notice("ErratumIn", 1), Notice("RetractionIn", 2)]))
    assert html.index("Retracted.") < html.index("Corrected.")


def test_kinds_of_publication_in_chips() -> None:
    made = view(
        publication_types=["Journal Article", "Clinical Trial, Phase III", "Randomized Controlled Trial"]
    )
    assert [(c.text, c.tone) for c in chips(made)] == [
        ("Randomized Controlled Trial", "green"),
        ("Phase 3", "accent"),
    ]


@pytest.mark.parametrize(
    "shown",
    [
        Shown(),
        Shown(authors=True, details=True, marks=marks(And((Words("img"), Words("script"), Words("style"))))),
    ],
)
def test_nothing_in_a_record_becomes_a_tag(shown: Shown) -> None:
    hostile = view(
        title=HOSTILE,
        vernacular_title=HOSTILE,
        abstract=[Section(HOSTILE, HOSTILE, HOSTILE)],
        other_abstracts=[OtherAbstract(HOSTILE, HOSTILE, [Section(HOSTILE)])],
        authors=[Author(HOSTILE, HOSTILE, HOSTILE, affiliations=[HOSTILE], orcid=HOSTILE)] * 12,
        journal=HOSTILE,
        journal_abbrev=HOSTILE,
        doi=HOSTILE,
        keywords=[HOSTILE],
        mesh=[MeshHeading(HOSTILE, qualifiers=[Qualifier(HOSTILE)])],
        chemicals=[Chemical(HOSTILE, registry=HOSTILE)],
        publication_types=[HOSTILE],
        notices=[Notice("RetractionIn", 1, HOSTILE)],
        abstract_copyright=HOSTILE,
        conflict_of_interest=HOSTILE,
        date_text=HOSTILE,
    )
    html = page(hostile, None, shown).html
    tags_found = {t.split()[0].strip("/") for t in re.findall(r"<(/?[a-zA-Z][^>]*)>", html)}
    assert tags_found <= {"p", "a", "span", "table", "tr", "td", "br", "b", "sup"}
    assert "\u202e" not in html
    assert "onerror=y>" not in html


@pytest.mark.parametrize(
    ("text_given", "good"),
    [
        ("10.5555/invented.1", True),
        ("10.1016/S1470-2045(14)70138-X", True),
        ("10.5555/a b", False),
        ('10.5555/a"b', False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("10.5555/a<b", False),
    ],
)
def test_only_a_doi_is_a_doi(text_given: str, good: bool) -> None:
    assert is_doi(text_given) is good


def test_a_doi_links_only_when_it_is_one() -> None:
    assert 'href="open:doi"' in page(view(), None, Shown()).html
    assert "open:doi" not in page(view(doi="http://evil.example"), None, Shown()).html


def test_no_abstract_is_said_and_ours_is_labelled() -> None:
    reference = Reference("pmid:70000001", "T", summary="Our sentence.")
    words = text(page(view(abstract=""), reference, Shown()).html)
    assert "This record has no abstract." in words
    assert "SUMMARY BY HER2REF, NOT THE PUBLISHED ABSTRACT" in words
    assert "Our sentence." in words
    assert ABSTRACT_NOTICE not in words
    assert "Our sentence." not in page(view(), reference, Shown()).html


def test_details_unfold() -> None:
    made = view(
        keywords=["a keyword"],
        mesh=[MeshHeading("Breast Neoplasms", major=True, qualifiers=[Qualifier("genetics")])],
        chemicals=[Chemical("Trastuzumab", registry="P188ANX8CK")],
    )
    assert "a keyword" not in page(made, None, Shown()).html
    words = text(page(made, None, Shown(details=True)).html)
    assert "a keyword" in words
    assert "Breast Neoplasms* / genetics" in words
    assert "Trastuzumab (P188ANX8CK)" in words


def test_words_are_highlighted_in_title_and_abstract() -> None:
    html = page(view(title="On HER2", abstract="HER2 again"), None, Shown(marks=marks(Words("her2")))).html
    assert html.count('<span class="hl">HER2</span>') == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (Words("J Invent Ex", "ta"), ["J Invent Ex"]),
        (Words("Journal of invented examples", "ta"), ["J Invent Ex"]),
        (Words("invent"), ["Invent"]),
        (Words("2024", "dp"), ["2024 Mar 5"]),
        (Words("2023", "dp"), []),
        (Words("70000001", "pmid"), ["PMID 70000001"]),
        (Words("10.5555/INVENTED.70000001", "doi"), ["doi:10.5555/invented.70000001"]),
        (Words("results"), ["RESULTS"]),
        (Words("alpha", "1au"), ["Alpha"]),
        (Words("beta", "1au"), []),
    ],
)
def test_journal_date_and_numbers_are_highlighted_where_they_were_asked_for(
    words: Words, expected: list[str]
) -> None:
    made = view(abstract=[Section("Words.", "Results")], title="A title")
    html = page(made, None, Shown(marks=marks(words))).html
    assert re.findall(r'<span class="hl">(.*?)</span>', html) == expected


def test_another_language_is_named() -> None:
    made = view(
        other_abstracts=[OtherAbstract("fre", "Publisher", [Section("Un résumé.")])], vernacular_title="Titre"
    )
    words = text(page(made, None, Shown()).html)
    assert "ABSTRACT IN FRENCH" in words
    assert "Un résumé." in words
    assert "Titre" in words


def test_tags_are_links_once_and_not_twice_with_our_own() -> None:
    row = TopicRow("mechanism:a", "mechanism", "a", "", "A", "", "")
    tagged = ArticleView(
        1, synthetic.record(1), (), "", "", ("xml",),
        (Tag("mechanism:a", "A", "content"), Tag("drug:b", "B", "terms", "b <x>"), Tag("drug:b", "B", "person")),
        False, (),
    )  # fmt: skip
    made = tags(tagged, [row])
    assert [(c.text, c.link) for c in made] == [("B", "topic:drug:b")]


def test_an_endless_section_is_cut_until_all_is_asked_for() -> None:
    made = view(abstract="word " * 10_000 + "the last")
    folded, whole = page(made, None, Shown()).html, page(made, None, Shown(whole=True)).html
    assert 'href="show:whole"' in folded
    assert "the last" not in folded
    assert len(folded) < 25_000
    assert "the last" in whole
    assert "show:whole" not in whole
    assert "show:whole" not in page(view(abstract="w" * 20_000), None, Shown()).html
