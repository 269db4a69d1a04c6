"""Inline markup of PubMed's text (i, b, u, sup, sub, MathML) as plain text that keeps its meaning.

"10<sup>-3</sup>" is 10⁻³, never 10-3; where Unicode has no raised or lowered sign it is ^(…) or _(…).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

if TYPE_CHECKING:
    from lxml.etree import _Element

RAISED: Final = str.maketrans("0123456789+-=()n−–‐,/", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ⁻⁻⁻,/")
LOWERED: Final = str.maketrans("0123456789+-=()−–‐,/", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋₋₋,/")
CAN_RAISE: Final = re.compile(r"[0-9+\-=()n−–‐,/]*[0-9+\-=n−–‐][0-9+\-=()n−–‐,/]*")
CAN_LOWER: Final = re.compile(r"[0-9+\-=()−–‐,/]*[0-9+\-=−–‐][0-9+\-=()−–‐,/]*")
STAYS: Final = frozenset({"th", "st", "nd", "rd", "®", "™", "©", "TM", "*", "†", "‡", "§", "°", "′", "'"})
"""What reads the same when it is not raised: ordinals, marks."""

_BLANK: Final = re.compile(r"[ \t\r\n]+")
_HEADING: Final = re.compile(r"[A-Z][a-z]")
INLINE: Final = frozenset({"i", "b", "u"})


def tidy(text: str) -> str:
    """One line, composed (NFC), without blanks at either end; blanks within it stay as they are."""
    if text.isascii():
        if text.isprintable() if len(text) < 64 else not ("\n" in text or "\t" in text or "\r" in text):
            return text.strip(" ")
    else:
        text = normalize("NFC", text)
    if "\n" in text or "\t" in text or "\r" in text:
        text = _BLANK.sub(" ", text)
    return text.strip(" ")


def text_of(element: _Element) -> str:
    """The element's whole text, tidy."""
    if len(element):
        return tidy(_flow(element))
    text = element.text
    return tidy(text) if text else ""


def _flow(element: _Element) -> str:
    parts = [element.text or ""]
    for child in element:
        tail = child.tail or ""
        parts.append(_part(child, parts[-1], tail))
        parts.append(tail)
    return "".join(parts)


def _part(child: _Element, before: str, after: str) -> str:
    tag = child.tag
    if not isinstance(tag, str):  # an entity reference: never resolved
        return ""
    if tag == "sup":
        return raised(_flow(child))
    if tag == "sub":
        return lowered(_flow(child), after)
    if tag in INLINE:
        inner = _flow(child)
        return inner + _gap(inner, after) if tag == "b" else inner
    if tag.startswith("{"):
        return formula(child)
    return _apart(_flow(child), before, after)


def _gap(inner: str, after: str) -> str:
    """A blank where a bold heading stands right before its text: "BACKGROUND:Breast"."""
    if after[:1].isalpha() and (inner[-1:] in {":", "."} or (len(inner) > 3 and inner.isupper())):
        return " " if inner[-1:] in {":", "."} or _HEADING.match(after) else ""
    return ""


def _apart(inner: str, before: str, after: str) -> str:
    """An element that is not known here must not glue words together."""
    left = " " if before[-1:].isalnum() and inner[:1].isalnum() else ""
    right = " " if inner[-1:].isalnum() and after[:1].isalnum() else ""
    return f"{left}{inner}{right}"


def raised(text: str) -> str:
    """A superscript as text; a blank at its end stays outside."""
    inner = text.strip()
    end = " " if text[-1:].isspace() else ""
    if not inner or inner in STAYS:
        return inner + end
    return (inner.translate(RAISED) if CAN_RAISE.fullmatch(inner) else f"^({inner})") + end


def lowered(text: str, after: str = "") -> str:
    """A subscript as text; `after` is what follows it."""
    inner = text.strip()
    end = " " if text[-1:].isspace() else ""
    if not inner:
        return end
    if CAN_LOWER.fullmatch(inner):
        return inner.translate(LOWERED) + end
    glued = not end and (after[:1].isalnum() or after[:1] == "_")
    return (f"_{inner}" if inner.isalnum() and not glued else f"_({inner})") + end


# the same tags as text, in formats that have no markup of their own

_TAG: Final = re.compile(
    r"""<(?:(?P<open>i|b|u|sup|sub|inf)|(?P<span>span)\s+(?:style|class)=["'][^"'<>]*["'])\s*>"""
    r"|</(?P<close>i|b|u|sup|sub|inf|span)>",
    re.IGNORECASE,
)
"""`inf` is what Embase calls sub; `span` with a style or class is Zotero's small capitals."""


def plain(text: str) -> str:
    """A line without the inline tags that programs of references write into it, which keeps their meaning; whatever
    else looks like a tag, or has no other end, stays text."""
    if "</" not in text:
        return text
    open_: list[tuple[str, str]] = []
    parts: list[list[str]] = [[]]
    at = 0
    for found in _TAG.finditer(text):
        parts[-1].append(text[at : found.start()])
        at = found.end()
        name = (found["open"] or found["span"] or found["close"]).lower()
        if not found["close"]:
            open_.append((name, found[0]))
            parts.append([])
        elif all(name != begun for begun, _ in open_):
            parts[-1].append(found[0])
        else:
            while open_[-1][0] != name:
                _leave(open_, parts)
            open_.pop()
            inner = "".join(parts.pop())
            parts[-1].append(_shown(name, inner, text[at : at + 2]))
    parts[-1].append(text[at:])
    while open_:
        _leave(open_, parts)
    return "".join(parts[0])


def _leave(open_: list[tuple[str, str]], parts: list[list[str]]) -> None:
    """The innermost tag that is open has no end: it is text."""
    inner = parts.pop()
    parts[-1] += [open_.pop()[1], *inner]


def _shown(name: str, inner: str, after: str) -> str:
    if name == "sup":
        return raised(inner)
    if name in {"sub", "inf"}:
        return lowered(inner, after)
    return inner + _gap(inner, after) if name == "b" else inner


# MathML, as a line

SPACED: Final = frozenset("=<>≤≥≈±×→∼~≠≡∈")
INVISIBLE: Final = dict.fromkeys(range(0x2061, 0x2065))
BARS: Final = {"¯": "\u0304", "‾": "\u0304", "ˉ": "\u0304", "^": "\u0302", "~": "\u0303", "˜": "\u0303"}


def formula(element: _Element) -> str:
    """A MathML element as one line of text."""
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    return FORMULAS.get(name, _row)(element)


def _row(element: _Element) -> str:
    children = "".join(formula(child) + tidy(child.tail or "") for child in element)
    return tidy(element.text or "") + children


def _token(element: _Element) -> str:
    return tidy(_flow(element).translate(INVISIBLE)) or ""


def _words(element: _Element) -> str:
    return _BLANK.sub(" ", element.text or "")


def _operator(element: _Element) -> str:
    sign = _token(element)
    return f" {sign} " if sign in SPACED else sign


def _inner(element: _Element) -> list[str]:
    return [formula(child).strip() for child in element]


def _grouped(text: str) -> str:
    return text if text.isalnum() else f"({text})"


def _scripts(element: _Element) -> str:
    """msub, msup, msubsup, munder, mover, munderover: base, then below, then above."""
    name = str(element.tag).rpartition("}")[2]
    base, *scripts = _inner(element) or [""]
    below = scripts.pop(0) if scripts and name in {"msub", "msubsup", "munder", "munderover"} else ""
    above = scripts.pop(0) if scripts else ""
    if name == "mover" and above in BARS:
        return base + BARS[above]
    return base + (lowered(below, above) if below else "") + (raised(above) if above else "")


def _many_scripts(element: _Element) -> str:
    """mmultiscripts: base, pairs (below, above), then mprescripts and the pairs before the base."""
    parts: list[list[str]] = [[], []]
    side = 0
    for child in element[1:]:
        if str(child.tag).endswith("}mprescripts"):
            side = 1
        else:
            parts[side].append(formula(child).strip())
    after, before = (
        "".join(raised(text) if n % 2 else lowered(text) for n, text in enumerate(texts) if text)
        for texts in parts
    )
    return before + (formula(element[0]) if len(element) else "") + after


def _fraction(element: _Element) -> str:
    return "/".join(_grouped(part) for part in _inner(element))


def _root(element: _Element) -> str:
    inner = _inner(element)
    if str(element.tag).endswith("}mroot") and len(inner) == 2:
        return f"{raised(inner[1])}√{_grouped(inner[0])}"
    return f"√{_grouped(''.join(inner))}"


def _fenced(element: _Element) -> str:
    comma = (element.get("separators") or ",").strip()[:1]
    return f"{element.get('open', '(')}{f'{comma} '.join(_inner(element))}{element.get('close', ')')}"


def _table(element: _Element) -> str:
    return "; ".join(", ".join(formula(cell).strip() for cell in row) for row in element)


def _first(element: _Element) -> str:
    return formula(element[0]) if len(element) else ""


def _nothing(_element: _Element) -> str:
    return ""


def _space(_element: _Element) -> str:
    return " "


FORMULAS: Final[dict[str, Callable[[_Element], str]]] = {
    "mi": _token,
    "mn": _token,
    "mo": _operator,
    "mtext": _words,
    "ms": _words,
    "mspace": _space,
    "none": _nothing,
    "mprescripts": _nothing,
    "annotation": _nothing,
    "annotation-xml": _nothing,
    "mphantom": _nothing,
    "semantics": _first,
    "msub": _scripts,
    "msup": _scripts,
    "msubsup": _scripts,
    "munder": _scripts,
    "mover": _scripts,
    "munderover": _scripts,
    "mmultiscripts": _many_scripts,
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _root,
    "mfenced": _fenced,
    "mtable": _table,
}
