"""What is wrong with the content files: forms, links, sources, numbers. `her2ref content check` prints it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from her2ref.core.knowledge import Knowledge
from her2ref.core.mechanism import ORIGINS, RELATIONS
from her2ref.knowledge import check_names, check_trials
from her2ref.knowledge.check_topic import common, conflicts
from her2ref.knowledge.counting import used_references
from her2ref.knowledge.load import ContentError, load
from her2ref.knowledge.problem import LEVEL_IDS, Problem, form, one_of, sources

CLASSES: Final = (
    "impaired-drug-binding",
    "bypass-signalling",
    "downstream-signalling",
    "immune-failure",
    "adc-specific",
    "microenvironment-stemness-metabolism",
)
"""The six top classes: four of the 2012 review (PMID 22865781), conjugates, and the tumour's surroundings."""

DRUG_STATUS: Final = ("marketed", "investigational", "withdrawn", "discontinued")
APPROVAL_STATUS: Final = ("approved", "withdrawn", "refused", "under review")
REGIONS: Final = ("US", "EU", "CN", "JP")


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
        check_trials.trials(knowledge),
        _references(knowledge),
        check_names.aliases(knowledge),
        check_names.vocabulary(knowledge),
        check_names.corrections(knowledge),
    ):
        found.extend(problems)
    return sorted(found, key=lambda p: (p.file, p.what))


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


def _mechanisms(knowledge: Knowledge) -> Iterator[Problem]:
    for name, m in knowledge.mechanisms.items():
        file = f"mechanisms/{name}.toml"
        yield from common("mechanisms", name, m, knowledge)
        yield from conflicts(m.conflicts, knowledge, file)
        yield from one_of(m.origin, ORIGINS, file, "origin")
        yield from one_of(m.level, LEVEL_IDS, file, "level")
        if m.statements and m.level not in {s.level for s in m.statements}:
            yield Problem(file, f"level: no statement is {m.level}")
        for gene in m.genes:
            yield from form("gene", gene, file, "gene")
        for relation in m.drugs:
            what = f"relation to {relation.drug}"
            yield from sources(relation.sources, knowledge, file, what)
            yield from one_of(relation.relation, RELATIONS, file, what)
            yield from one_of(relation.level, LEVEL_IDS, file, f"{what}: level")
            if relation.drug not in knowledge.drugs:
                yield Problem(file, f"names a drug that has no file: {relation.drug}")
            if relation.trial and relation.trial not in knowledge.trials:
                yield Problem(file, f"names a trial that has no file: {relation.trial}")


def _drugs(knowledge: Knowledge) -> Iterator[Problem]:
    for name, d in knowledge.drugs.items():
        file = f"drugs/{name}.toml"
        yield from common("drugs", name, d, knowledge)
        yield from conflicts(d.conflicts, knowledge, file)
        yield from one_of(d.status, DRUG_STATUS, file, "status")
        for trial in d.trials:
            if trial not in knowledge.trials:
                yield Problem(file, f"names a trial that has no file: {trial}")
        for a in d.approvals:
            what = f"approval {a.region} {a.date}"
            yield from sources(a.sources, knowledge, file, what)
            yield from one_of(a.region, REGIONS, file, what)
            yield from one_of(a.status, APPROVAL_STATUS, file, what)
            yield from form("date", a.date, file, what)
            yield from form("day", a.as_of, file, f"{what}: as_of")
            yield from form("date", a.target, file, f"{what}: target")
            if a.target and a.status != "under review":
                yield Problem(file, f"{what} has a target date and is not under review")
            if not a.as_of:
                yield Problem(file, f"{what} does not say as of when")


def _references(knowledge: Knowledge) -> Iterator[Problem]:
    file = "references.toml"
    used = set(used_references(knowledge))
    for r in knowledge.references.values():
        yield from form("reference id", r.id, file, "id")
        yield from form("DOI", r.doi, file, f"{r.id}: doi")
        yield from form("PMCID", r.pmcid, file, f"{r.id}: pmcid")
        yield from form("day", r.seen, file, f"{r.id}: seen")
        if r.id.startswith("pmid:") and r.id != f"pmid:{r.pmid}":
            yield Problem(file, f"{r.id} says the PMID {r.pmid}")
        if r.id.startswith("web:") and not (r.url.startswith(("https://", "http://")) and r.seen):
            yield Problem(file, f"{r.id} lacks its address or the day on which it was seen")
        if not r.title.strip():
            yield Problem(file, f"{r.id} has no title")
        if r.id not in used:
            yield Problem(file, f"{r.id} is used nowhere")
