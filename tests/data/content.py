"""A small content set for tests. Names of drugs, genes and trials are real; every sentence and source is invented.

The sources are `pmid:70000001` to `pmid:70000004` (PMIDs that `tests.data.synthetic` also uses), one DOI, one page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from her2ref.knowledge.check import CLASSES

REVIEWED = "2026-11-25"
PMIDS = (70000001, 70000002, 70000003, 70000004)
MECHANISMS: dict[str, dict[str, Any]] = {
    "pi3k-akt-mtor": {
        "name": "PI3K/AKT/mTOR pathway activation",
        "parent": "downstream-signalling",
        "aliases": ["PI3K pathway"],
        "genes": ["AKT1", "MTOR"],
        "order": 1,
    },
    "pik3ca-mutation": {
        "name": "PIK3CA mutation",
        "parent": "pi3k-akt-mtor",
        "aliases": ["PIK3CA-mutated", "PI3K mutation", "p110α mutation"],
        "genes": ["PIK3CA"],
        "level": "randomised",
        "terms": ["PIK3CA"],
        "mesh": ["Class I Phosphatidylinositol 3-Kinases"],
        "drugs": [
            ("everolimus", "overcomes", "randomised", "bolero-3"),
            ("lapatinib", "failed", "cell-line", ""),
        ],
    },
    "pten-loss": {
        "name": "PTEN loss",
        "parent": "pi3k-akt-mtor",
        "aliases": ["loss of PTEN", "PTEN deficiency"],
        "genes": ["PTEN"],
        "order": 1,
        "terms": ["PTEN loss"],
        "drugs": [("everolimus", "overcomes", "randomised", "bolero-3")],
    },
    "p95her2": {
        "name": "p95HER2",
        "parent": "impaired-drug-binding",
        "aliases": ["truncated HER2", "HER2 carboxy-terminal fragments", "611-CTF"],
        "genes": ["ERBB2"],
        "terms": ["p95HER2"],
        "drugs": [
            ("lapatinib", "overcomes", "cell-line", ""),
            ("trastuzumab", "resistance-to", "retrospective", ""),
        ],
    },
    "met-amplification": {
        "name": "MET amplification",
        "parent": "bypass-signalling",
        "aliases": ["c-MET"],
        "genes": ["MET", "HGF"],
        "terms": ["MET amplification"],
    },
}
DRUGS: dict[str, dict[str, Any]] = {
    "trastuzumab": {
        "name": "trastuzumab",
        "class": "HER2 antibody",
        "brands": ["Herceptin"],
        "terms": ["trastuzumab"],
    },
    "trastuzumab-deruxtecan": {
        "name": "trastuzumab deruxtecan",
        "class": "antibody-drug conjugate",
        "brands": ["Enhertu"],
        "codes": ["DS-8201a"],
        "aliases": ["T-DXd"],
        "trials": ["destiny-breast03"],
        "terms": ["trastuzumab deruxtecan", "T-DXd"],
    },
    "trastuzumab-emtansine": {
        "name": "trastuzumab emtansine",
        "class": "antibody-drug conjugate",
        "brands": ["Kadcyla"],
        "aliases": ["T-DM1"],
        "trials": ["destiny-breast03"],
    },
    "everolimus": {
        "name": "everolimus",
        "class": "mTOR inhibitor",
        "brands": ["Afinitor"],
        "codes": ["RAD001"],
        "trials": ["bolero-3"],
    },
    "lapatinib": {"name": "lapatinib", "class": "tyrosine kinase inhibitor", "brands": ["Tykerb", "Tyverb"]},
}
TRIALS: dict[str, dict[str, Any]] = {
    "bolero-3": {
        "acronym": "BOLERO-3",
        "nct": "NCT01007942",
        "drugs": ["everolimus", "trastuzumab"],
        "mechanisms": ["pik3ca-mutation", "pten-loss"],
        "year": 2014,
    },
    "destiny-breast03": {
        "acronym": "DESTINY-Breast03",
        "nct": "NCT03529110",
        "aliases": ["DB-03"],
        "drugs": ["trastuzumab-deruxtecan", "trastuzumab-emtansine"],
        "population": "HER2-positive metastatic breast cancer",
        "year": 2022,
    },
}
REFERENCES: tuple[dict[str, Any], ...] = (
    {"id": "pmid:70000001", "pmid": 70000001, "title": "An invented trial of mutations", "journal": "J Examples",
     "year": 2014, "authors": ["Gamma C", "Delta D"], "doi": "10.5555/one", "summary": "Our invented summary."},
    {"id": "pmid:70000002", "pmid": 70000002, "title": "An invented study of p95", "journal": "Ann Examples",
     "year": 2019, "authors": ["Example A"]},
    {"id": "pmid:70000003", "pmid": 70000003, "title": "An invented conjugate trial", "journal": "J Examples",
     "year": 2022},
    {"id": "pmid:70000004", "pmid": 70000004, "title": "An invented review of resistance", "journal": "Rev Examples",
     "year": 2012},
    {"id": "doi:10.5555/two", "doi": "10.5555/two", "title": "An invented paper without a PMID", "year": 2020},
    {"id": "web:example-label", "title": "An invented label", "url": "https://example.org/label", "seen": REVIEWED,
     "publisher": "Example Agency", "year": 2021},
)  # fmt: skip
SOURCES = {
    "pik3ca-mutation": ["pmid:70000001", "pmid:70000004"],
    "pten-loss": ["pmid:70000001"],
    "p95her2": ["pmid:70000002"],
    "met-amplification": ["doi:10.5555/two"],
    "trastuzumab-deruxtecan": ["pmid:70000003"],
    "destiny-breast03": ["pmid:70000003"],
    "bolero-3": ["pmid:70000001"],
}
"""What each topic leans on; the others lean on the review, drugs on the label."""


VOCABULARY = """
spelling = [["tumour", "tumor"], ["signalling", "signaling"]]
word = [
    { id = "erbb2", kind = "gene", name = "ERBB2", names = ["HER2", "HER-2", "ErbB-2", "neu receptor"] },
    { id = "breast-cancer", kind = "disease", name = "breast cancer", names = ["breast", "mammary"] },
    { id = "akt1", kind = "gene", name = "AKT1", names = [] },
    { id = "hgf", kind = "gene", name = "HGF", names = [] },
    { id = "met", kind = "gene", name = "MET", names = [] },
    { id = "mtor", kind = "gene", name = "MTOR", names = [] },
    { id = "pik3ca", kind = "gene", name = "PIK3CA", names = ["p110 alpha"] },
    { id = "pten", kind = "gene", name = "PTEN", names = ["MMAC1"] },
]
also = [{ topic = "drug:trastuzumab-emtansine", names = ["emtansine"] }]
"""


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    return str(value) if isinstance(value, int | float) else '"' + str(value).replace('"', '\\"') + '"'


def _table(values: dict[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in values.items())


def _statement(name: str, level: str, sources: list[str]) -> str:
    return "[[statement]]\n" + _table(
        {"part": "summary", "level": level, "text": f"An invented sentence about {name}.", "sources": sources}
    )


def _mechanism(name: str, values: dict[str, Any]) -> str:
    given, sources = dict(values), SOURCES.get(name, ["pmid:70000004"])
    drugs = given.pop("drugs", [])
    text = _table({"id": name, "level": "cell-line", "origin": "both", "reviewed": REVIEWED, **given})
    text += _statement(name, given.get("level", "cell-line"), sources)
    for drug, relation, level, trial in drugs:
        row = {"drug": drug, "relation": relation, "level": level, "sources": sources}
        text += "[[drug]]\n" + _table(row | ({"trial": trial} if trial else {}))
    if name == "pik3ca-mutation":
        sides = {
            "side_a": "Yes.",
            "side_a_sources": ["pmid:70000001"],
            "side_b": "No.",
            "side_b_sources": sources,
        }
        text += "[[conflict]]\n" + _table({"question": "Does it?", **sides, "why": "Another invented assay."})
    return text


def _drug(name: str, values: dict[str, Any]) -> str:
    sources = SOURCES.get(name, ["web:example-label"])
    approval = {
        "region": "US",
        "status": "approved",
        "indication": "an invented disease",
        "date": "2020-01-31",
    }
    return (
        _table({"id": name, "status": "marketed", "reviewed": REVIEWED, **values})
        + _statement(name, "regulatory", sources)
        + "[[approval]]\n"
        + _table({**approval, "as_of": REVIEWED, "sources": ["web:example-label"]})
    )


def _trial(name: str, values: dict[str, Any]) -> str:
    sources = SOURCES[name]
    result = {"endpoint": "PFS", "unit": "months", "experimental": 10, "control": 8.5, "ratio": 0.8}
    return (
        _table({"id": name, "primary_met": "met", "reviewed": REVIEWED, "sources": sources, **values})
        + "[[result]]\n"
        + _table({**result, "low": 0.7, "high": 0.9, "sources": sources})
    )


def write(folder: Path) -> Path:
    """Writes the whole set into `folder` and gives the folder back."""
    files = {
        "content.toml": _table({"version": "2026.11", "reviewed": REVIEWED}),
        "references.toml": "".join("[[reference]]\n" + _table(row) for row in REFERENCES),
        "vocabulary.toml": VOCABULARY,
    }
    for order, name in enumerate(CLASSES, start=1):
        values = {"name": name.replace("-", " ").capitalize(), "order": order}
        files[f"mechanisms/{name}.toml"] = _mechanism(name, values)
    files |= {f"mechanisms/{name}.toml": _mechanism(name, values) for name, values in MECHANISMS.items()}
    files |= {f"drugs/{name}.toml": _drug(name, values) for name, values in DRUGS.items()}
    files |= {f"trials/{name}.toml": _trial(name, values) for name, values in TRIALS.items()}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
