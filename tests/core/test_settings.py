from __future__ import annotations

from pathlib import Path

import pytest

from her2ref.core.settings import DEFAULTS, Settings


def test_what_was_set_is_there_next_time(tmp_path: Path) -> None:
    Settings(tmp_path / "in" / "settings.json").set(theme="dark", text_scale=1.5)
    again = Settings(tmp_path / "in" / "settings.json")
    assert (again.get("theme"), again.get("text_scale")) == ("dark", 1.5)
    assert again.get("geometry") == DEFAULTS["geometry"]


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"theme": 3, "first_run_done": "yes"}'])
def test_a_damaged_file_means_the_defaults(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    assert {name: Settings(path).get(name) for name in DEFAULTS} == DEFAULTS


def test_a_setting_that_is_not_declared_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Settings(tmp_path / "settings.json").set(colour="blue")


def test_a_disk_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings = Settings(blocked / "settings.json")
    settings.set(theme="light")
    assert settings.get("theme") == "light"


def test_without_a_path_nothing_is_kept(tmp_path: Path) -> None:
    settings = Settings(None)
    settings.set(theme="dark")
    assert settings.get("theme") == "dark"
    assert Settings(None).get("theme") == "system"
