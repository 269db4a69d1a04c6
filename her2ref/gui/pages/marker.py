"""Whether a result is of the patients whose tumours have a mechanism, by the words of its population."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from her2ref.core.mechanism import Mechanism
from her2ref.core.trial import Result

PART: Final = re.compile(r"[,;()]")
TOO_WIDE: Final = frozenset({"her2", "erbb2", "her2-positive", "her2+"})
"""Words that hold for every patient of this reference."""
WITHOUT: Final = r"no|not|non|without|wild.?type|negative|intact|normal|unmutated|absent"
LOST: Final = re.compile(r"\b(loss|lost|low|deficien\w*|reduced|impaired|absent)\b", re.IGNORECASE)


class Marker:
    """`names` the patients: by gene, name, alias or term of the mechanism, in no part that says the opposite."""

    def __init__(self, mechanism: Mechanism, drugs: Collection[str] = ()) -> None:
        """`drugs` are names of drugs: a term of the mechanism may be one, but it says nothing of patients."""
        left_out = TOO_WIDE | {drug.casefold() for drug in drugs}
        words = {mechanism.name, *mechanism.aliases, *mechanism.terms}
        kept = sorted(w for w in words if len(w) > 2 and w.casefold() not in left_out)
        genes = sorted(g for g in mechanism.genes if g.casefold() not in left_out)
        self._words, self._genes = _any_of(kept, re.IGNORECASE), _any_of(genes)
        opposite = (
            "positive|high|preserved|retained|present" if LOST.search(mechanism.name) else "low|loss|lost"
        )
        self._opposite = re.compile(rf"\b({WITHOUT}|{opposite})\b", re.IGNORECASE)

    def names(self, result: Result) -> bool:
        return any(self._named(part) for part in PART.split(result.population))

    def _named(self, part: str) -> bool:
        for pattern in (self._words, self._genes):
            if pattern is not None and pattern.search(part):
                return self._opposite.search(pattern.sub(" ", part)) is None
        return False


def _any_of(words: list[str], flags: int = 0) -> re.Pattern[str] | None:
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", flags)
