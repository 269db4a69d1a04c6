from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from her2ref.core.errors import Cancelled, IndexDamaged
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.library import index, opening
from her2ref.library.engine import open_engine
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.safety import check
from tests.data.synthetic import article_set, article_xml


def rows(path: Path, sql: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.fixture
def filled(library_home: Home, tmp_path: Path) -> Home:
    file = tmp_path / "some.xml"
    file.write_bytes(
        article_set(
            [
                article_xml(70000001),
                article_xml(70000002, title="Lapatinib, naïve cells", vernacular_title="Zellen, naiv"),
            ]
        )
    )
    library = Library(library_home.library)
    import_files(library, [file])
    library.close()
    return library_home


def derived(path: Path) -> dict[str, list[Any]]:
    return {
        "words": sorted(rows(path, "SELECT word FROM term")),
        "facts": rows(path, "SELECT article_id, day, kinds, added FROM article_fact ORDER BY 1"),
        "mesh": rows(path, "SELECT id, mesh FROM article ORDER BY 1"),
        "hits": rows(path, "SELECT rowid FROM article_fts WHERE article_fts MATCH 'lapatinib'"),
    }


def test_made_again_it_is_what_imports_made(filled: Home) -> None:
    before = derived(filled.library)
    assert before["hits"] == [(70000002,)]
    assert all(day and added for _, day, _, added in before["facts"])
    engine = open_engine(filled.library)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE article SET mesh = ''")
        connection.exec_driver_sql("DELETE FROM article_fact")
        connection.exec_driver_sql("DROP TABLE article_fts")
        index.make(connection)
    engine.dispose()
    assert derived(filled.library) == before
    assert all(found.ok for found in check(filled.library))


def test_a_library_with_an_index_of_another_make_gets_this_one(filled: Home, small_resources: Path) -> None:
    before = derived(filled.library)
    connection = sqlite3.connect(filled.library)
    with connection:
        connection.execute("DROP TABLE article_fts")
        connection.execute(
            "CREATE VIRTUAL TABLE article_fts USING fts5(title, content='article', content_rowid='id')"
        )
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'index'")
    connection.close()
    assert opening.needs_care(filled, small_resources) == "index"
    opening.take_care(filled, small_resources)
    assert opening.needs_care(filled, small_resources) == ""
    assert derived(filled.library) == before


def test_cancelled_it_is_as_it_was(filled: Home) -> None:
    before = derived(filled.library)
    progress = Progress()
    progress.cancel()
    engine = open_engine(filled.library)
    with pytest.raises(Cancelled), engine.begin() as connection:
        index.make(connection, progress)
    engine.dispose()
    assert derived(filled.library) == before


@pytest.mark.parametrize(
    ("change", "words", "found"),
    [
        ("title = 'Quuxine'", "quuxine", True),
        ("journal_abbrev = 'J Quux'", '"J Quux"[ta]', True),
        ("publication_types = 'Letter'", "letter[pt]", True),
        ("publication_types = 'Letter'", "review[pt]", False),
        ("year = 1999, sort_date = 19990501", "1999/05[dp]", True),
        ("language = 'ger'", "german[la]", True),
        ("vernacular_title = 'Quux und Ähnliches'", "quux ahnliches[tt]", True),
        ("authors = 'Alpha AA\nQuux J'", "quux j[au]", True),
        ("authors = 'Alpha Quux J'", "quux j[au]", False),
        ("journal = 'The Quux (Leeds) : its organ'", "quux[ta]", True),
    ],
)
def test_it_follows_every_change_of_what_it_reads(filled: Home, change: str, words: str, found: bool) -> None:
    connection = sqlite3.connect(filled.library)
    with connection:
        connection.execute(f"UPDATE article SET {change} WHERE id = 70000002")
    connection.close()
    library = Library(filled.library)
    assert (70000002 in library.reader().article_ids(Listing(words=words))) is found
    library.close()
    assert all(one.ok for one in check(filled.library))


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM article_fts_data WHERE id > 10",
        "UPDATE article_fts_data SET block = x'00000000ffffffffffffff' WHERE id > 10",
        "DROP TABLE article_fts",
        "DROP TABLE article_fts_idx",
        "DROP TABLE article_fts_config",
    ],
)
def test_damaged_it_says_so_and_is_made_again(filled: Home, damage: str) -> None:
    before = derived(filled.library)
    connection = sqlite3.connect(filled.library)
    with connection:
        connection.execute(damage)
    connection.close()
    library = Library(filled.library)
    assert not next(found.ok for found in check(filled.library) if found.name == "full-text index")
    with pytest.raises(IndexDamaged, match="Nothing was lost"):
        library.reader().article_ids(Listing(words="lapatinib", exact=True))
    library.mend_index()
    assert list(library.reader().article_ids(Listing(words="lapatinib", exact=True))) == [70000002]
    library.close()
    assert derived(filled.library) == before
    assert all(found.ok for found in check(filled.library))
