"""Tells a person's rows by their shape alone, in the pages of a file whose schema cannot be trusted any more."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from her2ref.core.progress import Progress
from her2ref.library.pages import LEAF, Pages, Row

Found = dict[str, dict[int, tuple[Any, ...]]]
"""Rows by table and rowid, each with the columns that `COLUMNS` names."""

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "note": ("target", "text", "created", "changed", "uid", "deleted"),
    "star": ("target", "at"),
    "reading": ("target", "state", "at"),
    "collection": ("uid", "name", "created", "changed", "deleted"),
    "collected": ("collection_id", "target", "at"),
    "saved_search": ("uid", "name", "detail", "created", "changed", "deleted"),
    "article_topic": ("topic_key", "article_id", "removed"),
}

_TARGET: Final = re.compile(r"\d{1,18}|article:-\d{1,18}|[a-z]+:\S{1,200}")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[0-9.+:Z]*)?")
UID: Final = re.compile(r"[0-9a-zA-Z-]{1,64}")
"""What a lasting name looks like."""
STEP: Final = 2_000
"""Pages between two reports of progress."""


def carve(pages: Pages, progress: Progress | None = None) -> Found:
    """Every row of a person's that stands on a page that is in use. Never raises but `Cancelled`."""
    progress = progress or Progress()
    found: Found = {table: {} for table in COLUMNS}
    for number in range(1, pages.count + 1):
        if number % STEP == 1:
            progress.step(number - 1, pages.count, "Looking for notes in the damaged file")
        start = pages.page(number)
        if LEAF not in (start[0], start[100] if number == 1 else 0) or number in pages.unused:
            continue
        for row in pages.rows(number):
            named = shape(row)
            if named is not None:
                table, columns = named
                held = found[table].get(row.rowid)
                if held is None or _newer(table, columns, held):
                    found[table][row.rowid] = columns
    return found


def shape(row: Row) -> tuple[str, tuple[Any, ...]] | None:
    """The table that a row belongs to, and its columns; None for one that is not a person's."""
    for table, length, fits, columns in _SHAPES:
        if len(row.values) == length and fits(row.values):
            return table, columns(row.values)
    return None


def _newer(table: str, one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    if "changed" not in COLUMNS[table]:
        return False
    place = COLUMNS[table].index("changed")
    return bool(one[place] > other[place])


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _target(value: Any) -> bool:
    return isinstance(value, str) and _TARGET.fullmatch(value) is not None


def _place(value: Any) -> bool:
    return value == "" or _target(value)


def _time(value: Any) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _maybe(value: Any) -> bool:
    return value == "" or _time(value)


def _uid(value: Any) -> bool:
    return value == "" or (isinstance(value, str) and UID.fullmatch(value) is not None)


def _whole(value: Any) -> bool:
    return isinstance(value, int)


def _none(value: Any) -> bool:
    return value is None


def _detail(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("{")


def _is(*wanted: str) -> Callable[[Any], bool]:
    return lambda value: value in wanted


def _fitting(*checks: Callable[[Any], bool]) -> tuple[int, Callable[[tuple[Any, ...]], bool]]:
    return len(checks), lambda row: all(check(value) for check, value in zip(checks, row, strict=True))


Columns = Callable[[tuple[Any, ...]], tuple[Any, ...]]


def _shape(
    table: str, columns: Columns, *checks: Callable[[Any], bool]
) -> tuple[str, int, Callable[[tuple[Any, ...]], bool], Columns]:
    return (table, *_fitting(*checks), columns)


_SHAPES: Final = (
    _shape("note", lambda row: row[1:], _none, _place, _text, _maybe, _maybe, _uid, _maybe),
    _shape("note", lambda row: (*row[1:], "", ""), _none, _place, _text, _time, _time),
    _shape("star", lambda row: row, _target, _time),
    _shape("reading", lambda row: row, _target, _is("later", "read"), _time),
    _shape("collection", lambda row: row[1:], _none, _uid, _text, _time, _maybe, _maybe),
    _shape("collected", lambda row: row, _whole, _target, _time),
    _shape("saved_search", lambda row: row[1:], _none, _uid, _text, _detail, _time, _maybe, _maybe),
    _shape(
        "article_topic", lambda row: (row[0], row[1], row[3]), _target, _whole, _is("person"), _whole, _text
    ),
)
"""The columns as they stand in the file: the first of a table whose key is its number is empty there. Notes come
before saved searches, which have as many columns, and once had five."""
