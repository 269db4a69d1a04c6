"""What a start of the program is to open, as one line of text: words, an id, a her2ref: link, or files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from her2ref.core.errors import KnownError

ENDINGS: Final = (".nbib", ".medline", ".ris", ".xml", ".gz", ".txt")
"""How the names of files end that are read here."""
FILES: Final = "files:"
LONGEST: Final = 1_048_576
"""Bytes of a wish; more than a system lets anybody type, less than anything that could do harm."""


def of_files(paths: Iterable[Path]) -> str:
    """The wish for files, by their full names, whatever folder the start was made in.

    Raises `KnownError` where they are too many to be handed over.
    """
    names = [str(path.expanduser().absolute()) for path in paths]
    wish = names[0] if len(names) == 1 else FILES + json.dumps(names)
    if len(wish) > LONGEST:
        raise KnownError(
            f"These are too many files to open at once ({len(names):,}).",
            next_step="Open the folder's files in parts, or drop the folder on the window.",
        )
    return wish


def files_in(wish: str) -> list[Path]:
    """The files that a wish names in this way; none where it is something else."""
    if not wish.startswith(FILES):
        return []
    try:
        names = json.loads(wish.removeprefix(FILES))
    except (ValueError, RecursionError):
        return []
    return [Path(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []
