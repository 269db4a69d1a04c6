"""Reads files of records into the library, in committed batches; nothing in a file is ever fetched from elsewhere.

SQLAlchemy, lxml and Biopython come in with the first file, in the thread that imports.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from her2ref.core.changes import Changes
from her2ref.core.log import note_event
from her2ref.core.progress import Progress
from her2ref.library import incoming
from her2ref.library.personal import now
from her2ref.library.rows import FileReport, ImportReport, target_of
from her2ref.library.terms import Words
from her2ref.library.wanted import arrived, want

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from her2ref.core.article import Article, RawRecord
    from her2ref.library.articles import Counts
    from her2ref.library.incoming import Incoming
    from her2ref.library.library import Library
    from her2ref.library.tagging import Tagger

BATCH: Final = 500
"""Records in one transaction, about a fifth of a second of work; a note waits no longer than that."""
BATCH_BYTES: Final = 8_000_000
"""A batch ends earlier when its records are this large together."""
FEW: Final = 100
"""Up to so many ids are announced one by one; above, lists are read again anyway."""
PASTED: Final = "pasted"


def import_files(library: Library, paths: Sequence[Path], progress: Progress | None = None) -> ImportReport:
    """Reads each file in turn. A file that cannot be what it should is refused before anything of it is written.

    Progress counts bytes of the files. Cancelling ends between batches; what was committed stays and the report says
    so. Raises `LibraryTrouble` when the library cannot be written.
    """
    report = ImportReport()
    begun = time.monotonic()
    arrival = str(int(time.time()))  # articles from here on are those that came last
    incoming.each(
        paths,
        report,
        progress or Progress(),
        incoming.DONE,
        lambda file: _Import(library, file, arrival).run(),
        library.path,
    )
    note_event(
        "import",
        files=len(report.files),
        read=report.total("read"),
        added=report.total("added"),
        updated=report.total("updated"),
        unchanged=report.total("unchanged"),
        rejected=report.rejected,
        cancelled=report.cancelled,
        seconds=time.monotonic() - begun,
    )
    return report


def import_pmids(library: Library, text: str, source: str = PASTED) -> FileReport:
    """Puts the PMIDs of a text that the library does not hold on the list of what is fetched at the next sync."""
    file, missing = listed(library, text, source)
    _want(library, file, missing, source)
    return file


def listed(library: Library, text: str, source: str) -> tuple[FileReport, list[int]]:
    """What a text of PMIDs holds, and those that the library does not."""
    from her2ref.records import pmids

    found = pmids.parse(text)
    file = FileReport(source, "pmids", read=len(found.pmids) + found.repeated + len(found.unknown))
    file.rejected = [(word, "it is not a PMID") for word in found.unknown]
    missing = _missing(library, found.pmids)
    file.unchanged = found.repeated + len(found.pmids) - len(missing)
    return file, missing


def _missing(library: Library, pmids: Sequence[int]) -> list[int]:
    held = library.reader().held(pmids) if pmids else set()
    return [pmid for pmid in pmids if pmid not in held]


def _want(library: Library, file: FileReport, missing: Sequence[int], source: str) -> None:
    """Has them fetched at the next sync."""
    file.wanted = len(missing)
    if missing:
        library.mark_in_use()
        want(library, missing, source)


class _Import:
    """The import of one file. `arrival` is when the first of all was begun, in seconds since 1970."""

    def __init__(self, library: Library, file: Incoming, arrival: str) -> None:
        self.library, self.incoming, self.arrival = library, file, arrival
        self.tagger: Tagger | None = None
        self.words = Words()

    def run(self) -> None:
        with self.incoming.opened() as kind:
            if kind == "pmids":
                self._list()
            elif kind:
                self._read()

    def _list(self) -> None:
        file, found = self.incoming.file, self.incoming.pmids().pmids
        missing = _missing(self.library, found)
        file.unchanged += len(found) - len(missing)
        _want(self.library, file, missing, self.incoming.path.name)

    def _read(self) -> None:
        try:
            for batch in self.incoming.batches(BATCH, BATCH_BYTES):
                self._store(batch)
        finally:
            self._count_words()

    def _count_words(self) -> None:
        def work(connection: Connection) -> Changes:
            self.words.flush(connection)
            return Changes.of()

        if self.tagger is not None:
            self.library.write(work)

    def _store(self, batch: list[tuple[Article, RawRecord]]) -> None:
        from her2ref.library import articles, tagging

        made: list[Counts] = []

        def work(connection: Connection) -> Changes:
            if self.tagger is None:
                self.tagger = tagging.load(connection)
            moment = now()
            counts = articles.store(connection, batch, self.tagger, moment, self.words)
            made.append(counts)
            connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES ('last_import', ?)", (moment,))
            if counts.added:
                connection.exec_driver_sql(
                    "INSERT OR REPLACE INTO meta VALUES ('arrived', ?)", (self.arrival,)
                )
            here = arrived(connection, (article.pmid for article, _ in batch))
            kinds = [*(("articles", "tags") if counts.ids else ()), *(("wanted",) if here else ())]
            touched = counts.ids | here
            return Changes.of(*kinds, ids=tuple(map(target_of, touched)) if len(touched) <= FEW else ())

        self.library.mark_in_use()
        self.library.write(work)
        file = self.incoming.file
        file.added += made[0].added
        file.updated += made[0].updated
        file.unchanged += made[0].unchanged
