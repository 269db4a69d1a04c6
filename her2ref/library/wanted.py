"""PMIDs that a person wants and the library does not have yet: fetched at the next sync."""

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


def unwant(library: Library, pmids: Iterable[int]) -> Changes:
    """Takes PMIDs off the list."""
    given = json.dumps(sorted({pmid for pmid in pmids if 0 < pmid <= LARGEST}))

    def work(connection: Connection) -> Changes:
        sql = "FROM wanted WHERE pmid IN (SELECT value FROM json_each(?))"
        gone = list(connection.exec_driver_sql(f"SELECT pmid {sql}", (given,)).scalars())
        connection.exec_driver_sql(f"DELETE {sql}", (given,))
        return _changes(gone)

    return library.write(work)


def _changes(pmids: list[int]) -> Changes:
    return Changes.of("wanted", ids=frozenset(map(target_of, pmids))) if pmids else Changes.of()
