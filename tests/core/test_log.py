from __future__ import annotations

import ast
import logging
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from her2ref.core import log
from her2ref.core.errors import LibraryTrouble
from her2ref.core.log import BYTES, EVENTS, FILES, NAME, WORDS, Log, NotLoggable

PACKAGE = Path(log.__file__).parents[1]
ROOT = PACKAGE.parent


@pytest.fixture
def one() -> Log:
    made = Log()
    made.strict = True
    return made


def lines(folder: Path) -> list[str]:
    return (folder / NAME).read_text(encoding="ascii").splitlines()


def test_an_event_is_one_line_with_its_time_and_process(one: Log, tmp_path: Path) -> None:
    one.begin(tmp_path / "logs")
    one.event("import", files=1, read=12, added=10, rejected=2, seconds=0.25)
    (line,) = lines(tmp_path / "logs")
    told = rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ {os.getpid()} "
    told += r"import files=1 read=12 added=10 rejected=2 seconds=0\.250"
    assert re.fullmatch(told, line)


def test_the_first_line_names_the_versions(one: Log, tmp_path: Path) -> None:
    one.start(window=True)
    one.begin(tmp_path)
    assert re.search(r" start window=yes her2ref=\S+ python=3\.\S+ system=\w+$", lines(tmp_path)[0])


def test_what_is_told_before_the_folder_is_known_is_kept(one: Log, tmp_path: Path) -> None:
    one.event("care", kind="new", seconds=1.0)
    assert one.waits
    one.begin(tmp_path)
    assert not one.waits
    assert "care kind=new" in lines(tmp_path)[0]


@given(st.one_of(st.text(), st.binary(), st.lists(st.text()), st.none(), st.tuples(st.text())))
def test_no_value_that_could_be_words_is_taken(value: object) -> None:
    strict, lenient = Log(), Log()
    strict.strict = True
    if isinstance(value, str) and value in WORDS:
        return
    with pytest.raises(NotLoggable):
        strict.event("backup", reason=value)
    lenient.event("backup", reason=value)
    assert not lenient.waits, "in production it is left out"


@pytest.mark.parametrize(("event", "values"), [("trastuzumab", {}), ("import", {"query": 1}), ("x\ny", {})])
def test_no_event_and_no_field_is_taken_that_is_not_declared(event: str, values: dict[str, int]) -> None:
    one = Log()
    one.event(event, **values)
    assert not one.waits
    one.strict = True
    with pytest.raises(NotLoggable):
        one.event(event, **values)


def test_a_class_is_told_by_its_name_only(one: Log, tmp_path: Path) -> None:
    one.begin(tmp_path)
    one.event("trouble", error=type("a note about her", (Exception,), {}))
    one.event("trouble", error=LibraryTrouble)
    assert [line.split()[2:] for line in lines(tmp_path)] == [
        ["trouble", "error=unnamed"],
        ["trouble", "error=LibraryTrouble"],
    ]


def test_trouble_is_its_class_and_its_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Log()
    monkeypatch.setattr(log, "LOG", one)
    file = tmp_path / "no library"
    file.write_text("words of a person " * 100)
    connection = sqlite3.connect(file)
    try:
        connection.execute("SELECT * FROM note")
    except sqlite3.Error as error:
        try:
            raise LibraryTrouble("words of a person") from error
        except LibraryTrouble as trouble:
            log.note_trouble(trouble)
    finally:
        connection.close()
    one.begin(tmp_path)
    assert lines(tmp_path)[0].endswith("trouble error=LibraryTrouble sqlite=26")


def test_the_files_are_for_their_owner_alone_and_rotate(one: Log, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    one.begin(folder)
    for number in range(1, 5):
        one.event("end", code=number)
        with (folder / NAME).open("ab") as file:
            file.write(b"x" * BYTES)
    one.event("end", code=5)
    kept = sorted(file.name for file in folder.glob("*.log"))
    assert kept == ["her2ref.1.log", "her2ref.2.log", "her2ref.log"]
    assert len(kept) == FILES
    assert "code=5" in lines(folder)[0]
    assert b"code=4" in (folder / "her2ref.1.log").read_bytes()[:100]
    if os.name == "posix":
        assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(one: Log, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("")
    (tmp_path / NAME).chmod(0o644)
    one.begin(tmp_path)
    one.event("end", code=0)
    assert os.name != "posix" or (tmp_path / NAME).stat().st_mode & 0o077 == 0


@pytest.fixture(params=["a file in its place", "a pipe as the log", "a link as the log"])
def blocked(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    if request.param == "a file in its place":
        folder.write_text("")
        return folder
    if os.name != "posix":
        pytest.skip("there are no such files here")
    folder.mkdir()
    if request.param == "a pipe as the log":
        os.mkfifo(folder / NAME)
    else:
        (tmp_path / "precious").write_text("kept")
        (folder / NAME).symlink_to(tmp_path / "precious")
    return folder


def test_a_log_that_cannot_be_written_is_no_error(one: Log, blocked: Path, tmp_path: Path) -> None:
    one.begin(blocked)
    for number in range(1000):
        one.event("end", code=number)
    assert one.waits
    assert one.tail(blocked, 2)[-1].endswith("code=999")
    if (tmp_path / "precious").exists():
        assert (tmp_path / "precious").read_text() == "kept"


def test_a_full_disk_is_no_error_and_nothing_is_told_twice(
    one: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    one.begin(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        one.event("end", code=1)
    one.event("end", code=2)
    assert [line.split()[-1] for line in lines(tmp_path)] == ["code=1", "code=2"]


WRITER = """
import sys
from pathlib import Path
from her2ref.core import log
log.BYTES = 20_000
log.LOG.begin(Path(sys.argv[1]))
for number in range(400):
    log.note_event("end", code=number)
while log.LOG.waits:
    log.LOG.begin(Path(sys.argv[1]))
"""


def test_two_processes_write_at_the_same_time(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in running:
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told
    found = [line for file in folder.glob("*.log") for line in file.read_text(encoding="ascii").splitlines()]
    assert all(re.fullmatch(r"\S{20} \d+ end code=\d+", line) for line in found), "no line is torn"
    for process in running:
        mine = sorted(int(line.rpartition("=")[2]) for line in found if line.split()[1] == str(process.pid))
        assert mine == list(range(400)), "no line is lost"


def test_loggers_of_other_packages_are_not_heard(one: Log, tmp_path: Path) -> None:
    one.begin(tmp_path)
    one.event("end", code=0)
    logging.getLogger("sqlalchemy.engine").error("INSERT INTO note VALUES ('words of a person')")
    assert "words" not in (tmp_path / NAME).read_text()
    assert not logging.getLogger().handlers or not any(
        isinstance(handler, logging.FileHandler) and str(tmp_path) in handler.baseFilename
        for handler in logging.getLogger().handlers
    )


def told_in_the_program() -> Iterator[tuple[str, str, list[str | None]]]:
    """Where events are told: file, name of the event, its fields."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in ("note_event", "LOG.event", "log.note_event"):
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{file.name}: the name of an event is written out"
                yield file.name, str(first.value), [word.arg for word in node.keywords]


def test_every_event_of_the_program_is_declared() -> None:
    found = list(told_in_the_program())
    assert len(found) > 3
    for file, event, fields in found:
        assert event in EVENTS, f"{file} tells {event}"
        assert {field for field in fields if field} <= set(EVENTS[event]), f"{file} tells {event}"
