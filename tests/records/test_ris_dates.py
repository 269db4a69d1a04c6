from __future__ import annotations

import pytest

from her2ref.core.article import Article
from her2ref.records.ris_dates import date_of, set_dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2012//", (2012, 0, 0)),
        ("2012/12/03/Dec", (2012, 12, 3)),
        ("2012-12-03", (2012, 12, 3)),
        ("2012/Dec/3", (2012, 12, 3)),
        ("2012/02/30/", (2012, 2, 0)),
        ("2012/13//", (2012, 0, 0)),
        ("3 Dec. 2012", (2012, 12, 3)),
        ("2012 Dec", (2012, 12, 0)),
        ("in press", (None, 0, 0)),
        ("", (None, 0, 0)),
    ],
)
def test_a_date_as_programs_write_it(text: str, date: tuple[int | None, int, int]) -> None:
    assert date_of(text) == date


def dated(
    years: tuple[str, ...] = (),
    firsts: tuple[str, ...] = (),
    dates: tuple[str, ...] = (),
    edition: str = "",
) -> Article:
    article = Article()
    set_dates(article, years, firsts, dates, edition)
    return article


def told(article: Article) -> tuple[int | None, int, int, str]:
    return article.year, article.month, article.day, article.date_text


def test_the_year_is_that_of_py_and_the_day_of_the_most_exact_date_in_it() -> None:
    assert told(dated(("2020",), ("2019/05/01/",), ("2020/03/05/",))) == (2020, 3, 5, "2020 Mar 5")
    assert told(dated((), ("2019//",), ("2020/03/05/",))) == (2019, 0, 0, "2019")
    assert told(dated(("2020",), (), ("2020/03//", "2020/04/01/"))) == (2020, 4, 1, "2020 Apr 1")


def test_a_day_without_a_year_belongs_to_the_year_beside_it() -> None:
    assert told(dated(("2020",), (), ("DEC 3",))) == (2020, 12, 3, "2020 Dec 3")
    assert told(dated(("2020",), (), ("SEP-OCT",)))[:3] == (2020, 9, 0)


def test_a_season_stays_and_so_does_what_is_no_date() -> None:
    assert told(dated(("2020///Spring",))) == (2020, 0, 0, "2020 Spring")
    assert told(dated(("2020///undefined",))) == (2020, 0, 0, "2020")
    assert told(dated(("in press",))) == (None, 0, 0, "in press")


def test_the_day_online_is_no_edition() -> None:
    assert dated(("2020",), edition="2019/12/24").electronic_date == "2019-12-24"
    assert dated(("2020",), edition="3rd").electronic_date == ""
