"""A drug: what it is, where it is approved, what it can do harm by, what acts against it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from her2ref.core.due import UNKNOWN, passed
from her2ref.core.statement import Conflict, Searched, Statement


@dataclass(frozen=True, slots=True)
class Approval:
    """A regulator's decision. `region` US, EU, CN or JP; `status` approved, withdrawn, refused or
    under review; `date` and `as_of` are ISO dates (`date` may be a year or a month when no more was seen);
    `target` is the day by which the regulator meant to decide what is under review."""

    region: str
    status: str
    indication: str
    sources: tuple[str, ...]
    date: str = ""
    as_of: str = ""
    target: str = ""

    def as_of_day(self, today: dt.date) -> Approval:
        """As it can be told on `today`: a decision that was due is not known."""
        due = self.status == "under review" and passed(self.target, today)
        return replace(self, status=UNKNOWN) if due else self


@dataclass(frozen=True, slots=True)
class Drug:
    """`status` is marketed, investigational, withdrawn or discontinued; `conjugate` describes payload, linker
    and drug-to-antibody ratio where there is one; `acts_on` holds mechanism ids that it addresses."""

    id: str
    name: str
    status: str
    drug_class: str = ""
    modality: str = ""
    brands: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    route: str = ""
    payload: str = ""
    linker: str = ""
    drug_to_antibody_ratio: str = ""
    terms: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    reviewed: str = ""
    trials: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    statements: tuple[Statement, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    searched: tuple[Searched, ...] = ()

    def as_of_day(self, today: dt.date) -> Drug:
        """As it can be told on `today`."""
        return replace(self, approvals=tuple(approval.as_of_day(today) for approval in self.approvals))
