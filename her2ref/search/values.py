"""What stands before a tag, as leaves of a tree: words, headings, dates, numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from her2ref.core import languages
from her2ref.core.query import PREFIX_FROM, And, Or, Same, Tree, Words
from her2ref.search import fields
from her2ref.search.dates import before, dated
from her2ref.search.fields import shown

EDGES: Final = ".,;:!?"
"""Signs at the ends of a word that are not part of it."""

_LINE: Final = re.compile(r"#\d+(?:[-/,]#?\d+)*|(?:and|or)/\d+(?:[-,]\d+)*", re.IGNORECASE)
_SUBSET: Final = re.compile(r"hasabstract|jsubset[a-z]{1,4}|pubstatus[a-z]+", re.IGNORECASE)
"""What PubMed calls parts of itself, which people type as words."""
_WILD: Final = re.compile(r"(?<=\w)(?:[?#](?=\w)|\$\d?)")
_ISSN: Final = re.compile(r"(?ai)\d{4}-\d{3}[\dx]")
_REGISTRY: Final = re.compile(
    r"(?a)0|\d{2,7}-\d\d-\d|(?i:ec ?)?\d{1,2}(?:\.(?:\d{1,3}|-)){1,3}|(?=[A-Z]*\d[A-Z\d]*[A-Z])(?=.*\d.*\d)[A-Z\d]{10}"
)
"""Numbers of substances: CAS, enzymes, UNII."""
_DOI: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi: ?)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


class Values:
    """Makes the leaves of one query. `tell` takes a sentence about what cannot be taken as it was typed; `today` is
    what "last 5 years" counts from."""

    def __init__(self, tell: Callable[[str], None], today: dt.date | None) -> None:
        self._tell = tell
        self._today = today

    def _day(self) -> dt.date:
        return self._today or dt.datetime.now().astimezone().date()

    def leaf(
        self, text: str, tag: str | None, *, quoted: bool = False, near: int | None = None
    ) -> Tree | None:
        """What was tagged `tag`; None, with a sentence, where there is nothing to look for."""
        text = text.strip(" ,;" if tag in fields.DATES else f" {EDGES}")
        if tag is None or self._unasked(text):
            return None
        if tag in fields.DATES:
            return self._dated(text, tag)
        if tag == "pmid":
            return self.pmids(text)
        if tag == "doi":
            return self._doi(text)
        if tag == fields.FILTER:
            made = filtered(text, self._day())
            if made is None:
                self._tell(f"The filter “{shown(text)}” is not kept here and was left out.")
            return made
        text, prefix = self._starred(text)
        if not text or self._is_number(text, tag):
            return None
        if tag in fields.TEXTS:
            return self._worded(text, tag, quoted=quoted, prefix=prefix, near=near)
        if tag in ("au", "1au") and _is_full_name(text):
            self._tell(
                f"Authors are kept by last name and initials, as in slamon dj; “{shown(text)}” finds few or none."
            )
        if tag in ("mh", "majr", "sh"):
            text = heading(text, tag)
        elif tag == "la" and not languages.code(text):
            self._tell(f"“{shown(text)}” is no language of PubMed and was left out.")
            return None
        return Words(text, tag, quoted, prefix)

    def _worded(self, text: str, tag: str, *, quoted: bool, prefix: bool, near: int | None) -> Tree:
        """Words of running text."""
        if near is not None and " " not in text:
            self._tell(f"Only several words can be near each other; “{shown(text)}” is one.")
            near = None
        if near is not None and prefix:
            self._tell(
                f"A star means nothing among words near each other; that of “{shown(text)}*” was left out."
            )
            prefix = False
        made = Words(text, tag, quoted or not tag, prefix, near)  # [all] means exactly this, as quotes do
        return made if quoted or prefix or near is not None else _loose(made)

    def _is_number(self, text: str, tag: str) -> bool:
        """Whether `text` is the number of what is kept by its name alone; says so."""
        if tag == "ta" and _ISSN.fullmatch(text):
            what, name = "a journal, which is not kept here", "the journal's name"
        elif tag == "nm" and _REGISTRY.fullmatch(text):
            what, name = "a substance, which is not kept here", "the substance's name"
        else:
            return False
        self._tell(f"“{shown(text)}” is the number of {what}, and was left out; write {name}.")
        return True

    def _dated(self, text: str, tag: str) -> Tree | None:
        first, last, said = dated(text, self._day())
        if said:
            self._tell(said)
        return Words(first, tag, to=last) if first else None

    def _doi(self, text: str) -> Tree | None:
        found = _DOI.fullmatch(text)
        if found is not None:
            return Words(found[1], "doi")
        self._tell(f"“{shown(text)}” is no DOI; it was looked for everywhere.")
        text, prefix = self._starred(text)
        return Words(text, "", quoted=True, prefix=prefix) if text else None

    def pmids(self, text: str) -> Tree | None:
        words = re.split(r"[\s,;]+", text)
        kept = dict.fromkeys(word for word in words if word.isascii() and word.isdigit() and len(word) < 10)
        for word in words:
            if word not in kept:
                self._tell(f"“{shown(word)}” is no PMID and was left out.")
        return either(Words(word, "pmid") for word in kept)

    def _unasked(self, text: str) -> bool:
        """Whether `text` is something of PubMed that is no word; says so."""
        if _LINE.fullmatch(text):
            self._tell("Line numbers of a search history cannot be used here; write the search out.")
        elif _SUBSET.fullmatch(text):
            self._tell(f"The filter “{text}” is not kept here and was left out.")
        else:
            return False
        return True

    def _starred(self, text: str) -> tuple[str, bool]:
        """`text` without wildcards, and whether longer words count; empty where it holds nothing to look for."""
        bare = text.rstrip("* ")
        prefix = bare != text
        size = sum(c.isalnum() for c in bare)
        if not size:
            self._tell(f"“{shown(text)}” holds no letter or digit to look for and was left out.")
            return "", False
        if "*" in bare:
            bare = " ".join(bare.replace("*", "").split())
            self._tell(
                f"A star stands at the end of a word only; “{shown(text)}” was looked for as “{shown(bare)}”."
            )
        wild = _WILD.search(bare)
        if wild is not None:
            stem = bare[: wild.start()]
            prefix = " " not in bare and sum(c.isalnum() for c in stem) >= PREFIX_FROM
            bare = stem if prefix else _WILD.sub("", bare)
            now = f"“{shown(bare)}{'*' * prefix}”"
            self._tell(f"The star is PubMed's only wildcard; “{shown(text)}” was looked for as {now}.")
        elif prefix and size < PREFIX_FROM:
            prefix = False
            self._tell(
                f"A star needs at least {PREFIX_FROM} letters before it; “{shown(text)}” was looked for without it."
            )
        return bare, prefix

    def plain(self, word: str) -> Words | None:
        """A word without tag and quotes; nothing for signs that say nothing."""
        if word.isalnum() and not _SUBSET.fullmatch(word):
            return Words(word)
        text = word.strip(EDGES)
        if self._unasked(text):
            return None
        if "10." in text and (found := _DOI.fullmatch(text)):
            return Words(found[1], "doi")
        if text.strip("|") == "" != text:
            self._tell(f"Write OR in capitals to find either word; “{shown(text)}” was left out.")
        elif text[0:1] == "-" and text[1:2].isalpha():
            self._tell(f"Write NOT in capitals to leave a word out; “{shown(text)}” was looked for.")
            text = text[1:]
        if not any(c.isalnum() for c in text) and "*" not in text:
            return None
        text, prefix = self._starred(text)
        return Words(text, prefix=prefix) if text else None


def _loose(words: Words) -> Words | Same:
    """A phrase without quotes: its words, each in the field, count too."""
    pieces = [piece for piece in words.text.split() if any(c.isalnum() for c in piece)]
    if len(pieces) < 2:
        return words
    return Same(words, (), tuple(replace(words, text=piece) for piece in pieces))


_PARTICLES: Final = frozenset(
    "van von der den des del dal dos das della ter ten bin ibn las los san abu mac".split()
)
_GROUPS: Final = frozenset(
    "group study trial trialists consortium investigators committee network society".split()
)


def _is_full_name(text: str) -> bool:
    """Whether an author is written with a first name: no initials, no particle, no word of a group."""
    names = text.casefold().replace(",", " ").split()
    return (
        2 <= len(names) <= 3
        and all(len(name) > 2 and name.replace("-", "").isalpha() for name in names)
        and not any(name in _PARTICLES or name in _GROUPS for name in names)
    )


def every(parts: Iterable[Tree | None]) -> Tree | None:
    """All of what is there, joined by AND."""
    kept = tuple(part for part in parts if part is not None)
    return And(kept) if len(kept) > 1 else kept[0] if kept else None


def either(parts: Iterable[Tree | None]) -> Tree | None:
    """All of what is there, joined by OR."""
    kept = tuple(part for part in parts if part is not None)
    return Or(kept) if len(kept) > 1 else kept[0] if kept else None


def heading(text: str, field: str) -> str:
    """A MeSH heading as it is kept: its subheading (Breast Neoplasms/dt) is spelled out, with the sign for "and"."""
    name, stroke, qualifier = ("", "", text) if field == "sh" else text.partition("/")
    if not (stroke or qualifier):
        return text
    qualifier = _AND.sub("&", qualifier.strip())
    qualifier = fields.QUALIFIERS.get(qualifier.casefold(), qualifier)
    return f"{name.strip()}{stroke}{qualifier}"


_AND: Final = re.compile(r"(?<= )and(?= )", re.IGNORECASE)
_YEARS: Final = re.compile(r"(?a)y[_ ]?(\d{1,2})")


def filtered(text: str, today: dt.date) -> Words | None:
    """What [filter] or [sb] after `text` asks for, in fields that are kept here; None for all others."""
    years = _YEARS.fullmatch(text.casefold())
    if years is not None:  # y_5 is PubMed's name for the last five years
        return Words(before(today, int(years[1]), "year"), "dp", to=fields.OPEN_END)
    return fields.BY_FILTER.get(fields.key(text))
