"""Invented records for pictures and stories: a structured abstract, 1,000 authors, a retraction, and a list's worth."""

from __future__ import annotations

from itertools import product

from her2ref.core.article import Author, MeshHeading, Notice, OtherAbstract, Qualifier, Section
from tests.data import synthetic

FIRST = 90_000_001
STRUCTURED, LONG, RETRACTED, FOREIGN = FIRST, FIRST + 1, FIRST + 2, FIRST + 3
PEOPLE = (
    "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Omicron Sigma Tau Upsilon Omega".split()
)
SUBJECTS = (
    "PIK3CA mutation",
    "PTEN loss",
    "p95HER2",
    "HER2 loss",
    "HER2-low expression",
    "brain metastases",
    "tumour-infiltrating lymphocytes",
    "cyclin E",
)
DRUGS = ("trastuzumab", "trastuzumab deruxtecan", "tucatinib", "everolimus", "T-DM1", "pertuzumab")
DESIGNS = (
    ("an invented randomised trial", "Randomized Controlled Trial"),
    ("an invented cohort", "Observational Study"),
    ("an invented review", "Review"),
)


def records() -> bytes:
    """A PubMed XML file of about 150 records."""
    return synthetic.article_set([structured(), long(), retracted(), foreign(), *listed()])


def structured() -> str:
    return synthetic.article_xml(
        STRUCTURED,
        title="Everolimus with trastuzumab in PIK3CA-mutated HER2-positive breast cancer: an invented trial.",
        authors=[Author(name, f"{name[0]}a Test", f"{name[0]}T") for name in PEOPLE],
        abstract=[
            Section(
                "This invented abstract shows how a structured record looks. Nothing in it was observed in anybody.",
                "BACKGROUND",
                "BACKGROUND",
            ),
            Section(
                "In this invented trial 240 imaginary participants with HER2-positive breast cancer and a PIK3CA "
                "mutation received trastuzumab with everolimus or placebo. The endpoint was progression-free survival.",
                "METHODS",
                "METHODS",
            ),
            Section(
                "The invented median was the same in both arms. PTEN loss was recorded in a third of invented samples.",
                "RESULTS",
                "RESULTS",
            ),
            Section("No conclusion can be drawn from invented numbers.", "CONCLUSIONS", "CONCLUSIONS"),
        ],
        publication_types=["Journal Article", "Randomized Controlled Trial"],
        keywords=["HER2", "PIK3CA", "everolimus"],
        mesh=[
            MeshHeading(
                "Breast Neoplasms", "D001943", major=True, qualifiers=[Qualifier("drug therapy", "Q000188")]
            ),
            MeshHeading("Receptor, ErbB-2", "D018719"),
        ],
        notices=[Notice("ErratumIn", 90_000_900, "J Invent Ex. 2025 Jan;8(1):3")],
        volume="7",
        issue="2",
        pages="11-20",
    )


def long() -> str:
    return synthetic.article_xml(
        LONG,
        title="A very long invented record about HER2 heterogeneity, " + ", ".join(SUBJECTS) + ", and 1,000 authors.",
        authors=[Author(f"{PEOPLE[n % 16]}{n}", "Test", "T", affiliations=["Example University"]) for n in range(1000)],
        abstract=[Section("An invented sentence about HER2-positive breast cancer and lapatinib. " * 40, label, label)
                  for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")],
    )  # fmt: skip


def retracted() -> str:
    return synthetic.article_xml(
        RETRACTED,
        title="An invented finding on PTEN loss and trastuzumab in breast cancer that did not hold.",
        abstract="This invented HER2 abstract belongs to a record that was retracted.",
        publication_types=["Journal Article", "Retracted Publication"],
        notices=[Notice("RetractionIn", 90_000_901, "J Invent Ex. 2025 May;8(5):99")],
    )


def foreign() -> str:
    return synthetic.article_xml(
        FOREIGN,
        title="[Invented experience with lapatinib in brain metastases of HER2-positive breast cancer].",
        vernacular_title="Erfundene Erfahrung mit Lapatinib bei Hirnmetastasen.",
        languages=["ger"],
        other_abstracts=[
            OtherAbstract("ger", "Publisher", [Section("Erfundener Text zu HER2 und Lapatinib.")])
        ],
    )


def listed() -> list[str]:
    made = []
    for n, (subject, drug, (design, kind)) in enumerate(product(SUBJECTS, DRUGS, DESIGNS)):
        made.append(
            synthetic.article_xml(
                FIRST + 10 + n,
                title=f"{subject[0].upper()}{subject[1:]} and {drug} in HER2-positive breast cancer: {design}.",
                abstract=f"Invented text on {subject} under {drug} in HER2-positive metastatic breast cancer.",
                authors=[f"{PEOPLE[(n + k) % 16]} {PEOPLE[k][0]}T" for k in range(2 + n % 5)],
                publication_types=["Journal Article", kind],
                year=2008 + n % 18,
            )
        )
    return made
