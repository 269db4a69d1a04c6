from __future__ import annotations

from pathlib import Path

from her2ref.core.paths import Home
from her2ref.knowledge.check import check
from her2ref.library import opening


def test_the_small_content_of_the_tests_is_clean(small_resources: Path) -> None:
    assert check(small_resources) == []


def test_the_library_of_the_tests_needs_no_care(library_home: Home, small_resources: Path) -> None:
    assert opening.needs_care(library_home, small_resources) == ""
