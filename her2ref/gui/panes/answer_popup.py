"""The frame under the line: groups, what was understood, the list of answers, the keys. It decides nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QCursor, QPainter, QPainterPath, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from her2ref.gui.panes.answer_groups import GroupLine
from her2ref.gui.panes.answer_rows import ROW_HEIGHT, Row, RowDelegate, item_of, row_of, set_row
from her2ref.gui.theme import current, font, px, themes

UNSETTLED: Final = 0.25
"""Seconds after new rows came in which a click is taken for the row that was under the pointer before."""
WIDTH: Final = 720
RADIUS: Final = 8
"""Of the corners, as of a card."""
FOOT: Final = 36
"""Pixels at the bottom of the window that stay free: its last line can be read."""
AROUND: Final = 110
"""Pixels that groups, sentences and keys take."""
LINES: Final = 4
"""Of a sentence; what was pasted into the line may be pages long."""


class Sentence(QLabel):
    """Words under one another, in few lines whatever they say; those left out stand in the tooltip."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._whole = ""

    def say(self, text: str) -> None:
        self._whole = text
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def fit(self, width: int) -> int:
        """Takes this width and the height that the words need in it; the height."""
        self.setMinimumHeight(0)  # the height of the last words would count as what these need
        self.setFixedWidth(width)
        self._put(self._whole)
        most = self._height(LINES)
        while len(self.text()) > 1 and self.heightForWidth(width) > most:
            self._put(self.text().rstrip("… ")[: -max(1, len(self.text()) // 8)].rstrip() + "…")
        self.setFixedHeight(min(self.heightForWidth(width), most))
        return self.height()

    def _put(self, text: str) -> None:
        self.setText(text)
        self.setToolTip("" if text == self._whole else self._whole)

    def _height(self, lines: int) -> int:
        margins = self.contentsMargins()
        return lines * self.fontMetrics().lineSpacing() + margins.top() + margins.bottom() + 1


class AnswerPopup(QFrame):
    """It lies over the window and takes no focus. `picked` carries the row that was clicked."""

    picked = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self._line: QWidget | None = None
        self._before: Row | None = None
        self._filled = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.groups = GroupLine()
        self.list = QListWidget()
        self.delegate = RowDelegate(self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(self.tr("Answers"))
        self.list.itemClicked.connect(self._on_clicked)
        self.told, self.problems, self.note = Sentence("quiet"), Sentence("amber"), Sentence("quiet")
        line = QFrame()
        line.setObjectName("line")
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(0)
        for widget in (self.groups, self.problems, self.told, self.list, line, self.note):
            self._rows.addWidget(widget, 1 if widget is self.list else 0)
        themes().theme_changed.connect(self._dress)
        self._dress()
        self.hide()

    def fill(self, rows: Sequence[Row], words: tuple[str, ...] = ()) -> None:
        """Shows these rows; `words` stand out in them. The first row that opens something is chosen: the keyboard's
        choice does not depend on where the mouse rests."""
        self._before = self._under_pointer()
        self._filled = time.monotonic()
        self.delegate.words = words
        self.list.clear()
        for row in rows:
            self.list.addItem(item_of(row))
        self.list.setVisible(bool(rows))
        first = next((n for n, row in enumerate(rows) if row.does in ("open", "list", "type")), -1)
        self.list.setCurrentRow(first)
        self.list.scrollToTop()

    def say(self, told: str, problems: Sequence[str], note: str) -> None:
        """What was understood, what could not be, and the keys."""
        for label, text in ((self.told, told), (self.problems, "\n".join(problems)), (self.note, note)):
            label.say(text)

    def change(self, does: str, row: Row) -> None:
        """Another text for the row that does this; nothing moves."""
        for number in range(self.list.count()):
            item = self.list.item(number)
            now = row_of(item)
            if now is not None and now.does == does:
                set_row(item, row)

    def rows(self) -> list[Row]:
        found = (row_of(self.list.item(number)) for number in range(self.list.count()))
        return [row for row in found if row is not None]

    def move_by(self, step: int, *, around: bool = False) -> None:
        """Moves the choice by `step` rows that do something; `around` goes on from the last with the first."""
        able = [number for number, row in enumerate(self.rows()) if row.does]
        if not able:
            return
        now = self.list.currentRow()
        place = able.index(now) + step if now in able else 0
        to = able[place % len(able) if around else max(0, min(place, len(able) - 1))]
        self.list.setCurrentRow(to)
        if to == able[0]:
            self.list.scrollToTop()  # with the heading

    @property
    def chosen(self) -> Row | None:
        return row_of(self.list.currentItem())

    def room(self, line: QWidget) -> int:
        """How many rows can be seen at once under `line`, beside groups and sentences."""
        top = line.mapTo(self._over, QPoint(0, line.height())).y()
        return (self._over.height() - top - px(FOOT + AROUND)) // px(ROW_HEIGHT)

    def place(self, line: QWidget) -> None:
        """Lays the frame under `line`, as high as its rows need and the window allows."""
        self._line, window = line, self._over
        corner = line.mapTo(window, QPoint(0, line.height() + px(4)))
        width = min(max(line.width(), px(WIDTH)), window.width() - 2 * px(8))
        left = corner.x() + (line.width() - width) // 2
        left = max(px(8), min(left, window.width() - width - px(8)))
        height = sum(self.list.sizeHintForRow(row) for row in range(self.list.count())) + px(12)
        if not self.groups.isHidden():
            height += self.groups.sizeHint().height()
        for label in (self.told, self.problems, self.note):
            if not label.isHidden():
                height += label.fit(width - 2)
        self.setGeometry(left, corner.y(), width, min(height, window.height() - corner.y() - px(FOOT)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        self.setMask(QRegion(outline.toFillPolygon().toPolygon()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Covers all that it lies on. With a background from the style sheet Qt would paint the window below anew at
        each key, in twice the time of the answers."""
        theme, painter = current(), QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.raised))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.line_strong))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _under_pointer(self) -> Row | None:
        if not self.isVisible():
            return None
        view = self.list.viewport()
        point = view.mapFromGlobal(QCursor.pos())
        return row_of(self.list.itemAt(point)) if view.rect().contains(point) else None

    def _on_clicked(self, item: QListWidgetItem) -> None:
        row = row_of(item)
        if time.monotonic() - self._filled < UNSETTLED and self._before is not None:
            row = self._before
        if row is not None and row.does:
            self.picked.emit(row)

    def _dress(self) -> None:
        self._rows.setContentsMargins(1, px(2), 1, px(2))
        for label in (self.told, self.problems, self.note):
            label.setFont(font("small"))
            label.setContentsMargins(px(16), px(7), px(16), px(7) if label is self.note else px(3))
        if self._line is not None and self.isVisible():
            self.place(self._line)
