"""The page of a trial: who was treated with what, whether the endpoint was met, and every published result."""

from __future__ import annotations

from her2ref.core.trial import Result, Trial
from her2ref.gui.pages.html import NOTHING, Chip, Page, esc, facts, heading, link, para, translate, unbroken
from her2ref.gui.pages.material import Material
from her2ref.gui.pages.results import (
    Plots,
    amount_cell,
    axis_of,
    outcome,
    outcome_mark,
    population_mark,
    ratio_cell,
    spread,
    trial_chips,
)
from her2ref.gui.pages.sources import Sources, reviewed, section, unknown


def chips(material: Material) -> list[Chip]:
    value = material.value
    assert isinstance(value, Trial)
    return trial_chips(value)


def overview(material: Material, *, narrow: bool = False) -> Page:
    value = material.value
    assert isinstance(value, Trial)
    sources = Sources(material.references)
    plots = Plots(axis_of(value.results))

    def of(part: str, title: str) -> str:
        return section(title, [s for s in value.statements if s.part == part], sources)

    summary = " ".join(sources.say(s) for s in value.statements if s.part == "summary")
    pieces = [
        para(summary, "lead"),
        _design(value, sources),
        _results(value, sources, plots, narrow=narrow),
        of("prediction", translate("Pages", "Biomarker findings")),
        of("evidence", translate("Pages", "What was found")),
        of("mechanism", translate("Pages", "Mechanism")),
        of("treatment", translate("Pages", "Treatment")),
        of("testing", translate("Pages", "Testing")),
        of("safety", translate("Pages", "Safety")),
        of("open", translate("Pages", "Open questions")),
        _bears_on(material, value),
        unknown(value),
        sources.listing(),
        reviewed(value.reviewed),
    ]
    return Page("".join(pieces), tuple(plots.marks))


def _design(value: Trial, sources: Sources) -> str:
    endpoint = esc(value.primary_endpoint)
    mark = outcome_mark(value) or f"<b>{esc(outcome(value))}</b>"
    endpoint = f"{endpoint}: {mark}" if endpoint else mark
    phase = translate("Pages", "Phase %1").replace("%1", value.phase) if value.phase else ""
    design = ". ".join(p for p in (phase, value.design) if p)
    return facts(
        [
            (translate("Pages", "Population"), esc(value.population) or esc(value.her2)),
            (translate("Pages", "HER2"), population_mark(value)),
            (translate("Pages", "Setting"), esc(", ".join(p for p in (value.setting, value.line) if p))),
            (translate("Pages", "Treated before with"), esc(value.prior_therapy)),
            (
                translate("Pages", "First arm"),
                f"<b>{esc(value.experimental)}</b>" if value.experimental else "",
            ),
            (translate("Pages", "Second arm"), f"<b>{esc(value.control)}</b>" if value.control else ""),
            (translate("Pages", "Patients"), f"{value.n:,}" if value.n else ""),
            (translate("Pages", "Design"), esc(design)),
            (translate("Pages", "Primary endpoint"), endpoint),
            (translate("Pages", "Result expected by"), esc(unbroken(value.expected))),
            (translate("Pages", "Registered as"), esc(value.nct)),
            (translate("Pages", "Also called"), esc(", ".join(value.aliases))),
            (translate("Pages", "Published"), f"{value.year or ''}{sources.marks(value.sources)}"),
        ]
    )


def _results(value: Trial, sources: Sources, plots: Plots, *, narrow: bool) -> str:
    title = heading(translate("Pages", "Results"))
    if not value.results:
        return title + para(esc(translate("Pages", "No result is recorded here.")), "quiet")
    head = [
        translate("Pages", "Endpoint"),
        translate("Pages", "First vs second arm"),
        translate("Pages", "Hazard ratio (95% CI)"),
        "",
        "p",
    ]
    rows: list[list[str]] = []
    for result in value.results:
        who = f'<br><span class="small">{esc(result.population)}</span>' if result.population else ""
        rows.append(
            [
                f"<b>{esc(result.endpoint)}</b>{sources.marks(result.sources)}{who}",
                amount_cell(result) or NOTHING,
                plots.image(result),
                ratio_cell(result, narrow=narrow) or NOTHING,
                esc(_p(result, named=narrow)) or NOTHING,
            ]
        )
        note = _note(result)
        if note:
            rows.append(["", note])
    return title + spread(head, rows, (21, 22, 16, 24, 17), 1, narrow=narrow) + plots.legend


def _p(result: Result, *, named: bool) -> str:
    """The p value as published; `named` where no head of a column says what it is."""
    if not result.p or not named:
        return result.p
    return f"p {result.p}" if result.p[0] in "<>=≤" else f"p = {result.p}"


def _note(result: Result) -> str:
    cut = translate("Pages", "Data of %1.").replace("%1", result.data_cut) if result.data_cut else ""
    text = " ".join(p for p in (cut, result.note) if p)
    return f'<span class="small">{esc(text)}</span>' if text else ""


def _bears_on(material: Material, value: Trial) -> str:
    pieces = []
    for title, kind, ids in (
        (translate("Pages", "Mechanisms it bears on"), "mechanism", value.mechanisms),
        (translate("Pages", "Drugs"), "drug", value.drugs),
    ):
        items = [
            link(f"topic:{kind}:{name}", material.name(f"{kind}:{name}"))
            if material.has(f"{kind}:{name}")
            else esc(name)
            for name in ids
        ]
        if items:
            pieces.append(heading(title) + para(" · ".join(items)))
    return "".join(pieces)
