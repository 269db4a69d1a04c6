"""Why an article stands under its topics: cited there, by its words, or by the reader's own choice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from her2ref.gui.pages.html import clean, translate
from her2ref.library.rows import Tag

KINDS = ("mechanism", "drug", "trial")


@dataclass(frozen=True, slots=True)
class Filed:
    """A topic of an article. `cited`: our content cites it there. `chosen`: True added or confirmed by the reader,
    False taken off, None neither. `matched`: the words that speak for it."""

    key: str
    name: str
    cited: bool = False
    chosen: bool | None = None
    matched: str = ""

    @property
    def counts(self) -> bool:
        return self.cited or self.chosen is not False

    @property
    def why(self) -> str:
        """The reasons in words."""
        reasons = []
        if self.cited:
            reasons.append(translate("Filing", "cited in her2ref"))
        if self.chosen is not None:
            reasons.append(
                translate("Filing", "by you") if self.chosen else translate("Filing", "taken off by you")
            )
        if self.matched:
            reasons.append(translate("Filing", "words: %1").replace("%1", self.matched))
        return " · ".join(reasons)


def filed(tags: Iterable[Tag], removed: Iterable[Tag]) -> list[Filed]:
    """One row a topic, in the order given, mechanisms before drugs before trials; what was taken off at the end."""
    found: dict[str, Filed] = {}
    for tag, off in [*((tag, False) for tag in tags), *((tag, True) for tag in removed)]:
        row = found.get(tag.key, Filed(tag.key, clean(tag.name)))
        found[tag.key] = replace(
            row,
            cited=row.cited or tag.by == "content",
            chosen=False if off else True if tag.by == "person" else row.chosen,
            matched=row.matched or clean(tag.matched),
        )
    return sorted(found.values(), key=lambda row: (not row.counts, KINDS.index(row.key.partition(":")[0])))
