"""Building blocks of pages: escaping, highlighting, links, tables, chips. What is not escaped here is never shown."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QCoreApplication

from her2ref.core.query import Words
from her2ref.core.text import GREEK, level
from her2ref.gui.plots.forest import Mark

translate = QCoreApplication.translate

UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Characters that would turn the text around, or mean something to Qt's documents; a record may hold any."""

RUN: Final = 60
"""Characters without a space after which a line may break: Qt lays out a word of a million for minutes."""
UNBROKEN: Final = re.compile(rf"(\S{{{RUN}}}[\u0300-\u036f]{{0,8}})(?=\S)")
BREAK: Final = "\u200b"
"""Has no width; `Reading` leaves it out of what is copied."""

WORDS: Final = re.compile(r"[^\W_]+")
TEXTUAL: Final = frozenset({"", "ti", "ab", "tiab", "tw", "ot", "mh", "majr", "nm", "au", "1au", "tt"})
"""Fields of a query whose words are highlighted where they are read."""
APART: Final = r"[\W_]{1,8}"
"""What may lie between two words of a phrase: T-DM1 is T DM1."""
MOST: Final = 400
"""Words and phrases that are highlighted."""
HIT: Final = '<span class="hl">'
"""What stands before each place that is highlighted."""
NOTHING: Final = "—"
"""What stands in a cell that holds nothing."""


def clean(text: str) -> str:
    return UNWANTED.sub("", text)


def attribute(text: str) -> str:
    """`text` exactly as it stands, for the value of an attribute."""
    return html.escape(clean(text), quote=True)


def _shown(text: str) -> str:
    if len(text) > RUN:
        text = UNBROKEN.sub(rf"\1{BREAK}", text)
    return html.escape(text, quote=True)


def esc(text: str) -> str:
    """`text` as it stands, for any place of a page where it is read; endless words can be broken."""
    return _shown(clean(text))


class _Letters(dict[int, int]):
    """Every character in lower case and without accents, as one character; each is looked up once."""

    def __missing__(self, code: int) -> int:
        made = ord((unicodedata.normalize("NFD", chr(code))[0].lower() or chr(code))[0])
        self[code] = made
        return made


_LETTERS: Final = _Letters()


def plain(text: str) -> str:
    """Lower case, accents off, raised signs on the line, and as long as `text`: places in it are places in `text`."""
    return text.lower() if text.isascii() else level(text).translate(_LETTERS)


def pattern(leaves: Iterable[Words]) -> re.Pattern[str] | None:
    """What to highlight for the leaves of a query: its words and phrases in any case and accent, and of a beginning the
    whole word. None where nothing of it can be read in a text."""
    made: set[str] = set()
    for leaf in leaves:
        if leaf.field in TEXTUAL and not leaf.to and len(made) < MOST:
            made.update(expressions(leaf))
    if not made:
        return None
    several = "|".join(sorted(made, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{several})(?![^\W_])")


def expressions(leaf: Words, least: int = 2) -> list[str]:
    """A leaf as expressions: one for a phrase, several where its words need not stand side by side; none where it has
    fewer than `least` letters and digits."""
    text = leaf.text.partition("/")[0] if leaf.field in ("mh", "majr") else leaf.text
    found = WORDS.findall(plain(text))
    if sum(map(len, found)) < least:
        return []
    words = [_spellings(word) for word in found]
    if leaf.prefix or (has_initials(leaf) and not leaf.quoted):
        words[-1] += r"[^\W_]*"
    if leaf.near is not None:
        return [word for word, typed in zip(words, found, strict=True) if len(typed) > 1]
    return [APART.join(words)]


def has_initials(leaf: Words) -> bool:
    """Whether it is an author's name that ends with initials; they may go on, "slamon d" is also Slamon DJ."""
    pieces = leaf.text.split() if leaf.field in ("au", "1au") else []
    return len(pieces) > 1 and len(pieces[-1]) <= 2 and pieces[-1].isalpha()


def _spellings(word: str) -> str:
    """A word as an expression, its Greek letters written either way."""
    return GREEKS.sub(lambda hit: _EITHER.get(hit[0], hit[0]), word)


_EITHER: Final = {
    form: f"(?:{'|'.join([name, *(sign for sign, called in GREEK.items() if called == name)])})"
    for letter, name in GREEK.items()
    for form in (letter, name)
    if form == letter or len(name) > 3  # a mutation does not begin with a letter
}
GREEKS: Final = re.compile("|".join(_EITHER))


def places(text: str, what: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where in `text` something stands that was looked for."""
    return (hit.span() for hit in what.finditer(plain(text)))


def marked(text: str, what: re.Pattern[str] | None) -> str:
    """`text` escaped, with what was looked for highlighted."""
    text = clean(text)
    return highlighted(text, places(text, what)) if what is not None else _shown(text)


def highlighted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text`, which is clean, escaped, with these places highlighted."""
    pieces, last = [], 0
    for start, end in spans:
        pieces.append(_shown(text[last:start]))
        pieces.append(f"{HIT}{_shown(text[start:end])}</span>")
        last = end
    return "".join(pieces) + _shown(text[last:])


def link(address: str, text: str, title: str = "", *, hit: bool = False) -> str:
    """A link of ours (`topic:`, `source:`, `article:`, `page:`, `show:`, `open:`); `text` is plain, highlighted where
    it is a `hit`."""
    tip = f' title="{attribute(title)}"' if title else ""
    shown = f"{HIT}{esc(text)}</span>" if hit else esc(text)
    return f'<a href="{attribute(address)}"{tip}>{shown}</a>'


def heading(text: str) -> str:
    return f'<p class="head">{esc(text)}</p>'


def label(text: str, what: re.Pattern[str] | None = None) -> str:
    """A small heading in capitals, as over the sections of an abstract."""
    return f'<p class="label">{marked(text.upper(), what)}</p>'


def para(inner: str, kind: str = "") -> str:
    """A paragraph of HTML that is already escaped; nothing for nothing."""
    if not inner:
        return ""
    return f'<p class="{kind}">{inner}</p>' if kind else f"<p>{inner}</p>"


def bullets(items: Iterable[str]) -> str:
    inner = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{inner}</ul>" if inner else ""


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int] = (), kind: str = "rows"
) -> str:
    """Rows of escaped cells under hairlines. An empty name in the head widens the one before it; a row with fewer
    cells than the head belongs to the row above, and its last cell spans the rest. `widths` are per cent."""
    if not rows:
        return ""
    body = []
    for place, row in enumerate(rows):
        after = rows[place + 1] if place + 1 < len(rows) else row
        style = "under" if len(row) < len(head) else "open" if len(after) < len(head) else "row"
        span = len(head) - len(row) + 1
        wide = [f' width="{w}%"' for w in widths] if span == 1 else []
        wide += [""] * len(row)
        cells = [f'<td class="{style}"{w}>{cell}</td>' for cell, w in zip(row[:-1], wide, strict=False)]
        last = wide[len(row) - 1]
        cells.append(f'<td class="{style}" colspan="{span}"{last}>{row[-1]}</td>')
        body.append(f"<tr>{''.join(cells)}</tr>")
    top = f"<tr>{_head(head)}</tr>" if any(head) else ""
    return f'<table class="{kind}" width="100%" cellspacing="0" cellpadding="0">{top}{"".join(body)}</table>'


def stacked(head: Sequence[str], rows: Sequence[Sequence[str]], split: int) -> str:
    """The same rows for a narrow page: the first `split` cells under one another on the left, the others on the
    right; a picture and the cell after it stay side by side."""
    named = [name for name in head if name]
    names = [head[0], " · ".join(name for name in named if name in head[split:])]
    made: list[Sequence[str]] = []
    for row in rows:
        if len(row) < len(head):
            made.append([row[-1]])
            continue
        right = [
            f"{cell} {row[split + n + 1]}" if cell.startswith("<img") else cell
            for n, cell in enumerate(row[split:])
            if not row[split + n - 1].startswith("<img") or n == 0
        ]
        made.append([_lines(row[:split]), _lines(right)])
    return table(names, made, (42, 58), "rows narrow")


def _lines(cells: Sequence[str]) -> str:
    kept = [cell for cell in cells if cell and cell != NOTHING]
    return "<br>".join(kept) or NOTHING


def _head(names: Sequence[str]) -> str:
    spans: list[list[Any]] = []
    for name in names:
        if name or not spans:
            spans.append([name, 1])
        else:
            spans[-1][1] += 1
    return "".join(f'<th colspan="{span}">{esc(name)}</th>' for name, span in spans)


def unbroken(text: str) -> str:
    """Plain text escaped, with spaces and hyphens at which a line does not break."""
    return esc(text).replace(" ", "&nbsp;").replace("-", "\N{NON-BREAKING HYPHEN}")


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
    """A few words in a coloured pill. `tone` accent (facts), green (level of evidence), amber (disagreement), red
    (not met, withdrawn, retracted), badge (bordered: a population that is not purely HER2-positive); `link` is what
    it opens, or empty; `said` what a screen reader says where that is not the text."""

    text: str
    tone: str = "accent"
    hint: str = ""
    link: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: HTML of our own subset, and the plots that it names `plot:0`, `plot:1` ..."""

    html: str
    plots: tuple[Mark, ...] = ()
