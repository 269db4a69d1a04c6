"""People as RIS names them: "Alpha, Ann A", "Alpha A.A.", "Alpha, A. A., Jr.", "Example Study Group,"."""

from __future__ import annotations

import re
from typing import Final

from her2ref.core.article import Author

SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "2nd", "3rd", "4th"})
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.[-\s]?){1,5}|[A-ZÀ-ÖØ-Þ]{1,3}")
"""Letters with dots, or up to three capitals."""
_NAME: Final = re.compile(r"[^\W\d_][^\W\d_'’.]*")


def split_people(row: str) -> list[str]:
    """The names of one line; some programs put all of them there."""
    return [name.strip() for name in row.split(";") if name.strip(" ,")]


def author_of(name: str) -> Author:
    """The person or group; what cannot be told apart is a group's name, printed as it was said."""
    family, comma, rest = name.partition(",")
    if comma:
        given, _, suffix = (part.strip() for part in rest.partition(","))
        if not given:
            return Author(collective=family.strip())  # EndNote ends a group's name with a comma
        if given.rstrip(".").casefold() in SUFFIXES:
            given, suffix = suffix, given
        words = given.split()
        if len(words) > 1 and words[-1].rstrip(".").casefold() in SUFFIXES:
            suffix = words.pop()
            given = " ".join(words)
        return Author(family.strip(), given, initials_of(given), suffix.rstrip("."))
    words = name.split() or [name]
    if len(words) == 1:
        return Author(words[0])
    start = len(words)
    while start > 1 and _INITIALS.fullmatch(words[start - 1]):
        start -= 1
    if start == len(words):
        return Author(collective=name.strip())
    short = "".join(words[start:]).replace(".", "").replace("-", "")
    return Author(" ".join(words[:start]), initials=short)


def initials_of(given: str) -> str:
    """ "Ann A." is AA, "M.A." MA, "Jean-Paul" JP; up to three capitals are initials already."""
    if re.fullmatch(r"[A-ZÀ-ÖØ-Þ]{1,3}", given):
        return given
    return "".join(word[0].upper() for word in _NAME.findall(given))
