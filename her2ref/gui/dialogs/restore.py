"""Before a copy takes the place of the library: what comes, what stays, and a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from her2ref.gui.dialogs.setting_controls import Tick
from her2ref.gui.models.copies import holds, when
from her2ref.gui.theme import font, px
from her2ref.library.backups import Backup


class Restore(QDialog):
    """`wanted` carries whether it shall be exactly the copy. Cancel is what Enter and Escape mean. Deleted when
    closed."""

    wanted = Signal(bool)

    def __init__(self, parent: QWidget, one: Backup) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = self.tr("Restore the copy of %1?").replace("%1", when(one))
        self.setWindowTitle(self.tr("Restore a copy"))
        self.setMinimumWidth(min(px(460), 900))
        question, about = QLabel(title), QLabel()
        question.setFont(font(bold=True))
        about.setText(
            self.tr(
                "It holds %1. Records that were imported since then have to be imported again. What is here now is "
                "saved as a copy first, so you can go back."
            ).replace("%1", holds(one))
        )
        about.setFont(font())
        for label in (question, about):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.keep = Tick(self.tr("Keep what I added since then"))
        self.keep.setAccessibleDescription(self.tr("Notes, stars, collections and all else that is yours"))
        self.keep.setToolTip(self.keep.accessibleDescription())
        self.keep.setFont(font())
        self.keep.setChecked(True)
        self.yes, self.no = QPushButton(self.tr("Restore")), QPushButton(self.tr("Cancel"))
        buttons = QDialogButtonBox()
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self.yes, self.no):
            button.setFont(font())
        self.no.setDefault(True)
        self.yes.setAutoDefault(False)
        buttons.accepted.connect(self._on_yes)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(px(20), px(20), px(20), px(16))
        rows.setSpacing(px(12))
        for widget in (question, about, self.keep, buttons):
            rows.addWidget(widget)
        self.setAccessibleName(title)
        self.setAccessibleDescription(about.text())
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_yes(self) -> None:
        self.wanted.emit(not self.keep.isChecked())
        self.accept()
