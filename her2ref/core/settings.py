"""Who decides a setting: policy, command line, environment, the person, defaults, built-in. Declared in `setting.py`.

The person's own choices are kept in one small file; losing it costs a choice, never content.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.errors import Forbidden
from her2ref.core.paths import machine_folders
from her2ref.core.setting import MEMORY, SETTINGS

if TYPE_CHECKING:
    from her2ref.core.paths import Home

POLICY, LINE, ENVIRONMENT = "policy", "command line", "environment"
PERSON, SITE, BUILT_IN = "person", "defaults", "built-in"
"""Who decides a setting, the strongest first. SITE is `defaults.toml`: chosen for everybody, changeable by each."""
POLICY_FILE, DEFAULTS_FILE = "policy.toml", "defaults.toml"
"""What those who run the machine write; POLICY_FILE wins over everything, DEFAULTS_FILE over what is built in."""

WINDOWS: Final = os.name == "nt"
NOWHERE: Final = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
"""What the system says where there is no file. Anything else stands for a file that cannot be looked at."""

Listener = Callable[[frozenset[str]], None]


class Layer:
    """Values that one source gives. `place` is the file, key or variable; `broken` says that it was not understood, or
    not all of it, and that the values are the cautious ones."""

    __slots__ = ("broken", "place", "source", "values")

    def __init__(self, source: str, place: str, values: dict[str, Any], *, broken: bool = False) -> None:
        self.source, self.place, self.values, self.broken = source, place, values, broken


class Settings:
    """Reads on first use. Without a path nothing is kept; without folders there is no policy and are no defaults.

    `given` are values of the command line, checked already. `folders` are those of the machine, the strongest first.
    """

    def __init__(
        self, path: Path | None, folders: Iterable[Path] = (), *, given: Mapping[str, Any] | None = None
    ) -> None:
        self.home: Home | None = None
        self._path, self._folders, self._given = path, tuple(folders), dict(given or {})
        self._layers: list[Layer] | None = None
        self._own: dict[str, Any] = {}
        self._unsure: dict[str, Any] = {}
        self._stored: dict[str, Any] = {}
        self._unkept: dict[str, Any] = {}
        self._damaged = False
        self._problems: list[str] = []
        self._listeners: list[Listener] = []

    @classmethod
    def of(cls, home: Home, given: Mapping[str, Any] | None = None) -> Settings:
        """The settings of a person's folders on this machine. Another folder (`--home`) does not leave the machine's
        policy behind: it is read first, and what stands in that folder after it."""
        folders = [*machine_folders(), home.site]
        made = cls(home.settings, dict.fromkeys(folders), given=given)
        made.home = home
        return made

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where policy and defaults are looked for, the strongest first."""
        return self._folders

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences about values that have no effect, and about files that cannot be read."""
        self._load()
        return tuple(self._problems)

    def get(self, name: str) -> Any:
        layer = self._layer(name)
        if layer is not None:
            return layer.values[name]
        return SETTINGS[name].default if name in SETTINGS else self._own.get(name, "")

    def source_of(self, name: str) -> str:
        """Who decides: POLICY, LINE, ENVIRONMENT, PERSON, SITE or BUILT_IN."""
        layer = self._layer(name)
        return layer.source if layer is not None else BUILT_IN

    def place_of(self, name: str) -> str:
        """The file, registry key or variable that decides; empty for what is built in."""
        layer = self._layer(name)
        return layer.place if layer is not None else ""

    def is_ruled(self, name: str) -> bool:
        """Whether the policy decides, so that a person's own choice has no effect."""
        return self.source_of(name) == POLICY

    def is_meant(self, name: str) -> bool:
        """Whether the value in force is one that somebody chose. False where it is the cautious one in the place of
        one that was not understood: nothing is deleted because of it."""
        layer = self._layer(name)
        return layer is None or not layer.broken

    def locked(self, name: str) -> str:
        """Why a person's own choice has no effect now, as a sentence; empty where it has."""
        layer = self._layer(name)
        if layer is None or layer.source in (PERSON, SITE):
            return ""
        if layer.source == POLICY and layer.broken:
            return f"Switched off until the rules of your organisation can be read ({layer.place})."
        if layer.source == POLICY:
            return f"Managed by your organisation ({layer.place})."
        where = "on the command line" if layer.source == LINE else f"by {layer.place}"
        return f"Given {where} for this session."

    def refusal(self, name: str) -> str:
        """Why something is not done, as a sentence, where the setting `name` is False; else empty."""
        if self.get(name):
            return ""
        words, layer = SETTINGS[name].refused, self._layer(name)
        if layer is not None and layer.broken and layer.source == POLICY:
            return f"{words}, because the rules of your organisation cannot be read or understood ({layer.place})."
        if layer is not None and layer.broken:
            return f"{words}, because what {layer.place} says of it was not understood."
        if layer is not None and layer.source == POLICY:
            return f"{words} by your organisation."
        if layer is not None and layer.source in (LINE, ENVIRONMENT):
            return f"{words} {f'by {layer.place}' if layer.place else 'on the command line'}."
        return f"{words} in the settings."

    def require(self, name: str) -> None:
        """Raises `Forbidden` where the setting `name` is False."""
        refusal = self.refusal(name)
        if refusal:
            steps = {
                POLICY: "Ask those who look after this computer.",
                LINE: "Leave out what says so on the command line.",
                ENVIRONMENT: f"Take {self.place_of(name)} out of the environment.",
            }
            step = steps.get(self.source_of(name), f"`her2ref settings {name} on` allows it.")
            raise Forbidden(refusal, next_step=step)

    def set(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """Stores a person's choices; a disk that cannot be written is not worth an error here. What is decided
        elsewhere stays decided there. Raises `KeyError` for what is not declared and `ValueError` for a wrong value."""
        wanted = {**(values or {}), **more}
        unknown = set(wanted) - set(SETTINGS) - set(MEMORY)
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        checked = {name: _checked(name, value) for name, value in wanted.items()}
        self._load()
        fresh = {name: value for name, value in checked.items() if self._own.get(name, ...) != value}
        if fresh:
            self._keep(fresh)

    @property
    def is_kept(self) -> bool:
        """Whether the person's choices are on the disk."""
        return not self._unkept

    def reset(self, name: str) -> None:
        """Forgets a person's own choice."""
        self._load()
        if name in self._own:
            self._keep({name: ...})

    def subscribe(self, listener: Listener) -> None:
        """`listener` hears the names of settings whose value in force has changed, in the thread that changed them."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Listener) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)

    def _keep(self, fresh: dict[str, Any]) -> None:
        """Takes values, an ellipsis for none any more. What another process wrote meanwhile stays beside them."""
        before = {name: self.get(name) for name in SETTINGS}
        self._unkept.update(fresh)
        stored = {**self._read_own(), **self._unkept}
        self._take_own({name: value for name, value in stored.items() if value is not ...})
        if self._write():
            self._unkept.clear()
        changed = frozenset(name for name, value in before.items() if self.get(name) != value)
        for listener in tuple(self._listeners) if changed else ():
            listener(changed)

    def _layer(self, name: str) -> Layer | None:
        """The strongest source that gives a value."""
        for layer in self._load():
            if name in layer.values:
                return layer
        return None

    def _load(self) -> list[Layer]:
        if self._layers is not None:
            return self._layers
        ruled = self._site_layers(POLICY_FILE, POLICY)
        layers = [*ruled, Layer(LINE, "", self._given), *self._environment()]
        own = str(self._path or "")
        layers += [Layer(PERSON, own, self._own), Layer(PERSON, own, self._unsure, broken=True)]
        layers += self._site_layers(DEFAULTS_FILE, SITE)
        self._take_own(self._read_own(), tell=True)
        self._layers = layers
        return layers

    def _site_layers(self, name: str, source: str) -> list[Layer]:
        """What files of the machine, and on Windows its registry, give. Where there is none, nothing is imported."""
        files = [folder / name for folder in self._folders]
        files = [file for file in files if _is_there(file)]
        registry = WINDOWS and source == POLICY and bool(self._folders)
        if not files and not registry:
            return []
        from her2ref.core import policy

        layers, problems = policy.layers(files, source, with_registry=registry)
        self._problems += problems
        return layers

    def _environment(self) -> list[Layer]:
        layers: list[Layer] = []
        for setting in SETTINGS.values() if self._path is not None else ():
            text = os.environ.get(setting.variable)
            if not text:
                continue
            try:
                layers.append(Layer(ENVIRONMENT, setting.variable, {setting.name: setting.read(text)}))
            except ValueError as error:
                self._problems.append(_mistake(setting.variable, setting.name, str(error)))
                values = _cautious(setting.name)
                layers += [Layer(ENVIRONMENT, setting.variable, values, broken=True)] if values else []
        return layers

    def _read_own(self) -> dict[str, Any]:
        """All that the person's file holds, also what only another version of the program knows. A damaged file counts
        as empty; one that cannot be read at this moment as what was read last."""
        if self._path is None:
            return dict(self._stored)
        self._damaged = False
        try:
            if not stat.S_ISREG(self._path.stat().st_mode):  # a pipe would be waited for
                raise ValueError("it is no file")
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError:
            return dict(self._stored)
        except (ValueError, RecursionError):
            found = None
        self._damaged = not isinstance(found, dict)
        return found if isinstance(found, dict) else {}

    def _take_own(self, stored: dict[str, Any], *, tell: bool = False) -> None:
        """From the file into force: values that are declared and right. Of a wrong one the cautious takes the place,
        where there is one; nothing else of the file has any effect."""
        self._stored = stored
        self._own.clear()
        self._unsure.clear()
        said = [f"{self._path} cannot be read, so nothing of it has any effect."] if self._damaged else []
        for name, value in stored.items():
            if name in SETTINGS or name in MEMORY:
                try:
                    self._own[name] = _understood(name, value)
                except ValueError as error:
                    said.append(_mistake(name, name, f"{error} in {self._path}"))
                    self._unsure.update(_cautious(name))
        self._problems += said if tell else []

    def _write(self) -> bool:
        """Whether the person's choices are on the disk. A damaged file is set aside first."""
        from her2ref.core.files import write_whole

        if self._path is None:
            return True
        try:
            if self._damaged:
                self._path.replace(self._path.with_suffix(".damaged"))
            write_whole(self._path, json.dumps(self._stored, indent=1))
        except OSError:
            return False
        return True


def _checked(name: str, value: Any) -> Any:
    if name in SETTINGS:
        return SETTINGS[name].check(value)
    if not isinstance(value, str):
        raise ValueError("is not a text")  # noqa: TRY004 - as a setting says it
    return value


def _understood(name: str, value: Any) -> Any:
    """The value of a person's file, also where somebody wrote "off" for false. Raises `ValueError`."""
    if isinstance(value, str) and name in SETTINGS:
        return SETTINGS[name].read(value)
    return _checked(name, value)


def _cautious(name: str) -> dict[str, Any]:
    """What is in force where the value of a setting was not understood; empty where that changes nothing."""
    setting = SETTINGS.get(name)
    return {name: setting.cautious} if setting is not None and setting.cautious is not None else {}


def _mistake(given: str, name: str, error: str) -> str:
    effect = "it counts as off until that is mended" if _cautious(name) else "it has no effect"
    return f"{given} {error}, so {effect}."


def _is_there(path: Path) -> bool:
    """Whether something stands under this name, be it readable or not; also a link that leads nowhere."""
    try:
        path.lstat()
    except OSError as error:
        return error.errno not in NOWHERE
    return True
