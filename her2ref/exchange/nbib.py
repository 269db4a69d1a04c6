"""MEDLINE / .nbib out: the tags that PubMed writes, so that any reference manager, and we, read them back."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from her2ref.core.article import Article, Author, MeshHeading
    from her2ref.library.rows import ArticleView

NOTICE_TAGS: Final = {
    "CommentIn": "CIN",
    "CommentOn": "CON",
    "CorrectedandRepublishedIn": "CRI",
    "CorrectedandRepublishedFrom": "CRF",
    "ErratumIn": "EIN",
    "ErratumFor": "EFR",
    "ExpressionOfConcernIn": "ECI",
    "ExpressionOfConcernFor": "ECF",
    "OriginalReportIn": "ORI",
    "RepublishedIn": "RPI",
    "RepublishedFrom": "RPF",
    "RetractedandRepublishedIn": "RRI",
    "RetractedandRepublishedFrom": "RRF",
    "RetractionIn": "RIN",
    "RetractionOf": "ROF",
    "SummaryForPatientsIn": "SPIN",
    "UpdateIn": "UIN",
    "UpdateOf": "UOF",
}
"""PubMed's RefType to the MEDLINE tag (NLM, MEDLINE/PubMed data element descriptions)."""
WIDTH: Final = 88
MONTHS: Final = ("", *"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())


def write(articles: Iterable[ArticleView], out: TextIO) -> None:
    """One record for each article, a blank line between them. An article without a PMID gets no PMID line."""
    for view in articles:
        out.write(record(view.article) + "\n")


def record(article: Article) -> str:
    """One MEDLINE record, ending in a newline."""
    return "".join(_line(tag, value) for tag, value in _fields(article) if value)


def _line(tag: str, value: str) -> str:
    """A four-column tag, "- ", and the value folded at word ends with six spaces before each further line."""
    plain = " ".join(value.split())
    return (
        textwrap.fill(
            plain,
            WIDTH,
            initial_indent=f"{tag:<4}- ",
            subsequent_indent="      ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
    )


def _day(iso: str) -> str:
    return iso.replace("-", "")


def _date(article: Article) -> str:
    if article.date_text:
        return article.date_text
    parts = (str(article.year or ""), MONTHS[article.month], str(article.day or ""))
    return " ".join(part for part in parts if part)


def _fields(article: Article) -> Iterator[tuple[str, str]]:
    yield from _head(article)
    yield from _text(article)
    yield from _kinds(article)
    yield from _index(article)
    yield from _identifiers(article)


def _head(article: Article) -> Iterator[tuple[str, str]]:
    if article.pmid:
        yield "PMID", str(article.pmid)
    yield "OWN", "NLM" if article.pmid else ""
    yield "STAT", article.status
    yield "LR", _day(article.revised)
    yield "IS", article.issn
    yield "VI", article.volume
    yield "IP", article.issue
    yield "DP", _date(article)
    if article.book is not None:
        yield "BTI", article.book.title
        yield "PB", article.book.publisher
    yield "TI", article.title
    yield "PG", article.pages
    if article.doi:
        yield "LID", f"{article.doi} [doi]"


def _text(article: Article) -> Iterator[tuple[str, str]]:
    yield "AB", _abstract(article)
    yield "CI", article.abstract_copyright
    for other in article.other_abstracts:
        yield "OAB", " ".join(f"{s.label}: {s.text}" if s.label else s.text for s in other.sections)
        yield "OABL", other.language
    for author in article.authors:
        yield from _author(author)


def _kinds(article: Article) -> Iterator[tuple[str, str]]:
    for language in article.languages:
        yield "LA", language
    for number in article.databanks:
        yield "SI", number
    for grant in article.grants:
        yield "GR", "/".join(part for part in (grant.number, grant.agency, grant.country) if part)
    for kind in article.publication_types:
        yield "PT", kind
    yield "DEP", _day(article.electronic_date)
    yield "TT", article.vernacular_title
    yield "TA", article.journal_abbrev
    yield "JT", article.journal
    yield "JID", article.nlm_id


def _index(article: Article) -> Iterator[tuple[str, str]]:
    for chemical in article.chemicals:
        yield "RN", f"{chemical.registry or '0'} ({chemical.name})"
    for notice in article.notices:
        if notice.kind in NOTICE_TAGS:
            pmid = f" PMID: {notice.pmid}" if notice.pmid else ""
            yield NOTICE_TAGS[notice.kind], f"{notice.citation}{pmid}"
    for heading in article.mesh:
        yield "MH", _mesh(heading)
    yield "PMC", article.pmcid
    for keyword in article.keywords:
        yield "OT", keyword


def _identifiers(article: Article) -> Iterator[tuple[str, str]]:
    yield "COIS", article.conflict_of_interest
    if article.entered:
        yield "CRDT", article.entered.replace("-", "/") + " 00:00"
    if article.doi:
        yield "AID", f"{article.doi} [doi]"
    if article.pii:
        yield "AID", f"{article.pii} [pii]"
    yield "SO", source(article)


def _abstract(article: Article) -> str:
    return " ".join(f"{s.label}: {s.text}" if s.label else s.text for s in article.abstract)


def _author(author: Author) -> Iterator[tuple[str, str]]:
    if author.collective:
        yield "CN", author.collective
    else:
        given = author.given or author.initials
        suffix = f", {author.suffix}" if author.suffix else ""
        yield "FAU", (f"{author.family}, {given}" if given else author.family) + suffix
        yield "AU", author.short
        if author.orcid:
            yield "AUID", f"ORCID: {author.orcid}"
    for affiliation in author.affiliations:
        yield "AD", affiliation


def _mesh(heading: MeshHeading) -> str:
    parts = ["*" * heading.major + heading.descriptor]
    parts += ["*" * q.major + q.name for q in heading.qualifiers]
    return "/".join(parts)


def source(article: Article) -> str:
    """The citation line: `J Example. 2024 Mar 5;7(2):11-20. doi: 10.5555/x.`"""
    journal = article.journal_abbrev or article.journal or (article.book.title if article.book else "")
    issue = f"({article.issue})" if article.issue else ""
    place = f";{article.volume}{issue}" if article.volume or issue else ""
    pages = f":{article.pages}" if article.pages else ""
    doi = f" doi: {article.doi}." if article.doi else ""
    return f"{journal}. {_date(article)}{place}{pages}.{doi}"
