"""Words as a reader may type them: one folding for names, aliases and titles."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

GREEK: Final = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "π": "pi",
    "σ": "sigma",
    "τ": "tau",
    "ω": "omega",
}

LEVEL: Final = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ₀₁₂₃₄₅₆₇₈₉", "0123456789n0123456789", strict=True))
"""Raised and lowered signs, and how they are typed."""

BETWEEN: Final = re.compile(r"[\W_]+")
"""What is neither letter nor digit (`str.isalnum` is false)."""


def spelled(text: str) -> str:
    """Lower case, accents off, Greek letters spelled out; word boundaries stay."""
    if text.isascii():
        return text.lower()
    low = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(GREEK.get(c, c) for c in low if not unicodedata.combining(c))


def fold(text: str) -> str:
    """Only letters and digits of `spelled`: T-DXd, t dxd and TDXD are one (`tdxd`)."""
    return BETWEEN.sub("", spelled(text))


def words(text: str) -> list[str]:
    """The words of `spelled`, in order: "HER2+ (T-DXd)" is her2, t, dxd."""
    return BETWEEN.sub(" ", spelled(text)).split()


def level(text: str) -> str:
    """Raised and lowered digits on the line, as they are typed: IC₅₀ is IC50, ¹⁸F is 18F. All else stays."""
    if not text.isascii():
        for sign, plain in LEVEL.items():  # a tenth of the time of a pattern, and most texts have none
            if sign in text:
                text = text.replace(sign, plain)
    return text
