"""An article without a PMID has another number in another library: what hangs on it never lands on another article."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from her2ref.core.changes import Changes
from her2ref.core.paths import Home
from her2ref.library import opening, personal_file
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.merging import merge
from her2ref.library.notes import save_note
from her2ref.library.rows import target_of
from her2ref.library.strangers import KEY
from tests.library import filling, owning


@pytest.fixture
def library(library_home: Home):
    filling.fill(library_home.library, owning.ARTICLES)
    filling.execute(library_home.library, "INSERT OR REPLACE INTO meta VALUES ('last_negative', '-7')")
    made = Library(library_home.library)
    yield made
    made.close()


def take(library: Library, target: str, **told: str) -> list[str]:
    """Where a star on `target` of another library ends; it is described by `told`, if by anything."""
    blank = dict.fromkeys(("doi", "match", "title", "first_author", "journal"), "")
    described = {target: {**blank, **told}} if told else {}
    found: dict[str, Any] = {
        "format": "her2ref personal",
        "version": 1,
        "articles": described,
        "stars": [{"target": target, "at": ""}],
    }
    before = set(library.reader().stars())

    def work(connection: Any) -> Changes:
        merge(connection, found)
        return Changes.of("stars")

    library.write(work)
    return sorted(set(library.reader().stars()) - before)


def test_it_is_found_by_its_doi_or_its_title_year_and_page(library: Library) -> None:
    assert take(library, "article:-3", doi="10.1000/seven") == ["article:-7"]
    assert take(library, "article:-4", doi="10.1000/one", match="x") == ["12345"]
    filling.execute(library.path, "DELETE FROM star")
    assert take(library, "article:-5", match="anotherwithoutapmid|2020|1") == ["article:-7"]
    filling.execute(library.path, "DELETE FROM star")
    who = {"first_author": "Example A", "journal": "Journal of Examples"}
    filling.execute(library.path, "UPDATE article SET first_author = 'Example A'")
    assert take(library, "article:-7", title="Another without a PMID", **who) == ["article:-7"]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"first_author": "Example A"},
        {"journal": "Journal of Examples"},
        {"first_author": "Sample B", "journal": "Journal of Examples"},
        {"first_author": "Example A", "journal": "Another Journal"},
    ],
)
def test_a_title_alone_names_no_article(library: Library, told: dict[str, str]) -> None:
    filling.execute(
        library.path, "UPDATE article SET title = 'Reply', first_author = 'Example A' WHERE id = -7"
    )
    assert take(library, "article:-7", title="Reply", **told) == ["article:-8"]


def test_what_is_empty_on_both_sides_names_no_article_either(library: Library) -> None:
    filling.execute(library.path, "UPDATE article SET title = 'Reply', journal = '' WHERE id = -7")
    assert take(library, "article:-7", title="Reply") == ["article:-8"]


def test_another_article_of_the_same_number_is_left_alone(library: Library) -> None:
    assert take(library, "article:-7", doi="10.1000/foreign", title="Quite another") == ["article:-8"]
    assert take(library, "article:-7", doi="10.1000/foreign", title="Quite another") == []
    assert take(library, "article:-7", title="A third one") == ["article:-9"]
    assert take(library, "article:-7") == ["article:-10"], "nothing says that it is the one that is here"


def test_its_number_is_kept_where_no_article_ever_had_it_and_no_new_one_gets_it(library: Library) -> None:
    assert take(library, "article:-20", title="Foreign") == ["article:-20"]
    assert take(library, "article:-3") == ["article:-3"]
    assert take(library, "article:-999999999999999999", title="Far") == ["article:-21"]
    connection_rows = {key: value for key, value in _meta(library) if key.startswith(KEY)}
    assert sorted(connection_rows.values()) == ["-20", "-21"]
    assert dict(_meta(library))["last_negative"] == "-21"


def test_what_is_no_number_of_an_article_stays_as_it_is(library: Library) -> None:
    for target in ("article:7", "article:-x", "12345", "drug:lapatinib", "article:"):
        assert take(library, target, title="Foreign") == [target]


def _meta(library: Library) -> list[tuple[str, str]]:
    connection = sqlite3.connect(library.path)
    found = connection.execute("SELECT key, value FROM meta").fetchall()
    connection.close()
    return found


def test_a_record_that_comes_later_gets_the_number_under_which_a_note_waits(
    library_home: Home, small_resources: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.ris"
    file.write_text(
        "TY  - JOUR\nTI  - An invented paper without a PMID that waits\nPY  - 2020\nSP  - 3\n"
        "DO  - 10.5555/waits\nER  - \n"
    )
    other_home = Home.at(tmp_path / "other")
    opening.take_care(other_home, small_resources)
    other, here = Library(other_home.library), Library(library_home.library)
    import_files(other, [file])
    save_note(other, "article:-1", "waits for its paper")
    personal_file.export_file(other, tmp_path / "mine.json")
    personal_file.import_file(here, tmp_path / "mine.json")
    import_files(here, [file])
    number = here.reader().article_by_doi("10.5555/waits")
    assert number is not None
    assert [note.text for note in here.reader().notes(target_of(number))] == ["waits for its paper"]
    for library in (other, here):
        library.close()
