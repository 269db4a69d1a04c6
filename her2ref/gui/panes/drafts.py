"""What was typed and is not in the library yet, in a small file for each place of writing until it is."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Final, NamedTuple

CLAIMED: Final = ".claimed"
"""Suffix of a draft that is being put into the library."""


class Draft(NamedTuple):
    """A text, the note that it was to change (None for a new note), and what that note said when the typing began."""

    text: str
    note: int | None = None
    base: str = ""
    target: str = ""


class Drafts:
    """The folder of drafts, for its owner alone. A disk that takes none is no error: a draft is the second net.

    They are not synced: what a kill leaves behind is enough, and a note is synced itself a moment later.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, place: str, draft: Draft) -> None:
        """No words are no draft: a deletion that was not carried out is not carried out later either."""
        if not draft.text.strip():
            self.drop(place)
            return
        path = self._path(place)
        fresh = path.with_suffix(".new")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(
                os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
            ) as file:
                json.dump({"place": place, **draft._asdict()}, file)
            os.replace(fresh, path)  # noqa: PTH105 - replaces in one step
        except OSError:
            return

    def drop(self, place: str) -> None:
        try:
            self._path(place).unlink(missing_ok=True)
        except OSError:
            return

    def of(self, place: str) -> Draft | None:
        found = _read(self._path(place))
        return found[1] if found is not None and found[0] == place else None

    def claim_all(self) -> dict[str, Draft]:
        """Takes every draft that can be read out of its place, so that no editor finds it there; by place. Those of a
        claim that did not end are among them. Each is then to be dropped with `end`, or put back with `give_up`."""
        found: dict[str, Draft] = {}
        try:
            files = [*self.folder.glob(f"*{CLAIMED}"), *self.folder.glob("*.json")]
        except OSError:
            return found
        for path in files:
            read = _read(path)
            if read is None:
                continue
            try:
                os.replace(path, self._path(read[0]).with_suffix(CLAIMED))  # noqa: PTH105
            except OSError:
                continue
            found[read[0]] = read[1]
        return found

    def end(self, place: str) -> None:
        """A claimed draft is in the library now."""
        try:
            self._path(place).with_suffix(CLAIMED).unlink(missing_ok=True)
        except OSError:
            return

    def give_up(self, place: str) -> None:
        """A claimed draft goes back to its place, unless there is a newer one."""
        path = self._path(place)
        try:
            if not path.exists():
                os.replace(path.with_suffix(CLAIMED), path)  # noqa: PTH105
        except OSError:
            return

    def _path(self, place: str) -> Path:
        return self.folder / (re.sub(r"[^\w.-]", "_", place, flags=re.ASCII) + ".json")


def _read(path: Path) -> tuple[str, Draft] | None:
    """A place and its draft; None for what is no draft. One of an earlier version has its target for its place."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    place, text, note = found.get("place", found.get("target")), found.get("text"), found.get("note")
    base, target = found.get("base", ""), found.get("target", "")
    if not (isinstance(place, str) and isinstance(text, str) and text.strip()):
        return None
    return place, Draft(text, note if type(note) is int else None, str(base or ""), str(target or ""))
