from __future__ import annotations

from collections.abc import Iterator

import pytest

from her2ref.core.errors import Cancelled
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.library import facets
from her2ref.library.read import Reader
from her2ref.search.kinds import BITS
from tests.library import filling


@pytest.fixture
def reader(library_home: Home) -> Iterator[Reader]:
    filling.fill(
        library_home.library,
        [
            filling.article(1, "HER2 one", sort_date=20240101, added_at="2026-01-01T00:00:00+00:00"),
            filling.article(
                2, "HER2 two", sort_date=20240301, states=1, added_at="2026-11-01T00:00:00+00:00"
            ),
            filling.article(3, "HER2 three", sort_date=20100000, added_at="2026-11-02T00:00:00+00:00"),
            filling.article(4, "Another", abstract="", sort_date=0),
        ],
        tags=[
            ("mechanism:pten-loss", 1, "terms", 0),
            ("mechanism:pik3ca-mutation", 2, "terms", 0),
            ("mechanism:pik3ca-mutation", 3, "terms", 0),
            ("mechanism:pik3ca-mutation", 3, "person", 1),
            ("drug:lapatinib", 1, "content", 0),
        ],
        stars=["1"],
    )
    trial = BITS["randomised-trial"] | BITS["patients"]
    filling.execute(library_home.library, f"UPDATE article_fact SET kinds = {trial} WHERE article_id = 1")
    filling.execute(
        library_home.library, f"UPDATE article_fact SET kinds = {BITS['review']} WHERE article_id IN (2, 3)"
    )
    filling.execute(
        library_home.library, "INSERT INTO meta VALUES ('arrived', strftime('%s', '2026-11-01T00:00:00'))"
    )
    made = Reader(library_home.library)
    yield made
    made.close()


@pytest.mark.parametrize("few", [3_000, 0])
def test_numbers_of_a_list(reader: Reader, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "FEW", few)
    found = reader.facets(Listing(words="HER2"))
    assert found.total == 3
    assert found.years == {2010: 1, 2024: 2}
    assert found.types == {"randomised-trial": 1, "review": 2}
    assert found.evidence == {"patients": 1}
    assert (found.affected, found.starred, found.new) == (1, 1, 2)
    assert found.topics["mechanism:pten-loss"] == 1
    assert found.topics["mechanism:pik3ca-mutation"] == 1, "what a person took off does not count"
    assert found.topics["drug:lapatinib"] == 1
    parent = next(row.parent for row in reader.tree() if row.id == "pten-loss")
    assert found.topics[f"mechanism:{parent}"] == 2, "a mechanism counts those below it"


@pytest.mark.parametrize(
    ("narrowed", "ids"),
    [
        (Listing(years=(2024, 2024)), {1, 2}),
        (Listing(years=(2000, 2010)), {3}),
        (Listing(types=("review",)), {2, 3}),
        (Listing(types=("review", "randomised-trial")), {1, 2, 3}),
        (Listing(evidence=("patients",), types=("review",)), set()),
        (Listing(new=True), {2, 3}),
        (Listing(new=True, affected=True), {2}),
        (Listing(words="two", types=("review",)), {2}),
        (Listing(words="two", types=("randomised-trial",), sort="best"), set()),
        (Listing(starred=True, years=(2024, 2026), sort="newest"), {1}),
        (Listing(topics=("drug:lapatinib",), words="HER2"), {1}),
    ],
)
def test_a_list_is_narrowed_as_the_numbers_say(reader: Reader, narrowed: Listing, ids: set[int]) -> None:
    assert set(reader.article_ids(narrowed)) == ids
    assert reader.total(narrowed) == len(ids)
    assert {row.id for row in reader.first(narrowed)} == ids


def test_counting_ends_when_it_is_cancelled(reader: Reader) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        reader.facets(Listing(), progress)
