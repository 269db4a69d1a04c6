"""The statements that read what a person added, by name; `statements.STATEMENTS` holds them with the others."""

from __future__ import annotations

from typing import Final


def _articles_of(table: str) -> str:
    """FROM and WHERE of the held articles among the targets of `table`, called `s`."""
    return f"""
        FROM {table} s JOIN article a ON a.id = CAST(replace(s.target, 'article:', '') AS INTEGER)
        WHERE (s.target GLOB '[0-9]*' OR s.target GLOB 'article:-[0-9]*')"""


_NOTE: Final = "n.id, n.target, n.text, n.created, n.changed, n.uid"
_TITLE: Final = """coalesce((SELECT t.name FROM topic t WHERE t.key = {target}),
    (SELECT a.title FROM article a
      WHERE a.id = CAST(replace({target}, 'article:', '') AS INTEGER)
        AND ({target} GLOB '[0-9]*' OR {target} GLOB 'article:-[0-9]*')),
    (SELECT t.name FROM topic t WHERE t.key = 'reference:pmid:' || {target}), '')"""
_LINES: Final = f"SELECT {_NOTE}, {_TITLE.format(target='n.target')}"
_LISTED: Final = """(EXISTS (SELECT 1 FROM topic t WHERE t.key IN ({target}, 'reference:pmid:' || {target}))
    OR (({target} GLOB '[0-9]*' OR {target} GLOB 'article:-[0-9]*')
        AND EXISTS (SELECT 1 FROM article a WHERE a.id = CAST(replace({target}, 'article:', '') AS INTEGER))))"""
"""Whether something stands for `target` in a list or above it."""
_NEWEST: Final = "ORDER BY n.changed DESC, n.id DESC"
_THINGS: Final = """(SELECT 'note' AS kind, id, uid FROM note UNION ALL
    SELECT 'collection', id, uid FROM collection UNION ALL SELECT 'search', id, uid FROM saved_search)"""

OWN: Final[dict[str, str]] = {
    "starred_articles": f"SELECT a.id {_articles_of('star')}",
    "starred_elsewhere": """
        SELECT t.key, t.kind, t.id, t.parent, t.name, t.subtitle, t.level
        FROM star s JOIN topic t ON t.key = iif(s.target GLOB '[0-9]*', 'reference:pmid:' || s.target, s.target)
        WHERE t.kind != 'reference' OR NOT EXISTS (SELECT 1 FROM article a WHERE a.id = CAST(s.target AS INTEGER))
        ORDER BY s.at DESC, t.key""",
    "stars": "SELECT target FROM star ORDER BY at DESC, target",
    "starred": "SELECT target FROM star WHERE target IN (SELECT value FROM json_each(?))",
    "notes": f"SELECT {_NOTE} FROM note n WHERE n.target = ? AND n.deleted = '' ORDER BY n.created, n.id",
    "noted_articles": f"SELECT DISTINCT a.id {_articles_of('note')} AND s.deleted = ''",
    "all_notes": f"{_LINES} FROM note n WHERE n.deleted = '' {_NEWEST} LIMIT ?",
    "parked_notes": f"{_LINES} FROM note n WHERE n.deleted = '' AND n.target = '' {_NEWEST} LIMIT ?",
    "found_notes": f"""
        {_LINES} FROM note_fts f JOIN note n ON n.id = f.rowid
        WHERE f.note_fts MATCH ? AND n.deleted = '' AND (? = 0 OR n.target = '') {_NEWEST} LIMIT ?""",
    "count_notes": """
        SELECT count(*) FROM note_fts f JOIN note n ON n.id = f.rowid WHERE f.note_fts MATCH ? AND n.deleted = ''""",
    "titles": f"SELECT value, {_TITLE.format(target='value')} FROM json_each(?)",
    "reading_of": "SELECT state FROM reading WHERE target = ?",
    "targets_in_state": "SELECT target FROM reading WHERE state = ? ORDER BY at DESC, target",
    "number_in_state": f"SELECT count(*) FROM reading r WHERE state = ? AND {_LISTED.format(target='r.target')}",
    "number_of_notes": "SELECT count(*) FROM note WHERE deleted = ''",
    "articles_in_state": f"SELECT a.id {_articles_of('reading')} AND s.state = ?",
    "collections": f"""
        SELECT c.id, c.name, (SELECT count(*) FROM collected i WHERE i.collection_id = c.id),
          (SELECT count(*) FROM collected i
            WHERE i.collection_id = c.id AND NOT {_LISTED.format(target="i.target")})
        FROM collection c WHERE c.deleted = '' ORDER BY c.name COLLATE NOCASE, c.id""",
    "collections_of": """
        SELECT c.id FROM collected i JOIN collection c ON c.id = i.collection_id
        WHERE i.target = ? AND c.deleted = '' ORDER BY c.name COLLATE NOCASE, c.id""",
    "collected": """
        SELECT i.target FROM collected i JOIN collection c ON c.id = i.collection_id
        WHERE c.id = ? AND c.deleted = '' ORDER BY i.at DESC, i.target""",
    "collected_articles": f"""
        SELECT a.id {_articles_of("collected")} AND s.collection_id = ?
          AND EXISTS (SELECT 1 FROM collection c WHERE c.id = s.collection_id AND c.deleted = '')""",
    "saved_searches": """
        SELECT id, name, detail, created FROM saved_search WHERE deleted = '' ORDER BY name COLLATE NOCASE, id""",
    "trash": """
        SELECT 'note', id, substr(text, 1, 400), deleted FROM note WHERE deleted != '' UNION ALL
        SELECT 'collection', id, name, deleted FROM collection WHERE deleted != '' UNION ALL
        SELECT 'search', id, name, deleted FROM saved_search WHERE deleted != '' ORDER BY 4 DESC, 1, 2""",
    "lasting_name": f"SELECT uid FROM {_THINGS} WHERE kind = ? AND id = ?",
    "number_of": f"SELECT id FROM {_THINGS} WHERE kind = ? AND uid = ? AND uid != ''",
    "moved": "SELECT value FROM meta WHERE key = 'moved:' || ?",
    "wanted": "SELECT pmid FROM wanted ORDER BY pmid",
    "choices": "SELECT key, uses, at FROM choice ORDER BY at DESC LIMIT ?",
    "wishes": "SELECT words FROM wish ORDER BY at DESC, words",
    "own_rows": """
        SELECT 'star', count(*), coalesce(substr(min(at), 1, 10), '') FROM star UNION ALL
        SELECT 'note', count(*), coalesce(substr(min(created), 1, 10), '') FROM note WHERE deleted = '' UNION ALL
        SELECT 'note_thrown', count(*), coalesce(substr(min(created), 1, 10), '') FROM note
          WHERE deleted != '' UNION ALL
        SELECT 'reading', count(*), coalesce(substr(min(at), 1, 10), '') FROM reading UNION ALL
        SELECT 'collection', count(*), coalesce(substr(min(created), 1, 10), '') FROM collection UNION ALL
        SELECT 'saved_search', count(*), coalesce(substr(min(created), 1, 10), '') FROM saved_search UNION ALL
        SELECT 'own_topic', count(*), '' FROM article_topic WHERE "by" = 'person' UNION ALL
        SELECT 'choice', count(*), coalesce(substr(min(at), 1, 10), '') FROM choice UNION ALL
        SELECT 'wish', count(*), coalesce(substr(min(at), 1, 10), '') FROM wish UNION ALL
        SELECT 'wanted', count(*), coalesce(substr(min(at), 1, 10), '') FROM wanted UNION ALL
        SELECT 'correction_seen', count(*), coalesce(substr(min(at), 1, 10), '') FROM correction_seen""",
    "sent": """
        SELECT host, what, sum(requests), min(at), max(at) FROM sent GROUP BY host, what
        ORDER BY max(at) DESC, host, what""",
}  # fmt: skip
