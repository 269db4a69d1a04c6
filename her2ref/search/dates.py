"""Dates of a query and ranges of them, as PubMed and as people write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

from her2ref.search import fields
from her2ref.search.fields import shown

EARLIEST: Final = "1700"
"""First of the years that a range without a field may hold."""

_MONTHS: Final = ("", *"jan feb mar apr may jun jul aug sep oct nov dec".split())
_OPEN: Final = {"present": fields.OPEN_END, "inception": fields.OPEN_START}
_DATE: Final = re.compile(r"(?a)(\d{4})(?:[/\-. ]{1,2}(\d{1,2}|[a-z]{3,9})(?:[/\-. ]{1,2}(\d{1,2}))?)?")
_RANGE: Final = re.compile(r"(.{0,24}?) ?(?::|–|—|(?<= )to(?= )|(?<=[\d ])-(?= ?\d{4})) ?(.{0,24})")
_LAST: Final = re.compile(r"(?a)last (\d{1,5}) (day|week|month|year)s?")

_NAMED: Final = rf"(?:{'|'.join(_MONTHS[1:])})[a-z]{{0,6}}"
_EDGE: Final = (
    rf"\d{{4}}(?:[/-]\d{{1,2}}(?:[/-]\d{{1,2}})?|[/\- ]{_NAMED}(?:[/\- ]\d{{1,2}})?)?|{'|'.join(_OPEN)}"
)
_TAG: Final = r"(?: ?(\[[^\[\]]{1,40}\]))?"
_ENDS: Final = re.compile(
    rf'(?ai)(?<![\w/-])("?)({_EDGE})\1{_TAG} ?([:–—-]|(?<=[ \]])to(?= )) ?("?)({_EDGE})\5{_TAG}(?![\w/])|"[^"]*"'
)


def joined(text: str, tell: Callable[[str], None], *, typing: bool) -> str:
    """`text` with each range in one piece, `"2010:2014"[dp]`, however its ends are tagged, quoted and joined; a range
    of years without a field is given that of publication."""

    def one(found: re.Match[str]) -> str:
        _, first, early, joint, _, last, late = found.groups()
        if first is None:  # a phrase
            return found[0]
        behind = text[found.end() :].lstrip()
        if early or late:
            return _tagged(found[0], f"{first}:{last}", [tag for tag in (early, late) if tag], tell)
        if joint != ":" or behind.startswith("[") or not (_is_year(first) and _is_year(last)):
            return found[0]
        if behind or not typing:
            tell(f"“{shown(found[0])}” was read as dates of publication, [dp].")
        return f'"{first}:{last}"[dp]'

    return _ENDS.sub(one, text) if _DIGITS.search(text) else text


def _tagged(typed: str, both: str, tags: list[str], tell: Callable[[str], None]) -> str:
    meant = {tag: fields.meant(tag[1:-1])[0] for tag in tags}
    tag = next((tag for tag in tags if meant[tag] in fields.DATES), "")
    if not tag:
        return typed
    if len(set(meant.values())) > 1:
        tell(f"The ends of the range “{shown(both)}” have two fields; {shown(tag)} was taken for both.")
    return f'"{both}"{tag}'


_DIGITS: Final = re.compile(r"\d{4}")


def _is_year(text: str) -> bool:
    """Whether this end makes a range without a field one of dates: 1:2000 and 1000:2000 are numbers."""
    end = _end(text.casefold())
    return bool(end) and (end >= EARLIEST or text[0] != "1")


def dated(text: str, today: dt.date) -> tuple[str, str, str]:
    """A date or a range as its first and last part ("2014/03", ""), and a sentence about what was not as it should be.
    The first part is empty where it is no date."""
    low = text.casefold().replace("*", "").strip()
    single = _date(low)
    if single:
        return single, "", ""
    ago = _LAST.fullmatch(low)
    if ago is not None:
        return before(today, int(ago[1]), ago[2]), fields.OPEN_END, ""
    sides = _RANGE.fullmatch(low)
    first, last = (_end(side) for side in sides.groups()) if sides else ("", "")
    if sides is None or not ((first or not sides[1]) and (last or not sides[2])) or not (first or last):
        return (
            "",
            "",
            f"“{shown(text)}” is no date and was left out; write 2014, 2014/03, 2014/03/15 or 2010:2014.",
        )
    if not (first and last):
        return (
            first or fields.OPEN_START,
            last or fields.OPEN_END,
            f"The range “{shown(text)}” has one end; the other was left open.",
        )
    if first > f"{last}/99/99"[:10]:
        return last, first, f"The range “{shown(text)}” runs backwards; its ends were exchanged."
    return first, last, ""


def _end(text: str) -> str:
    """An end of a range. Words for now and for the beginning leave it open, and so do years that are none: people
    write 0001 and 9999."""
    if text in _OPEN:
        return _OPEN[text]
    if _DATE.fullmatch(text) and not fields.OPEN_START <= text[:4] < fields.OPEN_END:
        return fields.OPEN_START if text[:4] < fields.OPEN_START else fields.OPEN_END
    return _date(text)


def _date(text: str) -> str:
    """ "2014/03/15" from "2014-3-15" or "2014 mar 15", "2014" from itself; empty for what no calendar has."""
    found = _DATE.fullmatch(text)
    if found is None or not fields.OPEN_START <= found[1] <= fields.OPEN_END:
        return ""
    year, month, day = found.groups()
    if month is None:
        return year
    number = _MONTHS.index(month[:3]) if month[:3] in _MONTHS else int(month) if month.isdecimal() else 0
    if not 1 <= number <= 12:
        return ""
    if day is None:
        return f"{year}/{number:02}"
    return f"{year}/{number:02}/{int(day):02}" if 1 <= int(day) <= days(int(year), number) else ""


def before(today: dt.date, number: int, unit: str) -> str:
    """The day so many days, weeks, months or years before `today`, as far back as there are dates."""
    if unit in ("day", "week"):
        day = today - dt.timedelta(days=min(number * (7 if unit == "week" else 1), 300_000))
        return f"{day:%Y/%m/%d}" if day.year >= int(fields.OPEN_START) else fields.OPEN_START
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if year < int(fields.OPEN_START):
        return fields.OPEN_START
    return f"{year}/{month + 1:02}/{min(today.day, days(year, month + 1)):02}"


def days(year: int, month: int) -> int:
    """The days of a month. The calendar module costs a start more than this."""
    return (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
