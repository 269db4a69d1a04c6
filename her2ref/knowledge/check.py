"""What is wrong with the content files: forms, links, sources, numbers. `her2ref content check` prints it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from her2ref.core.drug import Drug
from her2ref.core.knowledge import Knowledge
from her2ref.core.mechanism import ORIGINS, RELATIONS, Mechanism
from her2ref.core.statement import DIRECTIONS, LEVELS, PARTS, Conflict, Reference, Statement
from her2ref.core.text import fold
from her2ref.core.trial import ENDPOINTS, OUTCOMES, Result, Trial
from her2ref.knowledge.load import ContentError, load

CLASSES: Final = (
    "impaired-drug-binding",
    "bypass-signalling",
    "downstream-signalling",
    "immune-failure",
    "adc-specific",
    "microenvironment-stemness-metabolism",
)
"""The six top classes: four of the 2012 review (PMID 22865781), conjugates, and the tumour's surroundings."""

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
DRUG_STATUS: Final = ("marketed", "investigational", "withdrawn", "discontinued")
APPROVAL_STATUS: Final = ("approved", "withdrawn", "refused", "under review")
REGIONS: Final = ("US", "EU", "CN", "JP")
LEVEL_IDS: Final = frozenset(level for level, _ in LEVELS)
LONGEST = 700
"""Characters of one statement; a longer one is two statements."""
ADVICE: Final = re.compile(
    r"\b(we recommend|is recommended|should be (given|used|treated|switched|considered))\b", re.IGNORECASE
)
"""Words that tell a doctor what to do: the content says what is published."""


@dataclass(frozen=True, slots=True)
class Problem:
    file: str
    what: str


def check(folder: Path) -> list[Problem]:
    """Every problem of the content in `folder`; empty when it is clean. Never raises for bad content."""
    try:
        knowledge = load(folder)
    except ContentError as error:
        return [Problem(error.file, error.problem)]
    found: list[Problem] = []
    for problems in (
        _tree(knowledge),
        _mechanisms(knowledge),
        _drugs(knowledge),
        _trials(knowledge),
        _references(knowledge),
        _aliases(knowledge),
    ):
        found.extend(problems)
    return sorted(found, key=lambda p: (p.file, p.what))


def _form(name: str, value: str, file: str, what: str) -> Iterator[Problem]:
    if value and not FORMS[name].fullmatch(value):
        yield Problem(file, f"{what} {value!r} has not the form of a {name}")


def _one_of(value: str, allowed: Iterable[str], file: str, what: str) -> Iterator[Problem]:
    if value not in allowed:
        yield Problem(file, f"{what} {value!r} is not one of: {', '.join(allowed)}")


def _sources(sources: tuple[str, ...], knowledge: Knowledge, file: str, what: str) -> Iterator[Problem]:
    if not sources:
        yield Problem(file, f"{what} has no source")
    for source in sources:
        if source not in knowledge.references:
            yield Problem(file, f"{what} names a source that references.toml does not have: {source}")


def _short(text: str) -> str:
    return f"“{text[:48]}…”" if len(text) > 48 else f"“{text}”"


def _statements(values: tuple[Statement, ...], knowledge: Knowledge, file: str) -> Iterator[Problem]:
    for s in values:
        what = f"statement {_short(s.text)}"
        yield from _sources(s.sources, knowledge, file, what)
        yield from _one_of(s.part, PARTS, file, f"{what}: part")
        yield from _one_of(s.direction, DIRECTIONS, file, f"{what}: direction")
        yield from _one_of(s.level, LEVEL_IDS, file, f"{what}: level")
        if not s.text.strip() or len(s.text) > LONGEST:
            yield Problem(file, f"{what} has {len(s.text)} characters; 1 to {LONGEST} are allowed")
        if ADVICE.search(s.text):
            yield Problem(file, f"{what} tells a doctor what to do")


def _conflicts(values: tuple[Conflict, ...], knowledge: Knowledge, file: str) -> Iterator[Problem]:
    for c in values:
        what = f"conflict {_short(c.question)}"
        yield from _sources(c.side_a_sources, knowledge, file, f"{what}: side a")
        yield from _sources(c.side_b_sources, knowledge, file, f"{what}: side b")
        if not c.why:
            yield Problem(file, f"{what} does not say why the sources may differ")


def _tree(knowledge: Knowledge) -> Iterator[Problem]:
    mechanisms = knowledge.mechanisms
    tops = {m.id for m in mechanisms.values() if not m.parent}
    for missing in sorted(set(CLASSES) - tops):
        yield Problem("mechanisms", f"the top class {missing} is missing")
    for extra in sorted(tops - set(CLASSES)):
        yield Problem(f"mechanisms/{extra}.toml", "has no parent and is not one of the six top classes")
    for m in mechanisms.values():
        seen, at = {m.id}, m.parent
        while at:
            if at not in mechanisms:
                yield Problem(f"mechanisms/{m.id}.toml", f"the parent {at} does not exist")
                break
            if at in seen:
                yield Problem(f"mechanisms/{m.id}.toml", "is its own ancestor")
                break
            seen.add(at)
            at = mechanisms[at].parent


def _common(kind: str, name: str, value: Mechanism | Drug | Trial, knowledge: Knowledge) -> Iterator[Problem]:
    file = f"{kind}/{name}.toml"
    if value.id != name:
        yield Problem(file, f"the id {value.id!r} is not the file's name")
    yield from _form("id", value.id, file, "id")
    yield from _statements(value.statements, knowledge, file)
    if not value.reviewed:
        yield Problem(file, "has no review date")
    for s in value.searched:
        what = f"search for {_short(s.question)}"
        yield from _form("day", s.on, file, f"{what}: on")
        if not (s.question.strip() and s.where.strip() and s.on):
            yield Problem(file, f"{what} does not say what, where and when")
    yield from _form("day", value.reviewed, file, "reviewed")
    if not any(s.part == "summary" for s in value.statements) and not isinstance(value, Trial):
        yield Problem(file, "has no summary statement")


def _mechanisms(knowledge: Knowledge) -> Iterator[Problem]:
    for name, m in knowledge.mechanisms.items():
        file = f"mechanisms/{name}.toml"
        yield from _common("mechanisms", name, m, knowledge)
        yield from _conflicts(m.conflicts, knowledge, file)
        yield from _one_of(m.origin, ORIGINS, file, "origin")
        yield from _one_of(m.level, LEVEL_IDS, file, "level")
        for gene in m.genes:
            yield from _form("gene", gene, file, "gene")
        for relation in m.drugs:
            what = f"relation to {relation.drug}"
            yield from _sources(relation.sources, knowledge, file, what)
            yield from _one_of(relation.relation, RELATIONS, file, what)
            yield from _one_of(relation.level, LEVEL_IDS, file, f"{what}: level")
            if relation.drug not in knowledge.drugs:
                yield Problem(file, f"names a drug that has no file: {relation.drug}")
            if relation.trial and relation.trial not in knowledge.trials:
                yield Problem(file, f"names a trial that has no file: {relation.trial}")


def _drugs(knowledge: Knowledge) -> Iterator[Problem]:
    for name, d in knowledge.drugs.items():
        file = f"drugs/{name}.toml"
        yield from _common("drugs", name, d, knowledge)
        yield from _conflicts(d.conflicts, knowledge, file)
        yield from _one_of(d.status, DRUG_STATUS, file, "status")
        for trial in d.trials:
            if trial not in knowledge.trials:
                yield Problem(file, f"names a trial that has no file: {trial}")
        for a in d.approvals:
            what = f"approval {a.region} {a.date}"
            yield from _sources(a.sources, knowledge, file, what)
            yield from _one_of(a.region, REGIONS, file, what)
            yield from _one_of(a.status, APPROVAL_STATUS, file, what)
            yield from _form("date", a.date, file, what)
            yield from _form("day", a.as_of, file, f"{what}: as_of")
            yield from _form("date", a.target, file, f"{what}: target")
            if a.target and a.status != "under review":
                yield Problem(file, f"{what} has a target date and is not under review")
            if not a.as_of:
                yield Problem(file, f"{what} does not say as of when")


def _trials(knowledge: Knowledge) -> Iterator[Problem]:
    for name, t in knowledge.trials.items():
        file = f"trials/{name}.toml"
        yield from _common("trials", name, t, knowledge)
        yield from _sources(t.sources, knowledge, file, "the trial")
        yield from _form("NCT number", t.nct, file, "nct")
        yield from _one_of(t.primary_met, OUTCOMES, file, "primary_met")
        yield from _form("date", t.expected, file, "expected")
        if t.expected and t.primary_met != "ongoing":
            yield Problem(file, "has an expected date and is not ongoing")
        if not t.her2.strip():
            yield Problem(file, "does not say what its population was by HER2")
        for drug in t.drugs:
            if drug not in knowledge.drugs:
                yield Problem(file, f"names a drug that has no file: {drug}")
        for mechanism in t.mechanisms:
            if mechanism not in knowledge.mechanisms:
                yield Problem(file, f"names a mechanism that has no file: {mechanism}")
        for r in t.results:
            yield from _result(r, knowledge, file)


def _result(r: Result, knowledge: Knowledge, file: str) -> Iterator[Problem]:
    what = f"result {r.endpoint} {r.population}".strip()
    yield from _sources(r.sources, knowledge, file, what)
    yield from _one_of(r.endpoint, ENDPOINTS, file, what)
    numbers = [n for n in (r.experimental, r.control) if n is not None]
    if numbers and r.unit not in ("months", "%"):
        yield Problem(file, f"{what} has numbers without the unit months or %")
    if r.unit == "%" and any(not 0 <= n <= 100 for n in numbers):
        yield Problem(file, f"{what} has a rate outside 0 to 100 %")
    if any(n < 0 for n in numbers):
        yield Problem(file, f"{what} has a negative number")
    if (r.low is None) != (r.high is None):
        yield Problem(file, f"{what} has half an interval")
    if r.low is not None and r.high is not None:
        inside = r.low <= r.ratio <= r.high if r.ratio is not None else r.low <= r.high
        if not inside or r.low <= 0:
            yield Problem(file, f"{what}: the interval {r.low} to {r.high} does not contain {r.ratio}")
    if r.ratio is not None and not 0 < r.ratio < 100:
        yield Problem(file, f"{what}: the ratio {r.ratio} cannot be")
    if r.ratio_kind not in ("HR", "OR", "RR"):
        yield Problem(file, f"{what}: ratio_kind {r.ratio_kind!r} is not HR, OR or RR")
    if not numbers and r.ratio is None:
        yield Problem(file, f"{what} says nothing")


def _references(knowledge: Knowledge) -> Iterator[Problem]:
    file = "references.toml"
    used = set(used_references(knowledge))
    for r in knowledge.references.values():
        yield from _form("reference id", r.id, file, "id")
        yield from _form("DOI", r.doi, file, f"{r.id}: doi")
        yield from _form("PMCID", r.pmcid, file, f"{r.id}: pmcid")
        yield from _form("day", r.seen, file, f"{r.id}: seen")
        if r.id.startswith("pmid:") and r.id != f"pmid:{r.pmid}":
            yield Problem(file, f"{r.id} says the PMID {r.pmid}")
        if r.id.startswith("web:") and not (r.url.startswith(("https://", "http://")) and r.seen):
            yield Problem(file, f"{r.id} lacks its address or the day on which it was seen")
        if not r.title.strip():
            yield Problem(file, f"{r.id} has no title")
        if r.id not in used:
            yield Problem(file, f"{r.id} is used nowhere")


def _aliases(knowledge: Knowledge) -> Iterator[Problem]:
    """Names of drugs and trials lead to one topic; a mechanism may share a name with its own ancestor or child."""
    named: tuple[tuple[str, list[Drug | Trial]], ...] = (
        ("drugs", [*knowledge.drugs.values()]),
        ("trials", [*knowledge.trials.values()]),
    )
    for kind, topics in named:
        owners: dict[str, str] = {}
        for value in topics:
            for name in {fold(n) for n in names_of(value)} - {""}:
                first = owners.setdefault(name, value.id)
                if first != value.id:
                    yield Problem(f"{kind}/{value.id}.toml", f"shares the name {name!r} with {first}")


def names_of(value: Mechanism | Drug | Trial) -> tuple[str, ...]:
    """Everything that a topic is called."""
    if isinstance(value, Mechanism):
        return (value.name, *value.aliases)
    if isinstance(value, Drug):
        return (value.name, *value.brands, *value.codes, *value.aliases)
    return (value.acronym, *((value.nct,) if value.nct else ()), *value.aliases)


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
        "aliases": sum(len({fold(n) for n in names_of(value)}) for value in topics),
    }
