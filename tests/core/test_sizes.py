from __future__ import annotations

import pytest

from her2ref.core.sizes import amount


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (64_000, "64.0 KB"),
        (3_150_000, "3.1 MB"),
        (140_000_000, "140 MB"),
        (1_100_000_000, "1.1 GB"),
        (2_500_000_000_000, "2,500 GB"),
    ],
)
def test_bytes_are_told_as_a_person_reads_them(size: int, words: str) -> None:
    assert amount(size) == words
