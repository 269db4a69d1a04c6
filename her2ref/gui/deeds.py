"""What a person can do and take back, each as a `Deed`. What is said of them stands here too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from her2ref.core.errors import UnknownId
from her2ref.core.query import Listing
from her2ref.gui.numbers import counted
from her2ref.gui.undoing import Deed
from her2ref.library import collecting, saved, trash
from her2ref.library.library import Library
from her2ref.library.notes import link_note, throw_note
from her2ref.library.personal import set_reading, set_star
from her2ref.library.rows import Note

THROWN: Final = {"collection": collecting.throw_collection, "search": saved.throw_search}
RENAMED: Final = {"collection": collecting.rename_collection, "search": saved.rename_search}
LONGEST: Final = 60
"""Letters of a name in a sentence."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Deeds", text)


def _named(text: str, name: str) -> str:
    return text.replace("%1", name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…")


class _Thing:
    """A note, a collection or a search, known by its lasting name from the first time that something is done with it:
    once a thing is gone for good, its number may be another one's."""

    def __init__(self, kind: str, number: int, uid: str = "") -> None:
        self.kind, self.uid = kind, uid
        self._number = number

    def number(self, library: Library) -> int:
        """Its number now. Raises `UnknownId` where it is gone for good."""
        reader = library.reader()
        self.uid = self.uid or reader.lasting_name(self.kind, self._number)
        found = reader.number_of(self.kind, self.uid)
        if not found:
            raise UnknownId("It is not in the library any more.", next_step="Look at the list again.")
        return found

    def throw(self, library: Library) -> None:
        if self.kind == "note":
            throw_note(library, self.number(library), uid=self.uid)
        else:
            THROWN[self.kind](library, self.number(library))

    def take_back(self, library: Library) -> None:
        trash.take_back(library, self.kind, self.number(library))


def _each(targets: Iterable[str], turn: Callable[[str], object]) -> None:
    """Does it for each; one that is gone does not keep the others. Raises `UnknownId` where all are."""
    gone: list[UnknownId] = []
    asked = tuple(targets)
    for target in asked:
        try:
            turn(target)
        except UnknownId as error:
            gone.append(error)
    if gone and len(gone) == len(asked):
        raise gone[0]


def starring(targets: Sequence[str], *, on: bool) -> Deed:
    """`targets` are those that change."""

    def turn(library: Library, *, to: bool) -> None:
        _each(targets, lambda target: set_star(library, target, to))

    said = _tr("Starred.") if on else _tr("Star taken off.")
    return Deed(_several(said, targets), lambda lib: turn(lib, to=on), lambda lib: turn(lib, to=not on))


def reading(before: Mapping[str, str], state: str) -> Deed:
    """Every target of `before`, which tells its state, gets `state`."""

    def do(library: Library) -> None:
        _each(before, lambda target: set_reading(library, target, state))

    def back(library: Library) -> None:
        _each(before, lambda target: set_reading(library, target, before[target]))

    said = {"later": _tr("To be read later."), "read": _tr("Marked as read.")}.get(
        state, _tr("Taken off the reading list.")
    )
    return Deed(_several(said, tuple(before)), do, back)


def collecting_in(collection: int, name: str, targets: Sequence[str], *, on: bool) -> Deed:
    """`targets` are those that come in or go out."""
    said = _named(_tr("Put into “%1”.") if on else _tr("Taken out of “%1”."), name)
    heap = _Thing("collection", collection)
    return Deed(
        _several(said, targets),
        lambda lib: collecting.collect(lib, heap.number(lib), targets, on),
        lambda lib: collecting.collect(lib, heap.number(lib), targets, not on),
    )


class _Making:
    """A new collection with what is in it; taken back it goes to the trash, and comes from there again."""

    def __init__(self, name: str, targets: Sequence[str]) -> None:
        self._name, self._targets = name, targets
        self._made: _Thing | None = None

    def do(self, library: Library) -> None:
        if self._made is not None:
            self._made.take_back(library)
            return
        made = collecting.make_collection(library, self._name).id
        self._made = _Thing("collection", made, library.reader().lasting_name("collection", made))
        collecting.collect(library, made, self._targets, True)  # noqa: FBT003

    def back(self, library: Library) -> None:
        if self._made is not None:
            self._made.throw(library)


def making(name: str, targets: Sequence[str]) -> Deed:
    deed = _Making(name, targets)
    return Deed(_named(_tr("Put into the new collection “%1”."), name), deed.do, deed.back)


class _Saving:
    """A search that is kept; taken back it goes to the trash."""

    def __init__(self, name: str, listing: Listing) -> None:
        self._name, self._listing = name, listing
        self._made: _Thing | None = None

    def do(self, library: Library) -> None:
        if self._made is not None:
            self._made.take_back(library)
            return
        made = saved.save_search(library, self._name, self._listing).id
        self._made = _Thing("search", made, library.reader().lasting_name("search", made))

    def back(self, library: Library) -> None:
        if self._made is not None:
            self._made.throw(library)


def saving(name: str, listing: Listing) -> Deed:
    deed = _Saving(name, listing)
    return Deed(_named(_tr("Search saved as “%1”."), name), deed.do, deed.back)


def throwing(kind: str, number: int, name: str, *, uid: str = "") -> Deed:
    """A note, a collection or a search goes to the trash; `uid` is its lasting name where that is known."""
    thing = _Thing(kind, number, uid)
    return Deed(_named(_tr("“%1” is in the trash."), name), thing.throw, thing.take_back)


def taking_back(kind: str, number: int, name: str) -> Deed:
    """Something of the trash goes back to where it was."""
    thing = _Thing(kind, number)
    return Deed(_named(_tr("“%1” is back."), name), thing.take_back, thing.throw)


def renaming(kind: str, number: int, before: str, name: str) -> Deed:
    rename, thing = RENAMED[kind], _Thing(kind, number)
    return Deed(
        _named(_tr("It is called “%1” now."), name),
        lambda lib: rename(lib, thing.number(lib), name),
        lambda lib: rename(lib, thing.number(lib), before),
    )


def linking(note: Note, target: str, title: str) -> Deed:
    """A note hangs on another thing, or on none."""
    said = _named(_tr("The note hangs on “%1” now."), title) if target else _tr("The note is parked.")
    return Deed(
        said,
        lambda lib: link_note(lib, note.id, target, uid=note.uid),
        lambda lib: link_note(lib, note.id, note.target, uid=note.uid),
    )


def _several(said: str, targets: Sequence[str]) -> str:
    return said if len(targets) < 2 else f"{said} ({counted(len(targets), '%1 thing', '%1 things')})"
