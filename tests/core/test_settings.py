from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from her2ref.core import settings as module
from her2ref.core.errors import Forbidden
from her2ref.core.paths import Home
from her2ref.core.setting import MEMORY, SETTINGS, Setting
from her2ref.core.settings import BUILT_IN, ENVIRONMENT, LINE, PERSON, POLICY, SITE, Settings

SOURCES = (POLICY, LINE, ENVIRONMENT, PERSON, SITE)
"""From the strongest to the weakest; what is built in comes last."""
DEFAULTS = {name: setting.default for name, setting in SETTINGS.items()}


def others(setting: Setting) -> list[Any]:
    """Five values of a setting, neighbours different from each other wherever there are two values at all."""
    if setting.type is bool:
        return [
            not setting.default,
            setting.default,
            not setting.default,
            setting.default,
            not setting.default,
        ]
    if setting.choices:
        values = [choice for choice, _ in setting.choices if choice != setting.default]
        return [values[n % len(values)] for n in range(5)]
    low = 0 if setting.low is None else setting.low
    step = 1 if setting.type is int else 0.1
    return [setting.check(setting.type(low + step * n)) for n in range(5)]


def toml(name: str, value: Any) -> str:
    return f"{name} = {json.dumps(value)}\n"


class Machine:
    """A home and a machine's folder into which each source can be told to say something."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = Home.at(folder / "home")
        self.site = folder / "site"
        self.site.mkdir(parents=True)
        self.given: dict[str, Any] = {}
        self._patch = monkeypatch
        monkeypatch.setattr(module, "machine_folders", lambda: (self.site,))

    def say(self, source: str, setting: Setting, value: Any) -> None:
        says: dict[str, Callable[[], object]] = {
            POLICY: lambda: (self.site / "policy.toml").write_text(toml(setting.name, value)),
            LINE: lambda: self.given.update({setting.name: value}),
            ENVIRONMENT: lambda: self._patch.setenv(setting.variable, setting.told(value)),
            PERSON: lambda: Settings(self.home.settings).set({setting.name: value}),
            SITE: lambda: (self.site / "defaults.toml").write_text(toml(setting.name, value)),
        }
        says[source]()

    def settings(self) -> Settings:
        return Settings.of(self.home, self.given)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_the_strongest_source_decides_each_setting(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = dict(zip(SOURCES, others(setting), strict=True))
    for count in range(len(SOURCES) + 1):
        for number, chosen in enumerate(combinations(SOURCES, count)):
            with monkeypatch.context() as patch:
                machine = Machine(tmp_path / f"{count}-{number}", patch)
                for source in chosen:
                    machine.say(source, setting, values[source])
                settings = machine.settings()
                expected = chosen[0] if chosen else BUILT_IN
                assert settings.source_of(setting.name) == expected
                assert settings.get(setting.name) == values.get(expected, setting.default)
                assert settings.is_ruled(setting.name) == (POLICY in chosen)
                assert bool(settings.locked(setting.name)) == (expected in (POLICY, LINE, ENVIRONMENT))
                assert settings.problems == ()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_who_decides_is_told(machine: Machine) -> None:
    for source, name in (
        (POLICY, "allow.notes"),
        (LINE, "theme"),
        (ENVIRONMENT, "text_scale"),
        (SITE, "backup.keep"),
    ):
        machine.say(source, SETTINGS[name], others(SETTINGS[name])[0])
    settings = machine.settings()
    assert settings.locked("allow.notes") == f"Managed by your organisation ({machine.site / 'policy.toml'})."
    assert settings.locked("theme") == "Given on the command line for this session."
    assert settings.locked("text_scale") == "Given by HER2REF_TEXT_SCALE for this session."
    assert settings.locked("backup.keep") == ""
    assert settings.place_of("backup.keep") == str(machine.site / "defaults.toml")
    assert settings.place_of("first_run_done") == ""


def test_another_home_does_not_leave_the_policy_of_the_machine_behind(machine: Machine) -> None:
    """A person may carry a folder with a policy of its own; the machine's is stronger."""
    machine.say(POLICY, SETTINGS["allow.notes"], False)
    machine.home.policy.parent.mkdir()
    machine.home.policy.write_text("allow.notes = true\nallow.exports = false\n")
    settings = machine.settings()
    assert (settings.get("allow.notes"), settings.get("allow.exports")) == (False, False)
    assert settings.place_of("allow.exports") == str(machine.home.policy)


@pytest.mark.parametrize("value", ["maybe", "2.5x"])
def test_a_wrong_value_of_the_environment_is_told_and_has_no_effect(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HER2REF_TEXT_SCALE", value)
    monkeypatch.setenv("HER2REF_THEME", "")
    settings = machine.settings()
    assert settings.get("text_scale") == 1.0
    assert settings.problems == ("HER2REF_TEXT_SCALE is not a number, so it has no effect.",)


def test_what_was_set_is_there_next_time(tmp_path: Path) -> None:
    Settings(tmp_path / "in" / "settings.json").set(
        {"backup.keep": 7}, theme="dark", text_scale=1.5, geometry="AA=="
    )
    again = Settings(tmp_path / "in" / "settings.json")
    assert (again.get("theme"), again.get("text_scale"), again.get("backup.keep")) == ("dark", 1.5, 7)
    assert (again.get("geometry"), again.get("columns")) == ("AA==", "")
    assert stat.S_IMODE((tmp_path / "in" / "settings.json").stat().st_mode) == 0o600


def test_a_choice_can_be_taken_back(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.set(theme="dark")
    settings.reset("theme")
    settings.reset("text_scale")
    assert settings.source_of("theme") == BUILT_IN
    assert Settings(tmp_path / "settings.json").source_of("theme") == BUILT_IN


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '{"theme": 3, "first_run_done": "perhaps"}', "\x00", "[" * 100_000]
)
def test_a_damaged_file_means_the_usual_values(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    settings = Settings(path)
    assert {name: settings.get(name) for name in DEFAULTS} == DEFAULTS
    assert all(settings.get(name) == "" for name in MEMORY)
    assert settings.problems
    assert all(str(path) in problem for problem in settings.problems)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "settings.json"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    settings = Settings(path)
    assert settings.get("theme") == "system"
    assert "cannot be read" in " ".join(settings.problems)
    settings.set(theme="dark")
    assert Settings(path).get("theme") == "dark"
    assert os.path.lexists(path.with_suffix(".damaged"))


def test_a_damaged_file_is_set_aside_and_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{ not quite")
    Settings(path).set(theme="dark")
    assert path.with_suffix(".damaged").read_text() == "{ not quite"
    assert Settings(path).get("theme") == "dark"
    assert Settings(path).problems == ()


def test_what_another_version_knows_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"of.later": [1], "theme": "dark"}')
    Settings(path).set(text_scale=1.5)
    assert json.loads(path.read_text()) == {"of.later": [1], "theme": "dark", "text_scale": 1.5}


def test_two_processes_do_not_undo_each_others_choices(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    window, command = Settings(path), Settings(path)
    assert window.get("theme") == "system"
    command.set(theme="dark")
    window.set(geometry="AA==")
    again = Settings(path)
    assert (again.get("theme"), again.get("geometry")) == ("dark", "AA==")


def test_a_setting_that_is_not_declared_or_wrong_is_a_mistake(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    with pytest.raises(KeyError):
        settings.set(colour="blue")
    with pytest.raises(ValueError, match="is not one of"):
        settings.set(theme="blue")
    assert not (tmp_path / "settings.json").exists()


def test_a_disk_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings = Settings(blocked / "settings.json")
    settings.set(theme="light")
    settings.set(text_scale=1.5)
    assert (settings.get("theme"), settings.get("text_scale")) == ("light", 1.5)
    assert not settings.is_kept
    blocked.unlink()
    settings.set(text_scale=2.0)
    assert settings.is_kept
    assert Settings(blocked / "settings.json").get("theme") == "light"


def test_without_a_path_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HER2REF_THEME", "light")
    settings = Settings(None)
    assert settings.get("theme") == "system"
    settings.set(theme="dark")
    settings.set(text_scale=1.5)
    assert (settings.get("theme"), settings.get("text_scale")) == ("dark", 1.5)
    assert Settings(None).get("theme") == "system"


def test_a_persons_choice_is_kept_though_a_policy_decides(machine: Machine) -> None:
    machine.say(POLICY, SETTINGS["remember_choices"], False)
    settings = machine.settings()
    settings.set(remember_choices=True, theme="light")
    assert settings.get("remember_choices") is False
    (machine.site / "policy.toml").unlink()
    assert machine.settings().get("remember_choices") is True


def test_listeners_hear_what_changed_in_force_and_nothing_else(machine: Machine) -> None:
    machine.say(POLICY, SETTINGS["theme"], "dark")
    settings, heard = machine.settings(), list[frozenset[str]]()
    settings.subscribe(heard.append)
    settings.set(theme="light")
    settings.set(text_scale=1.0)
    settings.set(text_scale=1.5, geometry="AA==")
    settings.reset("text_scale")
    settings.unsubscribe(heard.append)
    settings.set(text_scale=2.0)
    assert heard == [{"text_scale"}, {"text_scale"}]


def test_what_is_switched_off_says_by_whom(machine: Machine) -> None:
    settings = machine.settings()
    settings.require("allow.notes")
    assert settings.refusal("allow.notes") == ""
    settings.set({"allow.notes": False})
    assert settings.refusal("allow.notes") == "Writing notes is switched off in the settings."
    with pytest.raises(Forbidden, match=r"her2ref settings allow\.notes on"):
        settings.require("allow.notes")
    machine.say(POLICY, SETTINGS["allow.notes"], False)
    ruled = machine.settings()
    assert ruled.refusal("allow.notes") == "Writing notes is switched off by your organisation."
    with pytest.raises(Forbidden, match="Ask those who look after this computer"):
        ruled.require("allow.notes")


def test_where_no_file_is_nothing_is_imported_to_read_it(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The road of every ordinary start."""
    monkeypatch.delitem(__import__("sys").modules, "her2ref.core.policy", raising=False)
    machine.settings().get("theme")
    assert "her2ref.core.policy" not in __import__("sys").modules


def test_a_wrong_value_of_a_person_is_the_cautious_one_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"allow.notes": 0, "allow.exports": "off", "theme": "dark", "backup.daily": 0}')
    monkeypatch.setenv("HER2REF_ALLOW_NETWORK", "nope")
    settings = Settings(path)
    assert [settings.get(n) for n in ("allow.notes", "allow.exports", "allow.network")] == [False] * 3
    assert (settings.get("backup.daily"), settings.get("theme")) == (True, "dark")
    assert settings.is_meant("allow.exports")
    assert not settings.is_meant("allow.notes")
    assert str(path) in settings.refusal("allow.notes")
    assert "HER2REF_ALLOW_NETWORK" in settings.refusal("allow.network")
    assert sum("counts as off" in problem for problem in settings.problems) == 2
    settings.set({"allow.notes": True})
    assert settings.get("allow.notes")
    assert Settings(path).is_meant("allow.notes")


def test_the_advice_after_a_refusal_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def advice(settings: Settings) -> str:
        with pytest.raises(Forbidden) as told:
            settings.require("allow.exports")
        return told.value.next_step

    path = tmp_path / "settings.json"
    assert "command line" in advice(Settings(path, given={"allow.exports": False}))
    own = Settings(path)
    own.set({"allow.exports": False})
    assert advice(own) == "`her2ref settings allow.exports on` allows it."
    monkeypatch.setenv("HER2REF_ALLOW_EXPORTS", "off")
    assert advice(Settings(path)) == "Take HER2REF_ALLOW_EXPORTS out of the environment."
    (tmp_path / "policy.toml").write_text("allow.exports = false")
    assert advice(Settings(path, [tmp_path])) == "Ask those who look after this computer."
