"""A look at the file of a library costs this process none of the locks that SQLite holds on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from her2ref.core.errors import RefusedFile
from her2ref.core.paths import Home
from her2ref.core.settings import Settings
from her2ref.library import (
    backups,
    copying,
    opening,
    personal_file,
    privacy,
    raw,
    repairing,
    rescue,
    restoring,
    standing,
)
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.previewing import preview

LOOKS: dict[str, Callable[[Home, Path, Library], object]] = {
    "standing": lambda home, _content, _library: standing.standing(home.library),
    "needs_care": lambda home, content, _library: opening.needs_care(home, content),
    "take_care": lambda home, content, _library: opening.take_care(home, content),
    "quick_check": lambda home, _content, _library: opening.quick_check(home.library),
    "examine": lambda home, content, _library: repairing.examine(home, content),
    "rescued": lambda home, _content, _library: rescue.rescued(home.library),
    "daily copy": lambda home, _content, _library: backups.daily(home),
    "copy elsewhere": lambda home, _content, _library: copying.copy_library(
        home.library, home.data / "elsewhere.sqlite"
    ),
    "restore": lambda home, content, library: restoring.restore(
        home, content, backups.make(home, "by-hand").path, library=library
    ),
    "privacy": lambda home, _content, library: privacy.look(home, Settings.of(home), library),
    "import of itself": lambda home, _content, library: import_files(library, [home.library]),
    "preview of itself": lambda home, _content, library: preview(library, [home.library]),
    "personal import of itself": lambda home, _content, library: personal_file.import_file(
        library, home.library
    ),
    "bytes": lambda home, _content, _library: [raw.read(home.library, 0, 1) for _ in range(200)],
}


@pytest.mark.skipif(sys.platform != "linux", reason="the locks of a process stand in /proc only on Linux")
@pytest.mark.parametrize("name", LOOKS)
def test_no_look_takes_the_locks_of_sqlite_away(library_home: Home, small_resources: Path, name: str) -> None:
    library = Library(library_home.library)
    save_note(library, "", "a note in the log")
    library.reader().notes("")
    assert _is_locked(library_home.library)
    with suppress(RefusedFile):  # the library itself is no file to be read
        LOOKS[name](library_home, small_resources, library)
    library.reader().notes("")
    save_note(library, "", "another")
    assert _is_locked(library_home.library)
    library.close()


def test_a_command_beside_leaves_the_log_where_it_is(library_home: Home, small_resources: Path) -> None:
    library = Library(library_home.library)
    save_note(library, "", "before")
    library.reader().notes("")
    standing.standing(library_home.library)
    opening.needs_care(library_home, small_resources)
    code = (
        "import sys\nfrom pathlib import Path\nfrom her2ref.library.library import Library\n"
        "library = Library(Path(sys.argv[1]))\nlibrary.reader().notes('')\nlibrary.close()\n"
    )
    subprocess.run([sys.executable, "-c", code, str(library_home.library)], check=True, timeout=60)
    save_note(library, "", "after")
    other = Library(library_home.library)
    assert [line.note.text for line in other.reader().all_notes()] == ["after", "before"]
    other.close()
    library.close()


def test_a_copy_of_the_bytes_is_whole(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(os.urandom(3_000_001))
    raw.copy(tmp_path / "one", tmp_path / "two", step=1_000)
    assert (tmp_path / "two").read_bytes() == (tmp_path / "one").read_bytes()
    with pytest.raises(FileNotFoundError):
        raw.read(tmp_path / "three", 0, 1)


def test_a_file_that_took_the_place_of_another_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.write_bytes(b"old")
    assert raw.read(path, 0, 10) == b"old"
    (tmp_path / "two").write_bytes(b"new")
    (tmp_path / "two").replace(path)
    assert raw.read(path, 0, 10) == b"new"


def _is_locked(path: Path) -> bool:
    """Whether this process holds a POSIX lock on the file."""
    inode, pid = path.stat().st_ino, str(os.getpid())
    lines = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return any(
        words[1] == "POSIX" and words[4] == pid and words[5].endswith(f":{inode}")
        for words in lines
        if len(words) > 5
    )
