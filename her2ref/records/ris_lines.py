"""What a line of a RIS file is: a tag with its value, the words that go on with the value before, or a stranger's line.

The format says "TY  - JOUR": two letters, two blanks, a hyphen, a blank. Programs and people write it in other ways.
A record is taken to be written as its first line is; a line that would be a tag in another way of writing counts as
one only where no running text can be meant, so that an abstract may hold a line that begins "T2 - weighted".
"""

from __future__ import annotations

import re
from typing import Final

START: Final = re.compile(
    r"(?i)(?:ï»¿|\W){0,8}(?:<?\d{1,7}[.>)]{0,2}>?\s*)?"
    r"(TY)(?:(  )-(?: ([A-Z][A-Z ]{0,40}))?|([ \t]{0,4})-[ \t]{0,4}([A-Z]{2,10}))[ \t]*$"
)
"""The first line of a record, after a counter ("<1>", "1.") or signs that nobody meant."""
_TAG: Final = re.compile(r"(?i)[ \t]{0,2}([A-Z][A-Z0-9]|PMID|PMCID|DOI)([ \t]{0,4})-([ \t]+|$)")
_TIGHT: Final = re.compile(r"(?i)([A-Z][A-Z0-9])-[ \t]*")
_END: Final = re.compile(r"(?i)[ \t]{0,4}ER(?:  |\t)[ \t]{0,4}-")
_LIKE_END: Final = re.compile(r"(?i)[ \t]{0,4}ER[ \t]{0,4}-?[ \t]*$")
TEXTS: Final = frozenset({"AB", "N2", "N1", "TI", "T1", "AD", "C1", "M1", "M2", "CR"})
"""Tags whose values are running text of several lines."""
KNOWN: Final = frozenset(
    "A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP ED EP ER ET ID IS J1 J2 J9 "
    "JA JF JI JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PM PT PU PY RI RN RP SE SN SP ST T1 T2 T3 TA TI TT "
    "TY U1 U2 U3 U4 U5 UR VL VO Y1 Y2 YR PMID PMCID DOI".split()
)
"""Tags that count even where they are not written as the format says."""
HEAD: Final = 80
"""Characters of a line that tell what it is."""


class Tags:
    """Tells the tags of one record, from its first line on. Made anew for each record."""

    __slots__ = ("_before", "_loose", "_tight")

    def __init__(self) -> None:
        self._before = ""
        self._loose = self._tight = False

    def of(self, line: str) -> tuple[str, int]:
        """The tag of a line in capitals and where its value begins; an empty tag for a line that goes on."""
        found = _TAG.match(line)
        if found is not None and self._is_tag(found):
            self._before = found[1].upper()
            return self._before, found.end()
        tight = _TIGHT.match(line) if self._tight else None
        if tight is not None and tight[1].upper() in KNOWN:
            self._before = tight[1].upper()
            return self._before, tight.end()
        return "", 0

    def first(self, line: str) -> str | None:
        """The type of reference where a record begins with this line, which is how its tags are written too."""
        found = START.match(line)
        if found is None:
            return None
        blanks = found[2] or found[4] or ""
        self._before, self._tight = "TY", not blanks
        self._loose = blanks != "  " or found[1] != "TY"
        return (found[3] or found[5] or "").strip()

    def _is_tag(self, found: re.Match[str]) -> bool:
        tag, blanks = found[1], found[2]
        if blanks == "  " and tag.isupper():
            return True
        if (
            tag.upper() not in KNOWN
            or not (blanks or self._tight)
            or (self._before in TEXTS and not self._loose)
        ):
            return False
        self._loose = True
        return True


def ends(line: str) -> bool:
    """Whether a record ends with this line, whatever follows."""
    return _END.match(line) is not None


def seems_to_end(line: str) -> bool:
    """Whether it ends with this line where nothing follows: "ER" and "ER-" may be a keyword too, of a tumour."""
    return _LIKE_END.match(line) is not None
