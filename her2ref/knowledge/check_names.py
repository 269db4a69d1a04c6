"""What is wrong with names, with the vocabulary and with the list of corrections."""

from __future__ import annotations

from collections.abc import Iterator

from her2ref.core.correction import SEVERITIES
from her2ref.core.knowledge import Knowledge
from her2ref.core.text import fold
from her2ref.core.vocabulary import WORD_KINDS
from her2ref.knowledge.counting import all_names, keyed, names_of
from her2ref.knowledge.problem import Problem, form, one_of, sources


def aliases(knowledge: Knowledge) -> Iterator[Problem]:
    """A name leads to one topic, unless the vocabulary shares it or it stands for a part and its whole."""
    file = "vocabulary.toml"
    shared = {fold(name) for name in knowledge.vocabulary.shared}
    owners: dict[str, str] = {}
    several: set[str] = set()
    for key, names in all_names(knowledge):
        for name in {fold(n) for n in names} - {""}:
            first = owners.setdefault(name, key)
            if first == key:
                continue
            several.add(name)
            if name not in shared:
                kind, _, owner = key.partition(":")
                yield Problem(f"{kind}s/{owner}.toml", f"shares the name {name!r} with {first}")
    for name in sorted(shared - several):
        yield Problem(file, f"{name!r} is listed as shared and leads to one topic only")


def vocabulary(knowledge: Knowledge) -> Iterator[Problem]:
    file = "vocabulary.toml"
    own = {f"{kind}:{value.id}": value for kind, value in keyed(knowledge)}
    for also in knowledge.vocabulary.also:
        if also.topic not in own:
            yield Problem(file, f"names a topic that does not exist: {also.topic}")
            continue
        held = {fold(name) for name in names_of(own[also.topic])}
        for name in also.names:
            if fold(name) in held:
                yield Problem(file, f"{also.topic}: {name!r} is one of its names already")
    known: dict[str, str] = {}
    for word in knowledge.vocabulary.words:
        yield from form("id", word.id, file, "id")
        yield from one_of(word.kind, WORD_KINDS, file, f"{word.id}: kind")
        if word.kind == "gene":
            yield from form("gene", word.name, file, "gene")
        for name in {fold(n) for n in (word.name, *word.names)}:
            if known.setdefault(name, word.id) != word.id:
                yield Problem(file, f"{word.id}: {name!r} means {known[name]} already")
    genes = {word.name for word in knowledge.vocabulary.words if word.kind == "gene"}
    used = {gene for m in knowledge.mechanisms.values() for gene in m.genes}
    for gene in sorted(used - genes):
        yield Problem(file, f"does not know the gene {gene}")
    for pair in (*knowledge.vocabulary.spellings, *knowledge.vocabulary.greek):
        if len(pair) != 2:
            yield Problem(file, f"{pair} is not a pair")


def corrections(knowledge: Knowledge) -> Iterator[Problem]:
    file = "corrections.toml"
    keys = {f"{kind}:{value.id}" for kind, value in keyed(knowledge)}
    seen: set[str] = set()
    for c in knowledge.corrections:
        what = f"correction {c.id}"
        if c.id in seen:
            yield Problem(file, f"{what} stands here twice")
        seen.add(c.id)
        yield from form("id", c.id, file, what)
        yield from form("day", c.date, file, what)
        yield from one_of(c.severity, [name for name, _ in SEVERITIES], file, f"{what}: severity")
        yield from sources(c.sources, knowledge, file, what)
        if c.topic not in keys:
            yield Problem(file, f"{what} stands on a topic that does not exist: {c.topic}")
        if not (c.old.strip() and c.new.strip() and c.why.strip()) or c.old == c.new:
            yield Problem(file, f"{what} does not say what was said, what is said now, and why")
