"""What the right pane shows: a held article, else a reference of ours, else a number; and where each is on the web."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from her2ref.core.errors import UnknownId
from her2ref.core.statement import Reference
from her2ref.gui.pages import article, reference
from her2ref.gui.pages.article import Shown, is_doi
from her2ref.gui.pages.html import Chip, Page
from her2ref.library.library import Library
from her2ref.library.outline import TopicRow
from her2ref.library.rows import ArticleView, Note, target_of

PUBMED: Final = "https://pubmed.ncbi.nlm.nih.gov/"


@dataclass(frozen=True, slots=True)
class Source:
    """What the pane shows: a held article (`view`), else a reference of ours, else only a number."""

    id: int = 0
    view: ArticleView | None = None
    reference: Reference | None = None
    cited_by: tuple[TopicRow, ...] = field(default=())
    starred: bool = False
    notes: tuple[Note, ...] = field(default=())
    reading: str = ""

    @property
    def target(self) -> str:
        """What a star or note hangs on; empty where there is nothing to hang it on."""
        return target_of(self.id) if self.id and (self.view or self.reference) else ""

    @property
    def title(self) -> str:
        """What it is called, as far as that is known here."""
        if self.view is not None:
            return self.view.article.title
        return self.reference.title if self.reference is not None else f"PMID {self.id}"

    @property
    def pmid(self) -> int:
        """The PMID for PubMed's own page; 0 where there is none."""
        if self.view is not None:
            return self.view.article.pmid or 0
        return self.id if self.id > 0 else 0

    @property
    def doi(self) -> str:
        found = (
            self.view.article.doi if self.view is not None else self.reference.doi if self.reference else ""
        )
        return found if is_doi(found) else ""

    def address(self, what: str) -> str:
        """The page on the web of "pubmed", "doi" or "page", made from a number, a checked DOI or an address of
        our own content; empty for anything else, whatever a record says."""
        if what == "pubmed" and self.pmid:
            return f"{PUBMED}{self.pmid:d}/"
        if what == "doi" and self.doi:
            return "https://doi.org/" + quote(self.doi, safe="/")
        url = self.reference.url if self.reference is not None else ""
        return url if what == "page" and url.startswith("https://") else ""


def read_article(library: Library, number: int) -> Source:
    """An article by its id; for a worker."""
    reader = library.reader()
    name = reader.reference_of(number) if number > 0 else None
    cited = tuple(reader.cited_by(name.id)) if name is not None else ()
    target = target_of(number)
    starred, notes = bool(reader.starred([target])), tuple(reader.notes(target))
    reading = reader.reading_of(target)
    try:
        view = reader.article(number)
    except UnknownId:
        return Source(number, None, name, cited, starred, notes, reading)
    return Source(number, view, name, cited, view.starred, view.notes, view.reading)


def read_source(library: Library, reference_id: str) -> Source:
    """A reference by its id: the held record where there is one, by PMID or DOI; for a worker."""
    reader = library.reader()
    found = reader.references([reference_id]).get(reference_id)
    if found is None:
        name = reference_id.removeprefix("pmid:")
        return read_article(library, int(name)) if name.isascii() and name.isdecimal() else Source()
    number = found.pmid or (reader.article_by_doi(found.doi) if found.doi else None)
    if number:
        read = read_article(library, number)
        return (
            read
            if read.reference
            else Source(
                number,
                read.view,
                found,
                tuple(reader.cited_by(reference_id)),
                read.starred,
                read.notes,
                read.reading,
            )
        )
    return Source(0, None, found, tuple(reader.cited_by(reference_id)))


def compose(source: Source, shown: Shown) -> tuple[Page, list[Chip], list[Chip]]:
    """The page of a source, its kinds as chips, and its other topics as chips that open them."""
    view = source.view
    if view is not None:
        page = article.page(view, source.reference, shown)
        return page, article.chips(view), article.tags(view, source.cited_by)
    if source.reference is not None:
        return reference.page(source.reference), reference.chips(source.reference), []
    return reference.unknown(source.id), [], []
