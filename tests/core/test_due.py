from __future__ import annotations

import datetime as dt

import pytest

from her2ref.core.drug import Approval, Drug
from her2ref.core.due import UNKNOWN, last_day, passed
from her2ref.core.trial import Trial

TODAY = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("date", "last"),
    [
        ("2026-11-30", dt.date(2026, 11, 30)),
        ("2026-02", dt.date(2026, 2, 28)),
        ("2026-12", dt.date(2026, 12, 31)),
        ("2025", dt.date(2025, 12, 31)),
        ("", None),
    ],
)
def test_a_month_or_year_lasts_to_its_end(date: str, last: dt.date | None) -> None:
    assert last_day(date) == last


@pytest.mark.parametrize(
    ("date", "over"),
    [("2026-11-29", True), ("2026-11-30", False), ("2026-11", False), ("2026-10", True), ("", False)],
)
def test_a_date_has_passed_when_its_last_day_has(date: str, over: bool) -> None:
    assert passed(date, TODAY) is over


def test_a_decision_that_was_due_is_not_known() -> None:
    due = Approval("US", "under review", "an indication", ("web:x",), target="2026-11-29")
    drug = Drug("d", "D", "investigational", approvals=(due, Approval("EU", "approved", "x", ("web:x",))))
    assert [a.status for a in drug.as_of_day(TODAY).approvals] == [UNKNOWN, "approved"]
    assert [a.status for a in drug.as_of_day(dt.date(2026, 11, 29)).approvals] == ["under review", "approved"]


def test_only_an_ongoing_trial_waits() -> None:
    assert Trial("t", "T", primary_met="ongoing", expected="2026-10").as_of_day(TODAY).primary_met == UNKNOWN
    assert Trial("t", "T", primary_met="met", expected="2026-10").as_of_day(TODAY).primary_met == "met"
    assert Trial("t", "T", primary_met="ongoing").as_of_day(TODAY).primary_met == "ongoing"
