"""PMIDs that wait for the next sync."""

from __future__ import annotations

from her2ref.core.changes import Changes
from her2ref.core.paths import Home
from her2ref.library.library import Library
from her2ref.library.wanted import unwant, want
from tests.library import owning


def test_pmids_are_wanted_once_and_taken_off(library_home: Home) -> None:
    library = Library(library_home.library)
    try:
        assert want(library, [20, 10, 10, 0, -5, 10**9], "pasted") == Changes.of("wanted", ids=("10", "20"))
        assert want(library, [10], "list \ud83d.txt") == Changes.of()
        assert library.reader().wanted() == [10, 20]
        assert [row[2] for row in owning.rows(library.path)["wanted"]] == ["pasted", "pasted"]
        assert unwant(library, [10, 30, -1]) == Changes.of("wanted", ids=("10",))
        assert unwant(library, [10]) == Changes.of()
        assert library.reader().wanted() == [20]
    finally:
        library.close()
