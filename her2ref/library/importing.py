"""Reads files of records into the library, in committed batches; nothing in a file is ever fetched from elsewhere.

SQLAlchemy, lxml and Biopython come in with the first file, in the thread that imports.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.article import Rejected
from her2ref.core.changes import Changes
from her2ref.core.errors import Cancelled, RefusedFile
from her2ref.core.progress import Progress
from her2ref.library.personal import now
from her2ref.library.rows import FileReport, ImportReport, target_of
from her2ref.library.terms import Words

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from her2ref.core.article import Article, Item, RawRecord
    from her2ref.library.articles import Counts
    from her2ref.library.library import Library
    from her2ref.library.tagging import Tagger

BATCH: Final = 500
"""Records in one transaction, about a fifth of a second of work; a note waits no longer than that."""
BATCH_BYTES: Final = 8_000_000
"""A batch ends earlier when its records are this large together."""
FEW: Final = 100
"""Up to so many ids are announced one by one; above, lists are read again anyway."""


def import_files(library: Library, paths: Sequence[Path], progress: Progress | None = None) -> ImportReport:
    """Reads each file in turn. A file that cannot be what it should is refused before anything of it is written.

    Progress counts bytes of the files. Cancelling ends between batches; what was committed stays and the report says
    so. Raises `LibraryTrouble` when the library cannot be written.
    """
    progress = progress or Progress()
    report = ImportReport()
    sizes = [_size(path) for path in paths]
    before, arrival = 0, str(int(time.time()))  # articles from here on are those that came last
    for path, size in zip(paths, sizes, strict=True):
        file = FileReport(str(path))
        report.files.append(file)
        try:
            _Import(library, file, progress, before, sum(sizes), size, arrival).run(path)
        except Cancelled:
            report.cancelled = True
            break
        before += size
    return report


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class _Import:
    """The import of one file. `before` bytes of `total` were in the files before it; `arrival` is when the first of
    them was begun, in seconds since 1970."""

    def __init__(
        self,
        library: Library,
        file: FileReport,
        progress: Progress,
        before: int,
        total: int,
        size: int,
        arrival: str,
    ) -> None:
        self.library, self.file, self.progress, self.arrival = library, file, progress, arrival
        self.before, self.total, self.size = before, total, size
        self.tagger: Tagger | None = None
        self.words = Words()

    def run(self, path: Path) -> None:
        from her2ref.records import detect

        self._step(0)
        try:
            kind = detect.detect(path)
            self.file.format = str(kind)
            stream = detect.open_stream(path)
        except RefusedFile as refused:
            self.file.refused, self.file.problem = True, str(refused)
            return
        except OSError as error:
            self.file.refused = True
            self.file.problem = str(_unreadable(path, error))
            return
        with stream, _rare_collections():
            if not hasattr(stream, "fileobj") or self._whole(path):
                self._read(_reader(self.file.format)(stream), stream)

    def _whole(self, path: Path) -> bool:
        """False, with the reason in the report, when a packed file does not fit its own checksum: a number in any of
        its records may be another, and nobody could see it. The checksum stands at the end, so the file is read twice.
        """
        from her2ref.library import packed

        name = path.name
        try:
            where = packed.damage(
                path,
                lambda: self.progress.step(self.before, self.total, f"{name}: checking that it is whole"),
            )
        except OSError:
            return True  # reading it says what is wrong, and where
        if where is not None:
            self.file.problem = (
                f"{self.file.file} is damaged at or before byte {where:,}: it does not fit its own checksum, so words "
                "and numbers in it may be wrong. None of its records were taken. Get the file again and import it."
            )
        return where is None

    def _read(self, items: Iterator[Item], stream: Any) -> None:
        from her2ref.records.stream import Damaged

        batch: list[tuple[Article, RawRecord]] = []
        held = 0
        try:
            for item in items:
                if self.progress.cancelled:
                    break
                self.file.read += 1
                if isinstance(item, Rejected):
                    self.file.rejected.append((item.where, item.why))
                    continue
                batch.append(item)
                held += len(item[1].data)
                if len(batch) >= BATCH or held >= BATCH_BYTES:
                    self._store(batch)
                    self._step(self._place(stream, item[1]))
                    batch, held = [], 0
                elif self.file.read % 16 == 0:
                    time.sleep(0)  # lets a waiting thread, the window's above all, have its turn
        except Damaged as damage:
            self.file.problem = (
                f"{self.file.file} is damaged at byte {damage.offset:,}: {damage.why}. The records before that place "
                "were read and kept. Get the file again and import it; what is here already is not doubled."
            )
        try:
            self.progress.check()
            if batch:
                self._store(batch)
        finally:
            self._count_words()
        self._step(self.size)

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
            ids = tuple(target_of(number) for number in counts.ids) if len(counts.ids) <= FEW else ()
            return Changes.of("articles", "tags", ids=ids) if counts.ids else Changes.of()

        self.library.mark_in_use()
        self.library.write(work)
        self.file.added += made[0].added
        self.file.updated += made[0].updated
        self.file.unchanged += made[0].unchanged

    def _place(self, stream: Any, last: RawRecord) -> int:
        """How far in the file the work is: by the packed bytes where it is packed."""
        packed = getattr(stream, "fileobj", None)
        return int(packed.tell()) if packed is not None else last.offset + len(last.data)

    def _step(self, done: int) -> None:
        name = Path(self.file.file).name
        self.progress.step(
            self.before + min(done, self.size), self.total, f"{name}: {self.file.read:,} records read"
        )


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Records are many small objects without cycles: looking for cycles among them costs a twentieth of an import."""
    usual = gc.get_threshold()
    gc.set_threshold(20_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _reader(kind: str) -> Any:
    if kind == "xml":
        from her2ref.records import pubmed_xml

        return pubmed_xml.read
    from her2ref.records import medline

    return medline.read


def _unreadable(path: Path, error: OSError) -> RefusedFile:
    return RefusedFile(
        f"The file {path} cannot be opened ({error.strerror or error}).",
        next_step="Check that it is there and that you may read it.",
    )
