"""One setting in the dialog: its label and control, what it does, and who decides it where that is not the person."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from her2ref.core.setting import Setting
from her2ref.core.settings import PERSON, Settings
from her2ref.gui.dialogs.setting_controls import Lock, Steady, Tick, framed
from her2ref.gui.pages.html import translate
from her2ref.gui.theme import font, px

PERCENT_STEP = 10
UNLIMITED = 999_999


class SettingRow(QFrame):
    """`chosen` carries the person's choice, or None for the usual value again."""

    chosen = Signal(object)

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        label, about = translate("Settings", setting.label), translate("Settings", setting.about)
        self.reset = QPushButton(self.tr("Usual value"))
        self.reset.setAccessibleName(self.tr("Usual value of %1").replace("%1", label))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(lambda: self.chosen.emit(None))
        self._filling = False
        self.control = self._made(label)
        self.control.setAccessibleName(label)
        self.control.setAccessibleDescription(about)
        self._label = QLabel("" if isinstance(self.control, Tick) else label)
        self._label.setVisible(not isinstance(self.control, Tick))
        self._label.setBuddy(self.control)
        self._about, self._why, self._lock = QLabel(about), QLabel(), Lock()
        self._about.setObjectName("quiet")
        for words in (self._about, self._why):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
        self._head, self._foot = QHBoxLayout(), QHBoxLayout()
        for widget in (self._label, self.control):
            self._head.addWidget(widget)
        self._head.addStretch(1)
        self._head.addWidget(self.reset)
        self._foot.addWidget(self._lock, 0, Qt.AlignmentFlag.AlignTop)
        self._foot.addWidget(self._why, 1)
        self._rows = QVBoxLayout(self)
        self._rows.addLayout(self._head)
        self._rows.addWidget(self._about)
        self._rows.addLayout(self._foot)

    @property
    def why(self) -> str:
        """Who decides instead of the person, as a sentence; empty where the person does."""
        return self._why.text()

    def show_setting(self, settings: Settings) -> None:
        """Shows the value in force and whose it is."""
        name = self.setting.name
        locked = settings.locked(name)
        self._filling = True
        self._fill(settings.get(name))
        self._filling = False
        self.control.setEnabled(not locked)
        self._label.setEnabled(not locked)
        self._why.setText(locked)
        self._why.setVisible(bool(locked))
        self._lock.setVisible(bool(locked))
        about = translate("Settings", self.setting.about)
        self.control.setAccessibleDescription(f"{locked} {about}".strip())
        own = settings.source_of(name) == PERSON
        if self.reset.hasFocus() and not own:
            self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        room = self.reset.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(room)
        self.reset.setVisible(own)

    def dress(self) -> None:
        for widget in (self.control, self._label):
            widget.setFont(font())
        if isinstance(self.control, QComboBox | QAbstractSpinBox):
            framed(self.control)
        for small in (self._about, self._why, self.reset):
            small.setFont(font("small"))
        indent = px(24) if isinstance(self.control, Tick) else 0
        self._about.setContentsMargins(indent, 0, 0, 0)
        self._foot.setContentsMargins(indent, px(2), 0, 0)
        self._foot.setSpacing(px(6))
        self._head.setSpacing(px(12))
        self._rows.setContentsMargins(0, px(6), 0, px(6))
        self._rows.setSpacing(px(2))
        self._lock.updateGeometry()

    def _made(self, label: str) -> QWidget:
        """The control for the type of the setting."""
        setting = self.setting
        if setting.choices:
            box = QComboBox()
            for value, words in setting.choices:
                box.addItem(translate("Settings", words), value)
            box.activated.connect(lambda _row: self._choose(box.currentData()))
            return self._steady(box)
        if setting.type is bool:
            check = Tick(label)
            check.toggled.connect(self._choose)
            return check
        if setting.type in (int, float):
            return self._steady(self._number())
        line = QLineEdit()
        line.editingFinished.connect(lambda: self._read(line.text()))
        return line

    def _number(self) -> QAbstractSpinBox:
        setting = self.setting
        low = -UNLIMITED if setting.low is None else setting.low
        high = UNLIMITED if setting.high is None else setting.high
        if setting.type is float and not setting.percent:
            real = QDoubleSpinBox()
            real.setRange(low, high)
            real.setKeyboardTracking(False)
            real.valueChanged.connect(self._choose)
            return real
        whole = QSpinBox()
        times = 100 if setting.percent else 1
        whole.setRange(round(low * times), round(high * times))
        whole.setKeyboardTracking(False)
        if setting.percent:
            whole.setSuffix(" %")
            whole.setSingleStep(PERCENT_STEP)
        whole.valueChanged.connect(lambda value: self._choose(value / 100 if setting.percent else value))
        return whole

    def _steady(self, control: QWidget) -> QWidget:
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        control.installEventFilter(Steady(control))
        return control

    def _fill(self, value: Any) -> None:
        control = self.control
        if isinstance(control, QComboBox):
            control.setCurrentIndex(control.findData(value))
        elif isinstance(control, Tick):
            control.setChecked(bool(value))
        elif isinstance(control, QSpinBox):
            control.setValue(round(value * 100) if self.setting.percent else value)
        elif isinstance(control, QDoubleSpinBox):
            control.setValue(value)
        elif isinstance(control, QLineEdit):
            control.setText(self.setting.told(value))

    def _read(self, text: str) -> None:
        """A text that is no value of this setting stays in the line with its reason."""
        try:
            self._choose(self.setting.read(text))
        except ValueError as error:
            self._why.setText(f"{self.setting.name} {error}.")
            self._why.show()

    def _choose(self, value: object) -> None:
        if not self._filling:
            self.chosen.emit(value)
