"""What those who run the machine decided: `policy.toml` and `defaults.toml`, and on Windows its registry of policies.

A policy that cannot be read opens nothing up: whatever a policy might have switched off is off until it can be read.
The same holds for one rule of the wrong type, and for a name that is no setting but nearly one of these.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from her2ref.core.setting import SETTINGS
from her2ref.core.settings import POLICY, Layer

KEY: Final = r"Software\Policies\her2ref"
"""Where group policies put their values, below HKEY_LOCAL_MACHINE and HKEY_CURRENT_USER: names as in the files, a part
before a dot also as a key of its own. REG_DWORD 0 and 1 are off and on, REG_MULTI_SZ is a list."""
NEAR: Final = 0.8
"""From this likeness (difflib's ratio) on, a name that is no setting is taken for a slip."""


def layers(files: list[Path], source: str, *, with_registry: bool = False) -> tuple[list[Layer], list[str]]:
    """What the registry of policies and then `files` give, the strongest first, and sentences about what has no
    effect."""
    found: list[Layer] = []
    problems: list[str] = []
    for hive in ("HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER") if with_registry else ():
        place = rf"{hive}\{KEY}"
        try:
            values = _registry(hive)
        except OSError as error:
            found.append(_closed(place))
            problems.append(_unread(place, error, source))
            continue
        _take(values, place, source, found, problems)
    for file in files:
        try:
            values = _toml(file)
        except (OSError, ValueError, RecursionError) as error:
            problems.append(_unread(str(file), error, source))
            if source == POLICY:
                found.append(_closed(str(file)))
            continue
        _take(values, str(file), source, found, problems)
    return found, problems


def _take(values: dict[str, Any], place: str, source: str, found: list[Layer], problems: list[str]) -> None:
    """Adds what `values` give, and before it what is off because a rule of them was not understood."""
    right: dict[str, Any] = {}
    off: dict[str, Any] = {}
    for name, value in values.items():
        try:
            right[name] = _value(name, value)
        except ValueError as error:
            meant = _meant(name) if source == POLICY else ""
            problems.append(_mistake(name, str(error), place, meant))
            if meant:
                off[meant] = SETTINGS[meant].cautious
    if off:
        found.append(Layer(source, place, off, broken=True))
    if right:
        found.append(Layer(source, place, right))


def _value(name: str, value: Any) -> Any:
    """The value of a setting; a text stands for what it would on the command line, as the registry has no types for
    it. Raises `ValueError` with the end of a sentence."""
    setting = SETTINGS.get(name)
    if setting is None:
        raise ValueError("is no setting")
    return setting.read(value.text) if isinstance(value, _Text) else setting.check(value)


def _meant(name: str) -> str:
    """The setting that a rule was for which was not understood and may have switched something off; else empty."""
    if name in SETTINGS:
        return name if SETTINGS[name].cautious is not None else ""
    from difflib import get_close_matches

    cautious = [setting.name for setting in SETTINGS.values() if setting.cautious is not None]
    ending = "." + name.rpartition(".")[2]
    near = [one for one in cautious if one.endswith(ending)]  # in another table, or in none
    return "".join((near or get_close_matches(name, cautious, cutoff=NEAR))[:1])


def _mistake(name: str, error: str, place: str, meant: str) -> str:
    if not meant:
        return f"{name} {error} in {place}, so it has no effect."
    which = "it" if meant == name else meant
    return f"{name} {error} in {place}: {which} counts as off until that is mended."


def _unread(place: str, error: BaseException, source: str) -> str:
    reason = (
        error.strerror if isinstance(error, OSError) and error.strerror else str(error).partition("\n")[0]
    )
    if source == POLICY:
        return (
            f"The rules of your organisation cannot be read ({place}: {reason}). What they may switch off is off until "
            "that is mended."
        )
    return f"{place} cannot be read ({reason}), so nothing of it has any effect."


def _closed(place: str) -> Layer:
    """What is in force where a policy cannot be read."""
    values = {one.name: one.cautious for one in SETTINGS.values() if one.cautious is not None}
    return Layer(POLICY, place, values, broken=True)


def _toml(file: Path) -> dict[str, Any]:
    """The values of a file by their full names. Raises `OSError`, `ValueError`."""
    import tomllib

    if not stat.S_ISREG(file.stat().st_mode):  # a pipe would be waited for
        raise ValueError("it is no file")
    return dict(_flat(tomllib.loads(file.read_text(encoding="utf-8-sig")), ""))


def _flat(table: dict[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield before + key, value


class _Text:
    """A value of the registry, as text."""

    def __init__(self, text: str) -> None:
        self.text = text


def _registry(hive: str) -> dict[str, Any]:
    """The values below KEY by their full names; none where there is no such key. Raises `OSError`."""
    import importlib

    winreg: Any = importlib.import_module("winreg")  # only Windows has it, and only there its types are known
    reading = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    try:
        top = winreg.OpenKey(getattr(winreg, hive), KEY, 0, reading)
    except FileNotFoundError:
        return {}
    values: dict[str, Any] = {}
    with top:
        values.update(_values_of(winreg, top, ""))
        for number in range(winreg.QueryInfoKey(top)[0]):
            name = winreg.EnumKey(top, number)
            with winreg.OpenKey(top, name, 0, reading) as below:
                values.update(_values_of(winreg, below, f"{name}."))
    return values


def _values_of(winreg: Any, key: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Names of the registry know no upper and lower case, those of settings are lower."""
    for number in range(winreg.QueryInfoKey(key)[1]):
        name, value, _kind = winreg.EnumValue(key, number)
        text = "\n".join(value) if isinstance(value, list) else str(value)
        yield (before + name).lower(), _Text(text)
