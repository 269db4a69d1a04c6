"""The page in place of the columns while the library is made, migrated or checked, or when it cannot be opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from her2ref.gui.theme import font, px


class Preparing(QWidget):
    """`again` says that the person wants another try."""

    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title, self._text = QLabel(), QLabel()
        self._title.setObjectName("title")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton(self.tr("Try again"))
        self._button.clicked.connect(self.again)
        self._button.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(48), px(64), px(48), px(48))
        layout.setSpacing(px(16))
        for widget in (self._title, self._text):
            widget.setMaximumWidth(px(720))
            layout.addWidget(widget)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()
        self._title.setFont(font("title", bold=True))

    def say(self, title: str, text: str, *, trouble: bool = False) -> None:
        self._title.setText(title)
        self._title.setAccessibleName(title)
        self._text.setText(text)
        self._button.setVisible(trouble)
        self.setAccessibleName(f"{title} {text}")
