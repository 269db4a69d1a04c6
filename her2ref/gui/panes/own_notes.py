"""All notes of the person, the one changed last first: to be searched, read, changed, given a place and thrown away."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
)

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.gui import deeds
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.thing import ChooseThing
from her2ref.gui.jobs import Jobs
from her2ref.gui.models.notes import UNDER, NotesModel
from her2ref.gui.numbers import counted
from her2ref.gui.pages.html import attribute, clean, esc
from her2ref.gui.panes.note import NoteEditor
from her2ref.gui.panes.two_lines import Lines
from her2ref.gui.theme import current, font, px, themes
from her2ref.gui.undoing import perform
from her2ref.gui.web import open_address
from her2ref.library.library import Library
from her2ref.library.own import first_line
from her2ref.library.rows import NoteLine

PAGE: Final = "notes:"
MOST: Final = 5_000
"""Notes that are listed; more are found by their words."""
PAUSE_MS: Final = 150
WIDEST: Final = 760


class OwnNotes(QFrame):
    """The page "notes:all"; "notes:7" shows it with note 7 chosen. `parking` asks for a new question."""

    parking = Signal()

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._desk, self._library, self._jobs = desk, library, jobs
        self._wanted = 0
        self._thrown: NoteLine | None = None
        self.title, self.count, self.empty, self.where = QLabel(), QLabel(), QLabel(), QLabel()
        self.line, self.parked = QLineEdit(), QPushButton()
        self.park, self.link, self.throw = QPushButton(), QPushButton(), QPushButton()
        self.model = NotesModel(self)
        self.view = Lines(self.tr("My notes"), UNDER)
        self.view.setModel(self.model)
        self.note = NoteEditor(library, jobs)
        self.note.name("", self.tr("Add a note"))
        self._name()
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._connect()
        self.setFocusProxy(self.view)
        self._dress()
        self._on_topic(desk.topic)

    def _name(self) -> None:
        self.title.setText(self.tr("My notes"))
        self.title.setObjectName("title")
        self.count.setObjectName("quiet")
        self.empty.setObjectName("quiet")
        self.empty.setWordWrap(True)
        self.line.setPlaceholderText(self.tr("Search notes"))
        self.line.setAccessibleName(self.tr("Search notes"))
        self.line.setClearButtonEnabled(True)
        for button in self.line.findChildren(QAbstractButton):
            button.setAccessibleName(self.tr("Clear"))
        self.parked.setText(self.tr("Parked only"))
        self.parked.setCheckable(True)
        self.parked.setToolTip(self.tr("Only questions that hang on nothing yet"))
        self.park.setText(self.tr("Park a question…"))
        self.park.setToolTip(self.tr("Write a question down for later (Ctrl+Shift+N)"))
        self.link.setText(self.tr("Link to…"))
        self.link.setToolTip(self.tr("Hang the note on a mechanism, drug, trial or article"))
        self.throw.setText(self.tr("Throw away"))
        self.throw.setToolTip(self.tr("To the trash (Delete)"))
        self.where.setTextFormat(Qt.TextFormat.RichText)
        self.where.setWordWrap(True)
        self.where.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )

    def _build(self) -> None:
        self._rows = QVBoxLayout(self)
        self._top, self._tools, self._acts = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._top.addWidget(self.title, 1)
        self._top.addWidget(self.park)
        self._tools.addWidget(self.line, 1)
        self._tools.addWidget(self.parked)
        for row in (self._top, self._tools):
            self._rows.addLayout(row)
        self._rows.addWidget(self.count)
        self._rows.addWidget(self.empty)
        self._detail = QScrollArea()
        self._detail.setFrameShape(QFrame.Shape.NoFrame)
        self._detail.setWidgetResizable(True)
        self._detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._detail.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QFrame()
        inside.setObjectName("ground")
        self._below = QVBoxLayout(inside)
        self._acts.addWidget(self.where, 1)
        for button in (self.link, self.throw):
            self._acts.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._below.addLayout(self._acts)
        self._below.addWidget(self.note)
        self._below.addStretch(1)
        self._detail.setWidget(inside)
        self._both = QSplitter(Qt.Orientation.Vertical)
        self._both.setChildrenCollapsible(False)
        self._both.setHandleWidth(1)
        self._both.addWidget(self.view)
        self._both.addWidget(self._detail)
        self._both.setSizes([500, 500])
        self._rows.addWidget(self._both, 1)
        self._rows.addStretch(0)

    def _connect(self) -> None:
        self._pause.timeout.connect(self.read)
        self.line.textEdited.connect(lambda _text: self._pause.start())
        self.line.returnPressed.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.parked.toggled.connect(lambda _on: self.read())
        self.park.clicked.connect(self.parking)
        self.link.clicked.connect(self._on_link)
        self.throw.clicked.connect(self._on_throw)
        self.where.linkActivated.connect(self._desk.follow)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.note.said.connect(self._desk.say)
        self.note.settled.connect(self._on_settled)
        self.note.editor.left.connect(self._on_left)
        self.note.followed.connect(self._desk.follow)
        self.note.web.connect(lambda address: open_address(address, self._desk))
        self._desk.topic_chosen.connect(self._on_topic)
        self._desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)

    # what is read

    def _on_topic(self, key: str) -> None:
        if key.startswith(PAGE):
            number = key.removeprefix(PAGE)
            self._wanted = int(number) if number.isascii() and number.isdecimal() else 0
            self.read()

    def read(self) -> None:
        """Reads the list again, in a worker; the note that is chosen stays chosen."""
        library, words, parked = self._library, self.line.text(), self.parked.isChecked()

        def work(_progress: Progress) -> list[NoteLine]:
            return library.reader().all_notes(words, parked=parked, limit=MOST)

        self._jobs.latest("own-notes", work, succeeded=self._on_read, failed=self._desk.fail)

    def _on_read(self, lines: list[NoteLine]) -> None:
        chosen = self.chosen
        held = self.note.uid if self.note.editor.hasFocus() else ""
        if held:  # a note under the hand stays there: cleared, it may have been out of the list for a moment
            chosen = next((line for line in lines if line.note.uid == held), chosen)
        wanted = self._wanted or (chosen.note.id if chosen is not None else 0)
        self._wanted = 0
        self.model.show_lines(lines)
        self.count.setText(counted(len(lines), "%1 note", "%1 notes") if lines else "")
        self.empty.setText(self._nothing())
        self.empty.setVisible(not lines)
        row = self.model.row_of(wanted)
        if row < 0 and lines:
            row = min(max(self.view.currentIndex().row(), 0), len(lines) - 1)
        self.view.setCurrentIndex(self.model.index(row) if lines else QModelIndex())
        self._show()

    def _nothing(self) -> str:
        if self.line.text().strip():
            return self.tr("No note has these words.")
        if self.parked.isChecked():
            return self.tr("No question is parked. Ctrl+Shift+N parks one from anywhere.")
        return self.tr(
            "You have no notes yet. Press N beside an abstract or on a topic, or Ctrl+Shift+N to park a question."
        )

    @property
    def chosen(self) -> NoteLine | None:
        return self.model.line_at(self.view.currentIndex().row())

    def _on_current(self, *_: object) -> None:
        self._show()

    def _on_left(self) -> None:
        """A note that was cleared makes room for the one that is chosen."""
        line = self.chosen
        if line is None or line.note.uid != self.note.uid:
            self._show()

    def _show(self) -> None:
        line = self.chosen
        self._both.setVisible(line is not None or self.note.is_cleared)
        if self.note.is_cleared:
            return
        if line is None:
            if self.note.uid:
                self.note.show_one(None)
            return
        if line.note.uid == self.note.uid:
            self.note.refresh([line.note])
        else:
            self.note.show_one(line.note)
        self._show_where(line)

    def _show_where(self, line: NoteLine) -> None:
        target = line.note.target
        name = clean(line.title) or target
        if not target:
            text = esc(self.tr("Parked: it hangs on nothing yet."))
        elif not line.title:
            text = esc(self.tr("On %1, which is not in this library.").replace("%1", name))
        else:
            key = f"topic:{target}" if not target.isdecimal() else f"article:{target}"
            key = target if target.startswith("article:") else key
            colour = current().accent
            link = (
                f'<a href="{attribute(key)}" style="color: {colour}; text-decoration: none;">{esc(name)}</a>'
            )
            text = esc(self.tr("On %1")).replace("%1", link)
        self.where.setText(text)
        self.link.setText(self.tr("Link to…") if not target else self.tr("Link elsewhere…"))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("notes", "articles", "content") and (self.isVisible() or self.note.uid):
            self.read()

    # what is done

    def _on_link(self) -> None:
        line = self.chosen
        if line is None:
            return
        self.note.flush()
        note = line.note
        dialog = ChooseThing(self.window(), self._desk, self._library, self._jobs)
        dialog.chosen.connect(
            lambda target, title: perform(
                self._desk, self._library, self._jobs, deeds.linking(note, target, title)
            )
        )
        dialog.open()

    def _on_throw(self) -> None:
        """Once what was typed into it is on the disk: it comes back as it was."""
        self._thrown = self.chosen
        self.note.flush()
        if not self.note.busy:
            self._on_settled()

    def _on_settled(self) -> None:
        line, self._thrown = self._thrown, None
        if line is not None and not self.note.trouble:
            deed = deeds.throwing("note", line.note.id, first_line(line.note.text), uid=line.note.uid)
            perform(self._desk, self._library, self._jobs, deed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Delete and self.view.hasFocus():
            self._on_throw()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.view.hasFocus():
            self.note.turn_to()
        elif key == Qt.Key.Key_Escape and self.note.isAncestorOf(self.focusWidget() or self.note):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    # how it lies

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side = max(px(8), (self.width() - px(WIDEST)) // 2)
        self._rows.setContentsMargins(side, px(16), side, 0)
        for row in (self._top, self._tools):
            row.setContentsMargins(px(16), 0, px(16), 0)
            row.setSpacing(px(8))
        for label in (self.count, self.empty):
            label.setContentsMargins(px(16), 0, px(16), 0)
        self._below.setContentsMargins(px(16), px(10), px(16), px(12))
        self._rows.setSpacing(px(8))
        self._acts.setSpacing(px(6))

    def _dress(self) -> None:
        self.title.setFont(font("title", bold=True))
        for widget in (self.count, self.parked, self.park, self.link, self.throw):
            widget.setFont(font("small"))
        for label in (self.line, self.empty, self.where):
            label.setFont(font())
        self.view.doItemsLayout()
        line = self.chosen
        if line is not None:
            self._show_where(line)
        self._fit()
