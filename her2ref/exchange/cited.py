"""A cited paper of which no PubMed record is held, as an article with what our reference says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from her2ref.core.article import Article, Author
from her2ref.library.rows import ArticleView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from her2ref.core.statement import Reference
    from her2ref.library.rows import Note


def view_of(reference: Reference, notes: Sequence[Note], *, starred: bool) -> ArticleView:
    """Bibliography only: our summary is not an abstract, so there is none."""
    names = [name.rpartition(" ") for name in reference.authors]
    article = Article(
        pmid=reference.pmid,
        title=reference.title,
        authors=[Author(family or initials, "", initials if family else "") for family, _, initials in names],
        authors_complete=False,
        journal=reference.journal,
        journal_abbrev=reference.journal,
        year=reference.year,
        volume=reference.volume,
        issue=reference.issue,
        pages=reference.pages,
        doi=reference.doi,
        pmcid=reference.pmcid,
    )
    return ArticleView(reference.pmid or 0, article, (), "", "", (), (), starred=starred, notes=tuple(notes))
