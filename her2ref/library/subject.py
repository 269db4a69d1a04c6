"""Whether a record is about HER2 in breast cancer: HER2-positive, -low or -mutant disease, or drugs that target HER2.

Counts how HER2 is named: with what it makes of a tumour (positive, amplified, low, mutant), as a target, or only as
what is absent. A disease that is only denied, and an organ that is not the breast, do not make a subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

GENES: Final = frozenset({"her2", "erbb2", "cerbb2", "her2neu", "neu", "hrneu", "p185her2"})
SPLIT: Final = frozenset({"her", "erbb", "receptor"})
"""First halves of a name whose second half is the number 2."""
CELLS: Final = frozenset(
    "skbr3 skbr bt474 jimt1 jimt hcc1954 au565 kpl4 hcc1419 hcc1569 hcc202 sum190 sum225 uacc812 uacc893 bt474r".split()
)
"""Lines of HER2-positive breast cancer cells."""
NAMES: Final = GENES | SPLIT | CELLS | {"triple"}
SKIPPED: Final = frozenset(
    "neu her2 erbb2 c gene receptor protein oncogene or and human her 2 type status expression".split()
)
"""Words between HER2 and what is said of it."""
SKIPS: Final = 4
POSITIVE: Final = frozenset(
    "positive pos overexpressing overexpression overexpressed overexpress overexpresses amplified amplification "
    "low ultralow mutant mutated mutation mutations targeted targeting target directed driven addicted addiction "
    "dependent blockade blocking inhibitor inhibitors inhibition therapy therapies treatment antibody antibodies "
    "vaccine vaccines activated activation activating enriched expressing transgenic signaling signalling "
    "heterogeneity loss isoform variant splice heterodimer heterodimers dimerization antagonist specific".split()
)
NEGATIVE: Final = frozenset({"negative", "neg", "normal", "nonamplified", "unamplified", "non"})
BEFORE: Final = frozenset(
    {"anti", "targeting", "target", "overexpressing", "amplified", "against", "mutated"}
)
BREAST: Final = frozenset("breast breasts mammary mcf7 mcf t47d".split()) | CELLS
OTHERS: Final = frozenset(
    "gastric stomach gastroesophageal gastrooesophageal esophageal oesophageal lung nsclc colorectal colon rectal "
    "ovarian endometrial uterine cervical bladder urothelial biliary cholangiocarcinoma pancreatic prostate "
    "glioblastoma glioma melanoma renal hepatocellular head thyroid salivary leukemia leukaemia lymphoma "
    "osteosarcoma mesothelioma".split()
)
"""Organs and diseases that, alone in a title, are the subject instead."""
MINUS: Final = re.compile(
    r"\b(her-?2|erbb2)(?:/neu)?\s?\(?[-\u2012\u2013\u2212](?![A-Za-z0-9])", re.IGNORECASE
)
"""HER2-, with a sign for negative that folding would drop."""
PERHAPS: Final = re.compile(r"2[-\u2012\u2013\u2212](?=[\s,;/)\]])")
"""What most texts have not: thirty times as fast as `MINUS`."""
BODY: Final = 2
"""Times that HER2 must be meant outside the title where the title does not name it."""
DENIED: Final = 6
"""Times that it must be meant, and more, where the title denies it."""


class Mentions(NamedTuple):
    """How often HER2 is named in a text as what is there or aimed at, as what is absent, and with neither."""

    meant: int = 0
    absent: int = 0
    bare: int = 0


def said(text: str) -> str:
    """`text` with the sign of a negative HER2 spelled out."""
    return MINUS.sub(r"\1 negative ", text) if PERHAPS.search(text) else text


def mentions(words: Sequence[str], drugs: frozenset[str]) -> Mentions:
    """Counts over folded words; `drugs` are words that name a drug against HER2, with `NAMES` among them."""
    meant = absent = bare = 0
    last, after = len(words) - 1, 0
    for place in [n for n, word in enumerate(words) if word in drugs]:
        if place < after:  # HER-2/neu and HER2 (ERBB2) are one
            continue
        word = words[place]
        if word not in NAMES or word in CELLS:
            meant += 1
            continue
        if word == "triple" and place < last and words[place + 1] == "negative":
            absent += 1
            continue
        if word not in GENES and not (word in SPLIT and place < last and words[place + 1] == "2"):
            continue
        if word == "receptor" and "epidermal" not in words[max(0, place - 3) : place]:
            continue
        after = place + 1
        while after <= last and words[after] in SKIPPED and after - place < SKIPS:
            after += 1
        said_of = words[after] if after <= last else ""
        before = words[place - 1] if place else ""
        if before == "for" and place > 1:  # positive for HER2, negative for HER2
            before = f"{words[place - 2]} for"
        if said_of in NEGATIVE or before == "negative for":
            absent += 1
        elif said_of in POSITIVE or before in BEFORE or before == "positive for":
            meant += 1
        else:
            bare += 1
    return Mentions(meant, absent, bare)


def is_subject(
    title: Sequence[str], body: Sequence[str], headings: Sequence[str], drugs: frozenset[str]
) -> bool:
    """Whether the record is about HER2 in the breast, by its folded words."""
    named = frozenset(title)
    breast = not BREAST.isdisjoint(named)
    if not breast and not OTHERS.isdisjoint(named):
        return False
    somewhere = breast or not BREAST.isdisjoint(body) or not BREAST.isdisjoint(headings)
    if not somewhere and not OTHERS.isdisjoint(body):
        return False
    top, rest = mentions(title, drugs), mentions(body, drugs)
    if not body:  # no abstract: the headings stand for it
        rest = mentions(headings, drugs)
        meant = 2 * top.meant + top.bare + rest.meant + rest.bare
        return somewhere and meant > top.absent + rest.absent
    if top.absent > top.meant:
        return rest.meant > DENIED and rest.meant > 2 * rest.absent
    if top.meant or (top.bare and somewhere):
        return 2 * (top.meant + top.bare) + rest.meant + rest.bare // 2 > rest.absent
    return somewhere and rest.meant >= BODY and rest.meant > 2 * rest.absent
