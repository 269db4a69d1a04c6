"""PMID, DOI and PMC id of a RIS record, from the many fields in which programs put them.

A wrong PMID would hang notes on the wrong paper, so a number counts only where its own field or the record says what
it is: "PMID: 1", "1 [PMID]", an address of PubMed, Embase's Medline number, an accession number of a record that is
said to be from PubMed. Where two places disagree there is no PMID; the DOI or the title then finds the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import unquote

Fields = Sequence[tuple[str, list[str]]]

LARGEST: Final = 8
"""Digits of a PMID."""
_NUMBER: Final = rf"0*([1-9]\d{{0,{LARGEST - 1}}})"
_BARE: Final = re.compile(rf"{_NUMBER}(?:\.0)?")
_SAID: Final = re.compile(
    rf"(?i)(?:PMID(?:\s*[:=#])?|(?:PubMed(?:\s+ID)?|MEDLINE(?:\s+(?:PMID|ID|Accession\s+Number))?|PM)\s*[:=#]"
    rf"|MEDLINE\s+Accession\s+Number|(?:PubMed|MEDLINE)(?=\s+\d{{5}}))\s*{_NUMBER}"
)
_SIGNED: Final = re.compile(rf"(?i){_NUMBER}\s*\[\s*(?:PMID|pubmed|uid)\s*\]")
_OTHER: Final = re.compile(
    r"(?i)(?:EMBASE|CINAHL|PsycINFO|DOI|PMCID|CN|ISSN|ISBN|UI|L)\s*[:=#-]?\s*[\w./()-]+"
)
"""Another identifier beside a PMID, as Cochrane lists them."""
ADDRESS: Final = re.compile(
    r"(?i)(?:pubmed\.ncbi\.nlm\.nih\.gov/(?:pubmed/)?|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/(?:\?term=)?"
    r"|europepmc\.org/(?:article|abstract)/MED/|info:pmid/)"
    + _NUMBER
    + r"(?:\[\w+\])?/?(?:[?#&;].*)?(?=$|[\s,;)>\]])"
)
_OLD_ADDRESS: Final = re.compile(
    r"(?i)ncbi\.nlm\.nih\.gov/entrez/.*\bdb=pubmed\b.*\blist_uids=" + _NUMBER + r"(?!\d)"
)
_OVID: Final = re.compile(r"(?i)ovid.*[?&]D=(?:med|prem|pmnm|mesx|ppez)\w*&.*\bAN=" + _NUMBER + r"(?![\w.-])")
_DOI: Final = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_HOST: Final = re.compile(
    r"(?i)(?:https?://)?(?:dx\.)?(?:doi\.org|doi\.acm\.org)/|(?:doi|DOI)\s*[:=]?\s*|(?:urn|info):doi[:/]"
)
_PMC: Final = re.compile(r"(?i)(?:PMCID\s*[:=]?\s*)?(PMC\d{4,9})\s*(?:\[\s*PMCID\s*\])?")
_PMC_ADDRESS: Final = re.compile(
    r"(?i)(?:ncbi\.nlm\.nih\.gov/pmc/articles/|pmc\.ncbi\.nlm\.nih\.gov/articles/)(PMC\d{4,9})\b"
)

SAYING: Final = frozenset(
    "AN C1 C2 C3 C4 C5 C6 C7 C8 CA CN ID LB M1 M2 M3 N1 RN U1 U2 U3 U4 U5 PM PMID UR".split()
)
"""Fields that may say "PMID: 1" and nothing more."""
LINKS: Final = frozenset({"UR", "L1", "L2", "L3", "L4", "LK", "U1", "U2", "U3", "U4", "U5", "AN"})
_PUBMED: Final = re.compile(r"(?i)\s*(?:Ovid\s+)?(?:PubMed(?!\s+Central)|MEDLINE|NLM\s*$)\b")
FIRST_UI: Final = 60_000_000
"""Larger numbers are MEDLINE's own of before 2000, no PMIDs."""
LIKE_UI: Final = range(20_000_000, 23_000_000)
LIKE_UI_YEARS: Final = ("1999", "2000", "2001", "2002", "2003")
"""MEDLINE's own numbers of these years look like PMIDs of ten years later."""


def pmid_in(fields: Fields) -> int | None:
    """The PMID that the record is sure of, or None."""
    found = {int(number) for number in _pmids(fields)}
    return found.pop() if len(found) == 1 else None


def _pmids(fields: Fields) -> Iterator[str]:
    for tag, rows in fields:
        for row in rows:
            if tag in SAYING:
                yield from _said(row)
            if tag in LINKS:
                yield from (found[1] for p in (ADDRESS, _OLD_ADDRESS, _OVID) if (found := p.search(row)))
    yield from _by_database(fields)


def _said(row: str) -> Iterator[str]:
    """A whole line that says what it is: one identifier, or a list of which one is a PMID."""
    parts = [part.strip(" .") for part in re.split(r"[;,|]", row)]
    told = [_SAID.fullmatch(part) or _SIGNED.fullmatch(part) for part in parts]
    if all(one or _OTHER.fullmatch(part) for one, part in zip(told, parts, strict=True)):
        yield from (one[1] for one in told if one)


def _by_database(fields: Fields) -> Iterator[str]:
    """Bare numbers in fields of which the database says what they hold."""
    said = {
        tag: [row for name, rows in fields if name == tag for row in rows if row]
        for tag in ("DB", "DP", "AN", "C5")
    }
    databases = said["DB"] or said["DP"]
    medline = [bool(_PUBMED.match(name)) for name in databases]
    if medline and all(medline):
        yield from (number for number in _bare(said["AN"]) if not _may_be_ui(number, fields))
        if not said["AN"] and fields[1][0] == "ID" and databases[0].startswith("Ovid"):
            # Ovid writes the PMID there, first; EndNote its own number, last
            yield from (number for number in _bare(fields[1][1]) if not _may_be_ui(number, fields))
    if any(medline) or any(name.casefold().startswith("embase") for name in databases):
        yield from _bare(said["C5"])
    yield from _bare(row for tag, rows in fields if tag in ("PM", "PMID") for row in rows)


def _may_be_ui(number: str, fields: Fields) -> bool:
    value = int(number)
    years = [rows[0][:4] for tag, rows in fields if tag in ("PY", "Y1", "YR", "DA")]
    return value >= FIRST_UI or (value in LIKE_UI and any(year in LIKE_UI_YEARS for year in years))


def _bare(rows: Iterable[str]) -> Iterator[str]:
    yield from (found[1] for row in rows if (found := _BARE.fullmatch(row.strip())))


def doi_in(fields: Fields) -> str:
    """The DOI, from its own field or else from a field or address that holds nothing but one; or nothing."""
    for tags in (("DO", "DI", "DOI"), ("M3", "L3", "L2", "L4", "UR", "L1", "AN", "N1", "U3", "C7")):
        for tag, rows in fields:
            if tag in tags:
                for row in rows:
                    if found := _doi(row, own=tags[0] == "DO"):
                        return found
    return ""


def _doi(row: str, *, own: bool) -> str:
    host = _DOI_HOST.match(row.strip())
    rest = unquote(row.strip()[host.end() :]) if host else row.strip()
    found = (_DOI.search if own and not host else _DOI.match)(rest)
    if found is None or (not own and not host and found.end() < len(rest)):
        return ""
    doi = found[0].rstrip(".,;\"'>")
    return doi[:-1] if doi.endswith(")") and "(" not in doi else doi


def pmcid_in(fields: Fields) -> str:
    """`PMC123` where a field holds nothing else, or an address of PubMed Central; or nothing."""
    for tag, rows in fields:
        for row in rows:
            found = (tag in SAYING and _PMC.fullmatch(row.strip())) or (
                tag in LINKS and _PMC_ADDRESS.search(row)
            )
            if found:
                return found[1].upper()
    return ""
