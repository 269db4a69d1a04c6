"""Where a person's file may be written, and what is never written over."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from her2ref.core.errors import RefusedFile
from her2ref.core.outputs import place_for
from her2ref.core.paths import Home

OWN = (
    *(
        "library.sqlite",
        "library.sqlite-wal",
        "library.sqlite-shm",
        "library.sqlite-journal",
        "LIBRARY.sqlite",
    ),
    *("settings.json", "settings.damaged", "policy.toml", "defaults.toml", "window.lock", "copying.lock"),
    *("backups/library-20260101T000000.000Z-daily.sqlite", "backups/new.csv", "damaged/one/library.sqlite"),
    *(
        "drafts/1000.json",
        "logs/her2ref.log",
        "cache/anything",
        ".restoring-ab/library.sqlite",
        ".rescue-x/y",
    ),
)
posix = pytest.mark.skipif(os.name != "posix", reason="what Windows does not have, or not for everybody")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home.at(tmp_path / "home")
    home.data.mkdir()
    home.library.write_text("the library")
    home.settings.write_text("{}")
    return home


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("name", OWN)
def test_what_the_program_works_with_is_refused_there_or_not(home: Home, name: str, there: bool) -> None:
    path = home.data / name
    path.parent.mkdir(exist_ok=True, parents=True)
    if there and not path.exists():
        path.write_text("ours")
    with pytest.raises(RefusedFile, match="her2ref itself"):
        place_for(path, home)


def test_the_usual_folders_are_kept_too_when_another_is_given(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "usual").mkdir()
    monkeypatch.setenv("HER2REF_HOME", str(tmp_path / "usual"))
    with pytest.raises(RefusedFile, match="her2ref itself"):
        place_for(tmp_path / "usual" / "library.sqlite", home)
    with pytest.raises(RefusedFile, match="her2ref itself"):
        place_for(tmp_path / "usual" / "library.sqlite")


def test_folders_that_the_system_keeps_apart_are_each_known(tmp_path: Path) -> None:
    parts = [tmp_path / name for name in ("data", "config", "cache", "log", "site")]
    for part in parts:
        part.mkdir()
    home = Home(*parts)
    for own in (home.library, home.settings, home.cache / "x", home.logs / "her2ref.log", home.policy):
        with pytest.raises(RefusedFile, match="her2ref itself"):
            place_for(own, home)
    for other in (home.data / "settings.json", home.config / "policy.toml", home.config / "library.sqlite"):
        assert place_for(other, home) == other.resolve()


def test_any_other_name_is_taken_also_beside_the_library(home: Home, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("old")
    for path in (
        tmp_path / "new.csv",
        tmp_path / "old.csv",
        home.data / "out.csv",
        tmp_path / "library.sqlite",
    ):
        assert place_for(path, home) == path.resolve()
    assert (tmp_path / "old.csv").read_text() == "old"


@posix
def test_links_are_followed_and_lead_nowhere_that_is_ours(home: Home, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert place_for(tmp_path / "link.csv", home) == (tmp_path / "real.csv").resolve()
    (tmp_path / "to-library").symlink_to(home.library)
    (tmp_path / "to-home").symlink_to(home.data)
    os.link(home.library, tmp_path / "same.sqlite")
    (tmp_path / "elsewhere").mkdir()
    home.backups.symlink_to(tmp_path / "elsewhere")
    for path in (
        "to-library",
        "to-home/settings.json",
        "to-home/backups/x",
        "same.sqlite",
        "elsewhere/x.csv",
    ):
        with pytest.raises(RefusedFile, match="her2ref itself"):
            place_for(tmp_path / path, home)


@posix
def test_devices_pipes_sockets_and_loops_are_refused_and_not_waited_for(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("loop").symlink_to("loop")
    Path("null").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        for path in ("pipe", "socket", "null", "/dev/null", "/dev/full"):
            with pytest.raises(RefusedFile, match="not an ordinary file"):
                place_for(Path(path), home)
    with pytest.raises(RefusedFile, match="cannot be written"):
        place_for(Path("loop"), home)


def test_a_folder_that_is_not_there_is_not_made(home: Home, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "stick" / "copy.sqlite", tmp_path / "file" / "copy.sqlite"):
        with pytest.raises(RefusedFile, match="There is no folder"):
            place_for(path, home)
    assert not (tmp_path / "stick").exists()


def test_what_names_no_file_is_a_sentence(home: Home, tmp_path: Path) -> None:
    for name in (
        "",
        ".",
        "..",
        "-",
        "/",
        str(tmp_path),
        str(tmp_path / "nul\0"),
        str(tmp_path / ("x" * 300)),
    ):
        with pytest.raises(RefusedFile) as told:
            place_for(Path(name), home)
        assert told.value.safe == "Nothing was written."
