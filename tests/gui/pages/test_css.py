from __future__ import annotations

from her2ref.gui.pages.css import css
from her2ref.gui.theme import SIZES, read


def test_colours_and_sizes_are_filled_in() -> None:
    for name in ("light", "dark"):
        theme = read(name)
        made = css(theme, SIZES, 1.0)
        assert theme.red_soft in made
        assert theme.highlight in made
        assert "{" not in made.replace(" {", "").replace("{ ", "")
    assert "font-size: 26px" in css(read("light"), SIZES, 2.0)
