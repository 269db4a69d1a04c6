"""A line of the shelf: a name and a number, as wide as the column."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton

from her2ref.core.query import Listing
from her2ref.gui.pages.html import clean, esc
from her2ref.gui.theme import font, px

ROW = 28


class ShelfRow(QPushButton):
    """Opens `listing`, or `key` where there is none. What a person has named can be renamed (F2) and thrown away
    (Delete): `kind` and `number` say what it is."""

    renamed = Signal()
    thrown = Signal()

    def __init__(
        self, name: str, listing: Listing | None = None, *, key: str = "", kind: str = "", number: int = 0
    ) -> None:
        super().__init__()
        self.named, self.name, self.listing, self.key = name, clean(name), listing, key
        self.kind, self.number = kind, number
        self.setObjectName("shelf")
        self.setFlat(True)
        self._label, self._number = QLabel(self.name), QLabel()
        for label in (self._label, self._number):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label)
        self._row.addStretch()
        self._row.addWidget(self._number, 0, Qt.AlignmentFlag.AlignVCenter)
        self._alarm = False
        self.setAccessibleName(self.name)

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
        self.setToolTip(f"<p>{esc(self.name)}</p>")
        self.setAccessibleName(f"{self.name}: {number:,}")
        self.dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.kind and event.key() == Qt.Key.Key_F2:
            self.renamed.emit()
        elif self.kind and event.key() == Qt.Key.Key_Delete:
            self.thrown.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.kind:
            super().contextMenuEvent(event)
            return
        at = event.globalPos() if event.reason() == QContextMenuEvent.Reason.Mouse else self._below()
        self.choices().popup(at)

    def choices(self) -> QMenu:
        """What can be done with it."""
        made = QMenu(self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.addAction(self.tr("Rename…\tF2")).triggered.connect(self.renamed)
        made.addAction(self.tr("Throw away\tDel")).triggered.connect(self.thrown)
        return made

    def _below(self) -> QPoint:
        return self.mapToGlobal(QPoint(px(16), self.height()))

    def dress(self) -> None:
        self.setFixedHeight(px(ROW))
        self._row.setContentsMargins(px(16), 0, px(16), 0)
        self._label.setFont(font())
        self._number.setFont(font("small", bold=self._alarm))
        name = "alarm" if self._alarm else "number"
        if self._number.objectName() != name:
            self._number.setObjectName(name)
            self._number.style().unpolish(self._number)
            self._number.style().polish(self._number)
        self._fit()
