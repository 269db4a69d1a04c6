"""The trash: what was thrown away waits here until it is taken back or deleted for ever. Nothing goes by itself."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.gui import deeds
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.models.thrown import UNDER, ThrownModel
from her2ref.gui.numbers import counted
from her2ref.gui.panes.two_lines import Lines
from her2ref.gui.theme import font, px, themes
from her2ref.gui.undoing import JOB, perform
from her2ref.library import trash
from her2ref.library.library import Library
from her2ref.library.rows import Thrown

PAGE: Final = "trash:"
WIDEST: Final = 760


class TrashPane(QFrame):
    """The page "trash:all". Enter takes back what is marked; what is deleted for ever is asked for first."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._desk, self._library, self._jobs = desk, library, jobs
        self.title, self.count = QLabel(self.tr("Trash")), QLabel()
        self.title.setObjectName("title")
        self.count.setObjectName("quiet")
        self.count.setWordWrap(True)
        self.model = ThrownModel()
        self.view = Lines(self.tr("Trash"), UNDER)
        self.view.setModel(self.model)
        self.back = QPushButton(self.tr("Take back"))
        self.delete = QPushButton(self.tr("Delete for ever…"))
        self.empty = QPushButton(self.tr("Empty the trash…"))
        self.question: QMessageBox | None = None
        self._rows, self._acts = QVBoxLayout(self), QHBoxLayout()
        for button in (self.back, self.delete):
            self._acts.addWidget(button)
        self._acts.addStretch()
        self._acts.addWidget(self.empty)
        self._rows.addWidget(self.title)
        self._rows.addWidget(self.count)
        self._rows.addLayout(self._acts)
        self._rows.addWidget(self.view, 1)
        self._rows.addStretch(0)
        self.setFocusProxy(self.view)
        self.back.clicked.connect(self.take_back)
        self.delete.clicked.connect(self._on_destroy)
        self.empty.clicked.connect(self._on_empty)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        desk.topic_chosen.connect(self._on_topic)
        desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)
        self._dress()
        self._on_topic(desk.topic)

    @property
    def chosen(self) -> Thrown | None:
        return self.model.thing_at(self.view.currentIndex().row())

    def _on_topic(self, key: str) -> None:
        if key.startswith(PAGE):
            self.read()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("notes", "collections", "searches") and self._desk.topic.startswith(PAGE):
            self.read()

    def read(self) -> None:
        library = self._library

        def work(_progress: Progress) -> list[Thrown]:
            return library.reader().trash()

        self._jobs.latest("trash", work, succeeded=self._on_read, failed=self._desk.fail)

    def _on_read(self, things: list[Thrown]) -> None:
        row = max(self.view.currentIndex().row(), 0)
        self.model.show_things(things)
        self.view.setVisible(bool(things))
        self.view.setCurrentIndex(self.model.index(min(row, len(things) - 1)) if things else QModelIndex())
        number = counted(len(things), "%1 thing.", "%1 things.")
        kept = self.tr("Nothing in the trash is deleted by itself.")
        self.count.setText(f"{number} {kept}" if things else self.tr("The trash is empty."))
        self.empty.setEnabled(bool(things))
        self._on_current()

    def _on_current(self, *_: object) -> None:
        for button in (self.back, self.delete):
            button.setEnabled(self.chosen is not None)

    def take_back(self) -> None:
        thing = self.chosen
        if thing is not None:
            deed = deeds.taking_back(thing.kind, thing.id, thing.title)
            perform(self._desk, self._library, self._jobs, deed)

    def _on_destroy(self) -> None:
        thing, library = self.chosen, self._library
        if thing is not None:
            question = self.tr("Delete “%1” for ever? This cannot be taken back.").replace("%1", thing.title)
            self._ask(question, lambda _p: trash.destroy(library, thing.kind, thing.id))

    def _on_empty(self) -> None:
        library, number = self._library, self.model.rowCount()
        question = counted(number, "Delete %1 thing for ever?", "Delete %1 things for ever?")
        self._ask(f"{question} {self.tr('This cannot be taken back.')}", lambda _p: trash.empty(library))

    def _ask(self, question: str, work: object) -> None:
        """Nothing is deleted unless the person says so; Cancel is what Enter means."""
        box = self.question = QMessageBox(self.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Trash"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(question)
        box.setIcon(QMessageBox.Icon.NoIcon)
        yes = box.addButton(self.tr("Delete for ever"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        yes.clicked.connect(lambda: self._jobs.in_turn(JOB, work, failed=self._desk.fail))  # type: ignore[arg-type]
        box.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.view.hasFocus():
            self.take_back()
        elif event.key() == Qt.Key.Key_Delete and self.view.hasFocus():
            self._on_destroy()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side = max(px(8), (self.width() - px(WIDEST)) // 2)
        self._rows.setContentsMargins(side, px(16), side, 0)
        self._rows.setSpacing(px(8))
        self._acts.setContentsMargins(px(16), 0, px(16), 0)
        self._acts.setSpacing(px(6))
        for label in (self.title, self.count):
            label.setContentsMargins(px(16), 0, px(16), 0)

    def _dress(self) -> None:
        self.title.setFont(font("title", bold=True))
        for widget in (self.count, self.back, self.delete, self.empty):
            widget.setFont(font("small"))
        self.view.doItemsLayout()
        self._fit()
