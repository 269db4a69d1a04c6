from __future__ import annotations

import pytest

from her2ref.records.ris_ids import doi_in, pmcid_in, pmid_in

Fields = list[tuple[str, list[str]]]


def fields(*rows: str) -> Fields:
    """The fields of lines such as "AN  - 1", after the line with the type."""
    return [("TY", ["JOUR"]), *((tag, [value]) for tag, _, value in (row.partition("  - ") for row in rows))]


@pytest.mark.parametrize(
    "rows",
    [
        ("N1  - PMID: 31825569",),
        ("ID  - 31825569 [PMID]",),
        ("UR  - https://pubmed.ncbi.nlm.nih.gov/31825569/",),
        ("UR  - http://www.ncbi.nlm.nih.gov/entrez/query.fcgi?cmd=Retrieve&db=PubMed&list_uids=31825569",),
        ("DB  - PubMed", "AN  - 31825569"),
        ("DB  - Embase", "C5  - 31825569"),
        ("PMID  - 31825569",),
        ("N1  - EMBASE:2003614529; PMID: 31825569",),
        ("N1  - PMID: 31825569", "UR  - https://pubmed.ncbi.nlm.nih.gov/31825569"),
    ],
)
def test_a_number_that_is_said_to_be_a_pmid_is_one(rows: tuple[str, ...]) -> None:
    assert pmid_in(fields(*rows)) == 31825569


@pytest.mark.parametrize(
    "rows",
    [
        ("AN  - 31825569",),
        ("DB  - Embase", "AN  - 31825569"),
        ("DB  - PubMed Central", "AN  - 31825569"),
        ("ID  - 31825569",),
        ("N1  - cited by PMID: 31825569 and others",),
        ("N1  - PMID: 318255690",),
        ("DB  - MEDLINE", "AN  - 99123456"),
        ("DB  - MEDLINE", "AN  - 20123456", "PY  - 2000"),
        ("N1  - PMID: 31825569", "UR  - https://pubmed.ncbi.nlm.nih.gov/31825570/"),
    ],
)
def test_any_other_number_is_none(rows: tuple[str, ...]) -> None:
    """Else a note would hang on another paper: numbers of other databases, of before 2000, or two that disagree."""
    assert pmid_in(fields(*rows)) is None


@pytest.mark.parametrize(
    ("row", "doi"),
    [
        ("DO  - 10.1000/a(1)b", "10.1000/a(1)b"),
        ("DO  - https://doi.org/10.1000%2Fa.", "10.1000/a"),
        ("DO  - see 10.1000/a)", "10.1000/a"),
        ("UR  - https://doi.org/10.1000/a", "10.1000/a"),
        ("N1  - doi:10.1000/a", "10.1000/a"),
        ("N1  - 10.1000/a", "10.1000/a"),
        ("N1  - as 10.1000/a says", ""),
        ("AB  - 10.1000/a", ""),
    ],
)
def test_a_doi_counts_where_nothing_else_stands(row: str, doi: str) -> None:
    assert doi_in(fields(row)) == doi


def test_the_field_of_its_own_goes_before_an_address() -> None:
    assert doi_in(fields("UR  - https://doi.org/10.1000/other", "DO  - 10.1000/own")) == "10.1000/own"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("C2  - PMC1234567", "PMC1234567"),
        ("C2  - PMCID: pmc1234567", "PMC1234567"),
        ("L2  - https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/", "PMC1234567"),
        ("N1  - see PMC1234567", ""),
        ("AB  - PMC1234567", ""),
    ],
)
def test_a_number_of_pubmed_central(row: str, found: str) -> None:
    assert pmcid_in(fields(row)) == found
