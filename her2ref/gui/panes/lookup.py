"""The one line that finds anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.library.library import Library

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListWidgetItem

    from her2ref.gui.panes.answers import Answers
    from her2ref.library.rows import Found, Hit


class LookupLine(QLineEdit):
    """Looks up as you type, off the GUI thread; the newest key wins. Enter opens, Esc gives the screen back."""

    resized = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._jobs = desk, jobs
        self._library: Library | None = None
        self._answers: Answers | None = None
        self._before: QWidget | None = None
        self._waiting = False
        self.setPlaceholderText(self.tr("Look up a mechanism, drug, trial, gene or PMID"))
        self.setAccessibleName(self.tr("Look up"))
        self.setAccessibleDescription(self.tr("Type a few letters; Enter opens the first answer."))
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QAbstractButton):
            button.setAccessibleName(self.tr("Clear"))
        self.textEdited.connect(self._on_edited)

    def use(self, library: Library) -> None:
        self._library = library
        if self.text():
            self._on_edited(self.text())

    def turn_to(self) -> None:
        """Ctrl+K: takes the focus and remembers who had it."""
        focus = self.window().focusWidget()
        if focus is not self:
            self._before = focus
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def ask(self, text: str) -> None:
        """Types `text` for the reader."""
        self.turn_to()
        self.setText(text)
        self._on_edited(text)

    def answers(self) -> Answers:
        if self._answers is None:
            from her2ref.gui.panes.answers import Answers

            self._answers = Answers(self.window())
            self._answers.list.itemClicked.connect(self._on_clicked)
        return self._answers

    def _on_edited(self, text: str) -> None:
        if not text.strip():
            self._close()
            return
        library = self._library
        if library is None:
            return

        def work(_progress: Progress) -> Found:
            from her2ref.library.lookup import look_up

            return look_up(library.reader(), text, limit=30, per_kind=4)

        self._waiting = True
        self._jobs.latest("lookup", work, succeeded=self._on_found)

    def _on_found(self, found: Found) -> None:
        self._waiting = False
        if found.query.strip() != self.text().strip():
            return
        answers = self.answers()
        answers.fill(found)
        answers.place(self)
        answers.show()
        answers.raise_()
        if self._open_when_found:
            self._open_when_found = False
            self._open(answers.chosen)

    _open_when_found = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._answers and self._answers.isVisible():
            self._answers.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._waiting:
                self._open_when_found = True
            elif self._answers is not None and self._answers.isVisible():
                self._open(self._answers.chosen)
            elif self.text().strip():
                self._on_edited(self.text())
        elif key == Qt.Key.Key_Escape:
            self._close()
            self.clear()
            if self._before is not None:
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.resized.emit()
        self._place_answers()

    def moveEvent(self, event: Any) -> None:
        super().moveEvent(event)
        self._place_answers()

    def _place_answers(self) -> None:
        if self._answers is not None and self._answers.isVisible():
            self._answers.place(self)

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._close()

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._open(self.answers().hit_of(item))

    def _open(self, hit: Hit | str | None) -> None:
        words = self.text().strip()
        if hit is None:
            return
        self._close()
        if not isinstance(hit, str):
            if hit.kind == "article":
                self._desk.choose_words(words)
                self._desk.choose_article(int(hit.key.removeprefix("article:")))
            else:
                self._desk.choose_topic(hit.key)
        else:
            self._desk.choose_words(words)
            from her2ref.core.query import Listing

            self._desk.choose_listing(Listing(words=words, sort="best"))
        self.clear()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()

    def _close(self) -> None:
        self._open_when_found = False
        if self._answers is not None:
            self._answers.hide()
