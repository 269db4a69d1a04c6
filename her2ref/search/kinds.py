"""Kinds of study that a list can be narrowed to, and whom they studied, as bits that are stored with each article.

Read from PubMed's publication types and MeSH headings alone: a record that is not indexed yet has no kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is its id in a `Listing`; `types` publication types and `headings` MeSH headings, one of which makes it;
    `weight` what a match in such a study counts against the same match elsewhere."""

    bit: int
    name: str
    types: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()
    weight: float = 1.0


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split(" | "))


TYPES: Final = (
    Kind(0, "guideline", _set("Practice Guideline | Guideline | Consensus Statement | Consensus Development Conference"
         " | Consensus Development Conference, NIH"), weight=1.25),
    Kind(1, "meta-analysis", _set("Meta-Analysis | Network Meta-Analysis"), weight=1.3),
    Kind(2, "systematic-review", _set("Systematic Review"), weight=1.2),
    Kind(3, "randomised-trial", _set("Randomized Controlled Trial | Pragmatic Clinical Trial | Equivalence Trial"),
         weight=1.35),
    Kind(4, "clinical-trial", _set("Clinical Trial | Clinical Trial, Phase I | Clinical Trial, Phase II"
         " | Clinical Trial, Phase III | Clinical Trial, Phase IV | Controlled Clinical Trial | Clinical Study"
         " | Adaptive Clinical Trial"), weight=1.25),
    Kind(5, "observational", _set("Observational Study"), weight=1.1),
    Kind(6, "case-report", _set("Case Reports"), weight=0.9),
    Kind(7, "review", _set("Review"), weight=1.1),
    Kind(8, "comment", _set("Comment | Editorial | Letter | News"), weight=0.75),
    Kind(9, "protocol", _set("Clinical Trial Protocol"), weight=0.9),
    Kind(10, "preprint", _set("Preprint"), weight=0.95),
)  # fmt: skip
"""What kind of publication it is; an article may be several."""

EVIDENCE: Final = (
    Kind(16, "patients", _set("Randomized Controlled Trial | Pragmatic Clinical Trial | Clinical Trial"
         " | Clinical Trial, Phase I | Clinical Trial, Phase II | Clinical Trial, Phase III | Clinical Trial, Phase IV"
         " | Controlled Clinical Trial | Observational Study | Case Reports"),
         _set("Female | Male | Adult | Young Adult | Middle Aged | Aged | Aged, 80 and over | Adolescent | Child"
         " | Retrospective Studies | Prospective Studies | Cohort Studies | Follow-Up Studies | Treatment Outcome"
         " | Kaplan-Meier Estimate | Disease-Free Survival | Progression-Free Survival")),
    Kind(17, "animals", frozenset(), _set("Animals | Mice | Mice, Nude | Mice, SCID | Xenograft Model Antitumor Assays"
         " | Disease Models, Animal")),
    Kind(18, "cells", frozenset(), _set("Cell Line, Tumor | Cell Line | Cells, Cultured | MCF-7 Cells"
         " | Cell Proliferation | Cell Survival | Gene Knockdown Techniques | RNA, Small Interfering")),
)  # fmt: skip
"""On whom it was studied. Humans alone says nothing: the heading is given to cell lines of people, too."""

HUMANS: Final = "Humans"
ALL: Final = TYPES + EVIDENCE
BITS: Final = {kind.name: 1 << kind.bit for kind in ALL}
"""The mask of each kind by its name."""

_BY_TYPE: Final = {name: sum(1 << k.bit for k in ALL if name in k.types) for k in ALL for name in k.types}
_BY_HEADING: Final = {
    name: sum(1 << k.bit for k in ALL if name in k.headings) for k in ALL for name in k.headings
}


def bits(types: Iterable[str], headings: Iterable[str]) -> int:
    """The kinds of an article with these publication types and MeSH descriptors. Sex and age count for people only
    where the record says Humans: they are given to animals too."""
    found, of_people, humans, animals = 0, 0, False, False
    for name in types:
        found |= _BY_TYPE.get(name, 0)
    for name in headings:
        humans = humans or name == HUMANS
        animals = animals or name == "Animals"
        of_people |= _BY_HEADING.get(name, 0)
    if not humans or (animals and not found & BITS["patients"]):
        of_people &= ~BITS["patients"]
    return found | of_people


@cache
def weight(kinds: int) -> float:
    """What a match counts in an article of these kinds: the highest of them, or the lowest where all are below one."""
    found = [kind.weight for kind in TYPES if kinds >> kind.bit & 1]
    return (max(found) if max(found, default=1.0) > 1 else min(found)) if found else 1.0


EXPLODED: Final = {
    "clinical trial": (
        "Clinical Trial, Phase I", "Clinical Trial, Phase II", "Clinical Trial, Phase III", "Clinical Trial, Phase IV",
        "Controlled Clinical Trial", "Randomized Controlled Trial", "Pragmatic Clinical Trial", "Equivalence Trial",
        "Adaptive Clinical Trial",
    ),
    "controlled clinical trial": ("Randomized Controlled Trial", "Pragmatic Clinical Trial", "Equivalence Trial"),
    "randomized controlled trial": ("Pragmatic Clinical Trial", "Equivalence Trial"),
    "review": ("Systematic Review", "Scoping Review"),
    "meta-analysis": ("Network Meta-Analysis",),
    "guideline": ("Practice Guideline",),
    "consensus development conference": ("Consensus Development Conference, NIH",),
    "clinical study": (
        "Clinical Trial", "Clinical Trial, Phase I", "Clinical Trial, Phase II", "Clinical Trial, Phase III",
        "Clinical Trial, Phase IV", "Controlled Clinical Trial", "Randomized Controlled Trial",
        "Pragmatic Clinical Trial", "Equivalence Trial", "Adaptive Clinical Trial", "Observational Study",
    ),
}  # fmt: skip
"""Publication types that PubMed counts with another one, by that other's name in lower case."""
