"""Searches that a person keeps: a list with its words and everything it is narrowed to. On the disk when these
functions return."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from her2ref.core.changes import Changes
from her2ref.core.errors import UnknownId
from her2ref.core.query import Listing
from her2ref.library import personal
from her2ref.library.labels import label, refuse_taken, throw
from her2ref.library.rows import SavedSearch

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from her2ref.library.library import Library


def save_search(library: Library, name: str, listing: Listing) -> SavedSearch:
    """Keeps `listing` under a name. Raises `KnownError` for a name that is empty or taken."""
    clean, detail, moment = label(name), detail_of(listing), personal.now()
    made: list[int] = []

    def work(connection: Connection) -> Changes:
        refuse_taken(connection, "saved_search", clean)
        row = connection.exec_driver_sql(
            "INSERT INTO saved_search (uid, name, detail, created, changed) VALUES (?, ?, ?, ?, ?)",
            (personal.new_uid(), clean, detail, moment, moment),
        )
        made.append(row.lastrowid)
        return Changes.of("searches")

    library.write(work)
    return SavedSearch(made[0], clean, listing_of(detail), moment)


def rename_search(library: Library, search_id: int, name: str) -> Changes:
    """Another name. Raises `UnknownId`, and `KnownError` for a name that is empty or taken."""
    clean = label(name)

    def work(connection: Connection) -> Changes:
        refuse_taken(connection, "saved_search", clean, search_id)
        moment = personal.changes_now(connection, "saved_search", search_id)
        renamed = connection.exec_driver_sql(
            "UPDATE saved_search SET name = ?, changed = ? WHERE id = ? AND deleted = ''",
            (clean, moment, search_id),
        ).rowcount
        if not renamed:
            raise UnknownId(
                "This saved search is not there any more.", next_step="Look into the trash, or save it again."
            )
        return Changes.of("searches")

    return library.write(work)


def throw_search(library: Library, search_id: int) -> Changes:
    """Puts a saved search into the trash; one that is there or gone is no error."""

    def work(connection: Connection) -> Changes:
        thrown = throw(connection, "saved_search", search_id)
        return Changes.of("searches") if thrown else Changes.of()

    return library.write(work)


def detail_of(listing: Listing) -> str:
    """A list as JSON, without what is as it is anyway."""
    usual = asdict(Listing())
    kept = {name: value for name, value in asdict(listing).items() if value != usual[name]}
    return personal.storable(json.dumps(kept, ensure_ascii=False, sort_keys=True))


def listing_of(detail: str) -> Listing:
    """A list from JSON. What another version of the program wrote and this one does not know is left out."""
    try:
        found = json.loads(detail)
    except (ValueError, RecursionError):
        return Listing()
    if not isinstance(found, dict):
        return Listing()
    usual = Listing()
    read = {f.name: _value(found[f.name], getattr(usual, f.name)) for f in fields(Listing) if f.name in found}
    return Listing(**{name: value for name, value in read.items() if value is not None})


def _value(value: Any, usual: Any) -> Any:
    """`value` as a field of a list takes it; None where it is of another kind."""
    if usual is None:  # years
        is_pair = isinstance(value, list) and len(value) == 2 and all(type(year) is int for year in value)
        return tuple(value) if is_pair else None
    if isinstance(usual, tuple):
        is_texts = isinstance(value, list) and all(isinstance(text, str) for text in value)
        return tuple(value) if is_texts else None
    return value if type(value) is type(usual) else None
