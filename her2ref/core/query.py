"""What a reader asks for, as plain values: the narrowing of a list, and the tree of a query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of articles, as the narrowing of all of them by whatever is not empty.

    `topics` are keys such as "mechanism:pik3ca-mutation" that an article must be tagged with (all of them; a
    mechanism counts with its descendants); `words` are a query of abstracts; `starred` the person's own;
    `affected` retracted, corrected or under an expression of concern; `cited` those our content cites; `new` what came
    with the last import or sync; `years` first and last year of publication; `types` publication types, one of which an
    article must have; `evidence` kinds of study (`her2ref.search.kinds`), likewise; `like` an article whose similar
    ones are listed; `exact` leaves other names and spellings of the words out; `typing` takes the last word for a
    beginning; `collection` the number of a person's collection; `reading` what they said of it: "later", "read", or
    "unread" for everything that is not marked as read; `noted` what they have a note on.
    `sort` is "date" of publication, "newest" by entry in PubMed, or "best" match first.
    """

    topics: tuple[str, ...] = ()
    words: str = ""
    starred: bool = False
    affected: bool = False
    cited: bool = False
    sort: str = "date"
    new: bool = False
    years: tuple[int, int] | None = None
    types: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    like: int = 0
    exact: bool = False
    typing: bool = False
    collection: int = 0
    reading: str = ""
    noted: bool = False


LONGEST: Final = 4_000
"""Characters of a query that are read; what is pasted beyond them is left out."""
PREFIX_FROM: Final = 3
"""Letters and digits that a word needs before it is taken for the beginning of longer ones."""


@dataclass(frozen=True, slots=True)
class Words:
    """A leaf of a query: what was typed, without quotes and tag.

    `field` is a canonical tag of `her2ref.search.fields` ("" everywhere, "ti", "au", "mh", "dp" ...); `quoted` when it
    stood in quotes (exact); `prefix` when longer words count too (`*`); `near` the words that may lie between those
    of a proximity search, in any order; `to` the end of a range ("2010" to "2014/06").
    """

    text: str
    field: str = ""
    quoted: bool = False
    prefix: bool = False
    near: int | None = None
    to: str = ""


@dataclass(frozen=True, slots=True)
class Same:
    """One thing under several names: `asked` as it was typed, `others` what else it is called or spelled. A name of
    several words also counts when all its words stand `apart`."""

    asked: Words
    others: tuple[Words, ...]
    apart: tuple[Words | Same, ...] = ()


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What `keep` finds without what `drop` finds."""

    keep: Tree
    drop: Tree


Tree = Words | Same | And | Or | Not


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it was read: `tree` is None when nothing can be looked for; `problems` are sentences for the reader
    about whatever could not be taken as it was typed."""

    text: str
    tree: Tree | None = None
    problems: tuple[str, ...] = ()


def leaves(tree: Tree | None) -> Iterator[Words]:
    """Every leaf that an article may match by, other names included, in their order; not what is excluded."""
    match tree:
        case Words():
            yield tree
        case Same(asked, others, apart):
            yield asked
            yield from others
            for words in apart:
                yield from leaves(words)
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(keep, _):
            yield from leaves(keep)


def sames(tree: Tree) -> Iterator[Same]:
    """Everything under several names that an article may match by; not what is excluded."""
    match tree:
        case Same(apart=apart):
            yield tree
            for words in apart:
                yield from sames(words)
        case And(parts) | Or(parts):
            for part in parts:
                yield from sames(part)
        case Not(keep, _):
            yield from sames(keep)


def as_typed(tree: Tree) -> Tree:
    """The same query without other names and without names whose words stand apart."""
    match tree:
        case Same(asked):
            return asked
        case And(parts) | Or(parts):
            return type(tree)(tuple(as_typed(part) for part in parts))
        case Not(keep, drop):
            return Not(as_typed(keep), as_typed(drop))
    return tree


def clean(text: str) -> str:
    """What was typed without signs that cannot be shown or stored, cut to `LONGEST`; each becomes a blank."""
    return "".join(c if c.isprintable() else " " for c in text[:LONGEST]).strip()
