"""Two windows, two commands, two people: scenarios 67 and 68."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from her2ref.core.paths import Home
from her2ref.library import opening
from her2ref.library.library import Library
from her2ref.library.lock import WindowLock
from her2ref.library.notes import save_note
from tests.scenarios.disks import notes, obeying
from tests.scenarios.homes import COMMAND, PLACE, needs_kill, sound

# 67 and 68

OWNER = """
import sys, time
from pathlib import Path
from her2ref.library.library import Library
from her2ref.library.lock import WindowLock
library = Library(Path(sys.argv[1]))
assert WindowLock(library.path.parent).take()
library.mark_in_use()
print("open", flush=True)
time.sleep(120)
"""


def owner(home: Home) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(home.library)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


@needs_kill
def test_67_the_lock_of_a_window_goes_with_it_however_it_ends(
    library_home: Home, small_resources: Path
) -> None:
    for _ in range(3):
        first = owner(library_home)
        second = WindowLock(library_home.data)
        assert not second.take(), "one window for one library"
        assert opening.needs_care(library_home, small_resources) == "", "it lives, so nothing is checked"
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert first.stdout is not None
        first.stdout.close()
        assert second.take(), "no stale lock is left"
        second.release()
        assert opening.needs_care(library_home, small_resources) == "check"
        opening.take_care(library_home, small_resources)


def test_67_a_command_writes_beside_a_window(library_home: Home) -> None:
    first = owner(library_home)
    words = ["note", PLACE, "--text", "beside it"]
    command = [sys.executable, "-m", "her2ref", "--home", str(library_home.data), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    first.kill()
    first.wait()
    assert first.stdout is not None
    first.stdout.close()
    assert done.returncode == 0, done.stderr
    assert notes(library_home.library) == {"beside it"}


def test_68_two_sessions_on_one_profile_share_one_library(library_home: Home) -> None:
    first, texts = Library(library_home.library), {f"{who} {n}" for who in "ab" for n in range(20)}
    second = Library(library_home.library)

    def write(library: Library, who: str) -> None:
        for n in range(20):
            save_note(library, PLACE, f"{who} {n}")

    threads = [threading.Thread(target=write, args=pair) for pair in ((first, "a"), (second, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {note.text for note in first.reader().notes(PLACE)} == texts
    assert {note.text for note in second.reader().notes(PLACE)} == texts
    first.close()
    second.close()
    sound(library_home)


def test_68_somebody_elses_library_is_refused_with_a_sentence(library_home: Home) -> None:
    code = (
        "import os, sys\nfrom her2ref.cli import main\n"
        "raise SystemExit(main(['--home', sys.argv[1], 'note', 'mechanism:pten-loss', '--text', 'x']))"
    )
    library_home.library.chmod(0o400)  # as another user's file is, where folders are shared
    library_home.data.chmod(0o500)
    try:
        done = obeying(code, str(library_home.data))
    finally:
        library_home.data.chmod(0o700)
        library_home.library.chmod(0o600)
    assert done.returncode == 3
    assert "read-only" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", ["logs", "backups", "cache", "library.sqlite", ""])
def test_68_the_doctor_looks_at_what_another_person_closed(library_home: Home, closed: str) -> None:
    for folder in (library_home.logs, library_home.backups, library_home.cache):
        folder.mkdir()
    place = library_home.data / closed
    mode = place.stat().st_mode
    place.chmod(0)
    try:
        done = obeying(COMMAND, str(library_home.data), "doctor")
        listed = obeying(COMMAND, str(library_home.data), "note", "--list")
    finally:
        place.chmod(mode)
    for one in (done, listed):
        assert "Something went wrong inside" not in one.stderr
        assert "Traceback" not in one.stderr
    if closed == "cache":
        assert listed.returncode == 0
    else:
        assert done.returncode == 1
        assert "closed to you" in done.stdout or "cannot be written" in done.stdout
    if closed in ("", "library.sqlite"):
        assert listed.returncode == 3
        assert "cannot be read" in listed.stderr
        assert "cannot be written" not in listed.stderr
