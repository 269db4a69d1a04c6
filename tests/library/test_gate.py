"""While a library is moved nobody of this process opens it."""

from __future__ import annotations

import threading

import pytest

from her2ref.core.errors import LibraryTrouble
from her2ref.core.paths import Home
from her2ref.library import gate
from her2ref.library.library import Library
from her2ref.library.notes import save_note

PLACE = "mechanism:pten-loss"


@pytest.fixture
def library(library_home: Home):
    made = Library(library_home.library)
    save_note(made, PLACE, "a note")
    yield made
    made.close()


def open_ones(library: Library) -> int:
    return sum(reader._ask._connection is not None for reader in library._readers)


def test_who_wants_to_read_waits_until_it_is_in_place(library: Library) -> None:
    known = library.reader()
    assert known.notes(PLACE)
    read: list[int] = []
    asking = threading.Event()

    def other() -> None:
        asking.set()
        read.append(len(library.reader().notes(PLACE)))

    thread = threading.Thread(target=other)
    with library.replaced():
        thread.start()
        asking.wait()
        thread.join(0.2)
        assert (read, open_ones(library)) == ([], 0)
    thread.join(10)
    assert read == [1]
    assert known.notes(PLACE), "a reader that was there before opens it anew"


def test_a_reader_that_was_closed_does_not_open_it_inside(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "WAIT", 0.05)
    known = library.reader()
    assert known.notes(PLACE)
    failed: list[BaseException] = []

    def other() -> None:
        try:
            known.notes(PLACE)
        except LibraryTrouble as trouble:
            failed.append(trouble)

    with library.replaced():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        with pytest.raises(LibraryTrouble, match="being put in the place"):
            library.reader().notes(PLACE)
        assert open_ones(library) == 0
    assert "then try again" in str(failed[0])
    assert library.damage is None


def test_what_changes_the_file_in_transactions_lets_others_read(library: Library) -> None:
    with library.replaced(reading=True):
        assert library.reader().notes(PLACE)
