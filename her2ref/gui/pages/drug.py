"""The page of a drug: what it is, where it is approved, what it can do harm by, what it acts on and fails by."""

from __future__ import annotations

from her2ref.core.drug import Approval, Drug
from her2ref.core.due import UNKNOWN
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
    unbroken,
)
from her2ref.gui.pages.material import Material
from her2ref.gui.pages.mechanism import relation_word
from her2ref.gui.pages.results import (
    Plots,
    axis_of,
    leading,
    outcome,
    outcome_mark,
    population_mark,
    ratio_cell,
    result_cell,
    spread,
)
from her2ref.gui.pages.sources import Sources, disagreements, reviewed, section, unknown

REGIONS = ("US", "EU", "CN", "JP")


def chips(material: Material) -> list[Chip]:
    value = material.value
    assert isinstance(value, Drug)
    status = {
        "marketed": translate("Pages", "marketed"),
        "investigational": translate("Pages", "investigational"),
        "withdrawn": translate("Pages", "withdrawn"),
        "discontinued": translate("Pages", "discontinued"),
    }.get(value.status, value.status)
    made = [Chip(value.drug_class)] if value.drug_class else []
    made.append(Chip(status, "red" if value.status in ("withdrawn", "discontinued") else "accent"))
    made += [Chip(target, hint=translate("Pages", "Target")) for target in value.targets[:4]]
    if value.conflicts:
        made.append(Chip(translate("Pages", "Sources disagree"), "amber"))
    return made


def overview(material: Material, *, narrow: bool = False) -> Page:
    value = material.value
    assert isinstance(value, Drug)
    sources = Sources(material.references)
    trials = list(material.trials.values())
    results = [result for trial in trials if (result := leading(trial)) is not None]
    plots = Plots(axis_of(results))

    def of(part: str, title: str) -> str:
        return section(title, [s for s in value.statements if s.part == part], sources)

    summary = " ".join(sources.say(s) for s in value.statements if s.part == "summary")
    pieces = [
        para(summary, "lead"),
        _what(value),
        _approvals(value.approvals, sources, narrow=narrow),
        of("safety", translate("Pages", "Safety, and what the label asks to watch")),
        _mechanisms(material),
        _trials(material, plots, narrow=narrow),
        disagreements(value.conflicts, sources),
        of("mechanism", translate("Pages", "How it works and fails")),
        of("prediction", translate("Pages", "What predicts its effect")),
        of("treatment", translate("Pages", "What was found")),
        of("testing", translate("Pages", "Testing")),
        of("evidence", translate("Pages", "Further evidence")),
        of("open", translate("Pages", "Open questions")),
        unknown(value),
        sources.listing(),
        reviewed(value.reviewed),
    ]
    return Page("".join(pieces), tuple(plots.marks))


def _what(value: Drug) -> str:
    """Its nature and its names, side by side."""
    rows = facts(
        [
            (translate("Pages", "Class"), esc(value.drug_class)),
            (translate("Pages", "Modality"), esc(value.modality)),
            (translate("Pages", "Targets"), esc(", ".join(value.targets))),
            (translate("Pages", "Payload"), esc(value.payload)),
            (translate("Pages", "Linker"), esc(value.linker)),
            (translate("Pages", "Drug-to-antibody ratio"), esc(value.drug_to_antibody_ratio)),
            (translate("Pages", "Route"), esc(value.route)),
            (translate("Pages", "Brands"), esc(", ".join(value.brands))),
            (translate("Pages", "Codes"), esc(", ".join(value.codes))),
            (translate("Pages", "Also called"), esc(", ".join(value.aliases))),
        ]
    )
    return heading(translate("Pages", "What it is")) + rows if rows else ""


def _approvals(approvals: tuple[Approval, ...], sources: Sources, *, narrow: bool) -> str:
    title = heading(translate("Pages", "Approvals"))
    if not approvals:
        return title + para(esc(translate("Pages", "None is recorded here.")), "quiet")
    words = {
        "approved": translate("Pages", "approved"),
        "withdrawn": translate("Pages", "withdrawn"),
        "refused": translate("Pages", "refused"),
        "under review": translate("Pages", "under review"),
        UNKNOWN: translate("Pages", "outcome not known to this version"),
    }
    head = [
        translate("Pages", "Region"),
        translate("Pages", "Status"),
        translate("Pages", "Date"),
        translate("Pages", "Indication"),
        translate("Pages", "As of"),
    ]
    rows = []
    for approval in sorted(approvals, key=lambda a: REGIONS.index(a.region) if a.region in REGIONS else 9):
        status = esc(words.get(approval.status, approval.status))
        if approval.status in ("withdrawn", "refused"):
            status = f'<span class="pill">&nbsp;{status}&nbsp;</span>'
        rows.append(
            [
                f"<b>{esc(approval.region)}</b>",
                status,
                _when(approval),
                esc(approval.indication) + sources.marks(approval.sources),
                f'<span class="small">{_day(approval.as_of) or NOTHING}</span>',
            ]
        )
    return title + spread(head, rows, (9, 12, 14, 51, 14), 3, narrow=narrow)


def _when(approval: Approval) -> str:
    """The day of the decision, or the one by which it was due."""
    if approval.target and not approval.date:
        return esc(translate("Pages", "due %1")).replace("%1", _day(approval.target))
    return _day(approval.date) or NOTHING


def _day(iso: str) -> str:
    """A date that does not break at its hyphens."""
    return unbroken(iso)


def _mechanisms(material: Material) -> str:
    """What it acts on, and what defeats it, by the relations of the mechanisms."""
    groups = (
        (translate("Pages", "Mechanisms it acts on"), ("overcomes", "under-study")),
        (translate("Pages", "Mechanisms on which it was tried without benefit"), ("failed",)),
        (translate("Pages", "Mechanisms that predict its effect"), ("biomarker-for",)),
        (translate("Pages", "Mechanisms that do not change its effect"), ("no-interaction",)),
        (translate("Pages", "Mechanisms on which it was tried, then stopped"), ("stopped",)),
        (translate("Pages", "Mechanisms by which it loses effect"), ("resistance-to",)),
    )
    pieces = []
    for title, relations in groups:
        items = []
        for relation in relations:
            for row in material.links:
                if row.relation != relation:
                    continue
                word = ""
                if len(relations) > 1:
                    word = f' <span class="quiet">{esc(relation_word(relation))}</span>'
                items.append(link(f"topic:{row.mechanism}", material.name(row.mechanism)) + word)
        if items:
            pieces.append(heading(title) + bullets(items))
    return "".join(pieces)


def _trials(material: Material, plots: Plots, *, narrow: bool) -> str:
    head = [
        translate("Pages", "Trial"),
        translate("Pages", "Patients"),
        translate("Pages", "Result"),
        translate("Pages", "Hazard ratio (95% CI)"),
        "",
    ]
    rows = []
    for trial in sorted(material.trials.values(), key=lambda t: (t.year or 9999, t.acronym)):
        name = link(f"topic:trial:{trial.id}", trial.acronym)
        year = f' <span class="small">{trial.year}</span>' if trial.year else ""
        marks = " ".join(m for m in (outcome_mark(trial), population_mark(trial)) if m)
        n = f' <span class="small">n&nbsp;=&nbsp;{trial.n:,}</span>' if trial.n else ""
        who = esc(", ".join(p for p in (trial.setting, trial.line) if p)) + n
        result = leading(trial)
        what = f'<span class="quiet">{esc(outcome(trial))}</span>'
        if result is not None:
            what = result_cell(result)
        rows.append(
            [
                name + year + (f"<br>{marks}" if marks else ""),
                who,
                what,
                plots.image(result),
                (ratio_cell(result, narrow=narrow) if result is not None else "") or NOTHING,
            ]
        )
    if not rows:
        return ""
    body = spread(head, rows, (22, 25, 19, 14, 20), 2, narrow=narrow)
    return heading(translate("Pages", "Trials")) + body + plots.legend
