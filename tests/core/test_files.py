from __future__ import annotations

import os
from pathlib import Path

import pytest

from her2ref.core import files


def test_a_file_is_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "folder ü" / "note.json"
    files.write_whole(path, "Ä")
    assert path.read_bytes() == "Ä".encode()
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_disk_that_objects_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "note.json"
    files.write_whole(path, "old")

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write_whole(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_on_windows_a_file_that_is_held_for_a_moment_is_replaced_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, waits = tmp_path / "note.json", []
    replace = os.replace

    def held(one: Path, other: Path) -> None:
        if len(waits) < 3:
            raise PermissionError(13, "in use")
        replace(one, other)

    monkeypatch.setattr(files, "WINDOWS", True)
    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(files.time, "sleep", waits.append)
    files.write_whole(path, "new")
    assert path.read_text() == "new"
    assert waits == [files.PAUSE] * 3


def test_a_file_that_waits_at_the_old_temporary_name_is_not_used(tmp_path: Path) -> None:
    path, other = tmp_path / "mine.json", tmp_path / f"mine.json.{os.getpid()}.new"
    other.write_text("theirs")
    other.chmod(0o666)
    files.write_whole(path, "mine")
    assert other.read_text() == "theirs"
    assert path.read_text() == "mine"
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("is_link", [False, True])
def test_not_even_a_guessed_name_is_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_link: bool
) -> None:
    monkeypatch.setattr(os, "urandom", bytes)
    path, elsewhere = tmp_path / "mine.json", tmp_path / "elsewhere"
    waits = files.beside(path, "new")
    if is_link:
        waits.symlink_to(elsewhere)
    else:
        waits.write_text("theirs")
    path.write_text("old")
    with pytest.raises(FileExistsError):
        files.write_whole(path, "mine")
    assert path.read_text() == "old"
    assert waits.is_symlink() if is_link else waits.read_text() == "theirs"
    assert not elsewhere.exists()
