"""The current selection, nothing more: panes tell the desk what was chosen and hear from it what others chose."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from her2ref.core.display import PAGES
from her2ref.core.errors import IndexDamaged, KnownError

if TYPE_CHECKING:
    from her2ref.core.changes import Changes
    from her2ref.core.query import Listing

HISTORY = 200
DOCUMENTS: Final = ("news:", "help:", "notes:", "trash:", "privacy:")
"""Keys of pages in the middle that are no topics."""
OWN: Final = ("notes:", "trash:")
"""Those of them that hold what the person wrote, and have a pane of their own."""


def is_document(key: str) -> bool:
    return key.startswith(DOCUMENTS)


class Place(NamedTuple):
    """Where the reader is: the middle shows `topic` at `page`, or `listing`; the right shows `article` or `source`."""

    topic: str = ""
    page: str = "overview"
    listing: Listing | None = None
    article: int = 0
    source: str = ""


class Desk(QObject):
    """Signals are past tense and carry what was chosen; going back or forward sends them again.

    topic_chosen: "mechanism:ID", "drug:ID", "trial:ID", "news:all" or "help:NAME", "" for none. page_chosen: one of
    PAGES. listing_chosen: the Listing that the middle shows, None when it shows a topic. article_chosen: an article's
    id, 0 for none. source_chosen: a reference's id. words_chosen: words to highlight. changed: a Changes.
    said: a sentence for the last line of the window. acted: a Deed that can be taken back. index_damaged: abstracts
    cannot be searched until it is mended.
    """

    topic_chosen = Signal(str)
    page_chosen = Signal(str)
    listing_chosen = Signal(object)
    article_chosen = Signal(int)
    source_chosen = Signal(str)
    words_chosen = Signal(str)
    changed = Signal(object)
    said = Signal(str)
    acted = Signal(object)
    index_damaged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place = Place()
        self._behind: list[Place] = []
        self._ahead: list[Place] = []
        self._words = ""
        self._passing = True
        self.belongs: Callable[[str], bool] = lambda _key: True
        """Whether what the right shows belongs to a topic's page: the pane on the right knows it."""
        self.did: Callable[[Any], object] = lambda _deed: None
        """Hears of each Deed in the worker that did it, before `acted` is sent; it keeps what can be taken back."""
        self.no_web = ""
        """Why web pages are not opened, as a sentence; empty where they are."""

    @property
    def place(self) -> Place:
        return self._place

    @property
    def topic(self) -> str:
        return self._place.topic

    @property
    def page(self) -> str:
        return self._place.page

    @property
    def listing(self) -> Listing | None:
        return self._place.listing

    @property
    def article(self) -> int:
        return self._place.article

    @property
    def source(self) -> str:
        return self._place.source

    @property
    def words(self) -> str:
        return self._words

    @property
    def can_go_back(self) -> bool:
        return bool(self._behind)

    @property
    def can_go_forward(self) -> bool:
        return bool(self._ahead)

    def choose_topic(self, key: str, page: str = "overview") -> None:
        if key.startswith("reference:"):
            self.choose_source(key.removeprefix("reference:"))
            return
        place = self._place._replace(topic=key, page=page, listing=None)
        if self._leaves(key) and not self.belongs(key):
            place = place._replace(article=0, source="")
        self._go(place)

    def _leaves(self, key: str) -> bool:
        """Whether this topic takes the place of another, or of a list; a document is read beside anything."""
        elsewhere = self.listing is not None or self.topic not in ("", key)
        return elsewhere and not is_document(key)

    def choose_page(self, name: str) -> None:
        if name in PAGES:
            self._go(self._place._replace(page=name))

    def choose_listing(self, listing: Listing) -> None:
        self._go(self._place._replace(listing=listing))

    def choose_article(self, article: int) -> None:
        """An article by its id (its PMID, or a negative number); 0 closes the pane."""
        self._go(self._place._replace(article=article, source=""), passing=False)

    def pass_article(self, article: int) -> None:
        """An article that the reader comes by along a list. It takes the place of the one before, so that the way back
        leads out of the list and not along it again."""
        place = self._place._replace(article=article, source="")
        if not self._passing:
            self._go(place)
        elif place != self._place:
            self._ahead.clear()
            self._show(place)

    def choose_source(self, reference_id: str) -> None:
        """A reference ("pmid:N", "doi:...", "web:..."): its record where it is held, else our summary."""
        self._go(self._place._replace(source=reference_id, article=0), passing=False)

    def choose_words(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.words_chosen.emit(words)

    def follow(self, link: str) -> None:
        """What a link in a page means: topic:KEY, source:ID, article:N, page:NAME, news:all, help:NAME. Any other is
        left alone."""
        kind, _, rest = link.partition(":")
        if kind == "topic":
            self.choose_topic(rest)
        elif is_document(link):
            self.choose_topic(link)
        elif kind == "source":
            self.choose_source(rest)
        elif kind == "page":
            self.choose_page(rest)
        elif kind == "article" and rest.lstrip("-").isdigit():
            self.choose_article(int(rest))

    def announce(self, changes: Changes) -> None:
        self.changed.emit(changes)

    def say(self, sentence: str) -> None:
        self.said.emit(sentence)

    def fail(self, error: BaseException) -> None:
        """Says what went wrong in a pane's work. Raises what nobody foresaw."""
        if not isinstance(error, KnownError):
            raise error
        from her2ref.core.log import note_trouble  # after the first paint

        note_trouble(error)
        self.say(error.in_window)
        if isinstance(error, IndexDamaged):
            self.index_damaged.emit()

    def pass_over(self, error: BaseException) -> None:
        """Trouble with what nobody asked for, such as remembering what was looked up, is logged and not said. Raises
        what nobody foresaw."""
        if not isinstance(error, KnownError):
            raise error
        from her2ref.core.log import note_trouble

        note_trouble(error)

    def back(self) -> None:
        if self._behind:
            self._ahead.append(self._place)
            self._passing = True
            self._show(self._behind.pop())

    def forward(self) -> None:
        if self._ahead:
            self._behind.append(self._place)
            self._passing = True
            self._show(self._ahead.pop())

    def _go(self, place: Place, *, passing: bool = True) -> None:
        """`passing` unless what the right shows was asked for by itself."""
        if place == self._place:
            return
        self._passing = passing
        if self._place != Place():
            self._behind.append(self._place)
            del self._behind[:-HISTORY]
        self._ahead.clear()
        self._show(place)

    def _show(self, place: Place) -> None:
        before, self._place = self._place, place
        if place.topic != before.topic:
            self.topic_chosen.emit(place.topic)
        if place.page != before.page or place.topic != before.topic:
            self.page_chosen.emit(place.page)
        if place.listing != before.listing:
            self.listing_chosen.emit(place.listing)
        if (place.article, place.source) != (before.article, before.source):
            if place.source:
                self.source_chosen.emit(place.source)
            else:
                self.article_chosen.emit(place.article)
