"""The developer's command, as far as it can be tried without installing anything."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_a_command_it_explains_itself(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 2
    assert "python3 dev.py run" in capsys.readouterr().err


def test_run_without_a_display_offers_pictures(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "display", lambda: False)
    monkeypatch.setattr(dev, "prepare", lambda kind: pytest.fail(f"installed {kind} for nothing"))
    assert dev.run([]) == 3
    assert "dev.py shots" in capsys.readouterr().err


def test_missing_packages_are_named_for_one_who_is_not_root(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "missing_packages", lambda: ["python3-venv", "libegl1"])
    monkeypatch.setattr(dev.shutil, "which", lambda _name: "apt-get")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(SystemExit) as stopped:
        dev.system_packages()
    assert stopped.value.code == 3
    line = capsys.readouterr().err.strip().splitlines()[-1].strip()
    assert line == "sudo apt-get install -y --no-install-recommends python3-venv libegl1"


def test_a_python_that_is_too_old_is_refused(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    with pytest.raises(SystemExit):
        dev.prepare("run")
    assert "3.11 to 3.13" in capsys.readouterr().err
