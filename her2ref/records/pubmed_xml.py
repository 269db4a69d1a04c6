"""PubMed XML, any DTD year, as a stream: cut into records by their tags, each parsed on its own.

What stands outside the records (the DOCTYPE above all) is never parsed, so nothing it names is ever opened. A bad
record is reported and the rest goes on. Nothing here remembers more than one record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from her2ref.core.article import Article, Item, RawRecord, Rejected
from her2ref.records.dates import iso
from her2ref.records.elements import article_of
from her2ref.records.stream import LIMIT, Damaged, Source, Unreadable

__all__ = ["Damaged", "Unreadable", "parse_record", "read"]

_TAG: Final = re.compile(rb"<(/?)(Pubmed(?:Book)?Article(?:Set)?)(?=[\s>])")
_NEXT: Final = re.compile(rb"<Pubmed(?:Book)?Article(?=[\s>])|</PubmedArticleSet")
_END: Final = b"</PubmedArticleSet>"
_ENTERED: Final = re.compile(
    rb"""<PubMedPubDate PubStatus="entrez">\s*<Year>(\d{4})</Year>\s*<Month>(\d\d?)</Month>\s*<Day>(\d\d?)</Day>"""
)
_PMID: Final = re.compile(rb"<PMID\b[^>]*>\s*([^<]{1,40})")
_LONGEST_TAG: Final = 32
_MATH: Final = b' xmlns:mml="http://www.w3.org/1998/Math/MathML"'


def parse_record(data: bytes) -> Article:
    """One <PubmedArticle> or <PubmedBookArticle> as kept in a raw record (UTF-8); raises `Unreadable`."""
    return _parse(data, _parser())


def read(stream: BinaryIO) -> Iterator[Item]:
    """Every record of the stream, in its order. Raises `Damaged` after the last whole one of a file that is cut."""
    return _Reader(stream).items()


def _parser() -> etree.XMLParser:
    """Opens nothing, resolves nothing; libxml2's limits on depth (256) and on one text (10 MB) stay on."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _parse(data: bytes, parser: etree.XMLParser) -> Article:
    # the cited references are most of a modern record's bytes and stay in the raw record only
    begin = data.find(b"<ReferenceList")
    end = data.rfind(b"</ReferenceList>") if begin >= 0 else -1
    lean = data[:begin] + data[end + 16 :] if end > begin else data
    # the history is a quarter of the rest, for one date
    begin = lean.rfind(b"<History>")
    entered = _ENTERED.search(lean, begin) if begin >= 0 else None
    end = lean.find(b"</History>", entered.end()) if entered is not None else -1
    if end >= 0:
        lean = lean[:begin] + lean[end + 10 :]
    try:
        root = etree.fromstring(lean, parser)
    except etree.XMLSyntaxError as error:
        if b"<mml:" not in lean or _MATH[:11] in lean.partition(b">")[0]:
            raise Unreadable(f"it is not well-formed XML ({_reason(error)})") from None
        # the prefix may have been declared on the root of the file
        head, _, rest = data.partition(b">")
        return _parse(head + _MATH + b">" + rest, parser)
    article = article_of(root)
    if end >= 0 and entered is not None:
        article.entered = iso(*(part.decode() for part in entered.groups())) or article.entered
    return article


def _reason(error: etree.XMLSyntaxError) -> str:
    said = (error.msg or "unknown")[:120]
    return (
        "one of its texts is larger than 10 MB" if "XML_PARSE_HUGE" in said and "epth" not in said else said
    )


class _Reader:
    """Cuts the stream into records: `buffer` holds what is not yet used, `at` is its place in the file."""

    def __init__(self, stream: BinaryIO) -> None:
        self.source = Source(stream)
        self.parser = _parser()
        self.buffer = bytearray()
        self.position = 0  # in the buffer: everything before it is done with
        self.at = 0  # in the file: where `position` is
        self.begun = b""  # name of the record that has begun at `position`
        self.searched = 0  # in the buffer: no end tag before this
        self.root_open = False
        self.empty = True  # no tag of PubMed's was met
        self.idle = 0  # bytes since the last record

    def items(self) -> Iterator[Item]:
        first = True
        for chunk in self.source:
            if first:
                self.at, first = self.source.offset, False
            self.buffer += chunk
            while (item := self._next()) is not None:
                yield item
            if self.idle > LIMIT:
                raise Damaged(self.at, f"no record in {LIMIT >> 20} MB")
            del self.buffer[: self.position]
            self.searched -= self.position
            self.position = 0
        yield from self._end()

    def _end(self) -> Iterator[Item]:
        while self.begun and not self.source.broken and self.buffer.find(_END, self.position) >= 0:
            yield self._leave(len(self.buffer), "its end tag is missing")
            while (item := self._next()) is not None:
                yield item
        nothing = self.empty and self.at + len(self.buffer) - self.position > 0
        if self.begun or self.root_open or self.source.broken or nothing:
            where = "in the middle of a record" if self.begun else "before its end tag"
            raise Damaged(self.at, self.source.broken or f"the file ends {where}")

    def _next(self) -> Item | None:
        """The next record in the buffer, or None when more of the file is needed."""
        while True:
            if not self.begun and not self._begin():
                return None
            # one scan finds the record's end, or that another begins before it
            name = self.begun + b">"
            found = self.buffer.find(name, max(self.searched, self.position + len(name) + 1))
            if found >= 0:
                match self.buffer[found - 1 : found]:
                    case b"/":
                        return self._leave(found + len(name))
                    case b"<":
                        return self._leave(found - 1, "its end tag is missing")
                self.searched = found + 1
                continue
            if len(self.buffer) - self.position > LIMIT:
                return self._leave(len(self.buffer), f"it is larger than {LIMIT >> 20} MB")
            self.searched = max(self.position, len(self.buffer) - _LONGEST_TAG)
            return None

    def _begin(self) -> bool:
        """Moves to the next record's start tag, noting the root's tags on the way."""
        for tag in _TAG.finditer(self.buffer, self.position):
            closing, name, self.empty = tag[1], tag[2], False
            if name.endswith(b"Set"):
                self.root_open = not closing
            elif not closing:
                self._move(tag.start())
                self.begun, self.searched, self.idle = name, tag.start(), 0
                return True
        # a tag may be cut at the end of what is there
        last = self.buffer.rfind(b"<", max(self.position, len(self.buffer) - _LONGEST_TAG))
        target = last if last >= 0 else len(self.buffer)
        self.idle += target - self.position
        self._move(target)
        return False

    def _move(self, target: int) -> None:
        if self.source.encoding == "utf-8":
            self.at += target - self.position
        else:
            self.at += self.source.width(self.buffer[self.position : target])
        self.position = target

    def _leave(self, end: int, why: str = "") -> Item:
        """The record from `position` to `end`, parsed, or turned away because of `why`."""
        data, at = bytes(self.buffer[self.position : end]), self.at
        self.begun = b""
        try:
            if not why:
                article = _parse(data, self.parser)
                self._move(end)
                return article, RawRecord("xml", data, at)
        except Unreadable as error:
            why = str(error)
        again = _NEXT.search(data, 1)
        if again is not None:  # a record that was never closed, and what comes after it
            data, end, why = data[: again.start()], self.position + again.start(), "its end tag is missing"
        self._move(end)
        return self._rejected(data, at, why)

    def _rejected(self, data: bytes, at: int, why: str) -> Rejected:
        pmid = _PMID.search(data[:4000])
        said = pmid[1].decode("utf-8", "replace").strip() if pmid else ""
        return Rejected(f"byte {at}" + (f", PMID {said}" if said else ""), why)
