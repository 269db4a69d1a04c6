"""Identifiers in one form, from the many in which files write them."""

from __future__ import annotations

import re
from typing import Final

from her2ref.records.stream import Unreadable

_ORCID: Final = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])\s*/?$")
_PMC: Final = re.compile(r"PMC\d+")


def pmid_of(text: str) -> int:
    """The number; raises `Unreadable` for what cannot be a PMID."""
    said = text.strip()
    if not (said.isascii() and said.isdigit() and len(said) <= 10 and int(said)):
        raise Unreadable(f"{said[:40]!r} is not a PMID")
    return int(said)


def orcid_of(text: str) -> str:
    """The identifier in its usual form, from "https://orcid.org/0000-…", "0000…" or "ORCID: …"; or nothing."""
    found = _ORCID.search(text.strip())
    return "-".join(found.groups()).upper() if found else ""


def pmcid_of(text: str) -> str:
    """`PMC123` from "PMC123 [Available on 01/01/15]"; or nothing."""
    found = _PMC.match(text.strip())
    return found[0] if found else ""
