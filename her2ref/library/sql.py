"""SQL of bulk writes, made by SQLAlchemy from the schema once and run by the driver on plain tuples.

Filling rows through SQLAlchemy's own parameters costs more than storing them (13 against 25 thousand rows a second).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.dialects.sqlite import dialect


def inserting(table: Table, *columns: str, replacing: bool = False) -> str:
    """INSERT of these columns in this order; `replacing` puts the row in the place of one with the same key."""
    statement = insert(table).values({name: bindparam(name) for name in columns}).inline()
    if replacing:
        statement = statement.prefix_with("OR REPLACE")
    return _compiled(statement, columns)


def updating(table: Table, *columns: str) -> str:
    """UPDATE of these columns in this order, of the row whose `id` comes last."""
    statement = update(table).where(table.c.id == bindparam("row"))
    return _compiled(statement.values({name: bindparam(name) for name in columns}), (*columns, "row"))


def _compiled(statement: Any, columns: tuple[str, ...]) -> str:
    made = statement.compile(dialect=dialect(paramstyle="qmark"))
    if tuple(made.positiontup) != columns:
        raise ValueError(f"columns must stand in the table's order: {made.positiontup}")
    return str(made)
