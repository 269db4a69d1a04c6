"""Corrections of the content and which of them were seen; names that mean the same."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = """
CREATE TABLE correction (
  id TEXT NOT NULL PRIMARY KEY, topic_key TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0,
  detail TEXT NOT NULL DEFAULT '');
CREATE INDEX correction_by_topic ON correction (topic_key);
CREATE TABLE correction_seen (id TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL DEFAULT '');
CREATE TABLE word (
  id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '',
  names TEXT NOT NULL DEFAULT '')
"""


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS.split(";\n"):
        connection.exec_driver_sql(statement)
