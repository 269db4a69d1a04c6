"""What a person adds: stars, notes and their own tags. On the disk when these functions return."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from her2ref.core.changes import Changes
from her2ref.core.errors import KnownError, UnknownId
from her2ref.library.rows import Note, target_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from her2ref.library.library import Library


def now() -> str:
    """This moment, ISO, UTC, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def set_star(library: Library, target: str, on: bool) -> Changes:
    """Puts a star on an article ("12345", "article:-7") or topic ("mechanism:ID"), or takes it off."""

    def work(connection: Connection) -> Changes:
        if on:
            _known(connection, target)
            sql, values = "INSERT OR IGNORE INTO star (target, at) VALUES (?, ?)", (target, now())
        else:
            sql, values = "DELETE FROM star WHERE target = ?", (target,)  # type: ignore[assignment]
        changed = connection.exec_driver_sql(sql, values).rowcount
        return Changes.of("stars", ids=(target,)) if changed else Changes.of()

    return library.write(work)


def save_note(library: Library, target: str, text: str, note_id: int | None = None) -> Note:
    """A new note on `target`, or new words for note `note_id`. Raises `UnknownId`, and `KnownError` for no words."""
    if not text.strip():
        raise KnownError(
            "The note is empty, so nothing was saved.", next_step="Write something, or delete it."
        )
    clean = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair cannot be stored
    made: list[Note] = []

    def work(connection: Connection) -> Changes:
        moment = now()
        if note_id is None:
            _known(connection, target)
            saved = connection.exec_driver_sql(
                "INSERT INTO note (target, text, created, changed, uid) VALUES (?, ?, ?, ?, ?)",
                (target, clean, moment, moment, os.urandom(8).hex()),
            ).lastrowid
        else:
            saved = note_id
            connection.exec_driver_sql(
                "UPDATE note SET text = ?, changed = ? WHERE id = ?", (clean, moment, note_id)
            )
        row = connection.exec_driver_sql(
            "SELECT id, target, text, created, changed FROM note WHERE id = ?", (saved,)
        ).first()
        if row is None:
            raise UnknownId(f"There is no note {note_id} any more.", next_step="Save it as a new note.")
        made.append(Note(*row))
        return Changes.of("notes", ids=(row.target,))

    library.write(work)
    return made[0]


def delete_note(library: Library, note_id: int) -> Changes:
    """Deletes a note; one that is gone already is no error."""

    def work(connection: Connection) -> Changes:
        ids = tuple(connection.exec_driver_sql("SELECT target FROM note WHERE id = ?", (note_id,)).scalars())
        connection.exec_driver_sql("DELETE FROM note WHERE id = ?", (note_id,))
        return Changes.of("notes", ids=ids) if ids else Changes.of()

    return library.write(work)


def set_tag(library: Library, article_id: int, topic_key: str, on: bool | None) -> Changes:
    """A person's own word on whether an article belongs to a topic: True, False (wins over what words say; what the
    content cites always belongs to the topic), or None to leave it to those again."""
    target = target_of(article_id)

    def work(connection: Connection) -> Changes:
        _known(connection, target)
        _known(connection, topic_key)
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
    clean = " ".join(words.encode("utf-8", "replace").decode("utf-8").split())

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


def _known(connection: Connection, target: str) -> None:
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
