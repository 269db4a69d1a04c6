"""Writes the curated knowledge into a library, by id. What a person added is never touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert

from her2ref.core.correction import by_weight
from her2ref.core.drug import Drug
from her2ref.core.knowledge import Knowledge
from her2ref.core.mechanism import Mechanism
from her2ref.core.progress import Progress
from her2ref.core.statement import Conflict, Reference, Statement
from her2ref.core.text import fold
from her2ref.core.trial import Trial
from her2ref.knowledge.load import load
from her2ref.library import index, schema, tagging
from her2ref.library.engine import open_engine
from her2ref.library.in_use import alive
from her2ref.library.migrations.upgrade import upgrade
from her2ref.library.opening import INDEX

Topic = Mechanism | Drug | Trial


def prepare(
    path: Path, resources: Path, head: int, application: int, fingerprint: str, progress: Progress
) -> None:
    """Schema and content in one transaction: a library is either as it was, or whole and current.

    What is current already is not written again; marks of processes that have died are taken off.
    """
    engine = open_engine(path)
    try:
        with engine.begin() as connection:
            if connection.exec_driver_sql("PRAGMA user_version").scalar() != head:
                upgrade(connection, head)
                connection.exec_driver_sql(f"PRAGMA application_id = {application}")
            if _meta(connection, "index") != INDEX:
                index.make(connection, progress)
            if _meta(connection, "content") != fingerprint:
                seed(connection, load(resources), fingerprint)
                tagging.retag(connection, tagging.load(connection))
            _put(connection, "unclean", alive(path.parent, _meta(connection, "unclean")))
    finally:
        engine.dispose()


def _meta(connection: Connection, key: str) -> str:
    return str(connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (key,)).scalar() or "")


def _put(connection: Connection, key: str, value: str) -> None:
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def seed(connection: Connection, knowledge: Knowledge, fingerprint: str) -> None:
    """Replaces the curated rows by those of `knowledge`."""
    before = _standing(connection)
    curated = (
        *(schema.topic, schema.topic_name, schema.topic_source, schema.topic_link),
        *(schema.correction, schema.word),
    )
    for table in curated:
        connection.execute(delete(table))
    connection.execute(delete(schema.article_topic).where(schema.article_topic.c.by == "content"))
    _insert(connection, schema.topic, list(topics(knowledge)))
    _insert(connection, schema.topic_name, list(_names(knowledge)))
    sources = list(_sources(knowledge))
    _insert(connection, schema.topic_source, sources)
    _insert(connection, schema.topic_link, list(_links(knowledge)))
    tags = [
        {"topic_key": row["topic_key"], "article_id": row["article_id"], "by": "content"}
        for row in sources
        if row["article_id"]
    ]
    _insert(connection, schema.article_topic, tags)
    _insert(connection, schema.word, list(_words(knowledge)))
    _correct(connection, knowledge, first=not before)
    if before:
        _tell(connection, knowledge, before)
    values = {
        "content": fingerprint,
        "content_version": knowledge.version,
        "content_reviewed": knowledge.reviewed,
    }
    for key, value in values.items():
        _put(connection, key, value)


Standing = dict[str, tuple[str, str]]
"""Name and detail of each mechanism, drug and trial by its key."""


def _standing(connection: Connection) -> Standing:
    rows = connection.exec_driver_sql("SELECT key, name, detail FROM topic WHERE kind != 'reference'")
    return {key: (name, detail) for key, name, detail in rows}


def _correct(connection: Connection, knowledge: Knowledge, *, first: bool) -> None:
    """The corrections; who has only just begun never read what was wrong, so that all of them count as seen."""
    corrections = by_weight(list(knowledge.corrections))
    rows = [
        {"id": c.id, "topic_key": c.topic, "position": n, "detail": json.dumps(asdict(c), ensure_ascii=False)}
        for n, c in enumerate(corrections)
    ]
    _insert(connection, schema.correction, rows)
    if first:
        seen = insert(schema.correction_seen).prefix_with("OR IGNORE")
        if rows:
            connection.execute(seen, [{"id": c.id, "at": c.date} for c in corrections])


def _tell(connection: Connection, knowledge: Knowledge, before: Standing) -> None:
    """What came, changed and went since the content that this library held before; changes within one version of
    the content are told together."""
    now = _standing(connection)
    news: dict[str, Any] = {
        "from": _meta(connection, "content_version"),
        "to": knowledge.version,
        "added": sorted(now.keys() - before.keys()),
        "changed": sorted(key for key in now.keys() & before.keys() if now[key][1] != before[key][1]),
        "removed": sorted(before[key][0] for key in before.keys() - now.keys()),
    }
    told = json.loads(_meta(connection, "content_news") or "{}")
    if told.get("to") == knowledge.version:
        news["from"] = told["from"]
        for name in ("added", "changed", "removed"):
            news[name] = sorted({*told[name], *news[name]})
        news["changed"] = [key for key in news["changed"] if key not in news["added"]]
    if news["added"] or news["changed"] or news["removed"]:
        _put(connection, "content_news", json.dumps(news, ensure_ascii=False))


def _words(knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    for word in knowledge.vocabulary.words:
        yield {"id": word.id, "kind": word.kind, "name": word.name, "names": "\n".join(word.names)}


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _row(kind: str, position: int, value: Topic, **more: str) -> dict[str, Any]:
    detail = json.dumps(asdict(value), ensure_ascii=False)
    row = {"key": f"{kind}:{value.id}", "kind": kind, "id": value.id, "position": position, "detail": detail}
    return {**dict.fromkeys(("parent", "name", "subtitle", "level"), ""), **row, **more}


def topics(knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    for m in knowledge.mechanisms.values():
        yield _row("mechanism", m.order, m, parent=m.parent, name=m.name, level=m.level)
    for n, d in enumerate(sorted(knowledge.drugs.values(), key=lambda d: d.name.casefold())):
        yield _row("drug", n, d, name=d.name, subtitle=d.drug_class)
    for n, t in enumerate(sorted(knowledge.trials.values(), key=lambda t: t.acronym.casefold())):
        yield _row("trial", n, t, name=t.acronym, subtitle=t.population or t.her2)
    for n, r in enumerate(sorted(knowledge.references.values(), key=lambda r: (-(r.year or 0), r.id))):
        source = ", ".join(part for part in (r.journal or r.publisher, str(r.year or "")) if part)
        yield {
            "key": f"reference:{r.id}",
            "kind": "reference",
            "id": r.id,
            "parent": "",
            "position": n,
            "name": r.title,
            "subtitle": source,
            "level": r.type,
            "detail": json.dumps(asdict(r), ensure_ascii=False),
        }


def _names(knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    seen: set[tuple[str, str]] = set()
    for key, kind, names in _all_names(knowledge):
        for name in names:
            norm = fold(name)
            if norm and (norm, key) not in seen:
                seen.add((norm, key))
                yield {"norm": norm, "key": key, "name": name, "kind": kind}


def _all_names(knowledge: Knowledge) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for m in knowledge.mechanisms.values():
        yield f"mechanism:{m.id}", "mechanism", (m.name, m.id, *m.aliases)
        yield f"mechanism:{m.id}", "gene", m.genes
    for d in knowledge.drugs.values():
        yield f"drug:{d.id}", "drug", (d.name, d.id, *d.brands, *d.codes, *d.aliases)
    for t in knowledge.trials.values():
        yield f"trial:{t.id}", "trial", (t.acronym, t.id, *([t.nct] if t.nct else []), *t.aliases)
    for also in knowledge.vocabulary.also:
        yield also.topic, also.topic.partition(":")[0], also.names


def statements_sources(values: tuple[Statement, ...], conflicts: tuple[Conflict, ...] = ()) -> Iterator[str]:
    for statement in values:
        yield from statement.sources
    for conflict in conflicts:
        yield from (*conflict.side_a_sources, *conflict.side_b_sources)


def sources_of(value: Topic) -> Iterator[str]:
    """Reference ids that a topic leans on, in the order of its page."""
    yield from statements_sources(value.statements, () if isinstance(value, Trial) else value.conflicts)
    if isinstance(value, Mechanism):
        for relation in value.drugs:
            yield from relation.sources
    elif isinstance(value, Drug):
        for approval in value.approvals:
            yield from approval.sources
    else:
        yield from value.sources
        for result in value.results:
            yield from result.sources


def _sources(knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    for kind, values in (
        ("mechanism", knowledge.mechanisms),
        ("drug", knowledge.drugs),
        ("trial", knowledge.trials),
    ):
        for value in values.values():
            for reference_id in dict.fromkeys(sources_of(value)):
                reference: Reference | None = knowledge.references.get(reference_id)
                yield {
                    "topic_key": f"{kind}:{value.id}",
                    "reference_id": reference_id,
                    "article_id": reference.pmid if reference else None,
                }


def _links(knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    seen: set[tuple[str, str, str]] = set()
    for m in knowledge.mechanisms.values():
        for relation in m.drugs:
            trial = knowledge.trials.get(relation.trial)
            standing = relation.standing(trial.primary_met if trial else "")
            row = (f"mechanism:{m.id}", f"drug:{relation.drug}", standing)
            if row not in seen:
                seen.add(row)
                yield dict(zip(("mechanism_key", "drug_key", "relation"), row, strict=True))
