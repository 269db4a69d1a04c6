"""A made-up topic of each kind with everything that a page can show, and the material around it."""

from __future__ import annotations

import pytest

from her2ref.core.drug import Approval, Drug
from her2ref.core.mechanism import DrugRelation, Mechanism
from her2ref.core.statement import Conflict, Reference, Statement
from her2ref.core.trial import Result, Trial
from her2ref.gui.pages.material import Material
from her2ref.library.outline import Link, TopicRow

PARTS = ("summary", "mechanism", "testing", "prediction", "treatment", "safety", "evidence", "open")
REFERENCES = {
    f"pmid:{n}": Reference(f"pmid:{n}", f"Title {n}", ("A B", "C D", "E F", "G H"), "J Ex", 2000 + n, pmid=n)
    for n in range(1, 9)
}
STATEMENTS = tuple(
    Statement(f"Sentence of {part} <b>.", (f"pmid:{n}",), part, direction, level)
    for n, (part, direction, level) in enumerate(
        zip(
            PARTS,
            (
                "supports",
                "describes",
                "describes",
                "contradicts",
                "null",
                "describes",
                "supports",
                "describes",
            ),
            (
                "randomised",
                "cell-line",
                "review",
                "retrospective",
                "randomised",
                "regulatory",
                "case",
                "review",
            ),
            strict=True,
        ),
        start=1,
    )
)
CONFLICT = Conflict(
    "Does it <i>?", "One says yes.", ("pmid:1",), "One says no.", ("pmid:2",), "Assays differ."
)
RESULT = Result(
    "PFS", ("pmid:3",), unit="months", experimental=7.0, control=5.78, ratio=0.78, low=0.65, high=0.95
)
FAILED = Result(
    "PFS", ("pmid:4",), unit="months", experimental=15.0, control=14.5, ratio=0.89, low=0.73, high=1.08
)
GOOD = Trial("good", "GOOD-1", primary_met="met", results=(RESULT,), year=2014, n=569, setting="metastatic")
BAD = Trial("bad", "BAD-1", primary_met="not met", results=(FAILED,), her2="HER2-low", year=2015)


def rows(*extra: TopicRow) -> dict[str, TopicRow]:
    made = [
        TopicRow("mechanism:top", "mechanism", "top", "", "Top class", "", "review"),
        TopicRow("mechanism:mid", "mechanism", "mid", "top", "Middle", "", "review"),
        TopicRow("mechanism:leaf", "mechanism", "leaf", "mid", "Leaf", "", "randomised"),
        TopicRow("drug:dr-a", "drug", "dr-a", "", "drug a", "class a", ""),
        TopicRow("drug:dr-b", "drug", "dr-b", "", "drug b", "class b", ""),
        TopicRow("trial:good", "trial", "good", "", "GOOD-1", "", ""),
        TopicRow("trial:bad", "trial", "bad", "", "BAD-1", "", ""),
        *extra,
    ]
    return {row.key: row for row in made}


@pytest.fixture
def mechanism_material() -> Material:
    value = Mechanism(
        "mid",
        "Middle",
        parent="top",
        genes=("PIK3CA", "AKT1"),
        origin="both",
        level="randomised",
        assay="An assay.",
        gaps=("Nothing was found.",),
        reviewed="2026-11-25",
        statements=STATEMENTS,
        drugs=(
            DrugRelation("dr-a", "overcomes", "randomised", ("pmid:3",), "good", "in a subgroup"),
            DrugRelation("dr-a", "failed", "randomised", ("pmid:4",), "bad"),
            DrugRelation("dr-b", "under-study", "registry", ("pmid:5",), "missing"),
            DrugRelation("stranger", "resistance-to", "cell-line", ("pmid:6",)),
        ),
        conflicts=(CONFLICT,),
    )
    return Material("mechanism:mid", value, rows(), REFERENCES, {"good": GOOD, "bad": BAD})


@pytest.fixture
def drug_material() -> Material:
    value = Drug(
        "dr-a",
        "drug a",
        "marketed",
        drug_class="class a",
        payload="a payload",
        linker="a linker",
        drug_to_antibody_ratio="about 8",
        brands=("Brand",),
        targets=("ERBB2",),
        approvals=(
            Approval("EU", "withdrawn", "an indication in Europe", ("pmid:2",), "2021-01-18", "2026-11-25"),
            Approval("US", "approved", "an indication", ("pmid:1",), "2020-01-31", "2026-11-25"),
        ),
        statements=STATEMENTS,
        conflicts=(CONFLICT,),
        gaps=("Nothing was found.",),
    )
    links = (
        Link("mechanism:mid", "drug:dr-a", "overcomes"),
        Link("mechanism:leaf", "drug:dr-a", "resistance-to"),
    )
    return Material("drug:dr-a", value, rows(), REFERENCES, {"good": GOOD, "bad": BAD}, links)


@pytest.fixture
def trial_material() -> Material:
    value = Trial(
        "good",
        "GOOD-1",
        nct="NCT00000001",
        phase="3",
        population="some <patients>",
        experimental="drug a",
        control="drug b",
        n=1569,
        primary_endpoint="PFS",
        primary_met="not met",
        year=2014,
        drugs=("dr-a", "stranger"),
        mechanisms=("mid",),
        sources=("pmid:8",),
        results=(
            Result("PFS", ("pmid:3",), unit="months", experimental=7.0, control=5.78, ratio=0.78, low=0.65, high=0.95,
                   p="0.0067", data_cut="2015-04-01", note="A note."),
            Result("OS", ("pmid:4",), population="a subgroup", ratio=0.9),
        ),
        statements=STATEMENTS,
    )  # fmt: skip
    return Material("trial:good", value, rows(), REFERENCES)
