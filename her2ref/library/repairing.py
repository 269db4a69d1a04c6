"""Makes a library that does not read, or not all of it, one that does, and loses nothing that can still be read.

The gentlest that helps: the index is made again in place; or the tables are copied into a new file, which makes every
index anew; or the newest good copy is put in place, and with it what a person added since, saved out of the damaged
file. The damaged file is never written: it is set aside with all that lies beside it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from her2ref.core.errors import KnownError, LibraryDamaged, RefusedFile
from her2ref.core.log import note_event
from her2ref.core.progress import Progress
from her2ref.library import backups, placing, rescue, restoring, safety
from her2ref.library.engine import open_engine
from her2ref.library.migrations.upgrade import upgrade
from her2ref.library.opening import APPLICATION, HEAD, fingerprint, needs_care, quick_check, uri, version_of
from her2ref.library.personal_document import checked
from her2ref.library.schema import metadata
from her2ref.library.seed import prepare
from her2ref.library.trouble import need, told

if TYPE_CHECKING:
    from her2ref.core.paths import Home
    from her2ref.library.library import Library

State = Literal["new", "whole", "index", "tables", "damaged", "missing"]
NEW: Final = "new"
"""In the place of a copy: begin with an empty library."""

ROWS: Final = 500
"""Rows read at once."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong and what can be done. `state`: "index" (the index of abstracts or notes alone), "tables" (every row
    reads, an index of the file does not), "damaged", "missing", "whole", or "new" where there is no library yet.
    `backup` is the newest copy that passes its check, `notes` how many notes the damaged file still gives, `personal`
    the newest file with what the person added."""

    state: State
    backup: backups.Backup | None = None
    notes: int = 0
    personal: Path | None = None

    @property
    def text(self) -> str:
        if self.state in ("new", "whole"):
            return _STATES[self.state]
        parts = [_STATES[self.state]]
        if self.state in ("damaged", "missing"):
            if self.backup is not None:
                day = f"{self.backup.made.astimezone():%Y-%m-%d %H:%M}"
                parts.append(f"The newest good copy is of {day} ({self.backup.notes:,} notes).")
            else:
                parts.append("There is no good copy, so a new library is made.")
            if self.state == "damaged":
                parts.append(f"{self.notes:,} notes can be saved out of the damaged file.")
        return " ".join(parts)


_STATES: Final[dict[State, str]] = {
    "new": "There is no library yet; the next start makes it.",
    "whole": "The library is whole; there is nothing to repair.",
    "index": "The index is damaged; what it is made from is whole, and it can be made again.",
    "tables": "An index of the library is damaged; every row reads, so nothing is lost.",
    "damaged": "The library is damaged.",
    "missing": "The library is not where it was.",
}


@dataclass(slots=True)
class Repaired:
    """What was done: sentences, the folder of what was set aside, the copy that was put in place, how many entries of
    the person's were saved into it, and of how many notes older words are in its trash."""

    state: State
    sentences: list[str] = field(default_factory=list)
    aside: Path | None = None
    backup: backups.Backup | None = None
    saved: int = 0
    replaced: int = 0

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


def examine(home: Home, resources: Path, progress: Progress | None = None) -> Diagnosis:
    """What is wrong with the library and what can be done about it. Reads all of it, and copies until one is good;
    changes nothing, but what a repair that was cut short had moved goes back. Raises `LibraryTrouble` for a library
    that is newer, foreign or out of reach."""
    progress = progress or Progress()
    progress.step(0, 0, "Examining the library")
    placing.take_back(home)
    state = _state(home, resources)
    if state in ("new", "whole", "index", "tables"):
        return Diagnosis(state)
    notes = rescue.count(rescue.rescued(home.library, progress)) if home.library.exists() else 0
    newest = next(iter(backups.personal_copies(home)), None)
    return Diagnosis(state, next(_good(home, progress), None), notes, newest)


def repair(
    home: Home,
    resources: Path,
    progress: Progress | None = None,
    backup: backups.Backup | Path | Literal["new"] | None = None,
    library: Library | None = None,
) -> Repaired:
    """Does the gentlest that helps; or, with `backup`, puts that copy in place, or a new library ("new"). What a person
    added is saved out of the damaged file in any case. `library` is this process's own where it has one.

    Raises what `restoring.restore` raises, before anything is changed.
    """
    progress = progress or Progress()
    placing.take_back(home)
    state = _state(home, resources)
    if backup is not None and state == "whole":
        raise whole()
    if backup is None and state in ("new", "whole"):
        return Repaired(state, [_STATES[state]])
    if backup is None and state == "index":
        _mend(home, resources, library, progress)
        return Repaired(state, ["The index was made again from what it is made from; nothing was lost."])
    placing.refuse_others(home, library)
    with restoring.aside(home) as folder:
        fresh = folder / "library.sqlite"
        done = Repaired(state)
        if backup is None and state == "tables":
            _from_tables(home, fresh, resources, progress)
            done.sentences.append("Every index was made again in a new file; nothing was lost.")
        else:
            found = rescue.rescued(home.library, progress) if home.library.exists() else None
            done.backup = _begin(home, fresh, resources, progress, backup)
            done.saved, done.replaced = _unite(home, fresh, found)
            done.sentences += _told(done)
        progress.step(0, 0, "Putting the library in place")
        with library.replaced() if library is not None else nullcontext():
            done.aside = placing.put_whole(home, fresh)
    if done.aside is not None:
        done.sentences.append(f"The damaged library was set aside and is kept in {done.aside}.")
    note_event("repair", state=state, saved=done.saved)
    return done


def whole() -> RefusedFile:
    """Why no copy is put in the place of a library that is whole: what is newer in it would be set aside as damaged."""
    return RefusedFile(
        "The library is whole, so nothing was put in its place.",
        safe="Nothing was changed.",
        next_step="To go back to a copy, say `her2ref restore FILE`.",
        button="Go back to reading; to go back to a copy, choose Backups… in the menu.",
    )


def _state(home: Home, resources: Path) -> State:
    try:
        if needs_care(home, resources) == "new":
            return "new"
        quick_check(home.library)
        if version_of(home.library) < HEAD:
            return "whole"  # what is derived is made again when it is brought up to date
        found = safety.check(home.library)
    except LibraryDamaged:
        if not home.library.exists():
            return "missing"
        return "tables" if _every_row_reads(home.library) else "damaged"
    bad = {check.name for check in found if not check.ok}
    if "integrity" in bad:
        return "tables" if _every_row_reads(home.library) else "damaged"
    return "index" if bad & {safety.FULL_TEXT, safety.NOTES} else "whole"


def _every_row_reads(path: Path) -> bool:
    """Whether each table gives all its rows without the help of an index, in a library of today's schema."""
    if not path.stat().st_size:
        return False  # not opened at all: SQLite deletes the log beside an empty file, even read-only
    try:
        with closing(_alone(path)) as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] != HEAD:
                return False
            for table, columns in _tables():
                rows = connection.execute(f"SELECT {columns} FROM {table} NOT INDEXED")  # noqa: S608
                while rows.fetchmany(ROWS):
                    pass
    except (sqlite3.Error, ValueError):
        return False
    return True


def _alone(path: Path) -> sqlite3.Connection:
    """The file without leave to change it."""
    waits = any(f.name[-4:] == "-wal" and f.stat().st_size for f in path.parent.glob(f"{path.name}-wal"))
    return sqlite3.connect(uri(path, "mode=ro" if waits else "mode=ro&immutable=1"), uri=True)


def _tables() -> list[tuple[str, str]]:
    """Each table that is no index, and its columns as SQL names them, every table after those that it points to."""
    return [
        (table.name, ", ".join(f'"{column.name}"' for column in table.columns))
        for table in metadata.sorted_tables
    ]


def _from_tables(home: Home, fresh: Path, resources: Path, progress: Progress) -> None:
    """A new file with every row of the old one; its indexes are made from them. Raises `LibraryDamaged`."""
    need(fresh, 2 * home.library.stat().st_size)
    fresh.touch(0o600)
    engine = open_engine(fresh)
    with told(fresh), engine.begin() as connection:
        upgrade(connection, HEAD)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
    engine.dispose()
    progress.step(0, 0, "Copying every row into a new file")
    with (
        told(home.library),
        closing(_alone(home.library)) as old,
        closing(sqlite3.connect(fresh)) as new,
        new,
    ):
        for table, columns in _tables():
            marks = ", ".join("?" * (columns.count(",") + 1))
            rows = old.execute(f"SELECT {columns} FROM {table} NOT INDEXED")  # noqa: S608
            while some := rows.fetchmany(ROWS):
                new.executemany(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", some)  # noqa: S608
                progress.check()
        new.execute("DELETE FROM meta WHERE key = 'index'")
    with told(fresh):
        prepare(fresh, resources, HEAD, APPLICATION, fingerprint(resources), progress)
    quick_check(fresh)


def _mend(home: Home, resources: Path, library: Library | None, progress: Progress) -> None:
    """The indexes of abstracts and notes anew, in place."""
    if library is not None:
        library.mend_index(progress)
        return
    with (
        told(home.library),
        closing(sqlite3.connect(uri(home.library, "mode=rw"), uri=True)) as connection,
        connection,
    ):
        connection.execute("DELETE FROM meta WHERE key = 'index'")
    with told(home.library):
        prepare(home.library, resources, HEAD, APPLICATION, fingerprint(resources), progress)


def _good(home: Home, progress: Progress) -> Iterator[backups.Backup]:
    """The copies that pass their check, newest first, each checked when it is asked for."""
    for one in backups.listed(home):
        progress.check()
        with suppress(KnownError):
            restoring.inspect(one.path)
            quick_check(one.path)
            yield one


def _begin(
    home: Home, fresh: Path, resources: Path, progress: Progress, backup: backups.Backup | Path | str | None
) -> backups.Backup | None:
    """Makes `fresh` from a copy, the newest good one where none is named, or new."""
    if isinstance(backup, backups.Backup | Path):
        one = backup if isinstance(backup, backups.Backup) else backups.read(backup)
        source = one.path if one is not None else Path(str(backup))
        restoring.inspect(source)
        restoring.bring_up(source, fresh, resources, progress)
        return one
    if backup is None:
        for one in _good(home, progress):
            with suppress(RefusedFile):
                restoring.bring_up(one.path, fresh, resources, progress)
                return one
            fresh.unlink(missing_ok=True)
    fresh.touch(0o600)
    with told(fresh):
        prepare(fresh, resources, HEAD, APPLICATION, fingerprint(resources), progress)
    return None


def _unite(home: Home, fresh: Path, found: dict[str, Any] | None) -> tuple[int, int]:
    """What the newest file of personal things holds, then what was saved out of the damaged library. Returns how many
    entries were new or newer, and of how many notes the words that gave way are in the trash."""
    documents: list[dict[str, Any]] = []
    for path in backups.personal_copies(home):
        with suppress(OSError, ValueError, KnownError):
            documents = [checked(json.loads(path.read_text(encoding="utf-8")))]
            break
    documents += [found] if found is not None else []
    saved, replaced = 0, 0
    for one in documents:
        merged = restoring.unite(fresh, one)
        saved += sum((merged.added + merged.updated).values())
        replaced += sum(merged.replaced.values())
    return saved, replaced


def _told(done: Repaired) -> list[str]:
    found = []
    if done.backup is not None:
        day = f"{done.backup.made.astimezone():%Y-%m-%d %H:%M}"
        found.append(f"The copy of {day} was put in place.")
    else:
        found.append("A new library was made.")
    if done.saved:
        found.append(f"What you had added and it did not hold was saved into it (entries: {done.saved:,}).")
    if done.replaced:
        found.append(f"Older words of notes that were changed are in the trash (notes: {done.replaced:,}).")
    lacking = "since then" if done.backup is not None else "before"
    found.append(f"Records that were imported {lacking} have to be imported again.")
    return found
