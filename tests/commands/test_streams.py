from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from her2ref.core.paths import Home

FULL = Path("/dev/full")


def started(*words: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "her2ref", *words]
    return subprocess.run(command, check=False, timeout=120, env=environment, **more)  # type: ignore[call-overload]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no file that is always full")
@pytest.mark.parametrize(
    "words", [["content", "export"], ["content", "stats"], ["--json", "show", "nothing at all"], ["--help"]]
)
def test_a_full_disk_behind_standard_output_is_a_sentence(library_home: Home, words: list[str]) -> None:
    with FULL.open("wb") as full:
        done = started("--home", str(library_home.data), *words, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert b"The output could not be written: the disk that it goes to is full." in done.stderr
    assert b"Something went wrong" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    assert not list(library_home.logs.glob("crash-*")), "it is no bug"


@pytest.mark.skipif(not FULL.exists(), reason="this system has no file that is always full")
def test_where_nobody_can_be_told_the_code_tells(library_home: Home) -> None:
    with FULL.open("wb") as full:
        done = started("--home", str(library_home.data), "content", "stats", stdout=full, stderr=full)
    assert done.returncode == 3


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a reader that has gone is told otherwise")
@pytest.mark.parametrize("words", [["content", "export"], ["content", "stats"], ["--help"]])
def test_a_reader_that_has_gone_has_read_what_it_wanted(library_home: Home, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = started("--home", str(library_home.data), *words, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.name != "posix", reason="elsewhere every name is text")
def test_a_name_that_is_no_text_can_be_printed(library_home: Home) -> None:
    name = os.fsdecode(b"/nowhere/\xff.nbib")
    done = started("--home", str(library_home.data), "--json", "import", name, capture_output=True)
    assert done.returncode == 3
    assert rb"\udcff.nbib was not found" in done.stderr
    assert rb'"file": "/nowhere/\udcff.nbib"' in done.stdout
