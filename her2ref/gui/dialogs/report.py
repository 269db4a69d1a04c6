"""A message with details that can be copied: what happened, what is safe, what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from her2ref.gui.theme import font, px


class Report(QDialog):
    """Not modal for the application: the window behind stays usable. Deleted when closed."""

    def __init__(self, parent: QWidget, title: str, text: str, details: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(480))
        self._copied = f"{text}\n\n{details}".strip()
        words = QLabel(text)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setFont(font())
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(24), px(24), px(16))
        layout.setSpacing(px(16))
        layout.addWidget(words)
        if details:
            box = QPlainTextEdit(details)
            box.setReadOnly(True)
            box.setAccessibleName(self.tr("Details"))
            box.setMinimumHeight(px(160))
            layout.addWidget(box)
        buttons = QDialogButtonBox()
        close = QPushButton(self.tr("Close"))
        copy = QPushButton(self.tr("Copy details"))
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        close.clicked.connect(self.close)
        copy.clicked.connect(self._on_copy)
        layout.addWidget(buttons)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)
