"""Where a library lies, and why that may be no good place for it: mirrored folders, shares, sticks.

A file that several computers write is damaged by what only copies it: a mirror moves a half-written library or two
versions of it, and a share does not keep writers apart the way SQLite needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

CLOUD: Final[dict[str, str]] = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "drivefs": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "box": "Box",
    "box sync": "Box",
    "seafile": "Seafile",
    "syncthing": "Syncthing",
    "pcloud": "pCloud",
    "pclouddrive": "pCloud",
    "mega": "MEGA",
    "megasync": "MEGA",
    "tresorit": "Tresorit",
    "hidrive": "HiDrive",
}
"""What folders are called that such a program mirrors, folded; also followed by " - NAME" or "-NAME"."""

VARIABLES: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
"""What Windows says about its own mirrored folders."""

SIGNS: Final = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".sync_folder": "a sync program",
    ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
}
"""Files that such a program leaves in the folder that it mirrors, whatever that is called."""

SHARES: Final = frozenset(
    (
        *(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "9p",
            "afs",
            "afpfs",
            "ncpfs",
            "coda",
            "ceph",
        ),
        *("webdav", "davfs", "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.rclone", "fuse.gvfsd-fuse"),
        *(
            "fuse.glusterfs",
            "glusterfs",
            "lustre",
            "gfs2",
            "ocfs2",
            "fuse.s3fs",
            "fuse.smbnetfs",
            "prl_fs",
            "vboxsf",
        ),
    )
)
"""Kinds of file systems that lie on another computer."""

REMOVABLE, REMOTE = 2, 4
"""What Windows answers for the kind of a drive."""


class Machine(NamedTuple):
    """What is asked of the computer, so that a test can answer instead."""

    platform: str = sys.platform
    variables: Mapping[str, str] = os.environ
    mounts: Callable[[], str] = lambda: _text(Path("/proc/self/mountinfo"))
    is_removable: Callable[[str], bool] = lambda device: _says_removable(device)
    kind_of_drive: Callable[[str], int] = lambda root: _kind_of_drive(root)
    mounted: Callable[[], str] = lambda: _mounted_on_mac()


def warnings(path: Path, machine: Machine | None = None) -> list[str]:
    """A sentence for each reason why the folder of `path` is no good place for a library; none where it is. Asks the
    system and a few folders, never a file of the library; never raises."""
    machine = machine or Machine()
    found = []
    mirror = _mirror(path, machine)
    if mirror:
        found.append(
            f"The library lies in a folder that {mirror} mirrors ({path.parent}): it may be damaged or replaced by an "
            "older one there. Keep it in an ordinary folder and let backups go to the mirrored one."
        )
    kind = _kind(path, machine)
    if kind == "share":
        found.append(
            f"The library lies on a network share ({path.parent}): two computers that write it may damage it. Keep it "
            "on this computer and let backups go to the share."
        )
    elif kind == "stick":
        found.append(
            f"The library lies on a disk that can be pulled out ({path.parent}): end her2ref and eject it first."
        )
    return found


def _mirror(path: Path, machine: Machine) -> str:
    """The name of the program that mirrors the folder, or nothing."""
    for name in VARIABLES:
        root = machine.variables.get(name, "")
        if root and _lies_in(path, root):
            return "OneDrive"
    for folder in path.parents:
        name = folder.name.casefold()
        if "cloudstorage" in (name, folder.parent.name.casefold()) and machine.platform == "darwin":
            return CLOUD.get(name.split("-")[0].strip(), "a cloud program")
        for called, program in CLOUD.items():
            if name == called or (name.startswith(called) and name[len(called) :].lstrip()[:1] in ("-", "(")):
                return program
        for sign, program in SIGNS.items():
            if os.path.lexists(folder / sign):
                return program
    return ""


def _lies_in(path: Path, root: str) -> bool:
    parts = [part.casefold() for part in type(path)(root).parts]
    return bool(parts) and [part.casefold() for part in path.parts[: len(parts)]] == parts


def _kind(path: Path, machine: Machine) -> str:
    """ "share", "stick" or nothing."""
    if machine.platform == "win32":
        text = str(path)
        if text.startswith(("\\\\", "//")) and not text.startswith(("\\\\?\\", "\\\\.\\")):
            return "share"
        if text.startswith("\\\\?\\UNC\\"):
            return "share"
        root = text.removeprefix("\\\\?\\")[:3]
        return {REMOTE: "share", REMOVABLE: "stick"}.get(machine.kind_of_drive(root), "")
    if machine.platform == "darwin":
        return _of_mount(*_mount(path, _of_mac(machine.mounted())), machine)
    return _of_mount(*_mount(path, _of_linux(machine.mounts())), machine)


def _of_mount(kind: str, device: str, place: str, machine: Machine) -> str:
    if kind.casefold() in SHARES:
        return "share"
    carried = ("/media/", "/run/media/", "/Volumes/")
    if machine.is_removable(device) or (place.startswith(carried) and device.startswith("/dev/")):
        return "stick"
    return ""


Mounts = list[tuple[str, str, str]]
"""Place, kind and device of each file system."""


def _mount(path: Path, mounts: Mounts) -> tuple[str, str, str]:
    """Kind, device and place of the file system that holds a path: the one whose place is the longest beginning."""
    name = _real(path)
    best = ("", "", "")
    for place, kind, device in mounts:
        if (name == place or name.startswith(place.rstrip("/") + "/")) and len(place) >= len(best[2]):
            best = (kind, device, place)
    return best


def _real(path: Path) -> str:
    try:
        return str(path.resolve())
    except (OSError, RuntimeError):
        return str(path)


def _of_linux(text: str) -> Mounts:
    """From lines such as "36 35 98:0 /in /place rw,noatime - ext3 /dev/root rw", spaces as \\040."""
    found = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        left, right = before.split(), after.split()
        if len(left) > 4 and len(right) > 1:
            place = (
                left[4].encode("latin-1", "replace").decode("unicode_escape") if "\\" in left[4] else left[4]
            )
            found.append((place, right[0], right[1]))
    return found


def _of_mac(text: str) -> Mounts:
    """From lines such as "/dev/disk3s1 on /Volumes/STICK (msdos, local, nodev)"."""
    found = []
    for line in text.splitlines():
        device, _, rest = line.partition(" on ")
        place, _, kind = rest.rpartition(" (")
        if place:
            found.append((place, kind.split(",")[0].strip(" )"), device))
    return found


def _says_removable(device: str) -> bool:
    """Whether Linux calls the disk of a device such as /dev/sdb1 one that can be taken out."""
    name = device.rpartition("/")[2]
    if not device.startswith("/dev/") or not name:
        return False
    for disk in (name, name.rstrip("0123456789"), name.rstrip("0123456789").removesuffix("p")):
        if _text(Path("/sys/block") / disk / "removable").strip() == "1":
            return True
    return False


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _kind_of_drive(root: str) -> int:
    import ctypes

    kernel = getattr(ctypes, "windll", None)
    return int(kernel.kernel32.GetDriveTypeW(root)) if kernel is not None else 0


def _mounted_on_mac() -> str:
    import subprocess

    try:
        done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
