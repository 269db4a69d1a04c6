from __future__ import annotations

from her2ref.core.statement import Reference, Statement
from her2ref.gui.pages.sources import Sources, evidence, identifier, people, published, section


def test_one_source_has_one_number() -> None:
    sources = Sources({})
    assert ">1<" in sources.marks(["pmid:5"])
    both = sources.marks(["doi:10.5555/x", "pmid:5"])
    assert ">2<" in both
    assert ">1<" in both
    assert "pmid:5" in sources.listing()


def test_a_source_that_is_not_known_keeps_its_id() -> None:
    sources = Sources({})
    sources.marks(["web:a<b"])
    assert "web:a&lt;b" in sources.listing()


def test_no_source_no_list() -> None:
    assert Sources({}).listing() == ""


def test_how_a_source_is_written() -> None:
    reference = Reference(
        "pmid:5", "T", journal="Lancet Oncol", year=2014, volume="15", issue="6", pages="580-91", pmid=5
    )
    assert published(reference) == "Lancet Oncol 2014;15(6):580-91"
    assert identifier(reference) == "PMID 5"
    page = Reference("web:x", "T", publisher="Agency", year=2025, seen="2026-11-25")
    assert published(page) == "Agency 2025"
    assert identifier(page) == "seen 2026-11-25"


def test_a_section_without_statements_has_no_heading() -> None:
    assert section("Title", [], Sources({})) == ""


def test_no_evidence_is_said() -> None:
    assert "No statement yet." in evidence((), Sources({}))
    assert "No statement yet." not in evidence((Statement("a", ("pmid:1",)),), Sources({}))


def test_a_list_of_authors_that_may_be_cut_says_so() -> None:
    names = tuple(f"Name{n} A" for n in range(8))
    assert people(Reference("pmid:5", "T", names[:1], pmid=5)) == "Name0 A, et al."
    assert people(Reference("doi:10.5555/x", "T", names[:3], doi="10.5555/x")).endswith("Name2 A, et al.")
    assert people(Reference("pmid:5", "T", names[:6], pmid=5), 10).endswith("Name5 A, et al.")
    assert people(Reference("pmid:5", "T", names[:7], pmid=5), 10).endswith("Name6 A")
    assert people(Reference("pmid:5", "T", names, pmid=5)) == "Name0 A, Name1 A, Name2 A, et al."
    assert people(Reference("web:x", "T", names[:1], publisher="Agency")) == "Name0 A"
    assert people(Reference("pmid:5", "T", pmid=5)) == ""
