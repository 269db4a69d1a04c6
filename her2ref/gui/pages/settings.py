"""The settings as a part of the help, made from their declarations."""

from __future__ import annotations

from itertools import groupby

from her2ref.core.setting import SETTINGS, Setting
from her2ref.gui.pages.html import translate


def listing() -> str:
    """All settings by group, in the plain Markdown of the help."""
    blocks: list[str] = []
    for group, members in groupby(SETTINGS.values(), key=lambda setting: setting.group):
        lines = "\n".join(f"- {_line(setting)}" for setting in members)
        blocks.append(f"## {translate('Settings', group)}\n\n{lines}")
    return "\n\n".join(blocks)


def _line(setting: Setting) -> str:
    """One setting: what it does, what it may be, and its names."""
    label, about = translate("Settings", setting.label), translate("Settings", setting.about)
    values = _tr("It is %1.").replace("%1", setting.kind)
    usual = _tr("Built in: %1.").replace("%1", setting.told(setting.default) or _tr("nothing"))
    return f"**{label}** ({setting.name}, {setting.variable}): {about} {values} {usual}"


def _tr(text: str) -> str:
    return translate("SettingsHelp", text)
