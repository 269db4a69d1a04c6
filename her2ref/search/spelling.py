"""Other spellings of one word: British and American, singular and plural, Greek letters."""

from __future__ import annotations

from typing import Final

PAIRS: Final = (
    ("tumour", "tumor"), ("oestr", "estr"), ("signall", "signal"), ("isation", "ization"), ("ising", "izing"),
    ("ised", "ized"), ("leukaem", "leukem"), ("anaem", "anem"), ("diarrhoea", "diarrhea"), ("oedema", "edema"),
    ("dyspnoea", "dyspnea"), ("haem", "hem"), ("paed", "ped"), ("fibre", "fiber"), ("centre", "center"),
    ("behaviour", "behavior"), ("programme", "program"), ("analogue", "analog"), ("labelled", "labeled"),
    ("oesoph", "esoph"), ("foetal", "fetal"), ("sulph", "sulf"), ("colour", "color"), ("favour", "favor"),
    ("gynaec", "gynec"), ("modell", "model"), ("licence", "license"), ("grey", "gray"), ("caes", "ces"),
)  # fmt: skip
"""Beginnings or parts of words, British first."""

GREEK: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "theta": "θ", "kappa": "κ",
    "lambda": "λ", "sigma": "σ", "tau": "τ", "omega": "ω",
}  # fmt: skip
_NAMES: Final = {letter: name for name, letter in GREEK.items()} | {"μ": "mu", "µ": "mu"}

SHORTEST: Final = 4
"""Letters of a word that may have another form."""


IRREGULAR: Final = {
    "child": "children", "children": "child", "man": "men", "men": "man", "woman": "women", "women": "woman",
    "mouse": "mice", "mice": "mouse", "foot": "feet", "feet": "foot", "tooth": "teeth", "teeth": "tooth",
}  # fmt: skip
"""Plurals that no rule makes, and their singulars."""


def forms(word: str) -> list[str]:
    """How else `word` may be spelled, in lower case, without itself; whether such a word exists is not known here."""
    low = word.lower()
    found = spellings(low)
    if _is_word(low):
        for one in (low, *_spelled(low)):
            found += _numbers(one)
    return [one for one in dict.fromkeys(found) if one != low]


def spellings(word: str) -> list[str]:
    """The same without singular and plural: British, American, Greek letters."""
    low = word.lower()
    found = [*_greek(low), *(_spelled(low) if _is_word(low) else ())]
    return [one for one in dict.fromkeys(found) if one != low]


def _is_word(low: str) -> bool:
    return len(low) >= SHORTEST and low.isalpha() and low.isascii()


def _spelled(word: str) -> list[str]:
    found = []
    for british, american in PAIRS:
        if british in word:
            found.append(word.replace(british, american))
        elif american in word and not (american == "estr" and "oestr" in word):
            found.append(word.replace(american, british))
    return found


def _numbers(word: str) -> list[str]:
    """The plural of a singular, the singular of a plural."""
    if word in IRREGULAR:
        return [IRREGULAR[word]]
    if word.endswith("sis"):
        return [word[:-2] + "es"]
    if word.endswith("ses") and len(word) > 5:
        return [word[:-2] + "is", word[:-1], word[:-2]]
    if word.endswith("ies"):
        return [word[:-3] + "y"]
    if word.endswith(("ches", "shes", "xes")):
        return [word[:-2]]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "as")):
        return [word[:-1]]
    if word.endswith("y") and word[-2] not in "aeiou":
        return [word[:-1] + "ies"]
    if word.endswith(("ch", "sh", "x", "ss")):
        return [word + "es"]
    return [] if word.endswith("s") else [word + "s"]


def _greek(word: str) -> list[str]:
    """Letters for their names and names for their letters: tgf-beta is tgf-β, p110α is p110alpha."""
    if not word.isascii():
        named = "".join(_NAMES.get(sign, sign) for sign in word)
        return [named] if named != word else []
    for name, letter in GREEK.items():
        if word.endswith(name) and len(word) > len(name):
            return [word[: -len(name)] + letter, word[: -len(name)].rstrip("-") + letter]
    return []
