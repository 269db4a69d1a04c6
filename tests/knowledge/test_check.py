from __future__ import annotations

from pathlib import Path

import pytest

from her2ref.core.paths import resources
from her2ref.knowledge.check import CLASSES, check
from her2ref.knowledge.counting import count
from her2ref.knowledge.export import document
from her2ref.knowledge.load import load

MECHANISM = """
id = "{name}"
name = "Example {name}"
parent = "{parent}"
genes = ["ERBB2"]
origin = "both"
level = "cell-line"
reviewed = "2026-11-25"
[[statement]]
part = "summary"
level = "cell-line"
text = "An invented sentence."
sources = ["pmid:1"]
"""
CHILD = (
    MECHANISM.format(name="example-child", parent=CLASSES[0])
    + """
[[drug]]
drug = "example-drug"
relation = "overcomes"
level = "randomised"
trial = "example-trial"
sources = ["pmid:1"]
[[conflict]]
question = "Does it?"
side_a = "Yes."
side_a_sources = ["pmid:1"]
side_b = "No."
side_b_sources = ["pmid:1"]
why = "Another assay."
[[searched]]
question = "Is there?"
where = "PubMed"
on = "2026-11-25"
"""
)
DRUG = """
id = "example-drug"
name = "exampleumab"
status = "marketed"
brands = ["Examplin"]
trials = ["example-trial"]
reviewed = "2026-11-25"
[[statement]]
part = "summary"
level = "regulatory"
text = "An invented drug."
sources = ["web:example-label"]
[[approval]]
region = "US"
status = "approved"
indication = "an invented disease"
date = "2020-01-31"
as_of = "2026-11-25"
sources = ["web:example-label"]
"""
TRIAL = """
id = "example-trial"
acronym = "EXAMPLE-1"
nct = "NCT00000001"
primary_met = "met"
drugs = ["example-drug"]
mechanisms = ["example-child"]
reviewed = "2026-11-25"
sources = ["pmid:1"]
[[result]]
endpoint = "PFS"
unit = "months"
experimental = 10
control = 8.5
ratio = 0.8
low = 0.7
high = 0.9
sources = ["pmid:1"]
"""
REFERENCES = """
[[reference]]
id = "pmid:1"
title = "An invented paper"
pmid = 1
doi = "10.5555/one"
[[reference]]
id = "web:example-label"
title = "An invented label"
url = "https://example.org/label"
seen = "2026-11-25"
"""


CORRECTIONS = """
[[correction]]
id = "2026-11-example"
topic = "trial:example-trial"
severity = "critical"
date = "2026-11-25"
version = "2026.11"
old = "The second arm lived longer."
new = "The first arm lived longer."
why = "The arms had been exchanged."
sources = ["pmid:1"]
"""
VOCABULARY = """
shared = ["example"]
greek = [["α", "alpha"]]
spelling = [["tumour", "tumor"]]
word = [{ id = "erbb2", kind = "gene", name = "ERBB2", names = ["HER2"] }]
also = [
    { topic = "drug:example-drug", names = ["exa", "example"] },
    { topic = "trial:example-trial", names = ["example"] },
]
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    for name, text in {
        "content.toml": 'version = "2026.11"\nreviewed = "2026-11-25"\n',
        "references.toml": REFERENCES,
        "corrections.toml": CORRECTIONS,
        "vocabulary.toml": VOCABULARY,
        "mechanisms/example-child.toml": CHILD,
        "drugs/example-drug.toml": DRUG,
        "trials/example-trial.toml": TRIAL,
        **{f"mechanisms/{c}.toml": MECHANISM.format(name=c, parent="") for c in CLASSES},
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_small_valid_content_is_clean(content: Path) -> None:
    assert check(content) == []


MECH, DRUGS, TRIALS, REFS, CORRECT, WORDS = (
    "mechanisms/example-child.toml",
    "drugs/example-drug.toml",
    "trials/example-trial.toml",
    "references.toml",
    "corrections.toml",
    "vocabulary.toml",
)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (MECH, 'id = "example-child"', 'id = "other"', "is not the file's name"),
        (MECH, f'parent = "{CLASSES[0]}"', 'parent = "nowhere"', "the parent nowhere does not exist"),
        (MECH, f'parent = "{CLASSES[0]}"', 'parent = "example-child"', "its own ancestor"),
        (MECH, f'parent = "{CLASSES[0]}"', 'parent = ""', "not one of the six top classes"),
        (MECH, '"ERBB2"', '"erbb2"', "has not the form of a gene"),
        (MECH, 'origin = "both"', 'origin = "sometimes"', "is not one of"),
        (MECH, 'part = "summary"', 'part = "evidence"', "no summary"),
        (MECH, 'sources = ["pmid:1"]\n[[conflict', "sources = []\n[[conflict", "has no source"),
        (MECH, 'side_b_sources = ["pmid:1"]', 'side_b_sources = ["pmid:2"]', "does not have: pmid:2"),
        (MECH, 'why = "Another assay."', "", "why the sources may differ"),
        (MECH, 'drug = "example-drug"', 'drug = "nothing"', "a drug that has no file: nothing"),
        (MECH, "Is there?", " ", "does not say what, where and when"),
        (MECH, 'on = "2026-11-25"', 'on = "in autumn"', "has not the form of a day"),
        (DRUGS, 'as_of = "2026-11-25"', 'as_of = "2026-11-25"\ntarget = "2027"', "is not under review"),
        (TRIALS, "[[result]]", 'expected = "2027"\n[[result]]', "is not ongoing"),
        (MECH, 'trial = "example-trial"', 'trial = "nothing"', "a trial that has no file: nothing"),
        (MECH, "An invented sentence.", "Patients should be treated with it.", "tells a doctor what to do"),
        (MECH, "An invented sentence.", "x" * 701, "has 701 characters"),
        (MECH, 'level = "cell-line"\nreviewed', 'level = "xenograft"\nreviewed', "no statement is xenograft"),
        (MECH, 'level = "cell-line"\ntext', 'level = "rumour"\ntext', "is not one of"),
        (MECH, "reviewed", "revised", "unknown key"),
        (MECH, 'name = "Example', "name = Example", "not valid TOML"),
        (DRUGS, 'status = "marketed"', 'status = "good"', "is not one of"),
        (DRUGS, 'region = "US"', 'region = "XX"', "is not one of"),
        (DRUGS, 'date = "2020-01-31"', 'date = "31.1.2020"', "has not the form of a date"),
        (DRUGS, 'as_of = "2026-11-25"\n', "", "does not say as of when"),
        (TRIALS, "NCT00000001", "NCT1", "has not the form of a NCT number"),
        (TRIALS, 'primary_met = "met"', 'primary_met = "nearly"', "is not one of"),
        (TRIALS, "high = 0.9", "high = 0.75", "does not contain 0.8"),
        (TRIALS, "high = 0.9\n", "", "half an interval"),
        (TRIALS, 'unit = "months"\n', "", "without the unit"),
        (TRIALS, 'unit = "months"\nexperimental = 10', 'unit = "%"\nexperimental = 110', "outside 0 to 100"),
        (TRIALS, 'mechanisms = ["example-child"]', 'mechanisms = ["x"]', "a mechanism that has no file: x"),
        (TRIALS, 'endpoint = "PFS"', 'endpoint = "luck"', "is not one of"),
        (TRIALS, "experimental = 10", "experimental = 7", "the medians run against the ratio"),
        (
            TRIALS,
            'endpoint = "PFS"',
            (
                'endpoint = "OS"\nunit = "months"\nexperimental = 9\ncontrol = 9\n'
                'sources = ["pmid:1"]\n[[result]]\nendpoint = "PFS"'
            ),
            "longer than overall survival, 9",
        ),
        (
            TRIALS,
            "[[result]]",
            'population = "HER2-low disease"\n[[result]]',
            "names 'HER2-low' in its population",
        ),
        (REFS, "pmid = 1", "pmid = 2", "says the PMID 2"),
        (CORRECT, "trial:example-trial", "trial:none", "a topic that does not exist: trial:none"),
        (CORRECT, '"critical"', '"grave"', "is not one of"),
        (CORRECT, "The arms had been exchanged.", "", "does not say what was said"),
        (CORRECT, 'sources = ["pmid:1"]', "sources = []", "has no source"),
        (WORDS, '"gene"', '"thing"', "is not one of"),
        (WORDS, '"ERBB2"', '"EGFR"', "does not know the gene ERBB2"),
        (WORDS, 'shared = ["example"]', "", "shares the name 'example' with drug:example-drug"),
        (WORDS, 'shared = ["example"]', 'shared = ["example", "exa"]', "leads to one topic only"),
        (WORDS, '"exa"', '"exampleumab"', "is one of its names already"),
        (WORDS, '"drug:example-drug"', '"drug:none"', "a topic that does not exist: drug:none"),
        (WORDS, '["α", "alpha"]', '["α"]', "is not a pair"),
        (REFS, "10.5555/one", "doi:one", "has not the form of a DOI"),
        (REFS, 'seen = "2026-11-25"', "", "lacks its address or the day"),
        (REFS, 'id = "pmid:1"\ntitle = "An invented paper"', 'id = "pmid:1"\ntitle = " "', "has no title"),
    ],
)
def test_each_mistake_is_found(content: Path, file: str, old: str, new: str, words: str) -> None:
    text = (content / file).read_text(encoding="utf-8")
    assert old in text
    (content / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = [f"{p.file}: {p.what}" for p in check(content)]
    assert any(words in problem for problem in problems), problems


def test_a_reference_that_nobody_uses_is_found(content: Path) -> None:
    with (content / "references.toml").open("a", encoding="utf-8") as file:
        file.write('[[reference]]\nid = "pmid:3"\ntitle = "Unused"\npmid = 3\n')
    assert [p.what for p in check(content)] == ["pmid:3 is used nowhere"]


def test_two_drugs_of_one_name_are_found(content: Path) -> None:
    text = DRUG.replace('id = "example-drug"', 'id = "twin"').replace("exampleumab", "Exampl-in")
    (content / "drugs" / "twin.toml").write_text(text, encoding="utf-8")
    assert any("shares the name 'examplin'" in p.what for p in check(content))


def test_the_figures_and_the_document_agree(content: Path) -> None:
    knowledge = load(content)
    figures, whole = count(knowledge), document(knowledge)
    assert (figures["mechanisms"], figures["drugs"], figures["trials"]) == (7, 1, 1)
    assert figures["statements"] == len(whole["statements"]) == 8
    assert (figures["references"], figures["references_with_pmid"]) == (2, 1)
    assert figures["conflicts"] == 1
    assert figures["statements_without_source"] == 0
    assert whole["trials"][0]["results"][0]["ratio"] == 0.8
    assert whole["statements"][0]["topic"].startswith("mechanism:")
    assert figures["corrections"] == len(whole["corrections"]) == 1
    assert figures["words"] == len(whole["vocabulary"]["words"]) == 1
    assert figures["searched_without_result"] == 1
    assert "exa" in whole["vocabulary"]["names"]["drug:example-drug"]


def test_the_content_that_ships_is_clean() -> None:
    assert [f"{p.file}: {p.what}" for p in check(resources())] == []
