"""Dates that something was expected by: once they have passed, the content cannot know what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Final

UNKNOWN: Final = "outcome not known to this version"
"""What a status reads once the date that it waited for has passed."""


def last_day(date: str) -> dt.date | None:
    """The last day of an ISO day, month or year; None for no date."""
    parts = [int(part) for part in date.split("-") if part.isdecimal()]
    if not parts:
        return None
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    if len(parts) > 2:
        return dt.date(year, month, parts[2])
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def passed(date: str, today: dt.date) -> bool:
    """Whether `date` (an ISO day, month or year; empty for none) lies wholly before `today`."""
    last = last_day(date)
    return last is not None and last < today
