"""What the repository promises about itself: pins without addresses, resources in the wheel, one identity."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import her2ref
from her2ref.core import identity

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_package_reaches_the_wheel() -> None:
    there = {
        ".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "her2ref").rglob("__init__.py")
    } | {"her2ref.resources"}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == there


@pytest.mark.parametrize("name", ["run", "dev", "build", "bench"])
def test_pins_carry_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links", text)
    pins = re.split(r"\n(?=[a-z0-9])", text.strip(), flags=re.IGNORECASE)
    assert pins
    for pin in pins:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", pin), pin[:80]
        assert "--hash=sha256:" in pin, pin[:80]


def test_the_qt_binding_is_held_below_the_broken_release_on_python_3_11() -> None:
    below = [d for d in PROJECT["project"]["dependencies"] if "python_version < '3.12'" in d]
    assert below == ["PySide6-Essentials>=6.8,<6.12; python_version < '3.12'"]
    pin = re.search(r"pyside6-essentials==(\d+)\.(\d+)", (ROOT / "requirements" / "run.txt").read_text())
    assert pin is not None
    assert (int(pin[1]), int(pin[2])) < (6, 12)


def test_one_version_and_one_identity() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", her2ref.__version__)
    assert f"## {her2ref.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert identity.PROFESSIONAL_USE in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


def test_the_sources_name_no_path_of_a_machine() -> None:
    for folder in ("her2ref", "tests", "installer", "resources", "requirements"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".toml", ".txt", ".md", ".json"} and path != Path(__file__):
                text = path.read_text(encoding="utf-8")
                assert not re.search(r"(?<!\w)/(home|root|Users)/[a-z]+/", text), path
