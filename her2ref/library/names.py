"""Everything that has a name, and what of it a reader may mean by a few letters. Holds no SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from her2ref.core.text import fold, words
from her2ref.library.name_index import EXACT, INITIALS, INSIDE, MISSING, PREFIX, SPREAD, WORDS, Standing
from her2ref.library.name_words import COMMON, FILLERS, PLAIN, RESISTANCE
from her2ref.library.readings import Reading, as_typed
from her2ref.library.shelf import FORGIVEN, FULL, PARTIAL, WITHIN, Order, Papers, Shelf, tier

__all__ = ["EXACT", "INITIALS", "INSIDE", "PREFIX", "SPREAD", "WORDS", "Match", "Name", "Names", "Word"]

NUMBER: Final = 2
"""Digits of the number of a trial; four are a year."""

OTHER_NAMES_FROM: Final = 3
"""Letters that a name needs to be looked for as another name."""

Best = dict[tuple[str, str, str], tuple[Order, "Match"]]
"""The best guess of each thing with all that decides between guesses."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a topic. `title` is the topic's own name; `note` a reference's source, or of a gene's row the other
    name that was looked for; `weight` says which of two mechanisms is the better known."""

    norm: str
    name: str
    key: str
    kind: str
    title: str
    note: str = ""
    year: int | None = None
    weight: int = 0
    more: str = ""

    @property
    def is_id(self) -> bool:
        """True of the name by which the content files the topic: AUTOPHAGY for "Protective autophagy"."""
        return self.norm == fold(self.key.partition(":")[2])

    @classmethod
    def of(cls, norm: str, name: str, key: str, kind: str, title: str, weight: int = 0) -> Name:
        return cls(norm, name, key, kind, title, weight=weight)

    @classmethod
    def of_reference(cls, key: str, title: str, source: str, people: str, doi: str, year: int | None) -> Name:
        """A reference is found by the words of its title, its authors, journal and year, and by its DOI."""
        return cls(fold(title), title, key, "reference", title, source, year, more=f"{people} {source} {doi}")


@dataclass(frozen=True, slots=True)
class Word:
    """Names that mean the same and are no topic: of a gene (`kind` "gene"; `name` its symbol), a disease, a test."""

    kind: str
    name: str
    names: tuple[str, ...]


class Match(NamedTuple):
    """A name and how well it matched: `rank` from `EXACT` to `INSIDE`; `slips` undone, which made the query `read`;
    `order` compares guesses of any kind, the best first."""

    rank: int
    name: Name
    slips: int = 0
    read: str = ""
    order: tuple[int, ...] = ()

    @property
    def meant(self) -> str:
        """What was meant where slips were undone: the name, or as much of it as was typed."""
        if self.lacks:
            return self.read
        is_name = self.rank == EXACT or (self.rank <= WORDS and self.order[3] > 0)
        if is_name and self.name.is_id and self.name.norm != fold(self.read):
            return self.name.title
        return self.name.name if is_name else self.read

    @property
    def lacks(self) -> bool:
        """Words were left out, be they common ones."""
        return self.order[3] >= MISSING

    @property
    def is_full(self) -> bool:
        """All telling words were found, be it with slips undone."""
        return self.order[0] <= FORGIVEN

    @property
    def is_weak(self) -> bool:
        """Only letters within words were found, or a telling word was not."""
        return self.order[0] >= WITHIN

    @property
    def is_guess(self) -> bool:
        """A telling word was not found."""
        return self.order[0] >= WITHIN and self.rank != INSIDE

    @property
    def is_sure(self) -> bool:
        """All words were found whole."""
        return self.is_full and self.rank <= WORDS and not self.order[3]

    @property
    def is_whole(self) -> bool:
        """One name has all words as they were typed, none of them as a mere beginning."""
        return self.order[0] == FULL and self.rank < SPREAD and not self.order[3]


class Names:
    """All names of one state of the content; `rows` in the order of kinds and of the tree. `words` are what is no
    topic of its own. Nothing is made ready before the first question."""

    def __init__(self, rows: Iterable[Name], words: Iterable[Word] = ()) -> None:
        self._rows = list(rows)
        self._words = tuple(words)
        self._ideas: dict[str, tuple[str, ...]] | None = None
        self._genes: frozenset[str] | None = None
        self._exact: dict[str, list[Name]] = {}
        self._by_key: dict[str, list[Name]] = {}
        for row in self._rows:
            if row.kind != "reference":
                self._exact.setdefault(row.norm, []).append(row)
                self._by_key.setdefault(row.key, []).append(row)
        self._topics: Shelf | None = None
        self._papers: Papers | None = None

    def exact(self, text: str) -> list[Name]:
        """Names that are `text` but for case, signs and accents; the topics' own names first."""
        found = self._exact.get(fold(text), [])
        return sorted(found, key=lambda n: fold(n.title) != n.norm)

    def match(self, text: str, kinds: Collection[str]) -> dict[str, list[Match]]:
        """What `text` may mean, by kind, the best guess first; a topic stands once, by its best name.

        Slips are undone only where nothing has all words as they were typed. Of equal guesses: whole words first, then
        topics' own names, then the better known mechanism, the shorter name, the newer reference.
        """
        typed = as_typed(text)
        best: Best = {}
        if self._is_another_number(typed):
            kinds = [kind for kind in kinds if kind != "reference"]
        if typed.norm:
            self._collect(self._shelf().readings.undoubled(typed), kinds, best)
            if not _is_found(best):
                self._forgive(typed, kinds, best)
            if not _is_found(best):
                self._forgive_short(typed, kinds, best)
            if not any(m.order[0] <= PARTIAL and m.name.kind != "reference" for _, m in best.values()):
                self._collect(typed, kinds, best, droppable=self._droppable(text))
            self._drug_alone(text, kinds, best)
        found: dict[str, list[Match]] = {}
        for _, match in sorted(best.values(), key=lambda entry: entry[0]):
            group = found.setdefault(match.name.kind, [])
            if not group or (group[0].is_full and match.is_full) or group[0].order[0] == match.order[0]:
                group.append(match)
        return found

    def _forgive(self, typed: Reading, kinds: Collection[str], best: Best) -> None:
        """Adds what is found with slips undone."""
        for readings in self._shelf().readings.forgiving(typed.text):
            for reading in readings:
                self._collect(reading, kinds, best)
            if _is_found(best):
                return

    def _forgive_short(self, typed: Reading, kinds: Collection[str], best: Best) -> None:
        """Adds what has all words whole once a slip in a short one is undone."""
        fresh: Best = {}
        for reading in self._shelf().readings.in_company(typed.text):
            self._collect(reading, [kind for kind in kinds if kind != "reference"], fresh)
        best.update((one, entry) for one, entry in fresh.items() if entry[1].is_sure)

    def _droppable(self, text: str) -> list[str]:
        """The words that a guess may leave out: not common, no part of a code, of a known name or of a number."""
        known = {piece for piece in words(text) if self._is_called(piece)}
        for chunk in text.split():
            pieces = words(chunk)
            if any(sign.isdigit() for sign in chunk) or (
                len(pieces) > 1 and self._is_called("".join(pieces))
            ):
                known.update(pieces)
        return [piece for piece in words(text) if piece not in known and piece not in COMMON]

    def _is_another_number(self, typed: Reading) -> bool:
        """True of the name of a trial with a number that it does not have: no title with that number is meant."""
        number = typed.pieces[-1] if len(typed.pieces) > 1 else ""
        return (
            number.isdigit()
            and len(number) <= NUMBER
            and any(name.kind == "trial" for name in self._exact.get("".join(typed.pieces[:-1]), ()))
        )

    def _is_called(self, norm: str) -> bool:
        """True of the name of a drug, a trial or a gene."""
        if self._genes is None:
            genes = [word for word in self._words if word.kind == "gene"]
            self._genes = frozenset(fold(name) for word in genes for name in (word.name, *word.names))
        return norm in self._genes or any(
            name.kind in ("drug", "trial", "gene") for name in self._exact.get(norm, ())
        )

    def is_plain(self, text: str) -> bool:
        """True of words that name nothing, however many they are: HER2 positive breast cancer."""
        pieces = words(text)
        return (
            any(piece in PLAIN for piece in pieces)
            and all(piece in PLAIN or piece in FILLERS for piece in pieces)
            and not self._exact.get(fold(text))
            and not self._is_called(fold(text))
        )

    def _drug_alone(self, text: str, kinds: Collection[str], best: Best) -> None:
        """Puts the drug first where nothing but its resistance is asked for and no name is all of that."""
        if "drug" not in kinds or not best:
            return
        typed = as_typed(min(best.values(), key=lambda entry: entry[0])[1].read or text)
        telling = {piece for piece in typed.pieces if piece not in FILLERS}
        rest = "".join(p for p in typed.pieces if p not in FILLERS and p not in PLAIN)
        if not rest or RESISTANCE.isdisjoint(telling):
            return
        others = [
            match.name for _, match in best.values() if match.name.kind != "reference" and match.is_full
        ]
        if any(set(words(name.name)) - FILLERS == telling for name in others):
            return
        for name in self._exact.get(rest, ()):
            one = ("drug", name.key, "")
            if name.kind == "drug" and one in best:
                entry, match = best[one]
                quality = (FORGIVEN if match.slips else FULL, match.slips, PREFIX, 0, 0)
                best[one] = (*quality, *entry[5:]), match._replace(rank=PREFIX, order=quality)
                return

    def lost(self, match: Match, text: str, *, common: bool = False) -> list[str]:
        """The telling words of `text`, or the `common` ones as well, that no name of what was matched has."""
        return [
            piece
            for piece in dict.fromkeys(words(text))
            if (common or piece not in COMMON)
            and piece not in FILLERS
            and all(name.key != match.name.key for name, _, _ in self._shelf().find(as_typed(piece)))
        ]

    def _collect(
        self,
        reading: Reading,
        kinds: Collection[str],
        best: Best,
        *,
        droppable: Collection[str] | None = None,
    ) -> None:
        """Adds what one reading finds, where it is better than what is known of the same thing; with `droppable` also
        topics that lack one of these words."""
        shelves: list[Shelf | Papers] = [self._shelf()]
        if "reference" in kinds and droppable is None:
            if self._papers is None:
                self._papers = Papers([row for row in self._rows if row.kind == "reference"])
            shelves.append(self._papers)
        for shelf in shelves:
            for name, standing, order in shelf.find(reading, droppable=droppable or ()):
                if name.kind in kinds:
                    _keep(best, name, standing, reading, order, FULL if droppable is None else WITHIN)

    def _shelf(self) -> Shelf:
        if self._topics is None:
            self._topics = Shelf(self._rows, self._by_key, self._words)
        return self._topics

    def others(self, text: str) -> list[str]:
        """All names of the drug, mechanism or gene that `text` is a name of, its own first; of what leads to a
        mechanism and is less than that (S310F), its own only. Empty for other text."""
        found = self.exact(text)
        if not found:
            return []
        chosen = next((n for n in found if n.kind == "drug"), found[0])
        if chosen.kind not in ("drug", "mechanism"):
            return [chosen.name]
        if chosen.kind == "mechanism" and (idea := self._idea(chosen.norm)):
            return list(dict.fromkeys((chosen.name, *idea)))
        rows = [n for n in self._by_key[chosen.key] if n.kind == chosen.kind]
        names = [chosen.name, chosen.title, *(n.name for n in rows if len(n.norm) >= OTHER_NAMES_FROM)]
        own_id = chosen.key.partition(":")[2]
        once = {
            " ".join(words(name)): name
            for name in reversed(names)
            if name in (chosen.title, chosen.name) or name != own_id
        }
        return [name for name in dict.fromkeys(names) if name in once.values()]

    def _idea(self, norm: str) -> tuple[str, ...]:
        """All names of the disease, test or single change that is called so."""
        if self._ideas is None:
            several = [(word.name, *word.names) for word in self._words if word.kind != "gene"]
            self._ideas = {fold(name): names for names in several for name in names}
        return self._ideas.get(norm, ())

    def corrected(self, text: str) -> str:
        """`text` with its slips undone, whether or not the words then are the name of one thing; else empty."""
        readings = next(iter(self._shelf().readings.forgiving(text)), [])
        if readings:
            return readings[0].text
        best: Best = {}
        self._forgive_short(as_typed(text), ("mechanism", "drug", "trial", "gene"), best)
        return min(best.values(), key=lambda entry: entry[0])[1].read if best else ""


def _keep(
    best: Best, name: Name, standing: Standing, reading: Reading, order: Order, least_tier: int
) -> None:
    own_first = int(order[0])
    quality = (
        max(tier(standing, reading.slips), least_tier),
        reading.slips,
        standing.rank,
        standing.begun,
        own_first,
    )
    entry = (*quality, *order[1:])
    one = (name.kind, name.key, name.name if name.kind == "gene" else "")
    if one not in best or entry < best[one][0]:
        read = reading.text if reading.slips else ""
        best[one] = entry, Match(standing.rank, name, reading.slips, read, quality)


def _is_found(best: Best) -> bool:
    return any(
        match.is_full and (match.name.kind != "reference" or match.is_whole) for _, match in best.values()
    )
