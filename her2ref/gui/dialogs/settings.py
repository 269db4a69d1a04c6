"""The settings, made from their declarations: what is in force, who decides it, and a person's own choice.

A choice takes effect at once. What the organisation manages is shown and cannot be changed here.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from her2ref.core.secrets import Secrets
from her2ref.core.setting import SETTINGS
from her2ref.core.settings import Settings
from her2ref.gui.dialogs.secret_rows import SecretRows
from her2ref.gui.dialogs.setting_row import SettingRow
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.html import translate
from her2ref.gui.theme import font, px, themes

SIZE = (640, 720)
SIDE = 24


class SettingsDialog(QDialog):
    """Not modal: the window behind shows what a choice does. Deleted when closed."""

    def __init__(self, parent: QWidget | None, settings: Settings, jobs: Jobs, secrets: Secrets) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self._settings = settings
        self._said = QLabel()
        self._said.setObjectName("amber")
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._headings: list[QLabel] = []
        self.rows: dict[str, SettingRow] = {}
        self._page = QFrame()
        self._page.setObjectName("column")
        self._body = QVBoxLayout(self._page)
        self._body.addWidget(self._said)
        shown = [setting for setting in SETTINGS.values() if setting.in_dialog]
        for group, members in groupby(shown, key=lambda setting: setting.group):
            self._add_heading(translate("Settings", group))
            for setting in members:
                row = self.rows[setting.name] = SettingRow(setting)
                row.chosen.connect(partial(self._choose, setting.name))
                self._body.addWidget(row)
        self.secrets = SecretRows(secrets, jobs)
        self.secrets.said.connect(self._say)
        self._add_heading(self.tr("Keys and passwords"))
        self._body.addWidget(self.secrets)
        self._body.addStretch(1)
        self._build()
        settings.subscribe(self._on_changed)
        self.finished.connect(lambda _result: settings.unsubscribe(self._on_changed))
        themes().theme_changed.connect(self._dress)
        self._say(" ".join(settings.problems))
        self._show()
        self._dress()
        first = next((row for row in self.rows.values() if row.control.isEnabled()), None)
        (first.control if first else self._close).setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._page)
        self._close = QPushButton(self.tr("Close"))
        self._close.setAutoDefault(False)
        self._close.clicked.connect(self.close)
        buttons = QDialogButtonBox()
        buttons.addButton(self._close, QDialogButtonBox.ButtonRole.RejectRole)
        self._foot = QVBoxLayout()
        self._foot.addWidget(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(self._foot)
        for child in self._page.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                child.installEventFilter(self)
        screen = self.screen()
        room = screen.availableGeometry().size() if screen else self.size()
        self.resize(min(px(SIZE[0]), room.width() - SIDE), min(px(SIZE[1]), room.height() - 2 * SIDE))

    def _add_heading(self, text: str) -> None:
        heading = QLabel(text.upper())
        heading.setObjectName("heading")
        heading.setAccessibleName(text)
        self._headings.append(heading)
        self._body.addWidget(heading)

    @property
    def said(self) -> str:
        """What is wrong with the settings, as sentences."""
        return self._said.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the keyboard comes to is brought into view, with the words around it."""
        if (
            event.type() == QEvent.Type.FocusIn
            and isinstance(event, QFocusEvent)
            and isinstance(watched, QWidget)
        ):
            self._scroll.ensureWidgetVisible(watched, 0, px(60))
        return False

    def _choose(self, name: str, value: object) -> None:
        if value is None:
            self._settings.reset(name)
        else:
            self._settings.set({name: value})
        self._show()
        if not self._settings.is_kept:
            self._say(
                self.tr("The file of settings cannot be written, so this holds until her2ref is closed.")
            )

    def _on_changed(self, _names: frozenset[str]) -> None:
        QTimer.singleShot(0, self, self._show)  # not while a control still speaks

    def _show(self) -> None:
        for row in self.rows.values():
            row.show_setting(self._settings)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))
        self._said.setAccessibleName(text)

    def _dress(self) -> None:
        self._said.setFont(font())
        for heading in self._headings:
            heading.setFont(font("small", bold=True))
            heading.setContentsMargins(0, px(14), 0, 0)
        for row in self.rows.values():
            row.dress()
        self.secrets.dress()
        self._close.setFont(font())
        self._body.setContentsMargins(px(SIDE), px(10), px(SIDE), px(16))
        self._body.setSpacing(px(2))
        self._foot.setContentsMargins(px(SIDE), px(10), px(SIDE), px(14))
        self.setMinimumSize(min(px(420), 600), min(px(320), 400))


def show_settings(parent: QWidget, settings: Settings, jobs: Jobs, secrets: Secrets) -> SettingsDialog:
    """Opens the settings, or brings the ones that are open to the front."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, SettingsDialog) and widget.isVisible() and widget.parent() is parent:
            widget.raise_()
            widget.activateWindow()
            return widget
    dialog = SettingsDialog(parent, settings, jobs, secrets)
    dialog.show()
    return dialog
