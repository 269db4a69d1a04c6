"""A page that is no topic: what is new in the content, the program's help, and what is stored on this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from her2ref.core.changes import Changes
from her2ref.core.paths import resources
from her2ref.gui.desk import OWN, Desk, is_document
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages import help as guide
from her2ref.gui.pages import news, privacy
from her2ref.gui.pages.html import Page, bullets, esc, heading, link, para
from her2ref.gui.panes.reading import INSET, Reading
from her2ref.gui.theme import font, px, themes
from her2ref.library.library import Library
from her2ref.library.personal import see_corrections
from her2ref.library.privacy import look

if TYPE_CHECKING:
    from her2ref.core.paths import Home
    from her2ref.core.settings import Settings

WIDEST = 760
SIDE = 24


class Document(NamedTuple):
    """A title and a page; `waiting` are the corrections on it that were not seen."""

    key: str
    title: str
    page: Page
    waiting: tuple[str, ...] = ()


class DocumentPane(QFrame):
    """Shows "news:all", "help:NAME" and "privacy:here". `asked` carries what is to be done about a person's own."""

    asked = Signal(str)

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._desk, self._library, self._jobs = desk, library, jobs
        self._waiting: tuple[str, ...] = ()
        self._places: tuple[Home, Settings] | None = None
        self._title = QLabel()
        self._title.setObjectName("title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self.reading = Reading(self.tr("Page"))
        self.setFocusProxy(self.reading)
        self._rows = QVBoxLayout(self)
        self._rows.addWidget(self._title)
        self._rows.addWidget(self.reading, 1)
        self.reading.followed.connect(self._on_followed)
        desk.topic_chosen.connect(self._on_topic)
        desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)
        self._dress()
        self._on_topic(desk.topic)

    @property
    def title(self) -> str:
        return self._title.text()

    def tell(self, home: Home, settings: Settings) -> None:
        """Where things are and who decides, for the page on privacy."""
        self._places = home, settings

    @property
    def home(self) -> Home | None:
        return self._places[0] if self._places is not None else None

    def _on_topic(self, key: str) -> None:
        if is_document(key) and not key.startswith(OWN):
            self._jobs.latest("document", lambda _progress: self._compose(key), succeeded=self._on_composed)

    def _compose(self, key: str) -> Document:
        """In a worker."""
        kind, _, name = key.partition(":")
        if kind == "news":
            told = news.gather(self._library.reader())
            waiting = tuple(c.id for c, seen in told.corrections if not seen)
            return Document(key, self.tr("What is new in the content"), news.page(told), waiting)
        if kind == "privacy" and self._places is not None:
            here = privacy.page(look(*self._places, self._library))
            return Document(key, self.tr("Privacy on this computer"), here)
        texts = {file: guide.read(resources(), file) for file in guide.FILES}
        text = texts.get(name, "")
        if not text:
            gone = para(esc(self.tr("There is no such page in this version.")))
            return Document(key, self.tr("Help"), Page(gone))
        others = [link(f"help:{file}", guide.title_of(other)) for file, other in texts.items() if other]
        html = guide.page(text).html + heading(self.tr("Pages of the help")) + bullets(others)
        return Document(key, guide.title_of(text), Page(html))

    def _on_composed(self, document: Document) -> None:
        if document.key != self._desk.topic:
            return
        stay = document.title == self._title.text()
        self._waiting = document.waiting
        self._title.setText(document.title)
        self.reading.setAccessibleName(document.title)
        self.reading.show_page(document.page, stay=stay)

    def _on_followed(self, address: str) -> None:
        kind, _, what = address.partition(":")
        if kind == "act":
            self.asked.emit(what)
            return
        if kind != "seen":
            self._desk.follow(address)
            return
        library, ids = self._library, self._waiting if what == "all" else (what,)
        self._jobs.start(lambda _progress: see_corrections(library, ids), name="seen", failed=self._desk.fail)

    def _on_changed(self, changes: Changes) -> None:
        privately = self._desk.topic.startswith("privacy:") and self.isVisible()
        if changes.touches("content", "corrections") or privately:
            self._on_topic(self._desk.topic)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side, inset = max(px(SIDE), (self.width() - px(WIDEST)) // 2), px(INSET)
        self._rows.setContentsMargins(0, px(16), 0, 0)
        self._title.setContentsMargins(side, 0, side, 0)
        self.reading.setViewportMargins(side - inset, px(4), max(side - px(10), px(8)) - inset, px(8))

    def _dress(self) -> None:
        self._title.setFont(font("title", bold=True))
        self._fit()
