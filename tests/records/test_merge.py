from __future__ import annotations

from copy import deepcopy

from her2ref.core.article import Article, Author, Notice
from her2ref.records.merge import merge
from tests.data.synthetic import record


def test_the_richest_speaks_whatever_the_order() -> None:
    xml, medline, ris = record(1, title="x"), record(1, title="m"), record(1, title="r")
    for given in ([("ris", ris), ("medline", medline), ("xml", xml)], [("xml", xml), ("ris", ris)]):
        assert merge(given).title == "x"
    assert merge([("ris", ris), ("medline", medline)]).title == "m"


def test_the_poorer_fills_gaps_only() -> None:
    rich, poor = (
        record(1, abstract="", keywords=["k"]),
        record(1, abstract="Told.", keywords=["other"], pii="P1"),
    )
    whole = merge([("medline", poor), ("xml", rich)])
    assert (whole.abstract_text, whole.keywords, whole.pii) == ("Told.", ["k"], "P1")


def test_a_date_is_taken_whole_or_not() -> None:
    rich, poor = record(1, year=2020), record(1, year=2021)
    poor.month, poor.day = 5, 6
    assert merge([("xml", rich), ("medline", poor)]).sort_date == 20200000
    rich.year, rich.date_text = None, "MMXX"
    whole = merge([("xml", rich), ("medline", poor)])
    assert (whole.sort_date, whole.date_text) == (20210506, poor.date_text)


def test_a_retraction_known_to_the_poorer_is_known() -> None:
    rich = record(1, notices=[Notice("ErratumIn", 5, "a"), Notice("CommentIn", None, "c.")])
    poor = record(
        1,
        notices=[Notice("ErratumIn", 5, "A"), Notice("CommentIn", None, "c"), Notice("RetractionIn", 9, "r")],
        publication_types=["Journal Article", "Retracted Publication"],
    )
    whole = merge([("xml", rich), ("medline", poor)])
    assert whole.notices == [*rich.notices, Notice("RetractionIn", 9, "r")]
    assert whole.states == ["corrected", "retracted"]
    assert whole.publication_types == ["Journal Article", "Retracted Publication"]


def test_what_is_given_stays_as_it_is() -> None:
    rich, poor = Article(pmid=1, title="t"), record(1, notices=[Notice("RetractionIn", 9, "r")])
    before = deepcopy((rich, poor))
    whole = merge([("xml", rich), ("medline", poor)])
    whole.notices.append(Notice("CommentIn"))
    assert (rich, poor) == before


def test_authors_and_whether_they_are_all_go_together() -> None:
    rich, poor = record(1, authors=[]), record(1, authors=[Author("Alpha")], authors_complete=False)
    whole = merge([("xml", rich), ("medline", poor)])
    assert (whole.authors, whole.authors_complete) == ([Author("Alpha")], False)


def test_a_pmid_learned_from_the_poorer() -> None:
    assert merge([("xml", Article(title="t")), ("medline", Article(pmid=7))]).pmid == 7
