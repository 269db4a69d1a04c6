"""A small content set and a library made from it by the real road, for every room's tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from her2ref.core.log import LOG
from her2ref.core.paths import Home
from her2ref.core.setting import SETTINGS
from her2ref.library import opening
from tests.data import content


@pytest.fixture(autouse=True)
def _no_policy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is decided on the machine that runs the tests, by its policy or environment, decides nothing in them; its
    keyring is left alone."""
    monkeypatch.setattr("her2ref.core.settings.machine_folders", tuple)
    monkeypatch.setattr("her2ref.core.secrets.BACKENDS", {})
    for variable in [setting.variable for setting in SETTINGS.values()]:
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(autouse=True)
def _strict_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """What must not be logged raises here, and each test begins with an empty log in no folder."""
    LOG.end()
    LOG._waiting.clear()
    monkeypatch.setattr(LOG, "strict", True)


@pytest.fixture(scope="session")
def _resources_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return content.write(tmp_path_factory.mktemp("content") / "resources")


@pytest.fixture(scope="session")
def _library_once(tmp_path_factory: pytest.TempPathFactory, _resources_once: Path) -> Path:
    home = Home.at(tmp_path_factory.mktemp("home"))
    opening.take_care(home, _resources_once)
    return home.library


@pytest.fixture
def small_resources(tmp_path: Path, _resources_once: Path) -> Path:
    """A folder like `resources/` of its own for each test: six classes, a few mechanisms, drugs, trials, sources."""
    return Path(shutil.copytree(_resources_once, tmp_path / "resources"))


@pytest.fixture
def library_home(tmp_path: Path, _library_once: Path, small_resources: Path) -> Home:
    """A home with a migrated and seeded library that needs no care for `small_resources`. It holds no article."""
    home = Home.at(tmp_path / "home")
    home.data.mkdir()
    shutil.copyfile(_library_once, home.library)
    home.library.chmod(0o600)
    return home
