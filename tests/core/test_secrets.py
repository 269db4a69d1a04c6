from __future__ import annotations

import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from her2ref.core import secrets
from her2ref.core.errors import KnownError
from her2ref.core.paths import Home
from her2ref.core.secrets import (
    KEYRING,
    KINDS,
    NOWHERE,
    SESSION,
    Kind,
    Secret,
    Secrets,
    forget_all,
    has_keyring,
)

WORD = "quasisecretword"
KIND = "ncbi-api-key"


class Ring:
    """A keyring as the package has them; `locked` refuses everything with words that hold the secret."""

    viable = True
    kept: dict[tuple[str, str], str]
    locked = False

    def _refuse(self, *words: object) -> None:
        if self.locked:
            raise RuntimeError(f"locked, asked for {words}")

    def get_password(self, service: str, name: str) -> str | None:
        self._refuse(service, name, *self.kept.values())
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, text: str) -> None:
        self._refuse(service, name, text)
        self.kept[service, name] = text

    def delete_password(self, service: str, name: str) -> None:
        self._refuse(service, name)
        del self.kept[service, name]


@pytest.fixture(autouse=True)
def _nothing_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Secrets, "_held", {})


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> type[Ring]:
    made: type[Ring] = type("Ring", (Ring,), {"kept": {}})
    use(monkeypatch, made)
    return made


def use(monkeypatch: pytest.MonkeyPatch, kind: type, platform: str = sys.platform) -> None:
    module = ModuleType("a_keyring")
    module.Keyring = kind  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "a_keyring", module)
    monkeypatch.setattr(secrets, "BACKENDS", {platform: ("a_keyring", "Keyring")})


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_is_described(kind: Kind) -> None:
    assert kind.label
    assert kind.about.endswith(".")


def test_a_secret_goes_into_the_keyring_and_nowhere_else(ring: type[Ring]) -> None:
    own = Secrets("one")
    assert own.get(KIND) is None
    assert own.where(KIND) == NOWHERE
    assert own.put(KIND, f" {WORD}\n") == KEYRING
    assert ring.kept == {("one", KIND): WORD}
    assert Secrets._held == {}
    found = Secrets("one").get(KIND)
    assert found is not None
    assert found.reveal() == WORD
    assert own.where(KIND) == KEYRING
    assert Secrets("another").where(KIND) == NOWHERE
    assert own.forget(KIND)
    assert not own.forget(KIND)
    assert ring.kept == {}


def test_nothing_shows_a_secret_by_accident(ring: type[Ring]) -> None:
    found = Secret(WORD)
    assert WORD not in f"{found} {found!r} {[found]} {vars(Secrets('one'))}"
    ring.kept["one", KIND] = WORD

    def refuse(_self: Ring, *names: object) -> None:
        raise RuntimeError(f"{names} is {WORD}")

    ring.delete_password = refuse  # type: ignore[method-assign,assignment]
    with pytest.raises(KnownError) as caught:
        Secrets("one").forget(KIND)
    assert WORD not in "".join(traceback.format_exception(caught.value))


def test_without_a_keyring_a_secret_is_asked_for_once_and_held_in_memory() -> None:
    asked: list[str] = []

    def ask(kind: Kind) -> str:
        asked.append(kind.name)
        return f"{WORD}\n"

    assert not has_keyring()
    own = Secrets("one", ask)
    for _ in range(2):
        found = own.get(KIND)
        assert found is not None
        assert found.reveal() == WORD
    assert asked == [KIND]
    assert own.where(KIND) == SESSION
    assert own.forget(KIND)
    assert own.where(KIND) == NOWHERE


@pytest.mark.parametrize("answer", [None, "", "  "])
def test_who_does_not_answer_gives_none(answer: str | None) -> None:
    own = Secrets("one", lambda _kind: answer)
    assert own.get(KIND) is None
    assert own.where(KIND) == NOWHERE


def test_what_is_put_where_there_is_no_keyring_is_held_until_the_end() -> None:
    assert Secrets("one").put(KIND, WORD) == SESSION
    found = Secrets("one").get(KIND)
    assert found is not None
    assert found.reveal() == WORD


def test_a_locked_keyring_is_as_none(ring: type[Ring]) -> None:
    ring.locked = True
    own = Secrets("one", lambda _kind: WORD)
    assert own.put(KIND, "other") == SESSION
    own.forget(KIND)
    found = own.get(KIND)
    assert found is not None
    assert found.reveal() == WORD
    assert ring.kept == {}


def test_a_new_secret_in_the_keyring_takes_the_place_of_the_one_in_memory(ring: type[Ring]) -> None:
    ring.locked = True
    own = Secrets("one")
    own.put(KIND, "old")
    ring.locked = False
    assert own.put(KIND, WORD) == KEYRING
    found = own.get(KIND)
    assert found is not None
    assert found.reveal() == WORD


@pytest.mark.parametrize("text", ["", "  ", "two\nlines", "nul\x00", "x" * 1_001])
def test_what_can_be_no_secret_is_refused_without_being_told(ring: type[Ring], text: str) -> None:
    with pytest.raises(KnownError) as caught:
        Secrets("one").put(KIND, text)
    assert not text.strip() or text not in str(caught.value)
    assert ring.kept == {}


def test_everything_of_one_home_is_forgotten_and_of_no_other(ring: type[Ring], tmp_path: Path) -> None:
    own, other = Home.at(tmp_path / "a"), Home.at(tmp_path / "b")
    for home in (own, other):
        for kind in KINDS:
            Secrets.of(home).put(kind, WORD)
    assert forget_all(own) == len(KINDS)
    assert {Secrets.of(own).where(kind) for kind in KINDS} == {NOWHERE}
    assert {Secrets.of(other).where(kind) for kind in KINDS} == {KEYRING}


def test_the_usual_folders_have_the_plain_name(monkeypatch: pytest.MonkeyPatch, ring: type[Ring]) -> None:
    usual = Home(Path("data"), Path("config"), Path("cache"), Path("logs"), Path("site"))
    Secrets.of(usual).put(KIND, WORD)
    assert list(ring.kept) == [("her2ref", KIND)]


def test_only_keyrings_of_systems_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the package is told to use by its own settings or finds beside itself, a plain file among it."""
    monkeypatch.undo()
    assert all(module.startswith("keyring.backends.") for module, _ in secrets.BACKENDS.values())
    assert {name for _, name in secrets.BACKENDS.values()} == {"Keyring", "WinVaultKeyring"}
    plain = type("Plain", (Ring,), {"kept": {}})
    for name in ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt.file"):
        module = ModuleType(name)
        module.Keyring = plain  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyrings.alt.file.Keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    if sys.platform == "linux":
        assert not has_keyring()


class Unviable(Ring):
    viable = False


class Failing(Ring):
    def __init__(self) -> None:
        raise OSError("no bus")


@pytest.mark.parametrize("kind", [Unviable, Failing])
def test_a_keyring_that_does_not_work_here_is_as_none(monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
    use(monkeypatch, kind)
    assert not has_keyring()


def test_a_package_that_is_missing_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "BACKENDS", {sys.platform: ("no_such_module_anywhere", "Keyring")})
    assert not has_keyring()


def test_on_windows_a_secret_stays_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package's own choice follows the profile to every computer of the domain."""
    rings: list[Any] = []
    kind = type("Kept", (Ring,), {"kept": {}, "__init__": lambda self: rings.append(self)})
    use(monkeypatch, kind, "win32")
    monkeypatch.setattr(sys, "platform", "win32")
    assert Secrets("one").put(KIND, WORD) == KEYRING
    assert {ring.persist for ring in rings} == {"local machine"}
