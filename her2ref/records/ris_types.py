"""What kind of thing a RIS record is, in PubMed's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

PARTS: Final = frozenset({"CHAP", "ECHAP", "BOOK SECTION"})
"""Types of a part of a book."""
BOOKS: Final = PARTS | {"BOOK", "EBOOK", "EDBOOK", "SER", "WHOLE BOOK"}
_OF_KIND: Final = {
    **dict.fromkeys(("JOUR", "EJOUR", "JFULL", "INPR", "JOURNAL ARTICLE", "MGZN"), "Journal Article"),
    "ABST": "Meeting Abstract",
    "THES": "Academic Dissertation",
    "RPRT": "Technical Report",
    "NEWS": "News",
    "DATA": "Dataset",
    "UNPB": "Preprint",
}
_SAID: Final = {
    **dict.fromkeys(
        (
            "article",
            "journal article",
            "original article",
            "research article",
            "article in press",
            "full paper",
        ),
        "Journal Article",
    ),
    "conference abstract": "Meeting Abstract",
    "meeting abstract": "Meeting Abstract",
    "erratum": "Published Erratum",
    "correction": "Published Erratum",
    **dict.fromkeys(("retracted", "retracted article", "retracted publication"), "Retracted Publication"),
    **dict.fromkeys(
        ("retraction", "retraction notice", "retraction of publication"), "Retraction of Publication"
    ),
}
_KNOWN: Final = {
    name.casefold(): name
    for name in (
        "Review|Systematic Review|Meta-Analysis|Letter|Editorial|Comment|News|Preprint|Clinical Trial|Guideline|"
        "Practice Guideline|Case Reports|Randomized Controlled Trial|Clinical Trial, Phase I|Clinical Trial, Phase II|"
        "Clinical Trial, Phase III|Clinical Trial, Phase IV|Controlled Clinical Trial|Comparative Study|Biography|"
        "Multicenter Study|Observational Study|Validation Study|Historical Article|English Abstract|Dataset|"
        "Expression of Concern|Published Erratum|Congress|Clinical Study|Evaluation Study|Interview|Lecture"
    ).split("|")
}
_AT_END: Final = re.compile(r"\s+\[([^\[\]]+)\]\s*$")
_REFERENCES: Final = re.compile(r"\d+ refs?\.?")
_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z ,&'-]{2,50}")


def publication_types(kind: str, said: Sequence[str]) -> list[str]:
    """PubMed's names for what the record says it is; its own words where PubMed has none for them."""
    found: list[str] = []
    for row in said:
        for part in re.split(r"[;|]", row):
            word = part.strip()
            low = word.casefold()
            name = _SAID.get(low) or _KNOWN.get(low) or (word if _WORDS.fullmatch(word) else "")
            if name:
                found.append(name)
    usual = _OF_KIND.get(kind, "")
    return list(dict.fromkeys(found)) or ([usual] if usual else [])


def of_title(title: str) -> tuple[str, list[str]]:
    """A title without what Ovid writes behind it ("[Review] [45 refs]"), and the types of publication in that."""
    rest, types = title, list[str]()
    while found := _AT_END.search(rest):
        name = _KNOWN.get(found[1].casefold(), "")
        if not name and not _REFERENCES.fullmatch(found[1]):
            break
        rest = rest[: found.start()]
        types[:0] = [name] if name else []
    return (rest, types) if types else (title, [])
