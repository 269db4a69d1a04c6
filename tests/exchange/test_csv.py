from __future__ import annotations

import csv as reader
import io

import pytest

from her2ref.exchange import csv
from her2ref.library.rows import ArticleView, Note, Tag
from tests.data import synthetic


def rows(*views: ArticleView) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    csv.write(views, out)
    return list(reader.DictReader(io.StringIO(out.getvalue(), newline="")))


def view(**fields: object) -> ArticleView:
    article = synthetic.record(70000001, **fields)
    tags = (
        Tag("mechanism:pten-loss", "PTEN loss", "terms"),
        Tag("mechanism:pten-loss", "PTEN loss", "content"),
    )
    notes = (Note(1, "70000001", "two\nlines", "", ""),)
    return ArticleView(70000001, article, (), "2026-01-01", "", ("xml",), tags, starred=True, notes=notes)


def test_the_pmid_comes_first_and_lines_end_as_the_standard_says() -> None:
    out = io.StringIO(newline="")
    csv.write([view()], out)
    head, *_ = out.getvalue().split("\r\n")
    assert head.split(",")[0] == "pmid"
    assert out.getvalue().endswith("\r\n")


def test_what_goes_in_comes_out() -> None:
    (row,) = rows(view(title='A "quoted", title'))
    assert row["pmid"] == "70000001"
    assert row["title"] == 'A "quoted", title'
    assert row["mechanisms"] == "pten-loss"
    assert row["starred"] == "yes"
    assert row["notes"] == "two\nlines"


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert csv.cell(text) == "'" + text
    (row,) = rows(view(title=text))
    assert row["title"].startswith("'")


def test_numbers_stay_numbers() -> None:
    assert csv.cell(-7) == "-7"
    assert csv.cell(None) == ""
