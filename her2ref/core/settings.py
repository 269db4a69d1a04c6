"""What a person chose about the window, kept in one small file. Losing it costs a choice, never content.

A policy is a TOML file that those who run the machine wrote for everybody on it; its values win.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

DEFAULTS: Final[dict[str, Any]] = {
    "theme": "system",  # system, light, dark
    "text_scale": 1.0,  # size of text, 1.0 is 100 %
    "geometry": "",  # place and size of the window, as Qt encodes it (base64)
    "columns": "",  # widths of the columns, as Qt encodes them (base64)
    "last_folder": "",  # where files were last opened
    "first_run_done": False,  # the three choices were answered
    "remember_choices": True,  # what was opened from the lookup is offered again
}
"""Every setting with its built-in value; a stored value of another type is ignored."""


class Settings:
    """Reads on first use; a missing or damaged file means the defaults. Without a path nothing is kept."""

    def __init__(self, path: Path | None, policy: Path | None = None) -> None:
        self._path, self._policy = path, policy
        self._values: dict[str, Any] | None = None
        self._ruled: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        if self._values is None:
            self._values = _read(self._path)
            if self._policy is not None and self._policy.exists():
                self._ruled = policy_of(self._policy)[0]
        return self._ruled.get(name, self._values.get(name, DEFAULTS[name]))

    def is_ruled(self, name: str) -> bool:
        """Whether the policy decides, so that a person's own choice has no effect."""
        self.get(name)
        return name in self._ruled

    def set(self, **values: Any) -> None:
        """Stores values; a disk that cannot be written is not worth an error here."""
        self.get("theme")
        assert self._values is not None
        unknown = set(values) - set(DEFAULTS)
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        if all(self._values.get(name) == value for name, value in values.items()):
            return
        self._values.update(values)
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = self._path.with_suffix(".new")
            with os.fdopen(
                os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
            ) as file:
                json.dump(self._values, file, indent=1)
            os.replace(fresh, self._path)  # noqa: PTH105 - replaces in one step
        except OSError:
            return


def policy_of(path: Path) -> tuple[dict[str, Any], list[str]]:
    """What a policy rules, and sentences about whatever in it has no effect. A file that is not there rules nothing."""
    import tomllib

    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, RecursionError) as error:
        return {}, [f"nothing of it has any effect, as it cannot be read: {error}"]
    problems = [f"{name} is no setting" for name in found if name not in DEFAULTS]
    known = _known(found)
    problems += [f"{name} is of another type" for name in found if name in DEFAULTS and name not in known]
    return known, problems


def _read(path: Path | None) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path is not None else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return _known(found) if isinstance(found, dict) else {}


def _known(found: dict[str, Any]) -> dict[str, Any]:
    """Values that are declared and of the right type; nothing else of a file has any effect."""
    return {
        name: found[name]
        for name, default in DEFAULTS.items()
        if name in found
        and isinstance(found[name], (float, int) if type(default) is float else type(default))
    }
