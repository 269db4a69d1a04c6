"""The lists that must know each kind of personal thing: one that leaves it out would lose it, or leave it behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from her2ref.core.changes import KINDS, Changes
from her2ref.core.paths import Home
from her2ref.library import (
    adopting,
    carving,
    erasing,
    merging,
    personal_document,
    privacy,
    rescue,
    schema,
    trash,
)
from her2ref.library.library import Library
from her2ref.library.own_statements import OWN
from tests.library import filling, owning

OTHERS = {
    *("meta", "article", "raw_record", "notice", "article_topic", "article_fact"),
    *("topic", "topic_name", "topic_source", "topic_link", "correction", "word"),
}
"""Tables of content, of records and of what is derived. Those of article_topic that are by "person" are personal."""
TABLES = set(schema.metadata.tables) - OTHERS


def having(column: str) -> set[str]:
    return {name for name in TABLES if column in schema.metadata.tables[name].columns}


def test_each_personal_table_is_erased_exported_merged_and_rescued() -> None:
    assert set(erasing.TABLES) == TABLES
    assert set(owning.PERSONAL) == TABLES, "or the tests of all of them leave it out"
    assert set(rescue._KINDS.values()) | {"collected"} == {*TABLES, "article_topic"}
    assert set(rescue.WALKED) == {*TABLES, "article_topic"}
    kinds = set(rescue._KINDS)
    assert set(personal_document._ROWS) == set(personal_document._FIELDS) == kinds
    assert set(merging.KINDS) == kinds | {"collected"}
    assert set(merging.KINDS.values()) <= set(KINDS)
    for kind, table in rescue._KINDS.items():
        assert f" FROM {table} " in personal_document._ROWS[kind][0]


def test_rescue_knows_the_columns_as_they_are() -> None:
    for table, columns in rescue.WALKED.items():
        assert set(columns) <= set(schema.metadata.tables[table].columns.keys()), table
    assert {table for table, *_ in carving._SHAPES} == set(carving.COLUMNS)


def test_privacy_tells_of_each(library_home: Home) -> None:
    library = Library(library_home.library)
    assert {kind for kind, _, _ in library.reader().own_rows()} == set(privacy.OWN)
    library.close()
    for table in TABLES - {"collected", "sent"}:  # within a collection; told apart, by host
        assert f" FROM {table}" in OWN["own_rows"], table


def test_what_can_be_thrown_away_can_be_taken_back() -> None:
    assert {trash._table(kind) for kind in trash._CHANGED} == having("deleted")
    assert all(f" FROM {table} " in OWN["trash"] for table in having("deleted"))


def test_all_that_hangs_on_an_article_moves_with_it(library_home: Home) -> None:
    filling.fill(library_home.library, owning.ARTICLES)
    filling.execute(library_home.library, "INSERT INTO collection (id, uid, name) VALUES (1, 'a', 'Heap')")
    for table in having("target"):
        also = ", collection_id" if table == "collected" else ""
        filling.execute(
            library_home.library,
            f"INSERT INTO {table} (target{also}) VALUES ('article:-7'{', 1' if also else ''})",
        )
    library = Library(library_home.library)

    def work(connection) -> Changes:
        adopting.move(connection, -7, 777)
        return Changes.of("articles")

    library.write(work)
    library.close()
    with closing(sqlite3.connect(library_home.library)) as connection:
        for table in having("target"):
            assert connection.execute(f"SELECT target FROM {table}").fetchall() == [("777",)], table
