"""A list in the middle: its head, what narrows it, and the articles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QVBoxLayout

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui import deeds
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.naming import LONGEST, Naming
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.html import esc
from her2ref.gui.panes.also_here import AlsoHere
from her2ref.gui.panes.article_row import HEIGHT
from her2ref.gui.panes.article_table import ArticleList
from her2ref.gui.panes.facets import COLUMN, FacetsPanel
from her2ref.gui.panes.list_head import ListHead, Understood, understand
from her2ref.gui.panes.narrowing import Counts, cleared, count, turned
from her2ref.gui.panes.nothing import nothing
from her2ref.gui.panes.query_line import as_typed
from her2ref.gui.panes.shelf import rename
from her2ref.gui.theme import font, px, themes
from her2ref.gui.undoing import perform
from her2ref.library.library import Library

__all__ = ["ArticleList", "ListPane"]

WIDEST: Final = 920
"""Pixels at 100 % text beyond which the lines of a list would be too long to read."""
BESIDE: Final = 640
"""From this width on, what narrows the list stands beside it; in a narrower pane above it."""
FACETS: Final = 220
LOW: Final = 330
"""Pixels at 100 % text under which the head says less while the list is narrowed."""
SEEN: Final = 2
"""Rows of the list that stay in sight whatever narrows it."""
LEAST: Final = 96
"""Pixels at 100 % text that facets above the list need; with less they stand beside it, however narrow."""


class ListPane(QFrame):
    """Starred, corrected, all, similar ones, or the answer to words. While words are typed only this pane follows them;
    the desk hears of them at Enter, or when the reader goes on to something else."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._desk, self._library, self._jobs = desk, library, jobs
        self._shown = Listing()
        self._wished = False
        self._articles = 0
        self.head, self.facets = ListHead(), FacetsPanel()
        self._also, self._empty = AlsoHere(desk, library, jobs), QLabel()
        self._empty.setTextFormat(Qt.TextFormat.RichText)
        self._empty.setWordWrap(True)
        self._empty.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._empty.hide()
        self._empty.setObjectName("quiet")
        self.list = ArticleList(desk, library, jobs)
        self._build()
        self._connect()
        self.setFocusProxy(self.list)
        self._dress()
        self._on_listing(desk.listing)

    def _build(self) -> None:
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(0)
        self._rows.addWidget(self.head)
        self._rows.addWidget(self._also)
        self._line = QFrame()
        self._line.setObjectName("line")
        self._line.hide()
        self._right = QVBoxLayout()
        self._right.setSpacing(0)
        self._right.addWidget(self._empty)
        self._right.addWidget(self.list, 1)
        self._right.addStretch()
        self._middle = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._middle.setSpacing(0)
        self._middle.addWidget(self.facets)
        self._middle.addWidget(self._line)
        self._middle.addLayout(self._right, 1)
        self._rows.addLayout(self._middle, 1)

    def _connect(self) -> None:
        head, line = self.head, self.head.line
        line.typed.connect(self._on_typed)
        line.entered.connect(lambda words: self._choose(self._worded(words)))
        line.left.connect(self._on_left)
        line.down.connect(lambda: self.list.setFocus(Qt.FocusReason.OtherFocusReason))
        head.ordered.connect(lambda order: self._choose(replace(self._shown, sort=order)))
        head.extended.connect(lambda on: self._choose(replace(self._shown, exact=not on)))
        head.followed.connect(self._on_followed)
        head.narrowed.connect(self._on_narrowed)
        head.saving.connect(self.save_search)
        head.renaming.connect(self._on_renaming)
        head.throwing.connect(self._on_throwing)
        self.facets.chosen.connect(self._choose)
        self._empty.linkActivated.connect(self._on_followed)
        self.list.filled.connect(self._on_filled)
        self.list.troubled.connect(self._on_troubled)
        self._desk.listing_chosen.connect(self._on_listing)
        self._desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)

    # which list

    def _on_listing(self, listing: Any) -> None:
        if isinstance(listing, Listing):
            self._show(listing, refined=self._wished)

    def _choose(self, listing: Listing) -> None:
        """What the reader made of this list; the desk tells it to this pane too."""
        self._wished = True
        try:
            if listing == self._desk.listing:
                self._show(listing, refined=True)
            else:
                self._desk.choose_listing(listing)
        finally:
            self._wished = False

    def _worded(self, words: str) -> Listing:
        """The list with other words. The best come first as soon as there are words, and by date without."""
        words, before = words.strip(), self._shown
        if bool(words) == bool(before.words):
            return replace(before, words=words, typing=False)
        return replace(before, words=words, typing=False, sort="best" if words else "date")

    def _on_typed(self, words: str) -> None:
        wanted = replace(self._worded(words), typing=not words[-1:].isspace())
        if (wanted.words, wanted.typing) != (self._shown.words, self._shown.typing):
            self._show(wanted, refined=True)

    def _on_left(self) -> None:
        """The reader goes on: what was typed is what is searched for, and the line says so."""
        if self._desk.listing is not None and self._shown != self._desk.listing:
            self._choose(self._shown)

    def _show(self, listing: Listing, *, refined: bool) -> None:
        self._shown = listing
        self.head.show_listing(listing)
        self.facets.follow(listing)
        self._also.show_for(listing)
        if not listing.like:
            self._desk.choose_words(listing.words)
        self.list.show_listing(listing, refined=refined)
        self._understand(listing)

    def _understand(self, listing: Listing) -> None:
        library = self._library

        def work(progress: Progress) -> Understood:
            return understand(library, listing, progress)

        self._jobs.latest("list-head", work, succeeded=self.head.show_understood, failed=self._desk.fail)

    def _on_followed(self, link: str) -> None:
        """A chip, or a link in the sentence of an empty list."""
        kind, _, rest = link.partition(":")
        group, _, name = rest.partition(":")
        if kind == "drop":
            self._choose(turned(self._shown, group, name))
        elif kind == "clear":
            self._choose(cleared(self._shown))
        elif kind == "longer":
            self._choose(self._worded(as_typed(self._shown.words)))
        else:
            self._desk.follow(link)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("stars", "reading", "collections") and self.isVisible():
            self._count()
        if changes.touches("searches", "collections"):
            self._understand(self._shown)

    # what the person names

    def save_search(self) -> None:
        """Asks for a name under which this list is kept: its words, to begin with."""
        if not self.isVisible() or self._shown.like or self.head.saved is not None:
            return
        if not self.head.is_search:
            self._desk.say(self.tr("There is no search to save yet: type words over the list, or narrow it."))
            return
        listing = replace(self._shown, typing=False)
        name = " ".join(listing.words.split()) or self.head.title.text()
        dialog = Naming(self.window(), self.tr("Save this search as"), name[:LONGEST], self.tr("Save"))

        def named(name: str) -> None:
            deed = deeds.saving(name, listing)
            perform(self._desk, self._library, self._jobs, deed, done=dialog.accept, failed=dialog.fail)

        dialog.named.connect(named)
        dialog.open()

    @property
    def _named(self) -> tuple[str, int, str]:
        """Kind, number and name of what the list is."""
        saved = self.head.saved
        if saved is not None:
            return "search", saved.id, saved.name
        return "collection", self._shown.collection, self.head.collection

    def _on_renaming(self) -> None:
        rename(self._desk, self._library, self._jobs, *self._named, self)

    def _on_throwing(self) -> None:
        kind, number, name = self._named
        left = self._desk.back if kind == "collection" and self._desk.can_go_back else None
        perform(self._desk, self._library, self._jobs, deeds.throwing(kind, number, name), done=left)

    # how many there are

    def _on_filled(self, number: int) -> None:
        self._articles = number
        self.head.show_count(number)
        self._empty.setText(nothing(self._shown))
        self._fit()
        self._count()

    def _on_troubled(self, sentence: str) -> None:
        self._articles = 0
        self._empty.setText(esc(sentence))
        self._fit()

    # what narrows it

    def _on_narrowed(self, on: bool) -> None:
        self.head.show_narrowing(on=on)
        self.facets.setVisible(on)
        self._fit()
        self._count()

    def _count(self) -> None:
        """The numbers of the list, in a worker; the newest call wins."""
        if self.facets.isHidden():
            return
        library, listing = self._library, self._shown
        self.facets.wait(True)  # noqa: FBT003

        def work(progress: Progress) -> tuple[Listing, Counts]:
            return listing, count(library, listing, progress)

        self._jobs.latest("facets", work, succeeded=self._on_counted, failed=self._desk.fail)

    def _on_counted(self, found: tuple[Listing, Counts]) -> None:
        self.facets.show_counts(*found)

    def turn_narrowing(self, *, on: bool) -> None:
        """Opens or closes what narrows the list, and takes the keyboard there or back to the list."""
        self.head.narrow.setChecked(on)
        goal = self.head.narrow if on else self.list
        goal.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def is_narrowing(self) -> bool:
        return not self.facets.isHidden()

    # how it lies

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Lines no longer than can be read, as on a topic's page; the facets beside the list where there is room. Some
        rows of the list are seen in any case, and what an empty list says comes before that it cannot be narrowed."""
        opened, wide = self.is_narrowing, self.width() >= px(BESIDE)
        empty = self._articles == 0 and bool(self._empty.text())
        self.head.show_little(opened and self.height() < px(LOW))
        widest = px(WIDEST) + (px(FACETS) if opened and wide else 0)
        side = max(px(8), (self.width() - widest) // 2)
        self._rows.setContentsMargins(side, 0, max(side - px(8), 0), 0)
        self._line.setVisible(opened)
        self.list.setVisible(self._articles > 0)
        self._empty.setVisible(empty)
        across = self.width() - side - max(side - px(8), 0)
        head = self.head
        taken = head.heightForWidth(across) if head.hasHeightForWidth() else head.sizeHint().height()
        room = self.height() - taken
        above = min(room // 2, room - SEEN * px(HEIGHT) - 1)
        if wide or (not empty and above < px(LEAST)):
            self._lay_beside(px(FACETS) if wide else min(px(COLUMN), across // 2))
        elif empty:
            self._lay_below(room - self._empty.heightForWidth(across) - 1)
        else:
            self._lay_above(above)

    def _lay_beside(self, width: int) -> None:
        self._middle.setDirection(QBoxLayout.Direction.LeftToRight)
        self._line.setFixedSize(1, self.height())
        self.facets.setFixedWidth(width)
        self.facets.setMinimumHeight(0)
        self.facets.setMaximumHeight(self.height())

    def _lay_above(self, height: int) -> None:
        self._middle.setDirection(QBoxLayout.Direction.TopToBottom)
        self._line.setMinimumSize(0, 1)
        self._line.setMaximumSize(self.width(), 1)
        self.facets.setMinimumWidth(0)
        self.facets.setMaximumWidth(self.width())
        self.facets.setFixedHeight(max(height, 0))

    def _lay_below(self, height: int) -> None:
        self._lay_above(height)
        self._middle.setDirection(QBoxLayout.Direction.BottomToTop)

    def _dress(self) -> None:
        self._empty.setFont(font())
        self._also.setFont(font())
        self._empty.setContentsMargins(px(16), px(8), px(16), px(12))
        self._also.setContentsMargins(px(16), 0, px(16), px(12))
        self._fit()
