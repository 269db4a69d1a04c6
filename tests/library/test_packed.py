"""Bit rot in a packed file is found before anything of it is believed."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from her2ref.core.errors import Cancelled
from her2ref.library import packed

TEXT = "".join(random.Random(7).choices("abcdefghij 0123456789", k=300_000)).encode()


def step() -> None:
    pass


def found(path: Path, data: bytes) -> int | None:
    path.write_bytes(data)
    return packed.damage(path, step)


@pytest.mark.parametrize("level", [0, 1, 9])
def test_a_whole_file_has_no_damage_and_every_flipped_bit_of_its_data_is_found(
    tmp_path: Path, level: int
) -> None:
    file, whole = tmp_path / "a.gz", gzip.compress(TEXT, level)
    assert found(file, whole) is None
    for place in (len(whole) // 3, len(whole) // 2, len(whole) - 6, len(whole) - 2):
        bad = bytearray(whole)
        bad[place] ^= 4
        where = found(file, bytes(bad))
        assert where is not None
        assert where <= len(TEXT)


def test_several_parts_with_a_name_and_padding_are_each_checked(tmp_path: Path) -> None:
    named = tmp_path / "named.gz"
    with gzip.open(named, "wb") as stream:
        stream.write(TEXT)
    first = named.read_bytes()
    second = bytearray(gzip.compress(TEXT, 0))
    assert found(tmp_path / "a.gz", first + bytes(100) + second) is None
    second[len(second) // 2] ^= 1
    assert found(tmp_path / "a.gz", first + bytes(100) + second) is not None


def test_what_packs_very_well_is_checked_to_its_end(tmp_path: Path) -> None:
    whole = gzip.compress(bytes(20_000_000))
    assert found(tmp_path / "a.gz", whole) is None
    bad = bytearray(whole)
    bad[-6] ^= 1
    assert found(tmp_path / "a.gz", bytes(bad)) is not None


def test_a_cut_file_and_what_follows_the_data_are_no_damage_of_this_kind(tmp_path: Path) -> None:
    whole = gzip.compress(TEXT)
    for data in (whole[:-3], whole[:-100], whole[: len(whole) // 2], whole + b"more", b"no gzip", b""):
        assert found(tmp_path / "a.gz", data) is None


def test_checking_can_be_stopped(tmp_path: Path) -> None:
    def stop() -> None:
        raise Cancelled

    (tmp_path / "a.gz").write_bytes(gzip.compress(TEXT, 0))
    with pytest.raises(Cancelled):
        packed.damage(tmp_path / "a.gz", stop)
