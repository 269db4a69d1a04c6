"""The person's own shelf under the drug list: starred, corrected, all abstracts; each opens a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.theme import font, px, themes
from her2ref.library.library import Library

if TYPE_CHECKING:
    from her2ref.library.rows import Holdings


class ShelfRow(QPushButton):
    """A line with a name and a number, as wide as the column."""

    def __init__(self, name: str, listing: Listing) -> None:
        super().__init__()
        self.name, self.listing = name, listing
        self.setObjectName("shelf")
        self.setFlat(True)
        self._label, self._number = QLabel(name), QLabel()
        for label in (self._label, self._number):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label)
        self._row.addStretch()
        self._row.addWidget(self._number, 0, Qt.AlignmentFlag.AlignVCenter)
        self._alarm = False
        self.setAccessibleName(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The name is cut with an ellipsis where the number leaves too little room."""
        room = self.width() - self._number.sizeHint().width() - px(40)
        elided = self._label.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, max(room, 0))
        self._label.setText(elided)

    def show_number(self, number: int, *, alarm: bool = False) -> None:
        self._number.setText(f"{number:,}")
        self._alarm = alarm and number > 0
        self.setToolTip(self.name)
        self.setAccessibleName(f"{self.name}: {number:,}")
        self.dress()

    def dress(self) -> None:
        self.setFixedHeight(px(28))
        self._row.setContentsMargins(px(16), 0, px(16), 0)
        self._label.setFont(font())
        self._number.setFont(font("small", bold=self._alarm))
        name = "alarm" if self._alarm else "number"
        if self._number.objectName() != name:
            self._number.setObjectName(name)
            self._number.style().unpolish(self._number)
            self._number.style().polish(self._number)
        self._fit()


class Shelf(QFrame):
    """Counts come from the library after the first paint and after each change."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self.setObjectName("column")
        self._heading = QLabel(self.tr("READING"))
        self._heading.setObjectName("heading")
        self.starred = ShelfRow(self.tr("Starred"), Listing(starred=True))
        self.affected = ShelfRow(self.tr("Retracted or corrected"), Listing(affected=True))
        self.everything = ShelfRow(self.tr("All articles"), Listing())
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(0)
        self._rows.addWidget(self._heading)
        for row in (self.starred, self.affected, self.everything):
            row.clicked.connect(self._on_clicked)
            self._rows.addWidget(row)
        desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)
        self._dress()

    def read(self) -> None:
        """Reads the counts again, in a worker."""
        library = self._library

        def work(_progress: Progress) -> Holdings:
            return library.reader().holdings()

        self._jobs.latest("shelf", work, succeeded=self._on_read)

    def _on_read(self, holdings: Holdings) -> None:
        self.starred.show_number(holdings.starred + holdings.starred_topics)
        self.affected.show_number(holdings.affected, alarm=True)
        self.everything.show_number(holdings.articles)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("articles", "stars"):
            self.read()

    def _on_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, ShelfRow):
            self._desk.choose_listing(row.listing)

    def _dress(self) -> None:
        self._heading.setFont(font("small", bold=True))
        self._heading.setContentsMargins(px(16), px(8), px(16), px(4))
        self._rows.setContentsMargins(0, px(4), 0, px(8))
        for row in self.findChildren(ShelfRow):
            row.dress()
