"""Everything that has a name, and what of it a reader may mean by a few letters. Holds no SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from her2ref.core.text import fold, one_edit_apart, words

EXACT, INITIALS, PREFIX, WORDS, INSIDE = range(5)
"""How a name matched, best first: all of it, DB03 for DESTINY-Breast03, its first letters, the first letters of
some of its words, letters within it."""

EMPTY_WORDS: Final = frozenset("a after and by for from in of on or the to under with".split())
"""Say nothing beside other words: "loss of HER2" also finds "HER2 loss"."""

INSIDE_FROM, TYPO_FROM, OTHER_NAMES_FROM = 4, 4, 3
"""Letters that a query needs to match within names, to be corrected, and a name to be looked for as another name."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a topic. `title` is the topic's own name; `padded` all words that can be matched, between blanks."""

    norm: str
    padded: str
    name: str
    key: str
    kind: str
    title: str
    initials: str = ""
    note: str = ""
    year: int | None = None

    @classmethod
    def of(cls, norm: str, name: str, key: str, kind: str, title: str) -> Name:
        pieces = words(name)
        glued = [fold(chunk) for chunk in name.split()]
        padded = f" {' '.join(dict.fromkeys([*pieces, *glued]))} "
        initials = _initials(pieces) if kind == "trial" else ""
        return cls(norm, padded, name, key, kind, title, initials)

    @classmethod
    def of_reference(cls, key: str, title: str, source: str, people: str, doi: str, year: int | None) -> Name:
        """A reference is found by the words of its title, its authors, journal and year, and by its DOI."""
        padded = f" {' '.join(words(f'{title} {people} {source} {doi}'))} {fold(doi)} "
        return cls(fold(title), padded, title, key, "reference", title, note=source, year=year)


def _initials(pieces: list[str]) -> str:
    """`db03` for destiny breast03 and for destiny breast 03; empty where it would say too little."""
    short = "".join(p if p.isdigit() else p[0] + p.lstrip("abcdefghijklmnopqrstuvwxyz") for p in pieces)
    return short if len(pieces) > 1 and len(short) >= TYPO_FROM else ""


@dataclass(frozen=True, slots=True)
class Match:
    """A name and how well it matched (`EXACT` to `INSIDE`)."""

    rank: int
    name: Name


class Names:
    """All names of one state of the content; `rows` in the order of kinds and of the tree."""

    def __init__(self, rows: Iterable[Name]) -> None:
        self._rows = list(rows)
        self._exact: dict[str, list[Name]] = {}
        self._by_key: dict[str, list[Name]] = {}
        for row in self._rows:
            if row.kind != "reference":
                self._exact.setdefault(row.norm, []).append(row)
                self._by_key.setdefault(row.key, []).append(row)
        self._vocabulary: frozenset[str] | None = None

    def exact(self, text: str) -> list[Name]:
        """Names that are `text` but for case, signs and accents; the topics' own names first."""
        found = self._exact.get(fold(text), [])
        return sorted(found, key=lambda n: fold(n.title) != n.norm)

    def match(self, text: str, kinds: Collection[str]) -> dict[str, list[Match]]:
        """What `text` may mean, by kind, the best guess first; a topic stands once, by its best name.

        Of equal ranks: whole words first, then topics' own names, then the shorter name (the newer reference).
        """
        query, chunks = fold(text), _chunks(text)
        best: dict[tuple[str, str, str], tuple[int, bool, bool, int, str, int, Name]] = {}
        if not query:
            return {}
        first = f" {chunks[0][1][0]}"
        near = [r for r in self._rows if query in r.norm or first in r.padded or query == r.initials]
        for place, row in enumerate(near):
            rank = _rank(row, query, chunks)
            if rank is None or row.kind not in kinds:
                continue
            standing = (row.kind, row.key, row.norm if row.kind == "gene" else "")
            in_part = not all(f" {glued} " in row.padded for glued, _ in chunks)
            is_alias = not self._is_in_names(row) if row.kind == "gene" else row.name != row.title
            size = -(row.year or 0) if row.kind == "reference" else len(row.norm)
            entry = (rank, in_part, is_alias, size, row.name.casefold(), place, row)
            if standing not in best or entry < best[standing]:
                best[standing] = entry
        found: dict[str, list[Match]] = {}
        for rank, *_, row in sorted(best.values()):
            found.setdefault(row.kind, []).append(Match(rank, row))
        return found

    def _is_in_names(self, gene: Name) -> bool:
        """True when a mechanism is called after its gene: those lead among the mechanisms of one gene."""
        return any(n.kind != "gene" and gene.norm in n.norm for n in self._by_key[gene.key])

    def others(self, text: str) -> list[str]:
        """All names of the drug, mechanism or gene that `text` is a name of, its own first; empty for other text."""
        found = self.exact(text)
        if not found:
            return []
        chosen = next((n for n in found if n.kind == "drug"), found[0])
        if chosen.kind not in ("drug", "mechanism"):
            return [chosen.name]
        rows = [n for n in self._by_key[chosen.key] if n.kind == chosen.kind]
        names = [chosen.name, chosen.title, *(n.name for n in rows if len(n.norm) >= OTHER_NAMES_FROM)]
        own_id = chosen.key.partition(":")[2]
        once = {
            " ".join(words(name)): name
            for name in reversed(names)
            if name in (chosen.title, chosen.name) or name != own_id
        }
        return [name for name in dict.fromkeys(names) if name in once.values()]

    def corrected(self, text: str) -> str:
        """`text` with each word that begins no known word replaced by a known one a single slip away, else empty."""
        known = self._known()
        changed = []
        for chunk in text.split():
            piece = fold(chunk)
            if len(piece) < TYPO_FROM or piece.isdigit() or any(w.startswith(piece) for w in known):
                changed.append(chunk)
                continue
            near = sorted(w for w in known if one_edit_apart(piece, w))
            if not near:
                near = sorted(w for w in known if w[:1] == piece[:1] and _begins_nearly(piece, w))
            changed.append(near[0] if near else chunk)
        result = " ".join(changed)
        return result if fold(result) != fold(text) else ""

    def _known(self) -> frozenset[str]:
        if self._vocabulary is None:
            rows = (row for row in self._rows if row.kind != "reference")
            self._vocabulary = frozenset(word for row in rows for word in row.padded.split())
        return self._vocabulary


def _chunks(text: str) -> list[tuple[str, list[str]]]:
    """What lies between blanks, glued and as its words; empty words left out where others say more."""
    chunks = [(fold(chunk), words(chunk)) for chunk in text.split()]
    telling = [(glued, pieces) for glued, pieces in chunks if glued and glued not in EMPTY_WORDS]
    return telling or [chunk for chunk in chunks if chunk[0]]


def _rank(row: Name, query: str, chunks: list[tuple[str, list[str]]]) -> int | None:
    if row.norm == query:
        return EXACT
    if row.initials == query:
        return INITIALS
    if row.norm.startswith(query):
        return PREFIX
    if row.kind == "gene" or len(query) < 2:
        return None
    padded = row.padded
    if all(f" {glued}" in padded or all(f" {w}" in padded for w in pieces) for glued, pieces in chunks):
        return WORDS
    if len(query) >= INSIDE_FROM and row.kind != "reference" and query in padded:
        return INSIDE
    return None


def _begins_nearly(piece: str, word: str) -> bool:
    size = len(piece)
    return any(one_edit_apart(piece, start) for start in _starts(word, size))


def _starts(word: str, size: int) -> Iterator[str]:
    for length in (size, size + 1, size - 1):
        if length <= len(word):
            yield word[:length]
