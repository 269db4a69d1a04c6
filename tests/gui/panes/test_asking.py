from __future__ import annotations

import time

import pytest

from her2ref.gui.panes import asking
from her2ref.library import personal
from her2ref.library.library import Library
from tests.gui.panes.conftest import HELD


@pytest.mark.parametrize(
    ("text", "is_query"),
    [
        ("pik3ca", False),
        ("HER2(+) breast", False),
        ("and not or", False),
        ("brand", False),
        ('"pik3ca mutation"', True),
        ("pik3ca[ti]", True),
        ("trastuzumab AND pik3ca", True),
        ("(trastuzumab", True),
    ],
)
def test_what_is_written_as_for_pubmed(library: Library, text: str, is_query: bool) -> None:
    assert asking.ask(library.reader(), text).is_query is is_query


def test_a_topic_whose_name_has_brackets_is_no_query(library: Library) -> None:
    names = [
        row.name for row in (*library.reader().tree(), *library.reader().drugs(), *library.reader().trials())
    ]
    for name in names:
        assert not asking.ask(library.reader(), name).is_query, name


def test_all_named_things_are_found_and_abstracts_after_them(library: Library) -> None:
    kinds = [hit.kind for hit in asking.ask(library.reader(), "pik3ca mutation").found.hits]
    assert "mechanism" in kinds
    assert kinds[-1] == "article"
    assert kinds == sorted(kinds, key=kinds.index)


def test_a_number_opens_the_record_or_the_reference(library: Library) -> None:
    hits = asking.ask(library.reader(), str(HELD)).found.hits
    assert [(hit.kind, hit.id) for hit in hits] == [("article", str(HELD))]


def test_the_latest_come_first_then_the_most_used(library: Library) -> None:
    reader = library.reader()
    keys = [row.key for row in (*reader.tree(), *reader.drugs())][:7]
    for number, key in enumerate(keys):
        for _ in range(3 if number == 1 else 1):
            personal.remember_choice(library, key)
    personal.remember_choice(library, "drug:gone")
    time.sleep(1.1)  # times are kept to the second
    for key in keys[-2:]:
        personal.remember_choice(library, key)
    personal.remember_choice(library, str(HELD))
    found = [hit.key for hit in asking.recent(reader)]
    assert set(found[:3]) == {*keys[-2:], str(HELD)}
    assert found.index(keys[1]) <= 4
    assert "drug:gone" not in found
    assert len(found) == len(set(found)) == asking.REMEMBERED


def test_forgetting_writes_only_where_something_is_remembered(library: Library) -> None:
    told: list[object] = []
    library.subscribe(told.append)
    asking.forget(library)
    assert told == []
    asking.remember(library, "drug:trastuzumab")
    asking.forget(library)
    assert library.reader().choices() == {}


def test_a_wish_is_known_again(library: Library) -> None:
    assert not asking.ask(library.reader(), "qqqq  zzzz").wished
    asking.wish(library, " qqqq  zzzz ", on=True)
    assert asking.ask(library.reader(), "qqqq zzzz").wished
    asking.wish(library, "qqqq zzzz", on=False)
    assert not asking.ask(library.reader(), "qqqq zzzz").wished


def test_what_could_not_be_taken_as_typed_is_said(library: Library) -> None:
    found = asking.ask(library.reader(), "trastuzumab[nosuchtag]").found
    assert any("nosuchtag" in sentence for sentence in found.problems)


@pytest.mark.parametrize(
    ("text", "beginning", "finished"),
    [
        ("invented[tiab] AND tria", True, False),
        ("invented tria", True, True),
        ("invented[tiab] AND trial", True, True),
    ],
)
def test_a_finished_query_is_no_beginning(
    library: Library, text: str, beginning: bool, finished: bool
) -> None:
    """Plain words stay as typed."""
    for is_finished, has_hits in ((False, beginning), (True, finished)):
        answer = asking.ask(library.reader(), text, finished=is_finished)
        assert bool(answer.found.hits) is has_hits
        assert bool(asking.count(library.reader(), asking.listing(answer))) is has_hits
