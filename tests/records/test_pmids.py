"""Lists of PMIDs as people paste them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from her2ref.records import pmids
from her2ref.records.pmids import PmidList, parse, read
from her2ref.records.stream import Unreadable


@pytest.mark.parametrize(
    "text",
    [
        "31234567\n31234568\n5",
        "31234567, 31234568,5",
        "31234567;31234568 | 5",
        "PMID: 31234567\nPMID:31234568\nPMID5",
        "PMIDs: 31234567 31234568 5",
        "1. 31234567\n2) 31234568\n- 5",
        "31234567[uid]\n31234568 [pmid]\n5",
        "https://pubmed.ncbi.nlm.nih.gov/31234567/\nwww.ncbi.nlm.nih.gov/pubmed/31234568?dopt=x\n5",
        "https://europepmc.org/article/MED/31234567 https://pubmed.ncbi.nlm.nih.gov/31234568/, 5",
        "\ufeffPMID\r\n31234567\r\n31234568\r\n5\r\n",
        '"31234567","31234568","5"',
        "31234567.0\n31234568.0\n5.0",
        "031234567 0031234568 05",
        "(31234567) [31234568] <5>.",
    ],
)
def test_ways_of_listing(text: str) -> None:
    assert parse(text) == PmidList([31234567, 31234568, 5])
    assert parse(text).is_list


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("100-200", ["100-200"]),
        ("100 – 200", ["100-200"]),
        ("12,345,678", ["12,345,678"]),
        ("0", ["0"]),
        ("000", ["000"]),
        ("123456789", ["123456789"]),
        ("١٢٣ ４５", ["١٢٣", "４５"]),
        ("PMC1234567", ["PMC1234567"]),
        ("10.5555/a.b", ["10.5555/a.b"]),
        ("-5 +5 1e5 5.5", ["-5", "+5", "1e5", "5.5"]),
        ("https://example.org/31234567", ["https://example.org/31234567"]),
        ("0;DROP TABLE article", ["0", "DROP", "TABLE", "article"]),
        ("", []),
        (" , ;\n PMID: ", []),
    ],
)
def test_what_is_no_pmid_is_told(text: str, unknown: list[str]) -> None:
    found = parse(text)
    assert (found.pmids, found.unknown, found.is_list) == ([], unknown, False)


def test_one_named_twice_is_counted_once() -> None:
    assert parse("5 6 5 05") == PmidList([5, 6], repeated=2)


def test_words_among_numbers_are_told_and_prose_with_numbers_is_no_list() -> None:
    assert parse("PMID\n1\n2\n3\n4\nthe last one is 5").unknown == ["the", "last", "one", "is"]
    assert not parse("In 2020, 3 of 12 patients had a response.").is_list
    assert parse("1 2 3 4 five").is_list


def test_files_in_any_encoding_and_far_too_large_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "latin-1"):
        assert read(io.BytesIO("5\n6".encode(encoding))).pmids == [5, 6]
    assert read(io.BytesIO(b"5\n\xe9\n")).pmids == [5]
    monkeypatch.setattr(pmids, "LARGEST", 10)
    with pytest.raises(Unreadable, match="larger"):
        read(io.BytesIO(b"1 " * 10))


@given(st.text(max_size=200))
def test_no_text_raises_and_every_number_is_a_possible_pmid(text: str) -> None:
    found = parse(text)
    assert all(0 < number < 10**8 for number in found.pmids)
    assert len(set(found.pmids)) == len(found.pmids)


@given(st.lists(st.integers(1, 99_999_999), max_size=20), st.sampled_from(["\n", ", ", ";", " ", "\r\n"]))
def test_what_is_listed_is_read(numbers: list[int], between: str) -> None:
    assert parse(between.join(map(str, numbers))).pmids == list(dict.fromkeys(numbers))
