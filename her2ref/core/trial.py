"""A trial: who was treated with what, and what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from her2ref.core.due import UNKNOWN, passed
from her2ref.core.statement import Searched, Statement

ENDPOINTS: Final = (
    "PFS",
    "OS",
    "ORR",
    "pCR",
    "iDFS",
    "DFS",
    "TTP",
    "CNS-PFS",
    "IC-ORR",
    "CBR",
    "DRFI",
    "EFS",
)
OUTCOMES: Final = ("met", "not met", "not reported", "ongoing", "stopped", "not applicable")


@dataclass(frozen=True, slots=True)
class Result:
    """One published result. Medians and rates as numbers in `unit` ("months" or "%"); hazard or odds ratio
    with its interval at `confidence` per cent; `population` says of whom, when not of all randomised."""

    endpoint: str
    sources: tuple[str, ...]
    population: str = ""
    unit: str = ""
    experimental: float | None = None
    control: float | None = None
    ratio: float | None = None
    ratio_kind: str = "HR"
    low: float | None = None
    high: float | None = None
    confidence: float = 95.0
    p: str = ""
    data_cut: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """`her2` is what the trial's population was by HER2 (`HER2-positive`, or a badge's words such as
    `HER2-low`); `primary_met` one of OUTCOMES; `n` the number randomised or treated; `expected` the day,
    month or year (ISO) by which an ongoing trial's result was expected."""

    id: str
    acronym: str
    her2: str = "HER2-positive"
    nct: str = ""
    aliases: tuple[str, ...] = ()
    phase: str = ""
    design: str = ""
    setting: str = ""
    line: str = ""
    population: str = ""
    prior_therapy: str = ""
    experimental: str = ""
    control: str = ""
    n: int | None = None
    primary_endpoint: str = ""
    primary_met: str = "not reported"
    year: int | None = None
    drugs: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    reviewed: str = ""
    sources: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    statements: tuple[Statement, ...] = ()
    searched: tuple[Searched, ...] = ()
    expected: str = ""

    def as_of_day(self, today: dt.date) -> Trial:
        """As it can be told on `today`: what an ongoing trial found by a date that has passed is not known."""
        due = self.primary_met == "ongoing" and passed(self.expected, today)
        return replace(self, primary_met=UNKNOWN) if due else self
