"""Articles as a list: title, authors, journal and year, with a word for what a reader must be warned of."""

from __future__ import annotations

from array import array
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QLabel, QTableView, QVBoxLayout

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.models.articles import ArticlesModel
from her2ref.gui.numbers import counted
from her2ref.gui.pages.html import esc, pattern
from her2ref.gui.pages.sources import short
from her2ref.gui.panes.article_row import HEIGHT, ArticleDelegate
from her2ref.gui.theme import font, px, themes
from her2ref.library.library import Library
from her2ref.library.personal import set_star
from her2ref.library.rows import target_of

WIDEST: Final = 920
"""Pixels at 100 % text beyond which the lines of a list would be too long to read."""


class ArticleList(QTableView):
    """The list itself, a table of one column: Qt lays out a table of 100,000 rows at once, a list one by one.

    `filled` carries the number of articles once they are known.
    """

    filled = Signal(int)

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._listing: Listing | None = None
        self._follow = False
        self._articles = ArticlesModel(library, self)
        self.setModel(self._articles)
        self._painter = ArticleDelegate(self)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
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

    def show_listing(self, listing: Listing) -> None:
        """Fills the list in a worker; the newest call wins."""
        self._listing = listing
        self._painter.words = pattern(listing.words)
        library = self._library

        def work(_progress: Progress) -> array[int]:
            return library.reader().article_ids(listing)

        self._jobs.latest(f"list-{id(self)}", work, succeeded=self._on_ids)

    def _on_ids(self, ids: array[int]) -> None:
        self._articles.show_ids(ids)
        self._on_article(self._desk.article)
        self.filled.emit(len(ids))

    def _on_article(self, article: int) -> None:
        """Marks the article that is open on the right, without opening it again."""
        row = self._articles.row_of(article) if article else -1
        self._follow = True
        try:
            if row >= 0:
                self.setCurrentIndex(self._articles.index(row))
            else:
                self.selectionModel().clear()
        finally:
            self._follow = False

    def _on_current(self, current_index: QModelIndex, _before: QModelIndex) -> None:
        if not self._follow and current_index.isValid():
            article = self._articles.id_at(current_index.row())
            if article:
                self._desk.choose_article(article)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        article = self._articles.id_at(self.currentIndex().row())
        if event.key() == Qt.Key.Key_S and not event.modifiers() and article:
            self._toggle_star(article)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._articles.rowCount():
            row = 0 if event.key() == Qt.Key.Key_Home else self._articles.rowCount() - 1
            self.setCurrentIndex(self._articles.index(row))
        else:
            super().keyPressEvent(event)

    def _toggle_star(self, article: int) -> None:
        row = self._articles.article_row(self.currentIndex().row())
        on = not (row is not None and row.starred)
        library = self._library

        def work(_progress: Progress) -> object:
            return set_star(library, target_of(article), on=on)

        self._jobs.start(work, name="star")

    def _on_changed(self, changes: Changes) -> None:
        listing = self._listing
        if listing is None:
            return
        moved = changes.touches("articles", "tags") or (listing.starred and changes.touches("stars"))
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


class ListPane(QFrame):
    """A list in the middle, with its name and number: starred, corrected, all, or the answer to words."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._desk, self._library, self._jobs = desk, library, jobs
        self._title, self._count, self._empty = QLabel(), QLabel(), QLabel()
        self._also = QLabel()
        self._also.setTextFormat(Qt.TextFormat.RichText)
        self._also.setWordWrap(True)
        self._also.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._also.linkActivated.connect(desk.follow)
        self._also.hide()
        self._title.setObjectName("title")
        self._count.setObjectName("quiet")
        self._empty.setObjectName("quiet")
        self._empty.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self.list = ArticleList(desk, library, jobs)
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(0)
        for widget in (self._title, self._count, self._also, self._empty):
            self._rows.addWidget(widget)
        self._rows.addWidget(self.list, 1)
        self._rows.addStretch()
        self.setFocusProxy(self.list)
        self.list.filled.connect(self._on_filled)
        desk.listing_chosen.connect(self._on_listing)
        desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)
        self._dress()
        self._on_listing(desk.listing)

    def _on_listing(self, listing: Any) -> None:
        if isinstance(listing, Listing):
            self._title.setText(self._name(listing))
            self._title.setAccessibleName(self._name(listing))
            self._count.setText("")
            self._also.hide()
            self.list.show_listing(listing)
            self._read_also()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("articles", "stars"):
            self._read_also()

    def _read_also(self) -> None:
        """Looks in a worker for what is starred and no article of the list: topics, sources without a record."""
        listing, library = self.list.listing, self._library
        if listing is None or not listing.starred:
            return

        def work(_progress: Progress) -> list[tuple[str, str]]:
            reader = library.reader()
            rows = reader.starred_elsewhere()
            sources = reader.references(row.id for row in rows if row.kind == "reference")
            return [(r.key, short(sources[r.id]) if r.id in sources else r.name) for r in rows]

        self._jobs.latest("also-starred", work, succeeded=self._on_also)

    def _on_also(self, found: list[tuple[str, str]]) -> None:
        listing = self.list.listing
        links = " · ".join(f'<a href="{esc(f"topic:{key}")}">{esc(name)}</a>' for key, name in found)
        self._also.setText(esc(self.tr("Also starred:")) + " " + links)
        self._also.setVisible(bool(found) and listing is not None and listing.starred)

    def _name(self, listing: Listing) -> str:
        if listing.starred:
            return self.tr("Starred")
        if listing.affected:
            return self.tr("Retracted or corrected")
        if listing.words:
            return self.tr("Articles for “%1”").replace("%1", listing.words)
        return self.tr("All articles")

    def _on_filled(self, count: int) -> None:
        listing = self.list.listing
        self._count.setText(counted(count, "%1 article", "%1 articles"))
        self._count.setAccessibleName(self._count.text())
        self.list.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        if listing is None or count:
            return
        if listing.starred:
            text = self.tr("No article is starred yet. Press S in a list or an abstract to star an article.")
        elif listing.affected:
            text = self.tr(
                "No article held here is known to be retracted, corrected or under an expression of concern."
            )
        elif listing.words:
            text = self.tr(
                "No abstract held here has these words. Try fewer or shorter words, or import more records."
            )
        else:
            text = self.tr(
                "No abstract is held yet. Import PubMed files with Ctrl+O, or drop them on this window."
            )
        self._empty.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Lines no longer than can be read, as on a topic's page."""
        side = max(px(8), (self.width() - px(WIDEST)) // 2)
        self._rows.setContentsMargins(side, 0, max(side - px(8), 0), 0)

    def _dress(self) -> None:
        self._title.setFont(font("title", bold=True))
        self._count.setFont(font("small"))
        self._empty.setFont(font())
        self._also.setFont(font())
        self._title.setContentsMargins(px(16), px(16), px(16), 0)
        self._count.setContentsMargins(px(16), px(4), px(16), px(12))
        self._empty.setContentsMargins(px(16), 0, px(16), 0)
        self._also.setContentsMargins(px(16), 0, px(16), px(12))
        self._fit()
