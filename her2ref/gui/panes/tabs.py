"""The pages of a topic, as words in a line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from her2ref.gui.theme import current, font, px


class Tabs(QTabBar):
    """Words in a line, the one in front underlined; arrows move along it."""

    def __init__(self) -> None:
        super().__init__()
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Pages of the topic"))

    def dress(self) -> None:
        theme = current()
        self.setFont(font(bold=True))
        self.setStyleSheet(
            f"QTabBar {{ background: transparent; }}"
            f"QTabBar::tab {{ color: {theme.quiet}; background: transparent; border: 0; margin-right: {px(22)}px;"
            f" padding: {px(7)}px {px(1)}px {px(7)}px {px(1)}px; border-bottom: 2px solid transparent; }}"
            f"QTabBar::tab:hover {{ color: {theme.text}; }}"
            f"QTabBar::tab:selected {{ color: {theme.text}; border-bottom: 2px solid {theme.accent}; }}"
            f"QTabBar::tab:selected:focus {{ background: {theme.accent_soft}; }}"
        )
