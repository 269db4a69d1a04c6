"""An article in the making: what the walk over a record's elements fills in, and how it is finished."""

from __future__ import annotations

from her2ref.core.article import Article, Author, Book, Grant, MeshHeading, Notice, Section
from her2ref.records.dates import day_of, first_date, iso, month_of, words, year_of
from her2ref.records.stream import Unreadable


class Draft:
    """The article in the making, and what the walk is inside of."""

    __slots__ = (
        "affiliation",
        "article",
        "bank",
        "cited",
        "date",
        "dates",
        "end_page",
        "grant",
        "heading",
        "notice",
        "people",
        "person",
        "registry",
        "sections",
        "start_page",
    )

    def __init__(self) -> None:
        self.article = article = Article()
        self.dates: dict[str, dict[str, str]] = {}
        self.date: dict[str, str] = {}
        self.sections: list[Section] = article.abstract
        self.people: list[Author] = article.authors
        self.person: Author | None = None
        self.heading: MeshHeading | None = None
        self.notice: Notice | None = None
        self.grant: Grant | None = None
        self.registry = self.bank = self.affiliation = self.start_page = self.end_page = ""
        self.cited = False

    @property
    def book(self) -> Book:
        self.article.book = self.article.book or Book()
        return self.article.book


def finished(draft: Draft) -> Article:
    """The article; raises `Unreadable` when it has neither a PMID nor a title."""
    article = draft.article
    _set_dates(draft)
    article.authors = _named(article.authors)
    article.investigators = _named(article.investigators)
    if draft.affiliation and article.authors and not article.authors[0].affiliations:
        article.authors[0].affiliations.append(draft.affiliation)
    if not article.pages:
        article.pages = "-".join(page for page in (draft.start_page, draft.end_page) if page)
    if article.book is not None:
        article.book.editors = _named(article.book.editors)
        article.title = article.title or article.book.title
    if article.pmid is None and not (article.title or article.vernacular_title):
        raise Unreadable("it has neither a PMID nor a title")
    return article


def _named(people: list[Author]) -> list[Author]:
    """Those who have a name; a person with a given name only is called by it."""
    found = []
    for person in people:
        if not (person.family or person.collective):
            person.family = person.given
        if person.family or person.collective:
            found.append(person)
    return found


def _set_dates(draft: Draft) -> None:
    article, dates = draft.article, draft.dates
    article.revised = _iso(dates.get("DateRevised")) or _iso(dates.get("ContributionDate"))
    article.entered = _iso(dates.get("entrez")) or _iso(dates.get("pubmed"))
    article.electronic_date = _iso(dates.get("ArticleDate"))
    published = dates.get("PubDate", {})
    season = published.get("Season", "")  # also "May-Jun"
    said = f"{published.get('Year', '')} {season}".strip() if season else published.get("MedlineDate", "")
    if said:
        article.date_text = said
        article.year, article.month, article.day = first_date(said)
        return
    year, month, day = published.get("Year", ""), published.get("Month", ""), published.get("Day", "")
    article.year = year_of(year)
    if article.year:
        article.month = month_of(month)
        article.day = day_of(day, article.year, article.month)
    article.date_text = words(year, month, day)


def _iso(parts: dict[str, str] | None) -> str:
    return iso(parts.get("Year", ""), parts.get("Month", ""), parts.get("Day", "")) if parts else ""
