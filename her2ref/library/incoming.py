"""Files of records on their way in: opened, checked, cut into batches. What reads them, an import or a preview of one,
goes through the same door."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from her2ref.core.article import Rejected
from her2ref.core.errors import Cancelled, RefusedFile
from her2ref.library import raw
from her2ref.library.rows import FileReport

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import BinaryIO

    from her2ref.core.article import Article, Item, RawRecord
    from her2ref.core.progress import Progress
    from her2ref.library.rows import ImportReport
    from her2ref.records.pmids import PmidList

TURN: Final = 16
"""Records after which a waiting thread, the window's above all, has its turn."""


class Speech(NamedTuple):
    """How it is told what becomes of the records of a file: those before damage, all of them, and of a file that is
    turned away."""

    before: str
    none: str
    refused: str


DONE: Final = Speech(
    before="The records before that place were read and kept.",
    none="None of its records were taken.",
    refused="Nothing was written.",
)
WOULD: Final = Speech(
    before="The records before that place would be read and kept.",
    none="None of its records would be taken.",
    refused="Nothing of it would be stored.",
)


def each(
    paths: Sequence[Path],
    report: ImportReport,
    progress: Progress,
    speech: Speech,
    read: Callable[[Incoming], None],
    own: Path,
) -> None:
    """Has each file read in turn, and the report say what became of it. `own` is the library's file. Ends when it is
    cancelled, and with the file for which there is not enough memory."""
    sizes = [_size(path) for path in paths]
    before = 0
    for path, size in zip(paths, sizes, strict=True):
        file = FileReport(str(path))
        report.files.append(file)
        try:
            raw.refuse_itself(path, own)
            read(Incoming(path, file, progress, (before, sum(sizes), size), speech))
        except RefusedFile as refused:
            file.refused, file.problem = True, _sentences(refused, speech)
        except Cancelled:
            report.cancelled = True
            break
        except MemoryError:
            file.problem = (
                f"There was not enough memory to read {file.file} further. {_before(file, speech)} "
                "Close other programs, or divide the file, and import it again; what is here already is not doubled."
            )
            break
        before += size


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class Incoming:
    """One file. `bytes_` are how many were in the files before it, in all, and in this one."""

    def __init__(
        self, path: Path, file: FileReport, progress: Progress, bytes_: tuple[int, int, int], speech: Speech
    ) -> None:
        self.path, self.file, self.progress, self.speech = path, file, progress, speech
        self.before, self.total, self.size = bytes_
        self._stream: Any = None

    @contextmanager
    def opened(self) -> Generator[str]:
        """The kind of the file while it is open; empty, with the reason in the report, where it is not to be read."""
        from her2ref.records import detect

        self.step(0)
        try:
            self.file.format = str(detect.detect(self.path))
            self._stream = detect.open_stream(self.path)
        except RefusedFile as refused:
            self.file.refused, self.file.problem = True, _sentences(refused, self.speech)
        except OSError as error:
            self.file.refused, self.file.problem = True, str(_unreadable(self.path, error))
        if self._stream is None:
            yield ""
            return
        with self._stream, _rare_collections():
            yield self.file.format if not hasattr(self._stream, "fileobj") or self._is_whole() else ""

    def batches(self, records: int, size: int) -> Iterator[list[tuple[Article, RawRecord]]]:
        """The records that can be used, so many or so many bytes together at most; the others go into the report.

        Raises `Cancelled` between two records.
        """
        from her2ref.records.stream import Damaged

        items: Iterator[Item] = _reader(self.file.format)(self._stream)
        batch: list[tuple[Article, RawRecord]] = []
        held = 0
        try:
            for item in items:
                self.progress.check()
                self.file.read += 1
                if isinstance(item, Rejected):
                    self.file.rejected.append((item.where, item.why))
                    continue
                if item[1].remark:
                    where = f"byte {item[1].offset}" + (f", PMID {item[0].pmid}" if item[0].pmid else "")
                    self.file.remarks.append((where, item[1].remark))
                batch.append(item)
                held += len(item[1].data)
                if len(batch) >= records or held >= size:
                    yield batch
                    self.step(self._place(item[1]))
                    batch, held = [], 0
                elif self.file.read % TURN == 0:
                    time.sleep(0)
        except Damaged as damage:
            self.file.problem = (
                f"{self.file.file} is damaged at byte {damage.offset:,}: {damage.why}. "
                f"{_before(self.file, self.speech)} Get the file again and import it; what is here already is not "
                "doubled."
            )
        self.progress.check()
        if batch:
            yield batch
        self.step(self.size)

    def pmids(self) -> PmidList:
        """The PMIDs of a file that is a list of them; what in it is none goes into the report."""
        from her2ref.records import pmids
        from her2ref.records.stream import Unreadable

        try:
            found = pmids.read(self._stream)
        except Unreadable as error:
            self.file.refused, self.file.problem = True, f"{self.file.file} was not read: {error}."
            return pmids.PmidList()
        self.file.read = len(found.pmids) + found.repeated + len(found.unknown)
        self.file.unchanged = found.repeated
        self.file.rejected += [(word, "it is not a PMID") for word in found.unknown]
        self.step(self.size)
        return found

    def _is_whole(self) -> bool:
        """False, with the reason in the report, when a packed file does not fit its own checksum: a number in any of
        its records may be another, and nobody could see it. The checksum stands at the end, so the file is read twice.
        """
        from her2ref.library import packed

        name = self.path.name
        try:
            where = packed.damage(
                self.path,
                lambda: self.progress.step(self.before, self.total, f"{name}: checking that it is whole"),
            )
        except OSError:
            return True  # reading it says what is wrong, and where
        if where is not None:
            self.file.problem = (
                f"{self.file.file} is damaged at or before byte {where:,}: it does not fit its own checksum, so words "
                f"and numbers in it may be wrong. {self.speech.none} Get the file again and import it."
            )
        return where is None

    def _place(self, last: RawRecord) -> int:
        """How far in the file the work is: by the packed bytes where it is packed."""
        packed: BinaryIO | None = getattr(self._stream, "fileobj", None)
        return int(packed.tell()) if packed is not None else last.offset + len(last.data)

    def step(self, done: int) -> None:
        self.progress.step(
            self.before + min(done, self.size),
            self.total,
            f"{self.path.name}: {self.file.read:,} records read",
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


def _sentences(refused: RefusedFile, speech: Speech) -> str:
    safe = speech.refused if refused.safe == DONE.refused else refused.safe
    return " ".join(part for part in (refused.what, safe, refused.next_step) if part)


def _before(file: FileReport, speech: Speech) -> str:
    """What is so of the records before the place where reading a file ended."""
    return speech.before if file.read > len(file.rejected) else "There is no record before that place."


def _reader(kind: str) -> Any:
    if kind == "xml":
        from her2ref.records import pubmed_xml

        return pubmed_xml.read
    if kind == "ris":
        from her2ref.records import ris

        return ris.read
    from her2ref.records import medline

    return medline.read


def _unreadable(path: Path, error: OSError) -> RefusedFile:
    return RefusedFile(
        f"The file {path} cannot be opened ({error.strerror or error}).",
        next_step="Check that it is there and that you may read it.",
    )
