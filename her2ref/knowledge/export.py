"""The whole curated reference as one document of plain lists and numbers, for reuse and review."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from her2ref.knowledge.counting import all_names

if TYPE_CHECKING:
    from her2ref.core.knowledge import Knowledge


def document(knowledge: Knowledge) -> dict[str, Any]:
    """`mechanisms`, `drugs`, `trials`, `statements` (each with its topic), `references`, `corrections`, and
    `vocabulary` (all names by topic, and words that are no topics); results are numbers."""
    statements: list[dict[str, Any]] = []
    topics: dict[str, list[dict[str, Any]]] = {"mechanisms": [], "drugs": [], "trials": []}
    for kind, rows in topics.items():
        for value in getattr(knowledge, kind).values():
            row = asdict(value)
            topic = f"{kind.removesuffix('s')}:{value.id}"
            statements += [{"topic": topic, **statement} for statement in row.pop("statements")]
            rows.append(row)
    references = [asdict(reference) for reference in knowledge.references.values()]
    names: dict[str, list[str]] = {}
    for key, called in all_names(knowledge):
        names.setdefault(key, []).extend(called)
    return {
        "version": knowledge.version,
        "reviewed": knowledge.reviewed,
        **topics,
        "statements": statements,
        "references": references,
        "corrections": [asdict(correction) for correction in knowledge.corrections],
        "vocabulary": {"names": names, "words": [asdict(word) for word in knowledge.vocabulary.words]},
    }
