"""What a person added is found in a damaged file, page by page, whatever happened to the others."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from her2ref.core.paths import Home
from her2ref.library.pages import LEAF, Pages, values, varint, waiting
from her2ref.library.rescue import count, rescued
from tests.library import filling

NOTES = 200
PLACE = "mechanism:pten-loss"


def text_of(number: int) -> str:
    """Short ones, ones of a page, and ones that need several pages more."""
    return f"note {number} " + "wörd \U0001f600 " * {0: 400, 1: 3000}.get(number % 20, 3)


@pytest.fixture
def filled(library_home: Home) -> Home:
    """A library with 200 notes, some of them thrown away, stars, reading states and a collection; nothing beside it."""
    with closing(sqlite3.connect(library_home.library)) as connection, connection:
        for number in range(1, NOTES + 1):
            connection.execute(
                "INSERT INTO note (target, text, created, changed, uid, deleted) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    PLACE if number % 7 else "",
                    text_of(number),
                    "2026-11-20T10:00:00+00:00",
                    f"2026-11-21T10:{number % 60:02}:00+00:00",
                    f"{number:016x}",
                    "2026-11-22T10:00:00+00:00" if number % 50 == 0 else "",
                ),
            )
        connection.executemany(
            "INSERT INTO star VALUES (?, '2026-11-20T10:00:00+00:00')", [(str(n),) for n in range(1000, 1300)]
        )
        connection.execute("INSERT INTO reading VALUES ('1000', 'later', '2026-11-20T10:00:00+00:00')")
        connection.execute(
            "INSERT INTO collection VALUES (5, 'abcd', 'Brain', '2026-11-20T10:00:00+00:00',"
            " '2026-11-20T10:00:00+00:00', '')"
        )
        connection.execute("INSERT INTO collected VALUES (5, '1000', '2026-11-20T10:00:00+00:00')")
    with closing(sqlite3.connect(library_home.library)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return library_home


def pages_of_notes(path: Path) -> dict[int, set[int]]:
    """The pages on which each note stands, by number, as SQLite itself says."""
    found: dict[int, set[int]] = {}
    pages = Pages(path)
    with closing(sqlite3.connect(path)) as connection:
        leaves = {
            number
            for number in range(1, pages.count + 1)
            for row in pages.rows(number)
            if len(row.values) == 7 and str(row.values[2]).startswith("note ")
        }
        for number in leaves:
            for row in pages.rows(number):
                found[row.rowid] = {number}
        wanted = connection.execute("SELECT count(*) FROM note").fetchone()[0]
        assert len(found) == wanted
        for number in leaves:
            page = pages.page(number)
            for cell in range(int.from_bytes(page[3:5], "big")):
                offset = int.from_bytes(page[8 + 2 * cell : 10 + 2 * cell], "big")
                length, offset = varint(page, offset)
                rowid, offset = varint(page, offset)
                local = pages._local(length)
                follow = (
                    int.from_bytes(page[offset + local : offset + local + 4], "big") if local < length else 0
                )
                while follow:
                    found[rowid].add(follow)
                    follow = int.from_bytes(pages.page(follow)[:4], "big")
    return found


def by_number(rows: list[dict[str, str]]) -> dict[int, dict[str, str]]:
    names = {f"{number:016x}": number for number in range(1, NOTES + 1)}
    return {names[row["uid"]]: row for row in rows if row["uid"] in names}


def zeroed(_page: bytes, _chance: random.Random) -> bytes:
    return bytes(len(_page))


def scrambled(page: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(len(page))


@pytest.mark.parametrize("harm", [zeroed, scrambled])
def test_every_note_on_whole_pages_is_found_whichever_page_is_lost(
    filled: Home, tmp_path: Path, harm: Callable[[bytes, random.Random], bytes]
) -> None:
    chance = random.Random(55)
    good = filled.library.read_bytes()
    where = pages_of_notes(filled.library)
    assert any(len(pages) > 3 for pages in where.values()), "some notes are longer than a page"
    copy = tmp_path / "damaged" / "library.sqlite"
    copy.parent.mkdir()
    lost_some = 0
    for page in range(1, len(good) // 4096 + 1):
        start = 4096 * (page - 1)
        copy.write_bytes(good[:start] + harm(good[start : start + 4096], chance) + good[start + 4096 :])
        before = copy.read_bytes()
        found = by_number(rescued(copy)["notes"])
        whole = {number for number, pages in where.items() if page not in pages}
        missing = {n for n in whole if n not in found or found[n]["text"] != text_of(n)}
        assert not missing, f"page {page}: {sorted(missing)}"
        assert all(found[n]["deleted"] for n in whole if n % 50 == 0), (
            "what was thrown away stays in the trash"
        )
        assert copy.read_bytes() == before, "it is only read from"
        assert [file.name for file in copy.parent.iterdir()] == [copy.name], "nothing is left beside it"
        lost_some += len(whole) < NOTES
    assert lost_some > 20


@pytest.mark.parametrize("first", [0, 100, 4096, 40_960])
def test_stars_and_collections_are_found_without_header_and_schema(filled: Home, first: int) -> None:
    data = filled.library.read_bytes()
    filled.library.write_bytes(bytes(first) + data[first:])
    found = rescued(filled.library)
    assert len(found["stars"]) == 300
    assert count(found) == NOTES - NOTES // 50
    (collection,) = found["collections"]
    assert collection["name"] == "Brain"
    assert [item["target"] for item in collection["items"]] == ["1000"]
    assert found["reading"][0]["state"] == "later"


def test_changes_that_wait_beside_the_file_are_found_too(filled: Home) -> None:
    connection = sqlite3.connect(filled.library)
    connection.execute(
        "UPDATE note SET text = 'newer words', changed = '2026-11-23T10:00:00+00:00' WHERE id = 3"
    )
    connection.execute("INSERT INTO note (target, text, uid) VALUES ('', 'only in the log', 'fresh')")
    connection.commit()
    connection.execute("UPDATE note SET text = 'not committed' WHERE id = 4")
    whole = Path(shutil.copytree(filled.data, filled.data.with_name("killed"))) / "library.sqlite"
    connection.rollback()
    connection.close()
    log = whole.with_name("library.sqlite-wal")
    assert waiting(log, 4096)
    for harm in ((0, 0), (0, 100), (0, 4096)):
        data = whole.read_bytes()
        whole.write_bytes(data[: harm[0]] + bytes(harm[1] - harm[0]) + data[harm[1] :])
        texts = {row["uid"]: row["text"] for row in rescued(whole)["notes"]}
        assert texts[f"{3:016x}"] == "newer words"
        assert texts["fresh"] == "only in the log"
        assert texts[f"{4:016x}"] == text_of(4)
    data = log.read_bytes()
    log.write_bytes(data[:-5000] + bytes(5000))
    assert len(rescued(whole)["notes"]) >= NOTES, "a log that is torn is used up to there"


def test_a_whole_library_is_told_completely(filled: Home) -> None:
    filling.execute(filled.library, "INSERT INTO wish VALUES ('words', '2026-11-20T10:00:00+00:00')")
    found = rescued(filled.library)
    assert len(found["notes"]) == NOTES
    assert [row["words"] for row in found["wishes"]] == ["words"]


@pytest.mark.parametrize("size", [0, 1, 99, 512, 5000, 200_000])
def test_whatever_bytes_there_are_nothing_is_raised(tmp_path: Path, filled: Home, size: int) -> None:
    file = tmp_path / "odd.sqlite"
    for data in (random.Random(size).randbytes(size), filled.library.read_bytes()[:size], bytes(size)):
        file.write_bytes(data)
        assert rescued(file)["notes"] == [] or size == 200_000


def test_a_library_from_before_there_was_a_trash_gives_its_notes(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, target, text, created, changed)")
        connection.execute("INSERT INTO note VALUES (1, '123', 'old words', '2026-01-01', '2026-01-01')")
    (note,) = rescued(file)["notes"]
    assert (note["target"], note["text"], len(note["uid"])) == ("123", "old words", 16)
    assert rescued(file)["notes"] == [note], "its name is the same each time"
    data = bytearray(file.read_bytes())
    data[:100] = bytes(100)
    file.write_bytes(data)
    assert [row["text"] for row in rescued(file)["notes"]] == ["old words"]


def test_numbers_and_rows_are_read_as_sqlite_writes_them() -> None:
    assert varint(b"\x81\x00", 0) == (128, 2)
    assert varint(b"\xff" * 9, 0) == ((1 << 64) - 1, 9)
    assert values(b"\x06\x00\x01\x09\x13\x0e\xffabcz") == (None, -1, 1, "abc", b"z")
    with pytest.raises((ValueError, IndexError)):
        values(b"\x03\x13")


def _leaves(pages: Pages) -> Iterator[int]:
    return (number for number in range(1, pages.count + 1) if pages.page(number)[0] == LEAF)


def test_free_pages_give_nothing_back(filled: Home) -> None:
    with closing(sqlite3.connect(filled.library)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        with connection:
            connection.execute("DELETE FROM note WHERE id < 100")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'note'").fetchone()[0]
    pages = Pages(filled.library)
    assert pages.unused
    assert any(number in pages.unused for number in _leaves(pages))
    data = bytearray(filled.library.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = bytes(4096)
    filled.library.write_bytes(data)
    found = {int(row["uid"], 16) for row in rescued(filled.library)["notes"]}
    assert found == set(range(100, NOTES + 1))
