"""What stands over a source: its kinds as chips, and the buttons that star it and open it on PubMed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.chips import Chips
from her2ref.gui.panes.star import StarButton
from her2ref.gui.theme import font, px
from her2ref.library.library import Library


class SourceHead(QWidget):
    """Kinds and buttons side by side where there is room for them, else one over the other."""

    def __init__(self, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.chips = Chips(self.tr("Kind of publication"))
        self.star = StarButton(library, jobs)
        self.pubmed = QPushButton(self.tr("Open on PubMed"))
        self.pubmed.setAccessibleDescription(self.tr("Opens the record in your browser"))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addWidget(self.chips, 1, Qt.AlignmentFlag.AlignTop)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch()
        for button in (self.star, self.pubmed):
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        buttons = sum(b.sizeHint().width() + px(6) for b in (self.star, self.pubmed) if not b.isHidden())
        room = self.width() - px(10) - buttons
        direction = QBoxLayout.Direction
        beside = self.chips.sizeHint().width() <= room or (not self.chips.chips and room > 0)
        self._row.setDirection(direction.LeftToRight if beside else direction.BottomToTop)

    def dress(self, inset: int) -> None:
        """`inset` pixels stand left and right of it, as of the text below."""
        self._row.setContentsMargins(inset, 0, inset, 0)
        self._row.setSpacing(px(6))
        self._buttons.setSpacing(px(6))
        for button in (self.star, self.pubmed):
            button.setFont(font(bold=True))
        self.fit()
