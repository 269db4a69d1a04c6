"""The folded details of a record: everything that is not on its page, by name, with what was looked for highlighted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from her2ref.core.article import Article
from her2ref.gui.pages.html import clean, esc, facts, highlighted, translate
from her2ref.gui.pages.marks import Part, Span
from her2ref.library.rows import ArticleView

LISTED_AUTHORS: Final = 2_000
"""More names than this are not laid out, only counted."""
LANGUAGES: Final = {
    "chi": "Chinese", "cze": "Czech", "dut": "Dutch", "eng": "English", "fre": "French", "ger": "German",
    "gre": "Greek", "hun": "Hungarian", "ita": "Italian", "jpn": "Japanese", "kor": "Korean", "pol": "Polish",
    "por": "Portuguese", "rus": "Russian", "spa": "Spanish", "tur": "Turkish", "ukr": "Ukrainian",
}  # fmt: skip
"""NLM's language codes of other abstracts; an unknown code is shown as it is."""

Item = tuple[str, list[Span]]
"""One thing of a record as it is shown (clean), and what of it was looked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A name, its things, and what stands between them on the page; `called` is the name where it is told of alone."""

    name: str
    items: list[Item]
    between: str = ", "
    called: str = ""

    @property
    def html(self) -> str:
        return self.between.join(highlighted(text, spans) for text, spans in self.items if text)


def found(article: Article, part: Part) -> Iterator[Row]:
    """The rows in which the index looks, `part` of a query marked in them."""

    def of(place: str, texts: Iterable[str]) -> list[Item]:
        return [(text, part.spans(place, text)) for text in map(clean, texts)]

    chemicals = [(f"{name} ({c.registry})" if c.registry not in ("", "0") else name, part.spans("substances", name))
                 for c in article.chemicals for name in (clean(c.name),)]  # fmt: skip
    languages = [(clean(LANGUAGES.get(code, code)), part.speaks(code)) for code in article.languages]
    journal, entered = clean(article.journal), article.entered
    title = len(journal.partition(" : ")[0]) if part.journal(article) else 0
    yield Row(translate("Article", "MeSH"), [part.heading(m) for m in article.mesh], "<br>")
    yield Row(translate("Article", "Keywords"), of("keywords", article.keywords))
    yield Row(translate("Article", "Substances"), [(clean(text), spans) for text, spans in chemicals], "<br>")
    yield Row(translate("Article", "Genes"), of("genes", article.genes))
    yield Row(translate("Article", "Publication types"), of("types", article.publication_types))
    yield Row(translate("Article", "Languages"), [(name, _all(name, is_hit)) for name, is_hit in languages])
    yield Row(
        translate("Article", "Journal"),
        [(journal, [(0, title)])] if title else of("journal", [article.journal]),
    )
    since = int(entered.replace("-", "") or 0) if entered.replace("-", "").isdecimal() else 0
    yield Row(
        translate("Article", "In PubMed since"),
        [(clean(entered), _all(clean(entered), bool(since) and part.day("edat", since)))],
        called=translate("Article", "Date of entry"),
    )
    yield Row(translate("Article", "Book"), _book(article, part), " · ")


def _all(text: str, is_hit: bool) -> list[Span]:
    return [(0, len(text))] if is_hit and text else []


def _book(article: Article, part: Part) -> list[Item]:
    """The parts of a book; its editors are looked for where the article has no authors."""
    book = article.book
    if book is None:
        return []
    editors, spans = "", []
    for n, editor in enumerate(book.editors):
        name = clean(editor.short)
        editors += ", " if editors else ""
        here = part.author(name, first=n == 0) if not article.authors else []
        spans += [(start + len(editors), end + len(editors)) for start, end in here]
        editors += name
    title = clean(book.title)
    rest = [book.publisher, book.accession, *book.isbn]
    return [
        item
        for item in (
            (title, part.spans("title", title)),
            (editors, spans),
            *((clean(text), []) for text in rest),
        )
        if item[0]
    ]


def details(view: ArticleView, part: Part) -> str:
    """Everything else in the record, by name."""
    a = view.article
    rows = [(row.name, row.html) for row in found(a, part)]
    subjects, (entered, book) = rows[:-2], rows[-2:]

    def several(items: Iterable[str]) -> str:
        return "<br>".join(esc(item) for item in items if item)

    people = [f"{p.short}: {place}" for p in a.authors[:LISTED_AUTHORS] for place in p.affiliations]
    orcids = [f"{p.short}: {p.orcid}" for p in a.authors[:LISTED_AUTHORS] if p.orcid]
    grants = [", ".join(p for p in (g.number, g.agency, g.country) if p) for g in a.grants]
    notices = [
        " ".join(p for p in (n.kind, n.citation, f"PMID {n.pmid}" if n.pmid else "") if p) for n in a.notices
    ]
    return facts(
        [
            *subjects,
            (translate("Article", "ISSN"), esc(a.issn)),
            (translate("Article", "Published online"), esc(a.electronic_date)),
            (translate("Article", "Registered data"), several(a.databanks)),
            (translate("Article", "Grants"), several(grants)),
            (translate("Article", "Affiliations"), several(dict.fromkeys(people))),
            (translate("Article", "ORCID"), several(orcids)),
            (
                translate("Article", "Investigators"),
                esc(", ".join(i.short for i in a.investigators[:LISTED_AUTHORS])),
            ),
            (
                translate("Article", "Persons as subject"),
                esc(", ".join(p.short for p in a.personal_subjects)),
            ),
            (translate("Article", "Conflict of interest"), esc(a.conflict_of_interest)),
            (translate("Article", "Notices"), several(notices)),
            book,
            (translate("Article", "PubMed status"), esc(" ".join(p for p in (a.status, a.revised) if p))),
            entered,
            (translate("Article", "In this library since"), esc(view.added[:10])),
        ]
    )
