"""The window: a frame that places panes and knows nothing of what they show."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from her2ref.core.changes import Changes
from her2ref.core.identity import NAME
from her2ref.core.progress import Progress
from her2ref.core.settings import Settings
from her2ref.gui.columns import MIDDLE, RIGHT, Columns
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.abstract import AbstractPane
from her2ref.gui.panes.article_list import ListPane
from her2ref.gui.panes.bars import Foot, TopBar
from her2ref.gui.panes.drug_list import DrugList
from her2ref.gui.panes.first_run import FirstRun, Preparing
from her2ref.gui.panes.importing import ImportStrip, importable
from her2ref.gui.panes.mechanism_tree import MechanismTree
from her2ref.gui.panes.shelf import Shelf
from her2ref.gui.panes.topic import TopicPane
from her2ref.gui.theme import themes
from her2ref.library.library import Library
from her2ref.library.rows import Holdings


class Window(QMainWindow):
    """`painted` goes out once, after the first paint that shows the library."""

    painted = Signal()
    closed = Signal()
    _announced = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs, settings: Settings) -> None:
        super().__init__()
        self.desk, self.jobs, self.settings = desk, jobs, settings
        self.library: Library | None = None
        self._painted = False
        self._dress()
        themes().theme_changed.connect(self._dress)
        self.setWindowTitle(NAME)
        self.setMinimumSize(520, 400)
        self.setAcceptDrops(True)
        self.bar, self.foot, self.preparing = TopBar(desk, jobs), Foot(desk), Preparing()
        self._body = QStackedWidget()
        self._body.addWidget(self.preparing)
        self._frame = QWidget()
        self._rows = QVBoxLayout(self._frame)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        for widget in (self.bar, self._body, self.foot):
            self._rows.addWidget(widget, 1 if widget is self._body else 0)
        self.setCentralWidget(self._frame)
        self.bar.importing.clicked.connect(self.choose_files)
        self.bar.column.clicked.connect(self._on_column)
        self._announced.connect(desk.announce, Qt.ConnectionType.QueuedConnection)
        desk.changed.connect(self._on_changed)
        desk.topic_chosen.connect(self._on_middle)
        desk.listing_chosen.connect(self._on_middle)
        desk.page_chosen.connect(self._on_middle)
        desk.article_chosen.connect(self._on_right)
        desk.source_chosen.connect(self._on_right)
        self._place_window()

    def _place_window(self) -> None:
        stored = QByteArray.fromBase64(str(self.settings.get("geometry")).encode())
        if stored.isEmpty() or not self.restoreGeometry(stored):
            room = self.screen().availableGeometry() if self.screen() else None
            width, height = (
                (1440, 900) if room is None else (min(1440, room.width()), min(900, room.height()))
            )
            self.resize(width, height)

    def use(self, library: Library) -> None:
        """Builds the panes over a library that is ready and shows them."""
        desk, jobs = self.desk, self.jobs
        self.library = library
        self.tree, self.drugs = MechanismTree(desk, library, jobs), DrugList(desk, library, jobs)
        self.shelf = Shelf(desk, library, jobs)
        left = QWidget()
        left.setObjectName("column")
        stack = QVBoxLayout(left)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(self.tree, 5)
        stack.addWidget(self.drugs, 4)
        stack.addWidget(self.shelf)
        self.topic, self.list = TopicPane(desk, library, jobs), ListPane(desk, library, jobs)
        self.first_run = FirstRun(desk, library, jobs)
        self.middle = QStackedWidget()
        for page in (self.first_run, self.topic, self.list):
            self.middle.addWidget(page)
        self.abstract = AbstractPane(desk, library, jobs)
        self.columns = Columns(left, self.middle, self.abstract)
        self.columns.shown_changed.connect(self._on_columns)
        self.strip = ImportStrip(desk, library, jobs)
        self._rows.insertWidget(2, self.strip)
        self._body.addWidget(self.columns)
        self._body.setCurrentWidget(self.columns)
        self.first_run.files_wanted.connect(self.choose_files)
        self.first_run.left.connect(self.leave_first_run)
        self.bar.line.use(library)
        library.subscribe(self._announced.emit)
        stored = QByteArray.fromBase64(str(self.settings.get("columns")).encode())
        if not stored.isEmpty():
            self.columns.restoreState(stored)
        self._on_middle()
        self.first_run.without.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def settle(self) -> None:
        """After the first paint: the numbers that take a worker."""
        if self.library is None:
            return
        self.shelf.read()
        self.first_run.read()
        self._read_holdings()

    def leave_first_run(self) -> None:
        self.settings.set(first_run_done=True)
        rows = self.library.reader().tree() if self.library else []
        if not self.desk.topic and rows:
            self.desk.choose_topic(rows[0].key)
        self._on_middle()
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_first_run(self) -> None:
        self.first_run.read()
        self.middle.setCurrentWidget(self.first_run)
        self.columns.bring(MIDDLE)

    def choose_files(self) -> None:
        folder = str(self.settings.get("last_folder"))
        title = self.tr("Import PubMed files")
        names, _ = QFileDialog.getOpenFileNames(self, title, folder, importable(self))
        if names:
            self.settings.set(last_folder=str(Path(names[0]).parent))
            self.take_files([Path(name) for name in names])

    def take_files(self, paths: list[Path]) -> None:
        if self.library is not None and paths:
            self.strip.start(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.library is not None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_files([Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()])

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted and self.library is not None:
            self._painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.library is not None:
            columns = bytes(self.columns.saveState().toBase64().data()).decode()
            self.abstract.flush()
            self.settings.set(columns=columns)
        self.settings.set(geometry=bytes(self.saveGeometry().toBase64().data()).decode())
        super().closeEvent(event)
        self.closed.emit()

    def panes(self) -> list[QWidget]:
        """What F6 walks through, in order."""
        if self.library is None:
            return [self.bar.line]
        return [self.tree, self.drugs, self.middle.currentWidget(), self.abstract, self.bar.line]

    def next_pane(self, step: int = 1) -> None:
        panes = [pane for pane in self.panes() if pane.isVisible()]
        focus = self.focusWidget()
        now = next(
            (n for n, pane in enumerate(panes) if focus and (pane is focus or pane.isAncestorOf(focus))), -1
        )
        panes[(now + step) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    def _dress(self) -> None:
        self.setStyleSheet(themes().sheet)

    def _on_middle(self, *_: object) -> None:
        if self.library is None:
            return
        place = self.desk.place
        if place.listing is not None:
            self.middle.setCurrentWidget(self.list)
        elif place.topic:
            self.middle.setCurrentWidget(self.topic)
        else:
            self.middle.setCurrentWidget(self.first_run)
        self.columns.bring(MIDDLE)

    def _on_right(self, *_: object) -> None:
        if self.library is not None and (self.desk.article or self.desk.source):
            self.columns.bring(RIGHT)

    def _on_columns(self) -> None:
        """The button that turns to a column for which there is no room beside the others."""
        room = self.columns.capacity
        self.bar.column.setVisible(room < 3)
        front = self.columns.front
        if room == 2:
            self.bar.column.setText(self.tr("Topic") if front == RIGHT else self.tr("Source"))
        elif room == 1:
            self.bar.column.setText((self.tr("Topic"), self.tr("Source"), self.tr("Contents"))[front])

    def _on_column(self) -> None:
        front, room = self.columns.front, self.columns.capacity
        self.columns.bring(
            MIDDLE if room == 2 and front == RIGHT else (front + 1) % 3 if room == 1 else RIGHT
        )
        self._on_columns()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("articles", "stars", "content"):
            self._read_holdings()

    def _read_holdings(self) -> None:
        library = self.library
        if library is None:
            return

        def work(_progress: Progress) -> Holdings:
            return library.reader().holdings()

        self.jobs.latest("holdings", work, succeeded=self._on_holdings)

    def _on_holdings(self, holdings: Holdings) -> None:
        self.bar.show_held(holdings)
        self.foot.show_content(holdings)
