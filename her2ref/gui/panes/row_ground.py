"""What stands under the words of a row in a list: chosen, under the mouse, with the keyboard; and the line below it."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from her2ref.gui.theme import current, px


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Leaves the painter's pen changed."""
    theme, rect = current(), option.rect
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(theme.accent_soft))
        painter.fillRect(QRect(rect.left(), rect.top(), px(3), rect.height()), QColor(theme.accent))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, QColor(theme.hover))
    painter.setPen(QColor(theme.line))
    painter.drawLine(rect.left() + px(16), rect.bottom(), rect.right() - px(16), rect.bottom())
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QColor(theme.accent))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
