"""What other databases and the lists of PubMed's own page leave in a query (Ovid, Embase, Cochrane, EBSCO, Web of
Science, a search history), rewritten as PubMed has it before it is read. Each form has its sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from her2ref.search.fields import QUALIFIERS, key, shown

GONE: Final = "\ue000"
"""Stands in a query for what was left out of it. Nobody can type it: what cannot be shown is a blank by then."""

_FIELDS: Final = {
    "ti": "ti", "ab": "ab", "tw": "tw", "mp": "tw", "hw": "tw", "kw": "ot", "kf": "ot", "au": "au", "de": "mh",
    "sh": "mh", "pt": "pt", "jn": "ta", "jw": "ta", "jt": "ta", "ta": "ta", "nm": "nm", "rn": "nm", "la": "la",
    "lg": "la", "yr": "dp", "py": "dp", "fs": "sh", "ui": "pmid", "af": "all",
}  # fmt: skip
"""Fields of other databases, and the tags of PubMed that come nearest."""

_HINT: Final = re.compile(
    r"[/:.#=]|\[mh|\b(?:limit|limit-to|search|ti|ab|tx|au|pt|so|mh|mm|title(?:-abs)?(?:-key)?) ?",
    re.IGNORECASE,
)
"""What every one of these forms has."""
_REST: Final = r"(?!(?-i: (?:AND|OR|NOT)\b))[^()\[\]\"#]"
_LEFT: Final = re.compile(
    r'(?i)"[^"]*"|(?P<list>\#\d{1,4} ?(?-i:Search)\b:?|^search(?::| (?=\())'
    rf"|(?<![\w\[-])(?-i:Sort by): (?:{_REST})*)"
    r"|(?<![\w-])limit(?: \#?\d{1,3} to |-to ?(?=\())"
    rf'(?:\((?:[^()]|\([^()]*\))*\)|(?:"[^"]*"|{_REST})+)'
    rf"|(?<![\w\[-])(?-i:Filters?)(?: activated| applied)?: (?:(?!(?-i:Sort by)){_REST})*"
    r"|\[[^\[\]]{1,60}\]/(?:lim|py|sd|pd|la)(?![\w/])|\bPY ?= ?\(?\d{4}(?:-\d{4})?\)?"
)

_OPERATOR: Final = r"(?:and|or|not)"
_UNDER: Final = r"(?P<under>(?:[a-z]{2}(?:, ?[a-z]{2})*)?)(?P<named> ?\[[^\[\]]*\])?"
_EXPLODED: Final = re.compile(
    r'(?i)"[^"]*"|(?<![\w"*/-])(?P<exp>exp) (?P<focus>\*?)(?P<mark>"?)'
    rf"(?P<name>(?!(?-i:AND|OR|NOT) )\w(?:(?! (?-i:AND|OR|NOT) )[^()\[\]\"/]){{0,80}})(?P=mark)/{_UNDER}(?=[\s),.;]|$)"
)
_ALONE: Final = re.compile(
    rf'(?i)"[^"]*"|(?P<lead>^|\( ?|(?<![^ )]){_OPERATOR} )(?P<exp>)(?P<focus>\*?)'
    rf"(?P<name>[^\W\d](?:(?! {_OPERATOR} )[^()\[\]\"/]){{1,80}})/{_UNDER}(?= ?\)|$| {_OPERATOR}\b)"
)
_EMTREE: Final = re.compile(
    r"(?i)\"[^\"]*\"|(?:(?<!\w)['‘](?P<name>[^'‘’\"\[\]()]{1,80})['’]|(?<![^\s(])(?P<word>[^\W_][\w-]{0,60}))"
    r"/(?P<kind>exp/mj|exp|de|mj)(?![\w/])(?! ?\[)"
)
_BRACKETED: Final = re.compile(
    r'(?i)"[^"]*"|(?:\[mh \^?(?P<mark>"?)(?P<short>[^\[\]"]{1,80})(?P=mark)\]'
    r'|mesh descriptor: ?\[(?P<name>[^\[\]"]{1,80})\]'
    r"(?: (?:in all mesh products|explode (?:all trees|[\d, ]+)|this term only))*)"
)
_BEFORE: Final = re.compile(
    r'"[^"]*"|(?<![\w"\[/-])(?:(?P<code>TI|AB|AU|PT|SO|TX|MH|MM) "(?P<name>[^"+]+)\+?"'
    r"|(?P<bare>(?:TS|TI|AB|AU|SO|AK|ALL)= ?|TITLE(?:-ABS)?(?:-KEY)? ?(?=\()|(?:TI|AB|TX) (?=\()))"
)
_BEHIND: Final = {"TX": "all", "MM": "majr", "SO": "ta"}
_CODES: Final = rf"(?:{'|'.join(_FIELDS)})(?:, ?(?:{'|'.join(_FIELDS)}))*"
_ENDING: Final = re.compile(
    r"(?i)\"[^\"]*\"|(?:(?<!\w)['‘](?P<name>[^'‘’\"\[\]()]{1,80})['’]|(?<=[\w*?$)\"+-]))"
    rf"(?P<ending>:(?P<behind>{_CODES})|\.(?P<between>{_CODES})\.(?: ?\[mp ?=[^\[\]]*\])?)(?=[\s),;]|$)(?! ?\[)"
)


def mended(text: str, tell: Callable[[str], None], *, typing: bool) -> str:
    """`text` as PubMed has it, with `GONE` for what can only be left out. While it is being typed, what may still be
    something else stays."""
    if not _HINT.search(text):
        return text
    text = _put(_LEFT, _left, text, tell)
    text = _put(_BEFORE, _before, text, tell, waits=typing)
    if "[" in text:
        text = _put(_BRACKETED, _bracketed, text, tell)
    if "/" in text:
        text = _put(_EXPLODED, _heading, text, tell)
        text = _put(_ALONE, _heading, text, tell, waits=typing)
        text = _put(_EMTREE, _emtree, text, tell, waits=typing)
    return _put(_ENDING, _ending, text, tell, waits=typing)


Made = Callable[[re.Match[str]], tuple[str, str]]
"""What is put in the place of a match, and the sentence about it."""


def _put(
    pattern: re.Pattern[str], made: Made, text: str, tell: Callable[[str], None], *, waits: bool = False
) -> str:
    """`text` with what `made` puts in the place of each match that is no phrase; the last word `waits` for its end."""

    def one(found: re.Match[str]) -> str:
        is_begun = waits and found.end() == len(text) and not found[0].endswith(".")
        if found[0].startswith('"') or is_begun:
            return found[0]
        put, said = made(found)
        if said:
            tell(said)
        return put

    return pattern.sub(one, text)


def _left(found: re.Match[str]) -> tuple[str, str]:
    if found["list"]:
        return f" {GONE} ", f"“{shown(found[0])}” belongs to a list of searches and was left out."
    instead = "write humans[mh], english[la] or 2010:2020[dp] for it"
    return f" {GONE} ", f"“{shown(found[0])}” cannot be used here and was left out; {instead}."


def _before(found: re.Match[str]) -> tuple[str, str]:
    """A field that stands before its words: of a phrase it is understood."""
    if found["bare"]:
        typed = shown(found["bare"])
        return "", f"“{typed}” is a field of another database; its words were looked for everywhere."
    read = f'"{found["name"]}"[{_BEHIND.get(found["code"], found["code"].lower())}]'
    return read, f"“{shown(found[0])}” was read as {_cut(read)}."


def _bracketed(found: re.Match[str]) -> tuple[str, str]:
    read = f'"{found["name"] or found["short"]}"[mh]'
    return read, f"“{shown(found[0])}” was read as {_cut(read)}, without narrower headings."


def _heading(found: re.Match[str]) -> tuple[str, str]:
    """A heading of Ovid, which a slash ends: letters of subheadings may follow it, and their names in brackets."""
    letters = [two.strip() for two in found["under"].casefold().split(",") if two]
    under = [QUALIFIERS.get(two, "") for two in letters]
    named = [key(name) for name in (found["named"] or "").split(",") if name]
    is_sure = found["exp"] or found["focus"] or named or not letters
    if not (is_sure and all(under)) or (named and named != [key(name) for name in under]):
        return found[0], ""
    tag = "majr" if found["focus"] else "mh"
    names = [f"{found['name']}/{name}" for name in under] or [found["name"]]
    read = " OR ".join(f'"{name}"[{tag}]' for name in names)
    read = f"({read})" if len(names) > 1 else read
    lead = found.groupdict().get("lead") or ""
    typed = found[0].removeprefix(lead)
    narrower = ", without narrower headings" if found["exp"] else ""
    return f"{lead}{read}", f"“{shown(typed)}” was read as {_cut(read)}{narrower}."


def _emtree(found: re.Match[str]) -> tuple[str, str]:
    tag = "majr" if "mj" in found["kind"].casefold() else "mh"
    read = f'"{found["name"] or found["word"]}"[{tag}]'
    return (
        read,
        f"“{shown(found[0])}” was read as {_cut(read)}; headings of Embase may have other names here.",
    )


def _ending(found: re.Match[str]) -> tuple[str, str]:
    codes = (found["behind"] or found["between"]).casefold().replace(" ", "").split(",")
    tags = {_FIELDS[code] for code in codes}
    if len(tags) == 1:
        tag = next(iter(tags))
    elif tags <= {"ti", "ab", "ot"}:
        tag = "tiab"
    else:
        tag = "tw" if tags <= {"ti", "ab", "ot", "tw", "mh", "nm"} else "all"
    name = f'"{found["name"]}"' if found["name"] else ""
    return f"{name}[{tag}]", f"“{shown(found['ending'])}” was read as [{tag}]."


def _cut(read: str) -> str:
    """As much of what a sentence gives back as it can hold."""
    return read if len(read) <= 100 else f"{read[:99].rstrip()}…"
