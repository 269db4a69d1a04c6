"""A file of SQLite as bytes: its pages, the rows of its table leaves, and what waits beside it. For files that SQLite
itself does not read any more; only ever read from.

After "Database File Format" (sqlite.org/fileformat2.html); whatever does not fit it is passed over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from her2ref.core.progress import Progress
from her2ref.library import raw
from her2ref.library.opening import MAGIC

LEAF: Final = 0x0D
"""First byte of a page that holds rows of a table."""
_KINDS: Final = (0x02, 0x05, 0x0A, LEAF)
SIZES: Final = (4096, 8192, 16384, 32768, 65536, 2048, 1024, 512)
"""Sizes that a page can have, ours first."""
_LOOKED_AT: Final = 400
"""Pages by which the size is guessed where the header is lost."""
ENOUGH: Final = 0.2
"""Share of pages of a library that begin like those of a tree, at the least; the others hold the ends of long rows."""
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one row; more than any note may have."""
STEP: Final = 500
"""Pages of a log between two reports of progress."""

Value = int | float | str | bytes | None


class Row(NamedTuple):
    """A row of a table leaf, with the number of the page that it begins on."""

    page: int
    rowid: int
    values: tuple[Value, ...]


class Pages:
    """The pages of one file, as they are with the changes that wait beside it."""

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        """Reads what waits beside the file to its end. Raises `OSError` for a file that cannot be opened, and
        `Cancelled`."""
        self._path, self._log = path, path.with_name(path.name + "-wal")
        self._length = path.stat().st_size
        head = raw.read(path, 0, 100).ljust(100, b"\0")
        self.has_header = head[:16] == MAGIC and _size_in(head) in SIZES
        self.size = _size_in(head) if self.has_header else self._guessed()
        reserved = head[20] if self.has_header else 0
        self.usable = self.size - (reserved if reserved <= 32 else 0)
        self._waiting = waiting(self._log, self.size, progress)
        self.count = max([-(-self._length // self.size), *self._waiting])
        self.unused = self._unused() if self.has_header else frozenset()

    def page(self, number: int) -> bytes:
        """A page, the first is 1; zeros where the file ends or the disk does not give them."""
        if number in self._waiting:
            return _bytes(self._log, self._waiting[number], self.size)
        return self._read((number - 1) * self.size, self.size)

    def rows(self, number: int) -> Iterator[Row]:
        """The rows whose cells stand on a page, and that can be made out; none where it is no leaf of a table."""
        page = self.page(number)
        start = 100 if number == 1 else 0
        if page[start] != LEAF:
            return
        cells = int.from_bytes(page[start + 3 : start + 5], "big")
        pointers = start + 8
        for place in range(pointers, min(pointers + 2 * cells, self.usable - 1), 2):
            offset = int.from_bytes(page[place : place + 2], "big")
            if not pointers <= offset < self.usable:
                continue
            try:
                found = self._row(number, page, offset)
            except (IndexError, ValueError, struct.error):
                continue
            if found is not None:
                yield found

    def _row(self, number: int, page: bytes, offset: int) -> Row | None:
        length, offset = varint(page, offset)
        rowid, offset = varint(page, offset)
        if not 0 < length <= _LARGEST:
            return None
        local = self._local(length)
        payload = page[offset : offset + local]
        if local < length:
            follow = int.from_bytes(page[offset + local : offset + local + 4], "big")
            payload += self._overflow(follow, length - local)
        if len(payload) < length:
            return None
        return Row(number, rowid - (1 << 64) if rowid >= 1 << 63 else rowid, values(payload))

    def _local(self, length: int) -> int:
        """Bytes of a row of this length that stand on its leaf."""
        most = self.usable - 35
        if length <= most:
            return length
        least = (self.usable - 12) * 32 // 255 - 23
        some = least + (length - least) % (self.usable - 4)
        return some if some <= most else least

    def _overflow(self, number: int, length: int) -> bytes:
        parts: list[bytes] = []
        seen: set[int] = set()
        while length > 0 and 0 < number <= self.count and number not in seen:
            seen.add(number)
            page = self.page(number)
            parts.append(page[4 : 4 + min(length, self.usable - 4)])
            length -= len(parts[-1])
            number = int.from_bytes(page[:4], "big")
        return b"".join(parts)

    def _unused(self) -> frozenset[int]:
        """Pages that the file says are free, where the whole of what it says about them fits together; else none."""
        head = self.page(1)
        trunk, count = (int.from_bytes(head[place : place + 4], "big") for place in (32, 36))
        found: list[int] = []
        while 0 < trunk <= self.count and len(found) < count:
            page = self.page(trunk)
            leaves = int.from_bytes(page[4:8], "big")
            if leaves > self.usable // 4 - 2:
                return frozenset()
            found += [trunk, *struct.unpack(f">{leaves}I", page[8 : 8 + 4 * leaves])]
            trunk = int.from_bytes(page[:4], "big")
        whole = len(found) == count == len(set(found)) and not trunk
        return frozenset(found) if whole and all(0 < n <= self.count for n in found) else frozenset()

    def _guessed(self) -> int:
        """Ours, where enough pages begin like those of a tree; else the size at which the most do."""

        def share(size: int) -> float:
            pages = self._length // size
            step = max(1, pages // _LOOKED_AT)
            looked = range(1, pages, step)
            return sum(self._begins(number * size) for number in looked) / max(1, len(looked))

        return SIZES[0] if share(SIZES[0]) > ENOUGH else max(SIZES, key=share)

    def _begins(self, offset: int) -> bool:
        head = self._read(offset, 8)
        return head[0] in _KINDS and head[7] <= 60 and 0 < int.from_bytes(head[3:5], "big") < 10_000

    def _read(self, offset: int, length: int) -> bytes:
        return _bytes(self._path, offset, length)


def _size_in(head: bytes) -> int:
    size = int.from_bytes(head[16:18], "big")
    return 65536 if size == 1 else size


def varint(data: bytes, offset: int) -> tuple[int, int]:
    """SQLite's number of one to nine bytes at a place, and the place behind it. Raises `IndexError` at the end."""
    value = 0
    for place in range(offset, offset + 8):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    return value << 8 | data[offset + 8], offset + 9


def values(payload: bytes) -> tuple[Value, ...]:
    """The columns of one row. Raises `ValueError` or `IndexError` for what is none."""
    end, offset = varint(payload, 0)
    place = end
    if not offset <= end <= len(payload):
        raise ValueError
    found: list[Value] = []
    while offset < end:
        kind, offset = varint(payload, offset)
        length = _length(kind)
        if place + length > len(payload):
            raise ValueError
        found.append(_value(kind, payload[place : place + length]))
        place += length
    return tuple(found)


def _length(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    if kind in (10, 11):
        raise ValueError
    return (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind]


def _value(kind: int, data: bytes) -> Value:
    if kind == 0:
        return None
    if kind == 7:
        return float(struct.unpack(">d", data)[0])
    if kind in (8, 9):
        return kind - 8
    if kind < 12:
        return int.from_bytes(data, "big", signed=True)
    return data.decode("utf-8", "replace") if kind % 2 else data


def waiting(log: Path, size: int, progress: Progress | None = None) -> dict[int, int]:
    """Where in a log the pages stand that SQLite would put into its file, by their number: those of whole steps, each
    with its check sum. Only one of them is in memory at a time. Raises `Cancelled`."""
    found: dict[int, int] = {}
    step: dict[int, int] = {}
    for number, (page, pages, offset) in enumerate(_frames(log, size)):
        if progress is not None and number % STEP == 0:
            progress.step(0, 0, "Reading what waits beside the damaged file")
        step[page] = offset
        if pages:  # the last of a step says how many pages the file has then
            found.update(step)
            step = {}
    return found


def _frames(log: Path, size: int) -> Iterator[tuple[int, int, int]]:
    """The number of each page in a log, that of the pages of the file after it (0 within a step), and where it stands;
    up to the first that is not whole."""
    head = _bytes(log, 0, 32)
    if int.from_bytes(head[:4], "big") | 1 != 0x377F0683 or int.from_bytes(head[8:12], "big") != size:
        return
    if size not in SIZES:
        return
    order = ">" if head[3] & 1 else "<"
    pair, page = struct.Struct(f"{order}2I"), struct.Struct(f"{order}{size // 4}I")
    sums = (0, 0)
    for place in range(0, 24, 8):
        sums = _summed(pair.unpack_from(head, place), sums)
    for offset in range(32, log.stat().st_size - size - 23, size + 24):
        frame = _bytes(log, offset, size + 24)
        sums = _summed(page.unpack_from(frame, 24), _summed(pair.unpack_from(frame), sums))
        if frame[8:16] != head[16:24] or sums != struct.unpack_from(">II", frame, 16):
            return
        yield int.from_bytes(frame[:4], "big"), int.from_bytes(frame[4:8], "big"), offset + 24


def _summed(numbers: tuple[int, ...], sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    for one, other in zip(numbers[::2], numbers[1::2], strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second


def _bytes(path: Path, offset: int, length: int) -> bytes:
    """Bytes of a file; where it ends or the disk fails zeros, and the next page is read all the same."""
    try:
        found = raw.read(path, offset, length)
    except OSError:
        found = b""
    return found.ljust(length, b"\0")
