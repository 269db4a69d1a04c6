"""One article as a page: the warning first, then what PubMed says of it. Everything in it is data and is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from her2ref.core.article import Article, Author, Notice, OtherAbstract, Section
from her2ref.core.identity import ABSTRACT_NOTICE
from her2ref.core.statement import Reference
from her2ref.gui.pages.details import LANGUAGES, LISTED_AUTHORS, details
from her2ref.gui.pages.html import (
    HIT,
    Chip,
    Page,
    clean,
    esc,
    highlighted,
    label,
    link,
    marked,
    para,
    translate,
)
from her2ref.gui.pages.marks import NOTHING, Marks, Part
from her2ref.library.outline import TopicRow
from her2ref.library.rows import ArticleView

SHOWN_AUTHORS: Final = 10
FOUND_AUTHORS: Final = 10
"""Of the authors behind them, those that were looked for, and no more."""
SHOWN_LETTERS: Final = 20_000
"""A longer section of an abstract is cut until all is asked for: Qt lays out five million letters in four seconds."""
PADDING: Final = 8
"""Pixels around the words of a warning."""
DOI: Final = re.compile(r"10\.\d{4,9}/[^\s<>\"]+")
PLAIN_TYPES: Final = frozenset({"Journal Article", "Retracted Publication", ""})
"""Not worth a chip: every record has the first, and the second is said in red already."""
LEVEL_TYPES: Final = frozenset(
    {"Randomized Controlled Trial", "Meta-Analysis", "Systematic Review", "Network Meta-Analysis"}
)
PHASE: Final = re.compile(r"Clinical Trial, Phase (I|II|III|IV)")
PHASES: Final = {"I": "1", "II": "2", "III": "3", "IV": "4"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What of an article is unfolded, and what to highlight for a query."""

    authors: bool = False
    details: bool = False
    marks: Marks = NOTHING
    whole: bool = False


def is_doi(text: str) -> bool:
    return DOI.fullmatch(text) is not None


def chips(view: ArticleView) -> list[Chip]:
    """The state of the record in a word, then the kinds of publication; those that say a level are green."""
    made = [Chip(name, tone) for name, tone in (_state(state) for state in view.states)]
    kinds = [kind for kind in view.article.publication_types if kind not in PLAIN_TYPES]
    kinds.sort(key=lambda kind: kind not in LEVEL_TYPES)
    for kind in kinds[:3]:
        phase = PHASE.fullmatch(kind)
        words = translate("Article", "Phase %1").replace("%1", PHASES[phase[1]]) if phase else clean(kind)
        made.append(Chip(words, "green" if kind in LEVEL_TYPES else "accent"))
    if view.article.book is not None:
        made.append(Chip(translate("Article", "Book or chapter")))
    languages = [code for code in view.article.languages if code != "eng"]
    return made + [Chip(clean(LANGUAGES.get(code, code))) for code in languages[:2]]


def _state(state: str) -> tuple[str, str]:
    return {
        "retracted": (translate("Article", "Retracted"), "red"),
        "withdrawn": (translate("Article", "Withdrawn"), "red"),
        "concern": (translate("Article", "Expression of concern"), "amber"),
        "corrected": (translate("Article", "Corrected"), "amber"),
        "republished": (translate("Article", "Republished"), "amber"),
    }.get(state, (state, "amber"))


def tags(view: ArticleView, cited_by: Iterable[TopicRow]) -> list[Chip]:
    """Other topics of the article as chips that open them; those that cite it are told apart below."""
    cited = {row.key for row in cited_by}
    made: dict[str, Chip] = {}
    for tag in view.tags:
        if tag.key not in cited and tag.key not in made:
            hint = (
                translate("Article", "Found by: %1").replace("%1", clean(tag.matched)) if tag.matched else ""
            )
            made[tag.key] = Chip(clean(tag.name), hint=hint, link=f"topic:{tag.key}")
    return list(made.values())


def page(view: ArticleView, reference: Reference | None, shown: Shown) -> Page:
    """The article from its warnings to the notice under its abstract, and its folded details."""
    article, what, every = view.article, shown.marks.running, shown.marks.every
    pieces = [
        banner(view),
        para(marked(article.title, what) or esc(translate("Article", "(no title)")), "title"),
        para(marked(article.vernacular_title, what), "quiet"),
        people(article, every, unfolded=shown.authors),
        where(view, every),
        _abstract(article.abstract, what, whole=shown.whole),
    ]
    if not article.abstract:
        pieces.append(para(esc(translate("Article", "This record has no abstract.")), "quiet"))
        pieces.append(summary(reference))
    pieces += [_other(other, what, whole=shown.whole) for other in article.other_abstracts]
    pieces.append(_notice(view))
    action = (
        translate("Article", "Hide record details")
        if shown.details
        else translate("Article", "Record details")
    )
    more = link("show:similar", translate("Article", "Similar articles"), translate("Article", "M"))
    pieces.append(para(f"{more} &nbsp;·&nbsp; {link('show:details', action)}"))
    if shown.details:
        pieces.append(details(view, every))
    return Page("".join(pieces))


def summary(reference: Reference | None) -> str:
    """Our own sentences on a paper, said to be ours."""
    if reference is None or not reference.summary:
        return ""
    title = translate("Article", "Summary by her2ref, not the published abstract")
    return label(title) + para(esc(reference.summary))


BANNERS: Final = {
    "RetractionIn": "red",
    "RetractedandRepublishedIn": "red",
    "ExpressionOfConcernIn": "amber",
    "ErratumIn": "amber",
    "CorrectedandRepublishedIn": "amber",
    "UpdateIn": "amber",
    "RepublishedIn": "amber",
}


def banner(view: ArticleView) -> str:
    """What a reader must know before anything else: a line for each notice, with a link to it."""
    words = {
        "RetractionIn": translate("Article", "Retracted."),
        "RetractedandRepublishedIn": translate("Article", "Retracted and republished."),
        "ExpressionOfConcernIn": translate("Article", "Expression of concern."),
        "ErratumIn": translate("Article", "Corrected."),
        "CorrectedandRepublishedIn": translate("Article", "Corrected and republished."),
        "UpdateIn": translate("Article", "Updated."),
        "RepublishedIn": translate("Article", "Republished."),
    }
    rows = [
        _line(BANNERS[n.kind], words[n.kind], n)
        for tone in ("red", "amber")
        for n in view.article.notices
        if BANNERS.get(n.kind) == tone
    ]
    told = {word for n in view.article.notices for word in (_told(n.kind),) if word}
    for state in view.states:
        if state not in told:
            name, tone = _state(state)
            rows.insert(0 if tone == "red" else len(rows), _line(tone, f"{name}.", None))
    return "".join(rows)


def _told(kind: str) -> str:
    """The state that a notice of this kind stands for."""
    if kind in ("RetractionIn", "RetractedandRepublishedIn"):
        return "retracted"
    if kind == "ExpressionOfConcernIn":
        return "concern"
    if kind == "RepublishedIn":
        return "republished"
    return "corrected" if kind in BANNERS else ""


def _line(tone: str, word: str, notice: Notice | None) -> str:
    inner = f'<span class="{tone}">{esc(word)}</span>'
    if notice is not None:
        inner += f" {translate('Article', 'Notice:')} " + esc(notice.citation) if notice.citation else ""
        if notice.pmid:
            inner += " " + link(f"article:{int(notice.pmid)}", f"PMID {int(notice.pmid)}")
    elif tone == "red":
        inner += " " + esc(translate("Article", "PubMed lists this publication as retracted."))
    return (
        f'<table class="banner" width="100%" cellspacing="0" cellpadding="{PADDING}">'
        f'<tr><td class="{tone}">{inner}</td></tr></table>'
    )


def people(article: Article, part: Part, *, unfolded: bool = False) -> str:
    """The authors; of those that are folded only the ones that were looked for."""
    authors = article.authors
    if not authors:
        return ""
    shown = authors[: LISTED_AUTHORS if unfolded else SHOWN_AUTHORS]
    behind = _found(authors[len(shown) :], part)
    names = ", ".join(_author(author, part, first=n == 0) for n, author in enumerate(shown))
    rest = len(authors) - len(shown) - len(behind)
    if behind:
        names += (" … " if rest else ", ") + ", ".join(_author(author, part) for author in behind)
    if rest > 0:
        more = translate("Article", "and %1 more").replace("%1", f"{rest:,}")
        names += " " + (esc(more) if unfolded else link("show:authors", more))
    elif unfolded and len(authors) > SHOWN_AUTHORS:
        names += " " + link("show:authors", translate("Article", "Show fewer"))
    if not article.authors_complete:
        names += ", et al."
    return para(names, "quiet")


def _author(author: Author, part: Part, *, first: bool = False) -> str:
    name = clean(author.short)
    return highlighted(name, part.author(name, first=first))


def _found(authors: list[Author], part: Part) -> list[Author]:
    if not part.may_name(author.short for author in authors):
        return []
    hits = (author for author in authors if part.author(author.short))
    return list(islice(hits, FOUND_AUTHORS))


def where(view: ArticleView, part: Part) -> str:
    """Journal line and identifiers."""
    article = view.article
    issue = f"({article.issue})" if article.issue else ""
    place = f"{article.volume}{issue}" + (f":{article.pages}" if article.pages else "")
    when = _hit(article.date_text or str(article.year or ""), part.day("dp", article.sort_date))
    line = " ".join(p for p in (_journal(article, part), when) if p) + (esc(f";{place}") if place else "")
    if article.book is not None:
        book, title = article.book, clean(article.book.title)
        named = highlighted(title, part.spans("title", title))
        line = ". ".join(p for p in (named, *map(esc, (book.edition, book.place, book.publisher)), when) if p)
    number = f"PMID {article.pmid}" if article.pmid else f"article:{view.id}"
    parts = [line] if line else []
    parts.append(_hit(number, part.number("pmid", str(article.pmid or ""))))
    if article.doi:
        doi, is_hit = f"doi:{article.doi}", part.number("doi", article.doi)
        parts.append(link("open:doi", doi, hit=is_hit) if is_doi(article.doi) else _hit(doi, is_hit))
    if article.pmcid:
        parts.append(esc(article.pmcid))
    return para(" · ".join(parts), "quiet")


def _hit(text: str, is_hit: bool = True) -> str:
    return f"{HIT}{esc(text)}</span>" if is_hit and text else esc(text)


def _journal(article: Article, part: Part) -> str:
    text = clean(article.journal_abbrev or article.journal)
    return _hit(text) if part.journal(article) else highlighted(text, part.spans("journal", text))


def _abstract(sections: list[Section], what: re.Pattern[str] | None, *, whole: bool) -> str:
    pieces = []
    for section in sections:
        name = section.label or (
            section.category if section.category not in ("UNASSIGNED", "UNLABELLED") else ""
        )
        pieces.append((label(clean(name), what) if name else "") + _section(section.text, what, whole=whole))
    return "".join(pieces)


def _section(text: str, what: re.Pattern[str] | None, *, whole: bool) -> str:
    """The words of a section; of an endless one the beginning, and a link that unfolds the rest."""
    start = text if whole else beginning(text)
    if len(start) == len(text):
        return para(marked(text, what))
    return para(f"{marked(start, what)}… {link('show:whole', translate('Article', 'Show all'))}")


def beginning(text: str) -> str:
    """What is shown of a section before all of it is asked for."""
    start = text[:SHOWN_LETTERS]
    if len(text) > SHOWN_LETTERS and not text[SHOWN_LETTERS].isspace() and " " in start[-200:]:
        start = start[: start.rindex(" ")]
    return start


def _other(other: OtherAbstract, what: re.Pattern[str] | None, *, whole: bool) -> str:
    name = LANGUAGES.get(other.language, other.language)
    kind = "" if other.type.casefold() in ("", "publisher") else other.type
    title = translate("Article", "Abstract in %1").replace("%1", name) if name else ""
    heading = " · ".join(clean(p) for p in (title, kind) if p) or translate("Article", "Other abstract")
    return label(heading) + _abstract(other.sections, what, whole=whole)


def _notice(view: ArticleView) -> str:
    """NLM's notice, where the abstract came from and when."""
    if not (view.article.abstract or view.article.other_abstracts):
        return ""
    formats = {"xml": "PubMed XML", "medline": "MEDLINE", "ris": "RIS"}
    came = translate("Article", "Source: PubMed (%1), received %2.")
    came = came.replace("%1", ", ".join(formats.get(f, f) for f in view.formats)).replace(
        "%2", view.added[:10]
    )
    parts = [view.article.abstract_copyright, came, translate("Identity", ABSTRACT_NOTICE)]
    return para(esc(" ".join(p for p in parts if p)), "small")
