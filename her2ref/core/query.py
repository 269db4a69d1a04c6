"""What a list of articles shows: the reader's choice as a plain value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SORTS: Final = ("date", "newest", "best")
"""Publication date, order of entry in PubMed, or best match first."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of articles, as the narrowing of all of them by whatever is not empty.

    `topics` are keys such as "mechanism:pik3ca-mutation" that an article must be tagged with (all of them; a
    mechanism counts with its descendants); `words` are a query of abstracts; `starred` the person's own;
    `affected` retracted, corrected or under an expression of concern; `cited` those our content cites.
    """

    topics: tuple[str, ...] = ()
    words: str = ""
    starred: bool = False
    affected: bool = False
    cited: bool = False
    sort: str = "date"
