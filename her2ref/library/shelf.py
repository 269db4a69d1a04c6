"""The names of one state of the content, put in order for looking up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from her2ref.core.text import fold, words
from her2ref.library.name_index import INSIDE, PREFIX, Entry, Index, Standing
from her2ref.library.readings import Reading, Readings

if TYPE_CHECKING:
    from her2ref.library.names import Name, Word

FORM_FROM: Final = 5
"""Letters that make HERCL as good as HER2CL."""

FULL, FORGIVEN, PARTIAL, WITHIN = range(4)
"""All was found as it was typed; with slips undone; common words are missing; a telling word is, or only letters
inside a name were found."""

Order = tuple[int | str, ...]


class Shelf:
    """Names of mechanisms, drugs, trials and genes. All names of a topic together are an entry of their own, and so
    is each name of a gene, however many mechanisms it plays a part in."""

    def __init__(
        self, rows: Sequence[Name], by_key: Mapping[str, Sequence[Name]], words: Sequence[Word]
    ) -> None:
        self._by_key = by_key
        self._genes: dict[str, list[Name]] = {}
        self._same: dict[str, list[str]] = {}
        self._places = {id(row): place for place, row in enumerate(rows)}
        self._called: dict[str, set[str]] = {}
        self._roles: dict[int, list[tuple[Name, Order]]] = {}
        for word in words:
            several = dict.fromkeys((word.name, *word.names))
            norms = {fold(name) for name in several}
            for name in several:
                others = [other for other in several if other != name]
                self._same.setdefault(fold(name), []).extend(others)
            if word.kind == "gene":
                self._called[word.name] = norms
        titles = self._titles()
        topics = {key: place for place, key in enumerate(titles)}
        self._slots: list[Name] = list(titles.values())
        entries = [Entry(title.kind, "") for title in self._slots]
        for row in rows:
            if row.kind == "gene":
                self._genes.setdefault(row.name, []).append(row)
            elif row.kind != "reference":
                self._slots.append(row)
                entries.append(Entry(row.kind, row.norm, row.name, (topics[row.key],)))
        self._put_genes(words, entries, topics)
        self.index = Index(entries, self._other_names)
        self.readings = Readings(self.index)

    def _titles(self) -> dict[str, Name]:
        """Each topic by the row of its own name, or of any."""
        found: dict[str, Name] = {}
        for key, rows in self._by_key.items():
            own = [row for row in rows if row.kind != "gene"]
            if own:
                found[key] = next((row for row in own if row.name == row.title), own[0])
        return found

    def _put_genes(self, words: Sequence[Word], entries: list[Entry], topics: Mapping[str, int]) -> None:
        """Adds each name of each gene; the symbol is also a word of the topics that it plays a part in."""
        more = {word.name: word.names for word in words if word.kind == "gene"}
        for symbol, rows in self._genes.items():
            places = tuple(topics[row.key] for row in rows if row.key in topics)
            once = {fold(name): name for name in reversed((symbol, *more.get(symbol, ())))}
            for norm, name in once.items():
                self._slots.append(replace(rows[0], norm=norm, note="" if name == symbol else name))
                entries.append(Entry("gene", norm, name, places if name == symbol else ()))

    def _other_names(self, norm: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name in self._same.get(norm, ()):
            yield fold(name), tuple(words(name))

    def find(
        self, reading: Reading, *, droppable: Collection[str] = ()
    ) -> Iterator[tuple[Name, Standing, Order]]:
        """Names that one reading may mean, with what decides between equally good ones."""
        for number, standing in self.index.find(reading.pieces, reading.norm, droppable=droppable).items():
            name = self._slots[number]
            if name.kind != "gene":
                yield name, standing, self._order(name, standing, reading.norm)
                continue
            if standing.is_partial or standing.rank > PREFIX:
                continue
            for row, order in self._roles_of(number):
                yield row, standing, order

    def _roles_of(self, number: int) -> list[tuple[Name, Order]]:
        """The mechanisms in which a gene plays a part, under one of its names; put together once."""
        if number not in self._roles:
            name = self._slots[number]
            self._roles[number] = [
                (
                    replace(row, note=name.note),
                    (
                        int(not self._is_named_after(row)),
                        -row.weight,
                        len(name.norm),
                        row.title,
                        self._places[id(row)],
                    ),
                )
                for row in self._genes[name.name]
            ]
        return self._roles[number]

    def _order(self, name: Name, standing: Standing, norm: str) -> Order:
        is_alias = name.name != name.title and not (standing.rank <= PREFIX and name.is_id)
        if standing.rank == PREFIX and len(norm) < FORM_FROM and not name.norm.startswith(norm):
            is_alias = True
        weight = name.weight if name.kind == "mechanism" else 0
        return (int(is_alias), -weight, len(name.norm), name.name.casefold(), self._places[id(name)])

    def _is_named_after(self, gene: Name) -> bool:
        """True when a mechanism is called after its gene: those lead among the mechanisms of one gene."""
        called = self._called.get(gene.name, {gene.norm})
        own = [n.norm for n in self._by_key[gene.key] if n.kind != "gene"]
        return any(gene.norm in norm for norm in own) or any(norm in called for norm in own)


class Papers:
    """References: found by words of their titles, authors, journals and years."""

    def __init__(self, rows: Sequence[Name]) -> None:
        self._rows = rows
        entries = [Entry("reference", row.norm, f"{row.name} {row.more}") for row in rows]
        self._index = Index(entries)

    def find(
        self, reading: Reading, *, droppable: Collection[str] = ()
    ) -> Iterator[tuple[Name, Standing, Order]]:
        for number, standing in self._index.find(reading.pieces, reading.norm, droppable=droppable).items():
            if standing.rank != INSIDE:
                row = self._rows[number]
                yield row, standing, (0, 0, -(row.year or 0), row.name.casefold(), number)


def tier(standing: Standing, slips: int) -> int:
    if standing.rank == INSIDE:
        return WITHIN
    if standing.is_partial:
        return PARTIAL
    return FORGIVEN if slips else FULL
