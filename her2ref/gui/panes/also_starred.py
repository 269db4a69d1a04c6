"""What is starred and no article of the list of starred ones: topics, and sources without a record."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.html import esc
from her2ref.gui.pages.sources import short
from her2ref.library.library import Library


class AlsoStarred(QLabel):
    """A line of links above the list of what is starred; hidden above any other list."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._library, self._jobs = library, jobs
        self._due = False
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.linkActivated.connect(desk.follow)
        desk.changed.connect(self._on_changed)
        self.hide()

    def show_for(self, listing: Listing) -> None:
        self._due = listing == Listing(starred=True, sort=listing.sort)
        self.hide()
        self._read()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("articles", "stars"):
            self._read()

    def _read(self) -> None:
        if not self._due:
            return
        library = self._library

        def work(_progress: Progress) -> list[tuple[str, str]]:
            reader = library.reader()
            rows = reader.starred_elsewhere()
            sources = reader.references(row.id for row in rows if row.kind == "reference")
            return [(r.key, short(sources[r.id]) if r.id in sources else r.name) for r in rows]

        self._jobs.latest("also-starred", work, succeeded=self._on_read)

    def _on_read(self, found: list[tuple[str, str]]) -> None:
        links = " · ".join(f'<a href="{esc(f"topic:{key}")}">{esc(name)}</a>' for key, name in found)
        self.setText(esc(self.tr("Also starred:")) + " " + links)
        self.setVisible(bool(found) and self._due)
