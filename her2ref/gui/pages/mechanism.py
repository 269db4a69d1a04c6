"""The page of a mechanism: what it does, which drugs act on it or fail by it, where sources disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from her2ref.core.mechanism import DrugRelation, Mechanism
from her2ref.core.trial import Trial
from her2ref.gui.pages.html import (
    NOTHING,
    Chip,
    Page,
    bullets,
    esc,
    facts,
    heading,
    link,
    para,
    translate,
)
from her2ref.gui.pages.marker import Marker
from her2ref.gui.pages.material import Material
from her2ref.gui.pages.results import (
    Plots,
    axis_of,
    leading,
    of_all,
    outcome,
    outcome_mark,
    population_mark,
    ratio_cell,
    result_cell,
    spread,
)
from her2ref.gui.pages.sources import (
    Sources,
    disagreements,
    evidence,
    level_word,
    reviewed,
    section,
    unknown,
)

ACTING = ("overcomes", "under-study")
"""Relations of drugs that act on the mechanism; the list of drugs counts the same."""
DEFEATED = "resistance-to"
"""The relation under which no result stands: a trial's own would read as if the drug worked here."""


def relation_word(relation: str) -> str:
    return {
        "overcomes": translate("Pages", "overcomes"),
        "resistance-to": translate("Pages", "loses effect"),
        "biomarker-for": translate("Pages", "predicts effect"),
        "under-study": translate("Pages", "under study"),
        "failed": translate("Pages", "tried, no benefit"),
        "no-interaction": translate("Pages", "no difference by it"),
        "stopped": translate("Pages", "study stopped"),
    }.get(relation, relation)


def chips(material: Material) -> list[Chip]:
    value = material.value
    assert isinstance(value, Mechanism)
    made = [Chip(gene, hint=translate("Pages", "Gene")) for gene in value.genes[:6]]
    if len(value.genes) > 6:
        made.append(Chip(translate("Pages", "%1 more").replace("%1", str(len(value.genes) - 6))))
    made.append(
        Chip(translate("Pages", "Evidence: %1").replace("%1", level_word(value.level).lower()), "green")
    )
    if value.conflicts:
        made.append(Chip(translate("Pages", "Sources disagree"), "amber"))
    origin = {
        "de novo": translate("Pages", "de novo"),
        "acquired": translate("Pages", "acquired"),
        "both": translate("Pages", "de novo & acquired"),
    }.get(value.origin)
    return [*made, Chip(origin)] if origin else made


def overview(material: Material, *, narrow: bool = False) -> Page:
    value = material.value
    assert isinstance(value, Mechanism)
    sources = Sources(material.references)

    def of(part: str) -> list[str]:
        return [sources.say(s) for s in value.statements if s.part == part]

    summary = para(" ".join(of("summary")), "lead")
    marker = Marker(value, [row.name for row in material.rows.values() if row.kind == "drug"])
    named = [
        material.trials[r.trial] for r in value.drugs if r.trial in material.trials and r.relation != DEFEATED
    ]
    results = [result for trial in named if (result := leading(trial, marker.names)) is not None]
    plots = Plots(axis_of(results))
    head = [summary, _below(material), _drug_tables(material, value, sources, plots, marker, narrow=narrow)]
    head.append(disagreements(value.conflicts, sources))
    body = [
        section(title, [s for s in value.statements if s.part == part], sources)
        for part, title in (
            ("mechanism", translate("Pages", "How it works")),
            ("prediction", translate("Pages", "What it predicts")),
            ("treatment", translate("Pages", "Treatment studied")),
        )
    ]
    body.append(_testing(value, sources))
    body += [
        section(title, [s for s in value.statements if s.part == part], sources)
        for part, title in (
            ("safety", translate("Pages", "Safety")),
            ("evidence", translate("Pages", "Further evidence")),
            ("open", translate("Pages", "Open questions")),
        )
    ]
    body += [_trials(material, value), unknown(value), sources.listing(), reviewed(value.reviewed)]
    return Page("".join([*head, *body]), tuple(plots.marks))


def evidence_page(material: Material) -> Page:
    value = material.value
    sources = Sources(material.references)
    claim = ""
    if isinstance(value, Mechanism):
        claim = translate(
            "Pages", "The claim that statements support or contradict: this mechanism causes resistance."
        )
    statements = evidence(value.statements, sources, claim)
    conflicts = value.conflicts if not isinstance(value, Trial) else ()
    return Page(statements + disagreements(conflicts, sources) + sources.listing())


def _below(material: Material) -> str:
    """The narrower mechanisms, as links."""
    children = material.children
    if not children:
        return ""
    items = [
        f"{link(f'topic:{row.key}', row.name)} "
        f'<span class="small">{esc(level_word(row.level).lower())}</span>'
        for row in children
    ]
    return heading(translate("Pages", "Mechanisms in this class")) + bullets(items)


def _drug_tables(
    material: Material,
    value: Mechanism,
    sources: Sources,
    plots: Plots,
    marker: Marker,
    *,
    narrow: bool,
) -> str:
    groups = (
        (translate("Pages", "Drugs that act here"), ACTING),
        (translate("Pages", "Drugs tried without benefit"), ("failed",)),
        (translate("Pages", "Drugs whose effect it predicts"), ("biomarker-for",)),
        (translate("Pages", "Drugs whose effect it does not change"), ("no-interaction",)),
        (translate("Pages", "Tried, then stopped"), ("stopped",)),
        (translate("Pages", "Drugs that lose effect"), (DEFEATED,)),
    )
    drugs = [replace(r, relation=r.standing(_outcome(material, r))) for r in value.drugs]
    pieces = []
    for title, relations in groups:
        rows = [r for name in relations for r in drugs if r.relation == name]
        if rows:
            with_trials = DEFEATED not in relations and any(r.trial in material.trials for r in rows)
            made = (
                _trial_table(material, rows, sources, plots, marker, narrow=narrow)
                if with_trials
                else _plain_table(material, rows, sources, narrow=narrow)
            )
            pieces.append(heading(title) + made)
    return "".join(pieces) + plots.legend


def _trial_table(
    material: Material,
    relations: Sequence[DrugRelation],
    sources: Sources,
    plots: Plots,
    marker: Marker,
    *,
    narrow: bool,
) -> str:
    head = [
        translate("Pages", "Drug"),
        translate("Pages", "Relation"),
        translate("Pages", "Trial"),
        translate("Pages", "Result"),
        translate("Pages", "Hazard ratio (95% CI)"),
        "",
    ]
    rows = []
    for relation in relations:
        trial = material.trials.get(relation.trial)
        rows.append([*_drug_cells(material, relation), *_trial_cells(trial, plots, marker, narrow=narrow)])
        note = _note(relation, sources)
        if note:
            rows.append(["", note])
    return spread(head, rows, (17, 15, 16, 19, 13, 20), 3, narrow=narrow)


def _plain_table(
    material: Material, relations: Sequence[DrugRelation], sources: Sources, *, narrow: bool
) -> str:
    """What was seen in words; a trial is named, and its result stands on its own page."""
    head = [translate("Pages", "Drug"), translate("Pages", "Relation"), translate("Pages", "What was seen")]
    rows = []
    for relation in relations:
        trial = material.trials.get(relation.trial)
        seen = _note(relation, sources)
        if trial is not None:
            seen += f"<br>{link(f'topic:trial:{trial.id}', trial.acronym)} {population_mark(trial)}".rstrip()
        rows.append([*_drug_cells(material, relation), seen])
    return spread(head, rows, (22, 18, 60), 2, narrow=narrow)


def _outcome(material: Material, relation: DrugRelation) -> str:
    trial = material.trials.get(relation.trial)
    return trial.primary_met if trial is not None else ""


def _drug_cells(material: Material, relation: DrugRelation) -> list[str]:
    drug = f"drug:{relation.drug}"
    name = link(f"topic:{drug}", material.name(drug)) if material.has(drug) else esc(relation.drug)
    return [name, _relation(relation)]


def _relation(relation: DrugRelation) -> str:
    word = esc(relation_word(relation.relation))
    return f'<span class="red">{word}</span>' if relation.relation == "failed" else word


def _trial_cells(trial: Trial | None, plots: Plots, marker: Marker, *, narrow: bool) -> list[str]:
    if trial is None:
        return [NOTHING, NOTHING, "", NOTHING]
    name = link(f"topic:trial:{trial.id}", trial.acronym)
    marks = " ".join(m for m in (outcome_mark(trial), population_mark(trial)) if m)
    name += f"<br>{marks}" if marks else ""
    result = leading(trial, marker.names)
    if result is None:
        return [name, f'<span class="quiet">{esc(outcome(trial))}</span>', "", NOTHING]
    whose = _whole_trial(trial) if of_all(result) and not marker.names(result) else ""
    return [
        name,
        result_cell(result, whose),
        plots.image(result),
        ratio_cell(result, narrow=narrow) or NOTHING,
    ]


def _whole_trial(trial: Trial) -> str:
    """Said beside a result that is not of the mechanism's own patients, lest it be taken for theirs."""
    if "subset" in trial.her2.casefold():
        return translate("Pages", "whole HER2-positive subset")
    return translate("Pages", "whole trial")


def _note(relation: DrugRelation, sources: Sources) -> str:
    text = f"{esc(relation.note)} " if relation.note else ""
    level = esc(level_word(relation.level))
    return f'<span class="small">{text}{level}</span>{sources.marks(relation.sources)}'


def _testing(value: Mechanism, sources: Sources) -> str:
    statements = [s for s in value.statements if s.part == "testing"]
    if not (statements or value.assay or value.companion):
        return ""
    rows = facts(
        [
            (translate("Pages", "Assay"), esc(value.assay)),
            (translate("Pages", "Companion diagnostic"), esc(value.companion)),
        ]
    )
    return heading(translate("Pages", "Testing")) + rows + bullets(sources.say(s) for s in statements)


def _trials(material: Material, value: Mechanism) -> str:
    """Trials that bear on the mechanism and stand in no drug table."""
    named = {relation.trial for relation in value.drugs}
    others = [trial for trial in material.trials.values() if trial.id not in named]
    items = []
    for trial in others:
        mark = " ".join(m for m in (outcome_mark(trial), population_mark(trial)) if m)
        about = ", ".join(p for p in (trial.population or trial.setting, str(trial.year or "")) if p)
        items.append(
            f'{link(f"topic:trial:{trial.id}", trial.acronym)} {mark} <span class="quiet">{esc(about)}</span>'
        )
    return heading(translate("Pages", "Other trials that bear on it")) + bullets(items) if items else ""
