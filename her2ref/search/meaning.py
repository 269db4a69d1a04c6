"""What else a reader asks for by a name: HER2 is ERBB2 and neu, T-DXd is trastuzumab deruxtecan and Enhertu.

Only plain words are extended; what is quoted or tagged means exactly itself, and so does whatever NOT leaves out: other
names only add. The one exception is a whole name while it is typed, which is no beginning of other words any more. The
names are those of the curated content and its vocabulary; other spellings count only where the index has such a word.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from typing import Final

from her2ref.core.query import And, Not, Or, Same, Tree, Words, sames
from her2ref.core.text import fold, words
from her2ref.search.spelling import forms, spellings

ORDER: Final = ("drug", "gene", "word", "mechanism", "trial")
"""Which of several things that share a name is meant."""
LONGEST: Final = 7
"""Words of a name."""
LEAST: Final = 3
"""Letters and digits that another name needs to be asked for."""
MOST: Final = 16
"""Other names of one thing that are asked for."""
GLUED: Final = 12
"""Longest name that is also known without its blanks and hyphens (TDXD)."""

Key = tuple[str, ...]


class Meanings:
    """All names of one state of the content. Changes nothing once it is made: threads may share it."""

    def __init__(
        self,
        names: Iterable[tuple[str, str, str, str, str]],
        vocabulary: Iterable[tuple[str, str, str, str]],
    ) -> None:
        """`names` are (folded, name, key, kind, title) of topics; `vocabulary` (id, kind, name, names by line)."""
        self._groups: list[tuple[str, ...]] = []
        self._meant: dict[Key, tuple[int, int]] = {}
        by_key: dict[tuple[str, str], list[str]] = {}
        genes: set[str] = set()
        for _, name, key, kind, title in names:
            if kind in ("drug", "mechanism", "trial"):
                by_key.setdefault((kind, key), [title]).append(name)
            elif kind == "gene":
                genes.add(name)
        for (kind, _), several in by_key.items():
            self._add(kind, several)
        for _, kind, name, lines in vocabulary:
            self._add("gene" if kind == "gene" else "word", [name, *lines.split("\n")])
        for gene in sorted(genes):
            if tuple(words(gene)) not in self._meant:
                self._add("gene", [gene])

    def _add(self, kind: str, names: list[str]) -> None:
        rank, group = ORDER.index(kind), len(self._groups)
        once = {tuple(words(name)): name for name in reversed(names)}
        kept = tuple(name for name in dict.fromkeys(names) if once[tuple(words(name))] == name)
        self._groups.append(kept)
        for name in kept:
            pieces = tuple(words(name))
            glued = fold(name)
            for key in (pieces, (glued,)) if len(glued) <= GLUED else (pieces,):
                if key and key[0] and (key not in self._meant or self._meant[key][0] > rank):
                    self._meant[key] = rank, group

    def others(self, key: Key) -> tuple[str, ...]:
        """The other names of what `key` (a name's words) is called; empty where it is no name."""
        glued = "".join(key)
        meant = self._meant.get(key) or (self._meant.get((glued,)) if len(glued) <= GLUED else None)
        if meant is None:
            return ()
        found = [name for name in self._groups[meant[1]] if fold(name) != glued or tuple(words(name)) != key]
        return tuple(name for name in found if sum(c.isalnum() for c in name) >= LEAST)[:MOST]

    def extended(
        self, tree: Tree, uses: Callable[[Sequence[str]], dict[str, int]], *, typing: bool = False
    ) -> Tree:
        """The same query, its plain words with their other names and spellings, as far as the index has them: `uses`
        says how often each of some words occurs in it. It finds whatever the query finds as it is; but while it is
        typed (`typing`) a last word that is a whole name (MET) counts as that and not as a beginning (metastasis)."""
        made = self._extended(tree, typing=typing)
        added = [words(other.text) for same in sames(made) for other in same.others]
        known = uses(sorted({word for pieces in added for word in pieces})) if added else {}
        return _pruned(made, known)

    def _extended(self, tree: Tree, *, typing: bool) -> Tree:
        match tree:
            case And(parts):
                made = self._run(parts, typing=typing)
                return made[0] if len(made) == 1 else And(tuple(made))
            case Or(parts):
                return Or(tuple(self._extended(part, typing=typing) for part in parts))
            case Not(keep, drop):
                return Not(self._extended(keep, typing=typing), drop)
            case Words() if _is_plain(tree):
                return self._run((tree,), typing=typing)[0]
        return tree

    def _run(self, parts: tuple[Tree, ...], *, typing: bool) -> list[Tree]:
        """Parts that must all match; plain words side by side may be one name."""
        made: list[Tree] = []
        place = 0
        while place < len(parts):
            part = parts[place]
            if not isinstance(part, Words) or not _is_plain(part):
                made.append(self._extended(part, typing=typing))
                place += 1
                continue
            taken, same = self._name(parts, place, typing=typing)
            if same is None:
                same = self._one(part, typing=typing)
            made.append(same)
            place += taken
        return made

    def _name(self, parts: tuple[Tree, ...], place: int, *, typing: bool) -> tuple[int, Tree | None]:
        """The longest name that begins here, and how many parts it takes."""
        run: list[Words] = []
        for part in parts[place : place + LONGEST]:
            if not isinstance(part, Words) or not _is_plain(part) or (part.prefix and not typing):
                break
            run.append(replace(part, prefix=False))  # a whole name is not the beginning of another
        for size in range(len(run), 0, -1):
            text = " ".join(part.text for part in run[:size])
            key = tuple(words(text))
            others = self.others(key) if len(key) <= LONGEST else ()
            if others or key in self._meant:
                asked = replace(run[0], text=text)
                several = [*others, *(forms(text) if size == 1 else ())]
                named = tuple(Words(name) for name in dict.fromkeys(several))
                apart = tuple(self._one(part, typing=typing) for part in run[:size]) if size > 1 else ()
                return size, Same(asked, named, apart) if named or apart else asked
        return 1, None

    def _one(self, part: Words, *, typing: bool) -> Words | Same:
        """A single word: other spellings, of a beginning without singular and plural; and other names of the gene
        that a compound begins with (HER2-positive)."""
        others = [Words(form) for form in (spellings if part.prefix else forms)(part.text)]
        if part.prefix:  # while it is typed it may be the whole word; a second beginning would cost each key
            others = [
                replace(other, prefix=not typing)
                for other in others
                if not other.text.startswith(part.text.lower())
            ]
        pieces = tuple(words(part.text))
        if len(pieces) > 1 and not part.prefix:  # several beginnings at once would cost a second
            meant = self._meant.get(pieces[:1])
            if meant is not None and ORDER[meant[0]] == "gene":
                rest = " ".join(pieces[1:])
                short = [name for name in self.others(pieces[:1]) if len(words(name)) <= 2]
                others += [Words(f"{name} {rest}") for name in short]
        return Same(part, tuple(others)) if others else part


def _is_plain(part: Words) -> bool:
    return not part.field and not part.quoted and part.near is None and not part.to


def _pruned(tree: Tree, known: Container[str]) -> Tree:
    """Without names that no article can have, because the index lacks one of their words."""
    match tree:
        case Same():
            return _same(tree, known)
        case And(parts):
            return And(tuple(_pruned(part, known) for part in parts))
        case Or(parts):
            return Or(tuple(_pruned(part, known) for part in parts))
        case Not(keep, drop):
            return Not(_pruned(keep, known), drop)
    return tree


def _same(same: Same, known: Container[str]) -> Words | Same:
    kept = tuple(other for other in same.others if other.prefix or _may_occur(other.text, known))
    apart = tuple(_same(part, known) if isinstance(part, Same) else part for part in same.apart)
    return Same(same.asked, kept, apart) if kept or apart else same.asked


def _may_occur(name: str, known: Container[str]) -> bool:
    """`words` spells Greek letters out, the index does not: of names with other than ASCII nothing is known."""
    return not name.isascii() or all(word in known for word in words(name))
