"""The words by which a name can be found, and those of a query that say little or nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from her2ref.core.text import BETWEEN

FILLERS: Final = frozenset(
    "a about after an and as at by during due for from given in into is of on or the their then to towards under "
    "versus via vs when with".split()
)
"""Say nothing beside other words: "loss of HER2" also finds "HER2 loss"."""

COMMON: Final = frozenset(
    "active activity advanced antibody breast cancer cancers carcinoma cell cells disease drug drugs early first gene "
    "genes inhibition inhibitor inhibitors line lines loss mechanism mechanisms metastatic mutant mutated mutation "
    "mutations overexpression paper pathway patient patients phase positive protein resistance resistant second "
    "signaling signalling status study studies therapies therapy third treatment treatments trial trials tumor tumors "
    "tumour tumours".split()
)
"""May be missing in a name where other words say what is meant."""

RESISTANCE: Final = frozenset("resistance resistant".split())
"""Beside nothing but the name of a drug they ask for the drug, unless they are part of a name."""

PLAIN: Final = RESISTANCE | frozenset(
    "advanced breast cancer cancers carcinoma disease drug drugs early erbb2 her2 line metastatic neu patient patients "
    "positive status studies study therapies therapy treatment treatments trial trials tumor tumors tumour "
    "tumours".split()
)
"""Name nothing without other words, however many of them there are: "HER2 positive breast cancer"."""

GENERIC: Final = PLAIN | frozenset("exon domain codon variant insertion deletion".split())
"""Say too little for a guess when a telling word is left out."""

HINTS: Final = {
    "mechanism": frozenset("mechanism mechanisms resistance".split()),
    "drug": frozenset("drug drugs".split()),
    "trial": frozenset("trial trials study studies phase".split()),
    "gene": frozenset("gene genes".split()),
    "reference": frozenset("paper".split()),
}
"""Words that say which kind of thing is meant."""

INITIALS_FROM, LETTERS_FROM = 3, 4
"""Initials that say anything; letters of words that are also known without their number."""

ENDINGS: Final = ("ation", "ions", "ion", "ing", "es", "ed", "al", "ic", "is", "e")
STEM_FROM: Final = 6
"""Letters that words of one family have in common."""

LETTERS_DIGITS: Final = re.compile(r"([^\W\d_]+)(\d+)([^\W\d_]*)")


def words_of(chunk: str) -> Iterable[str]:
    """The words by which what lies between two blanks can be found: its own, all of it, letters and numbers apart."""
    if chunk.isalpha():
        return (chunk,)
    pieces = BETWEEN.sub(" ", chunk).split()
    found = dict.fromkeys([*pieces, "".join(pieces)] if pieces else ())
    for piece in pieces:
        if piece.isdigit():
            found[piece.lstrip("0") or "0"] = None
        elif parts := LETTERS_DIGITS.fullmatch(piece):
            letters, digits, rest = parts[1], parts[2], parts[3]
            if len(letters) >= LETTERS_FROM and not rest:
                found.update(dict.fromkeys((letters, digits, digits.lstrip("0") or "0")))
            elif len(rest) >= LETTERS_FROM:
                found[rest] = None
            elif len(letters) == 1 and len(digits) > 1 and rest:
                found[digits] = None
    return found


def apart(word: str) -> tuple[str, str] | None:
    """The letters of a word and the number at its end."""
    parts = LETTERS_DIGITS.fullmatch(word)
    if parts is None or len(parts[1]) < LETTERS_FROM or parts[3]:
        return None
    return parts[1], parts[2].lstrip("0") or "0"


def stem_of(word: str) -> str:
    """What a word has in common with those of its family (lysosome, lysosomal); empty where that is little."""
    ending = next((e for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= STEM_FROM), "")
    return word.removesuffix(ending) if ending else ""


def without_digits(chunks: Collection[str]) -> list[str]:
    """`herclimb` for HER2CLIMB: the number within a word is what the finger leaves out."""
    if len(chunks) != 1 or (parts := LETTERS_DIGITS.match(next(iter(chunks)))) is None:
        return []
    return [parts[1] + parts[3]] if len(parts[3]) >= LETTERS_FROM else []


def initials_of(line: str) -> Collection[str]:
    """`db03` and `db3` for destiny breast03 and for destiny breast 03; none where they would say too little."""
    pieces = BETWEEN.sub(" ", line).split()
    if len(pieces) < 2:
        return ()
    short = "".join(p if p.isdigit() else p[0] + p.lstrip("abcdefghijklmnopqrstuvwxyz") for p in pieces)
    has_digits = any(c.isdigit() for c in short)
    enough = INITIALS_FROM if len(pieces) > 2 or has_digits else len(short) + 1
    if len(short) < enough or (not has_digits and max(map(len, pieces)) < INITIALS_FROM + 1):
        return ()
    return {short, re.sub(r"(?<!\d)0+(?=\d)", "", short)}
