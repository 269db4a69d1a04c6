from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from her2ref.core.errors import Cancelled, IndexDamaged
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.library import index, opening, terms
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
        connection.executemany(terms.INSERT, [(word,) for word in terms.Words().of(change)])  # as imports do
    connection.close()
    library = Library(filled.library)
    assert (70000002 in library.reader().article_ids(Listing(words=words))) is found
    library.close()
    assert all(one.ok for one in check(filled.library))


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM article_fts_data WHERE id > 10",
        "DELETE FROM article_fts_data",
        "UPDATE article_fts_data SET block = x'00ffffffffffffffffffff' WHERE id = 10",
        "UPDATE article_fts_data SET block = 'garbage' WHERE id = 10",
        "DELETE FROM article_fts_config",
        "UPDATE article_fts_config SET v = 99",
        "UPDATE article_fts_data SET block = x'00000000ffffffffffffff' WHERE id > 10",
        "DROP TABLE article_fts",
        "DROP TABLE article_fts_idx",
        "DROP TABLE article_fts_config",
        "DROP TABLE article_fts_data",
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


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM article_fts_docsize", "0 of 2 articles"),
        ("DROP VIEW article_text", "a part of it is missing"),
        ("DROP TABLE article_fts_docsize", "a part of it is missing"),
        ("DROP TRIGGER article_fts_update", "a part of it is missing"),
        ("DROP TABLE article_fact", "a part of it is missing"),
        ("DROP INDEX article_fact_added", "a part of it is missing"),
        ("DROP TABLE term", "a part of it is missing"),
        ("DROP TABLE term_head", "a part of it is missing"),
        ("DELETE FROM article_fact WHERE article_id = 70000001", "1 articles without"),
        ("DELETE FROM term", "words are missing"),
        ("DELETE FROM term WHERE word = 'lapatinib'", "1 of "),
    ],
)
def test_what_is_missing_is_found_and_made_again(filled: Home, damage: str, said: str) -> None:
    before = derived(filled.library)
    connection = sqlite3.connect(filled.library)
    with connection:
        connection.execute(damage)
    connection.close()
    found = next(found for found in check(filled.library) if found.name == "full-text index")
    assert not found.ok
    assert said in found.detail
    library = Library(filled.library)
    library.mend_index()
    library.close()
    assert derived(filled.library) == before
    assert all(found.ok for found in check(filled.library))


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM term_head",
        "DELETE FROM term_head WHERE begin = 'q'",
        "DELETE FROM term WHERE word LIKE 'qu%'",
        "UPDATE term_head SET uses = uses + 1 WHERE begin = 'q'",
    ],
)
def test_the_commonest_words_fit_the_words(filled: Home, damage: str) -> None:
    connection = sqlite3.connect(filled.library)
    with connection:
        connection.executemany("INSERT INTO term VALUES (?, 5)", [(f"quu{n}",) for n in range(20)])
    connection.close()
    engine = open_engine(filled.library)
    with engine.begin() as writing:
        terms.heads(writing)
    engine.dispose()
    assert all(found.ok for found in check(filled.library))
    connection = sqlite3.connect(filled.library)
    with connection:
        connection.execute("UPDATE term SET uses = uses + 1")
    connection.close()
    assert all(found.ok for found in check(filled.library)), "heads may be older than the words"
    connection = sqlite3.connect(filled.library)
    with connection:
        connection.execute("UPDATE term SET uses = uses - 1")
        connection.execute(damage)
    connection.close()
    found = next(found for found in check(filled.library) if found.name == "full-text index")
    assert not found.ok
    assert "commonest" in found.detail


def test_an_index_without_its_directory_is_found_and_made_again(library_home: Home, tmp_path: Path) -> None:
    """FTS5's own check says that it is whole; a small index has a single page and needs no directory."""
    file = tmp_path / "many.xml"
    title = " ".join(f"zebra{{0}}x{n}" for n in range(60))
    file.write_bytes(
        article_set(article_xml(number, title=title.format(number)) for number in range(80000001, 80000061))
    )
    library = Library(library_home.library)
    import_files(library, [file])
    connection = sqlite3.connect(library_home.library)
    with connection:
        assert connection.execute("DELETE FROM article_fts_idx").rowcount > 1
    connection.close()
    found = next(found for found in check(library_home.library) if found.name == "full-text index")
    assert not found.ok
    assert "words are not found" in found.detail
    library.mend_index()
    library.close()
    assert all(found.ok for found in check(library_home.library))
