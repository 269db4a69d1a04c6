from __future__ import annotations

from collections.abc import Iterator

import pytest

from her2ref.core.errors import Cancelled
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.library.read import Reader
from tests.library import filling

OWN = "Neratinib after trastuzumab in early breast cancer: diarrhoea and its prophylaxis with loperamide."


@pytest.fixture
def reader(library_home: Home) -> Iterator[Reader]:
    filling.fill(
        library_home.library,
        [
            filling.article(1, "Diarrhoea with neratinib", abstract=OWN),
            filling.article(
                2, "Loperamide for neratinib", abstract="Prophylaxis of diarrhoea with loperamide."
            ),
            filling.article(
                3, "Breast cancer in general", abstract="Cancer of the breast and its treatment."
            ),
            filling.article(4, "Cats", abstract="Purring, whiskers, mice."),
            filling.article(5, "1 2 3", abstract=""),
            *(
                filling.article(10 + n, f"Study {n}", abstract="Trastuzumab in breast cancer.")
                for n in range(30)
            ),
        ],
    )
    made = Reader(library_home.library)
    yield made
    made.close()


def test_what_shares_rare_words_comes_first_and_the_article_itself_never(reader: Reader) -> None:
    found = reader.similar(1)
    assert found[0] == 2
    assert 1 not in found
    assert found.index(2) < found.index(3)
    assert 4 not in found[:10]


def test_a_list_of_similar_articles_keeps_their_order_and_can_be_narrowed(reader: Reader) -> None:
    assert reader.article_ids(Listing(like=1, sort="best"))[0] == 2
    assert list(reader.article_ids(Listing(like=1, starred=True))) == []
    assert reader.total(Listing(like=1)) == len(reader.article_ids(Listing(like=1)))


@pytest.mark.parametrize("number", [5, 999])
def test_an_article_without_words_or_record_has_none(number: int, reader: Reader) -> None:
    assert reader.similar(number) == []


def test_it_ends_when_it_is_cancelled(reader: Reader) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        reader.similar(1, progress=progress)
