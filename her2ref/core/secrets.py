"""A person's own keys and passwords: in the keyring of the system, and nowhere else.

They are in no file of ours, no log, no crash report and no argument of a command. Where the system has no keyring, they
are asked for and held in memory until the program ends.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from her2ref.core.errors import KnownError
from her2ref.core.identity import NAME

if TYPE_CHECKING:
    from her2ref.core.paths import Home


class Kind(NamedTuple):
    """What is kept: its name, its label, and what it is for."""

    name: str
    label: str
    about: str


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind(
            "ncbi-api-key",
            "NCBI API key",
            "Your own key from your NCBI account. With it PubMed answers more requests a second.",
        ),
        Kind(
            "proxy-password",
            "Proxy password",
            "For the proxy through which this computer reaches the internet.",
        ),
    )
}
"""Every secret by its name, in the order in which they are shown."""

BACKENDS: Final[dict[str, tuple[str, str]]] = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
}
"""The keyring of each system by module and class. Named here and not found by the package: what it finds may be a file
that anybody can read."""

KEYRING, SESSION, NOWHERE = "keyring", "session", ""
"""Where a secret is: in the system's keyring, in memory until the program ends, or not there."""
LONGEST: Final = 1_000
"""Characters of a secret at most; Windows takes 1,280."""

Ask = Callable[[Kind], str | None]
"""Asks the person for a secret; None or no words where they do not want to give it."""


class Secret:
    """A text that no log and no error shows by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    __str__ = __repr__


class Secrets:
    """The secrets of one person's folders. The keyring may ask the person to unlock it: not for the GUI thread."""

    _held: Final[dict[tuple[str, str], Secret]] = {}
    """What is in memory until the program ends, for the whole process, by service and kind."""

    def __init__(self, service: str = NAME, ask: Ask | None = None) -> None:
        self._service, self._ask = service, ask

    @classmethod
    def of(cls, home: Home, ask: Ask | None = None) -> Secrets:
        """Those of `home`. A folder of one's own (`--home`) has secrets of its own."""
        return cls(NAME if home.site != home.data else f"{NAME} {home.data}", ask)

    def get(self, kind: str) -> Secret | None:
        """The secret, from memory, from the keyring, or from the person; None where nobody gives it."""
        key = (self._service, KINDS[kind].name)
        found = self._held.get(key) or self._from_keyring(kind)
        if found is None and self._ask is not None:
            text = _clean(self._ask(KINDS[kind]) or "")
            if text:
                found = self._held[key] = Secret(text)
        return found

    def put(self, kind: str, text: str) -> str:
        """Keeps a secret and returns where: KEYRING, or SESSION where the system has none or does not take it.

        Raises `KnownError` for what can be no secret.
        """
        key, text = (self._service, KINDS[kind].name), _clean(text)
        if not text or len(text) > LONGEST or not text.isprintable():
            raise KnownError(
                f"This can be no {KINDS[kind].label}: it is empty, longer than {LONGEST:,} characters or more than "
                "one line.",
                safe="Nothing was changed.",
                next_step="Copy it again.",
            )
        self._held.pop(key, None)
        ring = _keyring()
        if ring is not None and _done(lambda: ring.set_password(self._service, kind, text)):
            return KEYRING
        self._held[key] = Secret(text)
        return SESSION

    def where(self, kind: str) -> str:
        """KEYRING, SESSION or NOWHERE."""
        if self._from_keyring(kind) is not None:
            return KEYRING
        return SESSION if (self._service, KINDS[kind].name) in self._held else NOWHERE

    def forget(self, kind: str) -> bool:
        """Takes a secret out of the keyring and of memory; whether there was one. Raises `KnownError` where the keyring
        keeps it."""
        held = self._held.pop((self._service, KINDS[kind].name), None)
        if self._from_keyring(kind) is None:
            return held is not None
        ring = _keyring()
        if ring is None or not _done(lambda: ring.delete_password(self._service, kind)):
            raise KnownError(
                f"The keyring of this computer did not give up the {KINDS[kind].label}.",
                safe="It is still there.",
                next_step=f"Unlock the keyring and try again, or delete the entry {self._service} in it.",
            )
        return True

    def forget_all(self) -> int:
        """Forgets every secret; how many there were. Raises `KnownError` where the keyring keeps one."""
        return sum(self.forget(kind) for kind in KINDS)

    def _from_keyring(self, kind: str) -> Secret | None:
        ring = _keyring()
        found: list[str | None] = []
        if ring is None or not _done(
            lambda: found.append(ring.get_password(self._service, KINDS[kind].name))
        ):
            return None
        return Secret(found[0]) if found[0] else None


def has_keyring() -> bool:
    """Whether this system has a keyring that can be reached now."""
    return _keyring() is not None


def forget_all(home: Home) -> int:
    """Forgets every secret of a person's folders; how many there were. Raises `KnownError` where one stays."""
    return Secrets.of(home).forget_all()


def _keyring() -> Any:
    """The system's keyring, or None. Whatever the package or the system objects to counts as none."""
    module, name = BACKENDS.get(sys.platform, ("", ""))
    if not module:
        return None
    try:
        kind = getattr(importlib.import_module(module), name)
        ring = kind() if kind.viable else None
        if ring is not None and sys.platform == "win32":
            ring.persist = "local machine"  # its default travels with the profile to other computers
    except Exception:
        return None
    return ring


def _done(act: Callable[[], object]) -> bool:
    """Whether the keyring did it. What it objects to is not passed on: its words may hold the secret."""
    try:
        act()
    except Exception:
        return False
    return True


def _clean(text: str) -> str:
    return text.strip()
