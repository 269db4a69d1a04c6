"""Dates as PubMed writes them. Nonsense becomes unknown; what was said is kept as text elsewhere."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache
from typing import Final

MONTHS: Final = ("", *"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
NUMBERS: Final = {name.casefold(): number for number, name in enumerate(MONTHS) if name}
_YEAR: Final = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_MONTH: Final = re.compile(r"\b(" + "|".join(MONTHS[1:]) + r")[a-z]*\b", re.IGNORECASE)
_DAY: Final = re.compile(r"\s+(\d{1,2})(?!\d)")
_DIGITS: Final = re.compile(r"(\d{4})[/-]?(\d\d)[/-]?(\d\d)")


def year_of(text: str) -> int | None:
    """A four-digit year from 1500 to 2099, or None."""
    return (
        int(text)
        if len(text) == 4 and text.isascii() and text.isdigit() and "1500" <= text < "2100"
        else None
    )


def month_of(text: str) -> int:
    """1 to 12 for "Jan", "January", "1" and "01"; 0 for anything else."""
    if text.isascii() and text.isdigit():
        number = int(text[:4])
        return number if number <= 12 else 0
    return NUMBERS.get(text[:3].casefold(), 0)


def day_of(text: str, year: int | None, month: int) -> int:
    """The day where the calendar has it, else 0."""
    if not (year and month and text.isascii() and text.isdigit() and len(text) <= 2):
        return 0
    day = int(text)
    return day if day < 29 or day <= monthrange(year, month)[1] else 0


@lru_cache(maxsize=4096)  # a file's records share few dates
def iso(year: str, month: str, day: str) -> str:
    """ "2024-03-05" from three words, or an empty string for what is no date."""
    y, m = year_of(year), month_of(month)
    d = day_of(day, y, m)
    return f"{y}-{m:02}-{d:02}" if d else ""


def iso_of_digits(text: str) -> str:
    """An ISO date from "20240305" or "2024/03/05 06:00"."""
    found = _DIGITS.match(text.strip())
    return iso(*found.groups()) if found else ""


def first_date(text: str) -> tuple[int | None, int, int]:
    """Year, month and day at which a span begins: "1998 Dec-1999 Jan", "2000 Spring", "2024 Mar 5"."""
    found = _YEAR.search(text)
    if found is None:
        return None, 0, 0
    year = int(found[0])
    named = _MONTH.search(text)
    if named is None:
        return year, 0, 0
    month = month_of(named[1])
    number = _DAY.match(text, named.end())
    return year, month, day_of(number[1], year, month) if number else 0


def words(year: str, month: str, day: str) -> str:
    """As MEDLINE writes it: "2024 Mar 5"; what is no date is left as it was said."""
    number = month_of(month)
    if day.isascii() and day.isdigit():
        day = day.lstrip("0")
    return " ".join(part for part in (year, MONTHS[number] if number else month, day) if part)
