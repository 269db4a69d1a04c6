"""Which articles are retracted, corrected or under concern: by their own records, and by notices held beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from her2ref.core.article import STATES_BY_NOTICE
from her2ref.library.states import bits

if TYPE_CHECKING:
    from sqlalchemy import Connection

BY_NOTICE_RECORD: Final = {
    "RetractionOf": "retracted",
    "RetractedandRepublishedFrom": "retracted",
    "ExpressionOfConcernFor": "concern",
    "ErratumFor": "corrected",
    "CorrectedandRepublishedFrom": "corrected",
    "UpdateOf": "corrected",
    "RepublishedFrom": "republished",
}
"""Kinds by which a notice's record names the article that it is about: that article is marked, the notice never."""


def of_record(title: str, publication_types: str, own_kinds: Iterable[str], named_by: Iterable[str]) -> int:
    """The bits of one article: from its own record (its notices' kinds, its types as "A; B", a title that begins
    with "WITHDRAWN") and from the kinds by which notices held beside it name it."""
    found = [STATES_BY_NOTICE[kind] for kind in own_kinds if kind in STATES_BY_NOTICE]
    found += [BY_NOTICE_RECORD[kind] for kind in named_by if kind in BY_NOTICE_RECORD]
    if "Retracted Publication" in publication_types:
        found.append("retracted")
    if title[:10].upper() == "WITHDRAWN:":
        found.append("withdrawn")
    return bits(found)


# with the library's tables

INSERT: Final = "INSERT INTO notice (article_id, kind, pmid, citation) VALUES (?, ?, ?, ?)"
_NAMED: Final = (
    "SELECT pmid, kind FROM notice WHERE article_id IN (SELECT value FROM json_each(?)) AND pmid IS NOT NULL"
)
_NAMING: Final = "SELECT pmid, kind FROM notice WHERE pmid IN (SELECT value FROM json_each(?))"
_OWN: Final = "SELECT article_id, kind FROM notice WHERE article_id IN (SELECT value FROM json_each(?))"
_MARKED: Final = """
    SELECT id, title, publication_types, states FROM article WHERE id IN (SELECT value FROM json_each(?))"""


def named(connection: Connection, ids: Iterable[int]) -> set[int]:
    """PMIDs that the records `ids` are notices about."""
    rows = connection.exec_driver_sql(_NAMED, (json.dumps(list(ids)),))
    return {pmid for pmid, kind in rows if kind in BY_NOTICE_RECORD}


def restate(connection: Connection, changed: set[int], named_before: set[int]) -> None:
    """Works out the marks again of articles that a notice held here names: those that a notice among `changed` names
    now or named before, and those of `changed` that an older one names. The order of import does not matter."""
    naming = connection.exec_driver_sql(_NAMING, (json.dumps(list(changed)),))
    ids = {pmid for pmid, kind in naming if kind in BY_NOTICE_RECORD}
    ids |= named(connection, changed) | named_before
    if not ids:
        return
    given = (json.dumps(sorted(ids)),)
    own, by_notice = _kinds(connection, _OWN, given), _kinds(connection, _NAMING, given)
    marks = [
        (value, number)
        for number, title, types, before in connection.exec_driver_sql(_MARKED, given)
        if (value := of_record(title, types, own.get(number, ()), by_notice.get(number, ()))) != before
    ]
    if marks:
        connection.exec_driver_sql("UPDATE article SET states = ? WHERE id = ?", marks)


def _kinds(connection: Connection, statement: str, given: tuple[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, kind in connection.exec_driver_sql(statement, given):
        found.setdefault(number, []).append(kind)
    return found
