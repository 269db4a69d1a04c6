"""The whole curated reference as one value."""

from __future__ import annotations

from dataclasses import dataclass, field

from her2ref.core.correction import Correction
from her2ref.core.drug import Drug
from her2ref.core.mechanism import Mechanism
from her2ref.core.statement import Reference
from her2ref.core.trial import Trial
from her2ref.core.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything `resources/` says, by id. `version` such as "2026.11"; `reviewed` an ISO date."""

    version: str
    reviewed: str
    mechanisms: dict[str, Mechanism]
    drugs: dict[str, Drug]
    trials: dict[str, Trial]
    references: dict[str, Reference]
    corrections: tuple[Correction, ...] = ()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
