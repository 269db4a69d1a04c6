"""What belongs to a list of the person's own and is no article of it: topics, and sources without a record."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.numbers import counted
from her2ref.gui.pages.html import attribute, clean, esc
from her2ref.gui.pages.sources import short
from her2ref.library.library import Library
from her2ref.library.personal import article_of
from her2ref.library.read import Reader

MOST = 60
"""Links that are shown; there is no list of topics to go on in."""


def elsewhere(reader: Reader, targets: list[str]) -> tuple[list[tuple[str, str]], int]:
    """Those of `targets` that stand in no list of articles, by key and title; and how many are not here at all."""
    numbers = {target: article_of(target) for target in targets}
    held = reader.held([number for number in numbers.values() if number is not None])
    wanted = [target for target, number in numbers.items() if number is None or number not in held]
    titles = reader.titles(wanted)
    sources = reader.references(f"pmid:{target}" for target in wanted if target.isdecimal())
    found = []
    for target in wanted:
        source = sources.get(f"pmid:{target}")
        if source is not None:
            found.append((f"reference:pmid:{target}", short(source)))
        elif target in titles:
            found.append((target, titles[target]))
    return found, len(wanted) - len(found)


class AlsoHere(QLabel):
    """A line of links above what is starred, to be read or collected, and how much of that is not here yet; hidden
    above any other list."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._library, self._jobs = library, jobs
        self._listing: Listing | None = None
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.linkActivated.connect(desk.follow)
        desk.changed.connect(self._on_changed)
        self.hide()

    def show_for(self, listing: Listing) -> None:
        sort, own = listing.sort, None
        for whole in (
            Listing(starred=True, sort=sort),
            Listing(reading=listing.reading, sort=sort),
            Listing(collection=listing.collection, sort=sort),
        ):
            if listing == whole != Listing(sort=sort):
                own = listing
        if own is None or own != self._listing:
            self.hide()
        self._listing = own
        self._read()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("articles", "stars", "reading", "collections"):
            self._read()

    def _read(self) -> None:
        listing, library = self._listing, self._library
        if listing is None:
            return

        def work(_progress: Progress) -> tuple[Listing, list[tuple[str, str]], int]:
            reader = library.reader()
            if listing.starred:
                targets = reader.stars()
            elif listing.collection:
                targets = reader.collected(listing.collection)
            else:
                targets = reader.targets_in_state(listing.reading)
            return listing, *elsewhere(reader, targets)

        self._jobs.latest("also-here", work, succeeded=self._on_read)

    def _on_read(self, answer: tuple[Listing, list[tuple[str, str]], int]) -> None:
        listing, found, missing = answer
        if listing != self._listing:
            return
        head = self.tr("Also starred:") if listing.starred else self.tr("Also here:")
        links = [
            f'<a href="{attribute(f"topic:{key}")}">{esc(clean(name)[:90])}</a>' for key, name in found[:MOST]
        ]
        more = len(found) - MOST
        links += [esc(self.tr("and %1 more").replace("%1", f"{more:,}"))] if more > 0 else []
        parts = [esc(head) + " " + " · ".join(links)] if links else []
        if missing:
            # the sync fetches them where a restore put them on its list; a file brings them in any case
            parts.append(esc(counted(missing, "%1 not here yet", "%1 not here yet")))
        self.setText(" · ".join(parts))
        self.setVisible(bool(parts))
