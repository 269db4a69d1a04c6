"""What those who run the machine decided: `policy.toml` and `defaults.toml`, and on Windows its registry of policies.

A policy that cannot be read opens nothing up: whatever a policy might have switched off is off until it can be read.
The same holds where one of its rules is not understood, be it a name that is no setting or a value of the wrong kind:
nobody but who wrote it knows what it was to forbid.
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
            text = _read(file)
            values = dict(_flat(_parsed(text), ""))
        except (OSError, ValueError, RecursionError) as error:
            problems.append(_unread(str(file), error, source))
            if source == POLICY:
                found.append(_closed(str(file)))
            continue
        _take(values, str(file), source, found, problems, text)
    return found, problems


def _take(
    values: dict[str, Any], place: str, source: str, found: list[Layer], problems: list[str], text: str = ""
) -> None:
    """Adds what `values` give; of a policy that was not understood to its end first that whatever it may switch off is
    off. `text` is what they were read from."""
    right: dict[str, Any] = {}
    wrong = 0
    for name, value in values.items():
        try:
            right[name] = _value(name, value)
        except ValueError as error:
            wrong += 1
            problems.append(_mistake(name, str(error), place, _line(text, name), source))
    if wrong and source == POLICY:
        found.append(_closed(place))
    if right:
        found.append(Layer(source, place, right))


def _value(name: str, value: Any) -> Any:
    """The value of a setting; a text stands for what it would on the command line, as the registry has no types for
    it. Raises `ValueError` with the end of a sentence."""
    setting = SETTINGS.get(name)
    if setting is None:
        raise ValueError("is no setting")
    return setting.read(value.text) if isinstance(value, _Text) else setting.check(value)


def _mistake(name: str, error: str, place: str, line: int, source: str) -> str:
    where = f"line {line} of {place}" if line else place
    if source != POLICY:
        return f"{name} {error} ({where}), so it has no effect."
    return f"{name} {error} ({where}): what the policy may switch off is off until that is mended."


def _line(text: str, name: str) -> int:
    """The number of the line that gives a value, or begins the table that does; 0 where none is found."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        if words.startswith("["):
            table = key = _plain(words.strip("[").partition("]")[0])
            begins = False
        else:
            key = ".".join(filter(None, (table, _plain(words.partition("=")[0]))))
            begins = name.startswith(f"{key}.")  # a table within the line
        if begins or name == key:
            return number
    return 0


def _plain(key: str) -> str:
    """A key as TOML writes it, without marks and spaces."""
    return ".".join(part.strip(" \t\"'") for part in key.split("."))


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


def _read(file: Path) -> str:
    """The text of a file. Raises `OSError`, `ValueError`."""
    if not stat.S_ISREG(file.stat().st_mode):  # a pipe would be waited for
        raise ValueError("it is no file")
    return file.read_text(encoding="utf-8-sig")


def _parsed(text: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(text)


def _flat(table: dict[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    """The values by their full names, and an empty table that is none of ours as a value of its own."""
    for key, value in table.items():
        name = before + key
        if isinstance(value, dict) and (value or any(one.startswith(f"{name}.") for one in SETTINGS)):
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


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
        if not name and not value:  # what stands in a key that was given nothing
            continue
        text = "\n".join(value) if isinstance(value, list) else str(value)
        yield (before + name).lower(), _Text(text)
