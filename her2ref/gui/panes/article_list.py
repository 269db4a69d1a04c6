"""Articles as a list: title, authors, journal and year, with a word for what a reader must be warned of."""

from __future__ import annotations

from array import array
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.models.articles import ROW, ArticlesModel
from her2ref.gui.theme import current, font, px, themes
from her2ref.library.library import Library
from her2ref.library.personal import set_star
from her2ref.library.rows import ArticleRow, target_of

Index = QModelIndex | QPersistentModelIndex
HEIGHT = 62
"""Pixels of a row at 100 % text: two lines, both on the 8-pixel rhythm."""


class ArticleDelegate(QStyledItemDelegate):
    """Paints a row: the title in bold, under it who, where, when; on the right the star and the state in words."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row = current(), index.data(ROW)
        painter.save()
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.accent_soft))
            painter.fillRect(QRect(rect.left(), rect.top(), px(3), rect.height()), QColor(theme.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.hover))
        painter.setPen(QColor(theme.line))
        painter.drawLine(rect.left() + px(16), rect.bottom(), rect.right() - px(16), rect.bottom())
        if isinstance(row, ArticleRow):
            self._text(painter, rect.adjusted(px(16), px(8), -px(16), -px(8)), row)
        painter.restore()

    def _text(self, painter: QPainter, rect: QRect, row: ArticleRow) -> None:
        theme, elide = current(), Qt.TextElideMode.ElideRight
        half = rect.height() // 2
        right = self._marks(painter, QRect(rect.left(), rect.top(), rect.width(), half), row)
        painter.setFont(font("body", bold=True))
        painter.setPen(QColor(theme.text))
        space = rect.width() - right
        title = painter.fontMetrics().elidedText(row.title or self.tr("(no title)"), elide, space)
        painter.drawText(rect.left(), rect.top(), space, half, Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(font("small"))
        painter.setPen(QColor(theme.quiet))
        parts = [row.authors, row.journal, str(row.year or "")]
        parts += [kind for kind in row.publication_types if kind not in ("Journal Article", "")][:2]
        if not row.has_abstract:
            parts.append(self.tr("no abstract"))
        if row.noted:
            parts.append(self.tr("note"))
        under = painter.fontMetrics().elidedText(" · ".join(p for p in parts if p), elide, rect.width())
        painter.drawText(
            rect.left(), rect.top() + half, rect.width(), half, Qt.AlignmentFlag.AlignVCenter, under
        )

    def _marks(self, painter: QPainter, rect: QRect, row: ArticleRow) -> int:
        """Star and state at the right end; returns the width they take."""
        theme, used = current(), 0
        painter.setFont(font("small", bold=True))
        words = [(self.tr("★ starred"), theme.accent, "")] if row.starred else []
        names = {
            "retracted": (self.tr("retracted"), theme.red, theme.red_soft),
            "withdrawn": (self.tr("withdrawn"), theme.red, theme.red_soft),
            "concern": (self.tr("expression of concern"), theme.amber, theme.amber_soft),
            "corrected": (self.tr("corrected"), theme.amber, theme.amber_soft),
            "republished": (self.tr("republished"), theme.amber, theme.amber_soft),
        }
        words += [names[state] for state in row.states if state in names]
        for text, colour, ground in words:
            width = painter.fontMetrics().horizontalAdvance(text) + (px(14) if ground else 0)
            box = QRect(rect.right() - used - width, rect.top() + px(2), width, rect.height() - px(4))
            if ground:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(ground))
                painter.drawRoundedRect(box, px(8), px(8))
            painter.setPen(QColor(colour))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            used += width + px(8)
        return used


class ArticleList(QListView):
    """The list itself. `filled` carries the number of articles once they are known."""

    filled = Signal(int)

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._listing: Listing | None = None
        self._follow = False
        self._articles = ArticlesModel(library, self)
        self.setModel(self._articles)
        self.setItemDelegate(ArticleDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Articles"))
        self.verticalScrollBar().setSingleStep(px(HEIGHT) // 2)
        self.selectionModel().currentChanged.connect(self._on_current)
        desk.changed.connect(self._on_changed)
        desk.article_chosen.connect(self._on_article)
        themes().theme_changed.connect(self._on_theme)

    @property
    def listing(self) -> Listing | None:
        return self._listing

    def show_listing(self, listing: Listing) -> None:
        """Fills the list in a worker; the newest call wins."""
        self._listing = listing
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
        if moved and self.isVisible():
            self.show_listing(listing)
        else:
            self._articles.refresh(changes)

    def _on_theme(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


class ListPane(QFrame):
    """A list in the middle, with its name and number: starred, corrected, all, or the answer to words."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._desk = desk
        self._title, self._count, self._empty = QLabel(), QLabel(), QLabel()
        self._title.setObjectName("title")
        self._count.setObjectName("quiet")
        self._empty.setObjectName("quiet")
        self._empty.setWordWrap(True)
        self.list = ArticleList(desk, library, jobs)
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(0)
        for widget in (self._title, self._count, self._empty):
            self._rows.addWidget(widget)
        self._rows.addWidget(self.list, 1)
        self._rows.addStretch()
        self.setFocusProxy(self.list)
        self.list.filled.connect(self._on_filled)
        desk.listing_chosen.connect(self._on_listing)
        themes().theme_changed.connect(self._dress)
        self._dress()

    def _on_listing(self, listing: Any) -> None:
        if isinstance(listing, Listing):
            self._title.setText(self._name(listing))
            self._title.setAccessibleName(self._name(listing))
            self._count.setText("")
            self.list.show_listing(listing)

    def _name(self, listing: Listing) -> str:
        if listing.starred:
            return self.tr("Starred")
        if listing.affected:
            return self.tr("Retracted or corrected")
        if listing.words:
            return self.tr("Abstracts for “%1”").replace("%1", listing.words)
        return self.tr("All abstracts")

    def _on_filled(self, count: int) -> None:
        listing = self.list.listing
        self._count.setText(self.tr("%n article(s)", "", count).replace(str(count), f"{count:,}", 1))
        self._count.setAccessibleName(self._count.text())
        self.list.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        if listing is None or count:
            return
        if listing.starred:
            text = self.tr("Nothing is starred yet. Press S in a list or an abstract to star an article.")
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

    def _dress(self) -> None:
        self._title.setFont(font("title", bold=True))
        self._count.setFont(font("small"))
        self._empty.setFont(font())
        self._title.setContentsMargins(px(24), px(24), px(24), 0)
        self._count.setContentsMargins(px(24), px(4), px(24), px(16))
        self._empty.setContentsMargins(px(24), 0, px(24), 0)
        self._rows.setContentsMargins(px(8), 0, 0, 0)
