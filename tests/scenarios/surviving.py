"""What has to be true after a kill: of the files as they are, after the next start, and once the work is done again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.core.settings import Settings
from her2ref.gui.panes.drafts import Drafts
from her2ref.library import backups, opening, repairing, safety
from tests.scenarios import killing
from tests.scenarios.killing import (
    COPIED,
    NEW_CHOICES,
    NEW_WORDS,
    NOTES,
    OLD_CHOICES,
    OLD_WORDS,
    OTHERS,
    PLACE,
    SINCE,
    WORKS,
)

STARS: Final = frozenset((PLACE, OTHERS[0]))
LOGGED: Final = "in the log"


@dataclass(frozen=True, slots=True)
class Held:
    """Articles, notes that are not in the trash, and stars."""

    articles: int
    notes: frozenset[str]
    stars: frozenset[str] = STARS


BEFORE: Final = Held(COPIED + SINCE, NOTES)
COPY: Final = Held(COPIED, NOTES)
"""A restored copy, with what the person added since."""
BARE: Final = Held(COPIED, frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Left:
    """A home after a kill, and the fingerprints of the copies that were there before."""

    home: Home
    resources: Path
    option: str = ""
    copies: dict[str, str] = field(default_factory=dict)

    def again(self, name: str) -> None:
        """The same work once more, to its end."""
        WORKS[name](self.home, self.resources, Progress(), self.option)

    def held(self) -> Held:
        """What the library holds after what the next start does with it."""
        next_start(self.home, self.resources)
        return held(self.home.library)


def next_start(home: Home, resources: Path) -> None:
    opening.take_care(home, resources)
    assert opening.needs_care(home, resources) == ""


def held(path: Path) -> Held:
    """What a library holds that passes every check of ours, of SQLite and of FTS5."""
    wrong = [check for check in safety.check(path) if not check.ok]
    assert wrong == []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in ("article_fts", "note_fts"):
            connection.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")
        return _rows(connection)


def _rows(connection: sqlite3.Connection) -> Held:
    return Held(
        connection.execute("SELECT count(*) FROM article").fetchone()[0],
        frozenset(text for (text,) in connection.execute("SELECT text FROM note WHERE deleted = ''")),
        frozenset(target for (target,) in connection.execute("SELECT target FROM star")),
    )


def copies(home: Home) -> dict[str, str]:
    """The fingerprint of each copy that is listed, by name. Each of them is whole."""
    found = {}
    for one in backups.listed(home):
        with closing(sqlite3.connect(f"{one.path.as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)], one.path.name
        found[one.path.name] = hashlib.sha256(one.path.read_bytes()).hexdigest()
    return found


def _older_copies_are_whole(left: Left, gone: Iterable[str] = ()) -> None:
    there = copies(left.home)
    assert {name: there.get(name) for name in left.copies if name not in set(gone)} == {
        name: print_ for name, print_ in left.copies.items() if name not in set(gone)
    }


def _nothing_half_done(home: Home) -> None:
    left = [file.name for file in home.data.rglob("*") if file.name.endswith((".part", ".new"))]
    left = [name for name in left if not name.startswith("personal-")]  # goes with the next copy
    left += [file.name for file in home.data.iterdir() if file.name.startswith(".")]
    assert left == []


def after_backup(left: Left) -> None:
    _older_copies_are_whole(left)
    assert left.held() == BEFORE
    left.again("backup")
    newest = backups.listed(left.home)[0]
    assert (newest.articles, newest.notes) == (BEFORE.articles, len(BEFORE.notes))
    _older_copies_are_whole(left)
    _nothing_half_done(left.home)


def after_daily(left: Left) -> None:
    assert left.held() == BEFORE
    _spared(left)
    left.again("daily")
    assert backups.listed(left.home)[0].notes == len(BEFORE.notes)
    for file in backups.personal_copies(left.home):
        json.loads(file.read_text(encoding="utf-8"))
    _spared(left)


def after_rotate(left: Left) -> None:
    assert left.held() == BEFORE
    _spared(left)
    left.again("rotate")
    _spared(left)


def _spared(left: Left) -> None:
    """The one by hand and the two newest of the earlier days are never rotated away; the rest is whole or gone."""
    there = copies(left.home)
    assert {name: there[name] for name in left.copies if name in there}.items() <= left.copies.items()
    days = sorted(name for name in left.copies if "-daily" in name)
    must = {*days[-2:], *(name for name in left.copies if "-by-hand" in name)}
    assert must <= there.keys()


def after_restore(left: Left) -> None:
    _older_copies_are_whole(left)
    assert left.held() in (BEFORE, COPY), "the old or the new, with what the person added to both"
    left.again("restore")
    assert held(left.home.library) == COPY
    _nothing_half_done(left.home)


def after_repair(left: Left) -> None:
    """Damaged as it was, or gone while its place is taken: then the repair is done again. Or whole already."""
    whole = Held(COPIED, NOTES | {LOGGED})
    _older_copies_are_whole(left)
    if repairing.examine(left.home, left.resources).state != "whole":
        left.again("repair")
        _nothing_half_done(left.home)
    assert left.held() == whole
    assert list(left.home.damaged.rglob("library.sqlite")), "what was damaged is kept"


def after_migrate(left: Left) -> None:
    assert opening.version_of(left.home.library) in (killing.OLD, opening.HEAD)
    copies(left.home)
    with closing(opening.look_into(left.home.library)) as connection:
        texts = {text for (text,) in connection.execute("SELECT text FROM note")}
    assert texts == NOTES
    assert left.held() == Held(COPIED, NOTES, frozenset((PLACE,)))


def after_erase(left: Left) -> None:
    """All of what is personal is in the library or nothing; the articles stay, and erasing again ends it."""
    assert left.held() in (BEFORE, Held(BEFORE.articles, frozenset(), frozenset()))
    left.again("erase")
    assert held(left.home.library) == Held(BEFORE.articles, frozenset(), frozenset())
    traces = [
        file.name
        for file in left.home.data.rglob("*")
        if file.is_file() and file.name != "personal.json" and b"after the copy" in file.read_bytes()
    ]
    assert traces == []


def after_take_personal(left: Left) -> None:
    assert left.held() in (BARE, COPY), "all of the file or nothing"
    left.again("take_personal")
    assert held(left.home.library) == COPY


def after_set_settings(left: Left) -> None:
    def chosen() -> tuple[object, object]:
        now = Settings.of(left.home)
        assert now.problems == ()
        return now.get("theme"), now.get("text_scale")

    assert chosen() in (OLD_CHOICES, NEW_CHOICES), "never one of each"
    left.again("set_settings")
    assert chosen() == NEW_CHOICES


def after_keep_draft(left: Left) -> None:
    drafts = Drafts(left.home.drafts)
    draft = drafts.of(PLACE)
    assert draft is not None
    assert draft.text in (OLD_WORDS, NEW_WORDS)
    left.again("keep_draft")
    draft = drafts.of(PLACE)
    assert draft is not None
    assert draft.text == NEW_WORDS


AFTER: Final[dict[str, Callable[[Left], None]]] = {
    name.removeprefix("after_"): check for name, check in list(globals().items()) if name.startswith("after_")
}
