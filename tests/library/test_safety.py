"""What a look at the library finds."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from her2ref.core.errors import LibraryTrouble
from her2ref.core.paths import Home
from her2ref.library import safety
from her2ref.library.library import Library
from tests.data import synthetic


def damage(path: Path, name: str) -> None:
    """Zeroes the root page of a table or index."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = bytes(size)
    path.write_bytes(data)


def fill(home: Home, tmp_path: Path, count: int = 3) -> Library:
    from her2ref.library.importing import import_files

    library = Library(home.library)
    file = tmp_path / "records.xml"
    file.write_bytes(synthetic.article_set(synthetic.article_xml(n) for n in range(1000, 1000 + count)))
    assert import_files(library, [file]).total("added") == count
    return library


def found(path: Path) -> dict[str, bool]:
    return {check.name: check.ok for check in safety.check(path)}


def test_a_whole_library_passes(library_home: Home, tmp_path: Path) -> None:
    fill(library_home, tmp_path).close()
    library_home.library.chmod(0o600)
    assert set(found(library_home.library).values()) == {True}
    assert {"schema", "integrity", "links between tables", "full-text index"} <= set(
        found(library_home.library)
    )


def test_each_kind_of_trouble_is_found(library_home: Home, tmp_path: Path) -> None:
    fill(library_home, tmp_path).close()
    good = tmp_path / "good.sqlite"
    shutil.copyfile(library_home.library, good)

    def spoilt(*statements: str) -> dict[str, bool]:
        shutil.copyfile(good, library_home.library)
        connection = sqlite3.connect(library_home.library)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return found(library_home.library)

    assert not spoilt("INSERT INTO notice (article_id) VALUES (9)")["links between tables"]
    assert not spoilt("DROP TRIGGER article_fts_delete", "DELETE FROM article")["full-text index"]
    missing = ("DROP TRIGGER article_fts_update", "UPDATE article SET title = 'quite other words'")
    assert not spoilt(*missing)["full-text index"]
    before = good.read_bytes()
    safety.check(good)
    assert good.read_bytes() == before, "a look changes nothing"
    shutil.copyfile(good, library_home.library)
    damage(library_home.library, "article_by_doi")
    with pytest.raises(LibraryTrouble, match="damaged"):
        safety.check(library_home.library)
