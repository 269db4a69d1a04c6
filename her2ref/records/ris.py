"""RIS as a stream: records of EndNote, Zotero, Mendeley, RefWorks, Ovid, Embase and others are cut here, so that
offsets, raw bytes and a file that was cut are known; what stands between them (counters, links, searches) is passed
over.

A record ends at its ER, or where the next begins. A last record without ER may be of a program that writes none, or
cut: it is taken where it has a title and its last line is whole, and that is remarked unless no record of the file has
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from her2ref.core.article import Article, Item, RawRecord, Rejected
from her2ref.records import ris_lines
from her2ref.records.ris_fields import article_of
from her2ref.records.ris_ids import pmid_in
from her2ref.records.stream import LIMIT, Damaged, Source, Unreadable, lines

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END: Final = re.compile("\r\n|\r|\n")

UNENDED: Final = "it has no end mark; taken as it is"
"""What is remarked of a record that may have been cut between two lines."""

Field = tuple[str, list[str]]
"""A tag and the lines of its value."""


def parse_record(data: bytes) -> Article:
    """One record as kept in a raw record; raises `Unreadable`."""
    return article_of(fields(data))


def fields(data: bytes) -> list[Field]:
    """Every field of a record in order, with the lines of its value; TY is the first."""
    tags, found = ris_lines.Tags(), list[Field]()
    rows = [row for row in _LINE_END.split(_text(data)) if row.strip()]
    if rows and ris_lines.seems_to_end(rows[-1]):
        rows.pop()
    for row in rows:
        kind = None if found else tags.first(row)
        if kind is not None:
            found.append(("TY", [kind]))
            continue
        if ris_lines.ends(row):
            break
        tag, start = tags.of(row)
        if tag:
            found.append((tag, [row[start:].strip()]))
        elif found:
            found[-1][1].append(row.strip())
    return found


def read(stream: BinaryIO) -> Iterator[Item]:
    """Every record of the stream, in its order. Raises `Damaged` after the last whole one of a file that is cut."""
    source = Source(stream)
    held: _Piece | None = None
    ended = 0
    for piece in _pieces(source):
        if held is not None:
            yield _item(held)
            ended += held.ended
        held = piece
    if source.broken:
        raise Damaged(source.offset if held is None else held.offset, source.broken)
    if held is None:
        return
    if held.ended or held.seems_ended:
        yield _item(held)
        return
    last = _item(held, "" if held.number > 1 and not ended else UNENDED)
    if not held.last_line_is_whole or isinstance(last, Rejected) or not last[0].title:
        raise Damaged(held.offset, "the file ends in the middle of a record")
    yield last


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # exports of before UTF-8
    return _CONTROL.sub("", text)


def _item(piece: _Piece, remark: str = "") -> Item:
    where = f"byte {piece.offset}"
    if piece.oversized:
        return Rejected(where, f"it is larger than {LIMIT >> 20} MB")
    data = b"".join(piece.lines)
    try:
        found = fields(data)
        pmid = pmid_in(found)
        where += f", PMID {pmid}" if pmid else ""
        return article_of(found), RawRecord("ris", data, piece.offset, remark)
    except Unreadable as error:
        return Rejected(where, str(error))


class _Piece:
    """One record's lines as they come; `number` counts the records of the file."""

    __slots__ = ("ended", "lines", "number", "offset", "oversized", "seems_ended", "size")

    def __init__(self, offset: int, number: int) -> None:
        self.offset, self.number = offset, number
        self.lines: list[bytes] = []
        self.size = 0
        self.ended = self.seems_ended = self.oversized = False

    @property
    def last_line_is_whole(self) -> bool:
        return bool(self.lines) and self.lines[-1].endswith(b"\n")

    def add(self, line: bytes) -> None:
        self.size += len(line)
        if self.size > LIMIT:
            self.lines, self.oversized = [], True
        else:
            self.lines.append(line)


def _pieces(source: Source) -> Iterator[_Piece]:
    """Cuts the lines of a source into records."""
    piece: _Piece | None = None
    number = 0
    for offset, line in lines(source):
        head = line[: ris_lines.HEAD].decode("latin-1").rstrip("\r\n")
        if len(line) <= ris_lines.HEAD and ris_lines.START.match(head):
            if piece is not None:
                yield piece
            number += 1
            piece = _Piece(offset, number)
        if piece is None:
            continue
        piece.add(line)
        blank = not head.strip()
        if ris_lines.ends(head) or (blank and piece.seems_ended):
            piece.ended = True
            yield piece
            piece = None
        elif not blank:
            piece.seems_ended = ris_lines.seems_to_end(head)
    if piece is not None:
        yield piece
