"""When a RIS record was published: "2012//", "2012/12/03/Dec", "2012 Dec", "DEC 3" beside a year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from her2ref.core.article import Article
from her2ref.records.dates import MONTHS, day_of, first_date, iso_of_digits, month_of, year_of

Date = tuple[int | None, int, int]

_SLASHED: Final = re.compile(
    r"^\D{0,3}(\d{4})\s*[/-]\s*(\d{0,2}|[A-Za-z]{3,9})\s*(?:[/-]\s*(\d{0,2})\s*(?:[/-]\s*(.*))?)?$"
)
_DAY_FIRST: Final = re.compile(r"^(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4})\b")
_NO_YEAR: Final = re.compile(r"^([A-Za-z]{3})[A-Za-z]*\.?(?:-[A-Za-z]{3,9})?(?: (\d{1,2}))?$")
_NOT_SAID: Final = frozenset({"undefined", "null", "none", "nan"})


def set_dates(
    article: Article, years: Sequence[str], firsts: Sequence[str], dates: Sequence[str], edition: str
) -> None:
    """From PY, Y1, DA and ET. The year is PY's, or else that of the next that has one; month and day are those of the
    most exact date of that year. ET holds a day on which an article appeared online, of books something else."""
    said = [*years, *firsts, *dates]
    found = [date_of(text) for text in said]
    article.year = next((year for year, _, _ in found if year), None)
    if article.year:
        found += [_of_year(text, article.year) for text in dates]
        article.month, article.day = max(
            ((month, day) for year, month, day in found if year == article.year),
            key=lambda pair: (pair[0] > 0, pair[1] > 0),
        )
    article.date_text = _words(article, said)
    if article.book is None and re.match(r"\d{4}[/-]\d\d[/-]\d\d", edition):
        article.electronic_date = iso_of_digits(edition)


def date_of(text: str) -> Date:
    """Year, month and day of one date; what the calendar does not have is unknown."""
    slashed = _SLASHED.match(text.strip())
    if slashed:
        year, month = year_of(slashed[1]), month_of(slashed[2] or "")
        return (year, month, day_of(slashed[3] or "", year, month)) if year else (None, 0, 0)
    reversed_ = _DAY_FIRST.match(text.strip())
    if reversed_:
        year, month = year_of(reversed_[3]), month_of(reversed_[2])
        return (year, month, day_of(reversed_[1], year, month)) if year else (None, 0, 0)
    return first_date(text)


def _of_year(text: str, year: int) -> Date:
    """ "DEC 3" and "SEP-OCT", which Web of Science writes beside the year."""
    found = _NO_YEAR.match(text.strip())
    month = month_of(found[1]) if found else 0
    return (year, month, day_of(found[2] or "", year, month)) if found and month else (None, 0, 0)


def _words(article: Article, said: Sequence[str]) -> str:
    """As MEDLINE writes it: "2024 Mar 5"; a season stays, and so does what is no date."""
    if article.year is None:
        return said[0] if said else ""
    if not article.month:
        for text in said:
            slashed = _SLASHED.match(text)
            other = (slashed[4] or "").strip() if slashed else ""
            if other and other.casefold() not in _NOT_SAID and len(other) <= 20:
                return f"{article.year} {other}"
    parts = (str(article.year), MONTHS[article.month], str(article.day or ""))
    return " ".join(part for part in parts if part)
