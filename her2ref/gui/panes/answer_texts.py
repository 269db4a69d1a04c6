"""What the answers say: their rows, groups, keys, and the sentences for a screen reader."""

from __future__ import annotations

from collections import Counter
from typing import Final

from PySide6.QtCore import QObject

from her2ref.gui.numbers import counted
from her2ref.gui.panes.answer_groups import Group
from her2ref.gui.panes.answer_rows import Row
from her2ref.gui.panes.asking import Answer
from her2ref.library.rows import Hit

FIRST: Final = (5, 4, 4, 3, 2)
OTHERS: Final = (3, 3, 2, 2, 1)
"""Rows of the first group while all groups are shown, and of each other one: the first pair for which there is room."""
ROOM: Final = 20
LONGEST: Final = 60
"""Letters of what was typed that an answer repeats."""


class AnswerTexts(QObject):
    """Values in, texts out; nothing is kept."""

    def _group_names(self) -> dict[str, str]:
        return {
            "mechanism": self.tr("Mechanisms"),
            "drug": self.tr("Drugs"),
            "trial": self.tr("Trials"),
            "gene": self.tr("Genes"),
            "reference": self.tr("References"),
            "note": self.tr("Notes"),
            "article": self.tr("Abstracts"),
        }

    def _kind_names(self) -> dict[str, str]:
        return {
            "mechanism": self.tr("Mechanism"),
            "drug": self.tr("Drug"),
            "trial": self.tr("Trial"),
            "gene": self.tr("Gene"),
            "reference": self.tr("Reference"),
            "note": self.tr("Note"),
            "article": self.tr("Abstract"),
        }

    def groups(self, answer: Answer, number: int) -> tuple[Group, ...]:
        """All, then each group with answers in the order of the rows; none where nothing was found."""
        hits, names = answer.found.hits, self._group_names()
        if not hits:
            return ()
        kinds = list(dict.fromkeys(hit.kind for hit in hits))
        shown = Counter(hit.kind for hit in hits)
        numbers = {kind: max(answer.found.named.get(kind, 0), shown[kind]) for kind in kinds}
        if "article" in numbers:
            numbers["article"] = max(number, numbers["article"]) if number >= 0 else -1
        return (Group("", self.tr("All")), *(Group(kind, names[kind], numbers[kind]) for kind in kinds))

    def rows(self, answer: Answer, kind: str, number: int, room: int = ROOM) -> list[Row]:
        """The rows for what was found, or for nothing; all of one group where `kind` names it, else some of each, as
        `room` rows allow."""
        hits, names = answer.found.hits, self._group_names()
        if not hits:
            return self._nothing(answer)
        rows: list[Row] = []
        if answer.is_query and kind in ("", "article"):
            rows.append(self.list_row(answer, number))
        for group, shown in {kind: len(hits)}.items() if kind else _shares(hits, room).items():
            of_group = [hit for hit in hits if hit.kind == group]
            rows.append(Row(names[group], is_heading=True))
            rows += [self._hit(hit) for hit in of_group[:shown]]
            rest = answer.found.named.get(kind, 0) - len(of_group)
            if rest > 0:
                rows.append(Row(counted(rest, "%1 more: type another letter", "%1 more: type more letters")))
        if not answer.is_query and kind in ("", "article") and any(hit.kind == "article" for hit in hits):
            rows.append(self.list_row(answer, number))
        return rows

    def list_row(self, answer: Answer, number: int) -> Row:
        """The way to the list of all abstracts; their number comes when it is known."""
        if answer.is_query:
            text = self.tr("Search abstracts for “%1”").replace("%1", shortened(answer.words))
            why = counted(number, "%1 abstract", "%1 abstracts") if number >= 0 else ""
            return Row(text, "list", why, told=f"{text}. {why}")
        text = self.tr("Show all abstracts for “%1”").replace("%1", shortened(answer.words))
        why = f"{number:,}" if number >= 0 else ""
        return Row(text, "list", why, told=f"{text}. {why}")

    def _hit(self, hit: Hit) -> Row:
        kind = self._kind_names()[hit.kind]
        return Row(hit.title, "open", hit.why, hit, told=f"{kind}: {hit.title}. {hit.why}")

    def _nothing(self, answer: Answer) -> list[Row]:
        query, rows = shortened(answer.found.query), list[Row]()
        if answer.found.nearest:
            rows.append(Row(self.tr("Did you mean"), is_heading=True))
            rows += [Row(words, "type") for words in answer.found.nearest]
        rows.append(Row(self.tr("Not in this library"), is_heading=True))
        if answer.wished:
            noted = self.tr("Noted: PubMed will be asked for “%1” at the next sync")
            rows.append(Row(noted.replace("%1", query)))
            rows.append(Row(self.tr("Take it off the list"), "unwish"))
        else:
            rows.append(Row(self.tr("Search PubMed for “%1” at the next sync").replace("%1", query), "wish"))
        return rows

    def recent(self, hits: tuple[Hit, ...]) -> list[Row]:
        kinds = self._kind_names()
        rows = [Row(self.tr("Opened lately"), is_heading=True)]
        rows += [
            Row(hit.title, "open", kinds[hit.kind], hit, told=f"{kinds[hit.kind]}: {hit.title}")
            for hit in hits
        ]
        rows.append(Row(self.tr("Forget these"), "forget"))
        return rows

    def forgotten(self) -> list[Row]:
        return [Row(self.tr("Forgotten. What you open from here will be listed again."))]

    def told(self, answer: Answer) -> str:
        """How the words were taken, or that nothing is there."""
        found = answer.found
        if not found.hits:
            nothing = self.tr("Nothing found for “%1”. Try a shorter word, a gene, a brand name or a PMID.")
            return nothing.replace("%1", shortened(found.query))
        return self.tr("Taken as: %1").replace("%1", found.understood) if found.understood else ""

    def keys(self, answer: Answer, kind: str) -> str:
        if not answer.found.hits:
            return self.tr("↑ ↓ and Enter choose · Esc gives the screen back")
        group = self.tr("Tab next group") if kind else self.tr("Tab narrows to a group")
        return self.tr("Enter opens · ↑ ↓ move · %1 · Esc gives the screen back").replace("%1", group)

    def recent_keys(self) -> str:
        return self.tr("↑ ↓ move · Enter opens · type to look up · Esc gives the screen back")

    def spoken(self, answer: Answer, kind: str, number: int, chosen: Row | None) -> str:
        """Numbers first, then what Enter opens."""
        if not answer.found.hits:
            return " ".join((*answer.found.problems, self.told(answer)))
        groups = [group for group in self.groups(answer, number) if group.kind and kind in ("", group.kind)]
        parts = [", ".join(group.told for group in groups)]
        parts += [*answer.found.problems, self.told(answer)]
        if chosen is not None:
            parts.append(self.tr("Enter opens %1").replace("%1", chosen.told or chosen.text))
        return ". ".join(part.rstrip(".") for part in parts if part) + "."


def shortened(words: str) -> str:
    """What was typed, as far as a sentence can hold it."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def _shares(hits: tuple[Hit, ...], room: int) -> dict[str, int]:
    """How many rows of each group are shown so that all groups fit, with their headings and one row for the list."""
    sizes: dict[str, int] = {}
    for hit in hits:
        sizes[hit.kind] = sizes.get(hit.kind, 0) + 1
    shares: dict[str, int] = {}
    for first, other in zip(FIRST, OTHERS, strict=True):
        shares = {kind: other if number else first for number, kind in enumerate(sizes)}
        if sum(min(sizes[kind], shares[kind]) + 1 for kind in sizes) + 1 <= room:
            break
    return shares
