"""Everything personal to a file and from one: refused with a sentence, or united so that nothing is lost."""

from __future__ import annotations

import copy
import json
import os
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from her2ref.core.errors import Forbidden, KnownError, RefusedFile
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.library import collecting, merging, notes, personal, saved
from her2ref.library.library import Library
from her2ref.library.personal_document import document
from her2ref.library.personal_file import erase, export_file, import_file
from tests.library import filling, owning


@pytest.fixture
def home(library_home: Home) -> Home:
    filling.fill(library_home.library, owning.ARTICLES)
    filling.execute(library_home.library, "INSERT OR REPLACE INTO meta VALUES ('last_negative', '-7')")
    return library_home


@pytest.fixture
def library(home: Home):
    made = Library(home.library)
    yield made
    made.close()


def told(path: Path) -> dict[str, Any]:
    """Everything personal of a library, but for when it was asked."""
    connection = sqlite3.connect(path)
    found = document(connection)
    connection.close()
    del found["written"]
    return found


def test_the_file_is_readable_and_its_owners_alone(library: Library, tmp_path: Path) -> None:
    owning.some_of_everything(library, "Größe „x“")
    file = tmp_path / "mine.json"
    counts = export_file(library, file)
    assert [f"{number} {name}" for name, number in counts.items()] == (
        "3 stars, 2 reading, 4 notes, 1 collections, 1 searches, 2 topics, 2 wanted, 1 wishes, 1 choices, "
        "1 corrections, 2 sent"
    ).split(", ")
    text = file.read_text(encoding="utf-8")
    assert "Größe „x“" in text
    assert json.loads(text)["articles"] == {
        "article:-7": {
            "doi": "10.1000/seven",
            "first_author": "",
            "journal": "Journal of Examples",
            "match": "anotherwithoutapmid|2020|1",
            "title": "Another without a PMID",
        }
    }
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = text.replace(json.loads(text)["written"], "")
    export_file(library, file)
    assert (
        file.read_text(encoding="utf-8").replace(json.loads(file.read_text("utf-8"))["written"], "") == again
    )


def test_the_library_is_not_overwritten_and_a_bad_place_is_a_sentence(
    library: Library, tmp_path: Path
) -> None:
    owning.some_of_everything(library)
    os.link(library.path, tmp_path / "same.sqlite")
    for own in (library.path, library.path.with_name("library.sqlite-wal"), tmp_path / "same.sqlite"):
        with pytest.raises(RefusedFile, match="her2ref itself"):
            export_file(library, own)
    (tmp_path / "file").write_text("x")
    for bad in (tmp_path, tmp_path / "file" / "x.json", tmp_path / "nul\0.json"):
        with pytest.raises(RefusedFile):
            export_file(library, bad)
    assert len(library.reader().all_notes()) == 3


hostile = st.text(max_size=200) | st.sampled_from(
    [*owning.TEXTS.values(), "half \ud83d", "</script>", "=1+1"]
)


@given(text=hostile.filter(str.strip))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_exported_erased_and_imported_it_is_the_same(home: Home, tmp_path: Path, text: str) -> None:
    once = Home.at(tmp_path / "once")
    shutil.rmtree(once.data, ignore_errors=True)
    once.data.mkdir()
    shutil.copyfile(home.library, once.library)
    library = Library(once.library)
    try:
        personal.set_star(library, "12345", on=True)
        notes.save_note(library, "12345", text)
        notes.save_note(library, "article:-7", text)
        try:
            heap = collecting.make_collection(library, text)
            collecting.collect(library, heap.id, ["article:-7"], on=True)
            saved.save_search(library, text, Listing(words=text, collection=heap.id, like=-7))
        except KnownError:
            pass  # nothing of it can be shown in a name
        personal.wish(library, text, on=True)
        before = told(library.path)
        export_file(library, tmp_path / "mine.json")
    finally:
        library.close()
    assert erase(once).left == ()
    assert not any(
        told(once.library)[name] for name in ("stars", "notes", "collections", "searches", "wishes")
    )
    again = Library(once.library)
    try:
        merged = import_file(again, tmp_path / "mine.json")
        assert not merged.updated
        assert told(again.path) == before
        twice = import_file(again, tmp_path / "mine.json")
        assert not twice.added
        assert not twice.updated
        assert told(again.path) == before
    finally:
        again.close()


def test_all_of_everything_comes_back(home: Home, tmp_path: Path) -> None:
    library = Library(home.library)
    owning.some_of_everything(library)
    before, rows = told(library.path), owning.rows(library.path)
    export_file(library, tmp_path / "mine.json")
    library.close()
    erase(home)
    assert not any(owning.rows(home.library).values())
    again = Library(home.library)
    import_file(again, tmp_path / "mine.json")
    assert told(again.path) == before
    assert {name: len(found) for name, found in owning.rows(again.path).items()} == {
        name: len(found) for name, found in rows.items()
    }
    assert list(again.reader().article_ids(again.reader().saved_searches()[0].listing)) is not None
    again.close()


GOOD: dict[str, Any] = {"format": "her2ref personal", "version": 1}
NOTE = {"uid": "u1", "target": "12345", "text": "x", "created": "", "changed": "", "deleted": ""}
REFUSED = {
    "empty": (b"", "empty"),
    "foreign text": (b"TY  - JOUR", "holds no personal"),
    "foreign json": (b'{"a": 1}', "holds no personal"),
    "list": (b"[]", "holds no personal"),
    "utf-16": ("{}".encode("utf-16"), "UTF-8"),
    "binary": (b"SQLite format 3\0\xff", "UTF-8"),
    "cut": (json.dumps({**GOOD, "notes": [NOTE]}).encode()[:-9], "cut short"),
    "deep": (b'{"format": "her2ref personal", "notes": ' + b"[" * 100_000, "damaged"),
    "newer": (json.dumps({**GOOD, "version": 2, "notes": "other"}).encode(), "newer her2ref"),
    "no version": (b'{"format": "her2ref personal"}', "version"),
    "true version": (json.dumps({**GOOD, "version": True}).encode(), "version"),
    "no list": (json.dumps({**GOOD, "stars": {}}).encode(), "stars is no list"),
    "no entry": (json.dumps({**GOOD, "stars": ["12345"]}).encode(), "stars, entry 1"),
    "no text": (json.dumps({**GOOD, "notes": [NOTE, {**NOTE, "text": 3}]}).encode(), "notes, entry 2"),
    "no target": (json.dumps({**GOOD, "stars": [{"target": "", "at": ""}]}).encode(), "target"),
    "no time": (json.dumps({**GOOD, "stars": [{"target": "1", "at": "soon"}]}).encode(), "“at”"),
    "state": (json.dumps({**GOOD, "reading": [{"target": "1", "at": "", "state": "x"}]}).encode(), "state"),
    "huge": (json.dumps({**GOOD, "wanted": [{"pmid": 10**30, "at": "", "from": ""}]}).encode(), "pmid"),
    "digits": (b'{"format": "her2ref personal", "version": ' + b"9" * 5000 + b"}", "damaged"),
    "items": (
        json.dumps(
            {**GOOD, "collections": [{**NOTE, "name": "a", "items": [{"target": "1"}]}]},
        ).encode(),
        "collections, entry 1, items, entry 1",
    ),
    "nan": (b'{"format": "her2ref personal", "version": 1, "wanted": [{"pmid": NaN}]}', "pmid"),
    "listing": (
        json.dumps({**GOOD, "searches": [{**NOTE, "name": "a", "listing": {"like": float("nan")}}]}).encode(),
        "listing",
    ),
    "topic": (
        json.dumps({**GOOD, "topics": [{"topic": "drug:x", "target": "drug:y", "removed": True}]}).encode(),
        "target",
    ),
}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_used_is_refused_before_anything_is_written(
    library: Library, tmp_path: Path, data: bytes, why: str
) -> None:
    owning.some_of_everything(library)
    before = owning.rows(library.path)
    file = tmp_path / "other.json"
    file.write_bytes(data)
    with pytest.raises(RefusedFile, match=r"other\.json") as refused:
        import_file(library, file)
    assert why in str(refused.value)
    assert "Nothing was written." in str(refused.value)
    assert owning.rows(library.path) == before


def test_no_folder_pipe_or_missing_file_is_read(library: Library, tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="not found"):
        import_file(library, tmp_path / "nowhere.json")
    for bad in (tmp_path, tmp_path / "nul\0.json", Path(os.devnull)):
        with pytest.raises(RefusedFile):
            import_file(library, bad)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(RefusedFile, match="not an ordinary file"):
            import_file(library, tmp_path / "pipe")


def test_all_of_a_file_goes_in_or_nothing(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({**GOOD, "stars": [{"target": "12345", "at": ""}], "notes": [NOTE]}))

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(merging._Merge, "_sent", fails)
    with pytest.raises(KnownError, match="full"):
        import_file(library, file)
    assert not any(owning.rows(library.path).values())


def test_a_byte_order_mark_and_halves_of_signs_are_no_trouble(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    text = json.dumps({**GOOD, "notes": [{**NOTE, "text": "half \ud83d"}]})
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert import_file(library, file).added == {"notes": 1}
    assert library.reader().notes("12345")[0].text == "half ?"


def test_notes_that_are_switched_off_do_not_come_in_by_a_file(library: Library, tmp_path: Path) -> None:
    library.no_notes = "Notes are switched off by your organisation."
    file = tmp_path / "mine.json"
    found = {**GOOD, "stars": [{"target": "12345", "at": ""}]}
    file.write_text(json.dumps({**found, "notes": [NOTE]}))
    with pytest.raises(Forbidden, match="organisation"):
        import_file(library, file)
    assert not any(owning.rows(library.path).values())
    file.write_text(json.dumps(copy.deepcopy(found)))
    assert import_file(library, file).added == {"stars": 1}
