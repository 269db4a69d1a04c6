"""Notices when another process, a command beside the window, has changed the library, and has the panes read again.

Imported after the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from her2ref.core.changes import KINDS, Changes
from her2ref.core.errors import KnownError

if TYPE_CHECKING:
    from her2ref.gui.window import Window
    from her2ref.library.library import Library, Seen

EVERY_MS: Final = 2_000
"""Between two looks while the window can be seen; each is two numbers that SQLite has in its memory."""
CHANGED: Final = Changes.of("articles", "tags", "stars", "notes", "reading", "collections", "searches")
"""What another process may have changed without putting another library in place."""


class Others(QObject):
    """Looks by itself; `look` is for a window that comes back to the front."""

    def __init__(self, window: Window, library: Library) -> None:
        super().__init__(window)
        self._window, self._library = window, library
        self._seen: Seen | None = None
        self._version = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Asks the connection that writes, in a worker: what this window wrote itself has been told already."""
        window, library = self._window, self._library
        if not window.isVisible() or window.isMinimized() or library.damage is not None:
            return
        if not library.is_marked:
            self._look_without()
            return
        window.jobs.once(
            "others",
            lambda _progress: library.seen_of_others(),
            succeeded=self._on_seen,
            failed=window.desk.pass_over,
        )

    def _look_without(self) -> None:
        """Where this window has written nothing, so far or because it cannot."""
        try:
            version = self._library.reader().data_version()
        except KnownError as trouble:
            self._window.desk.pass_over(trouble)
            return
        before, self._version = self._version, version
        if before not in (0, version):
            self._window.desk.announce(CHANGED)

    def _on_seen(self, now: Seen | None) -> None:
        before = self._seen
        self._seen = now or before
        if now is None or before is None or now == before:
            return
        desk, same = self._window.desk, now.connection == before.connection
        if same and now.version == before.version:
            return  # this window has made the index anew
        if same and now.schema != before.schema:
            desk.announce(Changes.of(*KINDS))
            desk.say(
                self.tr(
                    "The library was replaced: another window or a command has restored or repaired it. What is "
                    "shown was read again."
                )
            )
        else:
            desk.announce(CHANGED)
