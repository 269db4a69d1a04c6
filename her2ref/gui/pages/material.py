"""Everything that a topic's page is made from, read in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from her2ref.core.drug import Drug
from her2ref.core.mechanism import Mechanism
from her2ref.core.statement import Conflict, Reference, Statement
from her2ref.core.trial import Trial
from her2ref.library.outline import Link, TopicRow
from her2ref.library.read import Reader

Topic = Mechanism | Drug | Trial


@dataclass(frozen=True, slots=True)
class Material:
    """A topic with what its page names: `rows` are all topics by key, `trials` those that bear on it by id, `links`
    its relations to drugs or mechanisms, `references` its sources by id."""

    key: str
    value: Topic
    rows: dict[str, TopicRow]
    references: dict[str, Reference] = field(default_factory=dict)
    trials: dict[str, Trial] = field(default_factory=dict)
    links: tuple[Link, ...] = ()

    def name(self, key: str) -> str:
        """A topic's name by its key; its id where there is no such topic."""
        row = self.rows.get(key)
        return row.name if row else key.partition(":")[2]

    def has(self, key: str) -> bool:
        return key in self.rows

    @property
    def path(self) -> list[TopicRow]:
        """The mechanisms above this one, from the top."""
        found: list[TopicRow] = []
        row = self.rows.get(self.key)
        while row is not None and row.parent:
            parent = row.parent if ":" in row.parent else f"mechanism:{row.parent}"
            row = self.rows.get(parent)
            if row is None or row in found:
                break
            found.insert(0, row)
        return found

    @property
    def children(self) -> list[TopicRow]:
        mine = (self.key, self.key.partition(":")[2])
        return [row for row in self.rows.values() if row.kind == "mechanism" and row.parent in mine]


def _statement_sources(statements: Iterable[Statement], conflicts: Iterable[Conflict] = ()) -> Iterator[str]:
    for statement in statements:
        yield from statement.sources
    for conflict in conflicts:
        yield from (*conflict.side_a_sources, *conflict.side_b_sources)


def _sources(value: Topic, trials: Iterable[Trial]) -> set[str]:
    found = set(_statement_sources(value.statements, () if isinstance(value, Trial) else value.conflicts))
    if isinstance(value, Mechanism):
        found.update(source for relation in value.drugs for source in relation.sources)
    elif isinstance(value, Drug):
        found.update(source for approval in value.approvals for source in approval.sources)
    for trial in [*trials, *([value] if isinstance(value, Trial) else [])]:
        found.update(trial.sources)
        found.update(source for result in trial.results for source in result.sources)
    return found


def gather(reader: Reader, key: str) -> Material:
    """Reads what the page of `key` needs; raises `UnknownId`. A few milliseconds, in a worker."""
    value = reader.topic(key)
    assert not isinstance(value, Reference)
    rows = {row.key: row for row in (*reader.tree(), *reader.drugs(), *reader.trials())}
    trials: dict[str, Trial] = {}
    if not isinstance(value, Trial):
        trials = {trial.id: trial for trial in reader.trials_of(key)}
        named = [r.trial for r in value.drugs] if isinstance(value, Mechanism) else list(value.trials)
        for trial_id in named:
            if trial_id and trial_id not in trials and f"trial:{trial_id}" in rows:
                trial = reader.topic(f"trial:{trial_id}")
                assert isinstance(trial, Trial)
                trials[trial_id] = trial
    links = tuple(link for link in reader.links() if key in (link.mechanism, link.drug))
    references = reader.references(sorted(_sources(value, trials.values())))
    return Material(key, value, rows, references, trials, links)
