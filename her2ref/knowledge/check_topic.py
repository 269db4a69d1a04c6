"""What every topic must have: sourced statements, both sides of a conflict, a review date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from her2ref.core.drug import Drug
from her2ref.core.knowledge import Knowledge
from her2ref.core.mechanism import Mechanism
from her2ref.core.statement import DIRECTIONS, PARTS, Conflict, Statement
from her2ref.core.trial import Trial
from her2ref.knowledge.problem import LEVEL_IDS, Problem, form, one_of, short, sources

LONGEST = 700
"""Characters of one statement; a longer one is two statements."""
ADVICE: Final = re.compile(
    r"\b(we recommend|is recommended|should be (given|used|treated|switched|considered))\b", re.IGNORECASE
)
"""Words that tell a doctor what to do: the content says what is published."""


def statements(values: tuple[Statement, ...], knowledge: Knowledge, file: str) -> Iterator[Problem]:
    for s in values:
        what = f"statement {short(s.text)}"
        yield from sources(s.sources, knowledge, file, what)
        yield from one_of(s.part, PARTS, file, f"{what}: part")
        yield from one_of(s.direction, DIRECTIONS, file, f"{what}: direction")
        yield from one_of(s.level, LEVEL_IDS, file, f"{what}: level")
        if not s.text.strip() or len(s.text) > LONGEST:
            yield Problem(file, f"{what} has {len(s.text)} characters; 1 to {LONGEST} are allowed")
        if ADVICE.search(s.text):
            yield Problem(file, f"{what} tells a doctor what to do")


def conflicts(values: tuple[Conflict, ...], knowledge: Knowledge, file: str) -> Iterator[Problem]:
    for c in values:
        what = f"conflict {short(c.question)}"
        yield from sources(c.side_a_sources, knowledge, file, f"{what}: side a")
        yield from sources(c.side_b_sources, knowledge, file, f"{what}: side b")
        if not c.why:
            yield Problem(file, f"{what} does not say why the sources may differ")


def common(kind: str, name: str, value: Mechanism | Drug | Trial, knowledge: Knowledge) -> Iterator[Problem]:
    file = f"{kind}/{name}.toml"
    if value.id != name:
        yield Problem(file, f"the id {value.id!r} is not the file's name")
    yield from form("id", value.id, file, "id")
    yield from statements(value.statements, knowledge, file)
    if not value.reviewed:
        yield Problem(file, "has no review date")
    for s in value.searched:
        what = f"search for {short(s.question)}"
        yield from form("day", s.on, file, f"{what}: on")
        if not (s.question.strip() and s.where.strip() and s.on):
            yield Problem(file, f"{what} does not say what, where and when")
    yield from form("day", value.reviewed, file, "reviewed")
    if not any(s.part == "summary" for s in value.statements) and not isinstance(value, Trial):
        yield Problem(file, "has no summary statement")
