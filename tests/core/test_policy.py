from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from her2ref.core import policy
from her2ref.core import settings as module
from her2ref.core.paths import machine_folders
from her2ref.core.setting import SETTINGS, Setting
from her2ref.core.settings import POLICY, Settings

CAUTIOUS = [name for name, setting in SETTINGS.items() if setting.cautious is not None]


def ruled_by(folder: Path, text: str) -> Settings:
    (folder / "policy.toml").write_text(text, encoding="utf-8")
    return Settings(folder / "settings.json", [folder])


def test_tables_and_full_names_mean_the_same(tmp_path: Path) -> None:
    for text in (
        "[allow]\nnotes = false\n",
        "allow.notes = false",
        '"allow.notes" = false',
        "\ufeffallow.notes=false",
    ):
        settings = ruled_by(tmp_path, text)
        assert settings.get("allow.notes") is False
        assert settings.get("allow.exports") is True
        assert settings.problems == ()


@pytest.mark.parametrize(
    "text", ["{", "[", "allow.notes = flase", "a = " + "[" * 100_000, "\x00", "a = 1\na = 2"]
)
def test_a_policy_that_cannot_be_read_opens_nothing_up(tmp_path: Path, text: str) -> None:
    settings = ruled_by(tmp_path, text)
    assert [settings.get(name) for name in CAUTIOUS] == [False] * len(CAUTIOUS)
    assert settings.get("backup.daily") is True
    assert "cannot be read" in settings.problems[0]
    assert str(tmp_path / "policy.toml") in settings.problems[0]
    assert "cannot be read" in settings.refusal("allow.notes")
    assert "until the rules" in settings.locked("allow.notes")
    settings.set({"allow.notes": True})
    assert settings.get("allow.notes") is False


def test_a_policy_in_another_encoding_opens_nothing_up(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_bytes("allow.notes = false # für alle".encode("latin-1"))
    assert Settings(None, [tmp_path]).get("allow.notes") is False


def test_a_folder_or_pipe_in_the_place_of_a_policy_opens_nothing_up_and_is_not_waited_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "a" / "policy.toml").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    assert Settings(None, [tmp_path / "a"]).get("allow.exports") is False
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "b" / "policy.toml")
        assert Settings(None, [tmp_path / "b"]).get("allow.exports") is False


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_policy_that_a_person_may_not_read_opens_nothing_up(tmp_path: Path) -> None:
    ruled_by(tmp_path, "theme = 'dark'")
    (tmp_path / "policy.toml").chmod(0)
    assert Settings(None, [tmp_path]).get("allow.notes") is False


def test_a_folder_that_may_not_be_looked_into_opens_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_more: Any) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    assert Settings(None, [tmp_path]).get("allow.notes") is False


def test_where_there_is_no_policy_nothing_is_ruled(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "file", tmp_path / ("x" * 300)):
        settings = Settings(None, [folder])
        assert not any(settings.is_ruled(name) for name in SETTINGS)
        assert settings.problems == ()


@pytest.mark.parametrize(
    "rule",
    [
        *('allow.notes = "no"', "allow.notes = 0", "alow.notes = false", "Allow.Notes = false"),
        *("notes = false", "rules.exports = true", "remembr_choices = true", "allow = false"),
        *("HER2REF_ALLOW_NOTES = false", "Write_notes = false", "disable_notes = true", "notes = {}"),
        *("colour = 'blue'", "theme = 1", "text_scale = 9", "sync.base_url = 'https://a.example'"),
        *("allow = { notes = 'no' }", "allow = [{ notes = false }]"),
    ],
)
def test_a_rule_that_was_not_understood_may_have_forbidden_anything(tmp_path: Path, rule: str) -> None:
    settings = ruled_by(tmp_path, f"# what holds here\nbackup.keep = 9\n\n{rule}\n")
    assert not any(settings.get(name) for name in CAUTIOUS)
    assert all(settings.is_ruled(name) and not settings.is_meant(name) for name in CAUTIOUS)
    assert (settings.get("backup.keep"), settings.get("theme")) == (9, "system"), "what was understood holds"
    assert len(settings.problems) == 1
    assert settings.problems[0].endswith(
        f"(line 4 of {tmp_path / 'policy.toml'}): what the policy may switch off is off until that is mended."
    )
    settings.set({"allow.notes": True})
    assert settings.get("allow.notes") is False


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[[allow]]\nnotes = false", 1),
        ("theme = 'dark'\n[allow]\nexports = true\nnote = false\n", 4),
        ("[allow]\n\n[ Allow ]\n", 3),
        ("[backup]\n\"keep\" = 'many'", 2),
        ("allow.notes = true\ndisable_notes = true", 2),
    ],
)
def test_a_table_that_was_not_understood_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    settings = ruled_by(tmp_path, text)
    assert settings.get("allow.notes") is False
    assert f"(line {line} of " in settings.problems[0]
    assert len(settings.problems) == 1


def test_an_empty_table_of_ours_forbids_nothing(tmp_path: Path) -> None:
    settings = ruled_by(tmp_path, "[allow]\n# notes = false\n")
    assert settings.get("allow.notes") is True
    assert settings.problems == ()


@pytest.mark.skipif(os.name == "nt", reason="links are for administrators here")
def test_a_policy_that_is_a_link_to_nowhere_opens_nothing_up(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").symlink_to(tmp_path / "share" / "policy.toml")
    settings = Settings(None, [tmp_path])
    assert not any(settings.get(name) for name in CAUTIOUS)
    assert "No such file" in settings.problems[0]


def test_defaults_that_cannot_be_read_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "defaults.toml").write_text("{")
    settings = Settings(None, [tmp_path])
    assert settings.get("allow.notes") is True
    assert settings.problems[0].endswith("so nothing of it has any effect.")
    (tmp_path / "defaults.toml").write_text("alow.notes = false\nallow.exports = 3\n")
    settings = Settings(None, [tmp_path])
    assert settings.get("allow.notes") is settings.get("allow.exports") is True
    assert len(settings.problems) == 2
    assert settings.problems[1] == (
        f"allow.exports is not on or off (line 2 of {tmp_path / 'defaults.toml'}), so it has no effect."
    )


def test_of_several_folders_the_first_that_rules_a_setting_decides(tmp_path: Path) -> None:
    for name, text in (("a", "theme = 'dark'"), ("b", "theme = 'light'\nallow.notes = false")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "policy.toml").write_text(text)
    settings = Settings(None, [tmp_path / "a", tmp_path / "b"])
    assert (settings.get("theme"), settings.get("allow.notes")) == ("dark", False)


def test_the_folder_of_the_machine_cannot_be_moved_by_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_DIRS", os.pathsep.join(["/elsewhere", "relative", "", "/etc/xdg"]))
    assert machine_folders() == (Path("/etc/xdg/her2ref"), Path("/elsewhere/her2ref"))
    monkeypatch.setattr(sys, "platform", "darwin")
    assert machine_folders() == (Path("/Library/Application Support/her2ref"),)


class Registry(ModuleType):
    """As much of Windows' registry as is read: keys by their path, each with values."""

    KEY_READ, KEY_WOW64_64KEY = 1, 2
    HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER = "HKLM", "HKCU"

    def __init__(self, keys: dict[str, dict[str, Any]], broken: str = "") -> None:
        super().__init__("winreg")
        self._keys, self._broken = keys, broken

    def OpenKey(self, above: Any, name: str, _reserved: int, access: int) -> Key:
        assert access == 3
        path = f"{above.path if isinstance(above, Key) else above}\\{name}"
        if self._broken and path.startswith(self._broken):
            raise PermissionError(13, "Access is denied")
        if path not in self._keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return Key(path)

    def _below(self, key: Key) -> list[str]:
        return [path[len(key.path) + 1 :] for path in self._keys if path.startswith(f"{key.path}\\")]

    def QueryInfoKey(self, key: Key) -> tuple[int, int, int]:
        return len(self._below(key)), len(self._keys[key.path]), 0

    def EnumKey(self, key: Key, number: int) -> str:
        return self._below(key)[number]

    def EnumValue(self, key: Key, number: int) -> tuple[str, Any, int]:
        return (*list(self._keys[key.path].items())[number], 1)


class Key:
    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> Key:
        return self

    def __exit__(self, *_: object) -> None:
        self.path = "closed"


def on_windows(monkeypatch: pytest.MonkeyPatch, keys: dict[str, dict[str, Any]], broken: str = "") -> None:
    monkeypatch.setattr(module, "WINDOWS", True)
    monkeypatch.setitem(sys.modules, "winreg", Registry(keys, broken))


def test_the_registry_of_policies_comes_before_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {
        rf"HKLM\{policy.KEY}": {"Theme": "light", "allow.network": 0},
        rf"HKLM\{policy.KEY}\allow": {"notes": 0, "exports": "true"},
        rf"HKCU\{policy.KEY}": {"theme": "dark", "backup.keep": 9, "text_scale": "1.5"},
    }
    on_windows(monkeypatch, keys)
    settings = ruled_by(tmp_path, "theme = 'system'\nbackup.keep = 3\nbackup.daily = false\n")
    found = {name: settings.get(name) for name in SETTINGS if settings.is_ruled(name)}
    assert found == {
        "theme": "light",
        "allow.network": False,
        "allow.notes": False,
        "allow.exports": True,
        "backup.keep": 9,
        "text_scale": 1.5,
        "backup.daily": False,
    }
    assert settings.place_of("theme") == rf"HKEY_LOCAL_MACHINE\{policy.KEY}"
    assert settings.problems == ()


def test_several_texts_of_the_registry_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:

    words = Setting("one.words", default=("a",), label="Words", about="They are.", group="Group")
    monkeypatch.setitem(SETTINGS, "one.words", words)
    on_windows(monkeypatch, {rf"HKLM\{policy.KEY}": {}, rf"HKLM\{policy.KEY}\one": {"words": ["b", "c"]}})
    assert Settings(None, [Path("nowhere")]).get("one.words") == ("b", "c")


def test_a_registry_without_our_key_rules_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    on_windows(monkeypatch, {})
    settings = Settings(None, [Path("nowhere")])
    assert not any(settings.is_ruled(name) for name in SETTINGS)
    assert settings.problems == ()


def test_a_key_that_was_given_nothing_is_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    on_windows(monkeypatch, {rf"HKLM\{policy.KEY}": {"": None, "theme": "dark"}})
    settings = Settings(None, [Path("nowhere")])
    assert (settings.get("theme"), settings.get("allow.notes")) == ("dark", True)


def test_a_registry_that_cannot_be_read_opens_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    on_windows(monkeypatch, {}, broken="HKLM")
    settings = Settings(None, [Path("nowhere")])
    assert settings.get("allow.notes") is False
    assert "Access is denied" in settings.problems[0]


@pytest.mark.parametrize(("name", "value"), [("allow.notes", 2), ("allow.notes", "nein"), ("alow.notes", 1)])
def test_a_wrong_value_of_the_registry_is_cautious(
    monkeypatch: pytest.MonkeyPatch, name: str, value: Any
) -> None:
    on_windows(monkeypatch, {rf"HKCU\{policy.KEY}": {name: value}})
    assert Settings(None, [Path("nowhere")]).get("allow.notes") is False


def test_the_examples_of_the_installers_say_what_they_say(tmp_path: Path) -> None:
    """Every setting stands in them with its usual value, as a comment or not."""
    folder = Path(__file__).resolve().parents[2] / "installer" / "policy"
    for name in ("policy.toml", "defaults.toml"):
        text = (folder / name).read_text(encoding="utf-8")
        lines = [line.removeprefix("# ") for line in text.splitlines() if " = " in line]
        (tmp_path / "all.toml").write_text("\n".join(lines), encoding="utf-8")
        found, problems = policy.layers([tmp_path / "all.toml"], POLICY)
        assert problems == []
        assert found[0].values == {one.name: one.default for one in SETTINGS.values()}
        (tmp_path / "as-it-is.toml").write_text(text, encoding="utf-8")
        assert policy.layers([tmp_path / "as-it-is.toml"], POLICY) == ([], [])
