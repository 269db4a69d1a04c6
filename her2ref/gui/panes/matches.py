"""How often what was looked for stands in the source, and the way from one place to the next."""

from __future__ import annotations

from html import escape, unescape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.numbers import counted
from her2ref.gui.pages.html import BREAK, HIT
from her2ref.gui.pages.marks import NOTHING, Marks, marks
from her2ref.gui.pages.reason import Reason
from her2ref.gui.panes.query_line import WordButton
from her2ref.gui.panes.reading import Reading
from her2ref.gui.theme import current, font, px, themes
from her2ref.library.library import Library


class MatchLine(QFrame):
    """A line that stays above the source while it is read; nothing where nothing matched. `wanted` carries what to
    highlight for the query; `unfold` asks for the folded parts in which something matched."""

    wanted = Signal(object)
    unfold = Signal()

    def __init__(self, reading: Reading, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._reading, self._desk, self._library, self._jobs = reading, desk, library, jobs
        self._matches: list[tuple[int, int]] = []
        self._at = -1
        self._reason, self._folded = Reason(), False
        self.number = QLabel()
        self.number.setObjectName("quiet")
        self.number.setTextFormat(Qt.TextFormat.RichText)
        self.number.setWordWrap(True)
        self.before, self.after = WordButton(self.tr("Previous")), WordButton(self.tr("Next"))
        self.before.setToolTip(self.tr("Previous match (Shift+F3)"))
        self.after.setToolTip(self.tr("Next match (F3)"))
        self.before.setAccessibleName(self.tr("Previous match"))
        self.after.setAccessibleName(self.tr("Next match"))
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        line = QFrame()
        line.setObjectName("line")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self._row = QHBoxLayout()
        self._row.addWidget(self.number, 1)
        self._row.addWidget(self.before)
        self._row.addWidget(self.after)
        rows.addLayout(self._row)
        rows.addWidget(line)
        desk.words_chosen.connect(self.ask)
        desk.listing_chosen.connect(self.ask)
        themes().theme_changed.connect(self.dress)
        self.dress()
        self.hide()

    def ask(self, *_: object) -> None:
        """Finds in a worker what is to be highlighted: the words with their other names, unless the list is without."""
        library, words, listing = self._library, self._desk.words, self._desk.listing
        if listing is None or listing.words != words:
            listing = Listing(words=words, typing=True)  # from the line above, where the last word may go on
        exact, typing = listing.exact, listing.typing

        def work(_progress: Progress) -> Marks:
            if not words.strip():
                return NOTHING
            return marks(library.reader().asked(words, typing=typing, exact=exact).tree)

        self._jobs.latest("source-words", work, succeeded=self._on_asked, failed=self._desk.fail)

    def _on_asked(self, found: Marks) -> None:
        self.wanted.emit(found)

    @property
    def at(self) -> int:
        """Which match the reader is at, from 0; -1 before the first step."""
        return self._at

    def read(self, reason: Reason, *, folded: bool = False, stay: bool = False) -> None:
        """Looks again at what is highlighted; with `stay` the reader keeps the place where there still is one. `reason`
        says what matched in parts that open `folded`, and whether they are so now."""
        self._reason, self._folded = reason, folded
        self._matches = self._reading.matches()
        self._at = self._at if stay and self._at < len(self._matches) else -1
        self._reading.mark(self._matches[self._at] if self._at >= 0 else None)
        self.setVisible(bool(self._matches or reason.html))
        self._say()

    def step(self, by: int) -> None:
        """To the next or previous match; behind the last comes what matched in folded parts, then the first."""
        last = len(self._matches) - 1
        if self._folded and (self._at == last if by > 0 else self._at <= 0):
            self.unfold.emit()
        if not self._matches:
            return
        start = -1 if by > 0 else 0
        self._at = ((self._at if self._at >= 0 else start) + by) % len(self._matches)
        self._reading.mark(self._matches[self._at])
        self._say(aloud=True)

    def _say(self, *, aloud: bool = False) -> None:
        total, theme = len(self._matches), current()
        text = counted(total, "%1 match", "%1 matches")
        if self._at >= 0:
            text = self.tr("%1 of %2").replace("%1", str(self._at + 1)).replace("%2", text)
        reason = self._reason.html
        shown = " · ".join(part for part in (escape(text) if total else "", reason) if part)
        style = f'<span style="background-color:{theme.highlight}; color:{theme.on_highlight}">'
        self.number.setText(shown.replace(HIT, style))
        text = " · ".join(part for part in (text if total else "", _plainly(reason)) if part)
        self.number.setAccessibleName(text)
        if aloud:
            from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.number, text))

    def dress(self) -> None:
        self.number.setFont(font("small"))
        self._row.setContentsMargins(px(22), px(6), px(16), px(6))
        self._row.setSpacing(px(8))
        self._say()


def _plainly(line: str) -> str:
    """A line of HTML of ours as it is read aloud."""
    return unescape(line.replace(HIT, "").replace("</span>", "")).replace(BREAK, "")
