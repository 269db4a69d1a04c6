"""A note that could not be saved when the window was to close: stay, take the text along, or go without it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from her2ref.core.errors import RefusedFile
from her2ref.core.files import write_whole
from her2ref.core.outputs import place_for
from her2ref.core.paths import Home
from her2ref.gui.theme import font, px


class Unsaved(QDialog):
    """`left` says that the person closes without it. Escape keeps the window open. Deleted when closed."""

    left = Signal()

    def __init__(
        self, parent: QWidget, trouble: str, text: str, *, drafted: bool, home: Home | None = None
    ) -> None:
        super().__init__(parent)
        self._home = home
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
        self.save = QPushButton(self.tr("Save a copy as…"))
        self.copy = QPushButton(self.tr("Copy the text"))
        self.leave = QPushButton(self.tr("Close without it"))
        buttons = QDialogButtonBox()
        buttons.addButton(self.leave, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.stay, QDialogButtonBox.ButtonRole.RejectRole)
        self.stay.setDefault(True)
        self.stay.clicked.connect(self.reject)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self._on_save)
        self.leave.clicked.connect(self._on_leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(24), px(24), px(16))
        layout.setSpacing(px(16))
        self._told = QLabel()
        self._told.setFont(font("small"))
        self._told.setWordWrap(True)
        self._told.hide()
        for widget in (words, box, self._told, buttons):
            layout.addWidget(widget)
        self.setAccessibleName(title)
        self.setAccessibleDescription(self.said)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)

    def _on_save(self) -> None:
        """A small file, written at once: nothing else is to be done while this is asked."""
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save a copy of the note"), "note.md", "Markdown (*.md);;Text (*.txt)"
        )
        if not name:
            return
        try:
            write_whole(place_for(Path(name), self._home), self._text.encode("utf-8", "replace"))
        except RefusedFile as error:
            self._told.setText(str(error))
        except OSError as error:
            told = self.tr("The copy could not be written: %1. Choose another folder.")
            self._told.setText(told.replace("%1", error.strerror or str(error)))
        else:
            self._told.setText(self.tr("A copy of the note is in %1.").replace("%1", name))
        self._told.show()

    def _on_leave(self) -> None:
        self.left.emit()
        self.accept()
