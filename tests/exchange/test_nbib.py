from __future__ import annotations

import io

import pytest
from Bio import Medline

from her2ref.core.article import Article, Author, Chemical, MeshHeading, Notice, Qualifier, Section
from her2ref.exchange import nbib
from her2ref.library.rows import ArticleView
from her2ref.records import medline
from tests.data import synthetic
from tests.records.odd import ODD
from tests.records.test_medline import sayable


def view(article: Article, number: int = 70000001) -> ArticleView:
    return ArticleView(number, article, (), "2026-01-01", "", ("xml",), (), starred=False, notes=())


def read_back(*articles: Article) -> list[dict[str, object]]:
    out = io.StringIO()
    nbib.write([view(a) for a in articles], out)
    return [dict(r) for r in Medline.parse(io.StringIO(out.getvalue()))]


def test_biopython_reads_what_we_write() -> None:
    article = synthetic.record(
        70000001,
        abstract=[Section("One invented aim.", "AIM"), Section("Two.", "RESULTS")],
        mesh=[
            MeshHeading(
                "Breast Neoplasms", "D001943", qualifiers=[Qualifier("drug therapy", "Q000188", major=True)]
            )
        ],
        keywords=["example"],
        chemicals=[Chemical("Trastuzumab", "D000068878", "P188ANX8CK")],
        pmcid="PMC1234567",
    )
    (found,) = read_back(article)
    assert found["PMID"] == "70000001"
    assert found["TI"] == article.title
    assert found["AB"] == "AIM: One invented aim. RESULTS: Two."
    assert found["FAU"] == ["Alpha, Ann A", "Beta, Ben"]
    assert found["AU"] == ["Alpha AA", "Beta B"]
    assert found["MH"] == ["Breast Neoplasms/*drug therapy"]
    assert found["RN"] == ["P188ANX8CK (Trastuzumab)"]
    assert found["PMC"] == "PMC1234567"
    assert found["LID"] == f"{article.doi} [doi]"
    assert found["LR"] == "20240401"


@pytest.mark.parametrize("name", sorted(set(ODD) - {"scripts"}))
def test_our_own_reader_reads_every_field_back(name: str) -> None:
    articles = [sayable(synthetic.record(n, **ODD[name])) for n in (70000011, 70000012)]
    assert ours(*articles) == articles


def test_our_own_reader_reads_a_book_back() -> None:
    book = synthetic.record(70000090, book=synthetic.example_book())
    book.journal = book.journal_abbrev = book.issn = book.nlm_id = ""
    assert ours(book) == [book]


def test_articles_without_a_pmid_are_read_back_as_several() -> None:
    articles = [synthetic.record(n, title=f"Invented {n}.") for n in (1, 2, 3)]
    for article in articles:
        article.pmid = None
    assert ours(*articles) == articles


def ours(*articles: Article) -> list[Article]:
    out = io.StringIO()
    nbib.write([view(a) for a in articles], out)
    return [item[0] for item in medline.read(io.BytesIO(out.getvalue().encode())) if isinstance(item, tuple)]


def test_each_line_has_a_four_column_tag_or_six_spaces() -> None:
    text = nbib.record(synthetic.record(1, abstract="word " * 200))
    for line in text.splitlines():
        assert line[4:6] == "- " or line.startswith("      "), line
    assert max(len(line) for line in text.splitlines()) <= nbib.WIDTH


@pytest.mark.parametrize("kind", sorted(nbib.NOTICE_TAGS))
def test_notices_go_out_by_their_own_tags(kind: str) -> None:
    (found,) = read_back(synthetic.record(1, notices=[Notice(kind, 70000002, "J Invent Ex. 2025;1:1")]))
    value = found[nbib.NOTICE_TAGS[kind]]
    assert "PMID: 70000002" in (value if isinstance(value, str) else " ".join(value))  # type: ignore[arg-type]


def test_a_group_author_and_one_without_a_given_name() -> None:
    (found,) = read_back(
        synthetic.record(1, authors=[Author(collective="Example Group"), Author(family="Solo")])
    )
    assert found["CN"] == ["Example Group"]
    assert found["FAU"] == ["Solo"]


def test_text_cannot_break_out_of_its_field() -> None:
    (found,) = read_back(synthetic.record(1, title="One\nPMID- 666\n\nPMID- 667"))
    assert found["PMID"] == "1"
    assert found["TI"] == "One PMID- 666 PMID- 667"


def test_an_article_without_a_pmid_has_no_pmid_line() -> None:
    article = synthetic.record(1)
    article.pmid = None
    assert "PMID" not in nbib.record(article)
    assert len(read_back(article, synthetic.record(2))) == 2
