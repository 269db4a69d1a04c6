from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from her2ref import cli
from her2ref.commands import settings as commands
from her2ref.core import secrets
from her2ref.core.paths import Home
from her2ref.core.secrets import KINDS, Secrets
from her2ref.core.setting import SETTINGS, Setting
from her2ref.core.settings import Settings
from tests.core.test_secrets import Ring, use


class Program:
    """The command line in this process, over a home without a library."""

    def __init__(self, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys, self.err = home, capsys, ""

    def __call__(self, *words: str, code: int = 0) -> str:
        try:
            found = cli.main(["--home", str(self.home.data), *words])
        except SystemExit as end:
            found = int(str(end.code))
        out, self.err = self._capsys.readouterr()
        assert found == code, (out, self.err)
        return out

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self("--json", *words, code=code))


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(Home.at(tmp_path), capsys)


def test_each_setting_is_listed_with_its_value_and_who_decides(run: Program) -> None:
    run.home.policy.write_text("allow.exports = false\n")
    listed = {one["name"]: one for one in run.json("settings")["settings"]}
    assert list(listed) == list(SETTINGS)
    for name, setting in SETTINGS.items():
        assert listed[name]["help"] == setting.about
        assert listed[name]["label"] == setting.label
    assert listed["allow.exports"]["source"] == "policy"
    assert listed["allow.exports"]["place"] == str(run.home.policy)
    text = run("settings")
    assert all(f"{name} = " in text for name in SETTINGS)
    assert "allow.exports = off" in text
    assert "from: built-in" in text


def test_a_choice_is_kept_shown_and_forgotten(run: Program) -> None:
    assert "theme = dark" in run("settings", "theme", "dark")
    assert Settings.of(run.home).get("theme") == "dark"
    assert run.json("settings", "theme")["source"] == "person"
    run("settings", "backup.keep", "9")
    assert run.json("settings", "backup.keep")["value"] == 9
    assert run.json("settings", "theme", "--reset")["source"] == "built-in"
    assert run.json("settings", "backup.keep")["value"] == 9


def test_what_is_wrong_is_refused_with_a_sentence(run: Program) -> None:
    run("settings", "colour", code=2)
    assert "colour is no setting" in run.err
    run("settings", "theme", "dark", "--reset", code=2)
    run("settings", "--reset", code=2)
    run("settings", "theme", "blue", code=2)
    assert "theme is not one of system, light, dark" in run.err
    run.home.policy.write_text("theme = 'dark'\n")
    run("settings", "theme", "light", code=3)
    assert f"Managed by your organisation ({run.home.policy})." in run.err
    run("settings", "theme", "--reset", code=3)
    assert not run.home.settings.exists()


def test_a_file_of_settings_that_cannot_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    run = Program(Home.at(tmp_path / "file"), capsys)
    run("settings", "theme", "dark", code=3)
    assert "cannot be written" in run.err


def test_a_setting_of_the_command_line_is_for_one_run(run: Program) -> None:
    listed = run.json("--set", "theme=light", "--set", "backup.keep=3", "--set", "theme=dark", "settings")[
        "settings"
    ]
    given = {one["name"]: one["value"] for one in listed if one["source"] == "command line"}
    assert given == {"theme": "dark", "backup.keep": 3}
    assert run.json("settings", "theme")["source"] == "built-in"


@pytest.mark.parametrize(
    "words", ["theme=blue", "colour=blue", "theme", "=", "text_scale=nan", "allow.notes=maybe"]
)
def test_a_wrong_setting_of_the_command_line_is_wrong_usage(run: Program, words: str) -> None:
    run("--set", words, "settings", code=2)
    assert "--set" in run.err


def test_a_setting_with_a_flag_has_an_option_of_its_own(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Setting(
        "sync.address",
        default="",
        label="Address",
        about="Half of 100 % of it.",
        group="Sync",
        flag="--address",
    )
    monkeypatch.setitem(SETTINGS, address.name, address)
    assert run.json("--address", "a.example", "settings", "sync.address")["value"] == "a.example"
    assert "Half of 100 % of it." in run("--help")


def test_problems_of_every_source_are_told(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HER2REF_THEME", "blue")
    run.home.settings.write_text('{"text_scale": "much"}')
    (run.home.site / "defaults.toml").write_text("backup.keep = 0\n")
    problems = run.json("settings")["problems"]
    assert len(problems) == 3
    assert all(problem in run.err for problem in problems)


def test_what_the_policy_forbids_the_commands_refuse(
    library_home: Home,
    small_resources: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from her2ref.commands import call

    monkeypatch.setattr(call, "resources", lambda: small_resources)
    run = Program(library_home, capsys)
    run("note", "trastuzumab", "--text", "written before")
    library_home.policy.write_text("allow = { notes = false, exports = false }\n")
    run("note", "trastuzumab", "--text", "written after", code=3)
    assert "Writing notes is switched off by your organisation." in run.err
    assert "written before" in run("note", "trastuzumab")
    run("export", "--format", "csv", "-o", str(library_home.data / "out.csv"), code=3)
    assert "Exporting is switched off by your organisation." in run.err
    assert not (library_home.data / "out.csv").exists()
    run("personal", "export", str(library_home.data / "own.json"), code=3)
    assert not (library_home.data / "own.json").exists()
    run("backup", str(library_home.data / "copy.sqlite"))


def test_a_policy_that_cannot_be_read_forbids_notes(
    library_home: Home,
    small_resources: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from her2ref.commands import call

    monkeypatch.setattr(call, "resources", lambda: small_resources)
    library_home.policy.write_text("allow.notes = flase\n")
    run = Program(library_home, capsys)
    run("note", "trastuzumab", "--text", "words", code=3)
    assert "cannot be read" in run.err
    assert str(library_home.policy) in run.err


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> type[Ring]:
    monkeypatch.setattr(Secrets, "_held", {})
    made: type[Ring] = type("Ring", (Ring,), {"kept": {}})
    use(monkeypatch, made)
    return made


def test_a_secret_is_read_from_standard_input_and_never_told(
    run: Program, ring: type[Ring], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("quasisecretword\nmore\n"))
    told = run("secret", "ncbi-api-key", "--set")
    assert list(ring.kept.values()) == ["quasisecretword"]
    told += run("secret") + run("--json", "secret") + run("secret", "ncbi-api-key")
    assert "quasisecretword" not in told
    assert "ncbi-api-key: in the keyring of this computer" in told
    assert {one["name"]: one["place"] for one in run.json("secret")["secrets"]} == {
        "ncbi-api-key": "keyring",
        "proxy-password": "",
    }
    run("secret", "ncbi-api-key", "--forget")
    assert ring.kept == {}


def test_at_a_terminal_it_is_asked_for(
    run: Program, ring: type[Ring], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", terminal)
    monkeypatch.setattr("getpass.getpass", lambda words: asked.append(words) or "quasisecretword")
    run("secret", "proxy-password", "--set")
    assert asked == [f"{KINDS['proxy-password'].label}: "]
    assert list(ring.kept.values()) == ["quasisecretword"]


def test_where_it_cannot_be_kept_nothing_is_asked(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_asked", lambda _label: pytest.fail("asked"))
    run("secret", "ncbi-api-key", "--set", code=3)
    assert "has no keyring" in run.err
    assert "asked for when it is needed" in run("secret")


def test_which_secret_is_meant_must_be_said(run: Program) -> None:
    run("secret", "--forget", code=2)
    run("secret", "nothing", code=2)


def test_a_locked_keyring_is_said(run: Program, ring: type[Ring], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("quasisecretword\n"))
    ring.locked = True
    run("secret", "ncbi-api-key", "--set", code=3)
    assert "did not take it" in run.err
    assert "quasisecretword" not in run.err
    assert secrets.Secrets.of(run.home).where("ncbi-api-key") == "session"
