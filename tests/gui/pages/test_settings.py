from __future__ import annotations

from her2ref.core.paths import resources
from her2ref.core.setting import SETTINGS
from her2ref.gui.pages.help import page, read
from her2ref.gui.pages.settings import listing


def test_each_setting_is_in_the_help_as_it_is_declared() -> None:
    text = read(resources(), "settings")
    for setting in SETTINGS.values():
        assert f"**{setting.label}** ({setting.name}, {setting.variable}): {setting.about}" in text
        assert setting.told(setting.default) in text
    html = page(text).html
    assert html.count("<li>") >= len(SETTINGS)
    assert "{" not in html


def test_the_groups_are_headings() -> None:
    headings = [line for line in listing().splitlines() if line.startswith("## ")]
    assert headings == [f"## {group}" for group in dict.fromkeys(one.group for one in SETTINGS.values())]
