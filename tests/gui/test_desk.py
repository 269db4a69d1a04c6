from __future__ import annotations

import pytest

from her2ref.core.errors import KnownError
from her2ref.core.query import Listing
from her2ref.gui.desk import Desk


@pytest.fixture
def heard() -> list[tuple[str, object]]:
    return []


@pytest.fixture
def desk(qapp: object, heard: list[tuple[str, object]]) -> Desk:
    made = Desk()
    for name in (
        "topic_chosen",
        "page_chosen",
        "listing_chosen",
        "article_chosen",
        "source_chosen",
        "words_chosen",
    ):
        getattr(made, name).connect(lambda value, name=name: heard.append((name, value)))
    return made


def test_a_choice_is_told_once(desk: Desk, heard: list[tuple[str, object]]) -> None:
    desk.choose_topic("mechanism:a")
    desk.choose_topic("mechanism:a")
    assert heard == [("topic_chosen", "mechanism:a"), ("page_chosen", "overview")]


def test_back_and_forward_give_the_whole_place_again(desk: Desk) -> None:
    desk.choose_topic("mechanism:a")
    desk.choose_page("evidence")
    desk.choose_article(12)
    desk.choose_topic("drug:b")
    desk.back()
    assert (desk.topic, desk.page, desk.article) == ("mechanism:a", "evidence", 12)
    desk.back()
    assert (desk.page, desk.article) == ("evidence", 0)
    desk.forward()
    desk.forward()
    assert desk.topic == "drug:b"
    assert not desk.can_go_forward


def test_a_new_choice_forgets_what_lay_ahead(desk: Desk) -> None:
    desk.choose_topic("mechanism:a")
    desk.choose_topic("mechanism:b")
    desk.back()
    desk.choose_topic("mechanism:c")
    assert not desk.can_go_forward
    desk.back()
    assert desk.topic == "mechanism:a"


def test_a_source_and_an_article_exclude_each_other(desk: Desk, heard: list[tuple[str, object]]) -> None:
    desk.choose_source("pmid:7")
    assert (desk.source, desk.article) == ("pmid:7", 0)
    desk.choose_article(-3)
    assert (desk.source, desk.article) == ("", -3)
    assert heard == [("source_chosen", "pmid:7"), ("article_chosen", -3)]


def test_articles_passed_in_a_list_are_one_step(desk: Desk) -> None:
    desk.choose_topic("mechanism:a")
    desk.choose_listing(Listing())
    for article in (1, 2, 3):
        desk.pass_article(article)
    desk.choose_article(9)  # asked for by itself, beside the list
    desk.pass_article(4)
    desk.pass_article(5)
    assert (desk.listing, desk.article) == (Listing(), 5)
    met = []
    while desk.can_go_back:
        desk.back()
        met.append((desk.listing, desk.article))
    assert met == [(Listing(), 9), (Listing(), 3), (None, 0)]


def test_another_topic_lets_go_of_a_source_that_is_not_its_own(
    desk: Desk, heard: list[tuple[str, object]]
) -> None:
    desk.belongs = lambda key: key == "drug:own"
    desk.choose_article(7)
    desk.choose_topic("mechanism:first")
    assert desk.article == 7, "what was opened before any topic stays beside the first"
    desk.choose_topic("drug:own")
    desk.choose_topic("help:searching")
    assert desk.article == 7
    desk.choose_topic("trial:other")
    assert desk.article == 0
    assert heard[-1] == ("article_chosen", 0)
    desk.back()
    assert desk.article == 7, "the way back leads to what stood there"


def test_a_topic_opened_again_from_a_list_lets_go_of_what_was_read_there(desk: Desk) -> None:
    desk.belongs = lambda _key: False
    desk.choose_topic("drug:b")
    desk.choose_listing(Listing())
    desk.pass_article(7)
    desk.choose_topic("drug:b")
    assert (desk.listing, desk.article) == (None, 0)


def test_a_topic_leaves_the_list(desk: Desk, heard: list[tuple[str, object]]) -> None:
    desk.choose_listing(Listing(starred=True))
    desk.choose_topic("drug:b")
    assert desk.listing is None
    assert ("listing_chosen", None) in heard


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("topic:mechanism:a", ("mechanism:a", 0, "")),
        ("topic:reference:pmid:7", ("", 0, "pmid:7")),
        ("source:doi:10.5555/x", ("", 0, "doi:10.5555/x")),
        ("article:-7", ("", -7, "")),
        ("article:1; drop", ("", 0, "")),
        ("http://example.org", ("", 0, "")),
        ("file:///etc/passwd", ("", 0, "")),
        ("javascript:alert(1)", ("", 0, "")),
    ],
)
def test_only_our_own_links_lead_anywhere(desk: Desk, link: str, expected: tuple[str, int, str]) -> None:
    desk.follow(link)
    assert (desk.topic, desk.article, desk.source) == expected


def test_a_page_that_does_not_exist_is_left_alone(desk: Desk) -> None:
    desk.choose_topic("mechanism:a")
    desk.choose_page("nowhere")
    assert desk.page == "overview"


def test_trouble_with_what_nobody_asked_for_is_not_said(desk: Desk) -> None:
    said: list[str] = []
    desk.said.connect(said.append)
    desk.pass_over(KnownError("It is not remembered."))
    assert said == []
    with pytest.raises(ZeroDivisionError):
        desk.pass_over(ZeroDivisionError())
