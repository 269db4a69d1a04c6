#!/usr/bin/env python3
"""Builds what a person installs: `build.py TARGET`, one function per target. Run by `python3 dev.py build`.

tar   dist/her2ref-VERSION-linux-ARCH.tar.gz: a one-folder frozen build. It is checked before it is called
      done: unpacked into a fresh folder and its `--self-check` run from `/` with an empty environment.
"""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from her2ref import __version__  # noqa: E402 - the checkout is on the path only now

EPOCH = 1_700_000_000
"""Time stamp of every file in the archive (seconds since 1970), so that two builds are the same bytes."""


def freeze() -> Path:
    """The frozen folder `dist/her2ref`, made by PyInstaller from `installer/her2ref.spec`."""
    environment = dict(os.environ, SOURCE_DATE_EPOCH=str(EPOCH), PYTHONHASHSEED="0")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    command += ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build")]
    subprocess.run([*command, str(ROOT / "installer" / "her2ref.spec")], check=True, env=environment)
    return ROOT / "dist" / "her2ref"


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = EPOCH
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def archive(folder: Path, target: Path) -> None:
    """Packs `folder` in a fixed order, with fixed owners and times."""
    with (
        target.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=EPOCH) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for path in sorted([folder, *folder.rglob("*")]):
            tar.add(path, str(path.relative_to(folder.parent)), recursive=False, filter=_plain)


def self_check(packed: Path) -> None:
    """Unpacks the archive elsewhere and runs its `--self-check` from `/`, with no display and no locale."""
    with tempfile.TemporaryDirectory(prefix="her2ref build ü ") as scratch:
        with tarfile.open(packed) as tar:
            tar.extractall(scratch, filter="data")
        program = Path(scratch) / "her2ref" / "her2ref"
        environment = {"PATH": "/usr/bin:/bin", "HOME": scratch, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([str(program), "--self-check"], check=True, cwd="/", env=environment, timeout=300)


def build_tar() -> Path:
    if sys.platform != "linux":
        raise SystemExit("The tar target is for Linux.")
    folder = freeze()
    target = ROOT / "dist" / f"her2ref-{__version__}-linux-{platform.machine()}.tar.gz"
    archive(folder, target)
    self_check(target)
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.0f} MB, unpacked {size / 1e6:.0f} MB")
    return target


TARGETS = {"tar": build_tar}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in TARGETS:
        print(f"usage: build.py {'|'.join(TARGETS)}", file=sys.stderr)
        return 2
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    TARGETS[arguments[0]]()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
