"""A message with details that can be copied: what happened, what is safe, what to do next."""

from __future__ import annotations

from pathlib import Path

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

from her2ref.core.crash import shortened
from her2ref.gui.folders import show_folder
from her2ref.gui.theme import font, px


class Report(QDialog):
    """Not modal for the application: the window behind stays usable. Deleted when closed. `folder` is where the
    details were saved and can be looked at."""

    def __init__(
        self, parent: QWidget, title: str, text: str, details: str, folder: Path | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(480))
        self.said, self.details = text, details
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
            box.setTabChangesFocus(True)
            box.setAccessibleName(self.tr("Details"))
            box.setMinimumHeight(px(160))
            layout.addWidget(box)
        buttons = QDialogButtonBox()
        self.copy = QPushButton(self.tr("Copy details"))
        self.close_button = QPushButton(self.tr("Close"))
        buttons.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.close)
        self.copy.clicked.connect(self._on_copy)
        self._folder = folder
        if folder is not None:
            self.look = QPushButton(self.tr("Open the folder"))
            buttons.addButton(self.look, QDialogButtonBox.ButtonRole.ActionRole)
            self.look.clicked.connect(self._on_look)
        layout.addWidget(buttons)
        wide = self.minimumWidth()
        self.resize(
            wide, layout.totalHeightForWidth(wide)
        )  # by itself it takes two thirds of the screen at most
        self.close_button.setFocus()
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def _on_copy(self) -> None:
        """Without the name of the person's own folder, as it may be sent to somebody."""
        QGuiApplication.clipboard().setText(shortened(f"{self.said}\n\n{self.details}".strip()))

    def _on_look(self) -> None:
        if self._folder is not None:
            show_folder(self._folder)
