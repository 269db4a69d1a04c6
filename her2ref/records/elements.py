"""One parsed <PubmedArticle> or <PubmedBookArticle> to an `Article`: one walk in document order, and a table of what
each element gives.

A walk over all elements costs half of what loops within loops cost in lxml. Unknown elements are passed over, so that
a record of another DTD year is read as far as it is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.article import (
    Article,
    Author,
    Book,
    Chemical,
    Grant,
    MeshHeading,
    Notice,
    OtherAbstract,
    Qualifier,
    Section,
)
from her2ref.records.dates import day_of, first_date, iso, month_of, words, year_of
from her2ref.records.markup import text_of, tidy
from her2ref.records.stream import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

NOT_NOTICES: Final = frozenset({"Cites", "AssociatedDataset", "AssociatedPublication"})
_ORCID: Final = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])\s*/?$")
_PMC: Final = re.compile(r"PMC\d+")


class Draft:
    """The article in the making, and what the walk is inside of."""

    __slots__ = (
        "affiliation",
        "article",
        "bank",
        "cited",
        "date",
        "dates",
        "end_page",
        "grant",
        "heading",
        "notice",
        "people",
        "person",
        "registry",
        "sections",
        "start_page",
    )

    def __init__(self) -> None:
        self.article = article = Article()
        self.dates: dict[str, dict[str, str]] = {}
        self.date: dict[str, str] = {}
        self.sections: list[Section] = article.abstract
        self.people: list[Author] = article.authors
        self.person: Author | None = None
        self.heading: MeshHeading | None = None
        self.notice: Notice | None = None
        self.grant: Grant | None = None
        self.registry = self.bank = self.affiliation = self.start_page = self.end_page = ""
        self.cited = False

    @property
    def book(self) -> Book:
        self.article.book = self.article.book or Book()
        return self.article.book


Handler = Callable[[Draft, "_Element"], None]


def article_of(root: _Element) -> Article:
    """The article; raises `Unreadable` when it has neither a usable PMID nor a title."""
    draft = Draft()
    handler_of = HANDLERS.get
    for element in root.iter():
        handler = handler_of(element.tag)  # a comment's tag is a function, and finds nothing
        if handler is not None:
            handler(draft, element)
    return _finished(draft)


def _finished(draft: Draft) -> Article:
    article = draft.article
    _set_dates(draft)
    article.authors = _named(article.authors)
    article.investigators = _named(article.investigators)
    if draft.affiliation and article.authors and not article.authors[0].affiliations:
        article.authors[0].affiliations.append(draft.affiliation)
    if not article.pages:
        article.pages = "-".join(page for page in (draft.start_page, draft.end_page) if page)
    if article.book is not None:
        article.book.editors = _named(article.book.editors)
        article.title = article.title or article.book.title
    if article.pmid is None and not (article.title or article.vernacular_title):
        raise Unreadable("it has neither a PMID nor a title")
    return article


def _named(people: list[Author]) -> list[Author]:
    """Those who have a name; a person with a given name only is called by it."""
    found = []
    for person in people:
        if not (person.family or person.collective):
            person.family = person.given
        if person.family or person.collective:
            found.append(person)
    return found


def _set_dates(draft: Draft) -> None:
    article, dates = draft.article, draft.dates
    article.revised = _iso(dates.get("DateRevised")) or _iso(dates.get("ContributionDate"))
    article.entered = _iso(dates.get("entrez")) or _iso(dates.get("pubmed"))
    article.electronic_date = _iso(dates.get("ArticleDate"))
    published = dates.get("PubDate", {})
    season = published.get("Season", "")  # also "May-Jun"
    said = f"{published.get('Year', '')} {season}".strip() if season else published.get("MedlineDate", "")
    if said:
        article.date_text = said
        article.year, article.month, article.day = first_date(said)
        return
    year, month, day = published.get("Year", ""), published.get("Month", ""), published.get("Day", "")
    article.year = year_of(year)
    if article.year:
        article.month = month_of(month)
        article.day = day_of(day, article.year, article.month)
    article.date_text = words(year, month, day)


def _iso(parts: dict[str, str] | None) -> str:
    return iso(parts.get("Year", ""), parts.get("Month", ""), parts.get("Day", "")) if parts else ""


def pmid_of(text: str) -> int:
    """The number; raises `Unreadable` for what cannot be a PMID."""
    said = text.strip()
    if not (said.isascii() and said.isdigit() and len(said) <= 10 and int(said)):
        raise Unreadable(f"{said[:40]!r} is not a PMID")
    return int(said)


def orcid_of(text: str) -> str:
    """The identifier in its usual form, from "https://orcid.org/0000-…", "0000…" or "ORCID: …"; or nothing."""
    found = _ORCID.search(text.strip())
    return "-".join(found.groups()).upper() if found else ""


def pmcid_of(text: str) -> str:
    """`PMC123` from "PMC123 [Available on 01/01/15]"; or nothing."""
    found = _PMC.match(text.strip())
    return found[0] if found else ""


def _plain(element: _Element) -> str:
    """Text of an element that holds no markup."""
    text = element.text
    if text is None:
        return ""
    if text.isascii():
        if text.isalnum():
            return text
        if text.isprintable():
            return text.strip(" ")
    return tidy(text)


# What single elements give


def _text_to(field: str) -> Handler:
    """A handler that sets one field of the article from an element that may hold markup."""

    def handler(draft: Draft, element: _Element) -> None:
        setattr(draft.article, field, text_of(element))

    return handler


def _plain_to(field: str) -> Handler:
    def handler(draft: Draft, element: _Element) -> None:
        setattr(draft.article, field, _plain(element))

    return handler


def _fill_to(field: str) -> Handler:
    """Sets the field where nothing stands yet."""

    def handler(draft: Draft, element: _Element) -> None:
        if not getattr(draft.article, field):
            setattr(draft.article, field, _plain(element))

    return handler


def _append_to(field: str) -> Handler:
    def handler(draft: Draft, element: _Element) -> None:
        text = text_of(element)
        if text:
            getattr(draft.article, field).append(text)

    return handler


def _book_to(field: str) -> Handler:
    def handler(draft: Draft, element: _Element) -> None:
        setattr(draft.book, field, text_of(element))

    return handler


def _isbn(draft: Draft, element: _Element) -> None:
    text = _plain(element)
    if text:
        draft.book.isbn.append(text)


def _book_article(draft: Draft, _element: _Element) -> None:
    draft.article.book = Book()


def _citation(draft: Draft, element: _Element) -> None:
    draft.article.status = element.get("Status", "")


def _pmid(draft: Draft, element: _Element) -> None:
    text = _plain(element)
    if draft.notice is not None:
        if text.isascii() and text.isdigit() and len(text) <= 10:
            draft.notice.pmid = int(text) or None
        return
    if not text:
        return
    draft.article.pmid = pmid_of(text)
    version = element.get("Version", "")
    if version.isascii() and version.isdigit() and len(version) < 6:
        draft.article.version = int(version) or 1


# Dates: kept as they stand until the walk is over


def _date(draft: Draft, element: _Element) -> None:
    draft.date = draft.dates[element.tag] = {}  # type: ignore[index]


def _history_date(draft: Draft, element: _Element) -> None:
    draft.date = draft.dates[element.get("PubStatus", "")] = {}


def _date_part(draft: Draft, element: _Element) -> None:
    draft.date[element.tag] = _plain(element)  # type: ignore[index]


# Text


def _abstract(draft: Draft, _element: _Element) -> None:
    draft.sections = draft.article.abstract


def _other_abstract(draft: Draft, element: _Element) -> None:
    other = OtherAbstract(element.get("Language", ""), element.get("Type", ""))
    draft.article.other_abstracts.append(other)
    draft.sections = other.sections


def _section(draft: Draft, element: _Element) -> None:
    text = text_of(element)
    if text:
        section = Section(text, tidy(element.get("Label", "")), element.get("NlmCategory", ""))
        draft.sections.append(section)


def _copyright(draft: Draft, element: _Element) -> None:
    if draft.sections is draft.article.abstract:
        draft.article.abstract_copyright = text_of(element)


def _start_page(draft: Draft, element: _Element) -> None:
    draft.start_page = _plain(element)


def _end_page(draft: Draft, element: _Element) -> None:
    draft.end_page = _plain(element)


# Identifiers


def _location(draft: Draft, element: _Element) -> None:
    kind = element.get("EIdType")
    if kind in {"doi", "pii"} and element.get("ValidYN") != "N":
        _fill(draft.article, kind, _plain(element))


def _fill(article: Article, field: str, text: str) -> None:
    if text and not getattr(article, field):
        setattr(article, field, text)


def _article_id(draft: Draft, element: _Element) -> None:
    if draft.cited:
        return
    kind, text = element.get("IdType"), _plain(element)
    article = draft.article
    if kind in {"doi", "pii"}:
        _fill(article, kind, text)
    elif kind == "pmc":
        article.pmcid = pmcid_of(text) or article.pmcid
    elif kind == "bookaccession":
        draft.book.accession = text
    elif kind == "pubmed" and article.pmid is None and text:
        article.pmid = pmid_of(text)


def _other_id(draft: Draft, element: _Element) -> None:
    _fill(draft.article, "pmcid", pmcid_of(_plain(element)))


def _cited(draft: Draft, _element: _Element) -> None:
    """What follows are identifiers of other articles."""
    draft.cited = True


# People


def _author_list(draft: Draft, element: _Element) -> None:
    article = draft.article
    if element.get("Type") == "editors":
        draft.people = draft.book.editors
        return
    if article.book is not None:
        parent = element.getparent()
        if parent is not None and parent.tag != "Book":
            article.authors = []  # a chapter's own authors take the place of the whole book's
    draft.people = article.authors
    article.authors_complete = element.get("CompleteYN") != "N"


def _investigator_list(draft: Draft, _element: _Element) -> None:
    draft.people = draft.article.investigators


def _subject_list(draft: Draft, _element: _Element) -> None:
    draft.people = draft.article.personal_subjects


def _person(draft: Draft, element: _Element) -> None:
    """Names that PubMed marks as wrong (ValidYN N) are left out."""
    draft.person = Author()
    if element.get("ValidYN") != "N":
        draft.people.append(draft.person)


def _family(draft: Draft, element: _Element) -> None:
    if draft.person is not None:
        draft.person.family = _plain(element)


def _given(draft: Draft, element: _Element) -> None:
    if draft.person is not None:
        draft.person.given = _plain(element)


def _initials(draft: Draft, element: _Element) -> None:
    if draft.person is not None:
        draft.person.initials = _plain(element)


def _suffix(draft: Draft, element: _Element) -> None:
    if draft.person is not None:
        draft.person.suffix = text_of(element)


def _collective(draft: Draft, element: _Element) -> None:
    if draft.person is not None:
        draft.person.collective = text_of(element)


def _identifier(draft: Draft, element: _Element) -> None:
    if draft.person is not None and element.get("Source") == "ORCID":
        draft.person.orcid = orcid_of(_plain(element))


def _affiliation(draft: Draft, element: _Element) -> None:
    text = text_of(element)
    if draft.person is None:  # up to 2014 the first author's stood before the authors
        draft.affiliation = text
    elif text:
        draft.person.affiliations.append(text)


# Index terms, grants, links


def _mesh_heading(draft: Draft, element: _Element) -> None:
    name = _plain(element)
    draft.heading = heading = MeshHeading(name, element.get("UI", ""), element.get("MajorTopicYN") == "Y")
    if name:
        draft.article.mesh.append(heading)


def _qualifier(draft: Draft, element: _Element) -> None:
    if draft.heading is not None:
        major = element.get("MajorTopicYN") == "Y"
        draft.heading.qualifiers.append(Qualifier(_plain(element), element.get("UI", ""), major))


def _registry(draft: Draft, element: _Element) -> None:
    draft.registry = _plain(element)


def _substance(draft: Draft, element: _Element) -> None:
    name = _plain(element)
    if name:
        draft.article.chemicals.append(Chemical(name, element.get("UI", ""), draft.registry))
    draft.registry = ""


def _bank_name(draft: Draft, element: _Element) -> None:
    draft.bank = _plain(element)
    if draft.bank and element.getnext() is None:
        draft.article.databanks.append(draft.bank)


def _accession(draft: Draft, element: _Element) -> None:
    text = _plain(element)
    if text:
        draft.article.databanks.append(f"{draft.bank}/{text}")


def _grant(draft: Draft, _element: _Element) -> None:
    draft.grant = Grant()
    draft.article.grants.append(draft.grant)


def _grant_to(field: str) -> Handler:
    def handler(draft: Draft, element: _Element) -> None:
        if draft.grant is not None:
            setattr(draft.grant, field, _plain(element))

    return handler


def _journal_info(draft: Draft, _element: _Element) -> None:
    draft.grant = None  # the country that follows is the journal's


def _notice(draft: Draft, element: _Element) -> None:
    draft.notice = Notice(element.get("RefType", ""))
    if draft.notice.kind not in NOT_NOTICES:
        draft.article.notices.append(draft.notice)


def _notice_source(draft: Draft, element: _Element) -> None:
    if draft.notice is not None:
        draft.notice.citation = text_of(element)


HANDLERS: Final[dict[Any, Handler]] = {
    "PubmedBookArticle": _book_article,
    "MedlineCitation": _citation,
    "PMID": _pmid,
    "ArticleTitle": _text_to("title"),
    "VernacularTitle": _text_to("vernacular_title"),
    "CoiStatement": _text_to("conflict_of_interest"),
    "Title": _plain_to("journal"),
    "ISOAbbreviation": _plain_to("journal_abbrev"),
    "MedlineTA": _fill_to("journal_abbrev"),
    "ISSN": _plain_to("issn"),
    "ISSNLinking": _fill_to("issn"),
    "NlmUniqueID": _plain_to("nlm_id"),
    "Volume": _plain_to("volume"),
    "Issue": _plain_to("issue"),
    "MedlinePgn": _plain_to("pages"),
    "StartPage": _start_page,
    "EndPage": _end_page,
    "ELocationID": _location,
    "ArticleId": _article_id,
    "OtherID": _other_id,
    "Reference": _cited,
    "Language": _append_to("languages"),
    "PublicationType": _append_to("publication_types"),
    "Keyword": _append_to("keywords"),
    "GeneSymbol": _append_to("genes"),
    # dates
    "DateRevised": _date,
    "DateCompleted": _date,
    "DateCreated": _date,
    "ContributionDate": _date,
    "BeginningDate": _date,
    "EndingDate": _date,
    "PubDate": _date,
    "ArticleDate": _date,
    "PubMedPubDate": _history_date,
    "Year": _date_part,
    "Month": _date_part,
    "Day": _date_part,
    "Season": _date_part,
    "MedlineDate": _date_part,
    # abstracts
    "Abstract": _abstract,
    "OtherAbstract": _other_abstract,
    "AbstractText": _section,
    "CopyrightInformation": _copyright,
    # people
    "AuthorList": _author_list,
    "InvestigatorList": _investigator_list,
    "PersonalNameSubjectList": _subject_list,
    "Author": _person,
    "Investigator": _person,
    "PersonalNameSubject": _person,
    "LastName": _family,
    "ForeName": _given,
    "Initials": _initials,
    "Suffix": _suffix,
    "CollectiveName": _collective,
    "Identifier": _identifier,
    "Affiliation": _affiliation,
    # index terms, substances, data, money, links
    "DescriptorName": _mesh_heading,
    "QualifierName": _qualifier,
    "RegistryNumber": _registry,
    "NameOfSubstance": _substance,
    "DataBankName": _bank_name,
    "AccessionNumber": _accession,
    "Grant": _grant,
    "GrantID": _grant_to("number"),
    "Agency": _grant_to("agency"),
    "Country": _grant_to("country"),
    "MedlineJournalInfo": _journal_info,
    "CommentsCorrections": _notice,
    "RefSource": _notice_source,
    # books
    "PublisherName": _book_to("publisher"),
    "PublisherLocation": _book_to("place"),
    "BookTitle": _book_to("title"),
    "Edition": _book_to("edition"),
    "Isbn": _isbn,
}
"""What each element gives, by its name; names mean one thing each, or the draft knows what it is inside of."""
