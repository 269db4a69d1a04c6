"""One quiet strip below the top bar: what is not as it should be with the library, and one thing to do about it.

Imported after the first paint.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from her2ref.gui.theme import font, px, themes

DAMAGED, LOST, READ_ONLY, FULL, CRASH, BACKUP, PLACE = (
    *("damaged", "lost", "read-only", "full", "crash", "backup", "place"),
)
KINDS: Final = (DAMAGED, LOST, READ_ONLY, FULL, CRASH, BACKUP, PLACE)
"""Kinds of what is said, the gravest first: only the first of them is shown."""
GRAVE: Final = (DAMAGED, LOST)
LASTING: Final = (*GRAVE, READ_ONLY)
"""Kinds that stay until it is well again; the others can be closed."""
_NUMBERS: Final = re.compile(r"\d[\d.,]*( [KMG]B\b| bytes\b)?")


class Action(NamedTuple):
    """The words on a button, and what it does."""

    words: str
    do: Callable[[], object]


class Banner(QFrame):
    """`say` and `unsay` by kind. One that was closed is not said again with the same words, whatever the numbers in
    it; and a screen reader is not told again when only those change."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._said: dict[str, tuple[str, Action | None]] = {}
        self._closed: set[tuple[str, str]] = set()
        self.text, self.act, self.close_button = QLabel(), QPushButton(), QToolButton()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.act.clicked.connect(self._on_act)
        self.close_button.setObjectName("quiet")
        self.close_button.setText("×")
        self.close_button.setAccessibleName(self.tr("Close this message"))
        self.close_button.setToolTip(self.tr("Close this message"))
        self.close_button.clicked.connect(self.close_message)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.text, 1)
        for button in (self.act, self.close_button):
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        themes().theme_changed.connect(self._dress)
        self._dress()
        self.hide()

    @property
    def kind(self) -> str:
        """The kind that is shown, empty for none."""
        return next((kind for kind in KINDS if kind in self._said), "")

    def say(self, kind: str, text: str, action: Action | None = None) -> None:
        if (kind, _plain(text)) in self._closed:
            return
        before = self._said.get(kind)
        self._said[kind] = (text, action)
        if before is None or before[0] != text:
            self._show(aloud=before is None or _plain(before[0]) != _plain(text))

    def unsay(self, kind: str) -> None:
        """What was said of this kind is no longer so."""
        self._closed = {(other, text) for other, text in self._closed if other != kind}
        if self._said.pop(kind, None) is not None:
            self._show()

    def close_message(self) -> None:
        kind = self.kind
        if kind and kind not in LASTING:
            self._closed.add((kind, _plain(self._said.pop(kind)[0])))
            self._show()

    def _on_act(self) -> None:
        action = self._said[self.kind][1] if self.kind else None
        if action is not None:
            action.do()

    def _show(self, *, aloud: bool = True) -> None:
        kind = self.kind
        if not kind:
            self.hide()
            return
        text, action = self._said[kind]
        self.text.setText(text)
        self.text.setAccessibleName(text)
        self.setAccessibleName(text)
        self.act.setVisible(action is not None)
        self.act.setText(action.words if action is not None else "")
        self.close_button.setVisible(kind not in LASTING)
        self.setObjectName("alarm" if kind in GRAVE else "banner")
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        if aloud:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _dress(self) -> None:
        self._row.setContentsMargins(px(16), px(6), px(16), px(6))
        self._row.setSpacing(px(12))
        for widget in (self.text, self.act, self.close_button):
            widget.setFont(font())


def _plain(text: str) -> str:
    return _NUMBERS.sub("0", text)
