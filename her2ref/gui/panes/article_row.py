"""One article as it stands in a list: title, who and where, and in words what a reader must be warned of."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from her2ref.gui.models.articles import ROW
from her2ref.gui.pages.html import clean, places
from her2ref.gui.panes.row_ground import paint_ground
from her2ref.gui.theme import Theme, current, font, px, themes
from her2ref.library.rows import ArticleRow

Index = QModelIndex | QPersistentModelIndex
HEIGHT: Final = 72
"""Pixels of a row at 100 % text: two lines of title and one under them."""
LONGEST: Final = 400
"""Characters of a title that are looked at; two lines hold fewer."""
PLAIN_TYPES: Final = frozenset({"Journal Article", ""})


def _tr(text: str) -> str:
    return QCoreApplication.translate("ArticleRow", text)


def state_words(row: ArticleRow) -> list[tuple[str, str]]:
    """What a reader must be warned of: words, and the tone they are shown in."""
    names = {
        "retracted": (_tr("retracted"), "red"),
        "withdrawn": (_tr("withdrawn"), "red"),
        "concern": (_tr("expression of concern"), "amber"),
        "corrected": (_tr("corrected"), "amber"),
        "republished": (_tr("republished"), "amber"),
    }
    return [names[state] for state in row.states if state in names]


def under_line(row: ArticleRow) -> str:
    """The second line: authors, journal, year, kind, whether there is an abstract or a note, and how far it is read."""
    parts = [row.authors, row.journal, str(row.year or "")]
    parts += [kind for kind in row.publication_types if kind not in PLAIN_TYPES][:2]
    parts += [_tr("no abstract")] if not row.has_abstract else []
    parts += [_tr("note")] if row.noted else []
    parts += (
        [{"later": _tr("to read"), "read": _tr("read")}[row.reading]]
        if row.reading in ("later", "read")
        else []
    )
    return clean(" · ".join(p for p in parts if p))


def two_lines(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """`text` in at most two lines of `width` pixels, the second one elided."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    words = text.split(" ")
    fits, too_many = 0, len(words)
    while too_many - fits > 1:  # measuring is what costs here: halving takes five measures for thirty words
        middle = (fits + too_many) // 2
        if metrics.horizontalAdvance(" ".join(words[:middle])) <= width:
            fits = middle
        else:
            too_many = middle
    if not fits:
        return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)]
    rest = " ".join(words[fits:])
    return [" ".join(words[:fits]), metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)]


class ArticleDelegate(QStyledItemDelegate):
    """Fonts are made once for each theme and size of text: making one costs more than painting a line. `words` are
    what was looked for, to be highlighted in both lines."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words: re.Pattern[str] | None = None
        self._dress()
        themes().theme_changed.connect(self._dress)

    def _dress(self) -> None:
        self._title, self._small, self._strong = (
            font(bold=True),
            font("small"),
            font("small", bold=True),
        )
        self._sizes = {name: QFontMetrics(f) for name, f in self._fonts.items()}

    @property
    def _fonts(self) -> dict[str, QFont]:
        return {"title": self._title, "small": self._small, "strong": self._strong}

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, rect = index.data(ROW), option.rect
        painter.save()
        paint_ground(painter, option)
        if isinstance(row, ArticleRow):
            self._words(painter, rect.adjusted(px(16), px(9), -px(16), -px(8)), row)
        painter.restore()

    def _words(self, painter: QPainter, rect: QRect, row: ArticleRow) -> None:
        theme, metrics = current(), self._sizes["title"]
        right = self._marks(
            painter, QRect(rect.left(), rect.top(), rect.width(), metrics.height()), row, theme
        )
        painter.setFont(self._title)
        painter.setPen(QColor(theme.text))
        title = clean(row.title[:LONGEST]) or _tr("(no title)")
        y = rect.top()
        found, passed = self._places(title), 0
        for line in two_lines(title, metrics, rect.width() - right):
            here = [(start - passed, end - passed) for start, end in found]
            self._highlight(painter, line, here, QRect(rect.left(), y, 0, 0), metrics)
            painter.drawText(rect.left(), y + metrics.ascent(), line)
            y += metrics.lineSpacing()
            passed += len(line) + 1
        small = self._sizes["small"]
        painter.setFont(self._small)
        painter.setPen(QColor(theme.quiet))
        text = small.elidedText(under_line(row), Qt.TextElideMode.ElideRight, rect.width())
        self._highlight(painter, text, self._places(text), QRect(rect.left(), y + px(3), 0, 0), small)
        painter.drawText(rect.left(), y + px(3) + small.ascent(), text)

    def _places(self, text: str) -> list[tuple[int, int]]:
        return list(places(text, self.words)) if self.words is not None else []

    def _highlight(
        self, painter: QPainter, line: str, found: list[tuple[int, int]], at: QRect, metrics: QFontMetrics
    ) -> None:
        """Grounds for the words that were looked for; a phrase may go on in the next line."""
        colour = QColor(current().highlight)
        for start, end in found:
            if end > 0 and start < len(line):
                before = metrics.horizontalAdvance(line[: max(start, 0)])
                width = metrics.horizontalAdvance(line[:end]) - before
                painter.fillRect(QRect(at.left() + before, at.top(), width, metrics.height()), colour)

    def _marks(self, painter: QPainter, line: QRect, row: ArticleRow, theme: Theme) -> int:
        """Star and state at the right end of the first line; returns the width they take."""
        words = [("★ " + _tr("starred"), theme.accent, "")] if row.starred else []
        colours = {"red": (theme.red, theme.red_soft), "amber": (theme.amber, theme.amber_soft)}
        words += [(text, *colours[tone]) for text, tone in state_words(row)]
        used, metrics = 0, self._sizes["strong"]
        painter.setFont(self._strong)
        for text, colour, ground in words:
            width = metrics.horizontalAdvance(text) + (px(14) if ground else 0)
            box = QRect(line.right() - used - width, line.top(), width, line.height())
            if ground:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(ground))
                painter.drawRoundedRect(box, px(8), px(8))
            painter.setPen(QColor(colour))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            used += width + px(8)
        return used
