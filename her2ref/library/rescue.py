"""What a person added, out of a library that does not read any more: as the document that `personal_file` takes in.

Two roads lead to it, and what both bring is put together. SQLite walks each table from both of its ends, as far as it
comes; where anything at all is wrong, the pages are also read one by one without it (`carving.py`).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from her2ref.core.errors import RefusedFile
from her2ref.core.progress import Progress
from her2ref.library import carving, raw
from her2ref.library.opening import HEAD, MAGIC, beside, uri
from her2ref.library.pages import Pages
from her2ref.library.personal import now
from her2ref.library.personal_document import FORMAT, VERSION, checked, document
from her2ref.library.rows import target_of

Document = dict[str, Any]
Rows = dict[int, tuple[Any, ...]]

WALKED: Final[dict[str, tuple[str, ...]]] = {
    **carving.COLUMNS,
    "wanted": ("pmid", "at", "from"),
    "wish": ("words", "at"),
    "choice": ("key", "uses", "at"),
    "correction_seen": ("id", "at"),
    "sent": ("at", "host", "what", "requests"),
}
"""The tables that hold what a person added, and their columns. The later ones cannot be told by their shape."""

PREFIX: Final = ".rescue-"
"""How the names of folders begin in which a copy is read."""

_STANDARD: Final = (b"\2\2\0\x40\x20\x20", b"\1\1\0\x40\x20\x20")
"""Bytes 18 to 23 of a header as a library has it, with a log or without."""


def rescued(path: Path, progress: Progress | None = None) -> Document:
    """Everything of a person's that can still be read in the file at `path`, with what waits beside it. The file is
    only read from. Raises `OSError` where there is none, and `Cancelled`; damage of any kind is no error."""
    progress = progress or Progress()
    with _opened(path) as connection:
        if connection is not None:
            with suppress(sqlite3.Error, ValueError):
                if _is_whole(connection):
                    return document(connection)
        found = _rows(connection) if connection is not None else {}
    carved = carving.carve(Pages(path, progress), progress)
    for table, rows in carved.items():
        found[table] = _united(table, found.get(table, {}), rows)
    return _document(found)


def count(made: Document) -> int:
    """How many notes a document holds that are not in the trash."""
    return sum(1 for row in made["notes"] if not row["deleted"])


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection | None]:
    """The file as SQLite reads it, without leave to change it. Where its header is lost or changes wait beside it, a
    copy with another header, in a folder of its own that goes again; None where that cannot be made."""
    head = raw.read(path, 0, 100)
    folder: Path | None = None
    connection: sqlite3.Connection | None = None
    try:
        if _is_standard(head) and not any(file.name[-4:] != "-shm" for file in beside(path)):
            connection = sqlite3.connect(uri(path, "mode=ro&immutable=1"), uri=True)
        else:
            with suppress(OSError, sqlite3.Error):
                folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=path.parent))
                connection = sqlite3.connect(_copied(path, folder, head))
        if connection is not None:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
        yield connection
    finally:
        if connection is not None:
            connection.close()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _copied(path: Path, folder: Path, head: bytes) -> Path:
    copy = folder / "library.sqlite"
    for file in (path, *beside(path)):
        if file.is_file() and not file.name.endswith("-shm"):
            raw.copy(file, copy.with_name(file.name.replace(path.name, copy.name, 1)))
    if not _is_standard(head):
        pages = Pages(path)
        size, number = pages.size, pages.count
        one = b"\0\0\0\1"
        with copy.open("r+b") as out:
            out.write(MAGIC + (size if size < 65536 else 1).to_bytes(2, "big") + _STANDARD[0])
            out.write(one + number.to_bytes(4, "big") + bytes(8))  # changes, pages, free ones
            out.write(one + b"\0\0\0\4" + bytes(8) + one)  # schema, its format, UTF-8
            out.seek(92)
            out.write(one)
    return copy


def _is_standard(head: bytes) -> bool:
    return head[:16] == MAGIC and head[18:24] in _STANDARD


def _is_whole(connection: sqlite3.Connection) -> bool:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return bool(version == HEAD and connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def walked(connection: sqlite3.Connection) -> Document:
    """What a person added, out of a library of any schema that SQLite reads."""
    return _document(_rows(connection))


def _rows(connection: sqlite3.Connection) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for table, columns in WALKED.items():
        with suppress(sqlite3.Error):
            there = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            if there:
                found[table] = _from_both_ends(connection, table, [c if c in there else "" for c in columns])
    return found


def _from_both_ends(connection: sqlite3.Connection, table: str, columns: list[str]) -> Rows:
    """The rows up to the first damaged page, and from the last one on."""
    names = ", ".join(f'"{name}"' if name else "''" for name in columns)
    some = "\"by\" = 'person'" if table == "article_topic" else "1"
    found: Rows = {}
    for order in ("ASC", "DESC"):
        sql = f"SELECT rowid, {names} FROM {table} NOT INDEXED WHERE {some} ORDER BY rowid {order}"  # noqa: S608
        with suppress(sqlite3.Error):
            for rowid, *values in connection.execute(sql):
                if rowid in found:
                    break
                found[rowid] = tuple(values)
    return found


def _united(table: str, walked: Rows, carved: Rows) -> Rows:
    """What SQLite read goes before what was found without it, unless that is the newer."""
    united = dict(walked)
    for rowid, row in carved.items():
        if rowid not in united or _is_newer(table, row, united[rowid]):
            united[rowid] = row
    return united


def _is_newer(table: str, row: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    columns = WALKED[table]
    place = columns.index("changed") if "changed" in columns else -1
    return place >= 0 and str(row[place]) > str(other[place])


def _document(found: dict[str, Rows]) -> Document:
    """The rows as a document; one that cannot be stored is left out, but of a note the words are kept."""
    entries: dict[str, list[dict[str, Any]]] = {name: [] for name in _KINDS}
    uids: dict[int, str] = {}
    for rowid, row in found.get("collection", {}).items():
        uids[rowid] = row[0] if carving.UID.fullmatch(str(row[0])) else _uid("collections", row)
    for kind, table in _KINDS.items():
        for rowid, row in found.get(table, {}).items():
            entry = dict(zip(WALKED[table], row, strict=True))
            _completed(kind, rowid, row, entry, found, uids)
            entries[kind] += _accepted(kind, entry)
    return {
        "format": FORMAT, "version": VERSION, "written": now(), "articles": {}, **entries,
    }  # fmt: skip


_KINDS: Final = {
    "stars": "star",
    "reading": "reading",
    "notes": "note",
    "collections": "collection",
    "searches": "saved_search",
    "topics": "article_topic",
    "wanted": "wanted",
    "wishes": "wish",
    "choices": "choice",
    "corrections": "correction_seen",
    "sent": "sent",
}


def _completed(
    kind: str,
    rowid: int,
    row: tuple[Any, ...],
    entry: dict[str, Any],
    found: dict[str, Rows],
    uids: dict[int, str],
) -> None:
    """Gives an entry of a row the form that it has in a document."""
    if "uid" in entry and not carving.UID.fullmatch(str(entry["uid"])):
        entry["uid"] = _uid(kind, row)
    if kind == "notes":
        entry["text"] = str(entry["text"]).replace("\0", "")  # where the rest of a long one is lost
    if kind == "collections":
        items = [r for r in found.get("collected", {}).values() if r[0] == rowid]
        entry["items"] = [{"target": target, "at": at} for _, target, at in items]
    elif kind == "searches":
        entry["listing"] = _listing(entry.pop("detail"), uids)
    elif kind == "topics":
        number = entry.pop("article_id")
        entry["topic"] = entry.pop("topic_key")
        entry["target"], entry["removed"] = (
            target_of(number) if isinstance(number, int) else "",
            bool(entry["removed"]),
        )


def _uid(kind: str, row: tuple[Any, ...]) -> str:
    """A lasting name for what was made before there were any: the same each time it is rescued."""
    return hashlib.sha256(f"{kind}{row!r}".encode("utf-8", "replace")).hexdigest()[:16]


def _listing(detail: Any, uids: dict[int, str]) -> dict[str, Any]:
    try:
        listing = json.loads(detail)
    except (TypeError, ValueError, RecursionError):
        return {}
    if not isinstance(listing, dict):
        return {}
    if listing.get("collection") in uids:
        listing["collection"] = uids[listing["collection"]]
    if type(listing.get("like")) is int:
        listing["like"] = target_of(listing["like"])
    return listing


def _accepted(kind: str, entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The entry as it can be stored, in a list; none where it cannot."""
    simpler = (
        {**entry, "target": "", "created": "", "changed": "", "deleted": ""} if kind == "notes" else None
    )
    for one in (entry, simpler):
        with suppress(RefusedFile):
            if one is not None and (kind != "notes" or one["text"].strip()):
                return list(checked({"format": FORMAT, "version": VERSION, kind: [one]})[kind])
    return []
