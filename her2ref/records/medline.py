"""MEDLINE text (.nbib) as a stream: records are cut here, so that offsets, raw bytes and a file that was cut are
known, and each is read by `Bio.Medline`.

`Bio.Medline` forgets which address and identifier belong to which author, and splits folded values of repeated tags;
it is therefore given unfolded lines, and each person as a block of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from Bio import Medline

from her2ref.core.article import Article, Item, RawRecord, Rejected
from her2ref.records.medline_fields import article_of
from her2ref.records.stream import LIMIT, Damaged, Source, Unreadable, lines

__all__ = ["Damaged", "Unreadable", "parse_record", "read"]

TAG: Final = re.compile(r"(?=.{4}-(?: |$))([A-Z][A-Z0-9]{1,3}) *-")
_TAG: Final = re.compile(rb"(?=.{4}-(?:[ \r\n]|\Z))([A-Z][A-Z0-9]{1,3}) *-")
"""A tag fills four columns, then a hyphen."""
_YEAR: Final = re.compile(rb"\d{4}")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END: Final = re.compile("\r\n|\r|\n")
PERSONS: Final = frozenset(
    {"FAU", "AU", "CN", "FIR", "IR", "FED", "ED", "FPS", "PS", "AD", "AUID", "IRAD", "IRID", "EDID"}
)
ONCE: Final = frozenset({b"OWN", b"STAT", b"TI", b"DP", b"JT", b"TA", b"SO"})
"""Tags that a record has once: seen again after an empty line, the next record has begun."""
STATUSES: Final = frozenset({b"ppublish", b"epublish", b"aheadofprint"})
"""Values of PST, which PubMed writes last but for SO."""
FIRST: Final = 10
"""Records at the beginning of a file that wait for the first SO."""
FIRST_BYTES: Final = 1_000_000
"""They wait no longer than until they have so many bytes together."""


def parse_record(data: bytes) -> Article:
    """One record as kept in a raw record; raises `Unreadable`."""
    return article_of(_pairs(_text(data)))


def read(stream: BinaryIO) -> Iterator[Item]:
    """Every record of the stream, in its order. Raises `Damaged` after the last whole one of a file that is cut."""
    source, endings = Source(stream), _Endings()
    held: _Piece | None = None  # the last record is judged as the file's end
    for piece in _pieces(source):
        if held is not None:
            yield from endings.items(held)
        held = piece
    if held is None:
        if source.broken:
            raise Damaged(source.offset, source.broken)
        return
    why = source.broken or endings.cut(held)
    yield from endings.rest()
    if why:
        raise Damaged(held.offset, why)
    yield _item(held, is_whole=True)


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # exports of before UTF-8
    return _CONTROL.sub("", text)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """The record's fields in order."""
    for block in Medline.parse(_blocks(text)):  # type: ignore[no-untyped-call]
        for tag, value in block.items():
            for single in value if isinstance(value, list) else (value,):
                yield tag, single


def _blocks(text: str) -> Iterator[str]:
    """Unfolded lines, with an empty one (a new record to `Bio.Medline`) before and after what concerns a person."""
    field: list[str] = []
    before = ""
    for line in [*_LINE_END.split(text), "END - "]:
        found = TAG.match(line)
        if found is None:
            if line.strip() and field:
                field.append(line.strip())
            continue
        if field:
            yield " ".join(field) + "\n"
        tag = found[1]
        if tag in PERSONS or before in PERSONS or tag in {"OAB", "OABL"}:
            yield "\n"
        before = tag
        field = [f"{tag:<4}- {line[found.end() :].strip()}"]


def _item(piece: _Piece, *, is_whole: bool) -> Item:
    where = f"byte {piece.offset}" + (f", PMID {piece.pmid}" if piece.pmid else "")
    if piece.oversized:
        return Rejected(where, f"it is larger than {LIMIT >> 20} MB")
    if not is_whole:
        return Rejected(where, "it stops before its end")
    data = piece.data
    try:
        return parse_record(data), RawRecord("medline", data, piece.offset)
    except Unreadable as error:
        return Rejected(where, str(error))


class _Piece:
    """One record's lines as they come, with what tells whether it is whole."""

    __slots__ = ("blank", "last", "lines", "offset", "oversized", "pmid", "seen", "size", "year")

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.lines: list[bytes] = []
        self.seen: set[bytes] = set()
        self.last = b""  # the last tag and all its lines
        self.pmid = ""
        self.year = b""
        self.size = 0
        self.blank = False
        self.oversized = False

    @property
    def data(self) -> bytes:
        return b"".join(self.lines)

    @property
    def closed(self) -> bool:
        """Whether it has what PubMed writes last (SO, or a book's accession). Others' records have no rule."""
        return b"SO" in self.seen or not self.pubmed or {b"BTI", b"AID"} <= self.seen

    @property
    def last_tag(self) -> bytes:
        return self.last[:4].strip()

    @property
    def pubmed(self) -> bool:
        return {b"OWN", b"PMID"} <= self.seen

    def add(self, line: bytes, tag: bytes) -> None:
        self.size += len(line)
        if self.size > LIMIT:
            self.lines, self.oversized = [], True
        else:
            self.lines.append(line)
        if tag:
            self.seen.add(tag)
            self.last = line
            if tag == b"PMID":
                self.pmid = line[line.index(b"-") + 1 :].strip()[:40].decode("ascii", "replace")
            elif tag == b"DP":
                found = _YEAR.search(line)
                self.year = found[0] if found else b""
        elif len(self.last) < 10_000:
            self.last += line


class _Endings:
    """Tells records that stop before their end from those of a program that leaves SO out: it does so in all of them.
    The first ones without SO wait until one with it has come, or enough without."""

    def __init__(self) -> None:
        self._with_so: bool | None = None
        self._waiting: list[_Piece] = []
        self._last_tags: set[bytes] = set()

    def items(self, piece: _Piece) -> Iterator[Item]:
        """What is known now of this record, behind which another one begins, and of those before it."""
        if b"SO" in piece.seen:
            self._with_so = True
        else:
            self._last_tags.add(piece.last_tag)
        if self._with_so is None and (self._waiting or not piece.closed):
            self._waiting.append(piece)
            if len(self._waiting) < FIRST and sum(waiting.size for waiting in self._waiting) < FIRST_BYTES:
                return
            self._with_so = False
            piece = self._waiting.pop()
        yield from self.rest()
        yield _item(piece, is_whole=self._is_whole(piece))

    def rest(self) -> Iterator[Item]:
        """Those that waited."""
        waiting, self._waiting = self._waiting, []
        for piece in waiting:
            yield _item(piece, is_whole=self._is_whole(piece))

    def cut(self, piece: _Piece) -> str:
        """Why this, the last record of the file, cannot be whole; or nothing."""
        if b"SO" in piece.seen:
            self._with_so = True
        is_titled = not piece.seen.isdisjoint({b"TI", b"BTI", b"TT"})
        if not is_titled or not (piece.closed or (not self._with_so and self._ends_as_others(piece))):
            return "the file ends in the middle of a record"
        # PubMed's citation line holds the year and ends in a full stop
        line = piece.last.rstrip()
        if piece.pubmed and line.startswith(b"SO") and not (line.endswith(b".") and piece.year in line):
            return "the file ends in the middle of a record's last line"
        return ""

    def _is_whole(self, piece: _Piece) -> bool:
        return piece.closed or not self._with_so

    def _ends_as_others(self, piece: _Piece) -> bool:
        """Whether the last line of a record without SO is whole, and one with which records end."""
        if piece.last_tag == b"PST":
            return piece.last.partition(b"-")[2].strip() in STATUSES
        return piece.last.endswith(b"\n") and piece.last_tag in self._last_tags


def _pieces(source: Source) -> Iterator[_Piece]:
    """Cuts the lines of a source into records."""
    piece: _Piece | None = None
    for offset, line in lines(source):
        if not line.strip():
            if piece is not None:
                piece.blank = True
            continue
        found = _TAG.match(line)
        tag = found[1] if found else b""
        if piece is None or _begins(piece, tag, line):
            if piece is not None:
                yield piece
            piece = _Piece(offset)
        piece.add(line, tag)
        piece.blank = False
    if piece is not None:
        yield piece


def _begins(piece: _Piece, tag: bytes, line: bytes) -> bool:
    """Whether a line with `tag` (or none) begins another record than `piece`."""
    if tag == b"PMID":
        return b"PMID" in piece.seen or b"TI" in piece.seen
    if not piece.blank or line[:1].isspace():
        return False
    return b"SO" in piece.seen or (tag in ONCE and tag in piece.seen)
