from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from her2ref import doctor
from her2ref.core.paths import Home


def test_the_self_check_passes_from_anywhere_without_a_display(tmp_path: Path) -> None:
    lacking = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "LANG", "LC_ALL")
    environment = {name: value for name, value in os.environ.items() if name not in lacking}
    environment["HOME"] = str(tmp_path)
    command = [sys.executable, "-m", "her2ref", "--json", "--self-check"]
    done = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(done.stdout)
    assert document["ok"] is True
    assert [c["name"] for c in document["checks"]] == ["resources", "library", "import", "search", "window"]


def test_a_part_that_fails_says_so_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "SAMPLE", "<PubmedArticleSet></PubmedArticleSet>")
    monkeypatch.setattr(doctor, "_step_window", lambda _home, _target: "not drawn here")
    steps = {c.name: c for c in doctor.self_check()}
    assert steps["library"].ok
    assert not steps["import"].ok
    assert not steps["search"].ok
    assert steps["window"].ok


def test_examining_makes_nothing(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "nobody")
    names = {c.name: c for c in doctor.examine(home)}
    assert names["library"].ok
    assert "not made yet" in names["library"].detail
    assert not home.data.exists()


def test_a_policy_is_shown_with_its_mistakes(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    assert _told_of(home, "policy") == (True, f"none ({home.policy})")
    home.policy.write_text("remember_choices = false\n")
    assert _told_of(home, "policy") == (True, f"remember_choices = off ({home.policy})")
    assert _told_of(home, "settings")[0]
    home.policy.write_text("remembr_choices = false\ncolour = 1\n")
    assert f"allow.notes = off ({home.policy})" in _told_of(home, "policy")[1]
    ok, problems = _told_of(home, "settings")
    assert not ok
    assert f"remembr_choices is no setting (line 1 of {home.policy})" in problems
    assert f"colour is no setting (line 2 of {home.policy})" in problems


def _told_of(home: Home, name: str) -> tuple[bool, str]:
    found = {c.name: c for c in doctor.examine(home)}
    return found[name].ok, found[name].detail


def test_low_space_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOW_SPACE", 10**18)
    found = {c.name: c for c in doctor.examine(Home.at(tmp_path))}
    assert not found["free space"].ok
