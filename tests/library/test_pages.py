"""Pages read without SQLite say the same as SQLite does, and pass over what is broken."""

from __future__ import annotations

import random
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from her2ref.core.errors import Cancelled
from her2ref.core.progress import Progress
from her2ref.library.pages import Pages, Row, values, varint, waiting

VALUES: list[tuple[Any, ...]] = [
    (None, 0, 1, 127, -128),
    (32_767, -32_768, 8_388_607, -8_388_608, 2**31 - 1),
    (-(2**31), 2**47 - 1, -(2**47), 2**63 - 1, -(2**63)),
    (1.5, -0.25, "Größe", "", b"\0\xff"),
    ("long " * 2_000, b"", "x", None, 9),
]


def fill(connection: sqlite3.Connection, start: int = 1) -> None:
    marks = ", ".join("?" * 6)
    for number in range(start, start + 200):
        row = VALUES[number % len(VALUES)]
        connection.execute(f"INSERT INTO t VALUES ({marks})", (number * 3, *row))


@contextmanager
def made(path: Path, *pragmas: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE t (number INTEGER PRIMARY KEY, a, b, c, d, e)")
        fill(connection)
        yield connection


def read(path: Path) -> dict[int, tuple[Any, ...]]:
    """The rows of the table by their number, as the pages hold them; the key itself stands there as nothing."""
    pages = Pages(path)
    rows = [row for number in range(2, pages.count + 1) for row in pages.rows(number)]
    assert all(isinstance(row, Row) and row.values[0] is None for row in rows)
    return {row.rowid: row.values[1:] for row in rows}


def told(connection: sqlite3.Connection) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in connection.execute("SELECT * FROM t")}


@pytest.mark.parametrize("size", [512, 1024, 4096, 65536])
def test_every_row_is_read_as_sqlite_reads_it(tmp_path: Path, size: int) -> None:
    path = tmp_path / "some.sqlite"
    with made(path, f"page_size = {size}") as connection:
        assert Pages(path).size == size
        assert len(told(connection)) == 200
        assert read(path) == told(connection)


def test_what_waits_in_the_log_counts_up_to_the_last_whole_step(tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    with made(path, "journal_mode = WAL", "wal_autocheckpoint = 0") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = told(connection)
        connection.execute("BEGIN")
        fill(connection, 1_000)
        connection.execute("COMMIT")
        after = told(connection)
        assert len(after) == 400
        assert read(path) == after
        log = path.with_name("some.sqlite-wal").read_bytes()
        copy = tmp_path / "copy.sqlite"
        copy.write_bytes(path.read_bytes())
    for spoilt in (log[:-1], log[:-600] + b"!" + log[-599:], log[:16] + b"salt" + log[20:], b""):
        copy.with_name("copy.sqlite-wal").write_bytes(spoilt)
        assert read(copy) == before
    copy.with_name("copy.sqlite-wal").write_bytes(log + log[32:])
    assert read(copy) == after, "frames of an older log behind it are no part of it"


def test_a_file_that_lost_its_header_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    with made(path, "page_size = 4096") as connection:
        rows = told(connection)
    with path.open("r+b") as file:
        file.write(bytes(100))
    pages = Pages(path)
    assert not pages.has_header
    assert pages.size == 4096
    assert read(path) == rows


def test_no_damage_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    with made(path, "page_size = 512") as connection:
        rows = told(connection)
    data, dice = path.read_bytes(), random.Random(5)
    for _ in range(60):
        spoilt = bytearray(data)
        for _ in range(dice.randint(1, 40)):
            spoilt[dice.randrange(512, len(spoilt))] = dice.randrange(256)
        path.write_bytes(spoilt[: dice.choice((len(spoilt), dice.randrange(1, len(spoilt))))])
        pages = Pages(path)
        found = [row for number in range(1, pages.count + 1) for row in pages.rows(number)]
        assert len(found) < 3 * len(rows)


def test_a_row_whose_pages_go_in_a_circle_ends(tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    with made(path, "page_size = 512"):
        pass
    pages = Pages(path)
    data = bytearray(path.read_bytes())
    for number in range(2, pages.count + 1):
        if data[(number - 1) * 512] == 0:  # the end of a long row: it now goes on with itself
            data[(number - 1) * 512 : (number - 1) * 512 + 4] = number.to_bytes(4, "big")
    path.write_bytes(data)
    assert set(read(path)) == {number * 3 for number in range(1, 201) if number % 5 != 4}


@pytest.mark.parametrize(
    ("data", "value", "end"),
    [(b"\0", 0, 1), (b"\x7f", 127, 1), (b"\x81\0", 128, 2), (b"\xff" * 9, 2**64 - 1, 9)],
)
def test_a_number_of_one_to_nine_bytes(data: bytes, value: int, end: int) -> None:
    assert varint(data, 0) == (value, end)


@pytest.mark.parametrize("payload", [b"", b"\x05", b"\x02\x0a", b"\x02\x06\0", b"\x02\x17ab"])
def test_what_is_no_row_is_refused(payload: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        values(payload)


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Path]:
    """A file beside which eight million bytes of changes wait."""
    path = tmp_path / "large.sqlite"
    with made(path, "journal_mode = WAL", "wal_autocheckpoint = 0") as connection:
        for _ in range(4):
            connection.execute("INSERT INTO t (a) VALUES (randomblob(2000000))")
        yield path


def test_what_waits_is_not_held_in_memory(large: Path) -> None:
    tracemalloc.start()
    try:
        pages = Pages(large)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert sum(
        len(row.values[1]) for n in range(2, pages.count + 1) for row in pages.rows(n) if row.rowid > 600
    ) == (8_000_000)


def test_reading_what_waits_can_be_cancelled(large: Path) -> None:
    progress = Progress()
    seen: list[str] = []

    def report(_done: int, _total: int, text: str) -> None:
        seen.append(text)
        if len(seen) == 2:
            progress.cancel()

    progress._report = report
    with pytest.raises(Cancelled):
        Pages(large, progress)
    assert len(seen) == 2


def test_a_log_that_claims_odd_pages_is_passed_over(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for size in (0, 1, 7, 4095, 2**32 - 1):
        log.write_bytes(0x377F0682.to_bytes(4, "big") + bytes(4) + size.to_bytes(4, "big") + bytes(200))
        assert waiting(log, size) == {}
    assert waiting(tmp_path / "none", 4096) == {}
