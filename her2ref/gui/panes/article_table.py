"""The list of articles itself: rows that come in a worker and do not jump while a reader has them before the eyes."""

from __future__ import annotations

import re
from array import array
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from her2ref.core.changes import Changes
from her2ref.core.errors import KnownError
from her2ref.core.progress import Progress
from her2ref.core.query import Listing, Tree, leaves
from her2ref.gui import deeds
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.collect import Collect
from her2ref.gui.jobs import Jobs, Work
from her2ref.gui.models.articles import WINDOW, ArticlesModel
from her2ref.gui.numbers import counted
from her2ref.gui.pages.html import clean, pattern
from her2ref.gui.panes.article_row import HEIGHT, ArticleDelegate
from her2ref.gui.theme import px, themes
from her2ref.gui.undoing import perform
from her2ref.library.library import Library
from her2ref.library.listing import is_narrowed
from her2ref.library.read import Reader
from her2ref.library.rows import ArticleRow, target_of

Stay = Literal["", "refined", "same"]
"""What keeps its place on the screen when a list is filled anew: nothing; what is chosen or under the pointer; all that
can be seen."""
KEYS: Final = (Qt.Key.Key_S, Qt.Key.Key_L, Qt.Key.Key_R, Qt.Key.Key_C)
MOST: Final = 1_000
"""Rows that one key changes at once."""
REMEMBERED: Final = 50
"""Lists of which is known what was chosen in them last."""


class First(NamedTuple):
    """What a worker found of a list: what to highlight, and its first rows, or all of its ids; and what then keeps its
    place."""

    what: re.Pattern[str] | None
    rows: list[ArticleRow] | None
    ids: array[int]
    stay: Stay = ""


def begin(library: Library, listing: Listing, stay: Stay, progress: Progress) -> First:
    """For a worker: the first rows where they are found sooner than the whole list, unless it is the same one again."""
    reader = library.reader()
    tree = _tree(reader, listing)
    what = pattern(leaves(tree))
    if stay == "same" or tree is None or listing.sort == "date" or listing.like or is_narrowed(listing):
        return First(what, None, reader.article_ids(listing, progress), stay)
    with reader.until(progress):
        rows = reader.first(listing, WINDOW)
    return First(what, rows, array("q", [row.id for row in rows]), stay)


def _tree(reader: Reader, listing: Listing) -> Tree | None:
    if not listing.words.strip():
        return None
    return reader.asked(listing.words, typing=listing.typing, exact=listing.exact).tree


class ArticleList(QTableView):
    """The list itself, a table of one column: Qt lays out a table of 100,000 rows at once, a list one by one.

    `filled` carries the number of articles once they are known; `troubled` a sentence when they cannot be.
    """

    filled = Signal(int)
    troubled = Signal(str)

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._listing: Listing | None = None
        self._held: Listing | None = None
        self._follow = False
        self._chosen: OrderedDict[Listing, int] = OrderedDict()
        self._articles = ArticlesModel(library, self)
        self.setModel(self._articles)
        self._painter = ArticleDelegate(self)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setStretchLastSection(True)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Articles"))
        self.selectionModel().currentChanged.connect(self._on_current)
        desk.changed.connect(self._on_changed)
        desk.article_chosen.connect(self._on_article)
        themes().theme_changed.connect(self._on_theme)
        self._on_theme()

    @property
    def listing(self) -> Listing | None:
        return self._listing

    def show_listing(self, listing: Listing, *, refined: bool = False) -> None:
        """Fills the list in a worker; the newest call wins. When it is the same list again everything keeps its place,
        when it is `refined` what is chosen or under the pointer. Another list begins at the top, or where the reader
        was in it when its article is still open."""
        stay: Stay = "same" if listing == self._held else "refined" if refined else ""
        self._listing = listing
        library = self._library

        def work(progress: Progress) -> First:
            return begin(library, listing, stay, progress)

        self._work(work, self._on_first)

    def _work(self, work: Work, then: Callable[[Any], None]) -> None:
        self._jobs.latest(f"list-{id(self)}", work, succeeded=then, failed=self._on_failed)

    def _on_first(self, found: First) -> None:
        self._painter.words = found.what
        self.viewport().update()
        listing, library, stay = self._listing, self._library, found.stay
        if found.rows is None or len(found.rows) < WINDOW or listing is None:
            self._on_whole(found)
            return
        anchors = self._anchors(stay)
        awaited = anchors[0][0] if anchors else 0 if stay else self._again()
        if not awaited or awaited in found.ids:  # else its row comes with the whole list
            self._take(found)
            stay = "same"

        def work(progress: Progress) -> First:
            return First(None, None, library.reader().article_ids(listing, progress), stay)

        self._work(work, self._on_whole)

    def _on_whole(self, found: First) -> None:
        self._take(found)
        self.filled.emit(len(found.ids))

    def _on_failed(self, error: BaseException) -> None:
        self._desk.fail(error)
        assert isinstance(error, KnownError), "any other was raised"
        self.troubled.emit(error.in_window)

    # the place of the reader

    def _anchors(self, stay: Stay) -> list[tuple[int, int]]:
        """Articles that shall keep their place, and how far down each begins: the chosen one where it can be seen, then
        the one under the pointer, then all others."""
        if not stay:
            return []
        model, height = self._articles, self.viewport().height()
        top, last = self.rowAt(0), self.rowAt(height - 1)
        seen = range(top, (last if last >= 0 else model.rowCount() - 1) + 1) if top >= 0 else range(0)
        rows = [model.row_of(self._desk.article)] if self._desk.article else []
        if self.viewport().underMouse():
            rows.append(self.rowAt(self.viewport().mapFromGlobal(QCursor.pos()).y()))
        rows = [row for row in rows if row in seen] + (list(seen) if stay == "same" else [])
        return [(model.id_at(row), self.rowViewportPosition(row)) for row in rows]

    def _again(self) -> int:
        """The open article, when it was chosen in this list; 0 otherwise."""
        article = self._desk.article
        known = self._chosen.get(self._listing) if self._listing is not None else None
        return article if known == article else 0

    def _take(self, found: First) -> None:
        """Shows another list in one go, without an empty one between."""
        anchors, bar = self._anchors(found.stay), self.verticalScrollBar()
        self._held = self._listing
        self.setUpdatesEnabled(False)
        try:
            if found.rows is None:
                self._articles.show_ids(found.ids)
            else:
                self._articles.show_rows(found.rows)
            self.executeDelayedItemsLayout()
            self._on_article(self._desk.article)
            places = ((self._articles.row_of(article), y) for article, y in anchors)
            row, y = next(((row, y) for row, y in places if row >= 0), (-1, 0))
            if row >= 0:
                bar.setValue(row * self.verticalHeader().defaultSectionSize() - y)
            elif found.stay or not self._again():
                bar.setValue(0)
            else:
                self.scrollTo(self.currentIndex(), self.ScrollHint.PositionAtCenter)
        finally:
            self.setUpdatesEnabled(True)

    def _on_article(self, article: int) -> None:
        """Marks the article that is open on the right, without opening it again."""
        row = self._articles.row_of(article) if article else -1
        self._follow = True
        try:
            if row < 0:
                self.selectionModel().clear()
            elif row != self.currentIndex().row() or not self.selectionModel().hasSelection():
                self.setCurrentIndex(self._articles.index(row))
        finally:
            self._follow = False

    def _on_current(self, current_index: QModelIndex, _before: QModelIndex) -> None:
        if not self._follow and current_index.isValid():
            article = self._articles.id_at(current_index.row())
            if article:
                self._remember(article)
                self._desk.pass_article(article)

    def _remember(self, article: int) -> None:
        if self._listing is not None:
            self._chosen[self._listing] = article
            self._chosen.move_to_end(self._listing)
            if len(self._chosen) > REMEMBERED:
                self._chosen.popitem(last=False)

    def event(self, event: QEvent) -> bool:
        """In a list S, L, R and C are the list's own, for the rows that are chosen."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_own(event):
            rows = self._chosen_rows()
            if rows:
                self._act(Qt.Key(event.key()), rows)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._articles.rowCount():
            row = 0 if event.key() == Qt.Key.Key_Home else self._articles.rowCount() - 1
            self.setCurrentIndex(self._articles.index(row))
        else:
            super().keyPressEvent(event)

    def _chosen_rows(self) -> list[ArticleRow]:
        """The rows that are chosen, from the top, as far as the articles are still there."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        rows = (self._articles.article_row(number) for number in numbers[:MOST])
        return [row for row in rows if row is not None]

    def _act(self, key: Qt.Key, rows: list[ArticleRow]) -> None:
        """Turns all of them on, or off where all of them are on."""
        if key == Qt.Key.Key_C:
            targets = [target_of(row.id) for row in rows]
            title = (
                clean(rows[0].title) if len(rows) == 1 else counted(len(rows), "%1 article", "%1 articles")
            )
            Collect(self.window(), self._desk, self._library, self._jobs, targets, title).open()
            return
        if key == Qt.Key.Key_S:
            on = not all(row.starred for row in rows)
            deed = deeds.starring([target_of(row.id) for row in rows if row.starred != on], on=on)
        else:
            state = "later" if key == Qt.Key.Key_L else "read"
            state = "" if all(row.reading == state for row in rows) else state
            deed = deeds.reading(
                {target_of(row.id): row.reading for row in rows if row.reading != state}, state
            )
        perform(self._desk, self._library, self._jobs, deed)

    def _on_changed(self, changes: Changes) -> None:
        listing = self._listing
        if listing is None:
            return
        moved = changes.touches("articles", "tags") or any(
            changes.touches(kind) and wanted
            for kind, wanted in (
                ("stars", listing.starred),
                ("reading", listing.reading),
                ("collections", listing.collection),
                ("notes", listing.noted),
            )
        )
        if moved and (self.isVisible() or self.isHidden()):  # hidden by its pane as long as it is empty
            self.show_listing(listing)
        else:
            self._articles.refresh(changes)

    def _on_theme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(HEIGHT))
        self.verticalScrollBar().setSingleStep(px(HEIGHT) // 2)
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Letters do not search here: it would read every article of the list."""


def _is_own(event: QKeyEvent) -> bool:
    return event.key() in KEYS and not event.modifiers()
