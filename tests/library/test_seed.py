"""Migration and seeding: the schema declared is the schema made, all in one transaction or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from her2ref.core.changes import Changes
from her2ref.core.errors import KnownError, LibraryTrouble
from her2ref.core.paths import Home
from her2ref.library import index, opening, schema, seed
from her2ref.library.engine import open_engine
from her2ref.library.library import Library
from her2ref.library.migrations.upgrade import SCRIPTS, upgrade
from her2ref.library.notes import save_note
from her2ref.library.personal import see_corrections, set_star, set_tag
from her2ref.library.rows import News


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def edit(resources: Path, file: str, old: str, new: str) -> None:
    """Changes a content file so that its time of change differs too."""
    path = resources / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, (2_000_000_000, 2_000_000_000))


def test_the_migrated_schema_is_the_declared_one(library_home: Home) -> None:
    engine = open_engine(library_home.library)
    own = set(schema.metadata.tables)

    def ours(_thing: object, name: str | None, kind: str, _reflected: bool, _to: object) -> bool:
        # foreign keys are compared below: SQLAlchemy reads no rules of those that stand at a column
        return kind != "foreign_key_constraint" and (kind != "table" or name in own)

    try:
        with engine.begin() as connection:
            context = MigrationContext.configure(
                connection,
                opts={"compare_type": True, "include_object": ours},
            )
            assert compare_metadata(context, schema.metadata) == []
            made = {
                row.name
                for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
    finally:
        engine.dispose()
    extra = {
        name
        for name in made - own
        if not name.startswith(("article_fts", "note_fts"))
        and name not in ("alembic_version", "term", "term_head")
    }
    assert extra == set()


@pytest.mark.parametrize("table", sorted(schema.metadata.tables))
def test_each_column_is_as_declared(library_home: Home, table: str) -> None:
    made = rows(
        library_home.library,
        f"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{table}')",
    )
    declared = []
    keys = [c.name for c in schema.metadata.tables[table].primary_key]
    for column in schema.metadata.tables[table].columns:
        default = getattr(column.server_default, "arg", None)
        shown = None if default is None else f"'{default}'" if str(column.type) == "TEXT" else str(default)
        place = keys.index(column.name) + 1 if column.name in keys else 0
        declared.append((column.name, str(column.type), int(not column.nullable), shown, place))
    assert made == declared
    links = f'SELECT "from", "table", on_update, on_delete FROM pragma_foreign_key_list(\'{table}\')'
    assert sorted(rows(library_home.library, links)) == sorted(
        (f.parent.name, f.column.table.name, f.onupdate or "NO ACTION", f.ondelete)
        for f in schema.metadata.tables[table].foreign_keys
    )


def test_the_full_text_index_has_the_declared_columns(library_home: Home) -> None:
    found = rows(library_home.library, "SELECT name FROM pragma_table_info('article_fts')")
    assert tuple(name for (name,) in found) == index.COLUMNS


def test_the_head_is_the_newest_script_and_is_mirrored(library_home: Home) -> None:
    newest = max(int(path.name[:4]) for path in (SCRIPTS / "versions").glob("[0-9]*.py"))
    assert newest == opening.HEAD
    assert rows(library_home.library, "PRAGMA user_version") == [(opening.HEAD,)]
    assert rows(library_home.library, "PRAGMA application_id") == [(opening.APPLICATION,)]
    assert rows(library_home.library, "SELECT version_num FROM alembic_version") == [(f"{opening.HEAD:04}",)]


def test_a_migration_that_fails_half_way_leaves_no_trace(tmp_path: Path) -> None:
    scripts = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    head = opening.HEAD
    (scripts / "versions" / f"{head + 1:04}_breaks.py").write_text(
        f"from alembic import op\nrevision, down_revision = '{head + 1:04}', '{head:04}'\n"
        "def upgrade():\n    op.execute('CREATE TABLE half (x)')\n    op.execute('ALTER TABLE note ADD COLUMN half')\n"
        "    raise ValueError('in the middle')\n"
    )
    path = tmp_path / "library.sqlite"
    path.touch()
    engine = open_engine(path)
    try:
        with engine.begin() as connection:
            upgrade(connection, head, scripts)
        before = rows(path, "SELECT * FROM sqlite_master")
        with pytest.raises(ValueError, match="in the middle"), engine.begin() as connection:
            upgrade(connection, head + 1, scripts)
    finally:
        engine.dispose()
    assert rows(path, "SELECT * FROM sqlite_master") == before
    assert rows(path, "PRAGMA user_version") == [(head,)]
    assert rows(path, "SELECT version_num FROM alembic_version") == [(f"{head:04}",)]


def test_content_that_cannot_be_read_leaves_the_library_as_it_was(
    library_home: Home, small_resources: Path
) -> None:
    before = rows(library_home.library, "SELECT key, detail FROM topic")
    edit(small_resources, "drugs/lapatinib.toml", "name", "nom")
    with pytest.raises(KnownError, match="lapatinib"):
        opening.take_care(library_home, small_resources)
    assert rows(library_home.library, "SELECT key, detail FROM topic") == before
    assert opening.needs_care(library_home, small_resources) == "content"


def test_a_first_start_with_bad_content_can_be_tried_again(tmp_path: Path, small_resources: Path) -> None:
    home = Home.at(tmp_path / "fresh")
    text = (small_resources / "drugs" / "lapatinib.toml").read_text()
    edit(small_resources, "drugs/lapatinib.toml", "name", "nom")
    with pytest.raises(KnownError):
        opening.take_care(home, small_resources)
    (small_resources / "drugs" / "lapatinib.toml").write_text(text)
    opening.take_care(home, small_resources)
    assert opening.needs_care(home, small_resources) == ""
    assert home.library.stat().st_mode & 0o077 == 0


def test_an_update_replaces_curated_rows_and_leaves_personal_ones(
    library_home: Home, small_resources: Path
) -> None:
    library = Library(library_home.library)
    library.write(_article(70000001, "Everolimus in breast cancer"))
    set_star(library, "mechanism:pten-loss", on=True)
    note = save_note(library, "70000001", "mine")
    for key in ("mechanism:pten-loss", "drug:trastuzumab", "drug:everolimus"):
        set_tag(library, 70000001, key, on=key == "drug:trastuzumab")
    library.close()
    edit(small_resources, "mechanisms/pten-loss.toml", '"PTEN loss"', '"PTEN lost"')
    edit(
        small_resources,
        "drugs/lapatinib.toml",
        'name = "lapatinib"',
        'name = "lapatinib"\nterms = ["everolimus"]',
    )
    opening.take_care(library_home, small_resources)
    reader = library.reader()
    assert reader.topic("mechanism:pten-loss").name == "PTEN lost"
    assert (reader.stars(), reader.notes("70000001")) == (["mechanism:pten-loss"], [note])
    found = rows(
        library.path,
        'SELECT topic_key, "by", removed FROM article_topic WHERE article_id = 70000001 ORDER BY 1, 2',
    )
    assert ("drug:lapatinib", "terms", 0) in found, "tagged anew by the new words"
    assert ("mechanism:pten-loss", "content", 0) in found
    assert ("mechanism:pten-loss", "person", 1) in found
    counts = reader.counts()
    assert counts["mechanism:pten-loss"] == 1, "what the content cites always counts"
    assert counts["drug:trastuzumab"] == 1, "what the person added stays"
    assert "drug:everolimus" not in counts, "what the person removed stays away"
    assert [tag.key for tag in reader.removed_tags(70000001)] == ["drug:everolimus", "mechanism:pten-loss"]
    assert "drug:everolimus" not in {tag.key for tag in reader.tags(70000001)}
    library.close()


CORRECTION = """
[[correction]]
id = "{id}"
topic = "trial:bolero-3"
severity = "{severity}"
date = "2026-11-25"
version = "2026.11"
old = "Eight months."
new = "Ten months."
why = "The arms had been exchanged."
sources = ["pmid:70000001"]
"""


def test_a_correction_waits_until_it_is_seen_and_is_never_told_twice(
    library_home: Home, small_resources: Path
) -> None:
    text = CORRECTION.format(id="one", severity="minor") + CORRECTION.format(id="two", severity="critical")
    (small_resources / "corrections.toml").write_text(text, encoding="utf-8")
    opening.take_care(library_home, small_resources)
    library = Library(library_home.library)
    reader = library.reader()
    assert [(c.id, seen) for c, seen in reader.corrections()] == [("two", False), ("one", False)]
    assert reader.holdings().corrections == 2
    assert reader.corrections("drug:lapatinib") == []
    see_corrections(library, ["two", "no such correction"])
    assert [(c.id, seen) for c, seen in reader.corrections("trial:bolero-3")] == [
        ("one", False),
        ("two", True),
    ]
    edit(small_resources, "mechanisms/pten-loss.toml", '"PTEN loss"', '"PTEN lost"')
    opening.take_care(library_home, small_resources)
    assert reader.holdings().corrections == 1, "an update forgets nothing"
    library.close()


def test_who_begins_now_has_no_old_correction_to_read(tmp_path: Path, small_resources: Path) -> None:
    text = CORRECTION.format(id="one", severity="major")
    (small_resources / "corrections.toml").write_text(text, encoding="utf-8")
    home = Home.at(tmp_path / "new")
    opening.take_care(home, small_resources)
    library = Library(home.library)
    assert [(c.id, seen) for c, seen in library.reader().corrections()] == [("one", True)]
    assert library.reader().news() == News()
    library.close()


def test_what_an_update_brought_is_told(library_home: Home, small_resources: Path) -> None:
    edit(small_resources, "mechanisms/pten-loss.toml", '"PTEN loss"', '"PTEN lost"')
    opening.take_care(library_home, small_resources)
    (small_resources / "drugs" / "everolimus.toml").unlink()
    edit(small_resources, "mechanisms/pten-loss.toml", '"PTEN lost"', '"PTEN loss"')
    edit(small_resources, "content.toml", "2026.11", "2026.12")
    opening.take_care(library_home, small_resources)
    library = Library(library_home.library)
    news = library.reader().news()
    library.close()
    assert (news.since, news.to) == ("2026.11", "2026.12")
    assert news.changed == ("mechanism:pten-loss",)
    assert news.removed == ("everolimus",)


def _article(number: int, title: str):
    def work(connection: Connection) -> Changes:
        connection.exec_driver_sql("INSERT INTO article (id, title) VALUES (?, ?)", (number, title))
        return Changes.of()

    return work


def test_current_content_is_not_written_again(
    library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("seeded again")

    monkeypatch.setattr(seed, "seed", refuse)
    connection = sqlite3.connect(library_home.library)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('unclean', 'gone')")
    connection.commit()
    connection.close()
    assert opening.needs_care(library_home, small_resources) == "check"
    opening.take_care(library_home, small_resources)
    assert opening.needs_care(library_home, small_resources) == ""


# files that are not what they should be


def _database(path: Path, *statements: str) -> bytes:
    path.unlink()
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


def test_a_foreign_database_and_a_newer_library_are_refused_untouched(
    library_home: Home, small_resources: Path
) -> None:
    foreign = _database(library_home.library, "CREATE TABLE theirs (x)")
    with pytest.raises(LibraryTrouble, match="not a library"):
        opening.take_care(library_home, small_resources)
    assert library_home.library.read_bytes() == foreign
    newer = _database(
        library_home.library,
        "CREATE TABLE x (y)",
        f"PRAGMA user_version = {opening.HEAD + 1}",
        f"PRAGMA application_id = {opening.APPLICATION}",
    )
    with pytest.raises(LibraryTrouble, match="newer"):
        opening.take_care(library_home, small_resources)
    assert library_home.library.read_bytes() == newer
    assert sorted(p.name for p in library_home.data.iterdir()) == ["library.sqlite"]


def test_a_damaged_page_is_found_after_an_unexpected_end(library_home: Home, small_resources: Path) -> None:
    connection = sqlite3.connect(library_home.library)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('unclean', 'gone')")
    connection.commit()
    root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'topic_by_kind'").fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    data = bytearray(library_home.library.read_bytes())
    data[(root - 1) * size : root * size] = bytes(size)
    library_home.library.write_bytes(data)
    with pytest.raises(LibraryTrouble, match="damaged"):
        opening.take_care(library_home, small_resources)
    assert library_home.library.read_bytes() == bytes(data)


def test_a_copy_is_saved_before_a_migration(
    library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(opening, "HEAD", opening.HEAD + 1)
    monkeypatch.setattr(seed, "upgrade", lambda connection, head: seen.append(head))
    opening.take_care(library_home, small_resources)
    assert seen == [opening.HEAD]
    (copy,) = library_home.backups.glob("library-*-before-migration.sqlite")
    assert rows(copy, "PRAGMA user_version") == [(opening.HEAD - 1,)]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_read_only_folder_is_told(library_home: Home, small_resources: Path) -> None:
    """As another user where this one is root, to whom nothing is read-only."""
    edit(small_resources, "drugs/lapatinib.toml", 'name = "lapatinib"', 'name = "lapatinib "')
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
        Path(folder).chmod(0o755)
        home = Home.at(Path(folder) / "home")
        home.data.mkdir()
        shutil.copyfile(library_home.library, home.library)
        resources = Path(shutil.copytree(small_resources, Path(folder) / "resources"))
        home.library.chmod(0o444)
        home.data.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            with pytest.raises(LibraryTrouble, match=r"read-only|cannot be reached"):
                opening.take_care(home, resources)
        finally:
            if root:
                os.seteuid(0)
            home.data.chmod(0o755)
