"""Every setting, declared once: name, type, default, words and limits. Dialog, command line, environment and help
follow from the declaration."""

from __future__ import annotations

import sys
from typing import Any, Final

YES: Final = ("on", "yes", "true", "1")
NO: Final = ("off", "no", "false", "0")
KINDS: Final = {
    bool: "on or off",
    int: "a whole number",
    float: "a number",
    str: "a text",
    tuple: "a list of words",
}
"""What is said of a value of another type, by the type of the default."""


class Setting:
    """One setting; its type is the type of its default (a tuple is a list of words). Never changed after it was made.

    `choices` are values with their labels; `low` and `high` include themselves. `percent` says that 1.0 is shown as
    100 %. `cautious` is the value in force where a policy cannot be read; None where that changes nothing.
    `refused` tells what is switched off when the value is False. `flag` is an option of its own on the command line.
    (A plain class: it is made before the first paint.)
    """

    __slots__ = (
        *("about", "cautious", "choices", "default", "flag", "group", "high", "in_dialog", "label", "low"),
        *("name", "percent", "refused"),
    )

    def __init__(
        self,
        name: str,
        *,
        default: Any,
        label: str,
        about: str,
        group: str,
        choices: tuple[tuple[str, str], ...] = (),
        low: float | None = None,
        high: float | None = None,
        percent: bool = False,
        cautious: Any = None,
        refused: str = "",
        flag: str = "",
        in_dialog: bool = True,
    ) -> None:
        self.name, self.default, self.label, self.about, self.group = name, default, label, about, group
        self.choices, self.low, self.high, self.percent = choices, low, high, percent
        self.cautious, self.refused, self.flag, self.in_dialog = cautious, refused, flag, in_dialog

    @property
    def type(self) -> type:
        return type(self.default)

    @property
    def variable(self) -> str:
        """The environment variable that gives it."""
        return "HER2REF_" + self.name.upper().replace(".", "_")

    @property
    def kind(self) -> str:
        """What values it takes, in words."""
        if self.choices:
            return "one of " + ", ".join(choice for choice, _ in self.choices)
        limits = f" from {self.low:g} to {self.high:g}" if None not in (self.low, self.high) else ""
        return KINDS[self.type] + limits

    def check(self, value: Any) -> Any:
        """The value as it is kept. Raises `ValueError` with the end of a sentence that began with the name."""
        kind = self.type
        if kind is float and type(value) is int:
            value = float(value)
        elif kind is tuple and isinstance(value, list) and all(isinstance(word, str) for word in value):
            value = tuple(value)
        if type(value) is not kind:
            raise ValueError(f"is not {KINDS[kind]}")
        if self.choices and value not in [choice for choice, _ in self.choices]:
            raise ValueError(f"is not one of {', '.join(choice for choice, _ in self.choices)}")
        return self._within(value) if kind in (int, float) else value

    def _within(self, number: Any) -> Any:
        low = -sys.float_info.max if self.low is None else self.low
        high = sys.float_info.max if self.high is None else self.high
        if not low <= number <= high:  # what is not a number is in no range either
            raise ValueError(f"is not from {low:g} to {high:g}")
        return number

    def read(self, text: str) -> Any:
        """The value that a text stands for, as the environment and the command line give it. Raises `ValueError`."""
        kind, word = self.type, text.strip()
        value: Any = text
        if kind is bool:
            lower = word.lower()
            value = True if lower in YES else False if lower in NO else text
        elif kind is tuple:
            value = tuple(
                part for line in word.splitlines() for part in map(str.strip, line.split(",")) if part
            )
        elif kind is not str:
            try:
                value = kind(word)
            except ValueError:
                value = text
        return self.check(value)

    def told(self, value: Any) -> str:
        """A value in words; `read` takes them again."""
        if isinstance(value, bool):
            return YES[0] if value else NO[0]
        return (
            ", ".join(value)
            if isinstance(value, tuple)
            else f"{value:g}"
            if isinstance(value, float)
            else str(value)
        )


APPEARANCE, START, PRIVACY, IMPORT, BACKUPS = "Appearance", "Start", "Privacy", "Import", "Backups"
SETTINGS: Final[dict[str, Setting]] = {
    setting.name: setting
    for setting in (
        Setting(
            "theme",
            default="system",
            label="Colours",
            about="Light or dark, or as the rest of the computer is.",
            group=APPEARANCE,
            choices=(("system", "As the system"), ("light", "Light"), ("dark", "Dark")),
        ),
        Setting(
            "text_scale",
            default=1.0,
            label="Size of text",
            about="All text of the window. Ctrl and plus or minus change it too.",
            group=APPEARANCE,
            low=0.8,
            high=2.5,
            percent=True,
        ),
        Setting(
            "first_run_done",
            default=False,
            label="Leave out the first page",
            about="The page that offers ways to begin is not shown at the start. It stays away by itself once "
            "something was read; the menu brings it back.",
            group=START,
        ),
        Setting(
            "import.preview",
            default=True,
            label="Show what an import will do",
            about="Before files are imported, a list shows what is new, what changes and what is turned away.",
            group=IMPORT,
        ),
        Setting(
            "backup.daily",
            default=True,
            label="Daily backup",
            about="On each day on which something changed, a checked copy of the library is kept.",
            group=BACKUPS,
        ),
        Setting(
            "backup.keep",
            default=5,
            label="Daily backups kept",
            about="Of how many days a copy is kept. Copies of earlier weeks stay besides.",
            group=BACKUPS,
            low=2,
            high=90,
        ),
        Setting(
            "warn.place",
            default=True,
            label="Warn of an unsafe place",
            about="A line above the columns says when the library lies in a mirrored folder, on a share or on a stick.",
            group=BACKUPS,
        ),
        Setting(
            "remember_choices",
            default=True,
            label="Remember what was looked up",
            about="What was opened from the lookup is offered first next time. Switched off, what was remembered is "
            "deleted.",
            group=PRIVACY,
            cautious=False,
            refused="Remembering what was looked up is switched off",
        ),
        Setting(
            "allow.network",
            default=True,
            label="Use the internet",
            about="her2ref may connect to other computers when it is asked to, and opens web pages in the browser. "
            "Switched off, it does neither; the address of a page is copied instead.",
            group=PRIVACY,
            cautious=False,
            refused="Use of the internet is switched off",
        ),
        Setting(
            "allow.notes",
            default=True,
            label="Write notes",
            about="Switched off, no note is written or changed and no draft is kept. Notes that are there can be read, "
            "taken along and deleted.",
            group=PRIVACY,
            cautious=False,
            refused="Writing notes is switched off",
        ),
        Setting(
            "allow.exports",
            default=True,
            label="Export",
            about="Lists, citations, abstracts and what is your own may leave the library as files. "
            "Backups are no exports.",
            group=PRIVACY,
            cautious=False,
            refused="Exporting is switched off",
        ),
    )
}
"""Every setting by its name, in the order in which they are shown."""

MEMORY: Final = ("geometry", "columns", "last_folder")
"""What the window remembers beside the settings: its place and its columns as Qt encodes them (base64), and where files
were last opened. Texts, empty at first, and nobody's to set but the window's."""
