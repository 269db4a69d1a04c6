from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from her2ref.core.errors import Cancelled, LibraryDamaged, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import opening, repairing, restoring
from her2ref.library.personal_file import erase
from her2ref.library.read import Reader
from tests.library import filling

ROOT = Path(__file__).resolve().parents[2]
NEXT = opening.HEAD + 1


def value(path: Path, sql: str) -> object:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchone()[0]
    finally:
        connection.close()


def touch_later(file: Path) -> None:
    later = file.stat().st_mtime + 10
    os.utime(file, (later, later))


def test_a_new_library_is_made_whole(tmp_path: Path, small_resources: Path) -> None:
    home = Home.at(tmp_path / "deep" / "ü home")
    assert opening.needs_care(home, small_resources) == "new"
    assert not home.library.exists()
    said: list[str] = []
    opening.take_care(home, small_resources, Progress(lambda done, total, text: said.append(text)))
    assert opening.needs_care(home, small_resources) == ""
    assert opening.version_of(home.library) == opening.HEAD
    assert value(home.library, "PRAGMA application_id") == opening.APPLICATION
    assert value(home.library, "PRAGMA journal_mode") == "wal"
    assert said == ["Preparing the library"]
    if os.name == "posix":
        assert stat.S_IMODE(home.library.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.data.stat().st_mode) == 0o700


def test_care_is_taken_once(library_home: Home, small_resources: Path) -> None:
    before = home_bytes(library_home)
    opening.take_care(library_home, small_resources)
    assert home_bytes(library_home) == before


def home_bytes(home: Home) -> bytes:
    return home.library.read_bytes()


def test_asking_what_is_needed_changes_nothing_and_imports_nothing_heavy(
    library_home: Home, small_resources: Path
) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom her2ref.core.paths import Home\n"
        "from her2ref.library import opening\n"
        "from her2ref.library.read import Reader\n"
        "home = Home.at(Path(sys.argv[1]))\nprint(repr(opening.needs_care(home, Path(sys.argv[2]))))\n"
        "r = Reader(home.library); r.tree(), r.drugs(), r.meta('content'), r.topic('drug:everolimus'); r.names()\n"
        "print([m for m in ('sqlalchemy', 'alembic', 'lxml', 'tomllib', 'Bio') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(library_home.data), str(small_resources)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert done.stdout.split("\n")[:2] == ["''", "[]"]


def test_changed_content_is_put_in_place_and_personal_things_stay(
    library_home: Home, small_resources: Path
) -> None:
    filling.fill(
        library_home.library,
        [filling.article(70000005, "A paper on everolimus")],
        tags=[("drug:lapatinib", 70000005, "person", 0)],
        stars=["drug:lapatinib"],
        notes=[("70000005", "Mine.")],
    )
    file = small_resources / "drugs" / "lapatinib.toml"
    file.write_text(file.read_text().replace('name = "lapatinib"', 'name = "lapatinib renamed"'))
    (small_resources / "drugs" / "everolimus.toml").touch()
    touch_later(file)
    assert opening.needs_care(library_home, small_resources) == "content"
    opening.take_care(library_home, small_resources)
    assert opening.needs_care(library_home, small_resources) == ""
    reader = Reader(library_home.library)
    assert "lapatinib renamed" in [row.name for row in reader.drugs()]
    assert reader.stars() == ["drug:lapatinib"]
    assert [note.text for note in reader.notes("70000005")] == ["Mine."]
    counts = reader.counts()
    assert (counts["drug:lapatinib"], counts["drug:everolimus"]) == (1, 1)
    reader.close()


def test_content_that_does_not_read_leaves_the_library_as_it_was(
    library_home: Home, small_resources: Path
) -> None:
    file = small_resources / "drugs" / "lapatinib.toml"
    file.write_text("name = ")
    touch_later(file)
    with pytest.raises(Exception, match=r"lapatinib\.toml"):
        opening.take_care(library_home, small_resources)
    reader = Reader(library_home.library)
    assert "lapatinib" in [row.name for row in reader.drugs()]
    reader.close()


def test_a_new_library_whose_content_does_not_read_can_be_made_later(
    tmp_path: Path, small_resources: Path
) -> None:
    home = Home.at(tmp_path / "home")
    file = small_resources / "content.toml"
    good = file.read_text()
    file.write_text("version = ")
    with pytest.raises(Exception, match=r"content\.toml"):
        opening.take_care(home, small_resources)
    file.write_text(good)
    opening.take_care(home, small_resources)
    assert opening.needs_care(home, small_resources) == ""


def test_an_unclean_end_is_checked_and_then_forgotten(library_home: Home, small_resources: Path) -> None:
    filling.execute(library_home.library, "INSERT OR REPLACE INTO meta VALUES ('unclean', '1')")
    assert opening.needs_care(library_home, small_resources) == "check"
    said: list[str] = []
    opening.take_care(library_home, small_resources, Progress(lambda done, total, text: said.append(text)))
    assert said[0].startswith("Checking")
    assert opening.needs_care(library_home, small_resources) == ""


def test_a_library_of_an_older_schema_is_copied_then_brought_up_to_date(
    library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    filling.fill(library_home.library, [], stars=["drug:lapatinib"])
    scripts = tmp_path / "scripts"
    write_scripts(scripts, "CREATE TABLE later (id INTEGER PRIMARY KEY)")
    use_scripts(monkeypatch, scripts)
    assert opening.needs_care(library_home, small_resources) == "migrate"
    opening.take_care(library_home, small_resources)
    assert value(library_home.library, "PRAGMA user_version") == NEXT
    assert value(library_home.library, "SELECT count(*) FROM later") == 0
    assert value(library_home.library, "SELECT count(*) FROM star") == 1
    (copy,) = library_home.backups.glob("library-*-before-migration.sqlite")
    assert value(copy, "PRAGMA user_version") == NEXT - 1
    assert value(copy, "SELECT count(*) FROM star") == 1


def test_a_migration_that_fails_half_way_changes_nothing(
    library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripts = tmp_path / "scripts"
    write_scripts(
        scripts, "CREATE TABLE later (id INTEGER PRIMARY KEY)", "DROP TABLE star", "CREATE nonsense"
    )
    use_scripts(monkeypatch, scripts)
    with pytest.raises(Exception, match="nonsense"):
        opening.take_care(library_home, small_resources)
    assert value(library_home.library, "PRAGMA user_version") == NEXT - 1
    assert value(library_home.library, "SELECT count(*) FROM sqlite_master WHERE name = 'later'") == 0
    assert value(library_home.library, "SELECT count(*) FROM star") == 0


def write_scripts(folder: Path, *statements: str) -> None:
    """The real migrations and one more that runs `statements`."""
    real = ROOT / "her2ref" / "library" / "migrations"
    shutil.copytree(real, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{NEXT:04}_next.py").write_text(
        f'from alembic import op\nrevision = "{NEXT:04}"\ndown_revision = "{NEXT - 1:04}"\n'
        f"def upgrade():\n    for sql in {statements!r}:\n        op.get_bind().exec_driver_sql(sql)\n"
    )


def use_scripts(monkeypatch: pytest.MonkeyPatch, scripts: Path) -> None:
    from her2ref.library import seed
    from her2ref.library.migrations import upgrade

    real = upgrade.upgrade
    monkeypatch.setattr(opening, "HEAD", NEXT)
    monkeypatch.setattr(seed, "upgrade", lambda connection, head: real(connection, head, scripts))


def test_a_newer_library_is_refused_untouched(library_home: Home, small_resources: Path) -> None:
    filling.execute(library_home.library, "PRAGMA user_version = 99")
    before = home_bytes(library_home)
    with pytest.raises(LibraryTrouble, match=rf"newer her2ref \(schema 99; this one knows {opening.HEAD}\)"):
        opening.needs_care(library_home, small_resources)
    with pytest.raises(LibraryTrouble):
        opening.take_care(library_home, small_resources)
    assert home_bytes(library_home) == before


@pytest.mark.parametrize(
    "made",
    [
        ["CREATE TABLE other (id INTEGER)"],
        ["CREATE TABLE meta (key TEXT, value TEXT)", "PRAGMA user_version = 1"],
        ["PRAGMA user_version = 99"],
        ["PRAGMA application_id = 1"],
    ],
)
def test_a_foreign_database_is_refused_untouched(
    tmp_path: Path, small_resources: Path, made: list[str]
) -> None:
    home = Home.at(tmp_path / "home")
    home.data.mkdir()
    for sql in made:
        filling.execute(home.library, sql)
    before = home_bytes(home)
    with pytest.raises(LibraryTrouble, match="not a library of her2ref"):
        opening.take_care(home, small_resources)
    assert home_bytes(home) == before


@pytest.mark.parametrize("damage", ["empty", "text", "head", "middle"])
def test_a_damaged_file_is_told_and_kept(library_home: Home, small_resources: Path, damage: str) -> None:
    path = library_home.library
    data = bytearray(path.read_bytes())
    if damage == "middle":
        page = 4096 * 3
        data[page:] = b"\xff" * (len(data) - page)
    new = {"empty": b"", "text": b"this is no database " * 400, "head": b"\0" * 4096 + bytes(data[4096:])}
    path.write_bytes(new.get(damage, bytes(data)))
    library_home.backups.mkdir()
    before = path.read_bytes()
    look = (
        partial(opening.quick_check, path)
        if damage == "middle"
        else partial(opening.needs_care, library_home, small_resources)
    )
    with pytest.raises(LibraryTrouble, match=r"damaged.*was not changed") as trouble:
        look()
    assert "backups" in str(trouble.value)
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "library.sqlite"
    folder.mkdir()
    with pytest.raises(LibraryTrouble):
        opening.version_of(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize(
    ("kind", "words"),
    [("pipe", "is a pipe"), ("folder", "is a folder"), ("device", "is a device"), ("link", "a link to")],
)
def test_what_is_no_file_is_refused_and_not_waited_for(
    library_home: Home, small_resources: Path, kind: str, words: str
) -> None:
    copy, path = library_home.data / "copy.sqlite", library_home.library
    path.rename(copy)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "device" else library_home.data / "gone.sqlite")
    for act in (
        partial(opening.take_care, library_home, small_resources),
        partial(opening.version_of, path),
        partial(repairing.examine, library_home, small_resources),
        partial(repairing.repair, library_home, small_resources, backup="new"),
        partial(restoring.restore, library_home, small_resources, copy),
        partial(erase, library_home),
    ):
        with pytest.raises(LibraryTrouble, match=words) as told:
            act()
        assert not isinstance(told.value, LibraryDamaged), "nobody sets aside what it is"
    assert isinstance(opening.why_not_written(path), LibraryTrouble)
    assert os.path.lexists(path)


def test_care_can_be_cancelled_before_anything_is_written(library_home: Home, small_resources: Path) -> None:
    touch_later(small_resources / "content.toml")
    before = home_bytes(library_home)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        opening.take_care(library_home, small_resources, progress)
    assert home_bytes(library_home) == before


def test_the_migrated_schema_is_the_declared_one(library_home: Home) -> None:
    from sqlalchemy import create_engine

    from her2ref.library.index import COLUMNS
    from her2ref.library.schema import metadata

    declared = create_engine("sqlite://")
    metadata.create_all(declared)
    with declared.connect() as connection:
        wanted = shape(connection.connection.driver_connection)  # type: ignore[arg-type]
    declared.dispose()
    connection = sqlite3.connect(library_home.library)
    found = shape(connection)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(article_fts)")]
    connection.close()
    assert found == wanted
    assert tuple(columns) == COLUMNS


def shape(connection: sqlite3.Connection) -> dict[str, object]:
    """Tables with their columns, keys and foreign keys, and indexes with their columns and conditions."""
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("article_fts", "note_fts", "term", "sqlite_", "alembic"))
    ]
    found: dict[str, object] = {}
    for name in tables:
        found[name] = [
            (*row[1:4], row[4] and row[4].strip("'"), row[5])
            for row in connection.execute(f"PRAGMA table_info({name})")
        ]
        found[f"{name} keys"] = connection.execute(f"PRAGMA foreign_key_list({name})").fetchall()
        for _, index, unique, origin, some in connection.execute(f"PRAGMA index_list({name})").fetchall():
            if origin == "c":
                rows = connection.execute(f"PRAGMA index_xinfo({index})").fetchall()
                found[index] = (unique, some, [row[2:4] for row in rows if row[5]])
    return found
