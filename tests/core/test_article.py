from __future__ import annotations

import pytest

from her2ref.core.article import Article, Author, Notice, Section


@pytest.mark.parametrize(
    ("kind", "states"),
    [
        ("RetractionIn", ["retracted"]),
        ("RetractedandRepublishedIn", ["retracted"]),
        ("ErratumIn", ["corrected"]),
        ("ExpressionOfConcernIn", ["concern"]),
        ("RepublishedIn", ["republished"]),
        ("RetractionOf", []),
        ("ErratumFor", []),
        ("CommentIn", []),
    ],
)
def test_only_the_affected_record_is_marked_never_the_notice(kind: str, states: list[str]) -> None:
    assert Article(pmid=1, notices=[Notice(kind, 2)]).states == states


def test_the_publication_type_alone_marks_a_retraction() -> None:
    assert Article(publication_types=["Retracted Publication"]).states == ["retracted"]


def test_an_unknown_date_sorts_last() -> None:
    assert Article(year=None, month=5).sort_date == 0
    assert (
        Article(year=2024).sort_date
        < Article(year=2024, month=2).sort_date
        < Article(year=2024, month=2, day=9).sort_date
    )


def test_abstract_text_keeps_labels_and_order() -> None:
    article = Article(abstract=[Section("one", "AIM"), Section("two")])
    assert article.abstract_text == "AIM: one\ntwo"


def test_short_author_names() -> None:
    assert Author(family="Test", given="Ann B", initials="AB", suffix="Jr").short == "Test AB Jr"
    assert Author(collective="Example Study Group").short == "Example Study Group"
