from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from her2ref.core.errors import UnknownId
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.gui import deeds
from her2ref.gui.undoing import Deed
from her2ref.library import collecting, notes, saved, trash
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.personal import set_reading, set_star

DRUG, OTHER, TRIAL = "drug:lapatinib", "mechanism:pten-loss", "trial:destiny-breast03"


@pytest.fixture
def held(qapp: object, library_home: Home) -> Iterator[Library]:
    made = Library(library_home.library)
    yield made
    made.close()


def own(library: Library) -> object:
    reader = library.reader()
    return (
        sorted(reader.stars()),
        {state: sorted(reader.targets_in_state(state)) for state in ("later", "read")},
        [(row.id, row.name, sorted(reader.collected(row.id))) for row in reader.collections()],
        [(row.id, row.name, row.listing) for row in reader.saved_searches()],
        sorted((line.note.id, line.note.target, line.note.text) for line in reader.all_notes()),
    )


def there_and_back(library: Library, deed: Deed) -> None:
    """Done, taken back, done again, taken back again: each time everything is exactly as it was."""
    before = own(library)
    deed.do(library)
    after = own(library)
    assert after != before
    deed.back(library)
    assert own(library) == before
    deed.do(library)
    assert own(library) == after
    deed.back(library)
    assert own(library) == before


def star(library: Library) -> Deed:
    return deeds.starring((DRUG, OTHER), on=True)


def unstar(library: Library) -> Deed:
    set_star(library, DRUG, on=True)
    return deeds.starring((DRUG,), on=False)


def read(library: Library) -> Deed:
    set_reading(library, DRUG, "later")
    return deeds.reading({DRUG: "later", OTHER: ""}, "read")


def unread(library: Library) -> Deed:
    set_reading(library, DRUG, "read")
    return deeds.reading({DRUG: "read"}, "")


def into(library: Library) -> Deed:
    made = collecting.make_collection(library, "Board")
    collecting.collect(library, made.id, [DRUG], on=True)
    return deeds.collecting_in(made.id, made.name, [OTHER], on=True)


def out_of(library: Library) -> Deed:
    made = collecting.make_collection(library, "Board")
    collecting.collect(library, made.id, [DRUG, OTHER], on=True)
    return deeds.collecting_in(made.id, made.name, [OTHER], on=False)


def new_one(library: Library) -> Deed:
    return deeds.making("Board", [DRUG, OTHER])


def search(library: Library) -> Deed:
    return deeds.saving("pten", Listing(words="pten", sort="best", years=(2020, 2024)))


def throw_note(library: Library) -> Deed:
    return deeds.throwing("note", save_note(library, DRUG, "words").id, "words")


def throw_collection(library: Library) -> Deed:
    made = collecting.make_collection(library, "Board")
    collecting.collect(library, made.id, [DRUG, OTHER], on=True)
    return deeds.throwing("collection", made.id, made.name)


def throw_search(library: Library) -> Deed:
    made = saved.save_search(library, "pten", Listing(words="pten"))
    return deeds.throwing("search", made.id, made.name)


def rename(library: Library) -> Deed:
    made = collecting.make_collection(library, "Board")
    return deeds.renaming("collection", made.id, "Board", "Tumour board")


def rename_search(library: Library) -> Deed:
    made = saved.save_search(library, "pten", Listing(words="pten"))
    return deeds.renaming("search", made.id, "pten", "PTEN")


def link(library: Library) -> Deed:
    return deeds.linking(save_note(library, "", "a question"), TRIAL, "DESTINY-Breast03")


@pytest.mark.parametrize(
    "make",
    [
        *(star, unstar, read, unread, into, out_of, new_one, search),
        *(throw_note, throw_collection, throw_search, rename, rename_search, link),
    ],
)
def test_every_deed_can_be_taken_back(held: Library, make: Callable[[Library], Deed]) -> None:
    there_and_back(held, make(held))


def test_what_was_thrown_away_can_be_taken_back_from_the_trash(held: Library) -> None:
    thrown = throw_note(held)
    thrown.do(held)
    row = held.reader().trash()[0]
    there_and_back(held, deeds.taking_back(row.kind, row.id, row.title))


def test_a_long_name_is_cut_in_the_sentence(qapp: object) -> None:
    said = deeds.throwing("note", 1, "word " * 100).said
    assert len(said) < 100
    assert said.endswith("…” is in the trash.")


@pytest.mark.parametrize(
    ("make", "again"),
    [
        (link, lambda library: save_note(library, "", "another question")),
        (rename, lambda library: collecting.make_collection(library, "Other")),
        (into, lambda library: collecting.make_collection(library, "Other")),
        (new_one, lambda library: collecting.make_collection(library, "Other")),
        (search, lambda library: saved.save_search(library, "Other", Listing(words="x"))),
    ],
)
def test_undo_never_reaches_another_thing_of_the_same_number(
    held: Library, make: Callable[[Library], Deed], again: Callable[[Library], object]
) -> None:
    deed = make(held)
    deed.do(held)
    for row in held.reader().collections():
        collecting.throw_collection(held, row.id)
    for kept in held.reader().saved_searches():
        saved.throw_search(held, kept.id)
    for line in held.reader().all_notes():
        notes.throw_note(held, line.note.id)
    trash.empty(held)
    again(held)
    before = own(held)
    with pytest.raises(UnknownId):
        deed.back(held)
    assert own(held) == before


def test_of_several_things_one_that_is_gone_does_not_keep_the_others(held: Library) -> None:
    for target in (DRUG, OTHER):
        set_star(held, target, on=True)
    deed = deeds.starring(("mechanism:gone", DRUG, OTHER), on=False)
    deed.do(held)
    deed.back(held)
    assert sorted(held.reader().stars()) == [DRUG, OTHER]
    with pytest.raises(UnknownId):
        deeds.starring(("mechanism:gone",), on=True).do(held)
