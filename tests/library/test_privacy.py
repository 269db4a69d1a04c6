from __future__ import annotations

import os
from pathlib import Path

import pytest

from her2ref.core.paths import Home
from her2ref.core.settings import Settings
from her2ref.library import privacy
from her2ref.library.library import Library
from her2ref.library.notes import save_note, throw_note
from her2ref.library.personal import set_star
from her2ref.library.privacy import KINDS_OF_FILES, OWN, READERS, Stored, look, size
from tests.library.filling import execute


def stored(home: Home) -> dict[str, Stored]:
    return {one.kind: one for one in look(home, Settings.of(home)).stored}


@pytest.fixture
def filled(library_home: Home) -> Home:
    """A home with a file of every kind."""
    home = library_home
    for path in (
        home.drafts / "a.json",
        home.backups / "library-20261125T000000.000Z-daily.sqlite",
        home.damaged / "2026-11-25" / "library.sqlite",
        home.settings,
        home.logs / "her2ref.log",
        home.logs / "her2ref.1.log",
        home.logs / "crash-20261125-000000-000000.txt",
        home.cache / "x",
        *(home.data / "window.lock", home.data / "window.socket"),
        home.data / "of somebody else.txt",
        home.policy,
    ):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(b"12345" if path != home.policy else b"")
        path.chmod(0o600)
    home.data.chmod(0o700)
    return home


def test_every_file_is_told_with_its_place_and_size(filled: Home) -> None:
    found = stored(filled)
    assert set(found) == set(KINDS_OF_FILES)
    assert found["library"].place == filled.library
    assert found["library"].bytes >= filled.library.stat().st_size
    assert (found["log"].files, found["log"].bytes) == (2, 10)
    assert (found["others"].files, found["others"].bytes) == (2, 5), "the policy lies in this folder here"
    told = sum(one.files for one in found.values() if one.kind != "rules")
    assert told == sum(len(names) for _, _, names in os.walk(filled.data)), (
        "none is left out, none told twice"
    )


@pytest.mark.skipif(os.name != "posix", reason="rights are others there")
def test_who_can_read_is_what_the_rights_say(filled: Home) -> None:
    assert stored(filled)["drafts"].readers == "owner"
    draft = filled.drafts / "a.json"
    draft.chmod(0o644)
    assert stored(filled)["drafts"].readers == "owner", "nobody else comes into the folder"
    for folder in (filled.drafts, *filled.drafts.parents):
        if str(folder).startswith("/tmp/") and folder.stat().st_uid == os.getuid():
            folder.chmod(0o755)
    reachable = all(folder.stat().st_mode & 0o001 for folder in draft.parents)
    assert stored(filled)["drafts"].readers == ("everyone" if reachable else "owner")
    draft.chmod(0o640)
    assert stored(filled)["drafts"].readers in ("group", "owner")


def test_what_is_the_persons_is_counted(library_home: Home) -> None:
    library = Library(library_home.library)
    set_star(library, "mechanism:pten-loss", on=True)
    save_note(library, "", "a question")
    throw_note(library, save_note(library, "", "thrown").id)
    told = look(library_home, Settings.of(library_home), library)
    library.close()
    numbers = {one.kind: one.number for one in told.own}
    assert set(numbers) == set(OWN)
    assert {kind: number for kind, number in numbers.items() if number} == {
        "star": 1,
        "note": 1,
        "note_thrown": 1,
    }
    assert all(len(one.since) == 10 for one in told.own if one.number)
    assert "a question" not in str(told)


def test_what_was_sent_is_told_by_host(library_home: Home) -> None:
    settings = Settings.of(library_home)
    assert look(library_home, settings).sent == []
    sql = "INSERT INTO sent (at, host, what, requests) VALUES (?, ?, ?, ?)"
    for day, requests in (("2026-11-24", 2), ("2026-11-25", 3)):
        execute(library_home.library, sql, (f"{day}T10:00:00", "eutils.example", "PMIDs", requests))
    (sent,) = look(library_home, settings).sent
    assert (sent.host, sent.what, sent.requests) == ("eutils.example", "PMIDs", 5)
    assert (sent.first[:10], sent.last[:10]) == ("2026-11-24", "2026-11-25")


def test_rules_of_the_organisation_are_told(library_home: Home) -> None:
    library_home.policy.write_text("remember_choices = false\n")
    told = look(library_home, Settings.of(library_home))
    ((label, value, who),) = told.rules
    assert (label, value) == ("Remember what was looked up", "off")
    assert who.startswith("Managed by your organisation")
    assert stored(library_home)["rules"].place == library_home.policy


def test_a_library_that_does_not_read_is_no_error(library_home: Home) -> None:
    library_home.library.write_bytes(b"no library" * 1000)
    told = look(library_home, Settings.of(library_home))
    assert told.own == []
    assert told.trouble
    assert told.stored


def test_looking_makes_nothing(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "nobody")
    told = look(home, Settings.of(home))
    assert not home.data.exists()
    assert all(not one.files for one in told.stored)


def test_a_folder_of_very_many_files_is_not_walked_to_its_end(
    filled: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "MOST", 3)
    assert sum(one.files for one in look(filled, Settings.of(filled)).stored if one.kind != "rules") == 3


def test_sizes_and_readers_have_words() -> None:
    assert [size(n) for n in (0, 999, 1500, 2_500_000, 3_000_000_000)] == [
        *("0 bytes", "999 bytes", "1.5 kB", "2.5 MB", "3.0 GB")
    ]
    assert set(READERS) == {"owner", "group", "everyone", "windows", ""}
