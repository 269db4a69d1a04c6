"""What a person adds in one gesture: stars, reading states, own tags, choices. On the disk when these functions return.

Notes, collections and saved searches have modules of their own.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Final

from her2ref.core.changes import Changes
from her2ref.core.errors import UnknownId
from her2ref.library.rows import target_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from her2ref.library.library import Library


READING: Final = ("", "later", "read")
"""What a person says of their reading of a thing; nothing, where they have not said."""


def now() -> str:
    """This moment, ISO, UTC, to the millisecond."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def later_than(old: str) -> str:
    """This moment, or the first millisecond after `old` where the clock has not come so far: of two versions of one
    thing the later one must be the one that was written later, whatever the clock did."""
    this = now()
    try:
        before = dt.datetime.fromisoformat(old)
        before = before.replace(tzinfo=dt.UTC) if before.tzinfo is None else before.astimezone(dt.UTC)
        if dt.datetime.fromisoformat(this) > before:
            return this
        return (before + dt.timedelta(milliseconds=1)).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        return this


def changes_now(connection: Connection, table: str, number: int) -> str:
    """The moment at which row `number` of a table changes: later than it changed before."""
    sql = f"SELECT changed FROM {table} WHERE id = ?"  # noqa: S608 - one of three names of ours
    return later_than(str(connection.exec_driver_sql(sql, (number,)).scalar() or ""))


def new_uid() -> str:
    """A name that no other row has in any copy of any library."""
    return os.urandom(8).hex()


def storable(text: str) -> str:
    """The text as it can be stored: a half of a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def set_star(library: Library, target: str, on: bool) -> Changes:
    """Puts a star on an article ("12345", "article:-7") or topic ("mechanism:ID"), or takes it off."""

    def work(connection: Connection) -> Changes:
        if on:
            known(connection, target)
            sql, values = "INSERT OR IGNORE INTO star (target, at) VALUES (?, ?)", (target, now())
        else:
            sql, values = "DELETE FROM star WHERE target = ?", (target,)  # type: ignore[assignment]
        changed = connection.exec_driver_sql(sql, values).rowcount
        return Changes.of("stars", ids=(target,)) if changed else Changes.of()

    return library.write(work)


def set_reading(library: Library, target: str, state: str) -> Changes:
    """Says that a person means to read a thing "later", or has "read" it; "" takes that back. Raises `UnknownId`."""
    if state not in READING:
        raise ValueError(state)

    def work(connection: Connection) -> Changes:
        if state:
            known(connection, target)
            sql = """
                INSERT INTO reading (target, state, at) VALUES (?, ?, ?) ON CONFLICT (target)
                DO UPDATE SET state = excluded.state, at = excluded.at WHERE state != excluded.state"""
            changed = connection.exec_driver_sql(sql, (target, state, now())).rowcount
        else:
            changed = connection.exec_driver_sql("DELETE FROM reading WHERE target = ?", (target,)).rowcount
        return Changes.of("reading", ids=(target,)) if changed else Changes.of()

    return library.write(work)


def set_tag(library: Library, article_id: int, topic_key: str, on: bool | None) -> Changes:
    """A person's own word on whether an article belongs to a topic: True, False (wins over what words say; what the
    content cites always belongs to the topic), or None to leave it to those again."""
    target = target_of(article_id)

    def work(connection: Connection) -> Changes:
        known(connection, target)
        known(connection, topic_key)
        key = (topic_key, article_id)
        connection.exec_driver_sql(
            "DELETE FROM article_topic WHERE topic_key = ? AND article_id = ? AND \"by\" = 'person'", key
        )
        if on is not None:
            connection.exec_driver_sql(
                "INSERT INTO article_topic (topic_key, article_id, \"by\", removed) VALUES (?, ?, 'person', ?)",
                (*key, int(not on)),
            )
        return Changes.of("tags", ids=(target, topic_key))

    return library.write(work)


def see_corrections(library: Library, ids: Collection[str]) -> Changes:
    """Marks corrections of the content as seen; those that were are left as they are."""

    def work(connection: Connection) -> Changes:
        moment = now()
        for correction in sorted(ids):
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO correction_seen (id, at) SELECT id, ? FROM correction WHERE id = ?",
                (moment, correction),
            )
        return Changes.of("corrections")

    return library.write(work)


def remember_choice(library: Library, key: str) -> Changes:
    """Counts one more opening of an answer of the lookup: a topic's key, or an article's target."""

    def work(connection: Connection) -> Changes:
        connection.exec_driver_sql(
            "INSERT INTO choice (key, uses, at) VALUES (?, 1, ?)"
            " ON CONFLICT (key) DO UPDATE SET uses = uses + 1, at = excluded.at",
            (key, now()),
        )
        return Changes.of("choices")

    return library.write(work)


def forget_choices(library: Library) -> Changes:
    """Forgets everything that was opened from the lookup."""

    def work(connection: Connection) -> Changes:
        connection.exec_driver_sql("DELETE FROM choice")
        return Changes.of("choices")

    return library.write(work)


def wish(library: Library, words: str, on: bool) -> Changes:
    """Puts words on the list of what PubMed is asked for at the next sync, or takes them off."""
    clean = " ".join(storable(words).split())

    def work(connection: Connection) -> Changes:
        if on and clean:
            connection.exec_driver_sql("INSERT OR IGNORE INTO wish (words, at) VALUES (?, ?)", (clean, now()))
        else:
            connection.exec_driver_sql("DELETE FROM wish WHERE words = ?", (clean,))
        return Changes.of("wishes")

    return library.write(work)


def article_of(target: str) -> int | None:
    """The article that a target names, or None when it is a topic or nothing."""
    digits = target.removeprefix("article:-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 18:
        return None
    return -int(digits) if target.startswith("article:") else int(digits)


def moved(connection: Connection, target: str) -> str:
    """What `target` is called since its article learned its PMID (`adopting.move`); any other as it is."""
    if not target.startswith("article:"):
        return target
    row = connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (f"moved:{target}",)).first()
    return str(row[0]) if row is not None else target


def known(connection: Connection, target: str) -> None:
    """Raises `UnknownId` unless `target` is a held article, a cited paper's PMID, or a topic."""
    article = article_of(target)
    if article is None:
        sql, values = "SELECT 1 FROM topic WHERE key = ? AND kind != 'reference'", (target,)
    else:
        sql = "SELECT 1 FROM article WHERE id = ? UNION ALL SELECT 1 FROM topic WHERE key = ?"
        values = (article, f"reference:pmid:{article}")  # type: ignore[assignment]
    if connection.exec_driver_sql(sql, values).first() is None:
        raise UnknownId(
            f"The library holds nothing called {target}.",
            next_step="Look it up with search, then use its id.",
        )
