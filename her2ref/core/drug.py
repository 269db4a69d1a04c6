"""A drug: what it is, where it is approved, what it can do harm by, what acts against it."""

from __future__ import annotations

from dataclasses import dataclass

from her2ref.core.statement import Conflict, Statement


@dataclass(frozen=True, slots=True)
class Approval:
    """A regulator's decision. `region` US, EU, CN or JP; `status` approved, withdrawn, refused or
    under review; `date` and `as_of` are ISO dates (`date` may be a year or a month when no more was seen)."""

    region: str
    status: str
    indication: str
    sources: tuple[str, ...]
    date: str = ""
    as_of: str = ""


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
