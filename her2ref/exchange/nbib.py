"""MEDLINE / .nbib out: the tags that PubMed writes, so that any reference manager, and we, read them back."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, TextIO

from her2ref.core.article import MEDLINE_NOTICES

if TYPE_CHECKING:
    from her2ref.core.article import Article, Author, MeshHeading, Section
    from her2ref.library.rows import ArticleView

NOTICE_TAGS: Final = {kind: tag for tag, kind in MEDLINE_NOTICES.items()}
OTHER_ABSTRACTS: Final = frozenset(
    {"AAMC", "AIDS", "KIE", "NASA", "PIP", "Publisher", "plain-language-summary"}
)
"""Types of other abstracts, which MEDLINE writes before the text."""
WIDTH: Final = 88
_BREAKS: Final = re.compile("[\x00-\x20\x7f\x85\u2028\u2029]+")
MONTHS: Final = ("", *"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())


def write(articles: Iterable[ArticleView], out: TextIO) -> None:
    """One record for each article, a blank line between them. An article without a PMID gets no PMID line."""
    for view in articles:
        out.write(record(view.article) + "\n")


def record(article: Article) -> str:
    """One MEDLINE record, ending in a newline."""
    return "".join(_line(tag, value) for tag, value in _fields(article) if tag and value)


def _line(tag: str, value: str) -> str:
    """A four-column tag, "- ", and the value folded at word ends with six spaces before each further line."""
    plain = _BREAKS.sub(" ", value).strip()
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
    yield "LR" if article.book is None else "DRDT", _day(article.revised)
    yield "IS", article.issn
    for number in article.book.isbn if article.book else ():
        yield "ISBN", number
    yield "VI", article.volume
    yield "IP", article.issue
    if article.book is not None:
        yield "PB", article.book.publisher
    yield "DP", _date(article)
    yield "TI", article.title
    if article.book is not None:
        yield "BTI", article.book.title
    yield "PG", article.pages
    if article.doi:
        yield "LID", f"{article.doi} [doi]"


def _text(article: Article) -> Iterator[tuple[str, str]]:
    yield "AB", _sections(article.abstract)
    yield "CI", article.abstract_copyright
    for other in article.other_abstracts:
        kind = f"{other.type}: " if other.type in OTHER_ABSTRACTS else ""
        yield "OAB", kind + _sections(other.sections)
        yield "OABL", other.language
    for author in article.authors:
        yield from _person(author, ("FAU", "AU", "AUID", "AD"))
    for editor in article.book.editors if article.book else ():
        yield from _person(editor, ("FED", "ED", "EDID", "AD"))


def _kinds(article: Article) -> Iterator[tuple[str, str]]:
    for language in article.languages:
        yield "LA", language
    for number in article.databanks:
        yield "SI", number
    for grant in article.grants:
        number = f"{grant.number}/" if grant.number else ""
        yield "GR", f"{number}{grant.agency}/{grant.country}" if number or grant.country else grant.agency
    for kind in article.publication_types:
        yield "PT", kind
    yield "TT", article.vernacular_title
    yield "DEP", _day(article.electronic_date)
    if article.book is not None:
        yield "PL", article.book.place
        yield "EN", article.book.edition
    yield "TA", article.journal_abbrev
    yield "JT", article.journal
    yield "JID", article.nlm_id


def _index(article: Article) -> Iterator[tuple[str, str]]:
    for chemical in article.chemicals:
        yield "RN", f"{chemical.registry or '0'} ({chemical.name})"
    for notice in article.notices:
        if notice.kind in NOTICE_TAGS:
            pmid = f". PMID: {notice.pmid}" if notice.pmid else ""
            yield NOTICE_TAGS[notice.kind], f"{notice.citation}{pmid}"
    for gene in article.genes:
        yield "GS", gene
    for heading in article.mesh:
        yield "MH", _mesh(heading)
    for subject in article.personal_subjects:
        yield from _person(subject, ("FPS", "PS", "", ""))
    yield "PMC", article.pmcid
    for keyword in article.keywords:
        yield "OT", keyword


def _identifiers(article: Article) -> Iterator[tuple[str, str]]:
    yield "COIS", article.conflict_of_interest
    for investigator in article.investigators:
        yield from _person(investigator, ("FIR", "IR", "IRID", "IRAD"))
    if article.entered:
        yield "CRDT", article.entered.replace("-", "/") + " 00:00"
    if article.book is not None and article.book.accession:
        yield "AID", f"{article.book.accession} [bookaccession]"
    if article.pii:
        yield "AID", f"{article.pii} [pii]"
    if article.doi:
        yield "AID", f"{article.doi} [doi]"
    yield "SO", source(article)


def _sections(sections: Iterable[Section]) -> str:
    return " ".join(f"{s.label}: {s.text}" if s.label else s.text for s in sections)


def _person(person: Author, tags: tuple[str, str, str, str]) -> Iterator[tuple[str, str]]:
    """A person's full name, short name, ORCID and addresses under their tags; a group under CN."""
    full, short, identifier, address = tags
    if person.collective:
        yield "CN", person.collective
    else:
        given = person.given or person.initials
        suffix = person.suffix and (f" {person.suffix}" if given else f", {person.suffix}")
        yield full, (f"{person.family}, {given}" if given else person.family) + suffix
        yield short, person.short
        yield identifier, f"ORCID: {person.orcid}" if person.orcid else ""
    for place in person.affiliations:
        yield address, place


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
