"""Every statement that reading sends, by name; a test prepares each against the migrated schema."""

from __future__ import annotations

from typing import Final

from her2ref.library.own_statements import OWN
from her2ref.library.questions import QUESTIONS

STATEMENTS: Final[dict[str, str]] = {
    "data_version": "PRAGMA data_version",
    "meta": "SELECT value FROM meta WHERE key = ?",
    "topics": "SELECT key, kind, id, parent, name, subtitle, level FROM topic WHERE kind = ? ORDER BY position, name",
    "topic": "SELECT kind, detail FROM topic WHERE key = ?",
    "topic_row": "SELECT key, kind, id, parent, name, subtitle, level FROM topic WHERE key = ?",
    "reference_by_doi": """
        SELECT key FROM topic WHERE kind = 'reference' AND lower(json_extract(detail, '$.doi')) = lower(?) LIMIT 1""",
    "links": "SELECT mechanism_key, drug_key, relation FROM topic_link",
    "names": """
        SELECT n.norm, n.name, n.key, n.kind, t.name FROM topic_name n JOIN topic t ON t.key = n.key
        ORDER BY t.kind, t.position""",
    "weights": "SELECT topic_key, count(*) FROM topic_source GROUP BY topic_key",
    "reference_names": """
        SELECT key, name, subtitle, json_extract(detail, '$.authors'), json_extract(detail, '$.doi'),
          json_extract(detail, '$.year') FROM topic WHERE kind = 'reference' ORDER BY position""",
    "references": "SELECT id, detail FROM topic WHERE kind = 'reference' AND id IN (SELECT value FROM json_each(?))",
    "trials_of": """
        SELECT detail FROM topic WHERE kind = 'trial'
          AND EXISTS (SELECT 1 FROM json_each(topic.detail, ?) AS held WHERE held.value = ?) ORDER BY position""",
    "cited_by": """
        SELECT key, kind, id, parent, name, subtitle, level FROM topic
        WHERE key IN (SELECT topic_key FROM topic_source WHERE reference_id = ?)
        ORDER BY CASE kind WHEN 'mechanism' THEN 0 WHEN 'drug' THEN 1 ELSE 2 END, position, name""",
    "held": "SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?))",
    "arriving": """
        SELECT id, doi, "match", has_abstract, states FROM article WHERE id IN (SELECT value FROM json_each(?)) UNION
        SELECT id, doi, "match", has_abstract, states FROM article WHERE doi IN (SELECT value FROM json_each(?)) UNION
        SELECT id, doi, "match", has_abstract, states FROM article WHERE "match" IN (SELECT value FROM json_each(?))""",
    "by_bytes": """
        SELECT article_id FROM raw_record WHERE article_id < 0 AND hex(digest) IN (SELECT value FROM json_each(?))""",
    "ranks": """
        SELECT article_id, format, revised, version, status, size, digest FROM raw_record
        WHERE article_id IN (SELECT value FROM json_each(?))""",
    "mechanism_tags": """
        SELECT topic_key, group_concat(article_id) FROM article_topic
        WHERE topic_key BETWEEN 'mechanism:' AND 'mechanism;' GROUP BY topic_key""",
    "other_tags": """
        SELECT topic_key, count(DISTINCT article_id) FROM article_topic
        WHERE topic_key NOT BETWEEN 'mechanism:' AND 'mechanism;' GROUP BY topic_key""",
    "tags_of": """
        SELECT group_concat(article_id) FROM article_topic WHERE topic_key IN (SELECT value FROM json_each(?))""",
    "void_tags": """
        SELECT topic_key, article_id FROM article_topic r WHERE removed != 0 AND NOT EXISTS
          (SELECT 1 FROM article_topic c WHERE c.topic_key = r.topic_key AND c.article_id = r.article_id
            AND c."by" = 'content') UNION
        SELECT topic_key, article_id FROM topic_source s WHERE article_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM article a WHERE a.id = s.article_id)""",
    "valid_tags": """
        SELECT DISTINCT article_id FROM article_topic g WHERE topic_key IN (SELECT value FROM json_each(?))
          AND article_id IN (SELECT article_id FROM article_topic WHERE removed != 0)
          AND ("by" = 'content' OR NOT EXISTS (SELECT 1 FROM article_topic r WHERE r.topic_key = g.topic_key
            AND r.article_id = g.article_id AND r.removed != 0))""",
    "removed": """
        SELECT article_id FROM article_topic
        WHERE removed != 0 AND topic_key IN (SELECT value FROM json_each(?))""",
    "all_by_date": """
        SELECT group_concat(id) FROM (SELECT id FROM article ORDER BY sort_date DESC, id DESC)""",
    "all_newest": "SELECT group_concat(id) FROM (SELECT id FROM article_fts_docsize ORDER BY id DESC)",
    "some_by_date": """
        SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?)) ORDER BY sort_date DESC, id DESC""",
    "some_newest": "SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
    "affected": "SELECT id FROM article WHERE states != 0",
    "cited": "SELECT DISTINCT article_id FROM topic_source WHERE article_id IS NOT NULL",
    "rows": """
        SELECT a.id, a.title, substr(a.authors, 1, 400), coalesce(nullif(a.journal_abbrev, ''), a.journal), a.year,
          a.publication_types, a.states, a.has_abstract, s.target IS NOT NULL,
          EXISTS (SELECT 1 FROM note n WHERE n.deleted = ''
            AND n.target = iif(a.id > 0, '' || a.id, 'article:' || a.id)), coalesce(r.state, '')
        FROM article a LEFT JOIN star s ON s.target = iif(a.id > 0, '' || a.id, 'article:' || a.id)
          LEFT JOIN reading r ON r.target = iif(a.id > 0, '' || a.id, 'article:' || a.id)
        WHERE a.id IN (SELECT value FROM json_each(?))""",
    "article": "SELECT states, added_at, updated_at FROM article WHERE id = ?",
    "raw": "SELECT format, data FROM raw_record WHERE article_id = ?",
    "tags": """
        SELECT g.topic_key, coalesce(t.name, g.topic_key), g."by", g.matched FROM article_topic g
          LEFT JOIN topic t ON t.key = g.topic_key
        WHERE g.article_id = ? AND g.removed = 0 AND (g."by" = 'content' OR NOT EXISTS
          (SELECT 1 FROM article_topic r WHERE r.topic_key = g.topic_key AND r.article_id = g.article_id
            AND r.removed != 0))
        ORDER BY t.kind, t.position, g."by" """,
    "removed_tags": """
        SELECT g.topic_key, coalesce(t.name, g.topic_key), g."by", g.matched FROM article_topic g
          LEFT JOIN topic t ON t.key = g.topic_key WHERE g.article_id = ? AND g.removed != 0
        ORDER BY t.kind, t.position""",
    "by_doi": "SELECT id FROM article WHERE doi = lower(?) AND doi != '' LIMIT 1",
    "corrections": """
        SELECT c.detail, s.id IS NOT NULL FROM correction c LEFT JOIN correction_seen s ON s.id = c.id
        WHERE ? IN ('', c.topic_key) ORDER BY s.id IS NOT NULL, c.position""",
    "words": "SELECT id, kind, name, names FROM word ORDER BY id",
    "holdings": """
        SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM article WHERE has_abstract = 0),
          (SELECT count(DISTINCT article_id) FROM topic_source),
          (SELECT count(DISTINCT s.article_id) FROM topic_source s JOIN article a ON a.id = s.article_id),
          (SELECT count(*) FROM article WHERE states != 0),
          (SELECT count(*) FROM correction c WHERE NOT EXISTS
            (SELECT 1 FROM correction_seen s WHERE s.id = c.id))""",
    **OWN,
    **QUESTIONS,
}  # fmt: skip
