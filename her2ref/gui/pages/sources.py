"""Numbered sources: each statement carries small numbers, and the list at the end of the page says what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from her2ref.core.drug import Drug
from her2ref.core.mechanism import Mechanism
from her2ref.core.statement import LEVELS, Conflict, Reference, Statement
from her2ref.core.trial import Trial
from her2ref.gui.pages.html import attribute, bullets, esc, heading, label, link, para, translate

AUTHORS = 3
SURELY_WHOLE = 7
"""Our content keeps one, three or six authors of a paper: a list of this many was not cut, a shorter one may be."""


def people(reference: Reference, shown: int = AUTHORS) -> str:
    """The first authors as plain text, and "et al." for others that there are or may be."""
    authors = reference.authors
    paper = bool(reference.pmid or reference.doi or reference.journal)
    cut = len(authors) > shown or (bool(authors) and paper and len(authors) < SURELY_WHOLE)
    return ", ".join(authors[:shown]) + (", et al." if cut else "")


def published(reference: Reference) -> str:
    """Journal or publisher, year, volume and pages as plain text."""
    where = reference.journal or reference.publisher
    issue = f"({reference.issue})" if reference.issue else ""
    place = f"{reference.volume}{issue}" + (f":{reference.pages}" if reference.pages else "")
    year = str(reference.year or "")
    return " ".join(part for part in (where, ";".join(p for p in (year, place) if p)) if part)


def short(reference: Reference) -> str:
    """A source in a few words, as in a tooltip."""
    who = people(reference, 1) or reference.publisher or reference.title
    return " ".join(part for part in (who, reference.journal, str(reference.year or "")) if part)


def identifier(reference: Reference) -> str:
    if reference.pmid:
        return f"PMID {reference.pmid}"
    if reference.doi:
        return f"doi:{reference.doi}"
    if reference.seen:
        return translate("Pages", "seen %1").replace("%1", reference.seen)
    return ""


class Sources:
    """Numbers the sources of one page in the order in which they are first cited."""

    def __init__(self, references: Mapping[str, Reference]) -> None:
        self._references = references
        self._numbers: dict[str, int] = {}

    def marks(self, ids: Iterable[str]) -> str:
        """The numbers of these sources as small raised links."""
        marks = []
        for reference_id in ids:
            number = self._numbers.setdefault(reference_id, len(self._numbers) + 1)
            reference = self._references.get(reference_id)
            tip = attribute(short(reference) if reference else reference_id)
            address = attribute(f"source:{reference_id}")
            marks.append(f'<a class="mark" href="{address}" title="{tip}"><sup>{number}</sup></a>')
        return "<sup>,</sup>".join(marks)

    def say(self, statement: Statement) -> str:
        return esc(statement.text) + self.marks(statement.sources)

    def listing(self) -> str:
        """The numbered list for the end of the page."""
        if not self._numbers:
            return ""
        rows = "".join(
            f'<tr><td class="number">{number}</td><td>{self._entry(reference_id)}</td></tr>'
            for reference_id, number in self._numbers.items()
        )
        table = f'<table class="sources" width="100%" cellspacing="0" cellpadding="0">{rows}</table>'
        return heading(translate("Pages", "Sources")) + table

    def _entry(self, reference_id: str) -> str:
        reference = self._references.get(reference_id)
        if reference is None:
            return link(f"source:{reference_id}", reference_id)
        address = attribute(f"source:{reference_id}")
        title = f'<a class="plain" href="{address}">{esc(reference.title or reference_id)}</a>'
        parts = [people(reference), published(reference), identifier(reference), reference.type]
        return f'{title}<br><span class="small">{esc(" · ".join(p for p in parts if p))}</span>'


LEVEL_WORDS = dict(LEVELS)


def level_word(level: str) -> str:
    """A level of evidence as it is shown."""
    return translate("Levels", LEVEL_WORDS.get(level, level))


def disagreements(conflicts: Iterable[Conflict], sources: Sources) -> str:
    """Both sides of each question, and why they may differ."""
    pieces = []
    for conflict in conflicts:
        sides = [
            esc(text) + sources.marks(ids)
            for text, ids in (
                (conflict.side_a, conflict.side_a_sources),
                (conflict.side_b, conflict.side_b_sources),
            )
        ]
        names = (translate("Pages", "One side:"), translate("Pages", "Other side:"))
        pieces.append(para(f"<b>{esc(conflict.question)}</b>", "tight"))
        pieces.append(
            bullets(
                f'<span class="amber">{esc(name)}</span> {side}'
                for name, side in zip(names, sides, strict=True)
            )
        )
        if conflict.why:
            pieces.append(
                para(
                    f'<span class="quiet">{esc(translate("Pages", "Why they may differ:"))}</span> {esc(conflict.why)}'
                )
            )
    return heading(translate("Pages", "Where sources disagree")) + "".join(pieces) if pieces else ""


def section(title: str, statements: Iterable[Statement], sources: Sources) -> str:
    """A heading and its statements, one a line; nothing for none."""
    inner = bullets(sources.say(s) for s in statements)
    return heading(title) + inner if inner else ""


def unknown(value: Mechanism | Drug | Trial) -> str:
    """What a topic cannot say: first what was searched for in vain, then what nobody has looked into."""
    nothing = translate("Pages", "No evidence found, searched on %1:")
    searched = bullets(
        f"<b>{esc(nothing.replace('%1', s.on))}</b> {esc(s.question)}"
        f' <span class="small">{esc(translate("Pages", "Searched in: %1.").replace("%1", s.where))}</span>'
        for s in value.searched
    )
    open_ = bullets(f'<span class="quiet">{esc(s)}</span>' for s in value.gaps)
    return (heading(translate("Pages", "Searched, and not found")) + searched if searched else "") + (
        heading(translate("Pages", "Not yet curated here")) + open_ if open_ else ""
    )


def reviewed(day: str) -> str:
    text = translate("Pages", "Reviewed on %1 by the contributors of her2ref.").replace("%1", day)
    return para(esc(text), "small") if day else ""


def evidence(statements: tuple[Statement, ...], sources: Sources, claim: str = "") -> str:
    """Statements by what they say of the claim, then by level of evidence, strongest first."""
    names = {
        "supports": translate("Pages", "Supports"),
        "contradicts": translate("Pages", "Contradicts"),
        "null": translate("Pages", "No difference found"),
        "describes": translate("Pages", "Describes, without arguing either way"),
    }
    pieces = [para(esc(claim), "quiet")]
    for direction, name in names.items():
        chosen = [s for s in statements if s.direction == direction]
        if not chosen:
            continue
        pieces.append(heading(f"{name} · {len(chosen)}"))
        for level, word in LEVELS:
            there = [s for s in chosen if s.level == level]
            if there:
                where = translate("Pages", "laboratory") if level in ("xenograft", "cell-line") else ""
                pieces.append(label(" · ".join(p for p in (translate("Levels", word), where) if p)))
                pieces.append(bullets(sources.say(s) for s in there))
    if len(pieces) == 1:
        pieces.append(para(esc(translate("Pages", "No statement yet.")), "quiet"))
    return "".join(pieces)
