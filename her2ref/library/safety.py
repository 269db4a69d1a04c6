"""Copies that can be trusted, and a look at the library's health."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from her2ref.core.errors import IndexDamaged, KnownError
from her2ref.library import index, terms
from her2ref.library.opening import HEAD, address, connect, version_of
from her2ref.library.trouble import DAMAGED, LOCKED, READ_ONLY, told

PAGES = 2_000
"""Pages copied in one step (8 MB); between two steps other connections may write."""

MISSING = "a part of it is missing"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: what was looked at, whether it is well, and the detail."""

    name: str
    ok: bool
    detail: str


def backup(path: Path, target: Path) -> dict[str, object]:
    """A consistent copy of the library at `path`, also while it is read and written. Returns file, bytes, articles.

    The copy is checked before it takes its place: a good older copy is never replaced by a bad one. Raises
    `KnownError` when the library is damaged or the target cannot be written.
    """
    target = target.absolute()
    if target == path.absolute():
        raise KnownError("A copy cannot take the library's own place.", next_step="Choose another file.")
    fresh = target.with_name(target.name + ".part")
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with told(path):
            _copy(path, fresh)
        articles = _verify(fresh)
        with told(target):
            _sync(fresh)
            fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return {"file": str(target), "bytes": target.stat().st_size, "articles": articles}


def _copy(path: Path, fresh: Path) -> None:
    source = connect(path)  # a connection of its own: one with an open transaction would never end
    try:
        copy = sqlite3.connect(fresh)
        try:
            source.backup(copy, pages=PAGES)
            copy.execute("PRAGMA journal_mode = DELETE")  # the copy is one file, without a -wal beside it
        finally:
            copy.close()
    finally:
        source.close()


def _verify(fresh: Path) -> int:
    """The number of articles in a copy that is whole."""
    with told(fresh):
        copy = sqlite3.connect(f"{fresh.as_uri()}?mode=ro", uri=True)
        try:
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            count = int(copy.execute("SELECT count(*) FROM article").fetchone()[0])
        finally:
            copy.close()
    if found != "ok":
        raise KnownError(
            "The copy did not pass its check, so it was thrown away.",
            safe="The library and older copies are unchanged.",
            next_step="Run `her2ref doctor`; the library itself may be damaged.",
        )
    return count


def _index_trouble(path: Path) -> str:
    """What is wrong between the full-text index and the articles, word by word; empty when nothing is.

    The comparison is a command that FTS5 takes as an insertion, so it runs in a transaction that is rolled back.
    """
    connection = sqlite3.connect(address(path), uri=True, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO article_fts(article_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
        if code in DAMAGED:
            return "it does not fit the articles"
        if code not in LOCKED and code not in READ_ONLY:
            raise
    finally:
        if connection.in_transaction:
            connection.rollback()
        connection.close()
    return ""


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
            trouble = trouble or _index_trouble(path) or _kept_trouble(path)
    except IndexDamaged:
        indexed, trouble = 0, MISSING
    whole = damage == ["ok"]
    found.append(Check("integrity", whole, "whole" if whole else "; ".join(damage)))
    found.append(Check("links between tables", not loose, f"{len(loose)} broken" if loose else "whole"))
    found.append(
        Check(
            "full-text index",
            indexed == articles and not trouble,
            f"{indexed:,} of {articles:,} articles indexed{trouble and '; ' + trouble}",
        )
    )
    mode = path.stat().st_mode & 0o077
    if os.name == "posix":
        found.append(
            Check(
                "privacy", not mode, "readable by its owner only" if not mode else "others can read the file"
            )
        )
    return found
