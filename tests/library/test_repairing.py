"""A damaged library is made whole by the gentlest that helps, and nothing that can be read is lost."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from her2ref.core.errors import KnownError, LibraryDamaged, LibraryTrouble, RefusedFile
from her2ref.core.paths import Home
from her2ref.library import backups, opening, placing, repairing, safety
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.personal import set_star
from tests.data import synthetic

PLACE = "mechanism:pten-loss"


@pytest.fixture
def used(library_home: Home, tmp_path: Path) -> Home:
    """A library with records and a note, a copy of it, and a note more."""
    file = tmp_path / "records.xml"
    file.write_bytes(synthetic.article_set(synthetic.article_xml(n) for n in range(1000, 1020)))
    library = Library(library_home.library)
    import_files(library, [file])
    save_note(library, "1000", "before the copy")
    backups.make(library_home, "by-hand")
    save_note(library, "1001", "after the copy")
    set_star(library, PLACE, on=True)
    library.close()
    return library_home


def spoil(path: Path, name: str) -> None:
    """Zeroes the root page of a table or index."""
    with closing(sqlite3.connect(path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = bytes(4096)
    path.write_bytes(data)


def held(home: Home) -> tuple[int, set[str], set[str]]:
    """Articles, notes and stars of a library that passes every check."""
    assert all(check.ok for check in safety.check(home.library)), safety.check(home.library)
    with closing(sqlite3.connect(home.library)) as connection:
        return (
            connection.execute("SELECT count(*) FROM article").fetchone()[0],
            {text for (text,) in connection.execute("SELECT text FROM note")},
            {target for (target,) in connection.execute("SELECT target FROM star")},
        )


ALL = (20, {"before the copy", "after the copy"}, {PLACE})


def test_a_whole_library_is_left_alone(used: Home, small_resources: Path) -> None:
    before = used.library.read_bytes()
    assert repairing.examine(used, small_resources).state == "whole"
    assert "nothing to repair" in repairing.repair(used, small_resources).text
    assert used.library.read_bytes() == before


def test_the_index_alone_is_made_again_in_place(used: Home, small_resources: Path) -> None:
    with closing(sqlite3.connect(used.library)) as connection, connection:
        connection.execute("DELETE FROM article_fts_docsize")
    assert repairing.examine(used, small_resources).state == "index"
    done = repairing.repair(used, small_resources)
    assert done.aside is None
    assert held(used) == ALL


@pytest.mark.parametrize(
    "index", ["article_by_doi", "note_by_target", "sqlite_autoindex_star_1", "topic_by_kind"]
)
def test_where_every_row_reads_nothing_is_lost_and_no_copy_is_needed(
    used: Home, small_resources: Path, index: str
) -> None:
    shutil.rmtree(used.backups)
    spoil(used.library, index)
    damaged = used.library.read_bytes()
    assert repairing.examine(used, small_resources).state == "tables"
    done = repairing.repair(used, small_resources)
    assert done.aside is not None
    assert (done.aside / "library.sqlite").read_bytes() == damaged, "what was damaged is kept as it was"
    assert held(used) == ALL
    assert opening.needs_care(used, small_resources) == ""


def test_a_damaged_table_brings_the_newest_good_copy_and_what_was_added_since(
    used: Home, small_resources: Path
) -> None:
    spoil(used.library, "article")
    damaged = used.library.read_bytes()
    found = repairing.examine(used, small_resources)
    assert (found.state, found.notes) == ("damaged", 2)
    assert found.backup == backups.listed(used)[0]
    done = repairing.repair(used, small_resources)
    assert done.backup == found.backup
    assert done.aside is not None
    assert (done.aside / "library.sqlite").read_bytes() == damaged
    assert held(used) == ALL
    assert sorted(path.name for path in used.data.iterdir() if path.name.startswith(".")) == []


def test_words_of_the_copy_that_others_replace_are_in_the_trash(used: Home, small_resources: Path) -> None:
    library = Library(used.library)
    note = library.reader().notes("1000")[0]
    save_note(library, "1000", "quite other words", note.id)
    library.close()
    spoil(used.library, "raw_record")
    done = repairing.repair(used, small_resources)
    assert "older words" in done.text.lower()
    assert done.replaced == 1
    library = Library(used.library)
    assert [note.text for note in library.reader().notes("1000")] == ["quite other words"]
    assert [one.title for one in library.reader().trash()] == ["before the copy"]
    library.close()


def test_a_damaged_copy_is_passed_over(used: Home, small_resources: Path) -> None:
    library = Library(used.library)
    save_note(library, "", "in the second copy")
    library.close()
    backups.make(used, "by-hand")
    newest, older = backups.listed(used)
    spoil(newest.path, "raw_record")
    spoil(used.library, "article")
    assert repairing.examine(used, small_resources).backup == older
    assert repairing.repair(used, small_resources).backup == older
    assert held(used)[1] == {"before the copy", "after the copy", "in the second copy"}


def test_without_any_copy_a_new_library_takes_the_notes(used: Home, small_resources: Path) -> None:
    shutil.rmtree(used.backups)
    used.library.write_bytes(bytes(100) + used.library.read_bytes()[100:])
    spoiled = used.library.read_bytes()
    assert repairing.examine(used, small_resources).notes == 2
    done = repairing.repair(used, small_resources)
    assert held(used) == (0, ALL[1], ALL[2])
    assert done.aside is not None
    assert (done.aside / "library.sqlite").read_bytes() == spoiled


def test_a_missing_library_is_made_from_its_copy_and_the_newest_file_of_personal_things(
    used: Home, small_resources: Path
) -> None:
    made = backups.daily(used)
    assert made is not None
    made.path.unlink()
    used.library.unlink()
    assert repairing.examine(used, small_resources).state == "missing"
    repairing.repair(used, small_resources)
    assert held(used) == ALL


def test_a_copy_or_a_new_library_can_be_asked_for(used: Home, small_resources: Path, tmp_path: Path) -> None:
    spoil(used.library, "article")
    copy = tmp_path / "stick.sqlite"
    shutil.copyfile(backups.listed(used)[0].path, copy)
    (tmp_path / "text").write_text("no library")
    before = used.library.read_bytes()
    with pytest.raises(RefusedFile):
        repairing.repair(used, small_resources, backup=tmp_path / "text")
    assert used.library.read_bytes() == before
    repairing.repair(used, small_resources, backup=copy)
    assert held(used) == ALL
    spoil(used.library, "article")
    repairing.repair(used, small_resources, backup="new")
    assert held(used) == (0, ALL[1], ALL[2])
    assert len(list(used.damaged.iterdir())) == 2


def test_an_open_library_is_repaired_and_goes_on(used: Home, small_resources: Path) -> None:
    library = Library(used.library)
    library.mark_in_use()
    spoil(used.library, "raw_record")
    with pytest.raises(KnownError, match="damaged"):
        library.reader().article(1000)
    with pytest.raises(KnownError, match="damaged"):
        save_note(library, PLACE, "not into a damaged file")
    heard: list[frozenset[str]] = []
    library.subscribe(lambda changes: heard.append(changes.kinds))
    repairing.repair(used, small_resources, library=library)
    assert "notes" in heard[0]
    assert library.damage is None
    save_note(library, PLACE, "after the repair")
    assert [note.text for note in library.reader().notes(PLACE)] == ["after the repair"]
    assert library.reader().article(1000).id == 1000
    library.close()
    assert opening.needs_care(used, small_resources) == ""


def test_nothing_is_set_aside_under_another_window(used: Home, small_resources: Path) -> None:
    other = Library(used.library)
    other.mark_in_use()
    spoil(used.library, "article")
    before = used.library.read_bytes()
    with pytest.raises(LibraryTrouble, match="uses the library"):
        repairing.repair(used, small_resources)
    assert used.library.read_bytes() == before
    other.close()


def test_drafts_stay_as_they_are(used: Home, small_resources: Path) -> None:
    """They know their notes by lasting names, so that no repair and no restore leads them to another one."""
    used.drafts.mkdir()
    for name in ("1000.json", "1000.0.claimed"):
        (used.drafts / name).write_text(json.dumps({"place": "1000", "text": "typed", "uid": "0" * 16}))
    before = {file.name: file.read_text() for file in used.drafts.iterdir()}
    spoil(used.library, "article")
    repairing.repair(used, small_resources)
    assert {file.name: file.read_text() for file in used.drafts.iterdir()} == before


def test_what_lies_beside_goes_along_and_never_over_what_was_set_aside_before(used: Home) -> None:
    for round_ in range(2):
        for end in ("", *opening.BESIDE):
            used.library.with_name(used.library.name + end).write_bytes(f"{round_}{end}".encode())
        folder = placing.set_aside(used)
        assert folder is not None
        assert {f.name: f.read_text() for f in folder.iterdir()} == {
            f"library.sqlite{end}": f"{round_}{end}" for end in ("", *opening.BESIDE)
        }
    assert placing.set_aside(used) is None
    assert len([folder for folder in used.damaged.iterdir() if folder.is_dir()]) == 2


@pytest.mark.parametrize("moved", range(4))
def test_what_a_repair_that_was_cut_short_had_moved_goes_back(
    used: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    for end in opening.BESIDE[:3]:
        used.library.with_name(used.library.name + end).write_bytes(end.encode())
    before = {file.name: file.read_bytes() for file in used.data.glob("library.sqlite*")}
    rename, left = Path.rename, [moved]

    def cut_short(file: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return rename(file, target)

    monkeypatch.setattr(Path, "rename", cut_short)
    with pytest.raises(KeyboardInterrupt):
        placing.set_aside(used)
    monkeypatch.undo()
    with pytest.raises(LibraryDamaged):
        opening.needs_care(used, small_resources)
    placing.take_back(used)
    assert {file.name: file.read_bytes() for file in used.data.glob("library.sqlite*")} == before
    assert not opening.unfinished(used.damaged).exists()
