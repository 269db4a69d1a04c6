"""What an import would do with files, record by record, without writing a byte and without holding up anybody.

The decisions are those of the import itself: articles are found by the same `Matcher`, records are compared by the
same ranks. Both work on a temporary database beside the library, which holds only the rows that the files concern and
none of their texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from her2ref.core.progress import Progress
from her2ref.library import importing, incoming
from her2ref.library.read import Asking
from her2ref.library.rows import FileReport, ImportReport, target_of
from her2ref.library.sketch import Sketch, beside, has_abstract

if TYPE_CHECKING:
    from her2ref.core.article import Article, RawRecord
    from her2ref.library.incoming import Incoming
    from her2ref.library.library import Library
    from her2ref.library.ranking import Rank

KINDS: Final = ("added", "updated", "ignored", "rejected", "wanted")
LINES: Final = 1_000
"""Lines kept of each kind; all are counted."""
FORMATS: Final = {"xml": "PubMed XML", "medline": "MEDLINE", "ris": "RIS"}
TITLE: Final = 200
"""Characters of a title."""


@dataclass(frozen=True, slots=True)
class Line:
    """What would become of one record: `file` its file's name, `where` its PMID or place, `why` in words."""

    kind: str
    file: str
    where: str
    title: str
    why: str = ""


@dataclass(slots=True)
class Preview(ImportReport):
    """What an import of the same files would report, and the first lines of each kind."""

    lines: dict[str, list[Line]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    @property
    def brings(self) -> int:
        """How many records or PMIDs the import would store."""
        return self.total("added") + self.total("updated") + self.total("wanted")

    def count(self, kind: str) -> int:
        """How many lines of a kind there are, kept or not."""
        return self.rejected if kind == "rejected" else self.total("unchanged" if kind == "ignored" else kind)

    def tell(self, line: Line) -> None:
        if len(self.lines[line.kind]) < LINES:
            self.lines[line.kind].append(line)


def preview(library: Library, paths: Sequence[Path], progress: Progress | None = None) -> Preview:
    """Reads the files as `importing.import_files` would, and tells instead of storing.

    Progress counts bytes. Cancelling ends it; the report then says so.
    """
    told = Preview()
    with closing(Asking(library.path)) as held, beside() as connection:
        sketch = Sketch(connection, held)

        def read(file: Incoming) -> None:
            _Look(sketch, told, file).run()

        incoming.each(paths, told, progress or Progress(), incoming.WOULD, read, library.path)
    return told


def preview_pmids(library: Library, text: str) -> tuple[int, int, int, list[str]]:
    """Of a text: how many PMIDs it names, how many of them are held, how many would be fetched, and what in it was
    not understood."""
    from her2ref.records import pmids

    found = pmids.parse(text)
    held = len(library.reader().held(found.pmids)) if found.pmids else 0
    return len(found.pmids), held, len(found.pmids) - held, found.unknown


def preview_list(library: Library, text: str, source: str) -> Preview:
    """What `importing.import_pmids` would do with a text."""
    file, missing = importing.listed(library, text, source)
    file.wanted = len(missing)
    return Preview([file])


class _Look:
    """One file of a preview."""

    def __init__(self, sketch: Sketch, told: Preview, file: Incoming) -> None:
        self.sketch, self.told, self.incoming = sketch, told, file
        self.file: FileReport = file.file
        self.name = file.path.name

    def run(self) -> None:
        try:
            with self.incoming.opened() as kind:
                if kind == "pmids":
                    self._look_at_pmids()
                elif kind:
                    for batch in self.incoming.batches(importing.BATCH, importing.BATCH_BYTES):
                        self._look_at(batch)
        finally:
            for where, why in self.file.rejected[:LINES]:
                self._tell("rejected", where, "", why)

    def _tell(self, kind: str, where: str, title: str, why: str) -> None:
        self.told.tell(Line(kind, self.name, where, title[:TITLE], why))

    def _look_at_pmids(self) -> None:
        pmids = self.incoming.pmids().pmids
        held = self.sketch.held(pmids)
        self.file.unchanged += len(held)
        self.file.wanted = len(pmids) - len(held)
        for pmid in pmids:
            if pmid in held:
                self._tell("ignored", f"PMID {pmid}", "", "it is here already")
            else:
                self._tell("wanted", f"PMID {pmid}", "", "it would be fetched at the next sync")

    def _look_at(self, batch: list[tuple[Article, RawRecord]]) -> None:
        from her2ref.library import ranking
        from her2ref.library.adopting import Matcher

        self.sketch.bring(batch)
        matcher = Matcher(self.sketch.connection, batch)
        known = self.sketch.records(set(matcher.ids) | matcher.touched)
        changed = set(matcher.touched)
        for number, (article, raw) in zip(matcher.ids, batch, strict=True):
            rank = ranking.of_record(article, raw)
            held = known.setdefault(number, {})
            where = f"PMID {number}" if number > 0 else target_of(number)
            newest = held.get(raw.format)
            if newest is not None and newest[0] >= rank:
                self.file.unchanged += 1
                self._tell("ignored", where, article.title, _why_ignored(rank, *newest))
                continue
            if held:
                self.file.updated += 1
                adopted = number in matcher.touched and number == article.pmid
                self._tell(
                    "updated",
                    where,
                    article.title,
                    self._change(number, article, raw, held, adopted=adopted),
                )
            else:
                self.file.added += 1
                self._tell("added", where if number > 0 else "no PMID", article.title, raw.remark)
            held[raw.format] = (rank, False)
            self.sketch.store(number, article, raw, rank)
            changed.add(number)
        self.sketch.derive(changed)

    def _change(
        self,
        number: int,
        article: Article,
        raw: RawRecord,
        held: dict[str, tuple[Rank, bool]],
        *,
        adopted: bool,
    ) -> str:
        """What an update changes, in words, the weightiest first."""
        from her2ref.library import marking
        from her2ref.library.states import names

        had_abstract, states = self.sketch.article(number)
        kinds, types = [notice.kind for notice in article.notices], "\n".join(article.publication_types)
        new = set(names(marking.of_record(article.title, types, kinds, ()))) - set(names(states))
        words = [raw.remark] if raw.remark else []
        words += [f"marked as {name}" for name in sorted(new)]
        if adopted:
            words.append("its PMID is known now")
        if has_abstract(article) and not had_abstract:
            words.append("abstract added")
        older = held.get(raw.format)
        if older is None:
            words.append(f"details from {FORMATS[raw.format]} added")
        elif article.revised > older[0][0]:
            words.append(f"newer version, revised {article.revised}")
        else:
            words.append("another version of the same date" if article.revised else "another version")
        return ", ".join(words)


def _why_ignored(rank: Rank, held: Rank, in_library: bool) -> str:
    if held == rank:
        return "it is here already, the same" if in_library else "it stands twice in these files"
    return "a newer version is here" if in_library else "a newer version stands in these files"
