"""A page to read: rich text that we made, with links that lead to our own places and nowhere else."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QKeyEvent, QTextDocument, QTextOption
from PySide6.QtWidgets import QFrame, QTextBrowser

from her2ref.gui.theme import font, px


class Reading(QTextBrowser):
    """`followed` carries a link such as "topic:mechanism:ID". Images are only those given to `show_page`."""

    followed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._images: dict[str, QImage] = {}
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.anchorClicked.connect(self._on_link)
        self.dress()

    def show_page(self, html: str, images: dict[str, QImage] | None = None, *, stay: bool = False) -> None:
        """Shows a page made by `gui/pages`. `images` are the drawings it names, by "plot:N"; with `stay` the
        reader keeps the place on the page."""
        self._images = images or {}
        place = self.verticalScrollBar().value()
        self.setHtml(html)
        self.verticalScrollBar().setValue(place if stay else 0)

    def dress(self) -> None:
        self.setFont(font())
        self.document().setDefaultFont(font())
        self.document().setDocumentMargin(px(0))

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Only drawings that were given; a file, a font or an address named by a text is never looked at."""
        wanted = name.toString() if isinstance(name, QUrl) else str(name)
        if kind == int(QTextDocument.ResourceType.ImageResource.value) and wanted in self._images:
            return self._images[wanted]
        return QImage() if kind == int(QTextDocument.ResourceType.ImageResource.value) else ""

    def _on_link(self, link: QUrl) -> None:
        self.followed.emit(QUrl.fromPercentEncoding(link.toEncoded()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters without a modifier belong to the pane around (star, note)."""
        if event.text().isalpha() and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return True
        return bool(super().event(event))
