"""A note that could not be saved when the window was to close: stay, take the text along, or go without it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
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


class Unsaved(QDialog):
    """`left` says that the person closes without it. Escape keeps the window open. Deleted when closed."""

    left = Signal()

    def __init__(self, parent: QWidget, trouble: str, text: str, *, drafted: bool) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = self.tr("Your note is not saved")
        self.setWindowTitle(title)
        self.setMinimumWidth(px(480))
        self._text = text
        where = (
            self.tr("It is kept as a draft and comes back when you open the article again.")
            if drafted
            else self.tr("It is nowhere but in this window. Copy it before you close.")
        )
        self.said = " ".join([self.tr("Your note could not be saved."), trouble, where])
        words = QLabel(self.said)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setFont(font())
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box = QPlainTextEdit(text)
        box.setReadOnly(True)
        box.setFont(font())
        box.setTabChangesFocus(True)
        box.setAccessibleName(self.tr("The text of the note"))
        box.setMinimumHeight(px(120))
        self.stay = QPushButton(self.tr("Keep open"))
        self.copy = QPushButton(self.tr("Copy the text"))
        self.leave = QPushButton(self.tr("Close without it"))
        buttons = QDialogButtonBox()
        buttons.addButton(self.leave, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.stay, QDialogButtonBox.ButtonRole.RejectRole)
        self.stay.setDefault(True)
        self.stay.clicked.connect(self.reject)
        self.copy.clicked.connect(self._on_copy)
        self.leave.clicked.connect(self._on_leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(24), px(24), px(16))
        layout.setSpacing(px(16))
        for widget in (words, box, buttons):
            layout.addWidget(widget)
        self.setAccessibleName(title)
        self.setAccessibleDescription(self.said)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)

    def _on_leave(self) -> None:
        self.left.emit()
        self.accept()
