"""The person's own shelf under the drug list: starred, to read, notes, collections, searches; each opens a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui import deeds
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.naming import Naming
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.shelf_row import ROW, ShelfRow
from her2ref.gui.theme import font, px, themes
from her2ref.gui.undoing import perform
from her2ref.library.library import Library

if TYPE_CHECKING:
    from her2ref.library.rows import Collection, Holdings, SavedSearch

SHARE: Final = 0.3
"""The shelf takes at most this of the column: the mechanisms and drugs above it stay in sight."""
LEAST: Final = 3
"""Rows that are seen in any case."""
READ_BY: Final = ("articles", "stars", "reading", "notes", "collections", "searches")
"""Kinds of changes after which the shelf is read again."""


class Own(NamedTuple):
    """What stands on the shelf."""

    holdings: Holdings
    later: int
    notes: int
    collections: list[Collection]
    searches: list[SavedSearch]


class Shelf(QScrollArea):
    """Counts come from the library after the first paint and after each change. Each is of what its page lists; how
    much is not here yet is told there."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self.setObjectName("shelf")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._body = QFrame()
        self._body.setObjectName("column")
        self._rows = QVBoxLayout(self._body)
        self._rows.setSpacing(0)
        self._headings: list[QLabel] = []
        self.starred = ShelfRow(self.tr("Starred"), Listing(starred=True))
        self.later = ShelfRow(self.tr("To read"), Listing(reading="later"))
        self.notes = ShelfRow(self.tr("My notes"), key="notes:all")
        self.affected = ShelfRow(self.tr("Retracted or corrected"), Listing(affected=True))
        self.everything = ShelfRow(self.tr("All articles"), Listing())
        self.collections: list[ShelfRow] = []
        self.searches: list[ShelfRow] = []
        self._own: list[QLabel | ShelfRow] = []
        self._add_heading(self.tr("READING"))
        for row in (self.starred, self.later, self.notes, self.affected, self.everything):
            self._add(row)
        self._rows.addStretch(1)
        self.setWidget(self._body)
        desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)
        self._dress()

    def read(self) -> None:
        """Reads the counts again, in a worker."""
        library = self._library

        def work(_progress: Progress) -> Own:
            reader = library.reader()
            return Own(
                reader.holdings(),
                reader.number_in_state("later"),
                reader.number_of_notes(),
                reader.collections(),
                reader.saved_searches(),
            )

        self._jobs.latest("shelf", work, succeeded=self._on_read)

    def _on_read(self, own: Own) -> None:
        holdings = own.holdings
        self.starred.show_number(holdings.starred + holdings.starred_topics)
        self.later.show_number(own.later)
        self.notes.show_number(own.notes)
        self.affected.show_number(holdings.affected, alarm=True)
        self.everything.show_number(holdings.articles)
        self._show_own(own)

    def _show_own(self, own: Own) -> None:
        """Rows are kept while their names are: the keyboard may be in one of them."""
        names = [(row.id, row.name) for row in own.collections]
        searches = [(row.id, row.name, row.listing) for row in own.searches]
        if names != [(r.number, r.named) for r in self.collections] or searches != [
            (r.number, r.named, r.listing) for r in self.searches
        ]:
            self._make(own)
        for row, found in zip(self.collections, own.collections, strict=True):
            row.show_number(found.items - found.missing)
        self.updateGeometry()

    def _make(self, own: Own) -> None:
        held = self.focusWidget()
        where = (held.kind, held.number) if isinstance(held, ShelfRow) and held.hasFocus() else None
        for widget in self._own:
            self._rows.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._headings = self._headings[:1]
        self._own = []
        self.collections = [
            ShelfRow(c.name, Listing(collection=c.id), kind="collection", number=c.id)
            for c in own.collections
        ]
        self.searches = [ShelfRow(s.name, s.listing, kind="search", number=s.id) for s in own.searches]
        groups = (self.tr("COLLECTIONS"), self.collections), (self.tr("SAVED SEARCHES"), self.searches)
        for heading, rows in groups:
            if rows:
                self._own.append(self._add_heading(heading))
            for row in rows:
                self._add(row)
                self._own.append(row)
                row.renamed.connect(self._on_rename)
                row.thrown.connect(self._on_throw)
        self._dress()
        again = [row for row in (*self.collections, *self.searches) if (row.kind, row.number) == where]
        if where is not None:
            (again or [self.starred])[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_heading(self, text: str) -> QLabel:
        made = QLabel(text)
        made.setObjectName("heading")
        self._headings.append(made)
        self._put(made)
        return made

    def _add(self, row: ShelfRow) -> None:
        row.clicked.connect(self._on_clicked)
        self._put(row)

    def _put(self, widget: QLabel | ShelfRow) -> None:
        """Above the stretch at the end, once that is there."""
        count = self._rows.count()
        last = self._rows.itemAt(count - 1) if count else None
        above = count - 1 if last is not None and last.spacerItem() is not None else count
        self._rows.insertWidget(above, widget)
        widget.show()  # at once, so that it counts for the height

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*READ_BY):
            self.read()

    def _on_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, ShelfRow) and row.listing is not None:
            self._desk.choose_listing(row.listing)
        elif isinstance(row, ShelfRow):
            self._desk.choose_topic(row.key)

    # what a person named

    def _on_rename(self) -> None:
        row = self.sender()
        if isinstance(row, ShelfRow):
            rename(self._desk, self._library, self._jobs, row.kind, row.number, row.named, self)

    def _on_throw(self) -> None:
        row = self.sender()
        if isinstance(row, ShelfRow):
            perform(self._desk, self._library, self._jobs, deeds.throwing(row.kind, row.number, row.named))

    # how it lies

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        column = self.parentWidget()
        if column is not None:
            column.removeEventFilter(self)
            column.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """All of it, as far as the column is high enough."""
        return QSize(px(200), min(self._body.sizeHint().height(), self._most()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _most(self) -> int:
        column = self.parentWidget()
        least = self._headings[0].sizeHint().height() + LEAST * px(ROW) + px(8)
        return max(round((column.height() if column is not None else 0) * SHARE), least)

    def _dress(self) -> None:
        for number, heading in enumerate(self._headings):
            heading.setFont(font("small", bold=True))
            heading.setContentsMargins(px(16), px(8 if number == 0 else 12), px(16), px(4))
        self._rows.setContentsMargins(0, px(4), 0, px(8))
        self.verticalScrollBar().setSingleStep(px(ROW))
        for row in self._body.findChildren(ShelfRow):
            row.dress()
        self.updateGeometry()


def rename(
    desk: Desk, library: Library, jobs: Jobs, kind: str, number: int, before: str, parent: QFrame
) -> Naming:
    """Asks for another name of a collection or a saved search."""
    title = {"collection": parent.tr("Rename the collection"), "search": parent.tr("Rename the search")}[kind]
    dialog = Naming(parent.window(), title, before, parent.tr("Rename"))

    def named(name: str) -> None:
        deed = deeds.renaming(kind, number, before, name)
        perform(desk, library, jobs, deed, done=dialog.accept, failed=dialog.fail)

    dialog.named.connect(named)
    dialog.open()
    return dialog
