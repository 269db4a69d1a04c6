"""Collections: made, named, filled, emptied and thrown away."""

from __future__ import annotations

import pytest

from her2ref.core.changes import Changes
from her2ref.core.errors import KnownError, UnknownId
from her2ref.core.paths import Home
from her2ref.library import trash
from her2ref.library.collecting import collect, make_collection, rename_collection, throw_collection
from her2ref.library.library import Library
from her2ref.library.rows import Collection
from tests.library import filling, owning


@pytest.fixture
def library(library_home: Home):
    filling.fill(library_home.library, owning.ARTICLES)
    made = Library(library_home.library)
    yield made
    made.close()


def test_a_collection_is_filled_and_emptied(library: Library) -> None:
    heap, reader = make_collection(library, " Brain\n metastases "), library.reader()
    assert heap == Collection(heap.id, "Brain metastases", 0)
    targets = ("12345", "article:-7", "mechanism:pten-loss", "70000001")
    assert collect(library, heap.id, targets, on=True) == Changes.of("collections", ids=targets)
    assert collect(library, heap.id, targets, on=True) == Changes.of()
    assert set(reader.collected(heap.id)) == set(targets)
    assert reader.collections() == [Collection(heap.id, "Brain metastases", 4)]
    assert reader.collections_of("12345") == [heap.id]
    assert collect(library, heap.id, ["12345", "999"], on=False) == Changes.of("collections", ids=("12345",))
    assert reader.collections_of("12345") == []


def test_all_go_in_or_none(library: Library) -> None:
    heap = make_collection(library, "Heap")
    with pytest.raises(UnknownId):
        collect(library, heap.id, ["12345", "drug:nothing"], on=True)
    assert library.reader().collected(heap.id) == []
    for number in (999, -1):
        with pytest.raises(UnknownId):
            collect(library, number, ["12345"], on=True)


def test_names_are_one_line_and_no_two_are_the_same(library: Library) -> None:
    first, second = make_collection(library, "One"), make_collection(library, "Two")
    for name in ("one", " ONE "):
        with pytest.raises(KnownError, match="already"):
            make_collection(library, name)
    with pytest.raises(KnownError, match="already"):
        rename_collection(library, second.id, "oNe")
    for name in ("", " \n\u200b", "\0"):
        with pytest.raises(KnownError, match="empty"):
            make_collection(library, name)
    assert rename_collection(library, first.id, "ONE").touches("collections")
    assert len(make_collection(library, "x" * 999).name) == 200
    assert make_collection(library, "half \ud83d").name == "half ?"
    with pytest.raises(UnknownId):
        rename_collection(library, 999, "Other")


def test_a_thrown_collection_comes_back_with_what_is_in_it_beside_one_of_its_name(library: Library) -> None:
    heap = make_collection(library, "Heap")
    collect(library, heap.id, ["12345"], on=True)
    assert throw_collection(library, heap.id) == Changes.of("collections")
    assert throw_collection(library, heap.id) == Changes.of()
    reader = library.reader()
    assert reader.collections() == reader.collections_of("12345") == reader.collected(heap.id) == []
    with pytest.raises(UnknownId):
        collect(library, heap.id, ["54321"], on=True)
    make_collection(library, "heap")
    trash.take_back(library, "collection", heap.id)
    assert [(one.name, one.items) for one in reader.collections()] == [("heap", 0), ("Heap 2", 1)]
