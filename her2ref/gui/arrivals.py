"""Files that the desktop hands over: dropped on the window, or opened in the file manager of macOS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication

from her2ref.core.wish import ENDINGS

if TYPE_CHECKING:
    from PySide6.QtGui import QFileOpenEvent


def opened_up(paths: Iterable[Path]) -> list[Path]:
    """Files as they are; a folder stands for the files right in it whose names end as those do that are read here."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        try:
            inside = sorted(path.iterdir())
        except OSError:
            inside = []
        found += [
            file
            for file in inside
            if file.suffix.lower() in ENDINGS and not file.name.startswith(".") and file.is_file()
        ] or [path]  # whose import then says what it is
    return found


class Application(QApplication):
    """On macOS a file or link that is opened comes as an event of the application, not as a word of the start; and
    it may come before there is a window."""

    asked = Signal(str)

    def __init__(self, words: list[str]) -> None:
        super().__init__(words)
        self.waiting: list[str] | None = []

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.FileOpen:
            return super().event(event)
        wish = cast("QFileOpenEvent", event)
        target = wish.file() or wish.url().toString()
        if self.waiting is None:
            self.asked.emit(target)
        else:
            self.waiting.append(target)
        return True


def follow(application: QApplication, then: Callable[[str], object]) -> None:
    """`then` is given each path or link that is opened from now on, and those that came before."""
    if isinstance(application, Application):
        waiting, application.waiting = application.waiting, None
        application.asked.connect(then)
        for target in waiting or ():
            then(target)
