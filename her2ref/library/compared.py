"""Whether a full-text index fits the rows that it was made from, word by word, as FTS5 itself compares them."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from her2ref.library.opening import address
from her2ref.library.trouble import DAMAGED, LOCKED, READ_ONLY

if TYPE_CHECKING:
    from pathlib import Path


def fits(path: Path, table: str) -> bool:
    """FTS5 takes the comparison as an insertion, so it runs in a transaction that is rolled back; where nobody can
    write now, nothing is compared. `table` is a name of this program's."""
    connection = sqlite3.connect(address(path), uri=True, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except sqlite3.DatabaseError as error:
        code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
        if code in DAMAGED:
            return False
        if code not in LOCKED and code not in READ_ONLY:
            raise
    finally:
        if connection.in_transaction:
            connection.rollback()
        connection.close()
    return True
