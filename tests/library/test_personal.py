"""Stars, reading states and own tags."""

from __future__ import annotations

import sqlite3

import pytest

from her2ref.core.changes import Changes
from her2ref.core.errors import UnknownId
from her2ref.core.paths import Home
from her2ref.library import personal
from her2ref.library.library import Library


@pytest.fixture
def library(library_home: Home):
    connection = sqlite3.connect(library_home.library)
    connection.execute("INSERT INTO article (id, title) VALUES (12345, 'An invented one'), (-7, 'Another')")
    connection.commit()
    connection.close()
    made = Library(library_home.library)
    yield made
    made.close()


@pytest.mark.parametrize(
    "target", ["12345", "article:-7", "mechanism:pten-loss", "drug:lapatinib", "70000001"]
)
def test_a_star_goes_on_and_off_once(library: Library, target: str) -> None:
    assert personal.set_star(library, target, on=True) == Changes.of("stars", ids=(target,))
    assert personal.set_star(library, target, on=True) == Changes.of()
    assert library.reader().stars() == [target]
    assert personal.set_star(library, target, on=False).touches("stars")
    assert library.reader().stars() == []


UNKNOWN = [
    "54321",
    "article:-8",
    "article:7",
    "mechanism:nothing",
    "reference:pmid:70000001",
    "",
    "1; --",
    "9" * 40,
]


@pytest.mark.parametrize("target", UNKNOWN)
def test_an_unknown_target_is_refused(library: Library, target: str) -> None:
    with pytest.raises(UnknownId):
        personal.set_star(library, target, on=True)
    with pytest.raises(UnknownId):
        personal.set_reading(library, target, "later")
    assert library.reader().stars() == []


@pytest.mark.parametrize("target", ["12345", "article:-7", "mechanism:pten-loss"])
def test_a_reading_state_is_set_changed_and_taken_back(library: Library, target: str) -> None:
    reader = library.reader()
    assert reader.reading_of(target) == ""
    assert personal.set_reading(library, target, "later") == Changes.of("reading", ids=(target,))
    assert personal.set_reading(library, target, "later") == Changes.of()
    assert personal.set_reading(library, target, "read").touches("reading")
    assert reader.reading_of(target) == "read"
    assert personal.set_reading(library, target, "").touches("reading")
    assert personal.set_reading(library, target, "") == Changes.of()
    assert reader.reading_of(target) == ""
    with pytest.raises(ValueError, match="soon"):
        personal.set_reading(library, target, "soon")


def test_a_persons_tag_is_set_overruled_and_left_again(library: Library) -> None:
    def rows() -> list[tuple[str, int]]:
        connection = sqlite3.connect(library.path)
        found = connection.execute(
            "SELECT topic_key, removed FROM article_topic WHERE article_id = 12345 AND \"by\" = 'person'"
        ).fetchall()
        connection.close()
        return found

    personal.set_tag(library, 12345, "drug:lapatinib", on=True)
    assert rows() == [("drug:lapatinib", 0)]
    personal.set_tag(library, 12345, "drug:lapatinib", on=False)
    assert rows() == [("drug:lapatinib", 1)]
    personal.set_tag(library, 12345, "drug:lapatinib", on=None)
    assert rows() == []
    with pytest.raises(UnknownId):
        personal.set_tag(library, 12345, "drug:nothing", on=True)
