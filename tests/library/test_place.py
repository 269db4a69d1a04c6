"""Mirrored folders, shares and sticks are told; an ordinary folder is not."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from her2ref.library import place
from her2ref.library.place import Machine, warnings

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/clinic rw - cifs //server/homes rw,vers=3.0
31 22 0:41 / /mnt/nfs rw - nfs4 server:/export rw
32 22 0:42 / /mnt/ssh rw - fuse.sshfs me@server: rw
33 22 8:17 / /run/media/me/MY\\040STICK rw - vfat /dev/sdb1 rw
34 22 8:33 / /data rw - ext4 /dev/sdc1 rw
35 22 0:43 / /mnt/nine rw - 9p share rw
"""


def linux(removable: str = "") -> Machine:
    return Machine(
        platform="linux", variables={}, mounts=lambda: MOUNTS, is_removable=lambda device: device == removable
    )


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("/srv/me/.local/share/her2ref", ""),
        ("/data/her2ref", ""),
        ("/srv/clinic/her2ref", "network share"),
        ("/mnt/nfs/a", "network share"),
        ("/mnt/ssh", "network share"),
        ("/mnt/nine/a", "network share"),
        ("/mnt/nfsother", ""),
        ("/run/media/me/MY STICK/her2ref", "pulled out"),
        ("/srv/me/Dropbox/her2ref", "Dropbox"),
        ("/srv/me/Nextcloud/a/b", "Nextcloud"),
        ("/srv/me/OneDrive - Example Clinic/her2ref", "OneDrive"),
        ("/srv/me/Dropbox (Private)/her2ref", "Dropbox"),
        ("/srv/me/Google Drive/her2ref", "Google Drive"),
        ("/srv/me/Box/her2ref", "Box"),
        ("/srv/me/Boxes/her2ref", ""),
        ("/srv/me/megabytes/her2ref", ""),
    ],
)
def test_a_folder_on_linux(folder: str, words: str) -> None:
    found = warnings(Path(folder) / "library.sqlite", linux())
    assert bool(found) == bool(words), found
    assert words in " ".join(found)
    assert all(sentence.endswith(".") for sentence in found)


def test_a_disk_that_the_system_calls_removable() -> None:
    assert "pulled out" in warnings(Path("/data/library.sqlite"), linux("/dev/sdc1"))[0]


def test_both_can_be_wrong() -> None:
    assert len(warnings(Path("/srv/clinic/Dropbox/library.sqlite"), linux())) == 2


def test_a_sync_program_is_known_by_what_it_leaves(tmp_path: Path) -> None:
    machine = Machine(platform="linux", variables={}, mounts=lambda: "", is_removable=lambda _device: False)
    folder = tmp_path / "ordinary" / "her2ref"
    folder.mkdir(parents=True)
    assert warnings(folder / "library.sqlite", machine) == []
    (tmp_path / "ordinary" / ".stfolder").mkdir()
    assert "Syncthing" in warnings(folder / "library.sqlite", machine)[0]


class Windows(PureWindowsPath):
    """A path of Windows on any system."""

    def resolve(self) -> Windows:
        return self


def on_windows(path: str, kind: int = 3, **variables: str) -> list[str]:
    machine = Machine(platform="win32", variables=variables, kind_of_drive=lambda _root: kind)
    given: Any = PureWindowsPath(path) / "library.sqlite"
    return warnings(given, machine)


def test_a_folder_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.os.path, "lexists", lambda _path: False)
    assert on_windows(r"C:\Users\me\AppData\Local\her2ref") == []
    assert "OneDrive" in on_windows(r"C:\Users\me\Cloud\her2ref", OneDriveCommercial=r"c:\users\ME\cloud")[0]
    assert on_windows(r"C:\Users\me\Clouds\her2ref", OneDrive=r"C:\Users\me\Cloud") == []
    assert "network share" in on_windows(r"\\server\share\her2ref")[0]
    assert "network share" in on_windows("H:\\her2ref", kind=4)[0]
    assert "pulled out" in on_windows("E:\\her2ref", kind=2)[0]


def test_a_folder_on_a_mac() -> None:
    mounted = (
        "/dev/disk3s1 on / (apfs, local)\n//me@server/share on /Volumes/share (smbfs, nodev)\n"
        "/dev/disk4s1 on /Volumes/MY STICK (msdos, local)\n"
    )
    machine = Machine(
        platform="darwin", variables={}, mounted=lambda: mounted, is_removable=lambda _device: False
    )
    at = {
        "/srv/me/Library/Application Support/her2ref": "",
        "/Volumes/share/her2ref": "network share",
        "/Volumes/MY STICK/her2ref": "pulled out",
        "/srv/me/Library/Mobile Documents/com~apple~CloudDocs/her2ref": "iCloud",
        "/srv/me/Library/CloudStorage/OneDrive-Clinic/her2ref": "OneDrive",
    }
    for folder, words in at.items():
        found = warnings(Path(folder) / "library.sqlite", machine)
        assert bool(found) == bool(words), folder
        assert words in " ".join(found)


def test_this_computer_can_be_asked(tmp_path: Path) -> None:
    assert isinstance(warnings(tmp_path / "library.sqlite"), list)
