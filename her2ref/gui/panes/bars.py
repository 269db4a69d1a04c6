"""The bar above the columns and the line below them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton

from her2ref.core.identity import NAME, PROFESSIONAL_USE
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.numbers import counted
from her2ref.gui.panes.lookup import LookupLine
from her2ref.gui.theme import font, px, themes

if TYPE_CHECKING:
    from her2ref.library.rows import Holdings

SAID_FOR = 12_000
"""Milliseconds for which a sentence stays in the last line."""
SHORT_USE = "For health professionals. Does not replace clinical judgement."


class TopBar(QFrame):
    """Name, back and forward, the line to find anything, what is held, import, menu."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._desk = desk
        self._brand = QLabel(NAME)
        self._brand.setObjectName("brand")
        self.back = self._arrow("‹", self.tr("Back"), "Alt+Left")
        self.forward = self._arrow("›", self.tr("Forward"), "Alt+Right")
        self.column = QPushButton()
        self.column.setAccessibleName(self.tr("The other column"))
        self.column.hide()
        self.line = LookupLine(desk, jobs)
        self._hint = QLabel("Ctrl K", self.line)
        self._hint.setObjectName("hint")
        self.line.resized.connect(self._place_hint)
        self._held = QLabel()
        self._held.setObjectName("quiet")
        self.news = QPushButton()
        self.news.setAccessibleDescription(self.tr("Corrections of the content that you have not seen yet"))
        self.news.hide()
        self.importing = QPushButton(self.tr("Import…"))
        self.importing.setObjectName("primary")
        self.importing.setAccessibleDescription(self.tr("Read PubMed files into the library"))
        self.menu = QToolButton()
        self.menu.setObjectName("quiet")
        self.menu.setText(self.tr("Menu"))
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._row = QHBoxLayout(self)
        for widget in (self._brand, self.back, self.forward, self.column):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._row.addWidget(self.line, 6)
        self._row.addStretch(1)
        for widget in (self._held, self.news, self.importing, self.menu):
            self._row.addWidget(widget)
        self._full = self._short = ""
        self._corrections = 0
        self.line.textChanged.connect(self._on_text)
        for signal in (
            desk.topic_chosen,
            desk.article_chosen,
            desk.source_chosen,
            desk.listing_chosen,
            desk.page_chosen,
        ):
            signal.connect(self._on_moved)
        self.news.clicked.connect(self._on_news)
        self.back.clicked.connect(desk.back)
        self.forward.clicked.connect(desk.forward)
        themes().theme_changed.connect(self._dress)
        self._on_moved()
        self._dress()

    def _arrow(self, sign: str, name: str, keys: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("quiet")
        button.setText(sign)
        button.setToolTip(f"{name} ({keys})")
        button.setAccessibleName(name)
        return button

    def show_held(self, holdings: Holdings) -> None:
        held = counted(holdings.articles, "%1 article", "%1 articles")
        day = holdings.last_import[:10]
        when = self.tr("imported %1").replace("%1", day) if day else self.tr("nothing imported yet")
        self._short = held
        self._held.setToolTip(counted(holdings.abstracts, "%1 with its abstract", "%1 with their abstracts"))
        self._full = f"{self.tr('Offline')} · {held} · {when}"
        self._corrections = holdings.corrections
        self.news.setVisible(holdings.corrections > 0)
        self._fit()

    def _on_news(self) -> None:
        self._desk.choose_topic("news:all")

    def _on_moved(self, *_: object) -> None:
        self.back.setEnabled(self._desk.can_go_back)
        self.forward.setEnabled(self._desk.can_go_forward)

    def _on_text(self, _text: str) -> None:
        self._place_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() / px(1)
        self._held.setText(self._full if wide >= 1150 else self._short)
        self._held.setVisible(wide >= 760)
        self._brand.setVisible(wide >= 560)
        corrections = counted(self._corrections, "%1 correction", "%1 corrections")
        self.news.setText(corrections if wide >= 620 else f"{self._corrections:,}")
        self.news.setAccessibleName(corrections)
        self.news.setToolTip(corrections)
        self._place_hint()

    def _place_hint(self) -> None:
        """The hint stands where it covers nothing."""
        size = self._hint.sizeHint()
        words = self.line.fontMetrics().horizontalAdvance(self.line.placeholderText())
        self._hint.setVisible(not self.line.text() and words + size.width() + px(48) <= self.line.width())
        self._hint.setGeometry(
            self.line.width() - size.width() - px(10),
            (self.line.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )

    def _dress(self) -> None:
        self.setFixedHeight(px(50))
        self._row.setContentsMargins(px(16), 0, px(16), 0)
        self._row.setSpacing(px(8))
        brand = QFont(font("body", bold=True))  # a copy: the font itself is everybody's
        brand.setPixelSize(px(15))
        self._brand.setFont(brand)
        self._held.setFont(font())
        self._hint.setFont(font("small"))
        self.line.setMinimumWidth(px(150))
        self.line.setMaximumWidth(px(640))
        self.line.setFixedHeight(px(34))
        self.line.setFont(font())
        self._fit()


class Foot(QFrame):
    """The last line: what the content is and how old, or the last sentence said; and for whom the program is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("foot")
        self._left, self._right = QLabel(), QLabel()
        for label in (self._left, self._right):
            label.setObjectName("quiet")
        self._right.setToolTip(PROFESSIONAL_USE)
        self._right.setAccessibleName(PROFESSIONAL_USE)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._left)
        self._row.addStretch()
        self._row.addWidget(self._right)
        self._content = [""]
        self._said = ""
        self.undo: QPushButton | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_silence)
        desk.said.connect(self._on_said)
        themes().theme_changed.connect(self._dress)
        self._dress()

    def show_content(self, holdings: Holdings) -> None:
        version, reviewed = holdings.content_version, holdings.content_reviewed
        content = self.tr("Reference content %1 · reviewed %2").replace("%1", version).replace("%2", reviewed)
        self._content = [
            content + " · " + self.tr("every statement links to its source"),
            content,
            self.tr("Content %1").replace("%1", version),
        ]
        self._fit()

    def offer(self, deed: str, then: Callable[[], object]) -> None:
        """A button that takes back what was said to be done; it goes with the sentence, or when `deed` is empty."""
        if self.undo is None:  # made when something was done
            self.undo = QPushButton(self.tr("Undo"))
            self.undo.setObjectName("link")
            self.undo.setToolTip("Ctrl+Z")
            self.undo.setCursor(Qt.CursorShape.PointingHandCursor)
            self.undo.clicked.connect(lambda: then())
            self._row.insertWidget(1, self.undo)
            self._dress()
        self.undo.setAccessibleName(self.tr("Undo: %1").replace("%1", deed))
        self.undo.setVisible(bool(deed))
        self._fit()

    def _on_said(self, sentence: str) -> None:
        if self.undo is not None:
            self.undo.hide()
        self._said = sentence
        self._left.setAccessibleName(sentence)
        self._timer.start(SAID_FOR)
        self._fit()

    def _on_silence(self) -> None:
        self._said = ""
        if self.undo is not None:
            self.undo.hide()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The longest forms of both sentences that stand side by side; what is said is cut with an ellipsis."""
        metrics = self._right.fontMetrics()
        width = metrics.horizontalAdvance
        room = self.width() - px(56)
        if self.undo is not None and not self.undo.isHidden():
            room -= self.undo.sizeHint().width() + px(12)
        lefts = [self._said] if self._said else self._content
        pairs = [(left, right) for right in (PROFESSIONAL_USE, SHORT_USE) for left in lefts]
        left, right = next(
            ((left, right) for left, right in pairs if width(left) + width(right) <= room),
            (lefts[-1], SHORT_USE),
        )
        space = max(room - width(right), 0)
        self._left.setText(metrics.elidedText(left, Qt.TextElideMode.ElideRight, space))
        self._left.setToolTip(left)
        self._right.setText(right)
        self._right.setMinimumWidth(width(right))

    def _dress(self) -> None:
        self.setFixedHeight(px(28))
        self._row.setContentsMargins(px(16), 0, px(16), 0)
        for label in (self._left, self._right, *([self.undo] if self.undo is not None else [])):
            label.setFont(font("small"))
        self._left.setMinimumWidth(1)
        self._fit()
