"""The ways out of trouble with the library, as cards: the recommended one first, each saying what it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from her2ref.gui.models.copies import holds, when, why
from her2ref.gui.numbers import counted
from her2ref.gui.theme import font, px
from her2ref.library.backups import Backup
from her2ref.library.repairing import Diagnosis


class Way(QFrame):
    """A title, what it does, and one button."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title, self.text, self.button = QLabel(), QLabel(), QPushButton()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setObjectName("quiet")
        for label in (self.title, self.text):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words, self._row = QVBoxLayout(), QHBoxLayout(self)
        self._words.addWidget(self.title)
        self._words.addWidget(self.text)
        self._row.addLayout(self._words, 1)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def insert(self, widget: QComboBox) -> None:
        self._words.addWidget(widget)

    def say(self, title: str, text: str, button: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.button.setText(button)
        self.button.setAccessibleName(title)
        self.button.setAccessibleDescription(text)

    def dress(self) -> None:
        self.title.setFont(font(bold=True))
        for widget in (self.text, self.button):
            widget.setFont(font())
        self._row.setContentsMargins(px(20), px(14), px(20), px(14))
        self._row.setSpacing(px(20))
        self._words.setSpacing(px(4))


class Ways(QFrame):
    """What can be done about a damaged library. `repair`, `restore` (a Backup), `begin` a new one, `save` the notes."""

    repair = Signal()
    restore = Signal(object)
    begin = Signal()
    save = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._copies: list[Backup] = []
        self._rest: list[Backup] = []
        self.first, self.other, self.new, self.notes = Way(), Way(), Way(), Way()
        self.first.button.setObjectName("primary")
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Copies of the library, newest first"))
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(24)
        self.other.insert(self.which)
        self._rows = QVBoxLayout(self)
        for way in (self.first, self.other, self.new, self.notes):
            self._rows.addWidget(way)
        self.first.button.clicked.connect(self.repair)
        self.other.button.clicked.connect(self._on_other)
        self.new.button.clicked.connect(self.begin)
        self.notes.button.clicked.connect(self.save)
        self._there = True

    def show_copies(self, copies: Sequence[Backup]) -> None:
        """All copies that there are, newest first; before anything is known about the damage."""
        self._copies = list(copies)
        self._show(None)

    def show_diagnosis(self, found: Diagnosis) -> None:
        self._show(found)

    def show_file(self, *, there: bool, refusal: str) -> None:
        """Whether there is a file to save something from, and why notes may not be saved from it."""
        self._there = there
        kept = self.tr(
            "The damaged file is kept aside, and what can be saved of yours goes into the new library."
        )
        found = self.tr("What was saved of yours with the daily copies goes into it.")
        again = self.tr("Records have to be imported again.")
        self.new.say(
            self.tr("Start with a new library"), f"{kept if there else found} {again}", self.tr("Start new")
        )
        self.notes.setVisible(there)
        self.notes.button.setEnabled(not refusal)
        self.notes.say(
            self.tr("Save my notes to a file first"),
            refusal
            or self.tr(
                "All that can still be read of yours, in one file that any her2ref can take in again."
            ),
            self.tr("Save…"),
        )

    def _show(self, found: Diagnosis | None) -> None:
        best = found.backup if found is not None else None
        if found is not None and found.state in ("index", "tables", "whole", "new"):
            self.first.say(self.tr("Repair"), found.text, self.tr("Repair"))
        elif best is not None:
            self.first.say(
                self.tr("Restore the copy of %1").replace("%1", when(best)),
                f"{holds(best)}. {self._saved(found)}",
                self.tr("Restore"),
            )
        elif found is not None:
            self.first.say(
                self.tr("Make a new library from what can be saved"),
                f"{self.tr('There is no good copy.')} {self._saved(found)} "
                f"{self.tr('Records have to be imported again.')}",
                self.tr("Repair"),
            )
        else:
            self.first.say(
                self.tr("Repair"),
                self.tr(
                    "The gentlest that helps: the index is made again, or the newest good copy is put in place and "
                    "what can be saved of yours is added to it."
                )
                if self._there
                else self.tr("The newest good copy is put in place."),
                self.tr("Repair"),
            )
        rest = self._rest = [one for one in self._copies if best is None or one.path != best.path]
        self.other.setVisible(bool(rest))
        self.other.say(
            self.tr("Another copy") if best is not None else self.tr("Restore a copy"),
            self.tr("What can be saved of yours is added to it.") if self._there else "",
            self.tr("Restore"),
        )
        self.which.clear()
        for one in rest:
            self.which.addItem(f"{when(one)} · {why(one)} · {holds(one)}")
        self.new.setVisible(found is None or best is not None)

    def _saved(self, found: Diagnosis | None) -> str:
        if found is None or found.state == "missing":
            return ""
        number = counted(found.notes, "%1 note", "%1 notes")
        return self.tr("What can still be read in the damaged file is added to it (%1).").replace(
            "%1", number
        )

    def _on_other(self) -> None:
        row = self.which.currentIndex()
        if 0 <= row < len(self._rest):
            self.restore.emit(self._rest[row])

    def dress(self) -> None:
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(10))
        for way in (self.first, self.other, self.new, self.notes):
            way.dress()
        self.which.setFont(font())
