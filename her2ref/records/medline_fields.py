"""The fields of one MEDLINE record, as (tag, value) pairs in their order, to an `Article`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from her2ref.core.article import (
    MEDLINE_NOTICES,
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
from her2ref.records.dates import first_date, iso_of_digits
from her2ref.records.identifiers import orcid_of, pmcid_of, pmid_of
from her2ref.records.markup import tidy
from her2ref.records.stream import Unreadable

OTHER_ABSTRACTS: Final = re.compile(
    r"(AAMC|AIDS|KIE|NASA|PIP|Publisher|plain-language-summary): (.*)", re.DOTALL
)
SUFFIXES: Final = frozenset({"Jr", "Sr", "2nd", "3rd", "4th", "5th"})
"""Those that cannot be initials."""
SHORT_SUFFIXES: Final = SUFFIXES | {"II", "III", "IV"}
"""Those that may stand after the initials of a short name."""
_LABEL: Final = re.compile(r"(?:^|(?<=[.?!)\]] ))(AIM|[A-Z][A-Z &/,'()-]{2,80}[A-Z)]): ")
_NOTICE: Final = re.compile(r"^(.*?)\.?\s*PMID:\s*(\d{1,10})\s*$", re.DOTALL)
_IDENTIFIER: Final = re.compile(r"(\S.*?)\s+\[(doi|pii|bookaccession)\]")
_ISSN: Final = re.compile(r"(\d{4}-\d{3}[\dXx])(?:\s+\((\w+)\))?")
_SUBSTANCE: Final = re.compile(r"^(\S.*?)\s+\((.*)\)$")
_ACRONYM: Final = re.compile(r"[A-Z]{2}_?|[A-Z]{3,4}_")


class Draft:
    """The article in the making, and the person that addresses and identifiers belong to."""

    def __init__(self) -> None:
        self.article = Article()
        self.person: Author | None = None
        self.loose: list[str] = []
        self.dates: dict[str, str] = {}

    @property
    def book(self) -> Book:
        self.article.book = self.article.book or Book()
        return self.article.book


def article_of(pairs: Iterable[tuple[str, str]]) -> Article:
    """The article; raises `Unreadable` when it has neither a usable PMID nor a title."""
    draft = Draft()
    for tag, raw in pairs:
        value = tidy(raw)
        if not value:
            continue
        if tag in MEDLINE_NOTICES:
            _notice(draft, tag, value)
        elif tag in PLAIN:
            setattr(draft.article, PLAIN[tag], value)
        elif tag in LISTS:
            getattr(draft.article, LISTS[tag]).append(value)
        elif tag in HANDLERS:
            HANDLERS[tag](draft, value)
    return _finished(draft)


def _finished(draft: Draft) -> Article:
    article, dates = draft.article, draft.dates
    article.revised = dates.get("LR") or dates.get("DRDT") or ""
    article.entered = dates.get("CRDT") or dates.get("CDAT") or dates.get("EDAT") or dates.get("DA") or ""
    if draft.loose and article.authors and not article.authors[0].affiliations:
        article.authors[0].affiliations = draft.loose
    if article.book is not None and not article.book.title and not article.book.accession and article.journal:
        article.book = None  # a publisher or an editor does not make a journal article a book
    if article.book is not None:
        article.title = article.title or article.book.title
    if article.pmid is None and not (article.title or article.vernacular_title):
        raise Unreadable("it has neither a PMID nor a title")
    return article


def _pmid(draft: Draft, value: str) -> None:
    draft.article.pmid = pmid_of(value)


def _date(tag: str) -> Callable[[Draft, str], None]:
    def handler(draft: Draft, value: str) -> None:
        draft.dates[tag] = iso_of_digits(value)

    return handler


def _published(draft: Draft, value: str) -> None:
    article = draft.article
    article.date_text = value
    article.year, article.month, article.day = first_date(value)


def _electronic(draft: Draft, value: str) -> None:
    draft.article.electronic_date = iso_of_digits(value)


def _issn(draft: Draft, value: str) -> None:
    """The first that is the journal's own; the linking one where there is no other."""
    found = _ISSN.findall(value)
    own = [number for number, kind in found if kind != "Linking"] or [number for number, _ in found]
    draft.article.issn = own[0] if own else value


def _abstract(draft: Draft, value: str) -> None:
    draft.article.abstract = sections(value)


def sections(text: str) -> list[Section]:
    """A structured abstract written in a line, "BACKGROUND: … METHODS: …", as its sections; else one section."""
    labels = list(_LABEL.finditer(text))
    if not labels or labels[0].start():
        return [Section(text)]
    ends = [label.start() for label in labels[1:]] + [len(text)]
    return [
        Section(text[label.end() : end].strip(), label[1])
        for label, end in zip(labels, ends, strict=True)
        if text[label.end() : end].strip()
    ]


def _other_abstract(draft: Draft, value: str) -> None:
    kind = OTHER_ABSTRACTS.match(value)
    other = OtherAbstract(type=kind[1] if kind else "", sections=sections(kind[2] if kind else value))
    draft.article.other_abstracts.append(other)


def _other_language(draft: Draft, value: str) -> None:
    for other in draft.article.other_abstracts:
        if not other.language:
            other.language = value
            return


def _identifiers(draft: Draft, value: str) -> None:
    for identifier, kind in _IDENTIFIER.findall(value):
        if kind == "bookaccession":
            draft.book.accession = identifier
        elif not getattr(draft.article, kind):
            setattr(draft.article, kind, identifier)


def _pmcid(draft: Draft, value: str) -> None:
    draft.article.pmcid = pmcid_of(value) or draft.article.pmcid


def _chemical(draft: Draft, value: str) -> None:
    found = _SUBSTANCE.match(value)
    draft.article.chemicals.append(Chemical(found[2], registry=found[1]) if found else Chemical(value))


def _grant(draft: Draft, value: str) -> None:
    """ "Number/Acronym/Agency/Country"; the acronym is left out, numbers may hold slashes."""
    parts = [part.strip() for part in value.split("/")]
    if len(parts) < 3:
        agency, country = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], "")
        draft.article.grants.append(Grant("", agency, country))
        return
    *number, agency, country = parts
    if len(number) > 1 and _ACRONYM.fullmatch(number[-1]):
        number.pop()
    draft.article.grants.append(Grant("/".join(number), agency, country))


def _mesh(draft: Draft, value: str) -> None:
    name, *qualifiers = value.split("/")
    heading = MeshHeading(name.lstrip("*"), major=name.startswith("*"))
    heading.qualifiers = [Qualifier(q.lstrip("*"), major=q.startswith("*")) for q in qualifiers]
    draft.article.mesh.append(heading)


def _keyword(draft: Draft, value: str) -> None:
    draft.article.keywords.append(value.lstrip("*"))


def _notice(draft: Draft, tag: str, value: str) -> None:
    found = _NOTICE.match(value)
    notice = (
        Notice(MEDLINE_NOTICES[tag], int(found[2]) or None, found[1])
        if found
        else Notice(MEDLINE_NOTICES[tag], None, value)
    )
    draft.article.notices.append(notice)


# People


def _full(people: Callable[[Draft], list[Author]]) -> Callable[[Draft, str], None]:
    """A handler of a full name: "Alpha, Ann A", "Alpha, Ann A Jr", "Alpha"."""

    def handler(draft: Draft, value: str) -> None:
        family, _, given = value.partition(",")
        words = given.replace(",", " ").split()
        suffix = words.pop() if words and words[-1].rstrip(".") in SUFFIXES else ""
        known = [p for p in people(draft) if p.family == family.strip() and p.initials and not p.given]
        if known:  # the short name stood first
            draft.person = known[0]
            draft.person.given = " ".join(words)
        else:
            draft.person = Author(family.strip(), " ".join(words), suffix=suffix)
            people(draft).append(draft.person)

    return handler


def _short(people: Callable[[Draft], list[Author]]) -> Callable[[Draft, str], None]:
    """A handler of a short name, "Alpha AA Jr": completes the full name before it, or stands for one."""

    def handler(draft: Draft, value: str) -> None:
        person = _same_person(people(draft), draft.person, value)
        words = value.split()
        if person is not None:
            rest = words[len(person.family.split()) :]
        else:
            parts = 2 if len(words) > 2 and words[-1].rstrip(".") in SUFFIXES else 1
            parts = min(parts, len(words) - 1)
            rest = words[len(words) - parts :]
            person = Author(" ".join(words[: len(words) - parts]))
            people(draft).append(person)
        draft.person = person
        _complete(person, rest)

    return handler


def _complete(person: Author, rest: list[str]) -> None:
    """What remains of a short name after the family's: initials, then perhaps a suffix ("AA Jr", "AA II")."""
    if rest and (rest[0] == person.suffix or (len(rest) > 1 and rest[-1].rstrip(".") in SHORT_SUFFIXES)):
        person.suffix = rest.pop()
        person.given = person.given.removesuffix(f" {person.suffix}")
    person.initials = " ".join(rest)


def _same_person(people: list[Author], last: Author | None, short: str) -> Author | None:
    """Who of those with a full name `short` belongs to: the last one named, else the first without initials."""
    if last is not None and last.family and not last.initials and any(p is last for p in people):
        return last
    for person in people:
        if person.family and not person.initials and f"{short} ".startswith(f"{person.family} "):
            return person
    return None


def _group(draft: Draft, value: str) -> None:
    draft.person = Author(collective=value)
    draft.article.authors.append(draft.person)


def _address(draft: Draft, value: str) -> None:
    """An address belongs to the name before it; in old records it stands before all names."""
    (draft.person.affiliations if draft.person is not None else draft.loose).append(value)


def _orcid(draft: Draft, value: str) -> None:
    if draft.person is not None and "ORCID" in value.upper():
        draft.person.orcid = orcid_of(value)


def _authors(draft: Draft) -> list[Author]:
    return draft.article.authors


def _investigators(draft: Draft) -> list[Author]:
    return draft.article.investigators


def _subjects(draft: Draft) -> list[Author]:
    return draft.article.personal_subjects


def _editors(draft: Draft) -> list[Author]:
    return draft.book.editors


def _book_to(field: str) -> Callable[[Draft, str], None]:
    def handler(draft: Draft, value: str) -> None:
        setattr(draft.book, field, value)

    return handler


def _isbn(draft: Draft, value: str) -> None:
    draft.book.isbn.append(value.split(" (")[0])


def _publisher(draft: Draft, value: str) -> None:
    draft.book.publisher = value


def _place(draft: Draft, value: str) -> None:
    """A journal's country is not kept; a book's place is."""
    if draft.article.book is not None:
        draft.article.book.place = value


PLAIN: Final = {
    "STAT": "status",
    "TI": "title",
    "TT": "vernacular_title",
    "CI": "abstract_copyright",
    "JT": "journal",
    "TA": "journal_abbrev",
    "JID": "nlm_id",
    "VI": "volume",
    "IP": "issue",
    "PG": "pages",
    "COIS": "conflict_of_interest",
}
LISTS: Final = {"LA": "languages", "PT": "publication_types", "GS": "genes", "SI": "databanks"}
HANDLERS: Final[dict[str, Callable[[Draft, str], None]]] = {
    "PMID": _pmid,
    **{tag: _date(tag) for tag in ("LR", "DRDT", "CRDT", "CDAT", "EDAT", "DA")},
    "DP": _published,
    "DEP": _electronic,
    "IS": _issn,
    "AB": _abstract,
    "OAB": _other_abstract,
    "OABL": _other_language,
    "LID": _identifiers,
    "AID": _identifiers,
    "PMC": _pmcid,
    "RN": _chemical,
    "GR": _grant,
    "MH": _mesh,
    "OT": _keyword,
    "FAU": _full(_authors),
    "AU": _short(_authors),
    "AUID": _orcid,
    "AD": _address,
    "CN": _group,
    "FIR": _full(_investigators),
    "IR": _short(_investigators),
    "IRID": _orcid,
    "IRAD": _address,
    "FPS": _full(_subjects),
    "PS": _short(_subjects),
    "FED": _full(_editors),
    "ED": _short(_editors),
    "EDID": _orcid,
    "BTI": _book_to("title"),
    "EN": _book_to("edition"),
    "PB": _publisher,
    "PL": _place,
    "ISBN": _isbn,
}
