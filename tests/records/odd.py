"""Records chosen for oddity: the fields that make each odd, by name. Builders of tests.data.synthetic take them."""

from __future__ import annotations

from typing import Any

from her2ref.core.article import (
    Author,
    Chemical,
    Grant,
    MeshHeading,
    Notice,
    OtherAbstract,
    Qualifier,
    Section,
)

MESH = [
    MeshHeading("Invented Neoplasms", "D900001", True, [Qualifier("drug therapy", "Q900001", True)]),
    MeshHeading("Humans", "D900002"),
    MeshHeading(
        "Receptors, Invented",
        "D900003",
        False,
        [Qualifier("genetics", "Q900002"), Qualifier("metabolism", "Q900003")],
    ),
]

ODD: dict[str, dict[str, Any]] = {
    "plain": {},
    "structured": {
        "abstract": [
            Section("An example background.", "BACKGROUND", "BACKGROUND"),
            Section("We did & saw <nothing>.", "METHODS AND RESULTS", "RESULTS"),
        ],
        "abstract_copyright": "© 2024 Example Press. All rights invented.",
    },
    "collective": {"authors": [Author("Alpha", "Ann A", "AA"), Author(collective="Example Study Group")]},
    "vernacular": {
        "title": "[An invented study of examples].",
        "vernacular_title": "Étude inventée d'exemples.",
        "languages": ["fre", "eng"],
    },
    "medline date": {"date_text": "1998 Dec-1999 Jan", "year": 1998, "month": 12, "day": 0},
    "season": {"date_text": "2001 Spring", "year": 2001, "month": 0, "day": 0},
    "months": {"date_text": "2009 May-Jun", "year": 2009, "month": 5, "day": 0},
    "year only": {"year": 1987},
    "retracted": {
        "publication_types": ["Journal Article", "Retracted Publication"],
        "notices": [Notice("RetractionIn", 70000002, "J Invent Ex. 2025;8(1):3")],
    },
    "retraction": {
        "publication_types": ["Retraction of Publication"],
        "notices": [Notice("RetractionOf", 70000001, "J Invent Ex. 2024;7(2):11-20")],
    },
    "erratum": {
        "notices": [
            Notice("ErratumIn", 70000003, "J Invent Ex. 2024;7(9):99"),
            Notice("ErratumIn", None, "J Invent Ex. 2024;7(10):100"),
            Notice("ErratumFor", 70000004, "J Invent Ex. 2020;3(1):1"),
        ]
    },
    "concern": {
        "notices": [
            Notice("ExpressionOfConcernIn", 70000005, "J Invent Ex. 2026;9(1):1"),
            Notice("CommentIn", 70000006, "Ex Lett. 2025;1(1):2"),
            Notice("UpdateOf", 70000007, "J Invent Ex. 2019;2(1):5"),
            Notice("CorrectedandRepublishedFrom", 70000008, "J Invent Ex. 2018;1(1):5"),
        ]
    },
    "orcid": {
        "authors": [
            Author(
                "Alpha",
                "Ann A",
                "AA",
                "Jr",
                "",
                "0000-0001-2345-678X",
                ["Department of Examples, Example University.", "Second Institute, Exampletown."],
            ),
            Author("Beta", "Ben", "B", "", "", "", ["Third Institute, Exampletown."]),
        ]
    },
    "other abstracts": {
        "other_abstracts": [
            OtherAbstract("fre", "Publisher", [Section("Résumé inventé.")]),
            OtherAbstract("eng", "plain-language-summary", [Section("In plain words.")]),
        ]
    },
    "version 2": {"version": 2},
    "no abstract": {"abstract": ""},
    "no authors": {"authors": []},
    "thousand authors": {"authors": [Author(f"Name{n}", f"Given {n}", "G") for n in range(1000)]},
    "incomplete authors": {"authors_complete": False},
    "indexed": {
        "mesh": MESH,
        "chemicals": [
            Chemical("Invented Antibodies", "D900010", "0"),
            Chemical("exampletinib (prototype)", "C900011", "XX00XX00XX"),
            Chemical("Receptor, Invented", "D900012", "EC 2.7.10.1"),
        ],
        "genes": ["INV1", "EXA2"],
        "keywords": ["invented word", "HER2"],
        "grants": [
            Grant("R01 EX000001", "Example Institute", "Exampleland"),
            Grant("", "Example Trust", "Exampleland"),
        ],
        "databanks": ["ClinicalTrials.gov/NCT00000000", "GENBANK/XX000001"],
    },
    "people": {
        "personal_subjects": [Author("Omega", "Otto", "O")],
        "investigators": [
            Author("Gamma", "Gus", "G"),
            Author("Delta", "Dora D", "DD", "", "", "", ["Example Hospital."]),
        ],
        "conflict_of_interest": "The invented authors declare none.",
    },
    "identifiers": {
        "doi": "10.5555/INVENTED.A(1)2-3<4>",
        "pmcid": "PMC7000001",
        "pii": "S0000-0000(24)00001-1",
        "electronic_date": "2024-02-11",
        "pages": "e11-e12; discussion e13",
    },
    "scripts": {
        "title": "Überschrift mit β-Wort, 中文, עברית and 👩‍⚕️ 10 µg.",
        "abstract": "Right-to-left \u202eoverride\u202c and zero\u200bwidth stay; narrow\u202fspace too.",
    },
}
"""Every value reads back as given, from XML; from MEDLINE what that format can say."""
