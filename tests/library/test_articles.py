"""Storing records: what is new, what is newer, what belongs together, what is marked."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from her2ref.core.article import Article, Notice, RawRecord
from her2ref.core.paths import Home
from her2ref.library import articles, tagging
from her2ref.library.engine import open_engine
from her2ref.records import medline, pubmed_xml
from tests.data import synthetic

NOW = "2026-11-25T10:00:00+00:00"
Pair = tuple[Article, RawRecord]


def xml(pmid: int = 101, **fields: Any) -> Pair:
    data = synthetic.article_xml(pmid, **fields).encode()
    return pubmed_xml.parse_record(data), RawRecord("xml", data)


def nbib(pmid: int | None = 101, **fields: Any) -> Pair:
    """MEDLINE text; without a PMID when that is None (then as of PMID 101 otherwise)."""
    text = synthetic.medline(pmid or 101, **fields)
    if pmid is None:
        text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("PMID"))
    article = medline.parse_record(text.encode())
    assert article.pmid == pmid
    return article, RawRecord("medline", text.encode())


def put(engine: Engine, *items: Pair, now: str = NOW) -> articles.Counts:
    with engine.begin() as connection:
        return articles.store(connection, items, tagging.load(connection), now)


def counted(counts: articles.Counts) -> tuple[int, int, int]:
    return counts.added, counts.updated, counts.unchanged


def rows(engine: Engine, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with engine.begin() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql, values)]


def whole(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that records made, but for when."""
    columns = [c.name for c in articles.schema.article.columns if c.name not in ("added_at", "updated_at")]
    names = ", ".join(f'"{name}"' for name in columns)
    found = {
        "article": rows(engine, f"SELECT {names} FROM article ORDER BY id"),
        "raw": rows(engine, "SELECT * FROM raw_record ORDER BY 1, 2"),
        "notice": rows(engine, "SELECT article_id, kind, pmid, citation FROM notice ORDER BY 1, 2, 3, 4"),
        "tags": rows(engine, "SELECT * FROM article_topic ORDER BY 1, 2, 3"),
        "words": rows(engine, "SELECT rowid FROM article_fts WHERE article_fts MATCH 'invented' ORDER BY 1"),
        "star": rows(engine, "SELECT target FROM star"),
    }
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO article_fts(article_fts) VALUES ('integrity-check')")
    return found


@pytest.fixture
def engine(library_home: Home):
    made = open_engine(library_home.library)
    yield made
    made.dispose()


def test_a_record_makes_its_row_its_raw_record_and_its_words(engine: Engine) -> None:
    pair = xml(
        101, title="An invented title.", doi="10.5555/UPPER.1", publication_types=["Review", "Meta-Analysis"]
    )
    counts = put(engine, pair)
    assert (counted(counts), counts.ids) == ((1, 0, 0), {101})
    found = rows(
        engine, "SELECT id, title, doi, publication_types, authors, has_abstract, added_at FROM article"
    )
    assert found == [
        (101, "An invented title.", "10.5555/upper.1", "Review\nMeta-Analysis", "Alpha AA\nBeta B", 1, NOW)
    ]
    assert rows(engine, "SELECT rowid FROM article_fts WHERE article_fts MATCH 'title:invented'") == [(101,)]
    ((format_, data),) = rows(engine, "SELECT format, data FROM raw_record")
    assert (format_, articles.zlib.decompress(data)) == ("xml", pair[1].data)


def test_the_same_again_changes_nothing(engine: Engine) -> None:
    put(engine, xml(101), nbib(102))
    before = whole(engine)
    counts = put(engine, xml(101), nbib(102), now="2027-01-01")
    assert (counted(counts), counts.ids) == ((0, 0, 2), set())
    assert whole(engine) == before
    assert rows(engine, "SELECT DISTINCT updated_at FROM article") == [(NOW,)]


NEWER = [
    ({"revised": "2024-04-01"}, {"revised": "2024-04-02"}),
    ({"revised": "2024-04-01", "version": 1}, {"revised": "2024-04-01", "version": 2}),
    ({"status": "Publisher"}, {"status": "In-Data-Review"}),
    ({"status": "In-Data-Review"}, {"status": "In-Process"}),
    ({"status": "In-Process"}, {"status": "MEDLINE"}),
    ({"status": "In-Process"}, {"status": "PubMed-not-MEDLINE"}),
    (
        {"revised": "2024-04-01", "version": 9, "status": "MEDLINE"},
        {"revised": "2024-05-01", "status": "Publisher"},
    ),
]


@pytest.mark.parametrize(("old", "new"), NEWER)
def test_the_newer_updates_and_the_older_never_overwrites(
    engine: Engine, old: dict[str, Any], new: dict[str, Any]
) -> None:
    first, second = xml(101, title="Older words.", **old), xml(101, title="Newer words.", **new)
    assert counted(put(engine, first)) == (1, 0, 0)
    assert counted(put(engine, second, now="2027-01-01")) == (0, 1, 0)
    assert counted(put(engine, first)) == (0, 0, 1)
    assert rows(engine, "SELECT title, added_at, updated_at FROM article") == [
        ("Newer words.", NOW, "2027-01-01")
    ]
    assert rows(engine, "SELECT rowid FROM article_fts WHERE article_fts MATCH 'older'") == []


def test_one_file_may_hold_a_record_several_times(engine: Engine) -> None:
    old, new = xml(101, revised="2024-01-01"), xml(101, revised="2024-02-01", title="Newer.")
    assert counted(put(engine, old, new, old, new, xml(102))) == (2, 1, 2)
    assert rows(engine, "SELECT title FROM article WHERE id = 101") == [("Newer.",)]


def test_formats_stand_side_by_side_and_the_poorer_fills_gaps(engine: Engine) -> None:
    poor = nbib(101, title="Words of MEDLINE.", pmcid="PMC9", abstract="Text of MEDLINE.")
    rich = xml(101, title="Words of XML.", pmcid="", abstract="")
    assert counted(put(engine, poor)) == (1, 0, 0)
    assert counted(put(engine, rich)) == (0, 1, 0)
    assert counted(put(engine, poor, rich)) == (0, 0, 2)
    assert rows(engine, "SELECT format FROM raw_record ORDER BY 1") == [("medline",), ("xml",)]
    found = rows(engine, "SELECT source, title, pmcid, abstract FROM article")
    assert found == [("xml", "Words of XML.", "PMC9", "Text of MEDLINE.")]


# articles without a PMID


def test_without_a_pmid_an_article_is_found_by_its_doi_in_any_case(engine: Engine) -> None:
    put(engine, xml(101, doi="10.5555/One"))
    assert counted(put(engine, nbib(None, doi="10.5555/ONE", title="Quite other words."))) == (0, 1, 0)
    assert rows(engine, "SELECT id FROM article") == [(101,)]


def test_then_by_title_year_and_first_page(engine: Engine) -> None:
    put(engine, xml(101, title="Résumé of [an] <invented> story.", doi="", pages="11-20"))
    same = nbib(None, title="Resume of an invented story", doi="", pages="11-2")
    other_page = nbib(None, title="Resume of an invented story", doi="", pages="12-20")
    other_year = nbib(None, title="Resume of an invented story", doi="", pages="11-20", year=2020)
    put(engine, same)
    assert rows(engine, "SELECT id FROM article") == [(101,)]
    put(engine, other_page, other_year)
    assert rows(engine, "SELECT id FROM article ORDER BY id") == [(-2,), (-1,), (101,)]


def test_a_short_title_without_a_page_finds_nothing(engine: Engine) -> None:
    put(engine, nbib(None, title="Editorial.", doi="", pages=""))
    put(engine, nbib(None, title="Editorial.", doi="", pages="", journal="Another"))
    assert rows(engine, "SELECT count(*) FROM article") == [(2,)]


def test_a_negative_id_is_never_given_twice(engine: Engine) -> None:
    put(engine, nbib(None, doi="10.5555/a", title="A", pages=""))
    put(engine, xml(101, doi="10.5555/a"))
    put(engine, nbib(None, doi="10.5555/b", title="B", pages=""))
    assert rows(engine, "SELECT id FROM article ORDER BY id") == [(-2,), (101,)]


def hang_things_on(engine: Engine, number: int) -> None:
    target = str(number) if number > 0 else f"article:{number}"
    with engine.begin() as connection:
        for sql, values in (
            ("INSERT INTO star VALUES (?, '')", (target,)),
            ("INSERT INTO note (target, text) VALUES (?, 'words of a person')", (target,)),
            ("INSERT INTO article_topic VALUES ('drug:lapatinib', ?, 'person', 0, '')", (number,)),
        ):
            connection.exec_driver_sql(sql, values)


def hanging(engine: Engine) -> list[tuple[Any, ...]]:
    return [
        *rows(engine, "SELECT target FROM star"),
        *rows(engine, "SELECT target FROM note"),
        *rows(engine, "SELECT article_id FROM article_topic WHERE \"by\" = 'person'"),
    ]


def test_a_learned_pmid_takes_everything_along(engine: Engine) -> None:
    put(engine, nbib(None, doi="10.5555/a", title="Known before."))
    hang_things_on(engine, -1)
    assert counted(put(engine, xml(101, doi="10.5555/A", title="Known now."))) == (0, 1, 0)
    assert rows(engine, "SELECT id, title FROM article") == [(101, "Known now.")]
    assert rows(engine, "SELECT article_id, format FROM raw_record ORDER BY 2") == [
        (101, "medline"),
        (101, "xml"),
    ]
    assert hanging(engine) == [("101",), ("101",), (101,)]
    assert rows(engine, "SELECT rowid FROM article_fts WHERE article_fts MATCH 'known'") == [(101,)]


def test_it_goes_into_an_article_that_is_there_already(engine: Engine) -> None:
    put(
        engine,
        xml(101, doi="", title="A long invented title about examples", pages="1", revised="2024-01-01"),
    )
    put(engine, nbib(None, doi="10.5555/a", title="Other words", pages="9", pmcid="PMC5"))
    hang_things_on(engine, -1)
    hang_things_on(engine, 101)
    put(engine, xml(101, doi="10.5555/a", title="A long invented title", revised="2024-02-01"))
    assert rows(engine, "SELECT id, title, pmcid FROM article") == [(101, "A long invented title", "PMC5")]
    assert hanging(engine) == [("101",), ("101",), ("101",), (101,)]
    assert rows(engine, "PRAGMA foreign_key_check") == []


# marks


def test_a_notice_marks_what_it_is_about_whichever_comes_first(engine: Engine) -> None:
    article, notice = xml(101), xml(202, notices=[Notice("RetractionOf", 101, "J Invent Ex. 2024;1:1")])
    put(engine, article)
    put(engine, notice)
    assert rows(engine, "SELECT id, states FROM article ORDER BY id") == [(101, 1), (202, 0)]
    put(engine, notice, xml(303, notices=[Notice("ExpressionOfConcernFor", 404, "x")]))
    put(engine, xml(404))
    assert rows(engine, "SELECT id, states FROM article WHERE states ORDER BY id") == [(101, 1), (404, 4)]


def test_a_notice_that_no_longer_names_an_article_unmarks_it(engine: Engine) -> None:
    put(engine, xml(101), xml(202, notices=[Notice("ErratumFor", 101, "x")]))
    assert rows(engine, "SELECT states FROM article WHERE id = 101") == [(2,)]
    put(engine, xml(202, notices=[], revised="2025-01-01"))
    assert rows(engine, "SELECT states FROM article WHERE id = 101") == [(0,)]


def test_an_update_of_the_article_keeps_the_mark_that_a_notice_gave(engine: Engine) -> None:
    put(engine, xml(101), xml(202, notices=[Notice("RetractionOf", 101, "x")]))
    put(engine, xml(101, revised="2025-01-01", notices=[Notice("ErratumIn", 5, "y")]))
    assert rows(engine, "SELECT states FROM article WHERE id = 101") == [(1 | 2,)]


OWN = [
    ({"notices": [Notice("RetractionIn", 9, "x")]}, 1),
    ({"publication_types": ["Journal Article", "Retracted Publication"]}, 1),
    ({"notices": [Notice("ErratumIn", 9, "x"), Notice("ExpressionOfConcernIn", 9, "x")]}, 2 | 4),
    ({"title": "WITHDRAWN: An invented study."}, 8),
    ({"notices": [Notice("RepublishedIn", 9, "x")]}, 16),
    ({"notices": [Notice("CommentIn", 9, "x"), Notice("ErratumFor", 9, "x"), Notice("Cites", 9, "x")]}, 0),
    ({"publication_types": ["Retraction of Publication"], "title": "Withdrawn care in examples."}, 0),
]


@pytest.mark.parametrize(("fields", "bits"), OWN)
def test_a_record_says_of_itself_what_it_is(engine: Engine, fields: dict[str, Any], bits: int) -> None:
    put(engine, xml(101, **fields))
    assert rows(engine, "SELECT states FROM article") == [(bits,)]


# any order, any repetition


def _revisions() -> list[Pair]:
    """Revisions of three articles in two formats, a notice before and after it names one, and a twin without PMID."""
    base = {"title": "A long invented title about HER2 in breast cancer", "doi": "10.5555/a"}
    made = [
        xml(
            101,
            **base,
            revised=revised,
            status=status,
            version=version,
            abstract=f"Text {revised} of trastuzumab.",
        )
        for revised, status, version in (
            ("2024-01-01", "Publisher", 1),
            ("2024-01-01", "MEDLINE", 1),
            ("2024-01-01", "MEDLINE", 2),
            ("2024-03-01", "In-Process", 1),
        )
    ]
    made += [
        xml(
            101,
            **base,
            revised="2024-03-01",
            status="In-Process",
            abstract="Same date, other lapatinib text.",
        )
    ]
    made += [
        nbib(101, **base, revised=revised, pmcid=f"PMC{revised[5:7]}")
        for revised in ("2023-01-01", "2024-06-01")
    ]
    made += [nbib(None, **base, revised="2024-02-01", pmcid="PMC77")]
    about = ((), (Notice("RetractionOf", 101, "x"),), (Notice("ErratumFor", 101, "y"),))
    made += [
        xml(102, doi="10.5555/b", revised=f"2024-0{n}-01", notices=list(notices))
        for n, notices in enumerate(about, start=1)
    ]
    made += [
        nbib(103, doi="10.5555/c"),
        xml(103, doi="10.5555/c", notices=[Notice("RetractionIn", 102, "z")]),
    ]
    return made


REVISIONS = _revisions()


def _outcome(template: Path, batches: Sequence[Sequence[int]]) -> dict[str, list[tuple[Any, ...]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copyfile(template, Path(folder) / "library.sqlite"))
        engine = open_engine(path)
        try:
            for batch in batches:
                put(engine, *(REVISIONS[n] for n in batch))
            return whole(engine)
        finally:
            engine.dispose()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_repetition_gives_the_same_library(library_home: Home, data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.integers(0, len(REVISIONS) - 1), min_size=1))
    extra = data.draw(st.lists(st.sampled_from(sorted(chosen)), max_size=4))
    order = data.draw(st.permutations([*sorted(chosen), *extra]))
    batches: list[list[int]] = [[]]
    for number in order:
        batches[-1].append(number)
        if data.draw(st.booleans()):
            batches.append([])
    assert _outcome(library_home.library, batches) == _outcome(library_home.library, [sorted(chosen)])
