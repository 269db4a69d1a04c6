"""Why an article is in a list, where its page does not show that as it opens: what matched in its folded parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from her2ref.core.article import Article, Section
from her2ref.gui.pages.article import beginning, people, where
from her2ref.gui.pages.details import Item, Row, found
from her2ref.gui.pages.html import HIT, clean, esc, highlighted, places, plain, translate
from her2ref.gui.pages.marks import All, Any, Marks, Node, Part, Span
from her2ref.library.rows import ArticleView

MOST: Final = 4
"""Things of one kind that are named."""
LONGEST: Final = 90
"""Letters of one that are shown, around what matched."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A line (escaped, with what matched highlighted; empty where the page itself shows it), and what must be unfolded
    to see it in its place: the record's `details`, the `whole` of an endless abstract."""

    html: str = ""
    details: bool = False
    whole: bool = False


def reason(view: ArticleView, marks: Marks) -> Reason:
    """Each part of the query that all must match has its own; a part that is seen as the page opens has none."""
    node = marks.node
    if node is None:
        return Reason()
    parts = node.parts if isinstance(node, All) else (node,)
    rows = [row for part in parts for row in _why(part, view) or ()]
    if not rows:
        return Reason()
    rest = translate("Article", "Abstract")
    line = "; ".join(f"{esc(name)}: {_named(items)}" for name, items in _together(rows).items())
    said = esc(translate("Article", "Matched in %1")).replace("%1", line)
    return Reason(said, any(row.name != rest for row in rows), any(row.name == rest for row in rows))


def _why(node: Node, view: ArticleView) -> list[Row] | None:
    """What to say for a part of the query: nothing where it is seen; None where the article does not match by it."""
    if isinstance(node, Part):
        if not node.says or _is_seen(node, view):
            return []
        return [*_hits(node, view.article), *_further(node, view.article)] or None
    several = [_why(part, view) for part in node.parts]
    known = [rows for rows in several if rows is not None]
    if isinstance(node, Any):
        return min(known, key=bool, default=None)
    return [row for rows in known for row in rows] if len(known) == len(several) else None


def _is_seen(part: Part, view: ArticleView) -> bool:
    article = view.article
    text = part.text("abstract")
    for place, title in (("title", article.title), ("vernacular title", article.vernacular_title)):
        if part.spans(place, clean(title)):
            return True
    if text is not None and any(
        text.search(plain(clean(shown)))
        for section in _sections(article)
        for shown in (section.label or section.category, beginning(section.text))
    ):
        return True
    return HIT in people(article, part) or HIT in where(view, part)


def _sections(article: Article) -> Iterator[Section]:
    yield from article.abstract
    for other in article.other_abstracts:
        yield from other.sections


def _hits(part: Part, article: Article) -> Iterator[Row]:
    """The rows of the details in which something matched, and only that."""
    for row in found(article, part):
        items = [item for item in row.items if item[1]]
        if items:
            yield Row(row.called or row.name, items)


def _further(part: Part, article: Article) -> Iterator[Row]:
    """The first match behind the beginning of an endless abstract."""
    text = part.text("abstract")
    for section in _sections(article) if text is not None else ():
        rest = clean(section.text[len(beginning(section.text)) :])
        hit = next(places(rest, text), None) if rest and text is not None else None
        if hit is not None:
            yield Row(translate("Article", "Abstract"), [(rest, [hit])])
            return


def _together(rows: list[Row]) -> dict[str, dict[str, set[Span]]]:
    made: dict[str, dict[str, set[Span]]] = {}
    for row in rows:
        for text, spans in row.items:
            made.setdefault(row.name, {}).setdefault(text, set()).update(spans)
    return made


def _named(items: dict[str, set[Span]]) -> str:
    several = [highlighted(*_around(text, _apart(spans))) for text, spans in list(items.items())[:MOST]]
    more = translate("Article", "and %1 more").replace("%1", f"{len(items) - MOST:,}")
    return " · ".join(several) + (f" {esc(more)}" if len(items) > MOST else "")


def _apart(spans: set[Span]) -> list[Span]:
    """In their order; of two that overlap the first and longer."""
    made: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not made or start >= made[-1][1]:
            made.append((start, end))
    return made


def _around(text: str, spans: list[Span]) -> Item:
    """The piece of a long text in which the first match is."""
    if len(text) <= LONGEST:
        return text, spans
    begin = max(0, spans[0][0] - LONGEST // 3)
    piece = text[begin : begin + LONGEST]
    before, after = "…" if begin else "", "…" if begin + len(piece) < len(text) else ""
    move = len(before) - begin
    kept = [
        (start + move, min(end, begin + LONGEST) + move) for start, end in spans if start < begin + LONGEST
    ]
    return before + piece + after, kept
