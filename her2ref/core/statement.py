"""A sourced claim: what is said, which way it points, how strong the evidence is, and where it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LEVELS: Final[tuple[tuple[str, str], ...]] = (
    ("meta-analysis", "Meta-analysis"),
    ("randomised", "Randomised trial"),
    ("prospective-biomarker", "Prospective biomarker analysis"),
    ("single-arm", "Single-arm trial"),
    ("retrospective", "Retrospective"),
    ("case", "Case reports"),
    ("xenograft", "Xenograft"),
    ("cell-line", "Cell line"),
    ("review", "Review"),
    ("regulatory", "Regulator or label"),
    ("registry", "Trial registry"),
)
"""Levels of evidence, strongest first, with the words shown; the last three say what kind of page it is."""

HUMAN_LEVELS: Final = frozenset(
    {"meta-analysis", "randomised", "prospective-biomarker", "single-arm", "retrospective", "case"}
)

DIRECTIONS: Final = ("supports", "contradicts", "null", "describes")
"""What the statement says of the topic's claim; `describes` for facts that argue neither way."""

PARTS: Final = ("summary", "mechanism", "testing", "prediction", "treatment", "safety", "evidence", "open")
"""Where on its topic's page a statement stands; `summary` is the two to four sentences at the top."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of substance with its sources (reference ids: `pmid:N`, `doi:...`, `web:...`)."""

    text: str
    sources: tuple[str, ...]
    part: str = "evidence"
    direction: str = "supports"
    level: str = "review"

    @property
    def human(self) -> bool:
        return self.level in HUMAN_LEVELS


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that disagree: both sides with their sources, and why they may differ."""

    question: str
    side_a: str
    side_a_sources: tuple[str, ...]
    side_b: str
    side_b_sources: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """A question that was searched for and to which nothing was found: `where` as words, `on` an ISO date. Not the
    same as a gap, which nobody has looked into yet."""

    question: str
    where: str
    on: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A source. `id` is `pmid:N`, `doi:...` or `web:short-name` (then `url` says where, `seen` when)."""

    id: str
    title: str
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    pmid: int | None = None
    pmcid: str = ""
    doi: str = ""
    url: str = ""
    publisher: str = ""
    seen: str = ""
    type: str = ""
    free: bool | None = None
    summary: str = ""
