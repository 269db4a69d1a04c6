from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from her2ref.core.article import Notice
from her2ref.core.drug import Drug
from her2ref.core.errors import LibraryTrouble, UnknownId
from her2ref.core.mechanism import Mechanism
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.core.statement import Reference
from her2ref.core.trial import Trial
from her2ref.knowledge.load import load
from her2ref.library import opening
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.personal import set_star, set_tag
from her2ref.library.read import Reader
from her2ref.library.statements import STATEMENTS
from tests.data.synthetic import article_set, article_xml, medline, medline_file
from tests.library import filling


@pytest.fixture
def reader(library_home: Home) -> Iterator[Reader]:
    made = Reader(library_home.library)
    yield made
    made.close()


@pytest.fixture
def filled(library_home: Home, reader: Reader) -> Reader:
    """Ten articles: 70000001 is cited by the content, the others have tags, stars and states as the tests need."""
    articles = [
        filling.article(70000001, "PIK3CA mutation in breast cancer", sort_date=20140501),
        filling.article(70000005, "HER2 and PTEN loss", sort_date=20200101, authors="Gamma C\nDelta D"),
        filling.article(70000006, "Enhertu in practice", sort_date=20230101, states=1),
        filling.article(70000007, "Everolimus in mice", sort_date=20100101, abstract=""),
        filling.article(-7, "A paper without a PMID", sort_date=20230101, authors="A B\nC D\nE F\nG H"),
    ]
    tags = [
        ("mechanism:pik3ca-mutation", 70000005, "terms", 0),
        ("mechanism:pten-loss", 70000005, "terms", 0),
        ("mechanism:pten-loss", -7, "person", 0),
        ("mechanism:p95her2", 70000006, "terms", 0),
        ("mechanism:p95her2", 70000006, "person", 1),
        ("drug:everolimus", 70000007, "terms", 0),
    ]
    filling.fill(library_home.library, articles, tags, stars=["70000005", "article:-7", "drug:everolimus"])
    return reader


@pytest.mark.parametrize("name", STATEMENTS)
def test_each_statement_fits_the_migrated_schema_and_only_reads(library_home: Home, name: str) -> None:
    sql = STATEMENTS[name]
    connection = sqlite3.connect(library_home.library)
    steps = connection.execute(f"EXPLAIN {sql}", ("",) * sql.count("?")).fetchall()
    connection.close()
    assert steps
    writing = [
        step
        for step in steps
        if step[1] in ("OpenWrite", "VUpdate") or (step[1] == "Transaction" and step[3])
    ]
    assert not writing


def test_a_reading_connection_cannot_write(library_home: Home) -> None:
    connection = opening.connect(library_home.library)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("INSERT INTO star VALUES ('1', '')")
    connection.close()


def test_the_tree_has_parents_before_children_in_the_order_of_places(reader: Reader) -> None:
    tree = reader.tree()
    seen = {""}
    for row in tree:
        assert row.parent in seen
        seen.add(row.id)
    assert next(row.id for row in tree if not row.parent) == "impaired-drug-binding"
    below = [row.id for row in tree if row.parent == "pi3k-akt-mtor"]
    assert below == ["pik3ca-mutation", "pten-loss"]
    assert tree.index(next(r for r in tree if r.id == "p95her2")) == 1


def test_lists_of_drugs_and_trials(reader: Reader) -> None:
    assert [row.name for row in reader.drugs()][:2] == ["everolimus", "lapatinib"]
    assert reader.drugs()[0].subtitle == "mTOR inhibitor"
    assert [row.key for row in reader.trials()] == ["trial:bolero-3", "trial:destiny-breast03"]
    assert any(
        (link.mechanism, link.drug, link.relation)
        == ("mechanism:pik3ca-mutation", "drug:lapatinib", "failed")
        for link in reader.links()
    )


def test_every_topic_comes_back_as_it_was_written(reader: Reader, small_resources: object) -> None:
    knowledge = load(small_resources)  # type: ignore[arg-type]
    for kind, group in (
        ("mechanism", knowledge.mechanisms),
        ("drug", knowledge.drugs),
        ("trial", knowledge.trials),
        ("reference", knowledge.references),
    ):
        for name, value in group.items():
            again = reader.topic(f"{kind}:{name}")
            assert again == value
            assert type(again) in (Mechanism, Drug, Trial, Reference)
            assert hash(again) == hash(value)


def test_an_unknown_topic_is_told(reader: Reader) -> None:
    with pytest.raises(UnknownId, match="mechanism:nothing"):
        reader.topic("mechanism:nothing")


def test_references_and_what_leans_on_them(reader: Reader) -> None:
    found = reader.references(["pmid:70000001", "doi:10.5555/two", "pmid:1"])
    assert set(found) == {"pmid:70000001", "doi:10.5555/two"}
    assert found["pmid:70000001"].authors == ("Gamma C", "Delta D")
    assert reader.reference_of(70000001) == found["pmid:70000001"]
    assert reader.reference_of(1) is None
    assert [row.key for row in reader.cited_by("pmid:70000001")] == [
        "mechanism:pik3ca-mutation",
        "mechanism:pten-loss",
        "trial:bolero-3",
    ]


def test_trials_of_mechanisms_and_drugs(reader: Reader) -> None:
    assert [t.id for t in reader.trials_of("mechanism:pten-loss")] == ["bolero-3"]
    assert [t.id for t in reader.trials_of("drug:trastuzumab-deruxtecan")] == ["destiny-breast03"]
    assert reader.trials_of("mechanism:p95her2") == []
    assert reader.trials_of("reference:pmid:1") == []


def test_counts_hold_each_article_once_and_what_a_person_removed_is_gone(filled: Reader) -> None:
    counts = filled.counts()
    assert counts["mechanism:pik3ca-mutation"] == 2  # cited by the content and held; by terms
    assert counts["mechanism:pten-loss"] == 3
    assert counts["mechanism:pi3k-akt-mtor"] == 3
    assert counts["mechanism:downstream-signalling"] == 3
    assert counts["drug:everolimus"] == 1
    assert counts["trial:bolero-3"] == 1
    assert "mechanism:p95her2" not in counts
    assert "mechanism:impaired-drug-binding" not in counts


def test_a_listing_agrees_with_the_counts(filled: Reader) -> None:
    for key, count in filled.counts().items():
        assert len(filled.article_ids(Listing(topics=(key,)))) == count


@pytest.mark.parametrize(
    ("listing", "ids"),
    [
        (Listing(), [70000006, -7, 70000005, 70000001, 70000007]),
        (Listing(sort="newest"), [70000007, 70000006, 70000005, 70000001, -7]),
        (Listing(sort="best"), [70000006, -7, 70000005, 70000001, 70000007]),
        (Listing(topics=("mechanism:downstream-signalling",)), [-7, 70000005, 70000001]),
        (Listing(topics=("mechanism:pten-loss", "mechanism:pik3ca-mutation")), [70000005, 70000001]),
        (Listing(topics=("mechanism:p95her2",)), []),
        (Listing(topics=("mechanism:nothing",)), []),
        (Listing(starred=True), [-7, 70000005]),
        (Listing(affected=True), [70000006]),
        (Listing(cited=True), [70000001]),
        (Listing(words="PTEN loss"), [70000005]),
        (Listing(words="practice", sort="best"), [70000006]),
        (Listing(words="T-DXd"), [70000006]),
        (Listing(words="mice", starred=True), []),
        (Listing(words="her2", starred=True, sort="best"), [70000005, -7]),
        (Listing(words="invented", sort="newest"), [70000006, 70000005, 70000001, -7]),
        (Listing(words="+++"), []),
    ],
)
def test_listings(filled: Reader, listing: Listing, ids: list[int]) -> None:
    assert list(filled.article_ids(listing)) == ids


def test_best_puts_titles_first(library_home: Home, reader: Reader) -> None:
    filling.fill(
        library_home.library,
        [
            filling.article(70000010, "Quassia and more", abstract="Nothing else."),
            filling.article(70000011, "Something", abstract="Here quassia stands in the abstract."),
        ],
    )
    assert list(reader.article_ids(Listing(words="quassia", sort="best"))) == [70000010, 70000011]


def test_best_goes_on_behind_the_ranked_hits(
    library_home: Home, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("her2ref.library.searching.RANKED", 3)
    monkeypatch.setattr("her2ref.library.searching.RANKED_TITLES", 0)
    articles = [filling.article(70000010 + n, f"Zebra {n}") for n in range(8)]
    filling.fill(library_home.library, articles, stars=[str(70000010 + n) for n in range(6)])
    ids = list(reader.article_ids(Listing(words="zebra", sort="best")))
    assert sorted(ids[:3]) == [70000015, 70000016, 70000017]
    assert ids[3:] == [70000014, 70000013, 70000012, 70000011, 70000010]
    starred = list(reader.article_ids(Listing(words="zebra", sort="best", starred=True)))
    assert starred[3:] == [70000012, 70000011, 70000010]


def test_rows_come_in_the_order_asked_for(filled: Reader) -> None:
    rows = filled.article_rows([70000007, 1, -7, 70000006])
    assert [row.id for row in rows] == [70000007, -7, 70000006]
    seven, negative, affected = rows
    assert not seven.has_abstract
    assert (negative.authors, negative.starred) == ("A B, C D, et al.", True)
    assert affected.states == ("retracted",)
    assert not affected.starred
    assert affected.publication_types == ("Journal Article", "Review")
    assert affected.journal == "J Examples"


def test_holdings_and_personal_things(filled: Reader) -> None:
    held = filled.holdings()
    assert (held.articles, held.abstracts) == (5, 4)
    assert (held.cited, held.cited_held) == (4, 1)
    assert (held.starred, held.starred_topics, held.affected) == (2, 1, 1)
    assert (held.content_version, held.content_reviewed) == ("2026.11", "2026-11-25")
    assert filled.starred(["70000005", "70000006", "drug:everolimus"]) == {"70000005", "drug:everolimus"}
    assert set(filled.stars()) == {"70000005", "article:-7", "drug:everolimus"}
    assert filled.held([70000001, 70000002]) == {70000001}
    assert filled.notes("70000001") == []


def test_what_is_starred_is_counted_and_listed_in_one_place_each(library_home: Home, filled: Reader) -> None:
    gone = ("12345", "mechanism:no-longer-there")
    filling.fill(library_home.library, [], stars=["70000001", "70000002", "trial:bolero-3", *gone])
    listed = list(filled.article_ids(Listing(starred=True)))
    assert sorted(listed) == [-7, 70000001, 70000005]
    elsewhere = filled.starred_elsewhere()
    assert {row.key for row in elsewhere} == {"reference:pmid:70000002", "trial:bolero-3", "drug:everolimus"}
    assert next(row.name for row in elsewhere if row.kind == "drug") == "everolimus"
    held = filled.holdings()
    assert (held.starred, held.starred_topics) == (len(listed), len(elsewhere))


def test_notes_mark_the_row_and_are_read(library_home: Home, filled: Reader) -> None:
    filling.fill(library_home.library, [], notes=[("article:-7", "Ask again.")])
    assert [note.text for note in filled.notes("article:-7")] == ["Ask again."]
    assert [row.noted for row in filled.article_rows([-7, 70000006])] == [True, False]


def test_names_are_read_again_when_the_content_changes(library_home: Home, reader: Reader) -> None:
    first = reader.names()
    assert reader.names() is first
    filling.execute(library_home.library, "UPDATE meta SET value = 'other' WHERE key = 'content'")
    assert reader.names() is not first


def test_an_article_that_is_not_held_is_told(reader: Reader) -> None:
    with pytest.raises(UnknownId, match="article:-7"):
        reader.article(-7)


def test_a_missing_file_is_trouble_with_a_sentence(library_home: Home) -> None:
    library_home.library.unlink()
    with pytest.raises(LibraryTrouble, match="cannot be reached"):
        Reader(library_home.library).tree()


def test_one_article_with_everything_about_it(library_home: Home, tmp_path: Path) -> None:
    library = Library(library_home.library)
    xml, nbib = tmp_path / "one.xml", tmp_path / "two.nbib"
    notice = Notice("RetractionIn", 70000009, "J Examples. 2021;1:1")
    xml.write_bytes(
        article_set(
            [
                article_xml(
                    70000001,
                    title="PIK3CA in HER2-positive breast cancer",
                    abstract="Of <sup>2</sup>",
                    notices=[notice],
                )
            ]
        )
    )
    nbib.write_bytes(medline_file([medline(70000001, title="Another title", keywords=["only here"])]))
    import_files(library, [xml, nbib])
    set_star(library, "70000001", on=True)
    save_note(library, "70000001", "Mine.")
    set_tag(library, 70000001, "drug:lapatinib", on=True)
    set_tag(library, 70000001, "mechanism:pten-loss", on=False)
    view = library.reader().article(70000001)
    library.close()
    assert (view.id, view.article.pmid, view.article.title) == (
        70000001,
        70000001,
        "PIK3CA in HER2-positive breast cancer",
    )
    assert view.article.keywords == ["only here"]
    assert set(view.formats) == {"xml", "medline"}
    assert view.states == ("retracted",)
    assert view.starred
    assert [note.text for note in view.notes] == ["Mine."]
    assert {(tag.key, tag.by) for tag in view.tags} >= {
        ("drug:lapatinib", "person"),
        ("mechanism:pik3ca-mutation", "content"),
        ("mechanism:pik3ca-mutation", "terms"),
        ("trial:bolero-3", "content"),
    }
    assert ("mechanism:pten-loss", "content") in {(tag.key, tag.by) for tag in view.tags}, (
        "cited, so it counts"
    )
    assert next(tag.name for tag in view.tags if tag.key == "drug:lapatinib") == "lapatinib"
    assert view.added == view.updated == dt.datetime.now(dt.UTC).date().isoformat()


def test_the_number_of_the_data_tells_of_changes_from_outside(library_home: Home, reader: Reader) -> None:
    first = reader.data_version()
    reader.tree()
    assert reader.data_version() == first
    script = (
        "import sys, pathlib; from her2ref.library.library import Library; from her2ref.library import personal\n"
        "library = Library(pathlib.Path(sys.argv[1])); personal.set_star(library, 'drug:lapatinib', on=True)\n"
        "library.close()\n"
    )
    subprocess.run([sys.executable, "-c", script, str(library_home.library)], check=True)
    second = reader.data_version()
    assert second != first
    assert reader.stars() == ["drug:lapatinib"]
    assert reader.data_version() == second


def test_a_reader_sees_what_was_committed_and_nothing_half_done(library_home: Home, reader: Reader) -> None:
    assert reader.holdings().articles == 0
    connection = sqlite3.connect(library_home.library, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO article (id, title) VALUES (70000030, 'Half done')")
    assert reader.article_rows([70000030]) == []
    connection.execute("COMMIT")
    connection.close()
    assert [row.title for row in reader.article_rows([70000030])] == ["Half done"]
