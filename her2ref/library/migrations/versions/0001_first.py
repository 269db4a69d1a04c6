"""The first schema: curated, PubMed and personal tables, and the full-text index.

Written out, not taken from today's schema, so that it stays what was released.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = """
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL DEFAULT '');
CREATE TABLE article (
  id INTEGER NOT NULL PRIMARY KEY,
  source TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL DEFAULT 1, status TEXT NOT NULL DEFAULT '',
  revised TEXT NOT NULL DEFAULT '', entered TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
  vernacular_title TEXT NOT NULL DEFAULT '', abstract TEXT NOT NULL DEFAULT '', authors TEXT NOT NULL DEFAULT '',
  first_author TEXT NOT NULL DEFAULT '', mesh TEXT NOT NULL DEFAULT '', journal TEXT NOT NULL DEFAULT '',
  journal_abbrev TEXT NOT NULL DEFAULT '', year INTEGER, sort_date INTEGER NOT NULL DEFAULT 0,
  volume TEXT NOT NULL DEFAULT '', issue TEXT NOT NULL DEFAULT '', pages TEXT NOT NULL DEFAULT '',
  doi TEXT NOT NULL DEFAULT '', pmcid TEXT NOT NULL DEFAULT '', publication_types TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '', states INTEGER NOT NULL DEFAULT 0, is_book INTEGER NOT NULL DEFAULT 0,
  has_abstract INTEGER NOT NULL DEFAULT 0, "match" TEXT NOT NULL DEFAULT '', added_at TEXT NOT NULL DEFAULT '',
  updated_at TEXT NOT NULL DEFAULT '');
CREATE INDEX article_by_date ON article (sort_date DESC, id DESC);
CREATE INDEX article_by_doi ON article (doi);
CREATE INDEX article_by_match ON article ("match");
CREATE INDEX article_by_states ON article (states) WHERE states != 0;
CREATE INDEX article_without_abstract ON article (id) WHERE has_abstract = 0;
CREATE TABLE raw_record (
  article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE ON UPDATE CASCADE,
  format TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1, revised TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '', size INTEGER NOT NULL DEFAULT 0, digest BLOB NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (article_id, format));
CREATE TABLE notice (
  id INTEGER NOT NULL PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE ON UPDATE CASCADE,
  kind TEXT NOT NULL DEFAULT '', pmid INTEGER, citation TEXT NOT NULL DEFAULT '');
CREATE INDEX notice_by_article ON notice (article_id);
CREATE INDEX notice_by_pmid ON notice (pmid);
CREATE TABLE topic (
  key TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL DEFAULT '', id TEXT NOT NULL DEFAULT '',
  parent TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0, name TEXT NOT NULL DEFAULT '',
  subtitle TEXT NOT NULL DEFAULT '', level TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '');
CREATE INDEX topic_by_kind ON topic (kind, position);
CREATE TABLE topic_name (
  norm TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (norm, key));
CREATE TABLE topic_source (
  topic_key TEXT NOT NULL, reference_id TEXT NOT NULL, article_id INTEGER, PRIMARY KEY (topic_key, reference_id));
CREATE INDEX topic_source_by_article ON topic_source (article_id);
CREATE TABLE topic_link (
  mechanism_key TEXT NOT NULL, drug_key TEXT NOT NULL, relation TEXT NOT NULL,
  PRIMARY KEY (mechanism_key, drug_key, relation));
CREATE INDEX topic_link_by_drug ON topic_link (drug_key);
CREATE TABLE article_topic (
  topic_key TEXT NOT NULL, article_id INTEGER NOT NULL, "by" TEXT NOT NULL, removed INTEGER NOT NULL DEFAULT 0,
  matched TEXT NOT NULL DEFAULT '', PRIMARY KEY (topic_key, article_id, "by"));
CREATE INDEX article_topic_by_article ON article_topic (article_id);
CREATE INDEX article_topic_removed ON article_topic (topic_key, article_id) WHERE removed != 0;
CREATE TABLE star (target TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL DEFAULT '');
CREATE TABLE note (
  id INTEGER NOT NULL PRIMARY KEY, target TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '', changed TEXT NOT NULL DEFAULT '');
CREATE INDEX note_by_target ON note (target);
CREATE VIRTUAL TABLE article_fts USING fts5(
  title, abstract, authors, mesh, journal, content='article', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2');
INSERT INTO article_fts(article_fts, rank) VALUES ('automerge', 16)
"""

TRIGGERS = """
CREATE TRIGGER article_fts_delete AFTER DELETE ON article BEGIN
  INSERT INTO article_fts(article_fts, rowid, title, abstract, authors, mesh, journal)
  VALUES ('delete', old.id, old.title, old.abstract, old.authors, old.mesh, old.journal);
END
---
CREATE TRIGGER article_fts_update AFTER UPDATE OF id, title, abstract, authors, mesh, journal ON article BEGIN
  INSERT INTO article_fts(article_fts, rowid, title, abstract, authors, mesh, journal)
  VALUES ('delete', old.id, old.title, old.abstract, old.authors, old.mesh, old.journal);
  INSERT INTO article_fts(rowid, title, abstract, authors, mesh, journal)
  VALUES (new.id, new.title, new.abstract, new.authors, new.mesh, new.journal);
END
"""


def upgrade() -> None:
    connection = op.get_bind()
    for statement in (*STATEMENTS.split(";\n"), *TRIGGERS.split("---")):
        connection.exec_driver_sql(statement)
