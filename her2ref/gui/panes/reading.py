"""A page to read: rich text that we made, with links that lead to our own places and nowhere else."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QMimeData, QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QTextEdit

from her2ref.gui.pages.css import css
from her2ref.gui.pages.html import BREAK, Page
from her2ref.gui.plots.forest import draw
from her2ref.gui.theme import SIZES, current, font, px, themes

IMAGE: Final = int(QTextDocument.ResourceType.ImageResource.value)
SCHEMES: Final = (
    "topic:",
    "source:",
    "article:",
    "page:",
    "show:",
    "open:",
    "news:",
    "help:",
    "seen:",
    "privacy:",
    "act:",
)
"""Links of ours; any other is not followed, whoever wrote it."""
INSET: Final = 5
"""Pixels at 100 % text between the words and the ring that says that the keyboard is here."""
SCROLLING: Final = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Space,
)


class Reading(QTextBrowser):
    """`followed` carries a link such as "topic:mechanism:ID"; `reached` the place of the link that the keyboard
    came to, or of a match. With `grows` it is as high as its text and leaves scrolling to the pane around it."""

    followed = Signal(str)
    reached = Signal(QRect)

    def __init__(self, name: str, *, grows: bool = False) -> None:
        super().__init__()
        self._page = Page("")
        self._grows = grows
        self._ringed = False
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.document().documentLayout().documentSizeChanged.connect(self._on_size)
        self.anchorClicked.connect(self._on_link)
        themes().theme_changed.connect(self._on_theme)

    @property
    def page(self) -> Page:
        return self._page

    def show_page(self, page: Page, *, stay: bool = False) -> None:
        """Shows a page made by `gui/pages`; with `stay` the reader keeps the place on it."""
        self._page = page
        place = self.verticalScrollBar().value()
        document = self.document()
        document.setDefaultFont(font())
        document.setDocumentMargin(px(INSET))
        document.setDefaultStyleSheet(css(current(), SIZES, themes().text_scale))
        self.setHtml(page.html)
        if self._grows:
            self._on_size()
        self.verticalScrollBar().setValue(place if stay else 0)

    def matches(self) -> list[tuple[int, int]]:
        """Where the highlighted words begin and end in the document, in their order."""
        found: list[tuple[int, int]] = []
        ground = QColor(current().highlight)
        block = self.document().begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                if piece.charFormat().background().color() == ground:
                    begin, end = piece.position(), piece.position() + piece.length()
                    if found and found[-1][1] == begin:
                        begin = found.pop()[0]
                    found.append((begin, end))
                pieces += 1
            block = block.next()
        return found

    def mark(self, match: tuple[int, int] | None) -> None:
        """Shows one of the matches as the one the reader is at, and says where it is."""
        if match is None:
            self.setExtraSelections([])
            return
        theme, place = current(), QTextEdit.ExtraSelection()
        cursor = self.textCursor()
        cursor.setPosition(match[1])
        cursor.setPosition(match[0])
        self.setTextCursor(cursor)  # a screen reader follows it
        cursor.setPosition(match[1], QTextCursor.MoveMode.KeepAnchor)
        place.cursor = cursor
        place.format.setBackground(QColor(theme.accent))
        place.format.setForeground(QColor(theme.on_accent))
        self.setExtraSelections([place])
        self.reached.emit(self.cursorRect(self.textCursor()))

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Only drawings of ours; a file, a font or an address named by a text is never looked at."""
        if int(kind) != IMAGE:
            return ""
        scheme, _, number = (name.toString() if isinstance(name, QUrl) else str(name)).partition(":")
        if scheme != "plot" or not number.isdecimal() or int(number) >= len(self._page.plots):
            return QImage()
        theme = current()
        mark = self._page.plots[int(number)]
        return draw(mark, theme.plot, theme.plot_line, themes().text_scale, self.devicePixelRatioF())

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied is the text itself, without the places where an endless word may break."""
        made, kept = super().createMimeDataFromSelection(), QMimeData()
        kept.setText(made.text().replace(BREAK, ""))
        kept.setHtml(made.html().replace(BREAK, ""))
        return kept

    def sizeHint(self) -> QSize:
        if not self._grows:
            return super().sizeHint()
        return QSize(px(300), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._height() if self._grows else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._grows and event.size().width() != event.oldSize().width():
            self._on_size()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ringed = False
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring says that the keyboard is here; who came with the mouse knows."""
        super().paintEvent(event)
        if self._ringed:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(current().accent), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _height(self) -> int:
        return int(self.document().size().height()) + 1

    def _on_size(self, *_: object) -> None:
        if self._grows and self.height() != self._height():
            self.setFixedHeight(self._height())

    def _on_link(self, link: QUrl) -> None:
        address = QUrl.fromPercentEncoding(link.toEncoded())
        if address.startswith(SCHEMES):
            self.followed.emit(address)

    def _on_theme(self) -> None:
        self.show_page(self._page, stay=True)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's names
        moved = bool(super().focusNextPrevChild(next))
        if moved and self.textCursor().hasSelection():
            self.reached.emit(self.cursorRect())
        return moved

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters without a modifier belong to the pane around (star, note); so does scrolling where it scrolls."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and (event.text().isalpha() or (self._grows and event.key() in SCROLLING)):
            event.ignore()
        else:
            super().keyPressEvent(event)
