"""Settings and secrets: what they are, who decides them, and a person's own choice."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any, Final

from her2ref.commands.call import DONE, Call, Command, WrongUsage
from her2ref.core.errors import Forbidden, KnownError
from her2ref.core.secrets import KEYRING, KINDS, LONGEST, Secrets, has_keyring
from her2ref.core.setting import SETTINGS, Setting
from her2ref.core.settings import Settings


def options(top: argparse.ArgumentParser) -> None:
    """The global options that give settings for one run: `--set` for each of them, and the flags that some declare."""
    top.add_argument(
        "--set",
        action="append",
        default=[],
        dest="given",
        type=assignment,
        metavar="NAME=VALUE",
        help="a setting for this run only; `her2ref settings` lists them",
    )
    for setting in SETTINGS.values():
        if setting.flag:
            top.add_argument(
                setting.flag,
                action="append",
                default=[],
                dest="given",
                type=_reader(setting),
                metavar="VALUE",
                help=setting.about.replace("%", "%%"),
            )


def assignment(text: str) -> tuple[str, Any]:
    """NAME=VALUE as a setting's name and its checked value; argparse prints the sentence."""
    name, equals, value = text.partition("=")
    setting = SETTINGS.get(name.strip())
    if not equals or setting is None:
        what = f"{name.strip()!r} is no setting" if equals else f"{text!r} is not NAME=VALUE"
        raise argparse.ArgumentTypeError(f"{what}; there are {', '.join(SETTINGS)}")
    return _reader(setting)(value)


def _reader(setting: Setting) -> Callable[[str], tuple[str, Any]]:
    def read(text: str) -> tuple[str, Any]:
        try:
            return setting.name, setting.read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{setting.name} {error}") from None

    return read


def declare_settings(one: argparse.ArgumentParser) -> None:
    one.add_argument("name", nargs="?", metavar="NAME", help="one of them; without it all are listed")
    one.add_argument("value", nargs="?", metavar="VALUE", help="your own choice, kept for the next starts")
    one.add_argument("--reset", action="store_true", help="forget your own choice")


def do_settings(call: Call) -> int:
    a, settings = call.arguments, call.settings
    if a.name is not None:
        setting = _named(a.name)
        if a.value is not None and a.reset:
            raise WrongUsage("A value and --reset do not go together.", next_step="Say one of them.")
        if a.value is not None or a.reset:
            _change(settings, setting, a.value, reset=a.reset)
        call.answer(document(settings, setting), _told(settings, setting))
        return DONE
    if a.reset:
        raise WrongUsage("It was not said which setting is meant.", next_step="Name it before --reset.")
    call.answer(
        {
            "settings": [document(settings, setting) for setting in SETTINGS.values()],
            "folders": [str(folder) for folder in settings.folders],
            "problems": list(settings.problems),
        },
        "\n".join(_told(settings, setting) for setting in SETTINGS.values()),
    )
    for problem in settings.problems:
        print(problem, file=sys.stderr)
    return DONE


def document(settings: Settings, setting: Setting) -> dict[str, object]:
    """One setting, its value and who decides it."""
    name = setting.name
    return {
        "name": name,
        "value": settings.get(name),
        "source": settings.source_of(name),
        "place": settings.place_of(name),
        "locked": settings.locked(name),
        "default": setting.default,
        "label": setting.label,
        "group": setting.group,
        "help": setting.about,
    }


def _told(settings: Settings, setting: Setting) -> str:
    name = setting.name
    source, place = settings.source_of(name), settings.place_of(name)
    return (
        f"{name} = {setting.told(settings.get(name))}\n"
        f"    {setting.label}. {setting.about} ({setting.kind})\n"
        f"    from: {source}{f', {place}' if place else ''}"
    )


def _named(name: str) -> Setting:
    setting = SETTINGS.get(name)
    if setting is None:
        raise WrongUsage(f"{name} is no setting.", next_step=f"There are {', '.join(SETTINGS)}.")
    return setting


def _change(settings: Settings, setting: Setting, text: str | None, *, reset: bool) -> None:
    """Takes a person's choice, or forgets it. Raises `WrongUsage` for a wrong value, and `KnownError` for what has no
    effect or cannot be kept."""
    name = setting.name
    if settings.is_ruled(name):
        raise Forbidden(
            f"{name} is not yours to choose. {settings.locked(name)}", next_step="Ask those who wrote it."
        )
    if reset:
        settings.reset(name)
    else:
        try:
            settings.set({name: setting.read(text or "")})
        except ValueError as error:
            raise WrongUsage(
                f"{name} {error}, so nothing was changed.", next_step="Choose another value."
            ) from None
    if not settings.is_kept:
        raise KnownError(
            "The file of settings cannot be written.", next_step="Look at its folder and the free space."
        )


def declare_secret(one: argparse.ArgumentParser) -> None:
    one.add_argument("name", nargs="?", choices=tuple(KINDS), metavar="NAME", help=", ".join(KINDS))
    act = one.add_mutually_exclusive_group()
    act.add_argument("--set", action="store_true", help="ask for it, or read one line of standard input")
    act.add_argument("--forget", action="store_true", help="take it out of the keyring")


def do_secret(call: Call) -> int:
    """Tells whether there is a secret and where; never what it is."""
    a, secrets = call.arguments, Secrets.of(call.home)
    if a.name is None and (a.set or a.forget):
        raise WrongUsage("It was not said which secret is meant.", next_step=f"There are {', '.join(KINDS)}.")
    if a.forget:
        secrets.forget(a.name)
    elif a.set:
        if not has_keyring():
            raise KnownError(
                "This computer has no keyring that can be reached, so nothing was kept.",
                next_step="It is asked for when it is needed.",
            )
        if secrets.put(a.name, _asked(KINDS[a.name].label)) != KEYRING:
            raise KnownError("The keyring did not take it.", next_step="Unlock the keyring, then try again.")
    kinds = [KINDS[name] for name in ([a.name] if a.name else KINDS)]
    places = {kind.name: secrets.where(kind.name) for kind in kinds}
    call.answer(
        {
            "keyring": has_keyring(),
            "secrets": [{"name": name, "place": place} for name, place in places.items()],
        },
        "\n".join(
            f"{kind.name}: {_place(places[kind.name])}\n    {kind.label}. {kind.about}" for kind in kinds
        ),
    )
    return DONE


def _place(place: str) -> str:
    if place == KEYRING:
        return "in the keyring of this computer"
    return (
        "none"
        if has_keyring()
        else "none; it is asked for when it is needed, as this computer has no keyring"
    )


def _asked(label: str) -> str:
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass(f"{label}: ")
    return sys.stdin.readline(LONGEST + 2)


COMMANDS: Final = (
    Command("settings", "list the settings and who decides them; choose one", declare_settings, do_settings),
    Command("secret", "an own key or password in this computer's keyring", declare_secret, do_secret),
)
