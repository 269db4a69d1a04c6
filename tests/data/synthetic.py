"""Invented records for tests, written as PubMed XML (valid against NLM's DTD) or MEDLINE text.

All builders take the fields of `core.article.Article` by name, so that what went in can be compared with what a
parser gives back: `article_xml(101, title="…", authors=["Gamma C"], notices=[Notice("RetractionIn", 102)])`.
Names, journals and sentences are invented and look it; DOIs use the prefix 10.5555, which resolves to nothing real.

    article_xml(pmid, **fields) -> str      one <PubmedArticle> (or <PubmedBookArticle> when `book` is given)
    book_xml(pmid, **fields) -> str         one <PubmedBookArticle>
    article_set(records) -> bytes           a whole XML file
    medline(pmid, **fields) -> str          one MEDLINE record
    medline_file(records) -> bytes          a whole MEDLINE / .nbib file
    record(pmid, **fields) -> Article       the value that the parsers should give for the same fields
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from her2ref.core.article import MEDLINE_NOTICES, Article, Author, Book, Notice, OtherAbstract, Section

DOCTYPE = (
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
)
MONTHS = ("", *"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
SEASONS = ("Spring", "Summer", "Autumn", "Winter")
NOTICE_TAGS = {kind: tag for tag, kind in MEDLINE_NOTICES.items()}


class Markup(str):
    """Text that is XML already and is not escaped: `Markup("10<sup>-3</sup>")`."""

    __slots__ = ()


def record(pmid: int = 70000001, **fields: Any) -> Article:
    """An article with plain invented values for whatever is not given.

    `abstract` may be a string; an author may be a string such as `"Gamma C"`; a `year` without a month has none.
    """
    values: dict[str, Any] = {
        "title": f"Invented study {pmid} of an example treatment.",
        "abstract": f"This invented abstract {pmid} describes an example study of HER2.",
        "authors": [Author("Alpha", "Ann A", "AA"), Author("Beta", "Ben", "B")],
        "journal": "Journal of invented examples",
        "journal_abbrev": "J Invent Ex",
        "issn": "1234-5679",
        "nlm_id": "9999999",
        "status": "MEDLINE",
        "revised": "2024-04-01",
        "entered": "2024-03-05",
        "volume": "7",
        "issue": "2",
        "pages": "11-20",
        "doi": f"10.5555/invented.{pmid}",
        "languages": ["eng"],
        "publication_types": ["Journal Article"],
    }
    if "year" not in fields:
        values |= {"year": 2024, "month": 3, "day": 5}
    values |= fields
    if isinstance(values["abstract"], str):
        values["abstract"] = [Section(values["abstract"])] if values["abstract"] else []
    values["authors"] = [_author_of(a) if isinstance(a, str) else a for a in values["authors"]]
    article = Article(pmid=pmid, **values)
    article.date_text = article.date_text or _date_words(article)
    return article


def _author_of(text: str) -> Author:
    family, _, initials = text.rpartition(" ")
    return Author(family or initials, initials if family else "", initials if family else "")


def _date_words(article: Article) -> str:
    parts = [str(article.year or ""), MONTHS[article.month], str(article.day or "")]
    return " ".join(part for part in parts if part)


# PubMed XML


def article_xml(pmid: int | str = 70000001, *, references: Sequence[int] = (), **fields: Any) -> str:
    """One record. `references` become cited records: in ReferenceList and as RefType Cites."""
    article = record(pmid, **fields)  # type: ignore[arg-type]  # hostile tests give odd ids
    if article.book is not None:
        return _book_article(article)
    data = _pubmed_data(article, references)
    return f"<PubmedArticle>{_citation(article, references)}{data}</PubmedArticle>"


def book_xml(pmid: int = 70000090, **fields: Any) -> str:
    """One book record: a chapter of an invented book unless `title` is empty."""
    fields.setdefault("book", example_book())
    return article_xml(pmid, **fields)


def example_book() -> Book:
    return Book(
        title="Invented handbook of examples",
        publisher="Example Press",
        place="Exampletown (EX)",
        accession="NBK0000001",
        edition="2nd",
        isbn=["9780000000002"],
        editors=[Author("Delta", "Dora", "D")],
    )


def article_set(records: Iterable[str], *, doctype: str = DOCTYPE, encoding: str = "UTF-8") -> bytes:
    """A whole file; `encoding` is both declared and used."""
    body = "\n".join(records)
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n{doctype}\n<PubmedArticleSet>\n{body}\n</PubmedArticleSet>\n'
    return text.encode(encoding)


def _text(value: str) -> str:
    return value if isinstance(value, Markup) else escape(value)


def _el(tag: str, value: str, attributes: str = "") -> str:
    """The element, or nothing when it would be empty."""
    return f"<{tag}{attributes and ' ' + attributes}>{_text(value)}</{tag}>" if value else ""


def _wrap(tag: str, inner: Iterable[str], attributes: str = "") -> str:
    body = "".join(inner)
    return f"<{tag}{attributes and ' ' + attributes}>{body}</{tag}>" if body else ""


def _iso(tag: str, iso: str, attributes: str = "") -> str:
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return _wrap(tag, [_el("Year", year), _el("Month", month), _el("Day", day)], attributes)


def _pub_date(article: Article) -> str:
    said = article.date_text
    if said != _date_words(article):
        year, _, season = said.partition(" ")
        parts = (
            [_el("Year", year), _el("Season", season)] if season in SEASONS else [_el("MedlineDate", said)]
        )
    else:
        parts = [
            _el("Year", str(article.year or "")),
            _el("Month", MONTHS[article.month]),
            _el("Day", str(article.day or "")),
        ]
    return _wrap("PubDate", parts)


def _person(tag: str, person: Author, attributes: str = "") -> str:
    name = _el("CollectiveName", person.collective) or (
        _el("LastName", person.family)
        + _el("ForeName", person.given)
        + _el("Initials", person.initials)
        + _el("Suffix", person.suffix)
    )
    orcid = _el("Identifier", person.orcid, 'Source="ORCID"')
    places = "".join(_wrap("AffiliationInfo", [_el("Affiliation", place)]) for place in person.affiliations)
    return _wrap(tag, [name, orcid, places], attributes)


def _author_list(people: list[Author], attributes: str) -> str:
    return _wrap("AuthorList", (_person("Author", a, 'ValidYN="Y"') for a in people), attributes)


def _sections(sections: list[Section]) -> str:
    parts = []
    for section in sections:
        label = f" Label={quoteattr(section.label)}" if section.label else ""
        category = f' NlmCategory="{section.category}"' if section.category else ""
        parts.append(f"<AbstractText{label}{category}>{_text(section.text)}</AbstractText>")
    return "".join(parts)


def _abstract(article: Article) -> str:
    return _wrap(
        "Abstract", [_sections(article.abstract), _el("CopyrightInformation", article.abstract_copyright)]
    )


def _article(article: Article) -> str:
    issue = [_el("Volume", article.volume), _el("Issue", article.issue), _pub_date(article)]
    journal = [
        _el("ISSN", article.issn, 'IssnType="Electronic"'),
        _wrap("JournalIssue", issue, 'CitedMedium="Internet"'),
        _el("Title", article.journal),
        _el("ISOAbbreviation", article.journal_abbrev),
    ]
    complete = f'CompleteYN="{"Y" if article.authors_complete else "N"}"'
    parts = [
        _wrap("Journal", journal),
        f"<ArticleTitle>{_text(article.title)}</ArticleTitle>",
        f"<Pagination><MedlinePgn>{_text(article.pages)}</MedlinePgn></Pagination>",
        _el("ELocationID", article.doi, 'EIdType="doi" ValidYN="Y"'),
        _el("ELocationID", article.pii, 'EIdType="pii" ValidYN="Y"'),
        _abstract(article),
        _author_list(article.authors, complete),
        *(_el("Language", code) for code in article.languages),
        _data_banks(article.databanks),
        _grants(article),
        _wrap(
            "PublicationTypeList",
            (_el("PublicationType", t, 'UI="D000000"') for t in article.publication_types),
        ),
        _el("VernacularTitle", article.vernacular_title),
        _iso("ArticleDate", article.electronic_date, 'DateType="Electronic"'),
    ]
    return _wrap("Article", parts, 'PubModel="Print-Electronic"')


def _data_banks(entries: list[str]) -> str:
    banks = []
    for entry in entries:
        name, _, number = entry.partition("/")
        accession = _wrap("AccessionNumberList", [_el("AccessionNumber", number)])
        banks.append(_wrap("DataBank", [_el("DataBankName", name), accession]))
    return _wrap("DataBankList", banks, 'CompleteYN="Y"')


def _grants(article: Article) -> str:
    rows = (
        _wrap("Grant", [_el("GrantID", g.number), _el("Agency", g.agency), _el("Country", g.country)])
        for g in article.grants
    )
    return _wrap("GrantList", rows, 'CompleteYN="Y"')


def _mesh(article: Article) -> str:
    headings = []
    for heading in article.mesh:
        parts = [
            _el(
                "DescriptorName", heading.descriptor, f'UI="{heading.ui}" MajorTopicYN="{_yn(heading.major)}"'
            )
        ]
        parts += [
            _el("QualifierName", q.name, f'UI="{q.ui}" MajorTopicYN="{_yn(q.major)}"')
            for q in heading.qualifiers
        ]
        headings.append(_wrap("MeshHeading", parts))
    return _wrap("MeshHeadingList", headings)


def _yn(value: bool) -> str:
    return "Y" if value else "N"


def _links(notices: list[Notice], references: Sequence[int]) -> str:
    cites = [Notice("Cites", pmid, "J Invent Ex. 2001;1:1") for pmid in references]
    rows = []
    for notice in [*notices, *cites]:
        pmid = _el("PMID", str(notice.pmid or ""), 'Version="1"')
        source = f"<RefSource>{_text(notice.citation)}</RefSource>"
        rows.append(_wrap("CommentsCorrections", [source, pmid], f'RefType="{notice.kind}"'))
    return _wrap("CommentsCorrectionsList", rows)


def _other_abstract(other: OtherAbstract) -> str:
    return _wrap(
        "OtherAbstract", [_sections(other.sections)], f'Type="{other.type}" Language="{other.language}"'
    )


def _citation(article: Article, references: Sequence[int]) -> str:
    info = [
        _el("Country", "Exampleland"),
        _el("MedlineTA", article.journal_abbrev),
        _el("NlmUniqueID", article.nlm_id),
        _el("ISSNLinking", article.issn),
    ]
    chemicals = (
        _wrap(
            "Chemical",
            [
                f"<RegistryNumber>{c.registry}</RegistryNumber>",
                _el("NameOfSubstance", c.name, f'UI="{c.ui}"'),
            ],
        )
        for c in article.chemicals
    )
    subjects = (_person("PersonalNameSubject", s) for s in article.personal_subjects)
    keywords = (_el("Keyword", k, 'MajorTopicYN="N"') for k in article.keywords)
    investigators = (_person("Investigator", i, 'ValidYN="Y"') for i in article.investigators)
    parts = [
        f'<PMID Version="{article.version}">{article.pmid}</PMID>',
        _iso("DateRevised", article.revised),
        _article(article),
        _wrap("MedlineJournalInfo", info),
        _wrap("ChemicalList", chemicals),
        _links(article.notices, references),
        _wrap("GeneSymbolList", (_el("GeneSymbol", g) for g in article.genes)),
        _mesh(article),
        _wrap("PersonalNameSubjectList", subjects),
        *(_other_abstract(other) for other in article.other_abstracts),
        _wrap("KeywordList", keywords, 'Owner="NOTNLM"'),
        _el("CoiStatement", article.conflict_of_interest),
        _wrap("InvestigatorList", investigators),
    ]
    return _wrap("MedlineCitation", parts, f'Status="{article.status or "MEDLINE"}" Owner="NLM"')


def _ids(article: Article) -> str:
    return _wrap(
        "ArticleIdList",
        [
            _el("ArticleId", str(article.pmid), 'IdType="pubmed"'),
            _el("ArticleId", article.pmcid, 'IdType="pmc"'),
            _el("ArticleId", article.doi, 'IdType="doi"'),
            _el("ArticleId", article.pii, 'IdType="pii"'),
        ],
    )


def _history(article: Article) -> str:
    return _wrap("History", [_iso("PubMedPubDate", article.entered, 'PubStatus="entrez"')])


def _pubmed_data(article: Article, references: Sequence[int]) -> str:
    rows = [
        f"<Reference><Citation>Invented reference {pmid}. J Invent Ex. 2001;1:1.</Citation><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{pmid}</ArticleId><ArticleId IdType="doi">10.5555/cited.{pmid}</ArticleId>'
        f'<ArticleId IdType="pmc">PMC{pmid}</ArticleId></ArticleIdList></Reference>'
        for pmid in references
    ]
    parts = [
        _history(article),
        "<PublicationStatus>ppublish</PublicationStatus>",
        _ids(article),
        _wrap("ReferenceList", rows),
    ]
    return _wrap("PubmedData", parts)


def _book_article(article: Article) -> str:
    book = article.book
    assert book is not None
    parts = [
        _wrap("Publisher", [_el("PublisherName", book.publisher), _el("PublisherLocation", book.place)]),
        _el("BookTitle", book.title, 'book="example"'),
        _pub_date(article),
        _author_list(book.editors, 'CompleteYN="Y" Type="editors"'),
        _el("Volume", article.volume),
        _el("Edition", book.edition),
        *(_el("Isbn", number) for number in book.isbn),
        _el("Medium", "Internet"),
    ]
    types = (_el("PublicationType", t, 'UI="D000000"') for t in article.publication_types)
    document = [
        f'<PMID Version="{article.version}">{article.pmid}</PMID>',
        _wrap("ArticleIdList", [_el("ArticleId", book.accession, 'IdType="bookaccession"')]),
        _wrap("Book", parts),
        _el("ArticleTitle", article.title, 'book="example" part="one"'),
        _el("VernacularTitle", article.vernacular_title),
        f"<Pagination><MedlinePgn>{_text(article.pages)}</MedlinePgn></Pagination>",
        *(_el("Language", code) for code in article.languages),
        _author_list(article.authors, 'CompleteYN="Y" Type="authors"'),
        *types,
        _abstract(article),
        _wrap("KeywordList", (_el("Keyword", k, 'MajorTopicYN="N"') for k in article.keywords)),
        _iso("DateRevised", article.revised),
        _grants(article),
    ]
    data = [_history(article), "<PublicationStatus>ppublish</PublicationStatus>", _ids(article)]
    return _wrap("PubmedBookArticle", [_wrap("BookDocument", document), _wrap("PubmedBookData", data)])


# MEDLINE text


def medline(pmid: int | str = 70000001, **fields: Any) -> str:
    """One record, lines ending in a newline, no blank line after it. Long lines are folded as NLM folds them."""
    article = record(pmid, **fields)  # type: ignore[arg-type]  # hostile tests give odd ids
    rows = [*_medline_head(article), *_medline_people(article), *_medline_tail(article)]
    return "".join(_fold(tag, value) for tag, value in rows if value)


def medline_file(records: Iterable[str], *, newline: str = "\n") -> bytes:
    """A whole file, as PubMed's "Save, PubMed format" writes it."""
    return "\n".join(records).replace("\n", newline).encode()


def _fold(tag: str, value: str) -> str:
    lines, line = [], f"{tag:<4}-"
    for word in re.split(r" +", value):
        if len(line) + 1 + len(word) > 88 and line.strip(" -") != tag:
            lines.append(line + " ")
            line = "     "
        line += " " + word
    return "\n".join([*lines, line]) + "\n"


def _day(iso: str) -> str:
    return iso.replace("-", "")


def _medline_head(article: Article) -> list[tuple[str, str]]:
    book = article.book or Book()
    return [
        ("PMID", str(article.pmid)),
        ("OWN", "NLM"),
        ("STAT", article.status),
        ("LR", _day(article.revised)),
        ("IS", f"{article.issn} (Electronic)" if article.issn and not article.book else ""),
        ("IS", f"{article.issn} (Linking)" if article.issn and not article.book else ""),
        *(("ISBN", number) for number in book.isbn),
        ("VI", article.volume),
        ("IP", article.issue),
        ("DP", article.date_text),
        ("TI", article.title),
        ("BTI", book.title),
        ("PG", article.pages),
        ("LID", article.doi and f"{article.doi} [doi]"),
        ("AB", " ".join(f"{s.label}: {s.text}" if s.label else s.text for s in article.abstract)),
        ("CI", article.abstract_copyright),
        *(row for o in article.other_abstracts for row in _medline_other(o)),
    ]


def _medline_other(other: OtherAbstract) -> list[tuple[str, str]]:
    text = " ".join(f"{s.label}: {s.text}" if s.label else s.text for s in other.sections)
    return [("OAB", f"{other.type}: {text}" if other.type else text), ("OABL", other.language)]


def _medline_person(person: Author, full: str, short: str, identifier: str) -> list[tuple[str, str]]:
    if person.collective:
        return [("CN", person.collective)]
    name = f"{person.family}, {person.given}" if person.given else person.family
    if person.suffix:
        name += f" {person.suffix}" if "," in name else f", {person.suffix}"
    rows = [(full, name), (short, person.short)]
    rows += [(identifier, f"ORCID: {person.orcid}")] if person.orcid else []
    return rows + [("AD", place) for place in person.affiliations]


def _medline_people(article: Article) -> list[tuple[str, str]]:
    rows = [row for a in article.authors for row in _medline_person(a, "FAU", "AU", "AUID")]
    editors = article.book.editors if article.book else []
    return rows + [row for a in editors for row in _medline_person(a, "FED", "ED", "EDID")]


def _medline_tail(article: Article) -> list[tuple[str, str]]:
    book = article.book or Book()
    source = (
        f"{article.journal_abbrev}. {article.date_text};{article.volume}({article.issue}):{article.pages}."
    )
    headings = (
        "/".join(
            [("*" if h.major else "") + h.descriptor]
            + [("*" if q.major else "") + q.name for q in h.qualifiers]
        )
        for h in article.mesh
    )
    people = [("PS", f"{p.family} {p.initials}".strip()) for p in article.personal_subjects]
    people += [("FPS", f"{p.family}, {p.given}") for p in article.personal_subjects if p.given]
    investigators = [row for i in article.investigators for row in _medline_person(i, "FIR", "IR", "IRID")]
    return [
        *(("LA", code) for code in article.languages),
        *(("SI", entry) for entry in article.databanks),
        *(("GR", "/".join(p for p in (g.number, g.agency, g.country) if p)) for g in article.grants),
        *(("PT", kind) for kind in article.publication_types),
        ("TT", article.vernacular_title),
        ("DEP", _day(article.electronic_date)),
        ("PB", book.publisher),
        ("PL", book.place or "Exampleland"),
        ("TA", article.journal_abbrev if not article.book else ""),
        ("JT", article.journal if not article.book else ""),
        ("JID", article.nlm_id if not article.book else ""),
        ("EN", book.edition),
        *(("RN", f"{c.registry} ({c.name})") for c in article.chemicals),
        ("SB", "IM"),
        *((NOTICE_TAGS[n.kind], _medline_notice(n)) for n in article.notices),
        *(("GS", gene) for gene in article.genes),
        *(("MH", heading) for heading in headings),
        *people,
        ("PMC", article.pmcid),
        *(("OT", word) for word in article.keywords),
        ("COIS", article.conflict_of_interest),
        *investigators,
        ("EDAT", f"{article.entered.replace('-', '/')} 06:00" if article.entered else ""),
        ("CRDT", f"{article.entered.replace('-', '/')} 06:00" if article.entered else ""),
        ("AID", book.accession and f"{book.accession} [bookaccession]"),
        ("AID", article.pii and f"{article.pii} [pii]"),
        ("AID", article.doi and f"{article.doi} [doi]"),
        ("PST", "ppublish"),
        ("SO", source),
    ]


def _medline_notice(notice: Notice) -> str:
    return f"{notice.citation}. PMID: {notice.pmid}" if notice.pmid else notice.citation
