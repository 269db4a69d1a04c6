#!/usr/bin/env python3
"""One command for each thing a developer does. Standard library only; Python 3.11 to 3.13.

python3 dev.py run [ARGS...]    make .venv, install, open the window
python3 dev.py test [ARGS...]   the same, then the test suite (ARGS go to pytest)
python3 dev.py check            format, lint, types, architecture, content
python3 dev.py bench [--full]   speed and memory, side by side with peers
python3 dev.py shots [FOLDER]   pictures of the real window, drawn offscreen
python3 dev.py build TARGET     installers (see installer/README.md); first of all: tar
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PINS = {
    "run": [ROOT / "requirements" / "run.txt"],
    "dev": [ROOT / "requirements" / "dev.txt"],
    "build": [ROOT / "requirements" / "dev.txt", ROOT / "requirements" / "build.txt"],
    "bench": [ROOT / "requirements" / "dev.txt", ROOT / "requirements" / "bench.txt"],
}
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
}
"""What Qt loads on Linux, and the Debian package that brings it."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def stop(text: str, code: int = 3) -> SystemExit:
    say(text)
    return SystemExit(code)


def missing_packages() -> list[str]:
    """Debian packages that this machine lacks: venv, Qt's libraries, a font."""
    lacking = []
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        lacking.append("python3-venv")
    if sys.platform != "linux":
        return lacking
    for soname, package in QT_LIBRARIES.items():
        try:
            ctypes.CDLL(soname)
        except OSError:
            lacking.append(package)
    if not any(Path("/usr/share/fonts").rglob("*.[ot]tf")):
        lacking.append("fonts-dejavu-core")
    return lacking


def system_packages() -> None:
    """Installs what is missing when run as root on a Debian; otherwise says the one line to type."""
    lacking = missing_packages()
    if not lacking:
        return
    line = "apt-get install -y --no-install-recommends " + " ".join(lacking)
    if shutil.which("apt-get") is None:
        raise stop(f"her2ref needs these system packages (Debian's names): {' '.join(lacking)}")
    if os.geteuid() != 0:
        raise stop(
            f"This machine lacks system packages. Type this line, then run the command again:\n  sudo {line}"
        )
    say(f"Installing system packages: {' '.join(lacking)}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    wait = ["-o", "DPkg::Lock::Timeout=120"]  # another apt may be at work
    subprocess.run(["apt-get", *wait, "update", "-q"], check=False, stdout=sys.stderr, env=environment)
    command, *words = line.split()
    if subprocess.run([command, *wait, *words], check=False, stdout=sys.stderr, env=environment).returncode:
        raise stop(
            f"The system packages could not be installed (see above). Type this line, then try again:\n  {line}"
        )


def python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def prepare(kind: str) -> Path:
    """Makes `.venv` and installs the pinned packages of `kind`, once per change of the pins."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise stop(f"her2ref needs Python 3.11 to 3.13; this is {sys.version.split()[0]}.")
    system_packages()
    files = PINS[kind]
    text = b"".join(p.read_bytes() for p in (*files, ROOT / "pyproject.toml"))
    stamp = VENV / f"{kind}.stamp"
    mark = hashlib.sha256(text + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == mark and python().exists():
        return python()
    if not python().exists():
        say("Making .venv ...")
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True, stdout=sys.stderr)
    pip = [str(python()), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    for pins in files:
        say(f"Installing {pins.relative_to(ROOT)} (once) ...")
        _install([*pip, "install", "--require-hashes", "--only-binary", ":all:", "-r", str(pins)])
    _install([*pip, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(mark)
    return python()


def _install(command: list[str]) -> None:
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        raise stop(
            "The Python packages could not be installed (see above). Nothing of yours was changed. "
            "Check the network or the proxy, then run the command again."
        )


def call(command: list[str], *, offscreen: bool = False) -> int:
    environment = dict(os.environ)
    if offscreen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def display() -> bool:
    shown = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in shown)


def run(arguments: list[str]) -> int:
    if not arguments and not display():
        say("There is no display here (DISPLAY is not set), so no window can open.")
        say("`python3 dev.py shots` draws pictures of the real window into shots/ instead.")
        return 3
    return call([str(prepare("run")), "-m", "her2ref", *arguments])


def test(arguments: list[str]) -> int:
    return call([str(prepare("dev")), "-m", "pytest", *arguments], offscreen=True)


def check(arguments: list[str]) -> int:
    if arguments:
        raise stop("usage: python3 dev.py check", 2)
    py = str(prepare("dev"))
    steps = {
        "format": ["ruff", "format", "--check", "."],
        "lint": ["ruff", "check", "."],
        "types": ["mypy"],
        "architecture": ["pytest", "-q", "tests/test_architecture.py"],
        "content": ["her2ref", "content", "check"],
    }
    failed = []
    for name, command in steps.items():
        say(f"== {name}")
        if call([py, "-m", *command], offscreen=True):
            failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "all clean")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    return call([str(prepare("bench")), "-m", "tests.benchmarks", *arguments], offscreen=True)


def shots(arguments: list[str]) -> int:
    return call([str(prepare("dev")), "-m", "tests.stories.shots", *arguments], offscreen=True)


def build(arguments: list[str]) -> int:
    if not arguments:
        raise stop("usage: python3 dev.py build TARGET (tar)", 2)
    return call([str(prepare("build")), str(ROOT / "installer" / "build.py"), *arguments], offscreen=True)


COMMANDS = {"run": run, "test": test, "check": check, "bench": bench, "shots": shots, "build": build}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        say(__doc__ or "")
        return 0 if arguments[:1] in (["--help"], ["-h"]) else 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
