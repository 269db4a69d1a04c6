"""A source whose record is not held: what it is, our own summary, and how to get the published abstract."""

from __future__ import annotations

from her2ref.core.statement import Reference
from her2ref.gui.pages.article import is_doi, summary
from her2ref.gui.pages.html import Chip, Page, esc, facts, link, para, translate
from her2ref.gui.pages.sources import people, published

SHOWN = 10


def chips(reference: Reference) -> list[Chip]:
    made = [Chip(reference.type)] if reference.type else []
    return [*made, Chip(translate("Article", "Free full text"))] if reference.free else made


def page(reference: Reference) -> Page:
    return Page(
        "".join(
            [
                para(esc(reference.title or reference.id), "title"),
                para(esc(people(reference, SHOWN)), "quiet"),
                para(_where(reference), "quiet"),
                summary(reference) or _none(),
                _how(reference),
            ]
        )
    )


def unknown(article: int) -> Page:
    """An article of which neither a record nor a source is held, such as a notice of retraction."""
    name = f"PMID {article}" if article > 0 else f"article:{article}"
    text = translate("Article", "The library holds no record of %1.").replace("%1", name)
    return Page(para(esc(text), "title") + para(_import(), "quiet"))


def _where(reference: Reference) -> str:
    parts = [esc(published(reference))]
    if reference.pmid:
        parts.append(f"PMID&nbsp;{int(reference.pmid)}")
    if reference.doi:
        doi = f"doi:{reference.doi}"
        parts.append(link("open:doi", doi) if is_doi(reference.doi) else esc(doi))
    if reference.pmcid:
        parts.append(esc(reference.pmcid))
    return " · ".join(p for p in parts if p)


def _none() -> str:
    text = translate("Article", "her2ref has no summary of this source yet.")
    return para(esc(text), "quiet")


def _how(reference: Reference) -> str:
    """Where the source itself is to be had."""
    if reference.pmid:
        return para(
            f"{esc(translate('Article', 'The published abstract is not held here.'))} {_import()}", "small"
        )
    if reference.url:
        rows = facts(
            [
                (translate("Article", "Address"), link("open:page", reference.url)),
                (translate("Article", "Publisher"), esc(reference.publisher)),
                (translate("Article", "Seen on"), esc(reference.seen)),
            ]
        )
        note = translate("Article", "This source is a page on the web. The link opens it in your browser.")
        return rows + para(esc(note), "small")
    return ""


def _import() -> str:
    return esc(
        translate(
            "Article",
            "To read it, open the record on PubMed, save it as a file (format PubMed), and import it with Ctrl+O.",
        )
    )
