"""What the checker finds, and the small checks that all of it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from her2ref.core.knowledge import Knowledge
from her2ref.core.statement import LEVELS

FORMS: Final = {
    "id": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
    "gene": re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*|C\d+orf\d+"),
    "NCT number": re.compile(r"NCT\d{8}"),
    "DOI": re.compile(r"10\.\d{4,9}/\S+"),
    "PMCID": re.compile(r"PMC\d{4,9}"),
    "day": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "date": re.compile(r"\d{4}(-\d{2}(-\d{2})?)?"),
    "reference id": re.compile(r"pmid:[1-9]\d{0,8}|doi:10\.\d{4,9}/\S+|web:[a-z0-9]+([.-][a-z0-9]+)*"),
}
LEVEL_IDS: Final = frozenset(level for level, _ in LEVELS)


@dataclass(frozen=True, slots=True)
class Problem:
    file: str
    what: str


def form(name: str, value: str, file: str, what: str) -> Iterator[Problem]:
    if value and not FORMS[name].fullmatch(value):
        yield Problem(file, f"{what} {value!r} has not the form of a {name}")


def one_of(value: str, allowed: Iterable[str], file: str, what: str) -> Iterator[Problem]:
    if value not in allowed:
        yield Problem(file, f"{what} {value!r} is not one of: {', '.join(allowed)}")


def sources(sources: tuple[str, ...], knowledge: Knowledge, file: str, what: str) -> Iterator[Problem]:
    if not sources:
        yield Problem(file, f"{what} has no source")
    for source in sources:
        if source not in knowledge.references:
            yield Problem(file, f"{what} names a source that references.toml does not have: {source}")


def short(text: str) -> str:
    return f"“{text[:48]}…”" if len(text) > 48 else f"“{text}”"
