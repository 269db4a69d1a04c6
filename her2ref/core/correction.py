"""Corrections of the content: what was said before, what is said now, and how much it matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SEVERITIES: Final[tuple[tuple[str, str], ...]] = (
    ("critical", "Could change what a reader concludes"),
    ("major", "A figure, a date or a population was wrong"),
    ("minor", "Wording, or a source"),
)
"""How much a correction matters, worst first, with the words shown."""


@dataclass(frozen=True, slots=True)
class Correction:
    """`topic` is the key of the page it stands on ("trial:katherine"); `date` ISO; `version` the content that carries
    it; `old` and `new` what was and is said; `sources` reference ids."""

    id: str
    topic: str
    severity: str
    date: str
    version: str
    old: str
    new: str
    why: str
    sources: tuple[str, ...]


def by_weight(corrections: list[Correction]) -> list[Correction]:
    """The worst first, of equals the newest."""
    order = [name for name, _ in SEVERITIES]
    newest = sorted(corrections, key=lambda c: (c.date, c.id), reverse=True)
    return sorted(newest, key=lambda c: order.index(c.severity))
