from __future__ import annotations

import datetime as dt

import pytest

from her2ref.search.dates import dated, days, joined

TODAY = dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", "2014", ""),
        ("2014/3/5", "2014/03/05", ""),
        ("2014 March 5", "2014/03/05", ""),
        ("2010:2019", "2010", "2019"),
        ("2010 - 2019", "2010", "2019"),
        ("2010 -2019", "2010", "2019"),
        ("2010- 2019", "2010", "2019"),
        ("2010 to 2019", "2010", "2019"),
        ("2010/01/01–2019/12/31", "2010/01/01", "2019/12/31"),
        ("2010-2011", "2010", "2011"),
        ("2010-11", "2010/11", ""),
        ("0001/01/01:2015", "1000", "2015"),
        ("0999:2015", "1000", "2015"),
        ("inception:2015", "1000", "2015"),
        ("Inception to present", "1000", "3000"),
        ("2015:3000/12/31", "2015", "3000"),
        ("2015:9999/99/99", "2015", "3000"),
    ],
)
def test_dates_and_ranges(text: str, first: str, last: str) -> None:
    assert dated(text, TODAY) == (first, last, "")


@pytest.mark.parametrize(
    "text", ["inception", "present", "0001", "0001/01/01", "2014/13", "2010 - 11/2012", "to", "-"]
)
def test_what_is_no_date_is_told(text: str) -> None:
    first, _, said = dated(text, TODAY)
    assert first == ""
    assert said.startswith(f"“{text}” is no date")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("2010[dp] : 2014[dp]", '"2010:2014"[dp]'),
        ('"2010/01/01"[dp]-"2014/12/31"[dp]', '"2010/01/01:2014/12/31"[dp]'),
        ('"2010"[dp] to "2014"[dp]', '"2010:2014"[dp]'),
        ('"2010 Jan 01"[dp] : "2014 Dec 31"[dp]', '"2010 Jan 01:2014 Dec 31"[dp]'),
        ("a 2010 - 2014 [PDAT] b", 'a "2010:2014"[PDAT] b'),
        ("2010-2014[dp]", '"2010:2014"[dp]'),
        ("inception:2015[dp]", '"inception:2015"[dp]'),
        ("2010[crdt]:2014[edat]", '"2010:2014"[crdt]'),
        ('"2010"[Date - Modification] : "2014"[Date - Modification]', None),
        ("2010:2014[ti]", None),
        ("1234-5678[is]", None),
        ("2010-2014", None),
        ("2010 to 2014", None),
        ("1:2000 1000:2000", None),
        ("2010:201", None),
        ("2010:2014 [", None),
        ("2010:2014/13", None),
        ('"in 2010 : 2014 we"[ti]', None),
        ('"a 2010":"b"', None),
    ],
)
def test_a_range_is_put_in_one_piece(text: str, made: str | None) -> None:
    told: list[str] = []
    assert joined(text, told.append, typing=False) == (made or text)
    assert told == []


@pytest.mark.parametrize(
    ("text", "made", "said"),
    [
        ("a AND 2010:2019", 'a AND "2010:2019"[dp]', "“2010:2019” was read as dates of publication, [dp]."),
        ("2010/01 : present", '"2010/01:present"[dp]', "was read as dates of publication"),
        ("inception:2019", '"inception:2019"[dp]', "was read as dates of publication"),
        ('"2019"[dp] : "2022"[edat]', '"2019:2022"[dp]',
         "The ends of the range “2019:2022” have two fields; [dp] was taken for both."),
        ("2019[xyz] : 2022[edat]", '"2019:2022"[edat]', "[edat] was taken for both."),
    ],
)  # fmt: skip
def test_a_range_that_is_not_quite_one_is_told(text: str, made: str, said: str) -> None:
    told: list[str] = []
    assert joined(text, told.append, typing=False) == made
    assert len(told) == 1
    assert said in told[0]


def test_a_range_that_is_being_typed_needs_no_sentence() -> None:
    told: list[str] = []
    assert joined("a 2010:2019", told.append, typing=True) == 'a "2010:2019"[dp]'
    assert joined("a 2010:2019 ", told.append, typing=True) == 'a "2010:2019"[dp] '
    assert told == []


def test_the_days_of_a_month() -> None:
    assert [days(2023, month) for month in range(1, 13)] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert days(2024, 2) == 29
