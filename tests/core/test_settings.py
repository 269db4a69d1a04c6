from __future__ import annotations

from pathlib import Path

import pytest

from her2ref.core.settings import DEFAULTS, Settings, policy_of


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


def test_a_policy_wins_over_the_person(tmp_path: Path) -> None:
    path, policy = tmp_path / "settings.json", tmp_path / "policy.toml"
    Settings(path).set(remember_choices=True, theme="dark")
    policy.write_text('remember_choices = false\ncolour = "blue"\ntext_scale = "large"\n')
    settings = Settings(path, policy)
    assert (settings.get("remember_choices"), settings.get("theme")) == (False, "dark")
    assert settings.get("text_scale") == DEFAULTS["text_scale"]
    assert settings.is_ruled("remember_choices")
    assert not settings.is_ruled("theme")
    settings.set(remember_choices=True, theme="light")
    assert settings.get("remember_choices") is False
    assert Settings(path).get("theme") == "light"


@pytest.mark.parametrize("text", ["", "{", "[1]", 'remember_choices = "no"', "a = " + "[" * 100_000, "\x00"])
def test_a_damaged_policy_has_no_effect(tmp_path: Path, text: str) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(text)
    settings = Settings(None, policy)
    assert {name: settings.get(name) for name in DEFAULTS} == DEFAULTS
    assert not settings.is_ruled("remember_choices")


def test_what_a_policy_rules_is_told_with_what_has_no_effect(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    assert policy_of(policy) == ({}, [])
    policy.write_text("remember_choices = false\nremembr_choices = true\ntheme = 1\n")
    rules, problems = policy_of(policy)
    assert rules == {"remember_choices": False}
    assert problems == ["remembr_choices is no setting", "theme is of another type"]
    policy.write_text("remember_choices = no")
    rules, problems = policy_of(policy)
    assert not rules
    assert "cannot be read" in problems[0]


def test_a_folder_in_the_place_of_a_policy_has_no_effect(tmp_path: Path) -> None:
    assert Settings(None, tmp_path).get("remember_choices") is True
