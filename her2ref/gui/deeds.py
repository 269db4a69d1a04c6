"""What a person can do and take back, each as a `Deed`. What is said of them stands here too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from her2ref.core.query import Listing
from her2ref.gui.numbers import counted
from her2ref.gui.undoing import Deed
from her2ref.library import collecting, saved, trash
from her2ref.library.library import Library
from her2ref.library.notes import link_note, throw_note
from her2ref.library.personal import set_reading, set_star
from her2ref.library.rows import Note

THROWN: Final = {
    "note": throw_note,
    "collection": collecting.throw_collection,
    "search": saved.throw_search,
}
RENAMED: Final = {"collection": collecting.rename_collection, "search": saved.rename_search}
LONGEST: Final = 60
"""Letters of a name in a sentence."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Deeds", text)


def _named(text: str, name: str) -> str:
    return text.replace("%1", name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…")


def starring(targets: Sequence[str], *, on: bool) -> Deed:
    """`targets` are those that change."""

    def turn(library: Library, *, to: bool) -> None:
        for target in targets:
            set_star(library, target, to)

    said = _tr("Starred.") if on else _tr("Star taken off.")
    return Deed(_several(said, targets), lambda lib: turn(lib, to=on), lambda lib: turn(lib, to=not on))


def reading(before: Mapping[str, str], state: str) -> Deed:
    """Every target of `before`, which tells its state, gets `state`."""

    def do(library: Library) -> None:
        for target in before:
            set_reading(library, target, state)

    def back(library: Library) -> None:
        for target, held in before.items():
            set_reading(library, target, held)

    said = {"later": _tr("To be read later."), "read": _tr("Marked as read.")}.get(
        state, _tr("Taken off the reading list.")
    )
    return Deed(_several(said, tuple(before)), do, back)


def collecting_in(collection: int, name: str, targets: Sequence[str], *, on: bool) -> Deed:
    """`targets` are those that come in or go out."""
    said = _named(_tr("Put into “%1”.") if on else _tr("Taken out of “%1”."), name)
    return Deed(
        _several(said, targets),
        lambda lib: collecting.collect(lib, collection, targets, on),
        lambda lib: collecting.collect(lib, collection, targets, not on),
    )


class _Making:
    """A new collection with what is in it; taken back it goes to the trash, and comes from there again."""

    def __init__(self, name: str, targets: Sequence[str]) -> None:
        self._name, self._targets, self._id = name, targets, 0

    def do(self, library: Library) -> None:
        if self._id:
            trash.take_back(library, "collection", self._id)
            return
        self._id = collecting.make_collection(library, self._name).id
        collecting.collect(library, self._id, self._targets, True)  # noqa: FBT003

    def back(self, library: Library) -> None:
        collecting.throw_collection(library, self._id)


def making(name: str, targets: Sequence[str]) -> Deed:
    deed = _Making(name, targets)
    return Deed(_named(_tr("Put into the new collection “%1”."), name), deed.do, deed.back)


class _Saving:
    """A search that is kept; taken back it goes to the trash."""

    def __init__(self, name: str, listing: Listing) -> None:
        self._name, self._listing, self._id = name, listing, 0

    def do(self, library: Library) -> None:
        if self._id:
            trash.take_back(library, "search", self._id)
        else:
            self._id = saved.save_search(library, self._name, self._listing).id

    def back(self, library: Library) -> None:
        saved.throw_search(library, self._id)


def saving(name: str, listing: Listing) -> Deed:
    deed = _Saving(name, listing)
    return Deed(_named(_tr("Search saved as “%1”."), name), deed.do, deed.back)


def throwing(kind: str, number: int, name: str) -> Deed:
    """A note, a collection or a search goes to the trash."""
    throw = THROWN[kind]
    return Deed(
        _named(_tr("“%1” is in the trash."), name),
        lambda lib: throw(lib, number),
        lambda lib: trash.take_back(lib, kind, number),
    )


def taking_back(kind: str, number: int, name: str) -> Deed:
    """Something of the trash goes back to where it was."""
    throw = THROWN[kind]
    return Deed(
        _named(_tr("“%1” is back."), name),
        lambda lib: trash.take_back(lib, kind, number),
        lambda lib: throw(lib, number),
    )


def renaming(kind: str, number: int, before: str, name: str) -> Deed:
    rename = RENAMED[kind]
    return Deed(
        _named(_tr("It is called “%1” now."), name),
        lambda lib: rename(lib, number, name),
        lambda lib: rename(lib, number, before),
    )


def linking(note: Note, target: str, title: str) -> Deed:
    """A note hangs on another thing, or on none."""
    said = _named(_tr("The note hangs on “%1” now."), title) if target else _tr("The note is parked.")
    return Deed(
        said,
        lambda lib: link_note(lib, note.id, target),
        lambda lib: link_note(lib, note.id, note.target),
    )


def _several(said: str, targets: Sequence[str]) -> str:
    return said if len(targets) < 2 else f"{said} ({counted(len(targets), '%1 thing', '%1 things')})"
