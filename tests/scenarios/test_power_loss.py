"""Scenario 66: the power fails, and of what was written and not synced any part is on the disk, in any order.

What the system is asked to do is recorded (`strace`); the disk after a failure at any moment is put together from
that: all that was synced, and of the rest a part that is drawn, sector by sector.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from her2ref.core.errors import KnownError
from her2ref.core.files import write_whole
from her2ref.core.paths import Home
from her2ref.core.settings import Settings
from her2ref.gui.panes import pen
from her2ref.gui.panes.drafts import Draft, Drafts
from her2ref.library.library import Library
from tests.scenarios.killing import NEW_CHOICES, OLD_CHOICES, PLACE, Bases
from tests.scenarios.nursery import ROOT
from tests.scenarios.points import Killed, Stop, watched
from tests.scenarios.surviving import held, next_start

SECTOR: Final = 512
LINES: Final = 120
"""Lines that the one who writes notes says before the record ends."""
FAILURES: Final = (40, 250)
"""Moments at which the power fails: by default, with `-m slow`."""
CALLS: Final = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink"
WRITER: Final = f"""
import sys
from pathlib import Path
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import engine
from tests.scenarios import killing
real, said = engine.prepare, killing.say
def prepare(connection):
    real(connection)
    connection.execute("PRAGMA wal_autocheckpoint = 40")  # often what else happens once a megabyte
engine.prepare = prepare
count = 0
def say(text):
    global count
    said(text)
    count += 1
    if count == {LINES}:
        raise SystemExit
killing.say = say
killing.write_notes(Home.at(Path(sys.argv[1])), Path(), Progress(), "typed")
"""


class Call(NamedTuple):
    """One call of the system: its name, the end of the file's name, and what was written where."""

    name: str
    file: str
    data: bytes = b""
    offset: int = 0


@dataclass(slots=True)
class Disk:
    """Two files as they are for certain, and what was written to them since and may be there or not."""

    synced: dict[str, bytearray]
    waiting: dict[str, list[Call]] = field(default_factory=dict)

    def take(self, call: Call) -> None:
        if call.file not in self.synced:
            return
        waiting = self.waiting.setdefault(call.file, [])
        if call.name in ("fsync", "fdatasync"):
            for one in waiting:
                _write(self.synced[call.file], one.offset, one.data, cut=one.name == "ftruncate")
            waiting.clear()
        else:
            waiting.append(call)

    def after_failure(self, draw: random.Random) -> dict[str, bytes]:
        """Of what waits each sector is there or not, earlier and later ones alike; sometimes none of it is."""
        found = {}
        share = draw.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for file, synced in self.synced.items():
            data = bytearray(synced)
            for one in self.waiting.get(file, ()):
                if one.name == "ftruncate":
                    if draw.random() < share:
                        _write(data, one.offset, b"", cut=True)
                    continue
                for begin in range(0, len(one.data), SECTOR):
                    if draw.random() < share:
                        _write(data, one.offset + begin, one.data[begin : begin + SECTOR])
            found[file] = bytes(data)
        return found


def _write(data: bytearray, offset: int, new: bytes, *, cut: bool = False) -> None:
    if cut:
        del data[offset:]
    if len(data) < offset:
        data.extend(bytes(offset - len(data)))
    data[offset : offset + len(new)] = new


CALL: Final = re.compile(
    r'^\d+ +(?P<name>\w+)\((?P<fd>\d+)<(?P<path>[^>]*)>(?:, (?:"(?P<data>[^"]*)"(?P<cut>\.*), )?(?P<rest>[^)]*))?\) += '
)


def calls(record: Path) -> Iterator[Call]:
    for line in record.read_text(encoding="ascii").splitlines():
        found = CALL.match(line)
        if found is None:
            assert "unfinished" not in line, line[:200]
            continue
        path = bytes(found["path"], "ascii").decode("unicode_escape")
        name = "said" if found["fd"] == "1" else Path(path).name.removeprefix("library")
        data = bytes(found["data"] or "", "ascii").decode("unicode_escape").encode("latin-1")
        assert not found["cut"]
        numbers = [int(part) for part in re.findall(r"-?\d+", found["rest"] or "")]
        offset = numbers[-1] if found["name"] in ("pwrite64", "ftruncate") else 0
        yield Call(found["name"], name, data, offset)


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Bases:
    return Bases(tmp_path_factory.mktemp("bases"))


@pytest.mark.skipif(shutil.which("strace") is None, reason="nothing records what is asked of the system")
@pytest.mark.parametrize("long", ["short", pytest.param("long", marks=pytest.mark.slow)])
def test_66_after_a_power_failure_at_any_moment_everything_that_was_called_saved_is_there(
    long: str, bases: Bases, tmp_path: Path
) -> None:
    home, record = bases.of("write_notes", tmp_path / "home"), tmp_path / "record"
    synced = {".sqlite": bytearray(home.library.read_bytes()), ".sqlite-wal": bytearray()}
    done = subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "100000", "-e", f"trace={CALLS}", "-o", str(record),
         sys.executable, "-c", WRITER, str(home.data)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if "ptrace" in done.stderr.lower():
        pytest.skip("nothing may be recorded here")
    assert done.stdout.count("\n") == LINES, done.stderr
    made = list(calls(record))
    begin = next(n for n, call in enumerate(made) if call.file == ".sqlite-wal")
    draw = random.Random(20261125)
    moments = sorted(draw.choices(range(begin, len(made)), k=FAILURES[long == "long"]))
    disk, told, checkpoints, uncertain = Disk(synced), list[list[object]](), 0, 0
    at = iter([*moments, -1])
    moment = next(at)
    for number, call in enumerate(made):
        disk.take(call)
        checkpoints += call.file == ".sqlite" and call.name == "pwrite64"
        if call.file == "said":
            told += [json.loads(line) for line in call.data.decode().splitlines() if line]
        while number == moment:
            moment = next(at)
            uncertain += any(disk.waiting.values())
            _whole(disk.after_failure(draw), told, bases.resources, tmp_path / f"after{number}")
    assert checkpoints > 100, "the log was put into the library in the meantime"
    assert uncertain > FAILURES[long == "long"] / 2, "something was under way at most of the moments"


def _whole(files: dict[str, bytes], told: list[list[object]], resources: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    home = Home.at(folder)
    for end, data in files.items():
        (folder / f"library{end}").write_bytes(data)
        (folder / f"library{end}").chmod(0o600)
    next_start(home, resources)
    held(home.library)
    library = Library(home.library)
    notes = {line.note.id: line.note.text for line in library.reader().all_notes()}
    thrown = {one.id for one in library.reader().trash() if one.kind == "note"}
    words = {number: text for what, number, text in told if what == "note"}
    for number, text in words.items():
        assert number in thrown or notes.get(int(str(number)), "").startswith(str(text))
    assert {number for what, number, _ in told if what == "thrown"} <= thrown
    for what, number, target in told:
        assert what != "collected" or target in library.reader().collected(int(str(number)))
        assert what != "reading" or library.reader().reading_of(str(number)) == target
    library.close()
    shutil.rmtree(folder)


def torn_at(number: int, home: Home) -> str:
    """Settings are set and the power fails at point `number`: what was not synced is there in half. Empty where the
    work came to its end."""
    names: list[str] = []

    def fail() -> None:
        if "after fsync" not in names:
            for file in home.data.glob("*.new"):
                os.truncate(file, file.stat().st_size // 2)

    stop = Stop(number, fail)

    def met(name: str) -> None:
        names.append(name)
        stop(name)

    try:
        with watched(met):
            Settings.of(home).set({"theme": NEW_CHOICES[0], "text_scale": NEW_CHOICES[1]})
    except Killed:
        return names[number - 1]
    return ""


def test_66_settings_are_the_old_or_the_new_ones(bases: Bases, tmp_path: Path) -> None:
    number, seen = 0, set[tuple[object, object]]()
    while True:
        number += 1
        home = bases.of("set_settings", tmp_path / f"home{number}")
        name = torn_at(number, home)
        now = Settings.of(home)
        chosen = now.get("theme"), now.get("text_scale")
        assert now.problems == ()
        assert chosen in (OLD_CHOICES, NEW_CHOICES), name
        seen.add(chosen)
        if not name:
            break
    assert number > 4
    assert seen == {OLD_CHOICES, NEW_CHOICES}


@pytest.mark.parametrize("data", [b"", b'{"place": "mechanism:pten-l', bytes(400), b"\xff\xfe\x00{", b"[]"])
def test_66_a_draft_that_is_torn_keeps_nothing_else_from_being_saved(
    data: bytes, bases: Bases, tmp_path: Path
) -> None:
    home = bases.of("window", tmp_path / "home")
    drafts = Drafts(home.drafts)
    drafts.keep(PLACE, Draft("torn"))
    (torn,) = home.drafts.glob("*.json")
    torn.write_bytes(data)
    drafts.keep("drug:lapatinib", Draft("whole"))
    library = Library(home.library)
    assert pen.recover(library) == 1
    assert [note.text for note in library.reader().notes("drug:lapatinib")] == ["whole"]
    assert drafts.of(PLACE) is None
    drafts.keep(PLACE, Draft("typed anew"))
    assert pen.recover(library) == 1
    library.close()


def test_66_a_file_that_was_replaced_whole_was_synced_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[str] = []
    with watched(met.append):
        write_whole(tmp_path / "file", "words")
    order = [name for name in met if name in ("after fsync", "before replace", "after replace")]
    assert order[:3] == ["after fsync", "before replace", "after replace"]
    if os.name == "posix":
        assert order[3:] == ["after fsync"], "the folder remembers the name"
    with watched(Stop(1, lambda: None)), pytest.raises((Killed, KnownError)):
        write_whole(tmp_path / "file", "other words")
    assert (tmp_path / "file").read_text() == "words"
