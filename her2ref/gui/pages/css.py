"""The style of pages, in the colours and sizes of the theme: the subset that Qt's documents know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from her2ref.gui.theme import Theme

RULES = """
body, p, li, td, th {{ color: {text}; font-size: {body}px; }}
p {{ margin-top: 0px; margin-bottom: {gap}px; line-height: 122%; }}
p.tight {{ margin-bottom: {hair}px; }}
p.lead {{ margin-bottom: {gap}px; }}
p.title {{ font-size: {large}px; font-weight: 700; line-height: 106%; margin-bottom: {gap}px; }}
p.head {{ font-weight: 700; margin-top: {wide}px; margin-bottom: {gap}px; line-height: 100%; }}
p.label {{ font-size: {small}px; font-weight: 600; color: {quiet}; margin-top: {wide}px; margin-bottom: {hair}px;
  line-height: 100%; }}
p.figure {{ margin-bottom: 0px; white-space: nowrap; }}
p.quiet, span.quiet, td.name {{ color: {quiet}; }}
p.small, span.small {{ font-size: {small}px; color: {quiet}; }}
td.red {{ color: {text}; background-color: {red_soft}; }}
td.amber {{ color: {text}; background-color: {amber_soft}; }}
table.banner {{ margin-top: 0px; margin-bottom: {gap}px; }}
span.red {{ color: {red}; font-weight: 600; }}
span.amber {{ color: {amber}; font-weight: 600; }}
span.badge {{ color: {quiet}; font-weight: 600; }}
span.green {{ color: {green}; font-weight: 600; }}
span.pill {{ color: {red}; background-color: {red_soft}; font-weight: 600; }}
span.hl {{ background-color: {highlight}; color: {on_highlight}; }}
p.title span.hl {{ font-size: {large}px; }}
a {{ color: {accent}; text-decoration: none; font-weight: 600; }}
a.plain {{ font-weight: 400; }}
ul {{ margin-top: 0px; margin-bottom: {gap}px; margin-left: {wide}px; -qt-list-indent: 0; }}
li {{ margin-bottom: {hair}px; line-height: 122%; }}
table.rows, table.facts, table.sources {{ margin-top: {hair}px; margin-bottom: {gap}px; }}
table.rows th {{ color: {quiet}; font-size: {small}px; font-weight: 600; text-align: left;
  padding: {hair}px {gap}px {hair}px 0px; border-bottom: 1px solid {line}; }}
table.rows td {{ padding: {cell}px {gap}px {cell}px 0px; border-bottom: 1px solid {line}; vertical-align: middle; }}
table.narrow td {{ vertical-align: top; }}
table.rows td.open {{ border-bottom: 0px; padding-bottom: 0px; }}
table.rows td.under {{ padding-top: 0px; }}
table.facts td {{ padding: 0px {wide}px {hair}px 0px; }}
table.sources td {{ padding: 0px {gap}px {gap}px 0px; }}
td.number {{ color: {quiet}; text-align: right; }}
"""


def css(theme: Theme, sizes: dict[str, float], scale: float) -> str:
    """The style sheet of every page at a size of text."""

    def px(value: float) -> int:
        return round(value * scale)

    return RULES.format(
        **{name: colour for name, colour in theme.colours.items() if name != "name"},
        body=px(sizes["body"]),
        small=px(sizes["small"]),
        large=px(16),
        hair=px(4),
        cell=px(6),
        gap=px(8),
        wide=px(16),
    )
