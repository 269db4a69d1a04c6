"""To which thing a note belongs: a lookup in a small window; Enter takes the answer that is marked."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.html import clean
from her2ref.gui.panes.two_lines import Lines
from her2ref.gui.theme import font, px
from her2ref.library.library import Library
from her2ref.library.lookup import look_up
from her2ref.library.rows import target_of_key

KINDS: Final = ("mechanism", "drug", "trial", "reference", "article")
PAUSE_MS: Final = 150
MOST: Final = 12
STEPS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
ROLE: Final = Qt.ItemDataRole.UserRole
UNDER: Final = Qt.ItemDataRole.UserRole + 1


class Answer(NamedTuple):
    """A target, its title, and what kind of thing it is."""

    target: str
    title: str
    under: str


def answers(library: Library, words: str, progress: Progress) -> list[Answer]:
    """For a worker: what `words` may mean, as far as a note can hang on it."""
    reader = library.reader()
    with reader.until(progress):
        found = look_up(reader, words, kinds=KINDS, limit=MOST, per_kind=4, count=False)
    made = [
        Answer(
            target_of_key(hit.key), clean(hit.title), " · ".join(p for p in (_kind(hit.kind), hit.why) if p)
        )
        for hit in found.hits
    ]
    return [answer for answer in made if not answer.target.startswith("reference:")]


def _kind(name: str) -> str:
    return {
        "mechanism": _tr("Mechanism"),
        "drug": _tr("Drug"),
        "trial": _tr("Trial"),
        "reference": _tr("Source"),
        "article": _tr("Abstract"),
    }[name]


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChooseThing", text)


class ChooseThing(QDialog):
    """`chosen` carries a target and its title. Deleted when closed."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._library, self._jobs = desk, library, jobs
        self.setWindowTitle(self.tr("Where the note belongs"))
        self.setMinimumSize(px(460), px(320))
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("A mechanism, drug, trial, PMID or words of a title"))
        self.line.setAccessibleName(self.windowTitle())
        self.line.setFont(font())
        self.line.installEventFilter(self)
        self.model = QStandardItemModel(self)
        self.view = Lines(self.tr("Answers"), UNDER)
        self.view.setModel(self.model)
        hint = QLabel(self.tr("Enter takes the answer that is marked. Esc leaves the note where it is."))
        hint.setObjectName("quiet")
        hint.setFont(font("small"))
        hint.setWordWrap(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(px(20), px(20), px(20), px(16))
        rows.setSpacing(px(10))
        for widget in (self.line, self.view, hint):
            rows.addWidget(widget)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.line.textEdited.connect(lambda _text: self._pause.start())
        self.view.clicked.connect(self._take)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in STEPS:
                self.view.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.view.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _ask(self) -> None:
        library, words = self._library, self.line.text()
        if not words.strip():
            self.model.clear()
            return
        self._jobs.latest(
            "thing",
            lambda progress: answers(library, words, progress),
            succeeded=self._on_found,
            failed=self._desk.fail,
        )

    def _on_found(self, found: list[Answer]) -> None:
        self.model.clear()
        for answer in found:
            item = QStandardItem(answer.title)
            item.setData(answer.target, ROLE)
            item.setData(answer.under, UNDER)
            self.model.appendRow(item)
        self.view.setCurrentIndex(self.model.index(0, 0))

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(str(index.data(ROLE)), str(index.data()))
            self.accept()
