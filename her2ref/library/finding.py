"""From the words of a list to its articles: read, extended by other names, asked for, narrowed, ordered."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from her2ref.core.text import words
from her2ref.library import listing
from her2ref.library.rows import Brief
from her2ref.library.searching import Search
from her2ref.library.slips import edits
from her2ref.search import syntax

if TYPE_CHECKING:
    from her2ref.core.query import Asked, Listing
    from her2ref.library.read import Asking, Reader


def asked(reader: Reader, words: str, *, typing: bool, exact: bool) -> Asked:
    """A query as it is understood, with the other names of what it asks for unless `exact`."""
    found = syntax.read(words, typing=typing)
    if exact or found.tree is None:
        return found
    return replace(found, tree=reader.meanings().extended(found.tree, reader.uses, typing=typing))


def _search(reader: Reader, ask: Asking, wanted: Listing) -> Search | None:
    tree = asked(reader, wanted.words, typing=wanted.typing, exact=wanted.exact).tree
    return Search(ask, tree) if tree is not None else None


def ids(reader: Reader, ask: Asking, wanted: Listing) -> list[int]:
    """All ids of a list, in its order; none for words in which nothing can be looked for."""
    if wanted.like:
        among = set(_plain(reader, ask, replace(wanted, like=0))) if listing.is_narrowed(wanted) else None
        found = reader.similar(wanted.like, LIKE)
        return [number for number in found if among is None or number in among]
    search = _search(reader, ask, wanted)
    if wanted.words.strip() and search is None:
        return []
    return listing.ids(ask, wanted, search, _keys(reader, wanted))


LIKE = 50
"""Similar articles of a list."""


def _plain(reader: Reader, ask: Asking, wanted: Listing) -> list[int]:
    return listing.ids(ask, wanted, None, _keys(reader, wanted))


def _keys(reader: Reader, wanted: Listing) -> list[list[str]]:
    return [reader.with_descendants(key) for key in wanted.topics]


def first(reader: Reader, ask: Asking, wanted: Listing, limit: int) -> list[int]:
    """The first ids of a list: at once where only words ask, else the beginning of all of them."""
    return _first(reader, ask, wanted, _alone(reader, ask, wanted), limit)


def briefly(reader: Reader, ask: Asking, wanted: Listing, limit: int) -> list[Brief]:
    """The same, as lines of the lookup."""
    search = _alone(reader, ask, wanted)
    rows = search.newest_briefly(limit) if search is not None and wanted.sort == "newest" else None
    if rows is None:
        numbers = _first(reader, ask, wanted, search, limit)
        found = {row[0]: row for row in ask.rows("brief", json.dumps(numbers))}
        rows = [found[number] for number in numbers if number in found]
    return [Brief(*row) for row in rows]


def _first(reader: Reader, ask: Asking, wanted: Listing, search: Search | None, limit: int) -> list[int]:
    if search is None:
        return ids(reader, ask, wanted)[:limit]
    return search.best(limit) if wanted.sort == "best" else search.newest(limit)


def _alone(reader: Reader, ask: Asking, wanted: Listing) -> Search | None:
    """The search of a list that only words narrow and that they, or the entry in PubMed, order."""
    if listing.is_narrowed(wanted) or wanted.like or wanted.sort == "date":
        return None
    return _search(reader, ask, wanted)


def total(reader: Reader, ask: Asking, wanted: Listing) -> int:
    """How many ids a list has."""
    if not listing.is_narrowed(wanted) and not wanted.like:
        search = _search(reader, ask, wanted)
        if search is not None:
            return search.total()
    return len(ids(reader, ask, wanted))


CLOSE = 4_000
"""Words with the same first letters that are looked at for one that no abstract has."""
WORDS = 8
"""Words of a query that are looked at."""


def nearest(reader: Reader, ask: Asking, text: str, limit: int) -> list[str]:
    """`text` with each word that no abstract has replaced by one a slip or two away, the likeliest first; empty where
    there is nothing to replace, or nothing near."""
    pieces = words(text)[:WORDS]
    known = reader.uses(pieces)
    options = [[piece] if piece in known else _close(ask, piece)[:limit] or [piece] for piece in pieces]
    made = [" ".join(several[0] for several in options)]
    for place, several in enumerate(options):
        made += [
            " ".join(word if n == place else o[0] for n, o in enumerate(options)) for word in several[1:]
        ]
    return [one for one in dict.fromkeys(made) if one != " ".join(pieces)][:limit]


def _close(ask: Asking, piece: str) -> list[str]:
    """Words of the index that `piece` may have been meant for; its first two letters may be swapped, or one missing."""
    if len(piece) < SHORTEST or not piece.isascii():
        return []
    most = 2 if len(piece) > LONG else 1
    near: set[tuple[int, int, str]] = set()
    for begin in dict.fromkeys((piece[:2], piece[1::-1], piece[0] + piece[2])):
        rows = ask.rows("likely", begin, begin[0] + chr(ord(begin[1]) + 1), CLOSE)
        near |= {
            (n, -uses, word) for word, uses in rows if uses > 1 and (n := edits(piece, word, most)) <= most
        }
    return [word for *_, word in sorted(near)]


SHORTEST, LONG = 4, 6
"""Letters of a word that may be one with a slip, and of one with two."""
