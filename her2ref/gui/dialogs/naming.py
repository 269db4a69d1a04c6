"""A name for a collection or a saved search: one line, Enter takes it, Esc does not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from her2ref.core.errors import KnownError
from her2ref.gui.theme import font, px

LONGEST = 200
"""Letters of a name."""


class Naming(QDialog):
    """`named` carries the name; the dialog stays until `done_with` or `fail` says what became of it. Deleted when
    closed."""

    named = Signal(str)

    def __init__(self, parent: QWidget, title: str, name: str, button: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(420))
        words = QLabel(title)
        words.setFont(font(bold=True))
        self.line = QLineEdit(name)
        self.line.setMaxLength(LONGEST)
        self.line.setFont(font())
        self.line.setAccessibleName(title)
        self.line.selectAll()
        self.trouble = QLabel()
        self.trouble.setObjectName("red")
        self.trouble.setFont(font("small"))
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.ok = QPushButton(button)
        self.ok.setObjectName("primary")
        self.ok.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"))
        for pressed in (self.ok, cancel):
            pressed.setFont(font())
        buttons = QDialogButtonBox()
        buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(px(20), px(20), px(20), px(16))
        rows.setSpacing(px(12))
        for widget in (words, self.line, self.trouble, buttons):
            rows.addWidget(widget)
        self.line.textChanged.connect(self._on_text)
        self.finished.connect(self.deleteLater)
        self._on_text(name)

    def fail(self, error: BaseException) -> None:
        """The name was not taken: it can be changed."""
        if not isinstance(error, KnownError):
            raise error
        self.trouble.setText(error.in_window)
        self.trouble.setAccessibleName(error.in_window)
        self.trouble.show()
        self.ok.setEnabled(True)

    def _on_text(self, text: str) -> None:
        self.ok.setEnabled(bool(text.strip()))
        self.trouble.hide()

    def _on_accepted(self) -> None:
        self.ok.setEnabled(False)
        self.named.emit(self.line.text().strip())
