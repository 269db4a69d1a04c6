"""What a person adds: trash and search of notes, reading states, collections, saved searches, PMIDs to fetch; and
what was sent to whom."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = """
ALTER TABLE note ADD COLUMN uid TEXT NOT NULL DEFAULT '';
ALTER TABLE note ADD COLUMN deleted TEXT NOT NULL DEFAULT '';
UPDATE note SET uid = lower(hex(randomblob(8)));
CREATE UNIQUE INDEX note_by_uid ON note (uid) WHERE uid != '';
CREATE TABLE reading (
  target TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL DEFAULT '', at TEXT NOT NULL DEFAULT '');
CREATE TABLE collection (
  id INTEGER NOT NULL PRIMARY KEY, uid TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '', changed TEXT NOT NULL DEFAULT '', deleted TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX collection_by_uid ON collection (uid) WHERE uid != '';
CREATE TABLE collected (
  collection_id INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
  target TEXT NOT NULL, at TEXT NOT NULL DEFAULT '', PRIMARY KEY (collection_id, target));
CREATE INDEX collected_by_target ON collected (target);
CREATE TABLE saved_search (
  id INTEGER NOT NULL PRIMARY KEY, uid TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '', created TEXT NOT NULL DEFAULT '', changed TEXT NOT NULL DEFAULT '',
  deleted TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX saved_search_by_uid ON saved_search (uid) WHERE uid != '';
CREATE TABLE wanted (
  pmid INTEGER NOT NULL PRIMARY KEY, at TEXT NOT NULL DEFAULT '', "from" TEXT NOT NULL DEFAULT '');
CREATE TABLE sent (
  id INTEGER NOT NULL PRIMARY KEY, at TEXT NOT NULL DEFAULT '', host TEXT NOT NULL DEFAULT '',
  what TEXT NOT NULL DEFAULT '', requests INTEGER NOT NULL DEFAULT 0);
CREATE VIRTUAL TABLE note_fts USING fts5(
  text, content='note', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
INSERT INTO note_fts(note_fts) VALUES ('rebuild')
"""

TRIGGERS = """
CREATE TRIGGER note_fts_insert AFTER INSERT ON note BEGIN
  INSERT INTO note_fts(rowid, text) VALUES (new.id, new.text);
END
---
CREATE TRIGGER note_fts_delete AFTER DELETE ON note BEGIN
  INSERT INTO note_fts(note_fts, rowid, text) VALUES ('delete', old.id, old.text);
END
---
CREATE TRIGGER note_fts_update AFTER UPDATE OF id, text ON note BEGIN
  INSERT INTO note_fts(note_fts, rowid, text) VALUES ('delete', old.id, old.text);
  INSERT INTO note_fts(rowid, text) VALUES (new.id, new.text);
END
"""


def upgrade() -> None:
    connection = op.get_bind()
    for statement in (*STATEMENTS.split(";\n"), *TRIGGERS.split("---")):
        connection.exec_driver_sql(statement)
