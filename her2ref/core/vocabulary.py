"""The words that doctors type beside the names that topics have in their own files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WORD_KINDS: Final = ("gene", "disease", "class", "endpoint", "test", "idea")


@dataclass(frozen=True, slots=True)
class Word:
    """Names that mean the same thing, which is no topic of its own: a gene, a disease, an endpoint. `name` is the
    usual one (of a gene its HGNC symbol)."""

    id: str
    kind: str
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Also:
    """More names of a topic ("drug:trastuzumab-deruxtecan") than its own file gives."""

    topic: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`spellings` are pairs of British and American words or parts of words, `greek` pairs of letter and name;
    `shared` names that lead to several topics on purpose."""

    words: tuple[Word, ...] = ()
    also: tuple[Also, ...] = ()
    spellings: tuple[tuple[str, ...], ...] = ()
    greek: tuple[tuple[str, ...], ...] = ()
    shared: tuple[str, ...] = ()
