"""The fields of PubMed's query syntax: their tags as people type them, and names that stand for their values."""

from __future__ import annotations

import re
from typing import Final

from her2ref.core.query import Words

_FIELDS: Final = {
    "": ("all fields", "all | all fields | all field"),
    "ti": ("title", "ti | title | article title"),
    "ab": ("abstract", "ab | abstract"),
    "tiab": ("title or abstract", "tiab | title/abstract | title abstract | ti,ab | ti ab"),
    "tt": ("title in its own language", "tt | transliterated title"),
    "tw": ("text word", "tw | text word | text words | word | text"),
    "au": ("author", "au | author | authors | author name"),
    "1au": ("first author", "1au | author - first | first author | first author name"),
    "mh": ("MeSH heading, without narrower ones", "mh | mesh | mesh term | mesh terms | mesh heading | mesh headings"),
    "majr": ("major MeSH heading, without narrower ones", "majr | mesh major topic | mesh major topics | major topic"),
    "sh": ("MeSH subheading, without narrower ones",
           "sh | mesh subheading | mesh subheadings | subheading | subheadings | subh"),
    "nm": ("substance", "nm | supplementary concept | substance name | substance | rn | ec/rn number | ec/rn"),
    "ot": ("keyword", "ot | other term | other terms | author keyword | author keywords | keyword | keywords"),
    "pt": ("publication type", "pt | ptyp | publication type | publication types"),
    "pt:noexp": ("publication type, without narrower ones",
                 "pt:noexp | ptyp:noexp | publication type:noexp | publication types:noexp"),
    "dp": ("date of publication", "dp | pdat | publication date | date - publication | year | date"),
    "edat": ("date of entry", "edat | date - entry | entry date | entrez date"),
    "ta": ("journal", "ta | journal | jour | so | journal title | journal name | journal title abbreviation"),
    "la": ("language", "la | lang | language | languages"),
    "pmid": ("PMID", "pmid | uid | pubmed id"),
    "doi": ("DOI", "doi | aid | article identifier | lid | location id"),
}  # fmt: skip
"""Canonical tag, what people call the field, and how its tag may be typed."""

LABELS: Final = {tag: called for tag, (called, _) in _FIELDS.items()}
"""What people call each field, by its canonical tag."""

OPEN_END: Final = "3000"
OPEN_START: Final = "1000"
"""The ends of a range that has none: that of the future as PubMed writes it."""

DATES: Final = frozenset({"dp", "edat"})
TEXTS: Final = frozenset({"", "ti", "ab", "tiab", "tw", "tt"})
"""Fields of running text: words can be near each other in them."""
HEADINGS: Final = frozenset({"mh", "majr", "sh", "nm", "pt", "pt:noexp", "ta"})
"""Fields whose values are names that may hold a comma."""

FILTER: Final = "filter"
"""What `meant` gives for [filter] and [sb]; `filtered` knows their values."""

_EVERYWHERE: Final = "is not kept here; its words were looked for everywhere."
_LEFT_OUT: Final = "is not kept here; this part of the query was left out."
_EXPLAINED: Final = {
    "ad | affl | affiliation": ("", f"affiliation) {_EVERYWHERE}"),
    "gr | grant number | grants and funding | grant": ("", f"grant number) {_EVERYWHERE}"),
    "ir | investigator | fir | full investigator name": ("", f"investigator) {_EVERYWHERE}"),
    "ps | personal name as subject | subject - personal name": ("", f"person as a subject) {_EVERYWHERE}"),
    "si | secondary source id": ("", f"number in another database) {_EVERYWHERE}"),
    "pa | pharmacological action": ("", f"pharmacological action) {_EVERYWHERE}"),
    "cois | conflict of interest statement | conflict of interest statements":
        ("", f"conflict of interest) {_EVERYWHERE}"),
    "cn | corporate author | author - corporate": ("au", "corporate author) was looked for among all authors."),
    "ed | editor": ("au", "editor) is not kept apart; the name was looked for among all authors."),
    "lastau | author - last | last author | last author name":
        ("au", "last author) is not kept apart; the name was looked for among all authors."),
    "fau | full author name | author - full":
        ("au", "full author name) was read as [au]: last name and initials, as in slamon dj, find more."),
    "crdt | date - create | create date": ("edat", "date of creation) was read as the date of entry, [edat]."),
    "epdat | electronic publication date | electronic date of publication | dep":
        ("dp", "electronic date of publication) was read as the date of publication."),
    "ppdat | print publication date | print date of publication":
        ("dp", "print date of publication) was read as the date of publication."),
    "auid | author - identifier": (None, f"author identifier) {_LEFT_OUT}"),
    "pl | place of publication": (None, f"place of publication) {_LEFT_OUT}"),
    "vi | volume": (None, f"volume) {_LEFT_OUT}"),
    "ip | issue": (None, f"issue) {_LEFT_OUT}"),
    "pg | pagination | page | page number": (None, f"page) {_LEFT_OUT}"),
    "isbn": (None, f"book number) {_LEFT_OUT}"),
    "book": (None, f"book) {_LEFT_OUT}"),
    "pubn | publisher": (None, f"publisher) {_LEFT_OUT}"),
    "is | issn": (None, f"number of a journal) {_LEFT_OUT}"),
    "jid | nlm unique id": (None, f"number of a journal) {_LEFT_OUT}"),
    "lr | date - modification | modification date | mdat": (None, f"date of modification) {_LEFT_OUT}"),
    "mhda | mesh date | date - mesh": (None, f"date of indexing) {_LEFT_OUT}"),
    "dcom | date - completion | completion date": (None, f"date of completion) {_LEFT_OUT}"),
    "own | owner": (None, f"owner of the record) {_LEFT_OUT}"),
    "stat | status": (None, f"state of the record) {_LEFT_OUT}"),
}  # fmt: skip
"""Tags of PubMed that mean something else or nothing here: the field that is asked instead (None: the part is left
out), and the end of a sentence that begins "[ad] ("."""


_SIGNS: Final = re.compile(r"[\W_]+")


def key(text: str) -> str:
    """How names are compared: without case, blanks and signs."""
    return _SIGNS.sub("", text.casefold())


_NAMES: Final = {key(name): tag for tag, (_, names) in _FIELDS.items() for name in names.split(" | ")}
_OTHER: Final = {key(name): told for names, told in _EXPLAINED.items() for name in names.split(" | ")}
_FILTERS: Final = frozenset({"filter", "filters", "sb", "subset", "subsets"})


def meant(typed: str) -> tuple[str | None, str]:
    """The canonical tag for what was typed between square brackets (without `:~3`), and a sentence where that is not
    quite the same; the tag is None where the part of the query must be left out."""
    whole = key(typed)
    name = whole.removesuffix("noexp")
    known = _NAMES.get(whole, _NAMES.get(name))
    if known is not None:
        return known, ""
    if name in _FILTERS:
        return FILTER, ""
    if name in _OTHER:
        field, end = _OTHER[name]
        return field, f"[{shown(typed)}] ({end}"
    if not name:
        return "", "A pair of square brackets without the name of a field was left out."
    likely = next((other for other in (*_NAMES, *_OTHER) if len(name) > 2 and _slipped(name, other)), "")
    like = f" (perhaps [{likely}] was meant)" if likely else ""
    return "", f"“[{shown(typed)}]” is no field of PubMed{like}; its words were looked for everywhere."


def _slipped(typed: str, name: str) -> bool:
    """Whether one letter was left out, put in, mistaken or swapped with its neighbour."""
    longer = len(typed) - len(name)
    if not -1 <= longer <= 1:
        return False
    start = 0
    while start < min(len(typed), len(name)) and typed[start] == name[start]:
        start += 1
    rest, meant_rest = typed[start:], name[start:]
    if longer:
        return rest[1:] == meant_rest or rest == meant_rest[1:]
    return rest[1:] == meant_rest[1:] or (rest[:2] == meant_rest[1::-1] and rest[2:] == meant_rest[2:])


def shown(text: str) -> str:
    """As much of what was typed as a sentence can hold."""
    text = text.strip()
    return text if len(text) <= 40 else f"{text[:39].rstrip()}…"


QUALIFIERS: Final = {
    part[:2]: part[3:]
    for part in (
        "ab abnormalities|ad administration & dosage|ae adverse effects|ag agonists|aa analogs & derivatives|"
        "an analysis|ah anatomy & histology|ai antagonists & inhibitors|bi biosynthesis|bl blood|bs blood supply|"
        "cf cerebrospinal fluid|cs chemical synthesis|ci chemically induced|ch chemistry|cl classification|"
        "co complications|cn congenital|ct contraindications|cy cytology|df deficiency|di diagnosis|"
        "dg diagnostic imaging|dh diet therapy|de drug effects|dt drug therapy|ec economics|ed education|"
        "em embryology|en enzymology|ep epidemiology|es ethics|eh ethnology|et etiology|ge genetics|"
        "gd growth & development|hi history|im immunology|in injuries|ir innervation|is instrumentation|"
        "ip isolation & purification|lj legislation & jurisprudence|ma manpower|me metabolism|mt methods|"
        "mi microbiology|mo mortality|nu nursing|og organization & administration|ps parasitology|"
        "py pathogenicity|pa pathology|pk pharmacokinetics|pd pharmacology|ph physiology|pp physiopathology|"
        "po poisoning|pc prevention & control|px psychology|re radiation effects|rt radiotherapy|"
        "rh rehabilitation|sc secondary|se secretion|st standards|sn statistics & numerical data|"
        "sd supply & distribution|su surgery|tu therapeutic use|th therapy|to toxicity|tm transmission|"
        "tr transplantation|td trends|ul ultrastructure|ur urine|ut utilization|ve veterinary|vi virology"
    ).split("|")
}
"""MeSH subheadings by their abbreviations."""


_FILTERED: Final = {
    "mh": "Humans | Animals | Female | Male | Adult | Young Adult | Middle Aged | Aged | Aged, 80 and over"
          " | Adolescent | Child | Infant | Infant, Newborn",
    "la": "English | German | French | Spanish | Italian | Chinese | Japanese | Russian | Portuguese | Polish | Korean"
          " | Dutch | Turkish | Czech | Hungarian | Danish | Swedish | Norwegian",
    "pt": "Randomized Controlled Trial | Clinical Trial | Controlled Clinical Trial | Clinical Trial, Phase I"
          " | Clinical Trial, Phase II | Clinical Trial, Phase III | Clinical Trial, Phase IV | Clinical Study"
          " | Clinical Trial Protocol | Pragmatic Clinical Trial | Adaptive Clinical Trial | Equivalence Trial"
          " | Observational Study | Review | Systematic Review | Meta-Analysis | Network Meta-Analysis"
          " | Scoping Review | Guideline | Practice Guideline | Consensus Development Conference | Case Reports"
          " | Comparative Study | Multicenter Study | Validation Study | Comment | Editorial | Letter | News"
          " | Preprint | Retracted Publication | Retraction of Publication",
}  # fmt: skip
BY_FILTER: Final = {
    key(name): Words(name, field) for field, names in _FILTERED.items() for name in names.split(" | ")
} | {
    "systematic": Words("Systematic Review", "pt"),
    "animal": Words("Animals", "mh"),
    "human": Words("Humans", "mh"),
}
"""What [filter] and [sb] after a word ask for, in fields that are kept here, by `key` of the word."""
