"""Everything that a person added in one file of their own, out of a library and into one."""

from __future__ import annotations

import json
import stat
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.errors import Forbidden, KnownError, RefusedFile
from her2ref.core.files import write_whole
from her2ref.core.outputs import place_for
from her2ref.core.paths import Home
from her2ref.library import note_index, raw
from her2ref.library.erasing import Erased, erase
from her2ref.library.merging import Merged, merge
from her2ref.library.opening import connect
from her2ref.library.personal_document import checked, document
from her2ref.library.trouble import told

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from her2ref.core.changes import Changes
    from her2ref.library.library import Library

__all__ = ["Erased", "Merged", "document", "erase", "export_file", "import_file", "merge"]

LARGEST: Final = 512 * 1024 * 1024
"""Bytes of a file that is read; a thousand notes of a page each take three million."""


def export_file(library: Library, path: Path, home: Home | None = None) -> dict[str, int]:
    """Writes everything personal to `path`, as readable JSON for its owner only, and returns how much of each there
    is. An older file is replaced whole or not at all. Raises `KnownError`, also for a path of the program's own files,
    in `home` or beside the library."""
    if library.no_exports:
        raise Forbidden(library.no_exports, next_step="A backup can be made all the same.")
    path = place_for(path, home or Home.at(library.path.parent))
    with told(library.path), closing(connect(library.path)) as connection:
        made = document(connection)
    if not library.remembers:
        made["choices"] = []
    text = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True)
    try:
        write_whole(path, f"{text}\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "its name cannot be used"
        raise KnownError(
            f"{path.name} cannot be written ({reason}).",
            next_step="Choose another folder or free some space.",
        ) from None
    return {name: len(rows) for name, rows in made.items() if isinstance(rows, list)}


def import_file(library: Library, path: Path) -> Merged:
    """Unites what `path` holds with what is here, all of it or nothing; of a note that both changed the later words
    stay, and the others go into the trash. Raises `RefusedFile` before anything is
    written, and `Forbidden` for notes where none may be written. What was looked up elsewhere is left out where it may
    not be remembered here."""
    raw.refuse_itself(path, library.path)
    found = checked(_read(path), path.name)
    if library.no_notes and found["notes"]:
        raise Forbidden(library.no_notes, safe="Nothing was written.", next_step="The file holds notes.")
    if not library.remembers:
        found["choices"] = []
    merged: list[Merged] = []

    def work(connection: Connection) -> Changes:
        merged[:] = [merge(connection, found, keep_replaced=True)]
        return merged[0].changes

    note_index.write(library, work)
    return merged[0]


def _read(path: Path) -> Any:
    """The JSON of a file; an ordinary one of a sensible size, in UTF-8."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe or a device would never end
            raise _refused(path, "is not an ordinary file")
        if not 0 < status.st_size <= LARGEST:
            raise _refused(path, "is empty" if status.st_size == 0 else "is too large to be one of these")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise RefusedFile(
            f"{path.name} was not found.",
            safe="Nothing was written.",
            next_step="Check the name and the folder.",
        ) from None
    except UnicodeDecodeError:
        raise _refused(path, "is not a text file in UTF-8") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "its name cannot be used"
        raise _refused(path, f"cannot be opened ({reason})") from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        what = (
            "is damaged or was cut short"
            if '"her2ref personal"' in text
            else "holds no personal things of her2ref"
        )
        raise _refused(path, what) from None


def _refused(path: Path, what: str) -> RefusedFile:
    return RefusedFile(
        f"{path.name} {what}.",
        safe="Nothing was written.",
        next_step="Choose a file that her2ref wrote when personal things were saved.",
    )
