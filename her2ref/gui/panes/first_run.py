"""The first page a person sees: what is here already, and three plain ways to get the published abstracts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout

from her2ref.core.changes import Changes
from her2ref.core.identity import ABSTRACT_NOTICE, PROFESSIONAL_USE
from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.numbers import counted
from her2ref.gui.theme import font, px, themes
from her2ref.gui.web import open_address
from her2ref.library.library import Library
from her2ref.library.rows import Holdings

PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
BATCH = 200
"""PMIDs in one address: about 1,800 characters, which every browser and proxy takes."""
RECORD_KB = 12
"""Size of a PubMed record as XML, in kB: the mean of 607 real ones was 12.7."""


def pubmed_address(pmids: list[int]) -> str:
    """The page of PubMed that lists these papers."""
    return PUBMED + "?term=" + "+".join(str(p) for p in pmids)


class Choice(QFrame):
    """A card: a title, a sentence with size and time, one button."""

    def __init__(self, title: str, text: str, button: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._title, self._text = QLabel(title), QLabel(text)
        self._text.setWordWrap(True)
        self._text.setObjectName("quiet")
        self.button = QPushButton(button)
        self.button.setAccessibleDescription(text)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addStretch()
        self._row = QHBoxLayout(self)
        self._row.addLayout(words, 1)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, text: str) -> None:
        self._text.setText(text)
        self.button.setAccessibleDescription(text)

    def dress(self) -> None:
        self._title.setFont(font("body", bold=True))
        self._text.setFont(font())
        self._row.setContentsMargins(px(20), px(16), px(20), px(16))
        self._row.setSpacing(px(24))


class FirstRun(QScrollArea):
    """`files_wanted` and `left` say what the person chose; the third choice opens a browser."""

    files_wanted = Signal()
    left = Signal()

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._missing: list[int] = []
        self._next = 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        ground = QFrame()
        ground.setObjectName("ground")
        self._page = QVBoxLayout(ground)
        self._title = QLabel(self.tr("Everything curated is ready, with no network"))
        self._title.setObjectName("title")
        self._title.setWordWrap(True)
        self._text, self._held = self._paragraph(""), self._paragraph("")
        self.fetch = Choice(self.tr("Get the cited abstracts from PubMed"), "", self.tr("Open PubMed"))
        self.files = Choice(
            self.tr("Install a file you have"),
            self.tr(
                "PubMed XML or MEDLINE / .nbib, or RIS from EndNote, Zotero, Ovid or Embase (all also .gz): from a "
                "colleague, a USB stick or your own searches. Nothing is sent anywhere; about a thousand records a "
                "second."
            ),
            self.tr("Choose files…"),
        )
        self.without = Choice(
            self.tr("Go on without abstracts"),
            self.tr(
                "Where an abstract is missing you read our own summary, labelled as ours. You can import at any time."
            ),
            self.tr("Start reading"),
        )
        self.without.button.setObjectName("primary")
        self._small = self._paragraph(f"{PROFESSIONAL_USE} {ABSTRACT_NOTICE}")
        self._small.setObjectName("quiet")
        for widget in (
            self._title,
            self._text,
            self._held,
            self.fetch,
            self.files,
            self.without,
            self._small,
        ):
            self._page.addWidget(widget)
        self._page.addStretch(1)
        self.setWidget(ground)
        self.fetch.button.clicked.connect(self._on_fetch)
        self.files.button.clicked.connect(self.files_wanted)
        self.without.button.clicked.connect(self.left)
        desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)
        self._dress()
        self.setAccessibleName(self._title.text())

    def _paragraph(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        return label

    def read(self) -> None:
        library = self._library

        def work(_progress: Progress) -> tuple[Holdings, dict[str, int], list[int]]:
            reader = library.reader()
            sizes = {
                "mechanism": len(reader.tree()),
                "drug": len(reader.drugs()),
                "trial": len(reader.trials()),
            }
            return reader.holdings(), sizes, reader.cited_missing()

        self._jobs.latest("first-run", work, succeeded=self._on_read)

    def _on_read(self, answer: tuple[Holdings, dict[str, int], list[int]]) -> None:
        holdings, sizes, self._missing = answer
        self._text.setText(
            self.tr(
                "%1 mechanisms, %2 drugs and %3 trials, each statement with its source, and our own summaries of the "
                "papers they rest on. Content %4, reviewed %5."
            )
            .replace("%1", str(sizes["mechanism"]))
            .replace("%2", str(sizes["drug"]))
            .replace("%3", str(sizes["trial"]))
            .replace("%4", holdings.content_version)
            .replace("%5", holdings.content_reviewed)
        )
        self._held.setText(
            self.tr("Of %1 cited papers with a PubMed number, %2 are held with their record.")
            .replace("%1", f"{holdings.cited:,}")
            .replace("%2", f"{holdings.cited_held:,}")
        )
        count = len(self._missing)
        pages = -(-count // BATCH)
        self.fetch.say(
            self.tr(
                "This version does not fetch by itself: your browser opens PubMed with the %1 missing papers "
                "(%2, about %3 MB, about a minute each). There choose Send to, Citation manager, and drop the "
                "file on this window. PubMed sees which papers you ask for."
            )
            .replace("%1", f"{count:,}")
            .replace("%2", counted(pages, "%1 page", "%1 pages"))
            .replace("%3", f"{max(1, count * RECORD_KB / 1000):.0f}")
            if count
            else self.tr("Every cited paper is held already.")
        )
        self.fetch.button.setEnabled(bool(count))

    def _on_fetch(self) -> None:
        """One page of PubMed for each press, in turn."""
        if not self._missing:
            return
        start = self._next if self._next < len(self._missing) else 0
        open_address(pubmed_address(self._missing[start : start + BATCH]), self._desk)
        self._next = start + BATCH
        if self._next < len(self._missing):
            self.fetch.button.setText(self.tr("Open the next page"))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("articles", "content") and self.isVisible():
            self.read()

    def _dress(self) -> None:
        self._title.setFont(font("title", bold=True))
        for label in (self._text, self._held):
            label.setFont(font())
        self._small.setFont(font("small"))
        self._page.setContentsMargins(px(40), px(40), px(40), px(24))
        self._page.setSpacing(px(16))
        for choice in (self.fetch, self.files, self.without):
            choice.dress()
            choice.setMaximumWidth(px(760))
        for label in (self._title, self._text, self._held, self._small):
            label.setMaximumWidth(px(760))
