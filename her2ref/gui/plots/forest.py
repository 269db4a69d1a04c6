"""A hazard or odds ratio with its interval, drawn on a logarithmic axis beside its text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

WIDTH: Final = 96
HEIGHT: Final = 16
"""Size of a plot in pixels at 100 % text."""
NARROWEST: Final = (0.5, 1.5)
WIDEST: Final = (0.1, 6.0)
"""An axis shows at least the first and at most the second; what lies beyond ends in an arrow."""


@dataclass(frozen=True, slots=True)
class Axis:
    low: float
    high: float

    def place(self, value: float) -> float:
        """Where a ratio lies between the ends, 0 to 1, on a logarithmic scale."""
        held = min(max(value, self.low), self.high)
        return (math.log(held) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of a plot. `low` and `high` may be missing; `axis` is the one that its neighbours share."""

    ratio: float
    low: float | None
    high: float | None
    axis: Axis

    @property
    def has_interval(self) -> bool:
        return self.low is not None and self.high is not None

    @property
    def excludes_one(self) -> bool:
        """Whether the interval lies on one side of no difference."""
        return self.low is not None and self.high is not None and (self.low > 1 or self.high < 1)


def axis_for(values: Sequence[float | None]) -> Axis:
    """One axis for the ratios and limits of a table; what is not a positive number is passed over."""
    given = [v for v in values if v is not None and v > 0 and math.isfinite(v)]
    low, high = min([NARROWEST[0], *given]), max([NARROWEST[1], *given])
    return Axis(max(low * 0.94, WIDEST[0]), min(high * 1.06, WIDEST[1]))


def draw(mark: Mark, colour: str, line: str, scale: float = 1.0, ratio: float = 1.0) -> QImage:
    """The picture of a mark: interval as a line, estimate as a square (hollow when the interval holds 1), or as an
    upright stroke when no interval is held; no difference as a dashed line. `scale` is the size of text, `ratio`
    device pixels to a pixel."""
    width, height = round(WIDTH * scale), round(HEIGHT * scale)
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = 5 * scale
    span, middle = width - 2 * edge, height / 2

    def across(value: float) -> float:
        return edge + span * mark.axis.place(value)

    pen = QPen(QColor(line), max(1.0, scale))
    pen.setDashPattern([1.5, 1.5])
    painter.setPen(pen)
    one = round(across(1.0)) + 0.5
    painter.drawLine(QPointF(one, 0), QPointF(one, height))
    painter.setPen(QPen(QColor(colour), 1.6 * scale))
    if mark.low is not None and mark.high is not None and 0 < mark.low <= mark.high:
        painter.drawLine(QPointF(across(mark.low), middle), QPointF(across(mark.high), middle))
        painter.setBrush(QColor(colour))
        if mark.low < mark.axis.low:
            _arrow(painter, edge, middle, -3.5 * scale)
        if mark.high > mark.axis.high:
            _arrow(painter, width - edge, middle, 3.5 * scale)
    side = 7 * scale
    box = QRectF(across(mark.ratio) - side / 2, middle - side / 2, side, side)
    if not mark.has_interval:
        painter.fillRect(box.adjusted(2.25 * scale, -1.5 * scale, -2.25 * scale, 1.5 * scale), QColor(colour))
    elif mark.excludes_one:
        painter.fillRect(box, QColor(colour))
    else:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(box, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(scale, scale, -scale, -scale))
    painter.end()
    return image


def _arrow(painter: QPainter, x: float, y: float, length: float) -> None:
    half = abs(length)
    painter.drawPolygon(QPolygonF([QPointF(x + length, y), QPointF(x, y - half), QPointF(x, y + half)]))
