"""How much a record has to do with a topic that it names: in its title, again and again, beside what matters here.

A name that stands once, among the reasons why a study was made, is no subject. The points are few and whole, so that
the reader can be told why.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

TELLING: Final = frozenset(
    "resistance resistant refractory sensitivity sensitive sensitize sensitizes sensitized sensitization predict "
    "predicts predicted predictive prediction predictor response responses respond benefit overcome overcomes "
    "overcoming associated association correlated efficacy survival prognosis prognostic progression mediated mediates "
    "restored restores reversed reverses inhibition inhibitor inhibitors knockdown loss escape mechanism mechanisms "
    "acquired shorter longer worse outcome outcomes pcr pfs significantly".split()
)
"""Words beside which a name says something about treatment."""
RESISTANCE: Final = (
    "resistan",
    "refractory",
    "overcom",
    "escape",
    "evade",
    "sensitiv",
    "sensitiz",
    "mechanism",
    "predict",
)
"""Beginnings of words in a title that make every mechanism named in the abstract part of the answer."""
BACKGROUND: Final = 2
"""Sentences at the start that say why, not what was found."""
ENOUGH: Final = 3
IN_TITLE, MOST, BESIDE, LATE = 9, 3, 1, 1
"""Points of a name in the title, more than all others together; of the sentences that name it, at most; of one
beside a telling word; of one near the end, where the findings stand."""


def points(phrases: Set[str], title: str, lines: Sequence[str], headings: str, title_only: Set[str]) -> int:
    """Points of a topic whose names are `phrases` (folded, with blanks around) in folded lines; those of
    `title_only` say too little elsewhere."""
    if any(phrase in title for phrase in phrases):
        return IN_TITLE
    phrases = phrases - title_only
    places = [n for n, line in enumerate(lines) if any(phrase in line for phrase in phrases)]
    if not places:
        return ENOUGH if any(phrase in headings for phrase in phrases) and not lines else 0
    made = min(len(places), MOST)
    if any(not TELLING.isdisjoint(lines[n].split()) for n in places):
        made += BESIDE
    if places[-1] >= (2 * len(lines)) // 3 and len(lines) > BACKGROUND:
        made += LATE
    if places[-1] < BACKGROUND < len(lines):
        made -= 1
    return made
