"""What was typed and is not in the library yet, in a small file for each place of writing until it is."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

CLAIMED: Final = ".claimed"
"""Suffix of a draft that is being put into the library."""


class Draft(NamedTuple):
    """A text, the lasting name of the note that it was to change (none for a new note), and what that note said when
    the typing began. `note` is the number that stands there instead in a draft of an earlier version."""

    text: str
    note: int | None = None
    base: str = ""
    target: str = ""
    uid: str = ""


class Claim(NamedTuple):
    """A draft that was taken out of its place, and the file that keeps it meanwhile."""

    place: str
    draft: Draft
    path: Path


class Drafts:
    """The folder of drafts, for its owner alone. A disk that takes none is no error: a draft is the second net.

    They are not synced: what a kill leaves behind is enough, and a note is synced itself a moment later.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, place: str, draft: Draft) -> None:
        """No words are no draft: a deletion that was not carried out is not carried out later either. Where the folder
        of the library is gone, as with a stick that was pulled out, none is made in its place."""
        if not draft.text.strip():
            self.drop(place)
            return
        path = self._path(place)
        fresh = path.with_suffix(".new")
        try:
            self.folder.mkdir(exist_ok=True, mode=0o700)
            with os.fdopen(
                os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
            ) as file:
                json.dump({"place": place, **draft._asdict()}, file)
            os.replace(fresh, path)  # noqa: PTH105 - replaces in one step
        except OSError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)

    def drop(self, place: str) -> None:
        with suppress(OSError):
            self._path(place).unlink(missing_ok=True)

    def of(self, place: str) -> Draft | None:
        found = _read(self._path(place))
        return found[1] if found is not None and found[0] == place else None

    def claim_all(self) -> list[Claim]:
        """Takes every draft that can be read out of its place, so that no editor finds it there or writes over it, the
        oldest first. Those of claims that did not end are among them. Each is then to be dropped with `end`, or put
        back with `give_up`."""
        try:
            files = sorted((*self.folder.glob(f"*{CLAIMED}"), *self.folder.glob("*.json")), key=_age)
        except OSError:
            return []
        found: list[Claim] = []
        for path in files:
            read = _read(path)
            if read is None:
                continue
            claimed = path
            if path.suffix != CLAIMED:
                claimed = path.with_suffix(f".{os.urandom(8).hex()}{CLAIMED}")
                try:
                    path.rename(claimed)
                except OSError:
                    continue
            found.append(Claim(*read, claimed))
        return found

    def end(self, claim: Claim) -> None:
        """A claimed draft is in the library now."""
        with suppress(OSError):
            claim.path.unlink(missing_ok=True)

    def give_up(self, claim: Claim) -> None:
        """A claimed draft goes back to its place. Where another one is there by now, or the disk does not let it, it
        stays claimed, and the next start takes it up."""
        with suppress(OSError):
            os.link(claim.path, self._path(claim.place))  # unlike a renaming never over another file
            claim.path.unlink()

    def _path(self, place: str) -> Path:
        return self.folder / (re.sub(r"[^\w.-]", "_", place, flags=re.ASCII) + ".json")


def _age(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _read(path: Path) -> tuple[str, Draft] | None:
    """A place and its draft; None for what is no draft. One of an earlier version has its target for its place."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    place, text, note = found.get("place", found.get("target")), found.get("text"), found.get("note")
    base, target, uid = (str(found.get(name) or "") for name in ("base", "target", "uid"))
    if not (isinstance(place, str) and isinstance(text, str) and text.strip()):
        return None
    return place, Draft(text, note if type(note) is int else None, base, target, uid)
