from __future__ import annotations

import pytest

from her2ref.records.ris_lines import Tags, ends, seems_to_end


def told(*lines: str) -> list[str]:
    """The tags of these lines of one record, the first of which names the type; empty for a line that goes on."""
    tags = Tags()
    assert tags.first(lines[0]) is not None
    return [tags.of(line)[0] for line in lines[1:]]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("TY  - JOUR", "JOUR"),
        ("ty - jour", "jour"),
        ("TY-JOUR", "JOUR"),
        ("1. TY  - JOUR", "JOUR"),
        ("<12>TY  - JOUR", "JOUR"),
        ("\ufeffTY  - JOUR", "JOUR"),
        ("ï»¿TY  - JOUR", "JOUR"),
        ("TY  -", ""),
    ],
)
def test_a_record_begins(line: str, kind: str) -> None:
    assert Tags().first(line) == kind


@pytest.mark.parametrize("line", ["TI  - JOUR", "Therapy  - JOUR", "TY  - a journal, of 2020", ""])
def test_no_record_begins(line: str) -> None:
    assert Tags().first(line) is None


def test_a_line_of_running_text_is_no_tag_whatever_it_begins_with() -> None:
    assert told("TY  - JOUR", "AB  - Images were", "T2 - weighted", "T2-weighted, and", "AB - mice") == [
        *("AB", "", "", "")
    ]
    assert told("TY  - JOUR", "AB  - One", "T2  - Journal") == ["AB", "T2"]


def test_a_record_is_read_as_its_first_line_is_written() -> None:
    assert told("TY - JOUR", "AB - One", "T2 - Journal") == ["AB", "T2"]
    assert told("TY-JOUR", "TI-A title", "HE-stained") == ["TI", ""]


def test_the_place_of_the_value() -> None:
    tags = Tags()
    tags.first("TY  - JOUR")
    assert tags.of("TI  - A title") == ("TI", 6)
    assert tags.of("DOI  - 10.1000/a") == ("DOI", 7)
    assert tags.of("TI  -") == ("TI", 5)
    assert tags.of("QQ  - unknown, but written as the format says") == ("QQ", 6)


def test_the_end_of_a_record() -> None:
    assert ends("ER  - ")
    assert ends("ER  -TY  - JOUR")
    assert not ends("ER- positive")
    assert seems_to_end("ER")
    assert seems_to_end("ER-")
    assert not seems_to_end("ER positive")
