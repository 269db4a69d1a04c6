"""What was typed and is not in the library yet, in a small file for each target until it is."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import NamedTuple


class Draft(NamedTuple):
    """A text, and the note that it was to change; None for a new note."""

    text: str
    note: int | None = None


class Drafts:
    """The folder of drafts, for its owner alone. A disk that takes none is no error: a draft is the second net."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, target: str, draft: Draft) -> None:
        """No words are no draft: a deletion that was not carried out is not carried out later either."""
        if not draft.text.strip():
            self.drop(target)
            return
        path = self._path(target)
        fresh = path.with_suffix(".new")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(
                os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
            ) as file:
                json.dump({"target": target, "text": draft.text, "note": draft.note}, file)
            os.replace(fresh, path)  # noqa: PTH105 - replaces in one step
        except OSError:
            return

    def drop(self, target: str) -> None:
        try:
            self._path(target).unlink(missing_ok=True)
        except OSError:
            return

    def of(self, target: str) -> Draft | None:
        try:
            found = json.loads(self._path(target).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(found, dict) or found.get("target") != target:
            return None
        text, note = found.get("text"), found.get("note")
        if not isinstance(text, str) or not text.strip():
            return None
        return Draft(text, note if isinstance(note, int) else None)

    def _path(self, target: str) -> Path:
        return self.folder / (re.sub(r"[^\w.-]", "_", target, flags=re.ASCII) + ".json")
