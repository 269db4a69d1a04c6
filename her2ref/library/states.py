"""What an article may be marked with, as the bits of `article.states`, and which notices mark it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from her2ref.core.article import STATES_BY_NOTICE

STATES: Final = ("retracted", "corrected", "concern", "withdrawn", "republished")
"""Names by bit: the first is 1, the second 2, the third 4."""

BY_NOTICE_RECORD: Final = {
    "RetractionOf": "retracted",
    "RetractedandRepublishedFrom": "retracted",
    "ExpressionOfConcernFor": "concern",
    "ErratumFor": "corrected",
    "CorrectedandRepublishedFrom": "corrected",
    "UpdateOf": "corrected",
    "RepublishedFrom": "republished",
}
"""Kinds by which a notice's record names the article that it is about: that article is marked, the notice never."""

_BIT: Final = {name: 1 << position for position, name in enumerate(STATES)}


def bits(states: Iterable[str]) -> int:
    found = 0
    for name in states:
        found |= _BIT[name]
    return found


def names(value: int) -> tuple[str, ...]:
    """The names of the bits of `value`, in the order of `STATES`."""
    return tuple(name for name, bit in _BIT.items() if value & bit)


def of_record(title: str, publication_types: str, own_kinds: Iterable[str], named_by: Iterable[str]) -> int:
    """The bits of one article: from its own record (its notices' kinds, its types as "A; B", a title that begins
    with "WITHDRAWN") and from the kinds by which notices held beside it name it."""
    found = [STATES_BY_NOTICE[kind] for kind in own_kinds if kind in STATES_BY_NOTICE]
    found += [BY_NOTICE_RECORD[kind] for kind in named_by if kind in BY_NOTICE_RECORD]
    if "Retracted Publication" in publication_types:
        found.append("retracted")
    if title[:10].upper() == "WITHDRAWN:":
        found.append("withdrawn")
    return bits(found)
