"""A file of records as chunks of UTF-8, whatever its encoding, with their place in the file."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

CHUNK: Final = 64 * 1024
LIMIT: Final = 64 * 1024 * 1024
"""Bytes that one record, or a stretch without any record, may have; real records stay under 5 MB."""

KNOWN: Final = re.compile(r"utf-8|ascii|utf-16(-le|-be)?|iso8859-\d+|cp125\d|latin-1")
DECLARED: Final = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LONGEST_LINE: Final = 16 * 1024 * 1024
UNDECODABLE: Final = "her2ref.undecodable"


class Damaged(Exception):
    """The file ends, or cannot be read, in the middle: raised after every whole record was given.

    `offset` is where in the (unpacked) file the trouble begins.
    """

    def __init__(self, offset: int, why: str) -> None:
        self.offset, self.why = offset, why
        super().__init__(f"byte {offset}: {why}")


class Unreadable(ValueError):
    """One record that cannot be used, with the reason."""


class UnknownEncoding(ValueError):
    """The file says that it is written in an encoding that is not read here."""


def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding that a file's first bytes show, and the length of its byte order mark.

    UTF-8 where nothing is said. Raises `UnknownEncoding` for what is not read here.
    """
    for mark, name in MARKS:
        if head.startswith(mark):
            return name, len(mark)
    if head[:4] in (b"<\0?\0", b"<\0P\0", b"<\0!\0", b"T\0Y\0"):
        return "utf-16-le", 0
    if head[:4] in (b"\0<\0?", b"\0<\0P", b"\0<\0!", b"\0T\0Y"):
        return "utf-16-be", 0
    declared = DECLARED.match(head)
    if declared is None:
        return "utf-8", 0
    said = declared[1].decode("ascii")
    try:
        name = codecs.lookup(said).name
    except LookupError:
        raise UnknownEncoding(said) from None
    if not KNOWN.fullmatch(name):
        raise UnknownEncoding(said)
    # a converted file may go on saying UTF-16 (its declaration could not have been read then), and ASCII is UTF-8
    return ("utf-8" if name.startswith("utf-16") or name == "ascii" else name), 0


def _undecodable(error: UnicodeError) -> tuple[str, int]:
    """Puts NUL, which no XML may hold, where bytes mean nothing: the record around it is turned away later."""
    assert isinstance(error, UnicodeDecodeError)
    return "\0", error.end


class Source:
    """Iterates over a stream's content as UTF-8 chunks; never raises, but sets `broken` to the reason.

    `offset` is where in the file the first chunk begins (after a byte order mark).
    """

    def __init__(self, stream: BinaryIO) -> None:
        # read1 gives what is there before it fails: the records before a cut in a packed file are not lost
        self._read = getattr(stream, "read1", stream.read)
        self.encoding = "utf-8"
        self.offset = 0
        self.broken = ""

    def __iter__(self) -> Iterator[bytes]:
        head = self._next()
        while len(head) < 200 and (more := self._next()):
            head += more
        try:
            self.encoding, self.offset = encoding_of(head)
        except UnknownEncoding as unknown:
            self.broken = f"its encoding, {unknown}, is not known here"
            return
        if self.encoding == "utf-8":
            yield head[self.offset :]
            while chunk := self._next():
                yield chunk
            return
        codecs.register_error(UNDECODABLE, _undecodable)
        decoder = codecs.getincrementaldecoder(self.encoding)(UNDECODABLE)
        chunk = head[self.offset :]
        while chunk:
            yield decoder.decode(chunk).encode()
            chunk = self._next()
        yield decoder.decode(b"", final=True).encode()

    def width(self, data: bytes | bytearray) -> int:
        """How many bytes of the file became `data`."""
        if self.encoding == "utf-8":
            return len(data)
        return len(data.decode(errors="replace").encode(self.encoding, errors="replace"))

    def _next(self) -> bytes:
        try:
            return bytes(self._read(CHUNK))
        except EOFError:
            self.broken = "the packed file was cut short"
        except zlib.error:
            self.broken = "the packed file is damaged"
        except (OSError, ValueError) as error:  # gzip's bad checksum is an OSError too
            self.broken = f"the file cannot be read further ({error})"
        return b""


def lines(source: Source) -> Iterator[tuple[int, bytes]]:
    """Lines with their offsets; a file of the old Mac kind, with CR only, has them as LF. What is longer than any line
    comes in pieces."""
    parts: list[bytes] = []
    held, at, only_cr = 0, -1, False
    for chunk in source:
        if at < 0:
            at = source.offset
            only_cr = b"\r" in chunk and b"\n" not in chunk
        if only_cr:
            chunk = chunk.replace(b"\r", b"\n")
        parts.append(chunk)
        held += len(chunk)
        if b"\n" not in chunk and held <= LONGEST_LINE:
            continue
        *whole, rest = b"".join(parts).split(b"\n")
        for line in whole:
            yield at, line + b"\n"
            at += source.width(line + b"\n")
        if len(rest) > LONGEST_LINE:
            yield at, rest
            at += source.width(rest)
            rest = b""
        parts, held = [rest], len(rest)
    if rest := b"".join(parts):
        yield at, rest
