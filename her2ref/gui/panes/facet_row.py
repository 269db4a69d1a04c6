"""One value that a list can be narrowed to, with its number; and the years as small bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from her2ref.gui.numbers import counted
from her2ref.gui.panes.narrowing import OPEN
from her2ref.gui.theme import current, font, px

HEIGHT: Final = 24
GUTTER: Final = 18
"""Pixels at 100 % text before a name, for the tick of what is chosen."""
BARS: Final = 44
MOST_YEARS: Final = 40
"""Bars of a drawing; what is older is gathered in the first."""


class FacetRow(QAbstractButton):
    """A line with a name and a number that is on or off. While `waiting` the number is of before."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__()
        self.kind, self.name = kind, name
        self.number = 0
        self.waiting = False
        self._pointed = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_value(self, text: str, number: int, *, on: bool) -> None:
        self.number = number
        self.setText(text)
        self.setChecked(on)
        said = [text, counted(number, "%1 article", "%1 articles")] + ([self.tr("chosen")] if on else [])
        self.setAccessibleName(", ".join(said))
        self.setToolTip(text.replace("<", "&lt;"))
        self.update()

    def wait(self, on: bool) -> None:
        if self.waiting != on:
            self.waiting = on
            self.update()

    def nextCheckState(self) -> None:
        """Left as it is: the list that follows says what is chosen."""

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(HEIGHT))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._pointed = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = False
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, on, rect = current(), self.isChecked(), self.rect()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if on or self._pointed:
            painter.setBrush(QColor(theme.accent_soft if on else theme.hover))
            painter.drawRoundedRect(rect, px(4), px(4))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(theme.accent))
            painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), px(4), px(4))
        inner = rect.adjusted(px(GUTTER), 0, -px(8), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        small = font("small", bold=on)
        painter.setFont(small)
        number = f"{self.number:,}"
        taken = QFontMetrics(small).horizontalAdvance(number)
        painter.setPen(QColor(theme.line_strong if self.waiting else theme.accent if on else theme.quiet))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, number)
        named = font(bold=on)
        painter.setFont(named)
        painter.setPen(QColor(theme.accent if on else theme.quiet if self.waiting else theme.text))
        room = inner.width() - taken - px(8)
        name = QFontMetrics(named).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, name)
        if on:
            painter.drawText(rect.adjusted(px(3), 0, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, "✓")


class YearBars(QWidget):
    """Articles by year as bars; a click on one chooses its year ("2019-2019"; the fields below do so for the
    keyboard)."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._years: list[int] = []
        self._gathered = False
        self._counted: Mapping[int, int] = {}
        self._range: tuple[int, int] = (0, OPEN)
        self._waiting = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_years(self, counted_by: Mapping[int, int], years: tuple[int, int] | None) -> None:
        self._range = years or (0, OPEN)
        last = max(counted_by, default=0)
        first = max(min(counted_by, default=1), last - MOST_YEARS + 1)
        self._gathered = min(counted_by, default=first) < first
        self._years = list(range(first, last + 1))
        self._counted = {
            year: counted_by.get(year, 0)
            if year > first
            else sum(number for early, number in counted_by.items() if early <= first)
            for year in self._years
        }
        self.setVisible(len(self._years) > 2)
        self.setAccessibleName(
            self.tr("Articles by year, from %1 to %2").replace("%1", str(first)).replace("%2", str(last))
        )
        self.update()

    def wait(self, on: bool) -> None:
        self._waiting = on
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(BARS + 16))

    def _bar(self, place: int) -> QRect:
        room = self.width() - px(GUTTER) - px(8)
        left = px(GUTTER) + room * place // len(self._years)
        right = px(GUTTER) + room * (place + 1) // len(self._years)
        return QRect(left, 0, max(right - left, 1), px(BARS))

    def year_at(self, x: int) -> int:
        """The year whose bar stands at `x`; 0 beside all."""
        return next(
            (y for n, y in enumerate(self._years) if self._bar(n).left() <= x <= self._bar(n).right()), 0
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._years:
            return
        theme, painter = current(), QPainter(self)
        most = max(self._counted.values()) or 1
        painter.setPen(Qt.PenStyle.NoPen)
        for place, year in enumerate(self._years):
            number, bar = self._counted[year], self._bar(place)
            height = max(round(bar.height() * number / most), 1 if number else 0)
            within = self._range[0] <= year <= self._range[1]
            gap = 1 if bar.width() > 3 else 0
            colour = QColor(theme.plot if within and not self._waiting else theme.line_strong)
            colour.setAlpha(255 if within else 110)
            painter.fillRect(bar.left(), bar.bottom() + 1 - height, bar.width() - gap, height, colour)
        base = px(BARS)
        painter.setPen(QColor(theme.line))
        painter.drawLine(px(GUTTER), base, self.width() - px(8), base)
        painter.setPen(QColor(theme.quiet))
        painter.setFont(font("small"))
        under = QRect(px(GUTTER), base + px(1), self.width() - px(GUTTER) - px(8), px(15))
        first = f"≤ {self._years[0]}" if self._gathered else str(self._years[0])
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, first)
        painter.drawText(
            under, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(self._years[-1])
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        year = self.year_at(round(event.position().x()))
        if year:
            number = counted(self._counted[year], "%1 article", "%1 articles")
            QToolTip.showText(event.globalPosition().toPoint(), f"{year}: {number}", self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        year = self.year_at(round(event.position().x()))
        if year:
            first = 0 if self._gathered and year == self._years[0] else year
            self.chosen.emit(f"{first}-{year}")
