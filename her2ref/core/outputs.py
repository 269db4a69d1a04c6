"""Where a person's file may be written: nowhere among the program's own files, and in the place of an ordinary file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from her2ref.core.errors import RefusedFile
from her2ref.core.paths import Home

RULES: Final = ("policy.toml", "defaults.toml")
"""What those who run the machine write; in a folder given with `--home` it stands beside the library."""
UNDER_WAY: Final = (".restoring-", ".rescue-")
"""How the names of folders begin in which a library is made ready."""


def place_for(path: Path, home: Home | None = None) -> Path:
    """The full path at which a file for a person may be written, links followed to what they name.

    Raises `RefusedFile` for the files of the program itself, in `home` and in the usual folders; for a folder, device,
    pipe or socket; and where the folder of the file is not there. Nothing is made or changed here.
    """
    if path.name in ("", "-", ".."):
        raise _refused(f"“{path}” is not the name of a file.")
    try:
        target = path.resolve()
        kind = _kind(target)
        if any(_is_own(target, one) for one in (Home.find(), *((home,) if home is not None else ()))):
            raise _refused(f"{path} is one of the files that her2ref itself works with.")
        _need_folder(target.parent)
    except (OSError, ValueError, RuntimeError) as error:
        # a loop of links is a RuntimeError until Python 3.12
        reason = getattr(error, "strerror", "") or "its name cannot be used"
        raise _refused(f"The file {path} cannot be written ({reason}).") from None
    if kind == stat.S_IFDIR:
        raise _refused(f"{path} is a folder.")
    if kind not in (0, stat.S_IFREG):
        raise _refused(f"{path} is not an ordinary file.")
    return target


def _kind(target: Path) -> int:
    """The kind of file that is there, as `stat` calls it; 0 where there is none. Raises `OSError`."""
    try:
        return stat.S_IFMT(target.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _need_folder(folder: Path) -> None:
    """Raises `RefusedFile` where no file can be put because its folder is not there. It is not made: on a computer
    without the stick that is meant, it would be made on the disk that the file was to be safe from."""
    try:
        found = stat.S_ISDIR(folder.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        found = False
    if not found:
        raise RefusedFile(
            f"There is no folder {folder}.",
            next_step="Make it, or connect the disk that it is on, then try again.",
        )


def _is_own(target: Path, home: Home) -> bool:
    return any(_same(target, own) for own in (home.library, home.settings)) or any(
        _same(folder, own) for folder, own in _pairs(target, home)
    )


def _pairs(target: Path, home: Home) -> Iterator[tuple[Path, Path]]:
    """What would have to be the same for `target` to be the program's own: a folder that it lies in and one that is
    the program's throughout, or its folder and one in which its name is the program's."""
    for folder in target.parents:
        for own in (home.backups, home.damaged, home.drafts, home.cache, home.logs):
            yield folder, own
        if folder.name.startswith(UNDER_WAY):
            yield folder.parent, home.data
    name = target.name.casefold()
    if name.startswith(home.library.name) or name.endswith(".lock"):
        yield target.parent, home.data
    if name.startswith(f"{home.settings.stem}."):
        yield target.parent, home.config
    if name in RULES:
        yield target.parent, home.site


def _same(one: Path, other: Path) -> bool:
    """Whether two names are of one file or folder, whatever links and capital letters they are written with."""
    try:
        return os.path.samestat(one.stat(), other.stat())
    except (OSError, ValueError):
        return one == other.absolute()


def _refused(what: str) -> RefusedFile:
    return RefusedFile(
        what, safe="Nothing was written.", next_step="Choose another name, in a folder of your own."
    )
