from __future__ import annotations

import sys
from pathlib import Path

import pytest

from her2ref.core import paths


def test_the_checkout_has_its_resources() -> None:
    assert (paths.resources() / "content.toml").is_file()


def test_a_frozen_bundle_looks_inside_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"


def test_home_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HER2REF_HOME", str(tmp_path / "environment"))
    assert paths.Home.find(tmp_path / "given").library == tmp_path / "given" / "library.sqlite"
    assert paths.Home.find().data == tmp_path / "environment"


def test_without_either_the_platform_decides_and_nothing_is_created(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HER2REF_HOME", raising=False)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    home = paths.Home.find()
    assert home.data.name == "her2ref"
    assert list(tmp_path.iterdir()) == []


def test_the_policy_is_the_machines_unless_everything_is_under_one_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert paths.Home.at(tmp_path).policy == tmp_path / "policy.toml"
    monkeypatch.delenv("HER2REF_HOME", raising=False)
    home = paths.Home.find()
    assert home.policy.name == "policy.toml"
    assert home.site != home.config
