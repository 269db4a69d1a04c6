"""Asks for a key or password; what is typed is seen by nobody and kept by whoever asked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from her2ref.core.secrets import LONGEST, Kind
from her2ref.gui.pages.html import translate
from her2ref.gui.theme import font, px


class SecretDialog(QDialog):
    """`given` carries the text. Deleted when closed."""

    given = Signal(str)

    def __init__(self, parent: QWidget, kind: Kind, *, kept: bool) -> None:
        super().__init__(parent)
        label = translate("Secrets", kind.label)
        self.setWindowTitle(label)
        self.setMinimumWidth(px(420))
        where = (
            self.tr("It is kept in the keyring of this computer and nowhere else.")
            if kept
            else self.tr("This computer has no keyring: it is kept in memory until her2ref is closed.")
        )
        words = QLabel(f"{translate('Secrets', kind.about)} {where}")
        words.setWordWrap(True)
        words.setFont(font())
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setMaxLength(LONGEST)
        self.line.setFont(font())
        self.line.setAccessibleName(label)
        self.line.setAccessibleDescription(words.text())
        self.ok = QPushButton(self.tr("Keep"))
        self.ok.setObjectName("primary")
        self.ok.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"))
        buttons = QDialogButtonBox()
        for button, role in (
            (self.ok, QDialogButtonBox.ButtonRole.AcceptRole),
            (cancel, QDialogButtonBox.ButtonRole.RejectRole),
        ):
            button.setFont(font())
            buttons.addButton(button, role)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(px(20), px(20), px(20), px(16))
        rows.setSpacing(px(12))
        for widget in (words, self.line, buttons):
            rows.addWidget(widget)
        self.line.textChanged.connect(lambda text: self.ok.setEnabled(bool(text.strip())))
        self.ok.setEnabled(False)
        self.finished.connect(self.deleteLater)

    def _on_accepted(self) -> None:
        text = self.line.text()
        self.line.clear()
        self.given.emit(text)
        self.accept()
