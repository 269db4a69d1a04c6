"""What a write changed, so that each pane can decide whether to redraw."""

from __future__ import annotations

from typing import Final, NamedTuple

KINDS: Final = (
    *("articles", "tags", "stars", "notes", "reading", "collections", "searches", "wanted", "content"),
    *("corrections", "settings", "choices", "wishes"),
)
"""Every kind of thing that can change."""


class Changes(NamedTuple):
    """Kinds of things and ids that one commit touched; ids empty means "many, read again".

    `kinds` are of `KINDS`.
    `ids` are target ids such as "12345", "article:-7", "mechanism:pik3ca-mutation"; "" is a note that hangs on nothing.
    """

    kinds: frozenset[str]
    ids: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *kinds: str, ids: tuple[str, ...] | frozenset[str] = ()) -> Changes:
        return cls(frozenset(kinds), frozenset(ids))

    def touches(self, *kinds: str) -> bool:
        return not self.kinds.isdisjoint(kinds)
