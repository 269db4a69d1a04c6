"""A look at the library's health, which changes nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from her2ref.core.errors import IndexDamaged
from her2ref.library import compared, index, note_index, terms
from her2ref.library.opening import HEAD, connect, version_of
from her2ref.library.trouble import told

MISSING = "a part of it is missing"
MISFIT = "it does not fit the articles"

FULL_TEXT, NOTES = "full-text index", "index of notes"
"""Names of the checks of what can be made again from the rows."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: what was looked at, whether it is well, and the detail."""

    name: str
    ok: bool
    detail: str


def _indexed(path: Path) -> tuple[int, str]:
    """How many articles the index of abstracts has, and whether a part of it is missing."""
    connection = connect(path)
    try:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if not names >= index.PARTS:
            return 0, MISSING
        indexed = int(connection.execute("SELECT count(*) FROM article_fts_docsize").fetchone()[0])
        return indexed, ""
    finally:
        connection.close()


def _kept_trouble(path: Path) -> str:
    """What is wrong with the facts and the words of the articles; what FTS5 itself overlooks is found here too."""
    connection = connect(path)
    try:
        sql = "SELECT count(*) FROM article WHERE id NOT IN (SELECT article_id FROM article_fact)"
        lacking = connection.execute(sql).fetchone()[0]
        return f"{lacking:,} articles without their facts" if lacking else terms.trouble(connection)
    finally:
        connection.close()


def _notes(path: Path) -> Check:
    """Whether every note can be found by its words."""
    try:
        with told(path):
            trouble = note_index.trouble(path)
    except IndexDamaged:
        trouble = MISSING
    return Check(NOTES, not trouble, trouble or "whole")


def check(path: Path) -> list[Check]:
    """Schema, integrity, references between tables, full-text index. Changes nothing; raises `LibraryTrouble`."""
    version = version_of(path)
    found = [Check("schema", version == HEAD, f"{version} (this program writes {HEAD})")]
    if version != HEAD:
        return found
    with told(path):
        connection = connect(path)
        try:
            damage = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
            loose = connection.execute("PRAGMA foreign_key_check").fetchall()
            articles = connection.execute("SELECT count(*) FROM article").fetchone()[0]
        finally:
            connection.close()
    try:
        with told(path):
            indexed, trouble = _indexed(path)
            trouble = trouble or (not compared.fits(path, "article_fts") and MISFIT) or _kept_trouble(path)
    except IndexDamaged:
        indexed, trouble = 0, MISSING
    whole = damage == ["ok"]
    found.append(Check("integrity", whole, "whole" if whole else "; ".join(damage)))
    found.append(Check("links between tables", not loose, f"{len(loose)} broken" if loose else "whole"))
    found.append(
        Check(
            FULL_TEXT,
            indexed == articles and not trouble,
            f"{indexed:,} of {articles:,} articles indexed{trouble and '; ' + trouble}",
        )
    )
    found.append(_notes(path))
    mode = path.stat().st_mode & 0o077
    if os.name == "posix":
        found.append(
            Check(
                "privacy", not mode, "readable by its owner only" if not mode else "others can read the file"
            )
        )
    return found
