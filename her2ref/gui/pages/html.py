"""Building blocks of pages: escaping, highlighting, links, tables, chips. What is not escaped here is never shown."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from her2ref.gui.plots.forest import Mark

translate = QCoreApplication.translate

UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Characters that would turn the text around, or mean something to Qt's documents; a record may hold any."""

WORDS: Final = re.compile(r"\w+")
OPERATORS: Final = frozenset({"AND", "OR", "NOT"})
SHORT_DASH: Final = "–"


def clean(text: str) -> str:
    return UNWANTED.sub("", text)


def esc(text: str) -> str:
    """`text` as it stands, for any place of a page."""
    return html.escape(clean(text), quote=True)


def _plain(text: str) -> str:
    """Lower case, accents off, and as long as `text`, so that places in it are places in `text`."""
    if text.isascii():
        return text.lower()
    return "".join((unicodedata.normalize("NFD", c)[0].lower() or c)[0] for c in text)


def pattern(words: str) -> re.Pattern[str] | None:
    """What to highlight for the words of a query: their beginnings, in any case and accent."""
    found = [w for w in WORDS.findall(words) if w not in OPERATORS and len(w) > 1]
    if not found:
        return None
    several = "|".join(re.escape(_plain(w)) for w in sorted(set(found), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{several})\w*")


def marked(text: str, what: re.Pattern[str] | None) -> str:
    """`text` escaped, with what was looked for highlighted."""
    text = clean(text)
    if what is None:
        return html.escape(text, quote=True)
    pieces, last = [], 0
    for hit in what.finditer(_plain(text)):
        pieces.append(html.escape(text[last : hit.start()], quote=True))
        pieces.append(f'<span class="hl">{html.escape(text[hit.start() : hit.end()], quote=True)}</span>')
        last = hit.end()
    return "".join(pieces) + html.escape(text[last:], quote=True)


def link(address: str, text: str, title: str = "") -> str:
    """A link of ours (`topic:`, `source:`, `article:`, `page:`, `show:`, `open:`); `text` is plain."""
    tip = f' title="{esc(title)}"' if title else ""
    return f'<a href="{esc(address)}"{tip}>{esc(text)}</a>'


def heading(text: str) -> str:
    return f"<h2>{esc(text)}</h2>"


def label(text: str) -> str:
    """A small heading in capitals, as over the sections of an abstract."""
    return f"<h3>{esc(text.upper())}</h3>"


def para(inner: str, kind: str = "") -> str:
    """A paragraph of HTML that is already escaped; nothing for nothing."""
    if not inner:
        return ""
    return f'<p class="{kind}">{inner}</p>' if kind else f"<p>{inner}</p>"


def bullets(items: Iterable[str]) -> str:
    inner = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{inner}</ul>" if inner else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "rows") -> str:
    """Rows of escaped cells under hairlines; a row with fewer cells than the head lets its last one span."""
    width = len(head) or 1
    top = "".join(f"<th>{esc(name)}</th>" for name in head)
    body = []
    for row in rows:
        rest = width - len(row) + 1
        cells = [f"<td>{cell}</td>" for cell in row[:-1]]
        cells.append(f'<td colspan="{rest}">{row[-1]}</td>' if rest > 1 else f"<td>{row[-1]}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    if not body:
        return ""
    first = f"<tr>{top}</tr>" if head else ""
    return (
        f'<table class="{kind}" width="100%" cellspacing="0" cellpadding="0">{first}{"".join(body)}</table>'
    )


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Names and values (escaped) side by side; a row with no value is left out."""
    body = "".join(
        f'<tr><td class="name">{esc(name)}</td><td class="value">{value}</td></tr>'
        for name, value in rows
        if value
    )
    return f'<table class="facts" width="100%" cellspacing="0" cellpadding="0">{body}</table>' if body else ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words in a coloured pill. `tone` accent (facts), green (level of evidence), amber (disagreement,
    population), red (not met, withdrawn, retracted); `link` is what it opens, or empty."""

    text: str
    tone: str = "accent"
    hint: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: HTML of our own subset, and the plots that it names `plot:0`, `plot:1` ..."""

    html: str
    plots: tuple[Mark, ...] = ()
