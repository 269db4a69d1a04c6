"""Where things are: the resources that ship, and one person's own folders."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from her2ref.core.identity import NAME


def resources() -> Path:
    """The folder `resources/`, in a frozen bundle, in a wheel (`her2ref/resources`) or in a checkout."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / "resources"
    package = Path(__file__).resolve().parent.parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def machine_folders() -> tuple[Path, ...]:
    """Where those who run the machine write for everybody on it, the strongest first. The first is the system's own
    and depends on nothing that a person could set; more follow where a Linux names them."""
    if sys.platform == "win32":
        from platformdirs import site_config_dir  # asks the system for the folder of programs' common data

        return (Path(site_config_dir(NAME, appauthor=False)),)
    if sys.platform == "darwin":
        return (Path("/Library/Application Support") / NAME,)
    named = os.environ.get("XDG_CONFIG_DIRS", "").split(os.pathsep)
    folders = [Path("/etc/xdg"), *(Path(one) for one in named if one.startswith("/"))]
    return tuple(dict.fromkeys(folder / NAME for folder in folders))


@dataclass(frozen=True, slots=True)
class Home:
    """One person's folders. Nothing is created here; whoever writes first makes the folder. `site` is where those who
    run the machine write for everybody on it."""

    data: Path
    config: Path
    cache: Path
    logs: Path
    site: Path

    @property
    def library(self) -> Path:
        return self.data / "library.sqlite"

    @property
    def settings(self) -> Path:
        return self.config / "settings.json"

    @property
    def policy(self) -> Path:
        """Settings that win over the person's, for everybody on this machine; usually there is none."""
        return self.site / "policy.toml"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def damaged(self) -> Path:
        """Libraries that were set aside because they did not read; nothing in it is ever deleted by the program."""
        return self.data / "damaged"

    @property
    def drafts(self) -> Path:
        return self.data / "drafts"

    @classmethod
    def at(cls, folder: Path) -> Home:
        """Everything under one folder (`--home`, `HER2REF_HOME`: tests, USB stick, support)."""
        root = folder.expanduser().absolute()
        return cls(root, root, root / "cache", root / "logs", root)

    @classmethod
    def find(cls, given: Path | None = None) -> Home:
        """The folder given, else `HER2REF_HOME`, else the platform's usual ones."""
        chosen = given or (Path(os.environ["HER2REF_HOME"]) if os.environ.get("HER2REF_HOME") else None)
        if chosen is not None:
            return cls.at(chosen)
        from platformdirs import PlatformDirs

        dirs = PlatformDirs(NAME, appauthor=False, roaming=False)
        return cls(
            Path(dirs.user_data_dir),
            Path(dirs.user_config_dir),
            Path(dirs.user_cache_dir),
            Path(dirs.user_log_dir),
            machine_folders()[0],
        )
