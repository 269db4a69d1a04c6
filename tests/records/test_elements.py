"""Field by field: what a record says in XML is what the article says."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from Bio import Entrez
from lxml import etree

from her2ref.core.article import Article, Author, Book, MeshHeading, Section
from her2ref.records.identifiers import orcid_of
from her2ref.records.pubmed_xml import Unreadable, parse_record
from tests.data.synthetic import (
    DOCTYPE,
    Markup,
    article_set,
    article_xml,
    book_xml,
    example_book,
    record,
)
from tests.records.odd import ODD

MATH = Markup(
    'Ratio of <mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:msub><mml:mi>R</mml:mi><mml:mn>0</mml:mn>'
    "</mml:msub></mml:math> and 10<sup>-3</sup> in <i>INV1</i>."
)


def parsed(xml: str) -> Article:
    return parse_record(xml.encode())


@pytest.fixture(scope="module")
def dtd() -> etree.DTD:
    return etree.DTD(str(Path(Entrez.__file__).parent / "DTDs" / "pubmed_250101.dtd"))


@pytest.mark.parametrize("name", ODD)
def test_every_field_is_read_as_given(name: str) -> None:
    assert parsed(article_xml(70000011, **ODD[name])) == record(70000011, **ODD[name])


@pytest.mark.parametrize("name", ODD)
def test_synthetic_twins_are_valid_against_the_dtd(name: str, dtd: etree.DTD) -> None:
    file = article_set([article_xml(70000011, references=[1, 2], **ODD[name]), book_xml(70000090)])
    assert dtd.validate(etree.fromstring(file)), dtd.error_log


def test_every_field_of_an_article_is_told_by_some_odd_record() -> None:
    plain = Article()
    told = {
        field.name
        for given in ODD.values()
        for field in fields(Article)
        if getattr(record(70000011, **given), field.name) != getattr(plain, field.name)
    }
    assert told == {field.name for field in fields(Article)} - {"book"}


def test_formula_and_raised_signs_keep_their_meaning(dtd: etree.DTD) -> None:
    xml = article_xml(70000012, title=MATH, abstract=[Section(MATH)])
    assert dtd.validate(etree.fromstring(article_set([xml]))), dtd.error_log
    article = parsed(xml)
    assert article.title == "Ratio of R₀ and 10⁻³ in INV1."
    assert article.abstract == [Section("Ratio of R₀ and 10⁻³ in INV1.")]


def test_a_formula_whose_prefix_the_root_of_the_file_declared() -> None:
    xml = article_xml(
        70000012, title=Markup(MATH.replace(' xmlns:mml="http://www.w3.org/1998/Math/MathML"', ""))
    )
    assert parsed(xml).title == "Ratio of R₀ and 10⁻³ in INV1."


def test_a_chapter_is_kept_as_a_book() -> None:
    article = parsed(
        book_xml(70000090, title="Invented chapter.", pages="1-9", volume="3", keywords=["word"])
    )
    wanted = record(
        70000090, title="Invented chapter.", pages="1-9", volume="3", keywords=["word"], book=example_book()
    )
    wanted.status = wanted.journal = wanted.journal_abbrev = wanted.issn = wanted.nlm_id = wanted.issue = ""
    assert article == wanted
    assert article.book == Book(
        "Invented handbook of examples",
        "Example Press",
        "Exampletown (EX)",
        "NBK0000001",
        "2nd",
        ["9780000000002"],
        [Author("Delta", "Dora", "D")],
    )


def test_a_whole_book_is_called_by_its_title() -> None:
    assert parsed(book_xml(70000090, title="")).title == "Invented handbook of examples"


def test_identifiers_of_cited_records_are_not_the_articles_own() -> None:
    article = parsed(article_xml(70000013, doi="", pmcid="", references=[555, 556]))
    assert (article.pmid, article.doi, article.pmcid, article.notices) == (70000013, "", "", [])


def test_the_doi_of_pubmeds_own_list_is_taken_where_the_article_has_none() -> None:
    xml = article_xml(70000013, doi="10.5555/x").replace(
        '<ELocationID EIdType="doi" ValidYN="Y">10.5555/x</ELocationID>', ""
    )
    assert parsed(xml).doi == "10.5555/x"


def test_an_invalid_doi_is_passed_over() -> None:
    xml = article_xml(70000013, doi="10.5555/right").replace(
        '<ELocationID EIdType="doi" ValidYN="Y">10.5555/right',
        '<ELocationID EIdType="doi" ValidYN="N">10.5555/wrong',
    )
    assert parsed(xml).doi == "10.5555/right"


OLD = """<PubmedArticle><MedlineCitation Owner="NLM" Status="MEDLINE"><PMID>993</PMID>
<DateCreated><Year>1976</Year><Month>02</Month><Day>09</Day></DateCreated>
<DateRevised><Year>2009</Year><Month>11</Month><Day>18</Day></DateRevised>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print"><PubDate><Year>1976</Year>
<Month>1</Month></PubDate></JournalIssue></Journal><ArticleTitle>An invented
      old   record.</ArticleTitle><Pagination><StartPage>5</StartPage><EndPage>9</EndPage></Pagination>
<Affiliation>Example College.</Affiliation>
<AuthorList CompleteYN="Y"><Author ValidYN="N"><LastName>Wrong</LastName></Author>
<Author ValidYN="Y"><LastName>Alpha</LastName><Initials>A</Initials></Author>
<Author ValidYN="Y"><ForeName>Mononym</ForeName></Author></AuthorList>
<Language>eng</Language></Article><MedlineJournalInfo><MedlineTA>Old J</MedlineTA><ISSNLinking>1111-1111</ISSNLinking>
</MedlineJournalInfo><OtherID Source="NLM">PMC1165577 [Available on 01/01/15]</OtherID>
<NewElement>of a later year</NewElement></MedlineCitation>
<PubmedData><History><PubMedPubDate PubStatus="pubmed"><Year>1976</Year><Month>2</Month><Day>1</Day></PubMedPubDate>
</History></PubmedData></PubmedArticle>"""


def test_a_record_of_an_old_dtd() -> None:
    article = parsed(OLD)
    assert article == Article(
        pmid=993,
        status="MEDLINE",
        revised="2009-11-18",
        entered="1976-02-01",
        title="An invented old record.",
        authors=[Author("Alpha", "", "A", affiliations=["Example College."]), Author("Mononym", "Mononym")],
        journal_abbrev="Old J",
        issn="1111-1111",
        year=1976,
        month=1,
        date_text="1976 Jan",
        pages="5-9",
        pmcid="PMC1165577",
        languages=["eng"],
    )


@pytest.mark.parametrize(
    ("pmid", "why"),
    [("0", "'0' is not a PMID"), ("0;DROP TABLE", "'0;DROP TABLE' is not a PMID"), ("١٢", "is not a PMID")],
)
def test_nonsense_is_no_pmid(pmid: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        parsed(article_xml(pmid))


def test_a_record_without_pmid_needs_a_title() -> None:
    bare: dict[str, Any] = {"doi": "10.5555/none", "title": "Invented title."}
    xml = article_xml("", **bare).replace('<ArticleId IdType="pubmed"></ArticleId>', "")
    article = parsed(xml)
    assert (article.pmid, article.doi) == (None, "10.5555/none")
    with pytest.raises(Unreadable, match="neither a PMID nor a title"):
        parsed(xml.replace(article.title, ""))


def test_the_pmid_of_pubmeds_list_is_taken_where_the_citation_has_none() -> None:
    xml = article_xml(70000014).replace('<PMID Version="1">70000014</PMID>', "")
    assert parsed(xml).pmid == 70000014


@pytest.mark.parametrize(
    ("year", "month", "day", "wanted"),
    [
        ("2024", "Feb", "31", (2024, 2, 0, "2024 Feb 31")),
        ("2024", "13", "5", (2024, 0, 0, "2024 13 5")),
        ("24", "Jan", "1", (None, 0, 0, "24 Jan 1")),
        ("MMXX", "", "", (None, 0, 0, "MMXX")),
        ("2024", "March", "05", (2024, 3, 5, "2024 Mar 5")),
        ("٢٠٢٤", "٣", "٥", (None, 0, 0, "٢٠٢٤ ٣ ٥")),
    ],
)
def test_nonsense_dates_are_unknown_and_kept_as_words(
    year: str, month: str, day: str, wanted: tuple[int | None, int, int, str]
) -> None:
    date = f"<PubDate><Year>{year}</Year><Month>{month}</Month><Day>{day}</Day></PubDate>"
    xml = article_xml(70000015, year=1999).replace("<PubDate><Year>1999</Year></PubDate>", date)
    article = parsed(xml)
    assert (article.year, article.month, article.day, article.date_text) == wanted


def test_decomposed_letters_are_composed() -> None:
    assert parsed(article_xml(70000016, title="Tu\u0308bingen")).title == "Tübingen"


@pytest.mark.parametrize(
    "said",
    [
        "0000-0001-2345-678X",
        "https://orcid.org/0000-0001-2345-678X",
        "000000012345678x",
        " 0000-0001-2345-678X/ ",
    ],
)
def test_one_form_of_an_orcid(said: str) -> None:
    assert orcid_of(said) == "0000-0001-2345-678X"


def test_what_is_no_orcid_is_left_out() -> None:
    assert orcid_of("0000-0001") == ""


def test_the_doctype_of_the_synthetic_file_names_the_dtd_that_validates_it() -> None:
    assert "pubmed_250101.dtd" in DOCTYPE


def test_the_day_of_entry_is_found_wherever_the_history_stands() -> None:
    history = (
        '<History><PubMedPubDate PubStatus="received"><Year>2001</Year><Month>1</Month><Day>1</Day></PubMedPubDate>\n'
        '<PubMedPubDate PubStatus="entrez">\n <Year>2002</Year>\n <Month>3</Month>\n <Day>4</Day>\n'
        "</PubMedPubDate></History>"
    )
    xml = article_xml(70000018, entered="")
    for entry, wanted in (
        (history, "2002-03-04"),
        (history.replace("entrez", "pubmed"), "2002-03-04"),
        ("", ""),
    ):
        assert parsed(xml.replace("<PublicationStatus>", entry + "<PublicationStatus>")).entered == wanted
    odd = history.replace("<Year>2002</Year>", "<Year>MMII</Year>")
    assert parsed(xml.replace("<PublicationStatus>", odd + "<PublicationStatus>")).entered == ""


def test_a_season_that_is_months() -> None:
    xml = article_xml(70000019, year=2009).replace(
        "<Year>2009</Year>", "<Year>2009</Year><Season>May-Jun</Season>"
    )
    article = parsed(xml)
    assert (article.year, article.month, article.day, article.date_text) == (2009, 5, 0, "2009 May-Jun")


@pytest.mark.parametrize(
    ("attributes", "ui", "major"),
    [
        ('UI="D000001" MajorTopicYN="Y"', "D000001", True),
        ('MajorTopicYN="N" UI="D000001"', "D000001", False),
        ('MajorTopicYN="Y" Type="Geographic"', "", True),
        ('MajorTopicYN="Y" Type="Geographic" UI="D000001"', "D000001", True),
        ('MajorTopicYN="Y"', "", True),
        ("", "", False),
    ],
)
def test_index_terms_of_every_dtd(attributes: str, ui: str, major: bool) -> None:
    heading = (
        f"<MeshHeadingList><MeshHeading><DescriptorName {attributes}>Invented</DescriptorName></MeshHeading>"
    )
    xml = article_xml(1).replace("</MedlineCitation>", f"{heading}</MeshHeadingList></MedlineCitation>")
    assert parsed(xml).mesh == [MeshHeading("Invented", ui, major)]
