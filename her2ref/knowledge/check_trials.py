"""What is wrong with trials: forms, numbers that cannot be, arms that seem to be exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from her2ref.core.knowledge import Knowledge
from her2ref.core.trial import ENDPOINTS, OUTCOMES, Result, Trial
from her2ref.knowledge.check_topic import common
from her2ref.knowledge.problem import Problem, form, one_of, sources

SURELY: Final = (0.85, 1.18)
"""Hazard ratios outside which the medians must run the same way; nearer to 1 curves may cross."""
PURE: Final = "HER2-positive"
MIXED: Final = re.compile(
    r"HER2-(low|ultralow|zero|negative|mutant|mutated)|triple-negative|solid tumou?rs|gastric|all subtypes",
    re.IGNORECASE,
)
"""Words of a population that is not purely HER2-positive."""


def trials(knowledge: Knowledge) -> Iterator[Problem]:
    for name, t in knowledge.trials.items():
        file = f"trials/{name}.toml"
        yield from common("trials", name, t, knowledge)
        yield from sources(t.sources, knowledge, file, "the trial")
        yield from form("NCT number", t.nct, file, "nct")
        yield from one_of(t.primary_met, OUTCOMES, file, "primary_met")
        yield from form("date", t.expected, file, "expected")
        if t.expected and t.primary_met != "ongoing":
            yield Problem(file, "has an expected date and is not ongoing")
        if not t.her2.strip():
            yield Problem(file, "does not say what its population was by HER2")
        if t.her2 == PURE and (other := MIXED.search(f"{t.population} {t.design}")):
            yield Problem(file, f"names {other.group()!r} in its population and has no badge that says so")
        for drug in t.drugs:
            if drug not in knowledge.drugs:
                yield Problem(file, f"names a drug that has no file: {drug}")
        for mechanism in t.mechanisms:
            if mechanism not in knowledge.mechanisms:
                yield Problem(file, f"names a mechanism that has no file: {mechanism}")
        for r in t.results:
            yield from _result(r, knowledge, file)
        yield from _in_order(t, file)


def _result(r: Result, knowledge: Knowledge, file: str) -> Iterator[Problem]:
    what = f"result {r.endpoint} {r.population}".strip()
    yield from sources(r.sources, knowledge, file, what)
    yield from one_of(r.endpoint, ENDPOINTS, file, what)
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
    yield from _direction(r, file, what)


def _direction(r: Result, file: str, what: str) -> Iterator[Problem]:
    """A longer median in the arm with the clearly higher hazard: most likely the arms were exchanged."""
    if r.unit != "months" or r.ratio_kind != "HR" or None in (r.experimental, r.control, r.ratio) or r.note:
        return
    longer = (r.experimental or 0) - (r.control or 0)
    if (longer < 0 and (r.ratio or 0) < SURELY[0]) or (longer > 0 and (r.ratio or 0) > SURELY[1]):
        yield Problem(
            file, f"{what}: the medians run against the ratio; a note must say why, or arms are exchanged"
        )


def _in_order(t: Trial, file: str) -> Iterator[Problem]:
    """Nobody lives shorter than without progression."""
    medians = {
        (r.endpoint, r.population, arm): getattr(r, arm)
        for r in t.results
        for arm in ("experimental", "control")
        if r.unit == "months" and getattr(r, arm) is not None
    }
    for (endpoint, population, arm), months in medians.items():
        survival = medians.get(("OS", population, arm))
        if endpoint == "PFS" and survival is not None and months > survival:
            yield Problem(file, f"median PFS of {months} months is longer than overall survival, {survival}")
