"""One person's library file: a reader for each thread, one writer for the process, and who wants to hear of changes."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from her2ref.core.changes import KINDS, Changes
from her2ref.core.errors import LibraryDamaged, LibraryTrouble
from her2ref.library.in_use import Mark
from her2ref.library.read import Kept, Reader
from her2ref.library.trouble import told

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from her2ref.core.progress import Progress

Listener = Callable[[Changes], None]


class Seen(NamedTuple):
    """What the writing connection sees of the commits of others: `version` changes with each of them, and `schema` too
    where another library was put in the place of this one, or its index was made anew. Only numbers of the same
    `connection` can be compared."""

    connection: int
    version: int
    schema: int


class Library:
    """Opens nothing until it is asked: the first `reader()` opens a connection, the first `write()` imports SQLAlchemy.

    Safe to use from any thread. Readers are never held up by the writer (WAL), and other processes may read and
    write the same file beside this one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.no_notes = ""
        """Why no note may be written or changed, as a sentence; empty where they may."""
        self.no_exports = ""
        """Why nothing of a person's may leave as a file, as a sentence; empty where it may. Backups always may."""
        self.remembers = True
        """Whether what was looked up may be remembered, and so be taken along to a file and from one."""
        self._writing = threading.Lock()
        self._engine: Engine | None = None
        self._file: tuple[int, int] | None = None
        self._local = threading.local()
        self._foreign: dict[int, Reader] = {}
        self._kept = Kept()
        self._readers: set[Reader] = set()
        self._listeners: list[Listener] = []
        self._marking = threading.Lock()
        self._mark: Mark | None = None

    def reader(self) -> Reader:
        """This thread's own reader; it is closed when the thread ends or the library is closed.

        A thread that Python did not start (Qt's) loses what is local to it after each piece of work: its reader is
        kept by the thread's number, until the library is closed.
        """
        if type(threading.current_thread()).__name__ == "_DummyThread":
            number = threading.get_ident()
            reader = self._foreign.get(number)
            if reader is None or reader not in self._readers:
                reader = self._foreign[number] = Reader(self.path, self._kept)
                self._readers.add(reader)
            return reader
        held: _Held | None = getattr(self._local, "held", None)
        if held is None or held.reader not in self._readers:
            held = _Held(Reader(self.path, self._kept))
            self._readers.add(held.reader)
            self._local.held = held
            weakref.finalize(held, _end, self._readers, held.reader)
        return held.reader

    def write(self, work: Callable[[Connection], Changes], *, renew: bool = False) -> Changes:
        """Runs `work` in one transaction, all or nothing, and announces what it changed after the commit.

        Waits for other writers of this process, and up to ten seconds for those of another. The commit is on the
        disk when this returns. `renew` gives each thread a new reader before anybody hears of the changes. Raises
        `LibraryTrouble` for what SQLite and the disk object to; after damage was met, by reading or by writing, it
        raises that without touching the file.
        """
        with self._writing, told(self.path, self._on_trouble):
            if self._kept.damage is not None:
                raise self._kept.damage
            with self._opened().begin() as connection:
                changes = work(connection)
        if renew:
            self._readers.clear()  # an old one is closed when its thread takes the new one or ends
        self._announce(changes)
        return changes

    @property
    def damage(self) -> LibraryDamaged | None:
        """The damage that was met since the library was opened; from then on nothing is written."""
        return self._kept.damage

    def met(self, error: BaseException) -> None:
        """Remembers damage that somebody else found, so that nothing is written any more; other errors are none."""
        if isinstance(error, LibraryDamaged):
            self._kept.met(error)

    @contextmanager
    def replaced(self, *, reading: bool = False) -> Iterator[None]:
        """While inside, nobody of this process writes and no connection of it is open: the block puts another library
        in the place of this one. Who wants to read waits, or gets `LibraryTrouble` where that takes too long. Then
        everything counts as changed, and damage that was met is forgotten.

        With `reading` others read on meanwhile: for a block that changes the file as SQLite does, in transactions.
        """
        with self._writing, nullcontext() if reading else self._kept.gate.shut():
            self._close_engine()
            for reader in tuple(self._readers):
                self._readers.discard(reader)
                reader.close()
            try:
                yield
            finally:
                self._kept.damage = None
        self._announce(Changes.of(*KINDS))

    def seen_of_others(self) -> Seen | None:
        """Compared with what was seen before, this tells whether anybody but this library has changed the file since.
        None where it cannot be told now: this one is writing, or has never written. Microseconds. Raises
        `LibraryTrouble`."""
        if not self._writing.acquire(blocking=False):
            return None
        try:
            if self._engine is None:
                return None
            with told(self.path):
                connection = self._engine.raw_connection()
                try:
                    cursor = connection.cursor()
                    version, schema = (
                        cursor.execute(f"PRAGMA {name}").fetchone()[0]
                        for name in ("data_version", "schema_version")
                    )
                    cursor.close()
                finally:
                    connection.close()
            return Seen(id(self._engine), int(version), int(schema))
        finally:
            self._writing.release()

    def _announce(self, changes: Changes) -> None:
        if changes.kinds:
            for listener in tuple(self._listeners):
                listener(changes)

    def _on_trouble(self, trouble: LibraryTrouble) -> None:
        """After an error of the disk the connection is of no use, also once the stick is back: a new one is opened by
        the next write, or says why not."""
        self._kept.met(trouble)
        self._close_engine()

    def mend_index(self, progress: Progress | None = None) -> Changes:
        """Makes the index of abstracts anew from the records: all of it, or none when it is cancelled.

        Each thread gets a new reader then: a connection that could not open the old index never looks for another.
        """

        def work(connection: Connection) -> Changes:
            from her2ref.library import index

            index.make(connection, progress)
            return Changes.of("articles")

        return self.write(work, renew=True)

    def subscribe(self, listener: Listener) -> None:
        """`listener` is called after each commit that changed something, in the thread that wrote."""
        self._listeners.append(listener)

    @property
    def is_marked(self) -> bool:
        """Whether this process counts as one that uses the library."""
        return self._mark is not None

    def mark_in_use(self) -> None:
        """From now until `close()` an unexpected end is noticed: the next start then checks the file."""
        with self._marking:
            if self._mark is None:
                with told(self.path):
                    mark = Mark(self.path.parent)
                try:
                    self.write(_unclean(mark.added_to))
                except BaseException:
                    mark.release()
                    raise
                self._mark = mark

    def close(self) -> None:
        """Closes every connection of this process and takes the mark of use off. May be called twice."""
        with self._marking:
            mark, self._mark = self._mark, None
        if mark is not None:
            with _unheard():  # a full or lost disk: the mark stays, and the next start checks the file
                self.write(_unclean(mark.taken_from))
            with _unheard():
                mark.release()
        for reader in tuple(self._readers):
            self._readers.discard(reader)
            reader.close()
        with self._writing:
            self._close_engine()

    def _close_engine(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            with _unheard():
                if self._kept.damage is None:
                    _checkpoint(engine)
            with _unheard():
                engine.dispose()

    def _opened(self) -> Engine:
        """The writing side. Raises `LibraryTrouble` where the file that it has open is no longer the one at the path:
        what were written would be in no folder, though SQLite would not notice."""
        if self._engine is None:
            from her2ref.library.engine import open_engine

            self._file = _identity(self.path)
            self._engine = open_engine(self.path)
        elif _identity(self.path) != self._file:
            raise _replaced(self.path)
        return self._engine


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _replaced(path: Path) -> LibraryTrouble:
    return LibraryTrouble(
        f"Another program has put another file in the place of the library ({path}).",
        safe="This change was not saved; all before it were.",
        next_step="Save it again: it goes into the file that is there now. A folder that another program copies or "
        "mirrors is no good place for a library.",
    )


class _Held:
    """A thread's hold on its reader: goes with the thread, and takes the reader's connection along."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader


def _end(readers: set[Reader], reader: Reader) -> None:
    readers.discard(reader)
    reader.close()


def _unheard() -> suppress:
    """Passes over what SQLite and the disk object to when there is nothing left to save. An error here would take the
    place of the one that ended the work, which has a sentence."""
    from sqlalchemy.exc import DBAPIError

    return suppress(LibraryTrouble, OSError, sqlite3.Error, DBAPIError)


def _unclean(change: Callable[[str], str]) -> Callable[[Connection], Changes]:
    def work(connection: Connection) -> Changes:
        value = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'unclean'").scalar() or ""
        connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES ('unclean', ?)", (change(value),))
        return Changes.of()

    return work


def _checkpoint(engine: Engine) -> None:
    """Moves the log into the file as far as other processes let it, without waiting for them."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 0")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        connection.close()
