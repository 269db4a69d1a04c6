"""A mechanism of resistance: a node of the tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from her2ref.core.statement import Conflict, Searched, Statement

ORIGINS: Final = ("de novo", "acquired", "both", "unknown")
RELATIONS: Final = (
    "overcomes",
    "under-study",
    "biomarker-for",
    "no-interaction",
    "stopped",
    "failed",
    "resistance-to",
)
"""A drug's relation to a mechanism: acts against it, is being tried against it, its benefit is predicted by it, its
benefit was the same with and without it, was tried until the study or the drug was stopped, was tried without
success, is defeated by it."""


@dataclass(frozen=True, slots=True)
class DrugRelation:
    """A drug tried against, defeated by, or predicted by a mechanism; `trial` is a trial's id or empty."""

    drug: str
    relation: str
    level: str
    sources: tuple[str, ...]
    trial: str = ""
    note: str = ""

    def standing(self, outcome: str) -> str:
        """The relation as it is now, by what became of the trial: a study that was stopped studies nothing."""
        return "stopped" if self.relation == "under-study" and outcome == "stopped" else self.relation


@dataclass(frozen=True, slots=True)
class Mechanism:
    """`parent` is empty for a top class; `order` places it among its siblings; `level` is the best level
    of human or laboratory evidence for the topic as a whole; `reviewed` is an ISO date. `terms` and the
    names file an article here by its words; `title_terms` do so in its title only; where there is a `context`, one of
    its words must stand in the article too."""

    id: str
    name: str
    parent: str = ""
    order: int = 0
    aliases: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()
    affects: tuple[str, ...] = ()
    origin: str = "unknown"
    level: str = "review"
    assay: str = ""
    companion: str = ""
    pubmed_query: str = ""
    mesh: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    title_terms: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    reviewed: str = ""
    statements: tuple[Statement, ...] = ()
    drugs: tuple[DrugRelation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    searched: tuple[Searched, ...] = ()
