"""An article as PubMed describes it, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(slots=True)
class Section:
    """One part of an abstract: the publisher's label and NLM's category, either may be empty."""

    text: str
    label: str = ""
    category: str = ""


@dataclass(slots=True)
class OtherAbstract:
    """An abstract in another language, or a plain-language summary (`type`)."""

    language: str = ""
    type: str = ""
    sections: list[Section] = field(default_factory=list)


@dataclass(slots=True)
class Author:
    """A person (`family`, `given`, `initials`, `suffix`) or a group (`collective`)."""

    family: str = ""
    given: str = ""
    initials: str = ""
    suffix: str = ""
    collective: str = ""
    orcid: str = ""
    affiliations: list[str] = field(default_factory=list)

    @property
    def short(self) -> str:
        """As NLM prints it: `Baselga J`, `Smith AB Jr`, or the group's name."""
        return self.collective or " ".join(part for part in (self.family, self.initials, self.suffix) if part)


@dataclass(slots=True)
class Qualifier:
    name: str
    ui: str = ""
    major: bool = False


@dataclass(slots=True)
class MeshHeading:
    descriptor: str
    ui: str = ""
    major: bool = False
    qualifiers: list[Qualifier] = field(default_factory=list)


@dataclass(slots=True)
class Chemical:
    name: str
    ui: str = ""
    registry: str = ""


@dataclass(slots=True)
class Grant:
    number: str = ""
    agency: str = ""
    country: str = ""


@dataclass(slots=True)
class Book:
    """What a PubmedBookArticle adds: the book's title, publisher, place and accession (`NBK...`)."""

    title: str = ""
    publisher: str = ""
    place: str = ""
    accession: str = ""
    edition: str = ""
    isbn: list[str] = field(default_factory=list)
    editors: list[Author] = field(default_factory=list)


@dataclass(slots=True)
class Notice:
    """A link between a record and a notice about it, by PubMed's RefType (`RetractionIn`, `ErratumFor`).

    "In" kinds say that this record is affected; "Of", "For", "From" and "On" that it is the notice.
    """

    kind: str
    pmid: int | None = None
    citation: str = ""


MEDLINE_NOTICES: Final = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
"""MEDLINE tags and PubMed's RefType (NLM, MEDLINE/PubMed data element descriptions)."""

STATES_BY_NOTICE: dict[str, str] = {
    "RetractionIn": "retracted",
    "RetractedandRepublishedIn": "retracted",
    "ExpressionOfConcernIn": "concern",
    "ErratumIn": "corrected",
    "PartialRetractionIn": "corrected",
    "CorrectedandRepublishedIn": "corrected",
    "UpdateIn": "corrected",
    "RepublishedIn": "republished",
}
"""Which notice kinds mark the record that carries them (never the notice itself)."""


@dataclass(slots=True)
class Article:
    """One record. Empty strings and lists mean "not given"; `pmid` None means that it has none.

    `revised` is an ISO date (DateRevised or MEDLINE's LR); `entered` is the PubMed create date (ISO);
    `year` None, `month` and `day` 0 mean unknown; `date_text` keeps what the file said.
    """

    pmid: int | None = None
    version: int = 1
    status: str = ""
    revised: str = ""
    entered: str = ""
    title: str = ""
    vernacular_title: str = ""
    abstract: list[Section] = field(default_factory=list)
    abstract_copyright: str = ""
    other_abstracts: list[OtherAbstract] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    authors_complete: bool = True
    investigators: list[Author] = field(default_factory=list)
    journal: str = ""
    journal_abbrev: str = ""
    issn: str = ""
    nlm_id: str = ""
    year: int | None = None
    month: int = 0
    day: int = 0
    date_text: str = ""
    electronic_date: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmcid: str = ""
    pii: str = ""
    languages: list[str] = field(default_factory=list)
    publication_types: list[str] = field(default_factory=list)
    mesh: list[MeshHeading] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    chemicals: list[Chemical] = field(default_factory=list)
    genes: list[str] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    databanks: list[str] = field(default_factory=list)
    """Accession numbers as `ClinicalTrials.gov/NCT00000000`."""
    personal_subjects: list[Author] = field(default_factory=list)
    conflict_of_interest: str = ""
    notices: list[Notice] = field(default_factory=list)
    book: Book | None = None

    @property
    def states(self) -> list[str]:
        """What a reader must be warned of: any of retracted, corrected, concern, republished."""
        found = [STATES_BY_NOTICE[n.kind] for n in self.notices if n.kind in STATES_BY_NOTICE]
        if "Retracted Publication" in self.publication_types:
            found.append("retracted")
        return sorted(set(found))

    @property
    def sort_date(self) -> int:
        """Publication date as yyyymmdd for ordering; 0 when unknown (sorts last)."""
        return (self.year or 0) * 10000 + self.month * 100 + self.day if self.year else 0

    @property
    def abstract_text(self) -> str:
        """The abstract as plain text, one section a line."""
        return "\n".join(f"{s.label}: {s.text}" if s.label else s.text for s in self.abstract)


@dataclass(slots=True)
class RawRecord:
    """A record as received: the bytes, the kind of file, and where in the file it began (byte offset); `remark` is
    what a person is told of it though it is taken."""

    format: str  # "xml" | "medline" | "ris"
    data: bytes
    offset: int = 0
    remark: str = ""


@dataclass(slots=True)
class Rejected:
    """A record that was left out: where it was (file offset, PMID if known) and why, for the report."""

    where: str
    why: str


Item = tuple[Article, RawRecord] | Rejected
"""What a reader of files yields, one for each record."""
