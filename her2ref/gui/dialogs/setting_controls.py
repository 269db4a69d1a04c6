"""Controls of the settings that grow with the text and are seen on light and dark."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from her2ref.gui.theme import current, px

BOX = 16
"""Pixels at 100 % text of the box of a tick."""
GAP = 8
DARKER = 140
"""Qt draws the frame of a box in this part of the window's colour."""


class Tick(QAbstractButton):
    """A box with a tick and words, as high as the text asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        sizes = self.fontMetrics()
        width = px(BOX) + px(GAP) + sizes.horizontalAdvance(self.text()) + px(4)
        return QSize(width, max(px(BOX), sizes.height()) + px(6))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(BOX) + px(GAP) + px(60), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1, (self.height() - px(BOX)) / 2, px(BOX), px(BOX)).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = theme.accent if self.hasFocus() or self.isChecked() else theme.line_strong
        fill = theme.accent if self.isChecked() else theme.window
        mark = theme.on_accent
        if not self.isEnabled():
            edge, fill, mark = theme.line_strong, theme.field, theme.line_strong
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, px(3), px(3))
        if self.isChecked():
            self._draw_mark(painter, box, QColor(mark))
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        painter.setPen(QColor(theme.text if self.isEnabled() else theme.quiet))
        words = self.rect().adjusted(px(BOX) + px(GAP), 0, 0, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)

    def _draw_mark(self, painter: QPainter, box: QRectF, colour: QColor) -> None:
        pen = QPen(colour, max(1.6, px(BOX) / 9))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        side = box.width()
        points = [(0.22, 0.52), (0.42, 0.72), (0.78, 0.30)]
        painter.drawPolyline([QPointF(box.x() + side * x, box.y() + side * y) for x, y in points])


class Lock(QWidget):
    """A small padlock in the colour of quiet text."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(12), px(15))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self.height() / 15
        painter.scale(unit, unit)
        colour = QColor(current().quiet)
        painter.setPen(QPen(colour, 1.4))
        painter.drawArc(QRectF(3, 1.5, 6, 8), 0, 180 * 16)
        painter.drawLine(QPointF(3, 5.5), QPointF(3, 7))
        painter.drawLine(QPointF(9, 5.5), QPointF(9, 7))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(1.5, 6.5, 9, 7), 1.2, 1.2)


class Steady(QObject):
    """A wheel that turns over a control scrolls the page; the control hears it only while it has the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def framed(control: QWidget) -> None:
    """Gives a box the frame of the theme: Qt darkens the window's colour for it, which is not seen on dark."""
    theme = current()
    colours = QPalette(control.palette())
    colours.setColor(QPalette.ColorRole.Window, QColor(theme.line_strong).lighter(DARKER))
    colours.setColor(QPalette.ColorRole.Base, QColor(theme.window))
    colours.setColor(QPalette.ColorRole.Button, QColor(theme.window))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        colours.setColor(role, QColor(theme.text))
        colours.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.quiet))
    control.setPalette(colours)
