"""The window: open it somewhere, or draw it to a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from her2ref.commands.call import DONE, Call, Command
from her2ref.commands.values import scale_of, size_of
from her2ref.core.display import PAGES, has_display
from her2ref.core.errors import KnownError
from her2ref.core.outputs import place_for
from her2ref.core.wish import ENDINGS, of_files

if TYPE_CHECKING:
    from her2ref.app import Picture

PLACES: Final = ("/", "./", "../", "~/", ".\\", "..\\")
"""How the name of a file begins that is given with its folder."""


def declare_open(one: argparse.ArgumentParser) -> None:
    one.add_argument("what", nargs="+", metavar="TEXT|FILE|URL")


def do_open(call: Call) -> int:
    words: list[str] = call.arguments.what
    target = " ".join(words)
    if _is_file(target):
        words = [target]  # a name with blanks in it, as it was typed
    if all(_names_file(word) or _is_file(word) for word in words):
        missing = [word for word in words if not _is_file(word)]
        if missing:
            raise KnownError(
                f"There is no file {', '.join(missing)}.", next_step="Check the name and the folder."
            )
        return open_window(call, of_files(map(Path, words)))
    if _names_file(target):
        raise KnownError(f"There is no file {target}.", next_step="Check the name and the folder.")
    return open_window(call, target)


def _names_file(target: str) -> bool:
    """Whether somebody means a file, there or not, and no words to look up."""
    return target.startswith(PLACES) or Path(target).is_absolute() or target.lower().endswith(ENDINGS)


def _is_file(target: str) -> bool:
    try:
        return Path(target).is_file()
    except (OSError, ValueError):  # longer than any name may be, or with a sign that none has
        return False


def declare_window(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--screenshot", metavar="FILE", help="a PNG of the real window, drawn offscreen without a display"
    )
    one.add_argument("--size", type=size_of, metavar="WxH")
    one.add_argument("--theme", choices=("light", "dark"))
    one.add_argument("--scale", type=scale_of, metavar="F", help="size of text, 1 to 2")
    one.add_argument("--language", choices=("de", "en", "fr"), default="en")
    one.add_argument("--open", action="append", default=[], metavar="ID")
    one.add_argument("--page", choices=(*PAGES, "first-run"), default="")
    one.add_argument("--query", default="", metavar="TEXT")
    one.add_argument("--list", default="", metavar="QUERY", help="the list of abstracts that match")
    one.add_argument("--narrow", action="store_true", help="with what narrows that list")


def do_window(call: Call) -> int:
    if not call.arguments.screenshot:
        _need_display()
    from her2ref.app import Picture, picture

    a = call.arguments
    file = place_for(Path(a.screenshot), call.home) if a.screenshot else None
    if a.language != "en":
        raise KnownError("Only English is there yet.", next_step="Leave --language out.")
    wanted = Picture(
        file,
        size=a.size,
        theme=a.theme or "",
        scale=a.scale or 0.0,
        opened=tuple(a.open),
        page=a.page,
        query=a.query,
        listed=a.list,
        narrow=a.narrow,
    )
    if wanted.file is None:
        return open_window(call, "", wanted)
    made = picture(call.home, wanted)
    call.answer(made, f"{made['file']}: {made['width']} x {made['height']}")
    return DONE


def open_window(call: Call, target: str, wanted: Picture | None = None) -> int:
    _need_display()
    from her2ref.app import run

    return run(call.home, target, wanted, call.settings)


def _need_display() -> None:
    """Without a display on Linux a sentence says so, where Qt would abort."""
    if not has_display():
        raise KnownError(
            "There is no display here, so no window can open.",
            next_step="The other commands work without one; `her2ref window --screenshot FILE` draws a picture.",
        )


COMMANDS: Final = (
    Command(
        "open", "open the window at the best answer to TEXT, a FILE or a her2ref: link", declare_open, do_open
    ),
    Command("window", "open the window, or draw it to a file", declare_window, do_window),
)
