"""Results of trials in rows: what was compared, medians or rates, and the ratio drawn and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from her2ref.core.due import UNKNOWN
from her2ref.core.trial import Result, Trial
from her2ref.gui.pages.html import Chip, esc, para, stacked, table, translate, unbroken
from her2ref.gui.plots.forest import Axis, Mark, axis_for

PREFERRED = ("PFS", "iDFS", "EFS", "DFS", "OS", "pCR", "TTP", "DRFI", "CNS-PFS", "ORR")


WHOLE: Final = re.compile(
    r"$|(all|intention.to.treat|itt|overall)( (randomi[sz]ed|treated|evaluable))?( (patients|population))?$",
    re.IGNORECASE,
)
"""Names of a population that is the whole trial."""


ANALYSIS: Final = re.compile(r"analysis|review|all randomi|all \d|follow-up", re.IGNORECASE)
"""Words in the place of a population that say which analysis it was, not of whom."""
NOT_OF_WHOM: Final = re.compile(
    r"\b(analysis|review|investigator|interim|report|update[ds]?|definition|follow-up|rate|estimate|medians?|against|"
    r"survival|predicted|publication|all randomi[sz]ed|all \d+|\d+ (months|years))\b",
    re.IGNORECASE,
)
"""Words of a part of the population that tells how or when it was seen, or which arms, but not of whom."""
IN_WORDS: Final = {
    "PFS": ("progression-free",),
    "TTP": ("time to progression",),
    "OS": ("overall survival",),
    "pCR": ("complete response",),
    "ORR": ("response rate", "objective response"),
    "iDFS": ("invasive disease-free",),
    "EFS": ("event-free",),
    "CBR": ("clinical benefit",),
    "IC-ORR": ("central nervous system", "brain"),
}


def number(value: float, places: int) -> str:
    """At least `places` decimals, and all that were published."""
    text = f"{value:.{places}f}"
    return text if float(text) == value else f"{value:g}"


def amount(result: Result) -> str:
    """`7.0 vs 5.8 months`, `62%`; plain text, empty when none was given."""
    places = 1 if result.unit == "months" else 0
    given = [number(v, places) for v in (result.experimental, result.control) if v is not None]
    if not given:
        return ""
    sign = "%" if result.unit == "%" else ""
    unit = f" {translate('Pages', 'mo')}" if result.unit == "months" else ""
    if result.experimental is None:
        given.insert(0, translate("Pages", "not reached or not given"))
        sign = ""
    return f" {translate('Pages', 'vs')} ".join(g + sign for g in given) + unit


def ratio_text(result: Result) -> str:
    """`0.78 (0.65–0.95)`, naming what it is where it is not a hazard ratio or not a 95 per cent interval."""
    if result.ratio is None:
        return ""
    kind = f"{result.ratio_kind} " if result.ratio_kind != "HR" else ""
    text = f"{kind}{number(result.ratio, 2)}"
    if result.low is not None and result.high is not None:
        level = f"{result.confidence:g}% CI " if result.confidence != 95 else ""
        text += f" ({level}{number(result.low, 2)}–{number(result.high, 2)})"
    return text


def ratio_cell(result: Result, *, narrow: bool = False) -> str:
    """The ratio and its interval, with a break before the bracket at most; escaped. An interval that names its level
    is too wide for a column: it has a line of its own, unless the rows are `narrow` and share one wide column."""
    ratio, _, interval = ratio_text(result).partition(" (")
    if not interval:
        return unbroken(ratio)
    interval = unbroken(f"({interval}")
    if result.confidence == 95 or narrow:
        return f"{unbroken(ratio)} {interval}"
    return f'<p class="figure">{unbroken(ratio)}</p><p class="figure">{interval}</p>'


def amount_cell(result: Result) -> str:
    """What was seen in the arms, with a break between them at most; escaped."""
    versus = translate("Pages", "vs")
    first, between, second = amount(result).partition(f" {versus} ")
    first = unbroken(first) if any(c.isdecimal() for c in first) else esc(first)
    return f"{first} {unbroken(f'{versus} {second}')}" if between else first


def spread(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    split: int,
    *,
    narrow: bool,
) -> str:
    """Rows in columns where there is room, else one over the other."""
    return stacked(head, rows, split) if narrow else table(head, rows, widths)


def result_cell(result: Result, whose: str = "") -> str:
    """The endpoint, what was seen in the arms, and of whom when not of all; `whose` is said beside it; escaped."""
    lines = [f'<span class="quiet">{esc(result.endpoint)}</span>', amount_cell(result)]
    whom = [whose] if _whole(result) else [result.population, whose]
    lines += [f'<span class="small">{esc(words)}</span>' for words in whom if words]
    return "<br>".join(line for line in lines if line)


def of_all(result: Result) -> bool:
    """Whether a result is of the whole trial, also where words in the place of the population tell how it was seen."""
    parts = (part.strip() for part in re.split(r"[,;()]", result.population))
    return _whole(result) or all(WHOLE.match(part) or NOT_OF_WHOM.search(part) for part in parts)


def axis_of(results: Iterable[Result]) -> Axis:
    return axis_for([v for r in results for v in (r.ratio, r.low, r.high)])


class Plots:
    """The plots of one page; each gets the name under which the page shows it."""

    def __init__(self, axis: Axis) -> None:
        self._axis = axis
        self.marks: list[Mark] = []

    def image(self, result: Result | None) -> str:
        """The picture of a result; empty when there is no ratio to draw."""
        if result is None or result.ratio is None or result.ratio <= 0:
            return ""
        self.marks.append(Mark(result.ratio, result.low, result.high, self._axis))
        return f'<img src="plot:{len(self.marks) - 1}">'

    @property
    def legend(self) -> str:
        """What the signs of the plots mean; nothing where there is none."""
        if not self.marks:
            return ""
        signs = [translate("Pages", "■ estimate, interval excludes 1 · □ interval includes 1")]
        if not all(mark.has_interval for mark in self.marks):
            signs.append(translate("Pages", "┃ interval not held"))
        signs.append(
            translate("Pages", "dashed line: no difference. Left of it, fewer events in the first arm.")
        )
        return para(esc(" · ".join(signs)), "small")


def _whole(result: Result) -> bool:
    return WHOLE.match(result.population.strip()) is not None


def _primary(result: Result, trial: Trial) -> bool:
    """Whether the trial's primary endpoint names this one, by its letters or in words. Whole words only: "OS" is in
    "positive", and DFS in iDFS."""
    wanted = trial.primary_endpoint.casefold()
    names = (result.endpoint.casefold(), *IN_WORDS.get(result.endpoint, ()))
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", wanted) for name in names)


def leading(trial: Trial, wanted: Callable[[Result], bool] | None = None) -> Result | None:
    """The result to show in one row: one that is `wanted` before all others, then of the primary endpoint where it
    was given, of all patients where it can be."""

    def rank(result: Result) -> tuple[bool, bool, bool, bool, int]:
        asked = wanted is not None and wanted(result)
        whole = _whole(result) or ANALYSIS.search(result.population) is not None
        known = PREFERRED.index(result.endpoint) if result.endpoint in PREFERRED else len(PREFERRED)
        return not asked, not _primary(result, trial), not whole, result.ratio is None, known

    return min(trial.results, key=rank, default=None)


def outcome(trial: Trial) -> str:
    """What became of the primary endpoint, in words."""
    return {
        "met": translate("Pages", "met"),
        "not met": translate("Pages", "not met"),
        "ongoing": translate("Pages", "ongoing"),
        "stopped": translate("Pages", "stopped"),
        "not applicable": translate("Pages", "no primary endpoint to meet"),
        UNKNOWN: translate("Pages", "outcome not known to this version"),
    }.get(trial.primary_met, translate("Pages", "not reported"))


def outcome_mark(trial: Trial) -> str:
    """The outcome where it is bad news, marked; escaped."""
    if trial.primary_met in ("not met", "stopped"):
        return f'<span class="pill">&nbsp;{esc(outcome(trial))}&nbsp;</span>'
    return ""


def population_mark(trial: Trial) -> str:
    """The badge of a trial that was not purely of HER2-positive disease: a shape and words, for amber means that
    sources disagree; escaped."""
    if trial.her2.casefold() in ("", "her2-positive"):
        return ""
    return f'<span class="badge">◇&nbsp;{esc(trial.her2)}</span>'


def trial_chips(trial: Trial) -> list[Chip]:
    chips = [Chip(translate("Pages", "Phase %1").replace("%1", trial.phase))] if trial.phase else []
    chips += [Chip(trial.setting)] if trial.setting else []
    chips += [Chip(trial.her2, "badge" if population_mark(trial) else "accent")] if trial.her2 else []
    ending = outcome(trial)
    bad = trial.primary_met in ("not met", "stopped")
    chips.append(
        Chip(translate("Pages", "Primary endpoint: %1").replace("%1", ending), "red" if bad else "accent")
    )
    return chips
