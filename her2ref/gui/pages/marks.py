"""A query as what to highlight of an article: each of its leaves where the index looks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from her2ref.core.article import Article, MeshHeading
from her2ref.core.query import And, Not, Or, Same, Tree, Words, leaves
from her2ref.gui.pages.html import MOST, clean, expressions, has_initials, pattern, places, plain
from her2ref.library.fulltext import language, span
from her2ref.search.kinds import EXPLODED

Span = tuple[int, int]

_TEXT: Final = {
    "title": {"", "ti", "tiab", "tw"},
    "vernacular title": {"", "tt"},
    "abstract": {"", "ab", "tiab", "tw"},
    "authors": {"", "au"},
    "headings": {"", "tw"},
    "qualifiers": {"", "tw"},
    "substances": {"", "tw"},
    "genes": {"", "tw"},
    "keywords": {"", "tiab", "tw"},
    "types": {"", "tw"},
    "journal": {""},
}
"""Places of a record, and the fields whose words are looked for in them."""
_NAMES: Final = {
    "qualifiers": {"sh"},
    "substances": {"nm"},
    "keywords": {"ot"},
    "types": {"pt", "pt:noexp"},
}
"""Places of a record that hold names, and the fields whose values are such a name, whole or its beginning."""
NEAR: Final = frozenset({"title", "abstract", "vernacular title"})
"""Where words are looked for near each other."""
THE: Final = re.compile(r"the (?=\S)", re.IGNORECASE)
PLACE: Final = re.compile(r" ?\([^()]*\)$")
"""What a journal's name may have before and behind it, or not."""


@dataclass(frozen=True, slots=True)
class _Heading:
    """A leaf of [mh] or [majr]."""

    name: re.Pattern[str]
    qualifier: re.Pattern[str] | None
    major: bool


class Part:
    """Some leaves of a query, any of which may be why an article is listed. Made in a worker; changes nothing then."""

    def __init__(self, some: Iterable[Words]) -> None:
        several = tuple(some)[:MOST]
        made: dict[tuple[Words, ...], re.Pattern[str] | None] = {}
        self._words: dict[str, re.Pattern[str]] = {}
        for place, fields in _TEXT.items():
            chosen = tuple(
                w
                for w in several
                if w.field in fields and (w.near is None or place in NEAR) and not has_initials(w)
            )
            if chosen not in made:
                made[chosen] = pattern(chosen)
            what = made[chosen]
            if what is not None:
                self._words[place] = what
        named = [w for w in several if w.field == "au" and has_initials(w)]
        self._people = _beginning(named)
        self._first = _beginning([*named, *(w for w in several if w.field == "1au")])
        titles = (
            Words(name, "ta", prefix=w.prefix) for w in several if w.field == "ta" for name in _titles(w.text)
        )
        self._journal = _whole(titles)
        self._names: dict[str, re.Pattern[str]] = {}
        for place, fields in _NAMES.items():
            whole = _whole(name for w in several if w.field in fields for name in _exploded(w))
            if whole is not None:
                self._names[place] = whole
        self._headings = tuple(h for w in several if w.field in ("mh", "majr") for h in _headings(w))
        self._days = tuple((w.field, *span(w)) for w in several if w.field in ("dp", "edat"))
        self._languages = frozenset(language(w.text) for w in several if w.field == "la")
        self._numbers = {
            name: frozenset(w.text.strip().casefold() for w in several if w.field == name)
            for name in ("pmid", "doi")
        }
        people = (self._people, self._first, self._journal)
        known = (self._words, self._names, self._headings, self._days, self._languages)
        self.says = any(known) or any(people) or any(self._numbers.values())
        """Whether there is anything in it that can be seen in a record."""

    def text(self, place: str) -> re.Pattern[str] | None:
        """The words to highlight in a text of this kind."""
        return self._words.get(place)

    def spans(self, place: str, text: str) -> list[Span]:
        """Where in one text of a record, such as one keyword, something stands that was looked for."""
        whole = self._names.get(place)
        hit = whole.match(plain(text)) if whole is not None else None
        if hit is not None:
            return [hit.span(1)]
        what = self._words.get(place)
        return list(places(text, what)) if what is not None else []

    def author(self, name: str, *, first: bool = False) -> list[Span]:
        """Where in an author's name something stands that was looked for: a name with initials from its beginning."""
        whole = self._first if first else self._people
        hit = whole.match(plain(name)) if whole is not None else None
        return [hit.span(1)] if hit is not None else self.spans("authors", name)

    def may_name(self, names: Iterable[str]) -> bool:
        """Whether one of many authors may have been asked for; a tenth of the time of looking at each."""
        whole, words = self._people, self._words.get("authors")
        if whole is None and words is None:
            return False
        text = plain("\n".join(names))
        return any(what.search(text) for what in (whole, words) if what is not None)

    def heading(self, heading: MeshHeading) -> tuple[str, list[Span]]:
        """A heading with its qualifiers as it is shown, and what of it was looked for."""
        names = [clean(heading.descriptor), *(clean(q.name) for q in heading.qualifiers)]
        found = [self.spans("headings" if n == 0 else "qualifiers", name) for n, name in enumerate(names)]
        plainly = [plain(name) for name in names]
        for wanted in self._headings:
            whole = wanted.name.match(plainly[0])
            if whole is None or (wanted.major and not _is_major(heading)):
                continue
            below = [
                (n, hit)
                for n, name in enumerate(plainly[1:], 1)
                for hit in (wanted.qualifier.match(name) if wanted.qualifier is not None else None,)
                if hit is not None
            ]
            if wanted.qualifier is None or below:
                found[0] = [whole.span(1)]
                for n, hit in below:
                    found[n] = [hit.span(1)]
        stars = [heading.major, *(q.major for q in heading.qualifiers)]
        text, spans = "", []
        for name, star, here in zip(names, stars, found, strict=True):
            text += " / " if text else ""
            spans += [(start + len(text), end + len(text)) for start, end in here]
            text += name + ("*" if star else "")
        return text, spans

    def journal(self, article: Article) -> bool:
        """Whether the journal was asked for by one of its names."""
        whole = self._journal
        names = (article.journal_abbrev, article.journal.partition(" : ")[0])
        return whole is not None and any(whole.match(plain(n)) for name in names for n in _titles(name))

    def day(self, field_: str, day: int) -> bool:
        """Whether a day (yyyymmdd) lies in what was asked for in a field of dates."""
        return any(name == field_ and begin <= day <= end for name, begin, end in self._days)

    def speaks(self, code: str) -> bool:
        return code in self._languages

    def number(self, name: str, text: str) -> bool:
        """Whether a PMID ("pmid") or a DOI ("doi") was asked for."""
        return text.casefold() in self._numbers[name]


def _is_major(heading: MeshHeading) -> bool:
    return heading.major or any(q.major for q in heading.qualifiers)


def _titles(name: str) -> Iterator[str]:
    """A journal's name without "The", and without the place behind it."""
    title = THE.sub("", name.strip(), count=1)
    yield from dict.fromkeys((title, PLACE.sub("", title)))


def _beginning(names: Iterable[Words]) -> re.Pattern[str] | None:
    """An expression whose first group is what a name begins with."""
    several = sorted({text for leaf in names for text in expressions(leaf, 1)}, key=len, reverse=True)
    return re.compile(rf"[\W_]*({'|'.join(several)})(?![^\W_])") if several else None


def _exploded(leaf: Words) -> Iterator[Words]:
    """The leaf, and for a publication type the types that count with it."""
    yield leaf
    if leaf.field == "pt":
        yield from (Words(name, "pt", prefix=leaf.prefix) for name in EXPLODED.get(leaf.text.casefold(), ()))


def _whole(names: Iterable[Words]) -> re.Pattern[str] | None:
    """An expression whose first group is a whole name, or the beginning of one where that was asked for."""
    made = {(text, leaf.prefix) for leaf in names for text in expressions(leaf, 1)}
    if not made:
        return None
    several = sorted(
        (text + ("" if open_ else r"(?=[\W_]*\Z)") for text, open_ in made), key=len, reverse=True
    )
    return re.compile(rf"[\W_]*({'|'.join(several)})(?![^\W_])")


def _headings(leaf: Words) -> Iterator[_Heading]:
    heading, _, qualifier = leaf.text.partition("/")
    name = _whole([Words(heading, leaf.field, prefix=leaf.prefix and not qualifier)])
    if name is not None:
        below = _whole([Words(qualifier, "sh")]) if qualifier else None
        yield _Heading(name, below, leaf.field == "majr")


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Node, ...]


Node = Part | All | Any
"""A query in the shape that says why an article matches: all of some, or any of them."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What to highlight for a query: `every` leaf of it, the words of its `running` text also where they are only
    read, and the `node` that says why. Two are the same when their queries are."""

    tree: Tree | None = None
    every: Part = field(default_factory=lambda: Part(()), compare=False)
    running: re.Pattern[str] | None = field(default=None, compare=False)
    node: Node | None = field(default=None, compare=False)


NOTHING: Final = Marks()


def marks(tree: Tree | None) -> Marks:
    """For a worker: making expressions of a long query takes milliseconds."""
    if tree is None:
        return NOTHING
    every = tuple(leaves(tree))
    return Marks(tree, Part(every), pattern(every), _node(tree))


def _node(tree: Tree) -> Node:
    match tree:
        case Words():
            return Part((tree,))
        case Same(asked, others, apart):
            named = Part((asked, *others))
            return Any((named, All(tuple(_node(part) for part in apart)))) if apart else named
        case And(parts):
            return All(tuple(_node(part) for part in parts))
        case Or(parts):
            alone = [part for part in parts if isinstance(part, Words)]
            several = tuple(_node(part) for part in parts if not isinstance(part, Words))
            return Any((Part(alone), *several)) if alone else Any(several)
        case Not(keep, _):
            return _node(keep)
