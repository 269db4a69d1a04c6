"""Brings a library to today's schema, in one transaction with its `PRAGMA user_version`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

SCRIPTS = Path(__file__).resolve().parent


def upgrade(connection: Connection, head: int, scripts: Path = SCRIPTS) -> None:
    """Runs Alembic up to `head` on a connection whose transaction is open, then mirrors it in user_version."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, f"{head:04}")
    connection.exec_driver_sql(f"PRAGMA user_version = {head}")
