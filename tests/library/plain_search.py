"""A plain, slow search that shares nothing with the library's: what a query's tree means, article by article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from her2ref.core.query import And, Not, Or, Same, Tree, Words


@dataclass(frozen=True)
class Paper:
    """An article as the tests write it. `mesh` are (heading, is major, qualifiers)."""

    id: int
    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    mesh: tuple[tuple[str, bool, tuple[str, ...]], ...] = ()
    chemicals: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    journal: str = ""
    journal_abbrev: str = ""
    types: tuple[str, ...] = ()
    language: str = "eng"
    day: int = 20200101
    entered: str = ""
    doi: str = ""
    vernacular: str = ""
    extra: tuple[str, ...] = field(default=())


@cache
def tokens(text: str) -> list[str]:
    """Words without case and accents."""
    flat = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", flat)


def within(words: Sequence[str], text: str, *, prefix: bool = False) -> bool:
    """Whether `words` stand side by side in `text`, the last of them as a beginning."""
    there, size = tokens(text), len(words)
    for start in range(len(there) - size + 1):
        piece = there[start : start + size]
        if piece == list(words) or (
            prefix and piece[:-1] == list(words[:-1]) and piece[-1].startswith(words[-1])
        ):
            return True
    return False


def near(words: Sequence[str], text: str, distance: int) -> bool:
    """All of `words` in `text`, with at most `distance` others from the end of the first to the start of the last."""
    there = tokens(text)
    places = [[n for n, word in enumerate(there) if word == wanted] for wanted in words]
    if not all(places):
        return False
    spread = [(n, k) for k, several in enumerate(places) for n in several]
    for start, _ in spread:
        latest = [min((n for n in several if n >= start), default=None) for several in places]
        if None not in latest and max(n for n in latest if n is not None) - start - 1 <= distance:
            return True
    return False


def _texts(paper: Paper, name: str) -> list[str]:
    subjects = [*(h for h, _, _ in paper.mesh), *(q for _, _, qs in paper.mesh for q in qs)]
    subjects += [*paper.chemicals, *paper.keywords]
    several = {
        "ti": [paper.title],
        "ab": [paper.abstract],
        "near": [paper.title, paper.abstract],
        "tiab": [paper.title, paper.abstract, *paper.keywords],
        "tw": [paper.title, paper.abstract, *subjects, *paper.types],
        "tt": [paper.vernacular],
    }
    others = [*paper.authors, paper.journal, paper.journal_abbrev, paper.vernacular]
    return several.get(name, [*several["tw"], *others])


def _equals(wanted: str, names: Sequence[str], *, prefix: bool) -> bool:
    words = tokens(wanted)
    for name in names:
        there = tokens(name)
        if there == words:
            return True
        begun = there[: len(words)]
        if (
            prefix
            and len(begun) == len(words)
            and begun[:-1] == words[:-1]
            and begun[-1].startswith(words[-1])
        ):
            return True
    return False


def _day(text: str, end: bool) -> int:
    parts = [int(part) for part in re.split(r"[/-]", text)]
    return parts[0] * 10_000 + sum(
        (parts[n] if len(parts) > n else 99 if end else 1) * size for n, size in ((1, 100), (2, 1))
    )


def _between(w: Words, day: int) -> bool:
    """Whether a day lies in a date or a range; an unknown month or day of it counts as the first."""
    month = day // 100 % 100 or 1
    known = day // 10_000 * 10_000 + month * 100 + (day % 100 or 1)
    return _day(w.text, end=False) <= known <= _day(w.to or w.text, end=True)


_PHASES = [f"Clinical Trial, Phase {number}" for number in ("I", "II", "III", "IV")]
_RANDOMISED = ["Pragmatic Clinical Trial", "Equivalence Trial"]
_CONTROLLED = ["Randomized Controlled Trial", *_RANDOMISED]
_TRIALS = [*_PHASES, "Controlled Clinical Trial", *_CONTROLLED, "Adaptive Clinical Trial"]
EXPLODES = {
    "review": ["Systematic Review", "Scoping Review"],
    "clinical trial": _TRIALS,
    "controlled clinical trial": _CONTROLLED,
    "randomized controlled trial": _RANDOMISED,
    "clinical study": ["Clinical Trial", *_TRIALS, "Observational Study"],
    "meta-analysis": ["Network Meta-Analysis"],
    "guideline": ["Practice Guideline"],
}
LANGUAGES = {
    **dict.fromkeys(("english", "en"), "eng"),
    **dict.fromkeys(("german", "de", "deu"), "ger"),
    **dict.fromkeys(("french", "fr", "fra"), "fre"),
    **dict.fromkeys(("spanish", "es"), "spa"),
    **dict.fromkeys(("italian", "it"), "ita"),
    **dict.fromkeys(("chinese", "zh"), "chi"),
    **dict.fromkeys(("japanese", "ja"), "jpn"),
}


def matches(paper: Paper, tree: Tree) -> bool:
    """Whether one article is found."""
    match tree:
        case And(parts):
            return all(matches(paper, part) for part in parts)
        case Or(parts):
            return any(matches(paper, part) for part in parts)
        case Not(keep, drop):
            return matches(paper, keep) and not matches(paper, drop)
        case Same(asked, others, apart):
            names = any(matches(paper, words) for words in (asked, *others))
            return names or (bool(apart) and all(matches(paper, words) for words in apart))
        case Words():
            return _leaf(paper, tree)


def _leaf(paper: Paper, w: Words) -> bool:  # noqa: C901 - one case for each field
    match w.field:
        case "" | "ti" | "ab" | "tiab" | "tw" | "tt":
            if w.near is not None and len(tokens(w.text)) > 1:
                texts = _texts(paper, w.field if w.field in ("ti", "ab", "tt") else "near")
                return any(near(tokens(w.text), text, w.near) for text in texts)
            texts = _texts(paper, w.field)
            return any(within(tokens(w.text), text, prefix=w.prefix) for text in texts)
        case "au":
            return any(_is_author(w, name) for name in paper.authors)
        case "1au":
            return _is_author(w, paper.authors[0] if paper.authors else "", first=True)
        case "mh":
            return _heading(paper, w, majors=False)
        case "majr":
            return _heading(paper, w, majors=True)
        case "sh":
            there = [q for _, _, several in paper.mesh for q in several]
            return _equals(_signed(w.text), there, prefix=w.prefix)
        case "nm":
            return _equals(w.text, paper.chemicals, prefix=w.prefix)
        case "ot":
            return _equals(w.text, paper.keywords, prefix=w.prefix)
        case "pt:noexp":
            return _equals(w.text, paper.types, prefix=w.prefix)
        case "pt":
            names = [w.text, *EXPLODES.get(w.text.lower(), [])]
            return any(_equals(name, paper.types, prefix=w.prefix) for name in names)
        case "ta":
            return any(_is_journal(w, name) for name in (paper.journal.split(" : ")[0], paper.journal_abbrev))
        case "la":
            code = LANGUAGES.get(w.text.lower(), w.text.lower())
            return code in paper.language.split("\n")
        case "dp":
            return _between(w, paper.day)
        case "edat":
            return _between(w, int(paper.entered.replace("-", "") or 0))
        case "pmid":
            return paper.id > 0 and w.text == str(paper.id)
        case "doi":
            return w.text.lower() == paper.doi.lower() != ""
    raise AssertionError(w.field)


def _is_author(w: Words, name: str, *, first: bool = False) -> bool:
    """With initials a whole name from its beginning, else some words of it."""
    words, there = tokens(w.text), tokens(name)
    initials = len(words) > 1 and len(words[-1]) <= 2 and words[-1].isalpha()
    text = " ".join(there[: len(words)]) if initials or first else name
    return within(words, text, prefix=w.prefix or (initials and not w.quoted))


def _is_journal(w: Words, name: str) -> bool:
    """Whether it is this journal's name, "The" or not; the place in brackets must agree where both have one."""
    asked, there = (re.sub("^the (?=.)", "", one.lower()) for one in (w.text, name))
    if _equals(asked, [there], prefix=w.prefix):
        return True
    if w.prefix or asked.endswith(")") == there.endswith(")"):
        return False
    return _equals(re.sub(r" ?\([^()]*\)$", "", asked), [re.sub(r" \([^()]*\)$", "", there)], prefix=False)


def _signed(qualifier: str) -> str:
    """A subheading with the sign that records have for its "and"."""
    return qualifier.replace(" and ", " & ")


def _heading(paper: Paper, w: Words, *, majors: bool) -> bool:
    heading, _, qualifier = w.text.partition("/")
    for name, major, qualifiers in paper.mesh:
        if majors and not major:
            continue
        if _equals(heading, [name], prefix=w.prefix) and (
            not qualifier or _equals(_signed(qualifier), qualifiers, prefix=False)
        ):
            return True
    return False


def search(papers: Sequence[Paper], tree: Tree) -> list[int]:
    """Ids of the articles found, newest first."""
    return sorted((paper.id for paper in papers if matches(paper, tree)), reverse=True)
