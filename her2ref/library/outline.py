"""The rows that the first paint needs: topics in the tree and the drug list, and how they are related."""

from __future__ import annotations

from typing import NamedTuple


class TopicRow(NamedTuple):
    """A mechanism, drug, trial or reference in a tree or list. `key` is "mechanism:ID"; `subtitle` a drug's class,
    a trial's population, a reference's journal and year; `level` a mechanism's level of evidence."""

    key: str
    kind: str
    id: str
    parent: str
    name: str
    subtitle: str
    level: str


class Link(NamedTuple):
    """A drug's relation to a mechanism (`core.mechanism.RELATIONS`), by topic keys."""

    mechanism: str
    drug: str
    relation: str
