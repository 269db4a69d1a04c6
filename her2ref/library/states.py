"""What an article may be marked with, as the bits of `article.states`. Imported before the first paint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

STATES: Final = ("retracted", "corrected", "concern", "withdrawn", "republished")
"""Names by bit: the first is 1, the second 2, the third 4."""

_BIT: Final = {name: 1 << position for position, name in enumerate(STATES)}


def bits(states: Iterable[str]) -> int:
    found = 0
    for name in states:
        found |= _BIT[name]
    return found


def names(value: int) -> tuple[str, ...]:
    """The names of the bits of `value`, in the order of `STATES`."""
    return tuple(name for name, bit in _BIT.items() if value & bit)
