"""PMIDs that wait for the next sync."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from her2ref.core.changes import Changes
from her2ref.core.paths import Home
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.wanted import want
from tests.data import synthetic
from tests.library import owning


@pytest.fixture
def library(library_home: Home) -> Iterator[Library]:
    made = Library(library_home.library)
    yield made
    made.close()


def test_pmids_are_wanted_once(library: Library) -> None:
    assert want(library, [20, 10, 10, 0, -5, 10**9], "pasted") == Changes.of("wanted", ids=("10", "20"))
    assert want(library, [10], "list \ud83d.txt") == Changes.of()
    assert library.reader().wanted() == [10, 20]
    assert [row[2] for row in owning.rows(library.path)["wanted"]] == ["pasted", "pasted"]


def test_what_comes_by_file_is_no_longer_wanted(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "some.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(10), synthetic.article_xml(11)]))
    want(library, [10, 20], "pasted")
    heard: list[Changes] = []
    library.subscribe(heard.append)
    import_files(library, [file])
    assert library.reader().wanted() == [20]
    assert Changes.of("articles", "tags", "wanted", ids=("10", "11")) in heard
    want(library, [10], "a list that was made before")
    import_files(library, [file])
    assert library.reader().wanted() == [20], "also where the record itself is not new"
    assert heard[-1] == Changes.of("wanted", ids=("10",))
    import_files(library, [file])
    assert heard[-1] == Changes.of("wanted", ids=("10",)), "and nothing is announced where nothing changed"
