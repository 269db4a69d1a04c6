"""Whether the texts of one article have what a query asks for: beginnings of words, a heading with its qualifier.

For what the full-text index would have to gather far too much to say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from her2ref.library import anchors
from her2ref.library.terms import LOWER, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from her2ref.core.query import Words as Leaf

APART: Final = "\x01"
"""Stands in texts where no phrase of the index reaches across."""
SUBJECTS, KEYWORDS, TYPES = 3, 5, 6
"""Places of the subject words, of the keywords among them and of the publication types, in an article's texts."""


def pieces(text: str) -> list[str]:
    """The words of a beginning, the last of them unfinished; one empty text where it has none."""
    return (text.translate(LOWER).split() if text.isascii() else Words().of(text)) or [""]


def beginning(wide: Leaf) -> Callable[[Sequence[str]], bool]:
    """Whether one of an article's texts (id, title, abstract, subjects, the others, keywords, types) has words that
    begin so."""
    begin = pieces(wide.text)
    columns = {
        "": (SUBJECTS, 1, 2, 4, TYPES),
        "tw": (SUBJECTS, 1, 2, TYPES),
        "ti": (1,),
        "ab": (2,),
        "tiab": (KEYWORDS, 1, 2),
    }[wide.field]
    counting = Words()
    several = re.compile(rf"(?<![0-9a-z]){rf'[^0-9a-z{APART}]+'.join(map(re.escape, begin))}").search

    def plain(text: str) -> bool:
        return bool(several(text)) if len(begin) > 1 else _has_beginning(text, begin[0])

    def odd(text: str) -> bool:
        """The same for what is not ASCII, by the index's own way of dividing it."""
        size = len(begin)
        for part in text.split(APART):
            words = counting.of(part)
            for start in range(len(words) - size + 1):
                *whole, last = words[start : start + size]
                if last.startswith(begin[-1]) and whole == begin[:-1]:
                    return True
        return False

    def fits(row: Sequence[str]) -> bool:
        for column in columns:
            text = row[column]
            if not text.isascii() and column in (SUBJECTS, KEYWORDS):
                for sign in anchors.OF_SUBJECTS:
                    text = text.replace(sign, APART)
            if plain(text.lower()) if text.isascii() else odd(text):
                return True
        return False

    return fits


def _has_beginning(text: str, begin: str) -> bool:
    """Whether a word of `text`, which is lower-case ASCII, begins so. Finds in a third of a pattern's time."""
    place = text.find(begin)
    while place >= 0:
        if not place or not text[place - 1].isalnum():
            return True
        place = text.find(begin, place + 1)
    return False


def heading_with(heading: str, qualifier: str, *, major: bool) -> Callable[[str], bool]:
    """Whether one line of subject words is this heading with this qualifier."""
    counting = Words()
    wanted = counting.of(heading), counting.of(qualifier)
    plainly = _line(*wanted, major=major).search

    def fits(mesh: str) -> bool:
        if plainly(mesh):
            return True
        if not FOREIGN.search(mesh):
            return False
        for line in mesh.split("\n"):
            sign, _, rest = line.partition(" ")
            if sign == anchors.MAJOR or (sign == anchors.HEADING and not major):
                name, *qualifiers = rest.split(anchors.QUALIFIER)
                names = [counting.of(q.replace(anchors.END, "")) for q in qualifiers]
                if counting.of(name.replace(anchors.END, "")) == wanted[0] and wanted[1] in names:
                    return True
        return False

    return fits


FOREIGN: Final = re.compile(rf"[^\x00-\x7f{''.join(anchors.OF_SUBJECTS)}]")
"""Letters that the index folds, and the pattern of a line does not."""


def _line(heading: Sequence[str], qualifier: Sequence[str], *, major: bool) -> re.Pattern[str]:
    """A line of subject words in plain letters: forty times as fast as to divide it into its words."""
    between = rf"[^0-9a-z\n{anchors.END}]"
    name, under = (f"{between}+".join(map(re.escape, several)) for several in (heading, qualifier))
    signs = anchors.MAJOR if major else f"{anchors.HEADING}{anchors.MAJOR}"
    end = f"{between}*{anchors.END}"
    return re.compile(
        rf"[{signs}]{between}*{name}{end}[^\n]*{anchors.QUALIFIER}{between}*{under}{end}", re.IGNORECASE
    )
