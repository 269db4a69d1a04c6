"""Whether a gzip file is what was packed: its checksum, which stands behind the data it speaks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from isal import igzip_lib, isal_zlib

MAGIC: Final = b"\x1f\x8b"
BROKEN: Final = cast(type[Exception], igzip_lib.IsalError)
CHUNK: Final = 64 * 1024
ROOM: Final = 1024 * 1024
"""Unpacked bytes held at a time, however much a chunk packs."""


def damage(path: Path, step: Callable[[], None]) -> int | None:
    """The unpacked bytes behind which a bad checksum or broken data shows; None when there is no such place.

    A file that is only cut short has none: what is there is as it was packed, as far as anyone can tell. Nor has
    what follows the packed data. `step` is called again and again and may raise.
    """
    unpacked = 0
    with path.open("rb") as file:
        data = file.read(CHUNK)
        while data.startswith(MAGIC):
            member = isal_zlib.decompressobj(31)
            while not member.eof:
                try:
                    text = member.decompress(data, ROOM)
                except BROKEN:
                    return unpacked
                unpacked += len(text)
                data = member.unconsumed_tail
                if not data and len(text) < ROOM and not member.eof:
                    step()
                    data = file.read(CHUNK)
                    if not data:
                        return None
            data = member.unused_data.lstrip(b"\0") + file.read(CHUNK)
    return None
