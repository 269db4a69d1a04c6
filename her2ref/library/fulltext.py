"""A query's tree as SQLite's full-text index can answer it. Nothing typed reaches it unquoted.

`expression` gives one MATCH for a whole tree where that is possible; `searching.py` asks part by part otherwise.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from her2ref.core import languages
from her2ref.core.query import And, Not, Or, Same, Tree, Words
from her2ref.core.text import level
from her2ref.library import anchors
from her2ref.search.dates import days
from her2ref.search.kinds import EXPLODED

COLUMNS: Final = {
    "ti": "title",
    "ab": "abstract",
    "tiab": "title abstract keywords",
    "tw": "title abstract mesh keywords types",
    "tt": "vernacular_title",
    "au": "authors",
    "1au": "authors",
}
"""Fields that are columns of the index; of the others `_field` makes a phrase between signs (anchors.py)."""

ELSEWHERE: Final = frozenset({"pmid", "doi"})
"""Fields that the index does not hold."""

DEEPEST: Final = 12
"""Brackets within brackets that SQLite's parser of expressions is given; it gives up at thirty or so."""

Completions = Callable[[str], list[str] | None]
"""The words that a beginning may grow to; None for "let the index find them"."""


class Unanswerable(Exception):
    """Raised for a tree that is no single expression of the index."""


def quoted(text: str, *, prefix: bool = False) -> str:
    """One phrase: its words side by side, in that order; raised and lowered signs as the index has them."""
    made = '"' + level(text).replace('"', '""') + '"'
    return f"{made} *" if prefix else made


def expression(tree: Tree, completions: Completions | None = None) -> str:
    """One MATCH expression for `tree`. `completions` replaces beginnings by the words that they may grow to.

    Raises `Unanswerable` where a part of it is not in the index, and where brackets stand deeper than it can read.
    """
    if height(tree) > DEEPEST:
        raise Unanswerable("too many brackets")
    return _part(tree, completions)


def height(tree: Tree) -> int:
    """How deep its brackets stand."""
    match tree:
        case And(parts) | Or(parts):
            return 1 + max(map(height, parts))
        case Not(keep, drop):
            return 1 + max(height(keep), height(drop))
        case Same(apart=apart) if apart:
            return 3
    return 1


def _part(tree: Tree, completions: Completions | None) -> str:
    match tree:
        case Words():
            return _leaf(tree, completions)
        case Same(asked, others, apart):
            names = [_leaf(words, completions) for words in (asked, *others)]
            if apart:
                names.append(_joined(" AND ", [_part(part, completions) for part in apart]))
            return _joined(" OR ", names)
        case And(parts):
            return _joined(" AND ", [_part(part, completions) for part in parts])
        case Or(parts):
            return _joined(" OR ", [_part(part, completions) for part in parts])
        case Not(keep, drop):
            return f"({_part(keep, completions)} NOT {_part(drop, completions)})"


def together(tree: Tree) -> Tree:
    """The same query without names whose words stand apart."""
    match tree:
        case Same(asked, others):
            return Same(asked, others)
        case And(parts) | Or(parts):
            return type(tree)(tuple(together(part) for part in parts))
        case Not(keep, drop):
            return Not(together(keep), drop)
    return tree


OF_TITLES: Final = frozenset({"", "ti", "tiab", "tw"})
"""Fields of text that titles belong to."""


def in_title(tree: Tree) -> Tree | None:
    """The same query with its words of text in titles, names as they are; None where it has none."""
    match tree:
        case Words(field=field) if field in OF_TITLES:
            return replace(tree, field="ti")
        case Same(asked, others):
            moved = [in_title(words) for words in (asked, *others)]
            kept = [words for words in moved if isinstance(words, Words)]
            return Same(kept[0], tuple(kept[1:])) if len(kept) == len(moved) else None
        case And(parts):
            titles = [in_title(part) for part in parts]
            if any(titles):
                return And(tuple(title or part for title, part in zip(titles, parts, strict=True)))
        case Or(parts):
            titles = [in_title(part) for part in parts]
            whole = tuple(part for part in titles if part is not None)
            return Or(whole) if len(whole) == len(titles) else None
        case Not(keep, drop):
            title = in_title(keep)
            return Not(title, drop) if title is not None else None
    return None


def _joined(word: str, parts: list[str]) -> str:
    once = list(dict.fromkeys(parts))
    return once[0] if len(once) == 1 else f"({word.join(once)})"


def _leaf(words: Words, completions: Completions | None) -> str:
    if words.near is not None and words.field not in ("ti", "ab", "tt"):
        return f"{{title abstract}} : ({_text(words, completions)})"
    if words.field in COLUMNS:
        text = _authors(words) if words.field in ("au", "1au") else _text(words, completions)
        return f"{{{COLUMNS[words.field]}}} : ({text})"
    if not words.field:
        return _text(words, completions)
    return _field(words)


def _text(words: Words, completions: Completions | None) -> str:
    """Words of text: a word or phrase, a beginning, or words near each other."""
    if words.near is not None:
        pieces = [piece for piece in words.text.split() if any(c.isalnum() for c in piece)]
        if len(pieces) > 1:
            return f"NEAR({' '.join(quoted(piece) for piece in pieces)}, {words.near})"
    if words.prefix and completions is not None:
        grown = completions(words.text)
        if grown is not None:
            return _joined(" OR ", [quoted(word) for word in grown]) if grown else quoted(words.text)
    return quoted(words.text, prefix=words.prefix)


def _authors(words: Words) -> str:
    """A name: "Slamon D" also finds Slamon DJ, as in PubMed, unless it is quoted. With initials it is a whole name;
    without, it may be one of several family names, or a word of a group's."""
    pieces = words.text.split()
    initials = len(pieces) > 1 and len(pieces[-1]) <= 2 and pieces[-1].isalpha()
    text = f"{anchors.AUTHOR} {words.text}" if initials or words.field == "1au" else words.text
    phrase = quoted(text, prefix=words.prefix or (initials and not words.quoted))
    return f"^ {phrase}" if words.field == "1au" else phrase


def _field(words: Words) -> str:
    if words.field in ELSEWHERE:
        raise Unanswerable(words.field)
    text = words.text
    match words.field:
        case "dp" | "edat":
            return f"{{facts}} : ({_dates(words)})"
        case "mh" | "majr":
            heading, _, qualifier = text.partition("/")
            if qualifier:
                raise Unanswerable("a heading with its qualifier")
            signs = (anchors.MAJOR,) if words.field == "majr" else (anchors.HEADING, anchors.MAJOR)
            return _between("mesh", signs, heading, words)
        case "sh":
            return _between("mesh", (anchors.QUALIFIER,), text, words)
        case "nm":
            return _between("mesh", (anchors.CHEMICAL,), text, words)
        case "ot":
            return _between("keywords", (anchors.KEYWORD,), text, words)
        case "pt:noexp":
            return _between("types", (anchors.TYPE,), text, words)
        case "pt":
            names = [text, *EXPLODED.get(text.casefold(), ())]
            return _joined(" OR ", [_between("types", (anchors.TYPE,), name, words) for name in names])
        case "ta":
            return _journal(words)
        case "la":
            return f"{{facts}} : ({quoted(anchors.LANGUAGE + language(text))})"
    raise Unanswerable(words.field)


LONGEST_LINE: Final = 200
"""Words of the index between a heading and the last of its qualifiers; no heading has so many."""


def heading_near(heading: str, qualifier: str, *, major: bool) -> str:
    """Articles that may have a heading with this qualifier: both, not far from each other."""
    signs = (anchors.MAJOR,) if major else (anchors.HEADING, anchors.MAJOR)
    end = quoted(f"{anchors.QUALIFIER} {qualifier} {anchors.END}")
    pairs = [f"NEAR({quoted(f'{sign} {heading} {anchors.END}')} {end}, {LONGEST_LINE})" for sign in signs]
    return f"{{mesh}} : ({' OR '.join(pairs)})"


def _between(column: str, signs: tuple[str, ...], text: str, words: Words) -> str:
    """The whole of something between its signs, or its beginning."""
    end = "" if words.prefix else f" {anchors.END}"
    phrases = [quoted(f"{sign} {text}{end}", prefix=words.prefix) for sign in signs]
    return f"{{{column}}} : ({' OR '.join(phrases)})"


_THE: Final = re.compile(r"the (?=\S)", re.IGNORECASE)
_PLACE: Final = re.compile(r"(.*\S) ?\([^()]*\)")


def _journal(words: Words) -> str:
    """A journal's name. "The" before it and a place in brackets behind it may be there or not, in the query and in
    the record; two places are two journals."""
    name = _THE.sub("", words.text.strip(), count=1)
    if words.prefix:
        begins = (quoted(f"{anchors.JOURNAL} {article}{name}", prefix=True) for article in ("", "The "))
        return f"{{facts}} : ({' OR '.join(begins)})"
    found = _PLACE.fullmatch(name)
    other = f"{found[1]} {anchors.END}" if found else f"{name} {anchors.PLACE}"
    names = [f"{article}{one}" for one in (f"{name} {anchors.END}", other) for article in ("", "The ")]
    return f"{{facts}} : ({' OR '.join(quoted(f'{anchors.JOURNAL} {one}') for one in names)})"


def language(text: str) -> str:
    """PubMed's code for a language, by its name or code."""
    return languages.code(text) or text.strip().casefold()[:3]


DATE: Final = re.compile(r"(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?")


def span(words: Words) -> tuple[int, int]:
    """First and last day of a date or a range as numbers yyyymmdd; month and day 0 are where only more is known, and
    count as the first, as in PubMed."""
    first, last = DATE.fullmatch(words.text.strip()), DATE.fullmatch((words.to or words.text).strip())
    if first is None or last is None:
        return 1, 0
    year, month, day = (int(part or 0) for part in first.groups())
    day = 0 if day == 1 else day
    month = 0 if month == 1 and not day else month
    begin = year * 10_000 + month * 100 + day
    year, month, day = (int(part or 99) for part in last.groups())
    return begin, year * 10_000 + month * 100 + day


def _dates(words: Words) -> str:
    begin, end = span(words)
    parts = list(_stretches(begin, end, anchors.YEAR if words.field == "dp" else "", _sign(words.field)))
    return " OR ".join(parts) if parts else quoted(f"{anchors.DAY}none")


def _sign(field: str) -> str:
    return anchors.DAY if field == "dp" else anchors.ENTERED


def _stretches(begin: int, end: int, year_sign: str, sign: str) -> Iterator[str]:
    """Whole years, then months, then days, as few words of the index as make up the time from `begin` to `end`."""
    last_year = min(end // 10_000, dt.datetime.now(dt.UTC).year + 2)
    for year in range(max(begin // 10_000, 1700), last_year + 1):
        low, high = max(begin, year * 10_000), min(end, year * 10_000 + 9_999)
        if low <= year * 10_000 and high >= year * 10_000 + 1_231:
            yield quoted(f"{year_sign}{year}") if year_sign else quoted(f"{sign}{year}", prefix=True)
            continue
        for month in range(low // 100 % 100, min(high // 100 % 100, 12) + 1):
            start = year * 10_000 + month * 100
            if low <= start and high >= start + (days(year, month) if month else 31):
                yield quoted(f"{sign}{year}{month:02}", prefix=True)
            else:
                yield from (
                    quoted(f"{sign}{start + day}")
                    for day in range(max(low - start, 0), min(high - start, 31) + 1)
                )
