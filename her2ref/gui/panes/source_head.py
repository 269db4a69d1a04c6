"""What stands over a source: its kinds as chips, and the buttons that star it, keep it and open it on PubMed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.chips import Chips
from her2ref.gui.panes.keep import KeepButton
from her2ref.gui.panes.star import StarButton
from her2ref.gui.theme import font, px
from her2ref.library.library import Library


class SourceHead(QWidget):
    """Kinds and buttons side by side where there is room for them, else one over the other."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.chips = Chips(self.tr("Kind of publication"))
        self.star, self.keep = StarButton(desk, library, jobs), KeepButton(desk, library, jobs)
        self.pubmed = QPushButton(self.tr("Open on PubMed"))
        self.pubmed.setAccessibleDescription(self.tr("Opens the record in your browser"))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addWidget(self.chips, 1, Qt.AlignmentFlag.AlignTop)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        own = QHBoxLayout()
        own.setContentsMargins(0, 0, 0, 0)
        for button in (self.star, self.keep):
            own.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._own = own
        self._buttons.addStretch()
        self._buttons.addLayout(own)
        self._buttons.setAlignment(own, Qt.AlignmentFlag.AlignRight)
        self._buttons.addWidget(self.pubmed, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._row.addLayout(self._buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """No wider than the widest of its buttons: what has no room beside another goes below it."""
        widths = [button.sizeHint().width() for button in (self.star, self.keep, self.pubmed)]
        return QSize(max(widths[0] + px(6) + widths[1], widths[2]), super().minimumSizeHint().height())

    def fit(self) -> None:
        self.keep.setFixedHeight(self.star.sizeHint().height())  # known only once the style has been applied
        direction, shown = QBoxLayout.Direction, (self.star, self.keep, self.pubmed)
        buttons = sum(b.sizeHint().width() + px(6) for b in shown if not b.isHidden())
        self._buttons.setDirection(
            direction.LeftToRight if buttons <= self.width() - px(2) else direction.TopToBottom
        )
        room = self.width() - px(10) - buttons
        beside = self.chips.sizeHint().width() <= room or (not self.chips.chips and room > 0)
        self._row.setDirection(direction.LeftToRight if beside else direction.BottomToTop)

    def dress(self, inset: int) -> None:
        """`inset` pixels stand left and right of it, as of the text below."""
        self._row.setContentsMargins(inset, 0, inset, 0)
        self._row.setSpacing(px(6))
        self._buttons.setSpacing(px(6))
        self._own.setSpacing(px(6))
        for button in (self.star, self.keep, self.pubmed):
            button.setFont(font(bold=True))
        self.fit()
