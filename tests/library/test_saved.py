"""Saved searches keep every narrowing of a list, and survive other versions of the program."""

from __future__ import annotations

from dataclasses import fields

import pytest

from her2ref.core.errors import KnownError, UnknownId
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.library import trash
from her2ref.library.library import Library
from her2ref.library.saved import detail_of, listing_of, rename_search, save_search, throw_search

FULL = Listing(
    topics=("mechanism:pten-loss", "drug:lapatinib"),
    words='"T-DXd"[ti] OR (brain AND metast*) \ud83d',
    starred=True,
    affected=True,
    cited=True,
    sort="best",
    new=True,
    years=(2019, 2024),
    types=("Review",),
    evidence=("randomised",),
    like=-7,
    exact=True,
    typing=True,
    collection=3,
    reading="unread",
    noted=True,
)


@pytest.fixture
def library(library_home: Home):
    made = Library(library_home.library)
    yield made
    made.close()


def test_every_field_of_a_list_comes_back(library: Library) -> None:
    assert all(getattr(FULL, f.name) != f.default for f in fields(Listing)), "a new field is not in this test"
    made = save_search(library, " My\nsearch ", FULL)
    assert made.name == "My search"
    (found,) = library.reader().saved_searches()
    assert found == made
    assert found.listing == listing_of(detail_of(FULL))
    assert found.listing.words == '"T-DXd"[ti] OR (brain AND metast*) ?'
    for field in fields(Listing):
        if field.name != "words":
            assert getattr(found.listing, field.name) == getattr(FULL, field.name)


@pytest.mark.parametrize(
    "detail",
    [
        "",
        "[]",
        "null",
        "{",
        "[" * 100_000,
        '{"words": 3, "years": [1], "topics": "x", "starred": 1, "unheard": []}',
    ],
)
def test_what_is_not_understood_is_left_out(detail: str) -> None:
    assert listing_of(detail) == Listing()
    assert listing_of('{"words": "brain", "later": 1}') == Listing(words="brain")


def test_names_are_kept_apart_and_searches_thrown_and_taken_back(library: Library) -> None:
    first = save_search(library, "One", Listing(words="a"))
    other = save_search(library, "Two", Listing(words="b"))
    with pytest.raises(KnownError, match="already"):
        save_search(library, "ONE", Listing())
    with pytest.raises(KnownError, match="already"):
        rename_search(library, other.id, "one")
    rename_search(library, other.id, "Three")
    throw_search(library, first.id)
    assert not throw_search(library, first.id).kinds
    with pytest.raises(UnknownId):
        rename_search(library, first.id, "Four")
    assert [one.name for one in library.reader().saved_searches()] == ["Three"]
    trash.take_back(library, "search", first.id)
    assert library.reader().saved_searches()[0] == first
