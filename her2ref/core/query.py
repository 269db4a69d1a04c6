"""What a list of articles shows: the reader's choice as a plain value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of articles, as the narrowing of all of them by whatever is not empty.

    `topics` are keys such as "mechanism:pik3ca-mutation" that an article must be tagged with (all of them; a
    mechanism counts with its descendants); `words` are a query of abstracts; `starred` the person's own;
    `affected` retracted, corrected or under an expression of concern; `cited` those our content cites;
    `sort` is "date" of publication, "newest" by entry in PubMed, or "best" match first.
    """

    topics: tuple[str, ...] = ()
    words: str = ""
    starred: bool = False
    affected: bool = False
    cited: bool = False
    sort: str = "date"


LONGEST: Final = 400
"""Characters of a query that are read; what is pasted beyond them is left out."""

PREFIX_FROM: Final = 3
"""Letters and digits that the last word needs before it also finds longer words."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing the reader asks for: a word or a quoted phrase; `prefix` when longer words count too."""

    text: str
    prefix: bool = False


def clean(text: str) -> str:
    """What was typed without signs that cannot be shown or stored, cut to `LONGEST`; each becomes a blank."""
    return "".join(c if c.isprintable() else " " for c in text[:LONGEST]).strip()


def terms(text: str) -> tuple[Term, ...]:
    """What was typed, as terms that must all occur: quoted phrases, words, the last word as a prefix.

    Never raises. A lone AND joins as the blank does; signs without a letter or digit say nothing.
    """
    found: list[Term] = []
    parts = clean(text).translate({ord(c): '"' for c in "“”„«»"}).split('"')
    for position, part in enumerate(parts):
        quoted = position % 2 == 1 and position < len(parts) - 1
        pieces = [" ".join(part.split())] if quoted else [w for w in part.split() if w != "AND"]
        found.extend(Term(piece) for piece in pieces if any(c.isalnum() for c in piece))
    if found and any(c.isalnum() for c in parts[-1]):
        last = found[-1].text
        found[-1] = Term(last, prefix=sum(c.isalnum() for c in last) >= PREFIX_FROM)
    return tuple(found)
