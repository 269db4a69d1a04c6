"""One parsed <PubmedArticle> or <PubmedBookArticle> to an `Article`: one walk in document order, and a table of what
each element gives.

A walk over all elements costs half of what loops within loops cost in lxml. Unknown elements are passed over, so that
a record of another DTD year is read as far as it is known.
"""

from __future__ import annotations

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
from her2ref.records.draft import Draft, finished
from her2ref.records.identifiers import orcid_of, pmcid_of, pmid_of
from her2ref.records.markup import text_of, tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

NOT_NOTICES: Final = frozenset({"Cites", "AssociatedDataset", "AssociatedPublication"})
Handler = Callable[[Draft, "_Element"], None]


def article_of(root: _Element) -> Article:
    """The article; raises `Unreadable` when it has neither a usable PMID nor a title."""
    draft = Draft()
    handler_of = HANDLERS.get
    for element in root.iter():
        handler = handler_of(element.tag)  # a comment's tag is a function, and finds nothing
        if handler is not None:
            handler(draft, element)
    return finished(draft)


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
