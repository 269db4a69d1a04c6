"""Facts for facets; what a person chose in the lookup, and what to look for at the next sync.

The full-text index is no part of the schema any more: `library/index.py` makes it from the records.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = """
CREATE TABLE article_fact (
  article_id INTEGER NOT NULL PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE ON UPDATE CASCADE,
  day INTEGER NOT NULL DEFAULT 0, kinds INTEGER NOT NULL DEFAULT 0, added INTEGER NOT NULL DEFAULT 0);
CREATE INDEX article_fact_added ON article_fact (added);
CREATE TABLE choice (
  key TEXT NOT NULL PRIMARY KEY, uses INTEGER NOT NULL DEFAULT 0, at TEXT NOT NULL DEFAULT '');
CREATE TABLE wish (words TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL DEFAULT '')
"""


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS.split(";\n"):
        connection.exec_driver_sql(statement)
