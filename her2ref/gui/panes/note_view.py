"""A note as it is read: its Markdown laid out. Nothing in it is loaded or run, whatever it says."""

from __future__ import annotations

import re
from typing import Any, Final

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from her2ref.gui.pages.html import Page, clean
from her2ref.gui.panes.reading import IMAGE, INSET, Reading
from her2ref.gui.theme import font, px

SHOWN: Final = 10_000
"""Characters of a note that are laid out; the others are read where it is written."""
FEATURES: Final = (
    QTextDocument.MarkdownFeature.MarkdownNoHTML | QTextDocument.MarkdownFeature.MarkdownDialectCommonMark
)
"""Without tables: Qt takes more than a second for one of three thousand cells."""
LINE_END: Final = re.compile(r"([^\s\\])[ \t]*\n(?=[ \t]*\S)")
"""The end of a line that another follows at once. Markdown would join them; who typed them one below the other meant
them so, and two blanks say that."""
OURS: Final = re.compile(r"(?:(mechanism|drug|trial):[a-z0-9-]+|pmid:[1-9]\d{0,8})\Z")
"""A link to a thing, as it is called elsewhere in the program."""
OPENING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class NoteView(Reading):
    """`wanted` says that the note is to be changed: by a click or by Enter; `web` carries a link that leads out."""

    wanted = Signal()
    web = Signal(str)

    def __init__(self, name: str) -> None:
        self._text = ""
        self.can_change = True
        super().__init__(name, grows=True)
        self.setObjectName("note")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleDescription(text[:SHOWN])
        self.show_page(Page(""))

    def show_page(self, page: Page, *, stay: bool = False) -> None:
        """Lays the note out; a page of another kind is never shown here."""
        del page
        bar = self.verticalScrollBar()
        place, document = bar.value(), self.document()
        document.setDefaultFont(font())
        document.setDocumentMargin(px(INSET))
        document.setMarkdown(LINE_END.sub(r"\1  \n", clean(self._text[:SHOWN])), FEATURES)
        _calm(document)
        self._on_size()
        bar.setValue(place if stay else 0)

    def loadResource(self, kind: int, _name: QUrl | str) -> Any:
        """Nothing: no picture, no sheet, no file, no address."""
        return QImage() if int(kind) == IMAGE else ""

    def _on_link(self, link: QUrl) -> None:
        address = QUrl.fromPercentEncoding(link.toEncoded())
        found = OURS.match(address)
        if found is not None:
            self.followed.emit(f"topic:{address}" if found[1] else f"source:{address}")
        elif address.startswith(("topic:", "source:", "article:", "help:", "news:", "notes:")):
            self.followed.emit(address)
        else:
            self.web.emit(address)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        link = self.anchorAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        plain = event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection()
        if plain and not link and self.can_change:
            self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at_link = self.textCursor().hasSelection() and self.textCursor().charFormat().isAnchor()
        if event.key() in OPENING and not at_link and self.can_change:
            self.wanted.emit()
        else:
            super().keyPressEvent(event)


def _calm(document: QTextDocument) -> None:
    """Headings in the size of text, paragraphs close together, and in the place of a picture its address in words."""
    heading = QTextCharFormat()
    heading.setFontWeight(QFont.Weight.DemiBold)
    heading.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
    pictures: list[tuple[int, str]] = []
    block = document.begin()
    while block.isValid():
        cursor, shape = QTextCursor(block), block.blockFormat()
        shape.setTopMargin(0)
        shape.setBottomMargin(px(2 if block.textList() is not None else 5))
        cursor.setBlockFormat(shape)
        if shape.headingLevel():
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(heading)
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if piece.charFormat().isImageFormat():
                name = piece.charFormat().toImageFormat().name()
                pictures += [(piece.position() + n, name) for n in range(piece.length())]
            pieces += 1
        block = block.next()
    for at, name in reversed(pictures):
        cursor = QTextCursor(document)
        cursor.setPosition(at)
        cursor.deleteChar()
        cursor.insertText(f"[{clean(name)[:200]}]", QTextCharFormat())
