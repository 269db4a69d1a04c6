"""The line for a query of abstracts, and the small controls around it that are words, not boxes."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QSizePolicy

from her2ref.core.query import PREFIX_FROM
from her2ref.gui.pages.html import esc
from her2ref.gui.theme import current, font, px, themes

PAUSE_MS: Final = 150
"""A pause in typing after which the list is searched."""
UNFINISHED: Final = re.compile(r"(?:^|[\s(])([^\W_][\w-]*[^\W_])$")


def as_typed(words: str) -> str:
    """A query that is still being typed: its last word may be the beginning of another."""
    last = UNFINISHED.search(words)
    if last is None or words.count('"') % 2 or words.count("[") != words.count("]"):
        return words
    word = last[1]
    if len(word) < PREFIX_FROM or word.isdecimal() or word in ("AND", "NOT"):
        return words
    return f"{words}*"


class QueryLine(QLineEdit):
    """`typed` goes out after a pause, `entered` at Enter, `left` when the keyboard goes elsewhere, `down` when it
    shall go to the list."""

    typed = Signal(str)
    entered = Signal(str)
    left = Signal()
    down = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self.setPlaceholderText(self.tr('Search abstracts: words, "phrases", AND OR NOT, [ti] [au] [mh] …'))
        self.setAccessibleName(self.tr("Search abstracts"))
        self.setAccessibleDescription(
            self.tr("Words, phrases in quotes, AND, OR, NOT and the fields of PubMed. Searches as you type.")
        )
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QAbstractButton):
            button.setAccessibleName(self.tr("Clear"))
        self.textEdited.connect(lambda _text: self._pause.start())

    def show_words(self, words: str) -> None:
        """What is searched for now; what a person is typing meanwhile is left alone."""
        self._pause.stop()
        if self.text().strip() != words:
            self.setText(words)
            self.setCursorPosition(0 if not self.hasFocus() else len(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pause.stop()
            self.entered.emit(self.text())
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Escape):
            self.down.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            if self._pause.isActive():
                self._pause.stop()
                self._on_pause()
            self.left.emit()

    def _on_pause(self) -> None:
        self.typed.emit(self.text())


class Told(QLabel):
    """A quiet sentence in one line, cut where it is too long; `unfold` shows all of it."""

    elided = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("quiet")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""
        self._unfolded = False

    @property
    def whole(self) -> str:
        return self._whole

    def say(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.fit()

    def unfold(self, on: bool) -> None:
        self._unfolded = on
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def fit(self) -> None:
        margins = self.contentsMargins()
        room = max(self.width() - margins.left() - margins.right(), 0)
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setWordWrap(self._unfolded)
        self.setText(self._whole if self._unfolded else cut)
        self.setToolTip("" if cut == self._whole else f"<p>{esc(self._whole)}</p>")
        self.elided.emit(cut != self._whole)


class WordButton(QPushButton):
    """A button that looks like a link."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        themes().theme_changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        theme = current()
        self.setFont(font("small", bold=True))
        self.setStyleSheet(
            f"QPushButton {{ color: {theme.accent}; background: transparent; border: 1px solid transparent;"
            f" border-radius: 4px; padding: {px(1)}px {px(3)}px {px(1)}px 0; text-align: left; }}"
            f"QPushButton:hover {{ color: {theme.accent_hover}; background: {theme.hover}; }}"
            f"QPushButton:focus {{ border: 1px solid {theme.accent}; }}"
        )
