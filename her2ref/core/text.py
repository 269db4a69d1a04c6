"""Words as a reader may type them: one folding for names, aliases and titles."""

from __future__ import annotations

import unicodedata
from typing import Final

GREEK: Final = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "π": "pi",
    "σ": "sigma",
    "τ": "tau",
    "ω": "omega",
}


def spelled(text: str) -> str:
    """Lower case, accents off, Greek letters spelled out; word boundaries stay."""
    low = unicodedata.normalize("NFKD", text.casefold())
    return "".join(GREEK.get(c, c) for c in low if not unicodedata.combining(c))


def fold(text: str) -> str:
    """Only letters and digits of `spelled`: T-DXd, t dxd and TDXD are one (`tdxd`)."""
    return "".join(c for c in spelled(text) if c.isalnum())
