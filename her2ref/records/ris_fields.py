"""The fields of one RIS record, as (tag, lines) in their order, to an `Article`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from her2ref.core import languages
from her2ref.core.article import Article, Author, Book, MeshHeading, Qualifier, Section
from her2ref.records.markup import plain, tidy
from her2ref.records.medline_fields import sections
from her2ref.records.ris_dates import set_dates
from her2ref.records.ris_ids import doi_in, pmcid_in, pmid_in
from her2ref.records.ris_people import author_of, split_people
from her2ref.records.ris_types import BOOKS, PARTS, of_title, publication_types
from her2ref.records.stream import Unreadable

Fields = Sequence[tuple[str, list[str]]]

_ISSN: Final = re.compile(r"(?<!\d)(\d{4})-?(\d{3}[\dXx])(?!\d)")
_ISBN: Final = re.compile(r"(?<![\d-])(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?![\d-])")
_OVID_LABEL: Final = re.compile(r"\., (?=[A-Z][A-Z &/,'()-]{2,80}: )")
"""Ovid joins the sections of an abstract with a comma."""
_NO_ABSTRACT: Final = re.compile(
    r"(?i)\[?\s*(?:no abstract (?:is )?available|abstract not available|N/?A|none|null)\s*\]?\.?"
)
_OVID_QUALIFIER: Final = re.compile(r"^\*?[a-z]{2} \[(.+)\]$")
_NOT_PAGES: Final = frozenset({"no", "specified", "no pagination", "no pagination specified", "n/a", "-"})
_REPRINT: Final = re.compile(r"(?i)(?:NOT )?IN FILE|ON REQUEST")
_WOS_ADDRESS: Final = re.compile(r"^\[([^\]]+)\]\s*(.+)$")
_ARTICLE_NUMBER: Final = re.compile(r"[A-Za-z]{0,4}\d[\w.-]{0,15}")


class _Record:
    """Values by tag, tidy and not empty."""

    def __init__(self, fields: Fields) -> None:
        self.kind = fields[0][1][0].upper() if fields else ""
        self._values: dict[str, list[list[str]]] = {}
        for tag, rows in fields[1:]:
            clean = [value for row in rows if (value := tidy(row))]
            if clean:
                self._values.setdefault(tag, []).append(clean)

    def first(self, *tags: str) -> str:
        """The first value of the first of these tags that has one; its lines are one text."""
        return next((" ".join(self._values[tag][0]) for tag in tags if tag in self._values), "")

    def all(self, *tags: str) -> Iterator[str]:
        """Every line of every value, of one tag after another."""
        return (row for tag in tags for rows in self._values.get(tag, ()) for row in rows)

    def texts(self, *tags: str) -> Iterator[str]:
        return (" ".join(rows) for tag in tags for rows in self._values.get(tag, ()))


def article_of(fields: Fields) -> Article:
    """The article; raises `Unreadable` when it has neither a usable PMID nor a title."""
    record, article = _Record(fields), Article()
    article.pmid, article.doi, article.pmcid = pmid_in(fields), doi_in(fields), pmcid_in(fields)
    if record.kind in BOOKS:
        _set_book(record, article)
    else:
        article.title = record.first("TI", "T1", "CT", "BT", "ST")
        _set_journal(record, article)
    article.title, types = of_title(plain(article.title))
    article.vernacular_title = plain(record.first("TT", "OT"))
    article.abstract = _abstract(record)
    article.authors = list(_people(fields, {"AU", "A1"}))
    _set_addresses(record, article.authors)
    set_dates(
        article,
        list(record.all("PY", "YR")),
        list(record.all("Y1")),
        list(record.all("DA")),
        record.first("ET"),
    )
    article.volume = record.first("VL", "VO")
    article.issue = _issue(record)
    article.pages = _pages(record)
    article.languages = [
        _language(word) for row in record.all("LA", "LG") for word in re.split(r"[;,/]", row) if word.strip()
    ]
    said = publication_types(record.kind, list(record.all("M3", "PT")))
    article.publication_types = list(dict.fromkeys([*said, *types]))
    _set_keywords(record, article)
    if article.pmid is None and not (article.title or article.vernacular_title):
        raise Unreadable("it has neither a PMID nor a title")
    return article


def _set_journal(record: _Record, article: Article) -> None:
    """The journal's name and its short one; programs put either into any of these fields."""
    article.journal = record.first("JF", "T2", "JO", "J2", "JA", "J1", "JI", "J9")
    for tag in ("JA", "J2", "JI", "J1", "JO", "J9", "T2"):
        short = record.first(tag)
        if short and short != article.journal:
            article.journal_abbrev = short
            break
    found = next((number for row in record.all("SN") if (number := _ISSN.search(row))), None)
    article.issn = f"{found[1]}-{found[2].upper()}" if found else ""


def _set_book(record: _Record, article: Article) -> None:
    """A book, or a part of one: there the title is the part's."""
    book = article.book = Book(publisher=record.first("PB", "PU"), place=record.first("CY", "PP"))
    if record.kind in PARTS:
        article.title = record.first("CT", "TI", "T1")
        book.title = plain(record.first("BT", "T2", "T3"))
    else:
        book.title = plain(record.first("TI", "T1", "BT", "CT", "ST"))
        article.title = book.title
    book.edition = record.first("ET")
    book.isbn = list(
        dict.fromkeys(
            re.sub(r"[- ]", "", n[0]) for row in record.all("SN", "BN") for n in _ISBN.finditer(row)
        )
    )
    tags = ("ED", "A2") if record.kind in PARTS else ("ED",)
    book.editors = [author_of(name) for row in record.all(*tags) for name in split_people(row)]


def _abstract(record: _Record) -> list[Section]:
    text = next((text for text in record.texts("AB", "N2") if not _NO_ABSTRACT.fullmatch(text)), "")
    return sections(_OVID_LABEL.sub(". ", plain(text))) if text else []


def _people(fields: Fields, tags: set[str]) -> Iterator[Author]:
    """Those named in these tags in the order of the file, each once."""
    seen: set[str] = set()
    for tag, rows in fields:
        for row in rows if tag in tags else ():
            for name in split_people(tidy(row)):
                if name.casefold() not in seen:
                    seen.add(name.casefold())
                    yield author_of(name)


def _set_addresses(record: _Record, authors: list[Author]) -> None:
    """Addresses that name an author go there (Web of Science, Ovid), others to the first author."""
    if not authors:
        return
    for row in record.all("C1"):
        if found := _WOS_ADDRESS.match(row):
            for name in found[1].split(";"):
                _give(authors, author_of(name.strip()), found[2])
    for row in record.all("M2"):
        name, dot, address = row.partition(". ")
        if dot and "," in name:
            _give(authors, author_of(name), address)
    if not any(author.affiliations for author in authors):
        loose = list(record.all("AD")) or [row for row in record.all("RP") if not _REPRINT.match(row)]
        authors[0].affiliations = loose


def _give(authors: list[Author], whose: Author, address: str) -> None:
    for author in authors:
        if author.family == whose.family and author.initials[:1] == whose.initials[:1]:
            author.affiliations.append(address)
            return


def _issue(record: _Record) -> str:
    """IS; a short number in CP or M1, where some programs put it."""
    said = record.first("IS")
    other = record.first("CP", "M1")
    return said or (other if other.isdecimal() and len(other) <= 3 else "")


def _pages(record: _Record) -> str:
    """ "152-160" from first and last page, or as it was said; the number of an article without pages."""
    start, end = record.first("SP", "SE"), record.first("EP")
    if start.casefold() in _NOT_PAGES:
        start = end = ""
    if start and end and end.casefold() not in _NOT_PAGES and "-" not in start and end != start:
        return f"{start}-{end}"
    number = record.first("C7")
    return start or (number if _ARTICLE_NUMBER.fullmatch(number) else "")


def _language(word: str) -> str:
    return languages.code(word) or word.strip()


def _set_keywords(record: _Record, article: Article) -> None:
    """Headings with a star or a qualifier are MeSH in a record of MEDLINE; all others are words of whoever chose."""
    medline = any(
        name.casefold().removeprefix("ovid ").startswith(("medline", "pubmed")) for name in record.all("DB")
    )
    embase = any("embase" in name.casefold() for name in record.all("DB"))
    words = [word.strip() for row in record.all("KW") for word in row.split(";") if word.strip()]
    for word in dict.fromkeys(words):
        heading = _heading(word)
        if medline and not embase and (heading.major or heading.qualifiers):
            article.mesh.append(heading)
        else:
            article.keywords.append("/".join([heading.descriptor, *(q.name for q in heading.qualifiers)]))


def _heading(word: str) -> MeshHeading:
    """ "*Breast Neoplasms/dt [Drug Therapy]", "Colitis/*therapy"."""
    name, *qualifiers = word.split("/")
    heading = MeshHeading(name.lstrip("*").strip(), major=name.startswith("*"))
    for said in qualifiers:
        ovid = _OVID_QUALIFIER.match(said.strip())
        text = ovid[1].lower() if ovid else said.strip().lstrip("*")
        if text:
            heading.qualifiers.append(Qualifier(text, major=said.strip().startswith("*")))
    return heading if heading.descriptor else MeshHeading(word)
