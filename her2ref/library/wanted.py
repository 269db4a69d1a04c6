"""PMIDs that a person wants and the library does not have yet: fetched at the next sync, or come by file before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from her2ref.core.changes import Changes
from her2ref.library import personal
from her2ref.library.rows import target_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from her2ref.library.library import Library

LARGEST: Final = 999_999_999
"""No PMID is larger; what is outside is left out."""
RESTORED: Final = "restore"
"""Where those PMIDs are from whose marks are here and whose records a restored copy did not hold."""
_MARKED: Final = """
    INSERT OR IGNORE INTO wanted (pmid, at, "from")
    SELECT DISTINCT CAST(target AS INTEGER), ?, ? FROM (
        SELECT target FROM star UNION SELECT target FROM reading UNION
        SELECT target FROM note WHERE deleted = '' UNION
        SELECT i.target FROM collected i JOIN collection c ON c.id = i.collection_id WHERE c.deleted = '') AS m
    WHERE target GLOB '[1-9]*' AND target NOT GLOB '*[^0-9]*' AND length(target) <= 9
      AND NOT EXISTS (SELECT 1 FROM article a WHERE a.id = CAST(m.target AS INTEGER))
      AND NOT EXISTS (SELECT 1 FROM topic t WHERE t.key = 'reference:pmid:' || m.target)"""


def want(library: Library, pmids: Iterable[int], source: str) -> Changes:
    """Puts PMIDs on the list of what is fetched at the next sync; `source` is "pasted" or the name of a file. One that
    stands there keeps its place."""
    given = sorted({pmid for pmid in pmids if 0 < pmid <= LARGEST})

    def work(connection: Connection) -> Changes:
        moment, whence = personal.now(), personal.storable(source)
        added = [
            pmid
            for pmid in given
            if connection.exec_driver_sql(
                'INSERT OR IGNORE INTO wanted (pmid, at, "from") VALUES (?, ?, ?)', (pmid, moment, whence)
            ).rowcount
        ]
        return _changes(added)

    return library.write(work)


def want_marked(connection: Connection) -> None:
    """Puts the articles that a person marked, and that neither the library nor its content has, on the list: after a
    restore the marks are there and the records may not be."""
    connection.exec_driver_sql(_MARKED, (personal.now(), RESTORED))


def arrived(connection: Connection, pmids: Iterable[int | None]) -> set[int]:
    """Takes PMIDs whose records are stored in this transaction off the list; returns those that stood there."""
    given = json.dumps(sorted({pmid for pmid in pmids if pmid}))
    sql = "FROM wanted WHERE pmid IN (SELECT value FROM json_each(?))"
    gone = set(connection.exec_driver_sql(f"SELECT pmid {sql}", (given,)).scalars())
    if gone:
        connection.exec_driver_sql(f"DELETE {sql}", (given,))
    return gone


def _changes(pmids: list[int]) -> Changes:
    return Changes.of("wanted", ids=frozenset(map(target_of, pmids))) if pmids else Changes.of()
