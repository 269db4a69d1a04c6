"""A list of PMIDs as people paste it: numbers, "PMID: 1", addresses of PubMed, one a line or separated by commas.

What is no PMID is told, not guessed: a range is no list, and "12,345,678" may be one number or three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from her2ref.records.stream import Unreadable, encoding_of

DIGITS: Final = 8
"""The longest PMID."""
LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a file with a list; more than a million PMIDs."""
LONGEST: Final = 60
"""Characters of a word that is told back."""
SHARE: Final = 0.6
"""How much of a file must be PMIDs for it to be a list of them."""

_LABEL: Final = re.compile(r"(?i)(?:PMIDs?|PubMed|ID|IDs|UID|uids)\s*[:=#]?")
_NUMBER: Final = re.compile(r"(?i)(?:PMID\s*[:=#]?\s*)?(\d+)(?:\.0)?(?:\s*\[(?:pmid|uid)\])?")
_ADDRESS: Final = re.compile(
    r"(?i)(?:https?://)?(?:www\.|m\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/"
    r"|europepmc\.org/(?:article|abstract)/med/)(\d+)(?:[/?#].*)?"
)
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+")
_COUNTER: Final = re.compile(r"^\s*(?:\d{1,4}[.)]|[-*•])\s+(?=\S)")
_RANGE: Final = re.compile(r"(?<=\d)\s*[-‐–—]\s*(?=\d)")
_GAP: Final = re.compile(r"[\s,;|]+")
_EDGES: Final = "\"'()[]{}<>.,;:"


@dataclass(slots=True)
class PmidList:
    """What a text holds: each PMID once, in its order; `repeated` how many came again; `unknown` the words that are
    none."""

    pmids: list[int] = field(default_factory=list)
    repeated: int = 0
    unknown: list[str] = field(default_factory=list)

    @property
    def is_list(self) -> bool:
        """Whether the text is a list of PMIDs rather than something in which numbers stand."""
        known = len(self.pmids) + self.repeated
        return known > 0 and known >= SHARE * (known + len(self.unknown))


def parse(text: str) -> PmidList:
    """The PMIDs of a text, and what in it was not understood."""
    found, seen = PmidList(), set[int]()
    for line in text.replace("\ufeff", "").splitlines():
        for word in _words(_RANGE.sub("-", _COUNTER.sub("", line))):
            number = _pmid(word)
            if number is None:
                found.unknown.append(word[:LONGEST])
            elif number in seen:
                found.repeated += 1
            else:
                seen.add(number)
                found.pmids.append(number)
    return found


def read(stream: BinaryIO) -> PmidList:
    """The PMIDs of a file. Raises `Unreadable` where it is far larger than any list."""
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST >> 20} MB, which no list of PMIDs is")
    encoding, mark = encoding_of(data)
    try:
        return parse(data[mark:].decode(encoding))
    except UnicodeDecodeError:
        return parse(data[mark:].decode("latin-1"))


def _words(line: str) -> list[str]:
    """What stands between blanks and commas; labels are left out, and what a comma may join stays together."""
    words: list[str] = []
    for part in line.split():
        if _GROUPED.fullmatch(part.strip(_EDGES)) or "://" in part or "/" in part:
            words.append(part.strip(_EDGES))
        else:
            words += [piece for piece in _GAP.split(part) if piece]
    return [
        word for word in words if word.strip(_EDGES) and not _LABEL.fullmatch(word.strip("\"'()[]{}<>.,;"))
    ]


def _pmid(word: str) -> int | None:
    """The number that a word means, or None."""
    found = _ADDRESS.fullmatch(word) or _NUMBER.fullmatch(word) or _NUMBER.fullmatch(word.strip(_EDGES))
    if found is None or not found[1].isascii() or len(found[1].lstrip("0")) > DIGITS:
        return None
    return int(found[1]) or None
