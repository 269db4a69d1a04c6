"""Names that a person gives to what is theirs: collections and saved searches."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final, Literal

from her2ref.core.errors import KnownError
from her2ref.library import personal
from her2ref.library.personal import storable

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST: Final = 200
"""Letters of a name."""

Table = Literal["collection", "saved_search"]
WORDS: Final[dict[Table, str]] = {"collection": "collection", "saved_search": "saved search"}


def label(text: str) -> str:
    """A name as it is stored: one line, without signs that cannot be shown. Raises `KnownError` for none."""
    shown = "".join(sign if sign.isprintable() else " " for sign in storable(text))
    name = " ".join(shown.split())[:LONGEST].strip()
    if not name:
        raise KnownError("The name is empty, so nothing was saved.", next_step="Give it a name.")
    return name


def refuse_taken(connection: Connection, table: Table, name: str, but: int = 0) -> None:
    """Raises `KnownError` when another row of `table` than `but`, not in the trash, has this name in any case."""
    taken = _names(connection, table, but).get(name.casefold())
    if taken is not None:
        raise KnownError(
            f"There is a {WORDS[table]} “{taken}” already.", next_step="Choose another name, or use that one."
        )


def free_name(connection: Connection, table: Table, name: str, but: int = 0) -> str:
    """`name`, or with a number behind it where that is taken: "Brain 2"."""
    taken = _names(connection, table, but)
    numbered = (f"{name[: LONGEST - 6]} {number}" for number in count(2))
    return name if name.casefold() not in taken else next(n for n in numbered if n.casefold() not in taken)


def _names(connection: Connection, table: Table, but: int) -> dict[str, str]:
    rows = connection.exec_driver_sql(
        f"SELECT name FROM {table} WHERE deleted = '' AND id != ?",  # noqa: S608 - one of two names of ours
        (but,),
    )
    return {name.casefold(): name for (name,) in rows}


def throw(connection: Connection, table: Table, number: int) -> bool:
    """Puts a row of `table` into the trash, inside the open transaction; False where it is there or gone."""
    moment = personal.changes_now(connection, table, number)
    sql = f"UPDATE {table} SET deleted = ?, changed = ? WHERE id = ? AND deleted = ''"  # noqa: S608
    return bool(connection.exec_driver_sql(sql, (moment, moment, number)).rowcount)
