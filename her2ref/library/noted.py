"""Notes as answers of the lookup: the line that matched, and what the window opens for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from her2ref.core.text import words
from her2ref.library.own import first_line
from her2ref.library.personal import article_of
from her2ref.library.rows import Hit

if TYPE_CHECKING:
    from her2ref.library.read import Reader
    from her2ref.library.rows import NoteLine

PAGE: Final = "notes:"
"""What the window opens for a note that hangs on nothing that is here, with the note's number behind it."""


def hits(reader: Reader, query: str, limit: int) -> tuple[int, list[Hit]]:
    """How many notes have all the words of `query`, the last as a beginning, and those that were changed last."""
    lines = reader.all_notes(query, limit=limit)
    number = len(lines) if len(lines) < limit else reader.count_notes(query)
    articles = [article_of(line.note.target) for line in lines]
    held = reader.held([article for article in articles if article is not None])
    asked = words(query)
    return number, [
        Hit("note", str(line.note.id), _opens(line, article, held), _line(line, asked), line.title)
        for line, article in zip(lines, articles, strict=True)
    ]


def _opens(line: NoteLine, article: int | None, held: set[int]) -> str:
    """The key of what a note hangs on: an article, a cited paper that is not held, a topic; else the page of notes."""
    own = f"{PAGE}{line.note.id}"
    if article is not None and article not in held:
        return f"reference:pmid:{article}" if line.title else own
    return line.note.target if article is not None or line.title else own


def _line(line: NoteLine, asked: list[str]) -> str:
    """The first line of a note that has one of the words; of a note that has them otherwise spelled its first."""
    for text in line.note.text.splitlines():
        if any(word.startswith(begin) for word in words(text) for begin in asked):
            return first_line(text)
    return first_line(line.note.text)
