from __future__ import annotations

import dataclasses

import pytest

from her2ref.core.statement import Reference
from her2ref.gui.pages.article import Shown
from her2ref.gui.pages.source import Source, compose
from her2ref.library.rows import ArticleView
from tests.data import synthetic

VIEW = ArticleView(70000001, synthetic.record(70000001), (), "", "", ("xml",), (), False, ())


def test_addresses_are_made_from_numbers_and_checked_words() -> None:
    held = Source(70000001, VIEW)
    assert held.address("pubmed") == "https://pubmed.ncbi.nlm.nih.gov/70000001/"
    assert held.address("doi") == "https://doi.org/10.5555/invented.70000001"
    assert held.address("page") == ""
    assert held.address("http://example.org") == ""


@pytest.mark.parametrize("doi", ["javascript:alert(1)", "10.5555/a b", "//evil.example", ""])
def test_what_is_no_doi_has_no_address(doi: str) -> None:
    article = dataclasses.replace(VIEW.article, doi=doi)
    assert Source(1, dataclasses.replace(VIEW, article=article)).address("doi") == ""


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://example.org/a", True),
        ("http://example.org", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_secure_pages_of_our_content_are_opened(url: str, good: bool) -> None:
    assert (Source(0, None, Reference("web:x", "T", url=url)).address("page") == url) is (good or not url)
    assert bool(Source(0, None, Reference("web:x", "T", url=url)).address("page")) is good


def test_an_article_without_a_pmid_has_no_page_on_pubmed() -> None:
    article = dataclasses.replace(VIEW.article, pmid=None)
    source = Source(-7, dataclasses.replace(VIEW, article=article, id=-7))
    assert source.address("pubmed") == ""
    assert source.target == "article:-7"


def test_what_is_shown() -> None:
    assert "Invented study" in compose(Source(70000001, VIEW), Shown())[0].html
    ours = Source(5, None, Reference("pmid:5", "A title", pmid=5, type="review"))
    page, chips, tags = compose(ours, Shown())
    assert "A title" in page.html
    assert [chip.text for chip in chips] == ["review"]
    assert tags == []
    assert "PMID 9" in compose(Source(9), Shown())[0].html
    assert Source(9).target == ""
