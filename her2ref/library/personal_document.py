"""Everything that a person added, as one document of plain values: made from a library, and checked before it is
taken into one."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, Final

from her2ref.core.errors import RefusedFile
from her2ref.library.personal import READING, article_of, now, storable
from her2ref.library.rows import target_of
from her2ref.library.wanted import LARGEST

FORMAT: Final = "her2ref personal"
VERSION: Final = 1

Document = dict[str, Any]
Check = Callable[[Any], Any]

_ROWS: Final = {
    "stars": ("SELECT target, at FROM star ORDER BY target", ("target", "at")),
    "reading": ("SELECT target, state, at FROM reading ORDER BY target", ("target", "state", "at")),
    "notes": (
        "SELECT uid, target, text, created, changed, deleted FROM note ORDER BY created, id",
        ("uid", "target", "text", "created", "changed", "deleted"),
    ),
    "collections": (
        "SELECT id, uid, name, created, changed, deleted FROM collection ORDER BY created, id",
        ("id", "uid", "name", "created", "changed", "deleted"),
    ),
    "searches": (
        "SELECT uid, name, detail, created, changed, deleted FROM saved_search ORDER BY created, id",
        ("uid", "name", "listing", "created", "changed", "deleted"),
    ),
    "topics": (
        "SELECT topic_key, article_id, removed FROM article_topic WHERE \"by\" = 'person' ORDER BY 1, 2",
        ("topic", "target", "removed"),
    ),
    "wanted": ('SELECT pmid, at, "from" FROM wanted ORDER BY pmid', ("pmid", "at", "from")),
    "wishes": ("SELECT words, at FROM wish ORDER BY words", ("words", "at")),
    "choices": ("SELECT key, uses, at FROM choice ORDER BY key", ("key", "uses", "at")),
    "corrections": ("SELECT id, at FROM correction_seen ORDER BY id", ("id", "at")),
    "sent": ("SELECT at, host, what, requests FROM sent ORDER BY id", ("at", "host", "what", "requests")),
}
_ITEMS: Final = "SELECT target, at FROM collected WHERE collection_id = ? ORDER BY target"
_NAMELESS: Final = 'SELECT doi, "match", title, first_author, journal FROM article WHERE id = ?'
_PARTS: Final = ("doi", "match", "title", "first_author", "journal")


def document(connection: sqlite3.Connection) -> Document:
    """Every personal row of a library; `connection` is only read from. An article without a PMID, whose number another
    library gives to another article, is described in "articles"."""
    begun = not connection.in_transaction
    if begun:
        connection.execute("BEGIN")
    try:
        made = {name: _listed(connection, name) for name in _ROWS}
        uids = {row["id"]: row["uid"] for row in made["collections"]}
        for row in made["collections"]:
            items = connection.execute(_ITEMS, (row.pop("id"),)).fetchall()
            row["items"] = [{"target": target, "at": at} for target, at in items]
        for row in made["searches"]:
            row["listing"] = _listing(row["listing"], uids)
        for row in made["topics"]:
            row["target"], row["removed"] = target_of(row["target"]), bool(row["removed"])
        articles = {}
        for target in sorted(nameless(made)):
            found = connection.execute(_NAMELESS, (article_of(target),)).fetchone()
            if found is not None:
                articles[target] = dict(zip(_PARTS, found, strict=True))
    finally:
        if begun:
            connection.rollback()
    return {"format": FORMAT, "version": VERSION, "written": now(), "articles": articles, **made}


def _listed(connection: sqlite3.Connection, name: str) -> list[dict[str, Any]]:
    sql, fields = _ROWS[name]
    return [dict(zip(fields, row, strict=True)) for row in connection.execute(sql)]


def _listing(detail: str, uids: Mapping[int, str]) -> dict[str, Any]:
    """A saved list with what another library can make sense of: a collection's lasting name, an article's target."""
    try:
        found = json.loads(detail)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    if found.get("collection") in uids:
        found["collection"] = uids[found["collection"]]
    if type(found.get("like")) is int:
        found["like"] = target_of(found["like"])
    return found


def nameless(made: Document) -> set[str]:
    """The targets of a document that are articles without a PMID."""
    lists = [made.get(name, ()) for name in ("stars", "reading", "notes", "topics")]
    targets = [row["target"] for rows in lists for row in rows]
    targets += [item["target"] for row in made.get("collections", ()) for item in row["items"]]
    targets += [row["key"] for row in made.get("choices", ())]
    targets += [str(row["listing"].get("like", "")) for row in made.get("searches", ())]
    return {target for target in targets if target.startswith("article:")}


# the way in


def checked(found: Any, name: str = "This file") -> Document:
    """The document with every row as it can be stored. Raises `RefusedFile`, whose sentence begins with `name`, for
    what is foreign, newer or damaged."""
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise RefusedFile(
            f"{name} holds no personal things of her2ref.",
            safe="Nothing was written.",
            next_step="Choose a file that her2ref wrote when personal things were saved.",
        )
    version = found.get("version")
    if type(version) is int and version > VERSION:
        raise RefusedFile(
            f"{name} was written by a newer her2ref (its version {version}; this one reads {VERSION}).",
            safe="Nothing was written.",
            next_step="Install the newer version.",
        )
    try:
        if type(version) is not int or version != VERSION:
            raise _Wrong("its version is missing")
        made: Document = {kind: _rows(found, kind, fields) for kind, fields in _FIELDS.items()}
        made["articles"] = _articles(found.get("articles", {}))
    except _Wrong as wrong:
        raise RefusedFile(
            f"{name} is damaged: {wrong}.",
            safe="Nothing was written.",
            next_step="Save the personal things again where they come from, or take an older file.",
        ) from None
    return {**made, "format": FORMAT, "version": VERSION}


class _Wrong(Exception):
    """What is wrong with a document, to follow "is damaged: "."""


def _rows(found: Document, kind: str, fields: Mapping[str, Check], above: str = "") -> list[dict[str, Any]]:
    rows = found.get(kind, [])
    if not isinstance(rows, list):
        raise _Wrong(f"{above}{kind} is no list")
    made = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise _Wrong(f"{above}{kind}, entry {number}, is no entry")
        clean: dict[str, Any] = {}
        for name, check in fields.items():
            try:
                if check is _list:
                    clean[name] = _rows(row, name, _ITEM, f"{kind}, entry {number}, ")
                else:
                    clean[name] = check(row[name])
            except (KeyError, ValueError, TypeError, OverflowError):
                raise _Wrong(f"{above}{kind}, entry {number}, has no “{name}” that can be used") from None
        made.append(clean)
    return made


def _articles(found: Any) -> dict[str, dict[str, str]]:
    if not isinstance(found, dict):
        raise _Wrong("articles is no table")
    try:
        return {
            _text(target): {
                part: _text(told[part]) if part in _PARTS[:3] else _text(told.get(part, ""))
                for part in _PARTS
            }
            for target, told in found.items()
        }
    except (KeyError, TypeError, ValueError):
        raise _Wrong("an article without a PMID is not described") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return storable(value)


def _target(value: Any) -> str:
    text = _text(value)
    if not text or len(text) > LONG:
        raise ValueError
    return text


LONG: Final = 500
"""Letters of a target or a lasting name; ours have less than a hundred."""


def _place(value: Any) -> str:
    return _target(value) if value else _text(value)


def _time(value: Any) -> str:
    text = _text(value)
    moment(text)
    return text


def moment(text: str) -> dt.datetime:
    """A time of a row, for comparison; an empty one is before all others. Raises `ValueError`."""
    read = dt.datetime.fromisoformat(text or "0001-01-01T00:00:00+00:00")
    return read.replace(tzinfo=dt.UTC) if read.tzinfo is None else read


def _one_of(*allowed: str) -> Check:
    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError
        return str(value)

    return check


def _within(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError
        return value

    return check


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError
    return value


def _article_target(value: Any) -> str:
    text = _target(value)
    if article_of(text) is None:
        raise ValueError
    return text


def _saved(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return dict(json.loads(storable(json.dumps(value, ensure_ascii=False, allow_nan=False))))


def _list(_value: Any) -> None:
    """Marks the list of what is in a collection."""


_MANY: Final = 2**53
_STAMPS: Final = {"uid": _place, "created": _time, "changed": _time, "deleted": _time}
_ITEM: Final[dict[str, Check]] = {"target": _target, "at": _time}
_FIELDS: Final[dict[str, dict[str, Check]]] = {
    "stars": _ITEM,
    "reading": {**_ITEM, "state": _one_of(*READING[1:])},
    "notes": {**_STAMPS, "target": _place, "text": _text},
    "collections": {**_STAMPS, "name": _text, "items": _list},
    "searches": {**_STAMPS, "name": _text, "listing": _saved},
    "topics": {"topic": _target, "target": _article_target, "removed": _flag},
    "wanted": {"pmid": _within(1, LARGEST), "at": _time, "from": _text},
    "wishes": {"words": _text, "at": _time},
    "choices": {"key": _target, "uses": _within(0, _MANY), "at": _time},
    "corrections": {"id": _target, "at": _time},
    "sent": {"at": _time, "host": _text, "what": _text, "requests": _within(0, _MANY)},
}
