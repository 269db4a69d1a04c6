"""The one lookup, of the window's line and of `her2ref search`: ids, names, genes, sources, notes, abstracts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from her2ref.core.errors import UnknownId
from her2ref.core.query import Listing, clean
from her2ref.core.text import words
from her2ref.library import noted
from her2ref.library.name_words import FILLERS, RESISTANCE
from her2ref.library.names import EXACT, PREFIX, WORDS, Match
from her2ref.library.rows import Found, Hit, target_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from her2ref.library.names import Names
    from her2ref.library.read import Reader
    from her2ref.library.rows import ArticleRow, Brief

KINDS: Final = ("mechanism", "drug", "trial", "gene", "reference", "note", "article")
"""The order of the answers; of the first three, the one with the best guess comes first."""

TOPICS: Final = KINDS[:3]
SHOWN = 5
"""Other names that are spelled out where a query was taken for all names of one thing."""
CROWD: Final = 4
"""Mechanisms whose names begin with the name of a gene, of which none is meant more than the gene: HER2."""
NAMED: Final = 200
"""Characters of a query that may be a name."""
SYNTAX: Final = re.compile(r"\[[^\]]*\]|\*|\b(?:AND|OR|NOT)\b")
"""Signs of a query of abstracts: nobody means a name by them."""
PMID = re.compile(r"(?:pmid\s*:?\s*)?([1-9]\d{0,8})", re.IGNORECASE)
ARTICLE = re.compile(r"article:\s*(-?[1-9]\d{0,8})", re.IGNORECASE)
DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
LINK = re.compile(r"her2ref:(?://)?(?:topic:|source:)?", re.IGNORECASE)
KEY = re.compile(r"(mechanism|drug|trial|reference)[:/](\S+)", re.IGNORECASE)


def look_up(
    reader: Reader,
    text: str,
    *,
    kinds: Collection[str] = (),
    limit: int = 50,
    per_kind: int = 6,
    listing: Listing | None = None,
    favoured: Collection[str] = (),
    count: bool = True,
    articles: int | None = None,
) -> Found:
    """What `text` may mean. `kinds` narrows the answers, `per_kind` bounds each kind of named thing and the notes,
    `limit` all hits, `articles` the articles among them; `listing` says how articles are narrowed and sorted (none: as
    it is typed, the last word as a beginning); of equal answers the `favoured` keys come first; without `count` the
    articles are not counted. Never raises for anything typed."""
    query = clean(text)
    wanted = tuple(kind for kind in KINDS if not kinds or kind in kinds)
    exact = _by_id(reader, query)
    if exact is not None:
        hits = (exact,) if exact.kind in wanted else ()
        return Found(
            text, f"the {exact.kind} {exact.id}", len(hits), hits, sum(h.kind == "article" for h in hits)
        )
    question = _Question(reader, text, query, wanted, (limit, per_kind, articles), listing, favoured, count)
    found = question.answers(query)
    if found.hits or not query:
        return found
    better = reader.names().corrected(query[:NAMED])
    again = question.answers(better) if better else found
    if again.hits:
        return replace(again, understood=f"“{better}”, as nothing matches “{query}”")
    return replace(found, nearest=() if SYNTAX.search(query) else tuple(reader.nearest(query)))


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked, and how much of the answer is wanted."""

    reader: Reader
    text: str
    query: str
    kinds: tuple[str, ...]
    limits: tuple[int, int, int | None]
    listing: Listing | None
    favoured: Collection[str]
    count: bool

    def answers(self, query: str) -> Found:
        limit, per_kind, most = self.limits
        names = self.reader.names()
        groups = names.match(query[:NAMED], self.kinds) if not SYNTAX.search(query) else {}
        hits: list[Hit] = []
        order = _order(groups)
        guess = next((groups[kind][0] for kind in order[:1] if groups[kind][0].is_guess), None)
        is_plain = names.is_plain(query[:NAMED])
        for kind in order:
            hits.extend(_named(match) for match in self._chosen(groups[kind])[:per_kind])
        slip = _slip(groups)
        named, articles = {kind: len(group) for kind, group in groups.items()}, 0
        if "note" in self.kinds and query and not SYNTAX.search(query):
            number, notes = noted.hits(self.reader, query, per_kind)
            named |= {"note": number} if number else {}
            hits += notes
        problems: tuple[str, ...] = ()
        searched = query
        if "article" in self.kinds and query:
            problems = self.reader.asked(query, typing=self.listing is None).problems
            room = max(limit - len(hits), 0) if most is None else most
            articles, rows = self._articles(query, room)
            if not rows and not articles and slip is not None:
                articles, rows = self._articles(slip.read, room)
                searched = slip.read
            read = [_article(row) for row in rows]
            hits = [*read, *hits] if guess is not None or is_plain else [*hits, *read]
        if guess is not None:
            understood = _without(names.lost(guess, query), query)
        else:
            understood = _corrected(names, slip, query) if slip is not None else _understood(names, query)
        total = sum(named.values()) + max(articles, 0)
        found = Found(self.text, understood, total, tuple(hits[:limit]), articles, problems)
        return replace(found, named=named, searched=searched)

    def _chosen(self, group: list[Match]) -> list[Match]:
        """Of equally good guesses those first that were opened before; the order stays otherwise."""
        if not self.favoured:
            return group
        return sorted(group, key=lambda m: (m.rank, m.slips, m.is_weak, m.name.key not in self.favoured))

    def _articles(self, query: str, room: int) -> tuple[int, list[Brief]]:
        """How many articles match (-1 for not counted), and the first of them."""
        wanted = replace(self.listing or Listing(sort="best", typing=True), words=query)
        rows = self.reader.briefly(wanted, room)
        if not self.count:
            return (-1 if len(rows) == room else len(rows)), rows
        return self.reader.total(wanted), rows


def _order(groups: dict[str, list[Match]]) -> list[str]:
    """Kinds with answers: mechanisms, drugs and trials by their best guess, then the others in their order; but a
    gene of that very name goes before what is only begun like that, and guesses from a part of the words go last."""

    begun = sum(match.is_whole and match.rank == PREFIX for match in groups.get("mechanism", ()))
    is_crowd = begun >= CROWD and groups["mechanism"][0].rank == PREFIX

    def place(kind: str) -> tuple[object, ...]:
        best, number = groups[kind][0], KINDS.index(kind)
        if kind in TOPICS:
            size = len(best.name.norm) if best.rank >= WORDS else 0
            is_after_drug = kind == "mechanism" and best.rank == EXACT and best.name.name != best.name.title
            return (best.is_weak, not best.is_whole, 0, best.order, is_after_drug, size, number)
        is_named = kind == "gene" and best.rank == EXACT and best.is_whole
        leads = is_named and is_crowd
        return (best.is_weak, not is_named, -1 if leads else 1, (), False, 0, number)

    return sorted(groups, key=place)


def _slip(groups: dict[str, list[Match]]) -> Match | None:
    """The best guess, where all guesses come from undoing slips."""
    kinds = _order(groups)
    best = groups[kinds[0]][0] if kinds else None
    return best if best is not None and best.slips else None


def _named(match: Match) -> Hit:
    name = match.name
    if name.kind == "gene":
        called = f"{name.name} ({name.note})" if name.note else name.name
        return Hit("gene", name.name, name.key, called, name.title)
    if name.kind == "reference":
        return Hit("reference", name.key.partition(":")[2], name.key, name.title, name.note, name.year)
    why = name.name if name.name not in (name.title, name.key.partition(":")[2]) else ""
    return Hit(name.kind, name.key.partition(":")[2], name.key, name.title, why)


def _article(row: ArticleRow | Brief) -> Hit:
    why = " ".join(part for part in (row.journal, str(row.year or "")) if part)
    return Hit("article", target_of(row.id), target_of(row.id), row.title, why, row.year)


def _understood(names: Names, query: str) -> str:
    """Says so when a name was taken for all the names of one thing."""
    same = names.others(query)
    if len(same) < 2:
        return ""
    more = f" and {len(same) - 1 - SHOWN} more" if len(same) > SHOWN + 1 else ""
    return f"{same[0]}, also called {', '.join(same[1 : SHOWN + 1])}{more}"


def _corrected(names: Names, slip: Match, query: str) -> str:
    """Says what slips were undone, and what was left out beside them."""
    is_for_drug = slip.name.kind == "drug" and not RESISTANCE.isdisjoint(words(slip.read))
    lost = names.lost(slip, slip.read, common=True) if slip.lacks or is_for_drug else []
    return f"{_without(lost, slip.read) or slip.meant} for “{query}”"


def _without(lost: list[str], query: str) -> str:
    """Says so when words were left out, because no name has them."""
    if not lost:
        return ""
    kept = [word for word in query.split() if not set(words(word)) & set(lost)]
    missing = " and ".join(f"“{word}”" for word in lost)
    while kept and set(words(kept[0])) <= FILLERS:
        del kept[0]
    while kept and set(words(kept[-1])) <= FILLERS:
        del kept[-1]
    return f"{' '.join(kept)} without {missing}" if kept else f"names without {missing}"


def _by_id(reader: Reader, query: str) -> Hit | None:
    """The one thing that an id, a DOI or a link names, when the library has it."""
    text = LINK.sub("", query, count=1).strip()
    if key := KEY.fullmatch(text):
        return _topic(reader, f"{key[1].lower()}:{key[2]}")
    number = PMID.fullmatch(text) or ARTICLE.fullmatch(text)
    if number:
        return _held(reader, int(number[1])) or _topic(reader, f"reference:pmid:{number[1]}")
    if doi := DOI.fullmatch(text):
        article = reader.article_by_doi(doi[1])
        if article is not None:
            return _held(reader, article)
        return _topic(reader, reader.reference_key(doi[1]))
    if text.startswith("web:"):
        return _topic(reader, f"reference:{text}")
    return None


def _held(reader: Reader, article: int) -> Hit | None:
    rows = reader.article_rows([article])
    return _article(rows[0]) if rows else None


def _topic(reader: Reader, key: str) -> Hit | None:
    row = reader.topic_row(key)
    if row is None:
        return None
    if row.kind == "reference":
        year = getattr(reader.topic(key), "year", None)
        return Hit("reference", row.id, row.key, row.name, row.subtitle, year)
    return Hit(row.kind, row.id, row.key, row.name)


def resolve(reader: Reader, text: str) -> str:
    """The key of exactly what `text` names: "mechanism:ID" and its like, "12345" or "article:-7".

    Raises `UnknownId`, which says what comes nearest.
    """
    query = clean(text)
    hit = _by_id(reader, query)
    if hit is not None:
        return hit.key
    named = reader.names().exact(query)
    if named:
        return named[0].key
    near = look_up(reader, query, kinds=TOPICS, limit=1).hits
    raise UnknownId(
        f"Nothing in the library is called “{query[:80]}”.",
        next_step=f"Did you mean {near[0].title} ({near[0].key})?"
        if near
        else "Look for it by one of its names.",
    )
