"""What is new in the content: corrections first, the worst before all, then topics that came, changed or went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from her2ref.core.correction import SEVERITIES, Correction
from her2ref.core.statement import Reference
from her2ref.gui.pages.html import Page, bullets, esc, heading, link, para, translate
from her2ref.gui.pages.sources import Sources
from her2ref.library.read import Reader
from her2ref.library.rows import News

PADDING = 8
KINDS = ("mechanism", "drug", "trial")


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the page of news says. `names` are of topics by key."""

    corrections: Sequence[tuple[Correction, bool]] = ()
    news: News = field(default_factory=News)
    names: dict[str, str] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)


def gather(reader: Reader) -> Told:
    """Reads what the page needs; in a worker."""
    corrections = reader.corrections()
    rows = (*reader.tree(), *reader.drugs(), *reader.trials())
    sources = {source for correction, _ in corrections for source in correction.sources}
    return Told(
        corrections, reader.news(), {row.key: row.name for row in rows}, reader.references(sorted(sources))
    )


def severity_word(severity: str) -> str:
    return translate("News", dict(SEVERITIES).get(severity, severity))


def banner(corrections: Iterable[Correction]) -> str:
    """What a topic's page says first: what stood here and was wrong, until the reader has seen it."""
    return "".join(
        f'<table class="banner" width="100%" cellspacing="0" cellpadding="{PADDING}"><tr>'
        f'<td class="{_tone(c)}">{_said(c, "")} {link(f"seen:{c.id}", translate("News", "I have seen this"))}</td>'
        "</tr></table>"
        for c in corrections
    )


def page(told: Told) -> Page:
    """The whole page, without its title."""
    sources = Sources(told.references)
    waiting = [c for c, seen in told.corrections if not seen]
    pieces = [heading(translate("News", "Corrections"))]
    if not told.corrections:
        pieces.append(para(esc(translate("News", "No correction has been made.")), "quiet"))
    if waiting:
        pieces.append(para(link("seen:all", translate("News", "I have seen them all"))))
    for correction, seen in told.corrections:
        name = link(f"topic:{correction.topic}", told.names.get(correction.topic, correction.topic))
        inner = f"<b>{name}</b><br>{_said(correction, sources.marks(correction.sources))}"
        tone = "" if seen else f' class="{_tone(correction)}"'
        pieces.append(
            f'<table class="banner" width="100%" cellspacing="0" cellpadding="{PADDING}">'
            f"<tr><td{tone}>{inner}</td></tr></table>"
        )
    pieces += [_news(told), sources.listing()]
    return Page("".join(pieces))


def _tone(correction: Correction) -> str:
    return "red" if correction.severity == "critical" else "amber"


def _said(correction: Correction, marks: str) -> str:
    day = translate("News", "Corrected on %1.").replace("%1", correction.date)
    was, now = translate("News", "It said:"), translate("News", "It says now:")
    return (
        f'<span class="{_tone(correction)}">{esc(day)} {esc(severity_word(correction.severity))}.</span><br>'
        f'<span class="quiet">{esc(was)}</span> {esc(correction.old)}<br>'
        f'<span class="quiet">{esc(now)}</span> {esc(correction.new)}{marks}<br>{esc(correction.why)}'
    )


def _news(told: Told) -> str:
    news = told.news
    if not news.to:
        return ""
    title = translate("News", "Content %1, since %2").replace("%1", news.to).replace("%2", news.since or "—")
    pieces = [heading(title)]
    groups = (
        (translate("News", "New:"), news.added),
        (translate("News", "Changed:"), news.changed),
    )
    for name, keys in groups:
        for kind, word in zip(KINDS, _kinds(), strict=True):
            there = [key for key in keys if key.startswith(f"{kind}:") and key in told.names]
            if there:
                links = " · ".join(link(f"topic:{key}", told.names[key]) for key in there)
                pieces.append(
                    para(f'<span class="quiet">{esc(name)} {len(there)} {esc(word)}</span><br>{links}')
                )
    if news.removed:
        gone = esc(translate("News", "No longer there:"))
        pieces.append(para(f'<span class="quiet">{gone}</span>', "tight") + bullets(map(esc, news.removed)))
    return "".join(pieces)


def _kinds() -> tuple[str, str, str]:
    return (
        translate("News", "mechanisms"),
        translate("News", "drugs"),
        translate("News", "trials"),
    )
