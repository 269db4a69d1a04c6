"""All topics, names and sources of the content, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from her2ref.core.drug import Drug
from her2ref.core.knowledge import Knowledge
from her2ref.core.mechanism import Mechanism
from her2ref.core.statement import Reference
from her2ref.core.text import fold
from her2ref.core.trial import Trial


def names_of(value: Mechanism | Drug | Trial) -> tuple[str, ...]:
    """Everything that a topic is called."""
    if isinstance(value, Mechanism):
        return (value.name, *value.aliases)
    if isinstance(value, Drug):
        return (value.name, *value.brands, *value.codes, *value.aliases)
    return (value.acronym, *((value.nct,) if value.nct else ()), *value.aliases)


def keyed(knowledge: Knowledge) -> Iterator[tuple[str, Mechanism | Drug | Trial]]:
    """Every topic with its kind."""
    for m in knowledge.mechanisms.values():
        yield "mechanism", m
    for d in knowledge.drugs.values():
        yield "drug", d
    for t in knowledge.trials.values():
        yield "trial", t


def all_names(knowledge: Knowledge) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Topics' keys with what they are called in their own files, then with what else is typed for them."""
    for kind, value in keyed(knowledge):
        yield f"{kind}:{value.id}", names_of(value)
    for also in knowledge.vocabulary.also:
        yield also.topic, also.names


def topics_of(knowledge: Knowledge) -> list[Mechanism | Drug | Trial]:
    return [*knowledge.mechanisms.values(), *knowledge.drugs.values(), *knowledge.trials.values()]


def used_references(knowledge: Knowledge) -> Iterator[str]:
    """The ids of all sources that mechanisms, drugs and trials name, with repetitions."""
    for value in topics_of(knowledge):
        for statement in value.statements:
            yield from statement.sources
        for conflict in getattr(value, "conflicts", ()):
            yield from (*conflict.side_a_sources, *conflict.side_b_sources)
        for part in ("drugs", "approvals", "results"):
            for row in getattr(value, part, ()):
                yield from getattr(row, "sources", ())
        yield from getattr(value, "sources", ())
    for correction in knowledge.corrections:
        yield from correction.sources


def count(knowledge: Knowledge) -> dict[str, int | str]:
    """The figures of `her2ref content stats`."""
    topics = topics_of(knowledge)
    statements = [s for value in topics for s in value.statements]
    references: Iterable[Reference] = knowledge.references.values()
    return {
        "version": knowledge.version,
        "reviewed": knowledge.reviewed,
        "mechanisms": len(knowledge.mechanisms),
        "drugs": len(knowledge.drugs),
        "trials": len(knowledge.trials),
        "statements": len(statements),
        "references": len(knowledge.references),
        "references_with_pmid": sum(r.pmid is not None for r in references),
        "conflicts": sum(len(getattr(value, "conflicts", ())) for value in topics),
        "statements_without_source": sum(not s.sources for s in statements),
        "aliases": len({(key, fold(n)) for key, names in all_names(knowledge) for n in names}),
        "words": len(knowledge.vocabulary.words),
        "searched_without_result": sum(len(value.searched) for value in topics),
        "corrections": len(knowledge.corrections),
    }
