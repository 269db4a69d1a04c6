"""The statements of searching, by name; `statements.STATEMENTS` holds them with the others."""

from __future__ import annotations

from typing import Final

from her2ref.library.anchors import keywords

_MATCHING: Final = "FROM article_fts WHERE article_fts MATCH ?"
_GIVEN: Final = "(SELECT value FROM json_each(?))"

QUESTIONS: Final[dict[str, str]] = {
    "matching": f"SELECT group_concat(rowid) FROM (SELECT rowid {_MATCHING} ORDER BY rowid DESC)",
    "count_matching": f"SELECT count(*) {_MATCHING}",
    "newest_matching": f"SELECT rowid {_MATCHING} ORDER BY rowid DESC LIMIT ?",
    "newest_brief": f"""
        SELECT a.id, a.title, coalesce(nullif(a.journal_abbrev, ''), a.journal), a.year
        FROM (SELECT rowid AS id {_MATCHING} ORDER BY rowid DESC LIMIT ?) m JOIN article a ON a.id = m.id
        ORDER BY m.id DESC""",
    "candidates": f"""
        SELECT m.id, a.title, f.kinds, f.day
        FROM (SELECT rowid AS id {_MATCHING} ORDER BY rowid DESC LIMIT ?) m
        JOIN article a ON a.id = m.id LEFT JOIN article_fact f ON f.article_id = m.id""",
    "candidates_untitled": f"""
        SELECT m.id, '', f.kinds, f.day
        FROM (SELECT rowid AS id {_MATCHING} ORDER BY rowid DESC LIMIT ?) m
        LEFT JOIN article_fact f ON f.article_id = m.id""",
    "candidates_of": f"""
        SELECT a.id, a.title, f.kinds, f.day FROM article a LEFT JOIN article_fact f ON f.article_id = a.id
        WHERE a.id IN {_GIVEN}""",
    "by_bm25": f"SELECT rowid {_MATCHING} ORDER BY rank LIMIT ?",
    "completions": "SELECT word FROM term WHERE word >= ? AND word < ? LIMIT ?",
    "heads": "SELECT uses, words FROM term_head WHERE begin = ?",
    "likely": "SELECT word, uses FROM term WHERE word >= ? AND word < ? ORDER BY uses DESC LIMIT ?",
    "uses_of": f"SELECT word, uses FROM term WHERE word IN {_GIVEN}",
    "newer": "SELECT id FROM article_fts_docsize WHERE id > ? ORDER BY id DESC LIMIT ?",
    "newer_matching": f"SELECT rowid {_MATCHING} AND rowid > ? ORDER BY rowid DESC LIMIT ?",
    "brief": f"""
        SELECT id, title, coalesce(nullif(journal_abbrev, ''), journal), year FROM article WHERE id IN {_GIVEN}""",
    "texts": f"""
        SELECT id, title, abstract, mesh, replace(authors, char(10), char(1)) || char(1) || journal || char(1)
          || journal_abbrev || char(1) || vernacular_title, {keywords()},
          replace(publication_types, char(10), char(1)) FROM article WHERE id IN {_GIVEN}""",
    "subjects": f"SELECT id, mesh FROM article WHERE id IN {_GIVEN}",
    "own_texts": f"SELECT id, title, abstract FROM article WHERE id IN {_GIVEN}",
    "count_articles": "SELECT count(*) FROM article_fact",
    "facts": "SELECT article_id, day, kinds FROM article_fact",
    "facts_of": f"SELECT article_id, day, kinds FROM article_fact WHERE article_id IN {_GIVEN}",
    "of_kinds": """
        SELECT article_id FROM article_fact
        WHERE day BETWEEN ? AND ? AND (? = 0 OR kinds & ?) AND (? = 0 OR kinds & ?)""",
    "arrived": """
        SELECT article_id FROM article_fact
        WHERE added >= (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'arrived')""",
    "all_tags": "SELECT topic_key, article_id FROM article_topic WHERE removed = 0",
    "tags_of_articles": f"""
        SELECT topic_key, article_id FROM article_topic WHERE removed = 0 AND article_id IN {_GIVEN}""",
}  # fmt: skip
