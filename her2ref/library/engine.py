"""The writing side's SQLAlchemy engine: one connection, real transactions (DDL included), durable commits."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from her2ref.library.opening import is_fixed, uri, why_not_written

BUSY_MS = 10_000
"""How long a write waits for another process, in milliseconds."""

LOG_LIMIT = 16_000_000
"""Bytes that the log beside the library keeps once its changes are in the file; after a large import it is cut."""


def prepare(connection: sqlite3.Connection) -> None:
    """Pragmas of every writing connection."""
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -32000")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_LIMIT}")


def open_engine(path: Path) -> Engine:
    """An engine on `path` whose transactions begin with BEGIN IMMEDIATE, so that DDL rolls back too.

    The file is there already: one that is not, on a stick that was pulled out, is not made anew. Raises
    `LibraryTrouble` where nothing can be written: SQLite would leave files beside it that keep it from being read.
    """
    if is_fixed(path) and (trouble := why_not_written(path)) is not None:
        raise trouble
    address = uri(path, "mode=rw")
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False),
        poolclass=StaticPool,
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own transactions do not cover DDL
        prepare(connection)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
