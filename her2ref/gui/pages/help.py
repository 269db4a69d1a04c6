"""The program's own help: the plain part of Markdown that its files use, as a page.

Headings (#, ##), paragraphs, lists (-), **strong** words and [links](topic:mechanism:ID); nothing else.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from her2ref.gui.pages import settings
from her2ref.gui.pages.html import Page, bullets, esc, heading, link, para

FILES: Final = (
    "intended-use",
    "searching",
    "how-content-is-made",
    "evidence",
    "corrections",
    "filing",
    "settings",
    "importing",
    "keeping",
)
"""The pages of `resources/help`, in the order in which they are listed."""
SETTINGS: Final = "{settings}"
"""Stands in a page where all settings are listed, as they are declared."""
PIECE: Final = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\[(?P<words>[^\]]+)\]\((?P<address>[^)\s]+)\)")


def read(folder: Path, name: str) -> str:
    """The text of a page; empty for a name that is none."""
    file = folder / "help" / f"{name}.md"
    text = file.read_text(encoding="utf-8") if name in FILES and file.is_file() else ""
    return text.replace(SETTINGS, settings.listing()) if SETTINGS in text else text


def title_of(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ").strip()


def page(text: str) -> Page:
    """All but the title, which stands above the page."""
    pieces: list[str] = []
    for block in re.split(r"\n\s*\n", text.partition("\n")[2].strip()):
        lines = [line.strip() for line in block.splitlines()]
        if lines[0].startswith("## "):
            pieces.append(heading(lines[0].removeprefix("## ")))
            lines = lines[1:]
        if lines and lines[0].startswith("- "):
            items = " ".join(lines).split("- ", 1)[1].split(" - ")
            pieces.append(bullets(_inline(item) for item in items))
        elif lines:
            pieces.append(para(_inline(" ".join(lines))))
    return Page("".join(pieces))


def _inline(text: str) -> str:
    made, last = [], 0
    for hit in PIECE.finditer(text):
        made.append(esc(text[last : hit.start()]))
        strong = hit["strong"]
        made.append(f"<b>{esc(strong)}</b>" if strong else link(hit["address"], hit["words"]))
        last = hit.end()
    return "".join(made) + esc(text[last:])
