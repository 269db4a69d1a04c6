"""The topic's page in the middle: where you are, what it is in a few chips, and four tabs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import ModuleType
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSpacerItem, QStackedWidget, QVBoxLayout, QWidget

from her2ref.core.changes import Changes
from her2ref.core.correction import Correction
from her2ref.core.display import PAGES
from her2ref.core.drug import Drug
from her2ref.core.mechanism import Mechanism
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.core.trial import Trial
from her2ref.gui.desk import Desk, is_document
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages import drug, mechanism, trial
from her2ref.gui.pages.html import Chip, Page, attribute, esc, para
from her2ref.gui.pages.material import Material, gather
from her2ref.gui.pages.news import banner
from her2ref.gui.panes.article_list import ArticleList
from her2ref.gui.panes.chips import Chips
from her2ref.gui.panes.reading import INSET, Reading
from her2ref.gui.panes.tabs import Tabs
from her2ref.gui.panes.topic_own import TopicOwn
from her2ref.gui.theme import current, font, px, themes
from her2ref.library.library import Library
from her2ref.library.personal import see_corrections

WIDEST: Final = 880
"""Pixels at 100 % text beyond which lines would be too long to read."""
SIDE: Final = 24
LOW: Final = 400
"""A pane lower than this shows the chips as words on the page, so that there is room to read."""


NARROW: Final = 560
"""A pane narrower than this shows the rows of tables one over the other."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's pages as a worker made them."""

    material: Material
    title: str
    chips: tuple[Chip, ...]
    evidence: Page
    statements: int
    articles: int
    corrections: tuple[Correction, ...] = ()


def kind_of(material: Material) -> ModuleType:
    """The module that makes the pages of this kind of topic."""
    if isinstance(material.value, Mechanism):
        return mechanism
    return drug if isinstance(material.value, Drug) else trial


def compose(library: Library, key: str) -> Topic:
    """Reads a topic and makes its pages; for a worker. Raises `UnknownId`."""
    reader = library.reader()
    material = gather(reader, key)
    value = material.value
    kind = kind_of(material)
    return Topic(
        material=material,
        title=value.acronym if isinstance(value, Trial) else value.name,
        chips=tuple(kind.chips(material)),
        evidence=mechanism.evidence_page(material),
        statements=len(value.statements),
        articles=len(reader.article_ids(Listing(topics=(key,)))),
        corrections=tuple(correction for correction, seen in reader.corrections(key) if not seen),
    )


class TopicPane(QFrame):
    """Reads the chosen topic in a worker; what was shown stays until the new page is ready."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._desk, self._library, self._jobs = desk, library, jobs
        self._topic: Topic | None = None
        self._narrow = False
        self._evidence_due = False
        self._crumbs, self._title, self._note = QLabel(), QLabel(), QLabel()
        self._crumbs.setTextFormat(Qt.TextFormat.RichText)
        self._crumbs.setWordWrap(True)
        self._crumbs.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._crumbs.linkActivated.connect(desk.follow)
        self._title.setObjectName("title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self.chips = Chips(self.tr("In short"))
        self.tabs = Tabs()
        for _ in PAGES:
            self.tabs.addTab("")
        self._line = QFrame()
        self._line.setObjectName("line")
        self.reading = Reading(self.tr("Topic"))
        self.evidence = Reading(self.tr("Evidence"))
        self.list = ArticleList(desk, library, jobs)
        self.own = TopicOwn(desk, library, jobs)
        self._notes = 0
        self._build()
        self.setFocusProxy(self.reading)
        for reading in (self.reading, self.evidence):
            reading.followed.connect(self._on_followed)
        self.tabs.currentChanged.connect(self._on_tab)
        self.list.filled.connect(self._on_filled)
        self.own.counted.connect(self._on_noted)
        self.own.note_wanted.connect(self.turn_to_note)
        for signal in (desk.article_chosen, desk.source_chosen):
            signal.connect(self._on_right)
        for widget in (
            self.reading,
            self.reading.viewport(),
            self.evidence,
            self.evidence.viewport(),
            self.tabs,
        ):
            widget.installEventFilter(self)
        desk.topic_chosen.connect(self._on_topic)
        desk.page_chosen.connect(self._on_page)
        desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)
        self._dress()
        self._name_tabs()
        self._on_page(desk.page)
        self._on_topic(desk.topic)

    def _build(self) -> None:
        self._head = QWidget()
        self._head_rows = QVBoxLayout(self._head)
        self._head_rows.setSpacing(0)
        self._gaps = [QSpacerItem(0, 0) for _ in range(3)]
        self._top = QHBoxLayout()
        self._top.addWidget(self._title, 1)
        self._top.addWidget(self.own, 0, Qt.AlignmentFlag.AlignTop)
        title = QWidget()
        title.setLayout(self._top)
        self._top.setContentsMargins(0, 0, 0, 0)
        for part, gap in zip((self._crumbs, title, self.chips), self._gaps, strict=True):
            self._head_rows.addWidget(part)
            self._head_rows.addItem(gap)
        self._head_rows.addWidget(self.tabs)
        self._head_rows.addWidget(self._line)
        listing = QWidget()
        self._list_rows = QVBoxLayout(listing)
        self._note.setObjectName("quiet")
        self._note.setWordWrap(True)
        self._list_rows.addWidget(self._note)
        self._list_rows.addWidget(self.list, 1)
        self._list_rows.addStretch()
        self._stack = QStackedWidget()
        for page in (self.reading, self.evidence, listing, self.own.page):
            self._stack.addWidget(page)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._head)
        rows.addWidget(self._stack, 1)

    @property
    def title(self) -> str:
        return self._title.text()

    def _on_topic(self, key: str) -> None:
        if not key or is_document(key):
            return
        self.own.is_front = True
        library = self._library

        def work(_progress: Progress) -> Topic:
            return compose(library, key)

        self._jobs.latest("topic", work, succeeded=self._on_composed)

    def _on_composed(self, topic: Topic) -> None:
        if topic.material.key != self._desk.topic:
            return
        stay = self._topic is not None and self._topic.material.key == topic.material.key
        self._topic = topic
        self._crumbs.setText(self._path(topic))
        self._title.setText(topic.title)
        self._title.setAccessibleName(topic.title)
        self.own.show_topic(topic.material.key, topic.title)
        self._name_tabs()
        self._fit()
        self._show(stay=stay)
        if self._desk.page == "abstracts":
            self._fill_list()

    def _on_followed(self, address: str) -> None:
        kind, _, what = address.partition(":")
        if kind != "seen":
            self._desk.follow(address)
            return
        library = self._library
        self._jobs.start(
            lambda _progress: see_corrections(library, (what,)), name="seen", failed=self._desk.fail
        )

    def _path(self, topic: Topic) -> str:
        """Where the topic stands, as links; a drug and a trial name their kind."""
        kind = topic.material.key.partition(":")[0]
        theme = current()
        if kind == "mechanism":
            rows = [(f"topic:{row.key}", row.name) for row in topic.material.path]
            pieces = [
                f'<a href="{attribute(address)}" style="color: {theme.quiet}; text-decoration: none;">{esc(name)}</a>'
                for address, name in rows
            ] or [esc(self.tr("Mechanisms"))]
        else:
            pieces = [esc(self.tr("Drugs") if kind == "drug" else self.tr("Trials"))]
        return f'<span style="color: {theme.quiet}">{" &nbsp;›&nbsp; ".join(pieces)}</span>'

    def _show(self, *, stay: bool = False) -> None:
        if self._topic is None:
            return
        self._narrow = self._is_narrow
        material = self._topic.material
        overview: Page = kind_of(material).overview(material, narrow=self._narrow)
        if self._topic.corrections:
            overview = Page(banner(self._topic.corrections) + overview.html, overview.plots)
        if self._is_low and self._topic.chips:
            words = " · ".join(
                f'<span class="{chip.tone if chip.tone != "accent" else "quiet"}">{esc(chip.text)}</span>'
                for chip in self._topic.chips
            )
            overview = Page(para(words) + overview.html, overview.plots)
        self.reading.show_page(overview, stay=stay)
        self._evidence_due = True
        self._show_evidence(stay=stay)
        for reading in (self.reading, self.evidence):
            reading.setAccessibleName(self._topic.title)

    def _show_evidence(self, *, stay: bool = False) -> None:
        """Lays the evidence out when it is looked at: a long page takes 30 ms."""
        if self._topic is not None and self._evidence_due and self._stack.currentWidget() is self.evidence:
            self._evidence_due = False
            self.evidence.show_page(self._topic.evidence, stay=stay)

    def _name_tabs(self) -> None:
        statements = f" {self._topic.statements:,}" if self._topic else ""
        articles = f" {self._topic.articles:,}" if self._topic else ""
        notes = f" {self._notes:,}" if self._notes else ""
        names = self.tr("Overview"), self.tr("Evidence"), self.tr("Abstracts"), self.tr("Notes")
        for place, text in enumerate(zip(names, ("", statements, articles, notes), strict=True)):
            self.tabs.setTabText(place, "".join(text))

    def _on_noted(self, number: int) -> None:
        self._notes = number
        self._name_tabs()

    def turn_to_note(self) -> None:
        self.tabs.setCurrentIndex(PAGES.index("notes"))
        self.own.note.turn_to(Qt.FocusReason.ShortcutFocusReason)

    def _on_right(self, what: object) -> None:
        """What was opened on the right is what is read now, until the reader turns to the topic again."""
        self.own.is_front = not what

    def _on_tab(self, place: int) -> None:
        self._desk.choose_page(PAGES[place])
        self._on_page(PAGES[place])

    def _on_page(self, name: str) -> None:
        place = PAGES.index(name) if name in PAGES else 0
        if self.tabs.currentIndex() != place:
            self.tabs.setCurrentIndex(place)
            return
        self._stack.setCurrentIndex(place)
        self.setFocusProxy((self.reading, self.evidence, self.list, self.tabs)[place])
        self.own.is_front = True
        self._show_evidence()
        if name == "abstracts":
            self._fill_list()

    def _fill_list(self) -> None:
        key = self._desk.topic
        listing = Listing(topics=(key,))
        if key and self.list.listing != listing:
            self._note.hide()
            self.list.show_listing(listing)

    def _on_filled(self, count: int) -> None:
        self.list.setVisible(count > 0)
        self._note.setVisible(count == 0)
        self._note.setText(
            self.tr(
                "No abstract about this topic is held yet. Import PubMed files with Ctrl+O, or drop them on this "
                "window; they are filed under the topics that they name."
            )
        )

    def _on_changed(self, changes: Changes) -> None:
        if not self._desk.topic or is_document(self._desk.topic):
            return
        if changes.touches("content", "corrections"):
            self._on_topic(self._desk.topic)
        elif changes.touches("articles", "tags"):
            self._count(self._desk.topic)

    def _count(self, key: str) -> None:
        """How many abstracts there are now; the page itself stays as it is."""
        library = self._library

        def work(_progress: Progress) -> tuple[str, int]:
            return key, len(library.reader().article_ids(Listing(topics=(key,))))

        self._jobs.latest("topic-count", work, succeeded=self._on_counted)

    def _on_counted(self, answer: tuple[str, int]) -> None:
        key, articles = answer
        if self._topic is not None and self._topic.material.key == key == self._desk.topic:
            self._topic = replace(self._topic, articles=articles)
            self._name_tabs()

    @property
    def _is_low(self) -> bool:
        return self.height() < px(LOW)

    @property
    def _is_narrow(self) -> bool:
        return self.width() < px(NARROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = event.oldSize().height() < px(LOW)
        self._fit()
        if low != self._is_low or self._narrow != self._is_narrow:
            self._show(stay=True)

    def _fit(self) -> None:
        """Lines no longer than can be read; chips where there is room for them."""
        side, inset = max(px(SIDE), (self.width() - px(WIDEST)) // 2), px(INSET)
        self._head_rows.setContentsMargins(side, px(16), side, 0)
        for reading in (self.reading, self.evidence):
            left, right = side - inset, max(side - px(10), px(8)) - inset
            reading.setViewportMargins(left, px(12) - inset, right, px(8) - inset)
        self._list_rows.setContentsMargins(max(side - px(16), 0), px(8), max(side - px(16), 0), 0)
        self._note.setContentsMargins(px(16), px(8), px(16), 0)
        self.own.dress(side)
        self._top.setSpacing(px(12))
        self.chips.show_chips(() if self._topic is None or self._is_low else self._topic.chips)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.MouseButtonPress):
            self.own.is_front = True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Letters that mean the topic, wherever in it the keyboard is; a list of abstracts has its own."""
        if self.own.wants(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Tab turns the pages of the topic."""
        if self.own.act(event):
            return
        step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % len(PAGES))
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        self._crumbs.setFont(font("small"))
        self._title.setFont(font("title", bold=True))
        self._note.setFont(font())
        for gap, pixels in zip(self._gaps, (4, 8, 6), strict=True):
            gap.changeSize(0, px(pixels))
        self._head_rows.invalidate()
        self.tabs.dress()
        if self._topic is not None:
            self._crumbs.setText(self._path(self._topic))
        self._fit()
