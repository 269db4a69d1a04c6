"""Where a note is written: a plain text field that grows with its text, and refuses what would bring it to a stop."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from her2ref.gui.theme import px

LINES: Final = 3
MOST_LINES: Final = 12
LONGEST: Final = 200_000
"""Characters of a note that can be written here: a key then takes 40 ms."""
RUN: Final = 20_000
"""Characters without a blank that can be laid out: Qt takes 90 seconds for a million."""
_RUN: Final = re.compile(rf"\S{{{RUN + 1}}}")


def can_be_written(text: str) -> bool:
    """Whether a text can be changed in the window without bringing it to a stop."""
    return len(text) <= LONGEST and _RUN.search(text) is None


class Editor(QPlainTextEdit):
    """`left` says that the focus went elsewhere, `done` that Esc was pressed, `refused` that too much was pasted."""

    left = Signal()
    done = Signal()
    refused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size)

    def _on_size(self, *_: object) -> None:
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What would make the note too long stays where it was copied from."""
        if source.hasText() and not can_be_written(self.toPlainText() + source.text()):
            self.refused.emit()
        else:
            super().insertFromMimeData(source)

    def sizeHint(self) -> QSize:
        """As many lines as the text takes as it is wrapped, and one to write on; this layout counts in lines."""
        lines = min(max(LINES, round(self.document().size().height()) + 1), MOST_LINES)
        return QSize(px(200), self.fontMetrics().lineSpacing() * lines + px(14))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(100), self.sizeHint().height())
