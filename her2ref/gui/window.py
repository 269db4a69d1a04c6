"""The window: a frame that places panes and knows nothing of what they show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from her2ref.core.changes import Changes
from her2ref.core.identity import NAME
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.core.settings import Settings
from her2ref.gui.columns import MIDDLE, RIGHT, Columns
from her2ref.gui.desk import Desk, is_document
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.bars import Foot, TopBar
from her2ref.gui.panes.mechanism_tree import MechanismTree
from her2ref.gui.panes.preparing import Preparing
from her2ref.gui.theme import themes
from her2ref.library.library import Library

if TYPE_CHECKING:
    from her2ref.gui.others import Others
    from her2ref.gui.workspace import Workspace
    from her2ref.library.rows import Holdings

SIZE = (1440, 900)
TITLE_BAR = 40
"""Pixels that the system's title bar may take of the screen's height."""
GATHER_MS = 1000
"""For how long the changes of an import are gathered before the panes read again."""


class Window(QMainWindow):
    """`painted` goes out once, after the first paint that shows the library."""

    painted = Signal()
    closed = Signal()
    backups_wanted = Signal()
    _announced = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs, settings: Settings) -> None:
        super().__init__()
        self.desk, self.jobs, self.settings = desk, jobs, settings
        self.library: Library | None = None
        self._work: Workspace | None = None
        self._painted = False
        self._others: Others | None = None
        self._dress()
        themes().theme_changed.connect(self._dress)
        self.setWindowTitle(NAME)
        self.setMinimumSize(640, 400)
        self.setAcceptDrops(True)
        self.bar, self.foot = TopBar(desk, jobs), Foot(desk)
        self.preparing = Preparing()
        self._body = QStackedWidget()
        self._body.addWidget(self.preparing)
        frame = QWidget()
        self._rows = _column(frame)
        for widget in (self.bar, self._body, self.foot):
            self._rows.addWidget(widget, 1 if widget is self._body else 0)
        self.setCentralWidget(frame)
        self.bar.importing.clicked.connect(self.choose_files)
        self.bar.column.clicked.connect(self._on_column)
        self.bar.line.opened.connect(self._on_looked_up)
        self._announced.connect(self._on_announced, Qt.ConnectionType.QueuedConnection)
        self._gathered: list[Changes] = []
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(GATHER_MS)
        self._gathering.timeout.connect(self._on_gathered)
        desk.changed.connect(self._on_changed)
        for signal in (desk.topic_chosen, desk.listing_chosen, desk.page_chosen):
            signal.connect(self._on_middle)
        for signal in (desk.article_chosen, desk.source_chosen):
            signal.connect(self._on_right)
        self._place_window()

    def _place_window(self) -> None:
        stored = QByteArray.fromBase64(str(self.settings.get("geometry")).encode())
        if stored.isEmpty() or not self.restoreGeometry(stored):
            screen = self.screen()
            room = screen.availableGeometry() if screen else None
            width, height = SIZE if room is None else (room.width(), room.height() - TITLE_BAR)
            self.resize(min(SIZE[0], width), min(SIZE[1], height))

    def use(self, library: Library) -> None:
        """Builds the columns and the tree over a library that is ready; `complete` builds the rest."""
        desk, jobs = self.desk, self.jobs
        self.tree = MechanismTree(desk, library, jobs)  # the first look into the file: it may not read
        self.library = library
        left, middle, right = QFrame(), QFrame(), QFrame()
        for frame, name in ((left, "column"), (middle, "ground"), (right, "column")):
            frame.setObjectName(name)
        self._left, self._middle, self._right = _column(left), _column(middle), _column(right)
        self._left.addWidget(self.tree, 5)
        self.columns = Columns(left, middle, right)
        self.columns.shown_changed.connect(self._on_columns)
        self.columns.left_behind.connect(self._on_left_behind)
        self.columns.restore(QByteArray.fromBase64(str(self.settings.get("columns")).encode()))
        self.show_instead(None)
        self.bar.line.use(library, remembers=bool(self.settings.get("remember_choices")))
        library.no_notes = self.settings.refusal("allow.notes")
        library.no_exports = self.settings.refusal("allow.exports")
        library.remembers = bool(self.settings.get("remember_choices"))
        desk.no_web = self.settings.refusal("allow.network")
        library.subscribe(self._announced.emit)

    def show_instead(self, page: QWidget | None) -> None:
        """A page in place of the columns; None shows them again. What the bar offers needs the columns."""
        shown = page or self.columns
        self.bar.setEnabled(page is None)
        if self._body.indexOf(shown) < 0:
            self._body.addWidget(shown)
        self._body.setCurrentWidget(shown)

    def add_banner(self, banner: QWidget) -> None:
        self._rows.insertWidget(self._rows.indexOf(self.bar) + 1, banner)

    def complete(self) -> Workspace:
        """The drugs, the middle and the right, built on first need."""
        if self._work is None:
            from her2ref.gui.workspace import Workspace

            assert self.library is not None
            self._work = work = Workspace(self.desk, self.library, self.jobs)
            self._left.addWidget(work.drugs, 4)
            self._left.addWidget(work.shelf)
            self._middle.addWidget(work)
            self._right.addWidget(work.abstract)
            self._rows.insertWidget(self._rows.indexOf(self._body) + 1, work.strip)
            work.files_wanted.connect(self.choose_files)
            work.first_run_left.connect(self.leave_first_run)
            work.leaving.ready.connect(self.close)
            work.undoing.offered.connect(lambda deed: self.foot.offer(deed, work.undoing.undo))
            work.show_place()
        return self._work

    @property
    def work(self) -> Workspace:
        return self.complete()

    def settle(self) -> None:
        """After the first paint: the numbers that take a worker."""
        from her2ref.gui.others import Others

        self.tree.count()
        if self.library is not None:
            self._others = Others(self, self.library)
        self.complete().shelf.read()
        self.work.first_run.read()
        self._read_holdings()
        if not self.settings.get("remember_choices") and self.settings.is_meant("remember_choices"):
            self.bar.line.forget()
        from her2ref.gui.obeying import obey

        self.settings.subscribe(lambda names: obey(self, names))
        if self.settings.problems:
            self.desk.say(" ".join(self.settings.problems))

    def remember_choices(self, on: bool) -> None:
        """Whether what is opened from the lookup is offered again; where not, what was remembered is deleted."""
        self.settings.set(remember_choices=on)

    def leave_first_run(self) -> None:
        """On to the first mechanism; the page does not come by itself again."""
        self.show_first_mechanism()
        self._on_middle()

    def show_first_mechanism(self) -> None:
        """What the middle shows where nothing was chosen."""
        rows = self.library.reader().tree() if self.library else []
        if not self.desk.topic and self.desk.listing is None and rows:
            self.desk.choose_topic(rows[0].key)
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def narrow(self) -> None:
        """Opens or closes what narrows the list in the middle, wherever the keyboard is; where there is none, the list
        of a topic's abstracts or of all articles is opened to be narrowed."""
        if self.library is None:
            return
        desk, pages = self.desk, self.complete().list
        seen = pages.isVisible()
        if desk.listing is None:
            key = desk.topic if desk.page == "abstracts" and not is_document(desk.topic) else ""
            desk.choose_listing(Listing(topics=(key,) if key else ()))
        self.columns.bring(MIDDLE)
        pages.turn_narrowing(on=not (seen and pages.is_narrowing))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does."""
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    def show_first_run(self) -> None:
        self.complete().show_first_run()
        self.columns.bring(MIDDLE)

    def _can_be_added_to(self) -> bool:
        """Whether anything can be brought into the library; where not, why is said."""
        if self.library is not None and self.library.damage is not None:
            self.desk.fail(self.library.damage)
            return False
        return self.library is not None

    def choose_files(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        if not self._can_be_added_to():
            return

        filters = ";;".join(
            (
                self.tr("References (*.nbib *.ris *.xml *.gz *.txt *.medline)"),
                self.tr("PubMed (*.nbib *.xml *.gz *.txt *.medline)"),
                self.tr("RIS of EndNote, Zotero, Ovid, Embase (*.ris *.txt)"),
                self.tr("All files (*)"),
            )
        )
        folder = str(self.settings.get("last_folder"))
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Import files"), folder, filters)
        if names:
            self.settings.set(last_folder=str(Path(names[0]).parent))
            self.take_files([Path(name) for name in names])

    def take_files(self, paths: list[Path]) -> None:
        """Shows what these files would bring and imports them; a folder stands for the files in it."""
        if paths and self._can_be_added_to():
            self.complete().strip.start(paths, look=bool(self.settings.get("import.preview")))

    def paste_pmids(self) -> None:
        """Asks for a list of PMIDs."""
        if self.library is not None and self._can_be_added_to():
            from her2ref.gui.dialogs.paste import Paste

            Paste(self, self.desk, self.library, self.jobs).open()

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
        if not self._may_close():
            event.ignore()
            return
        if self.library is not None:
            self.settings.set(columns=bytes(self.columns.saveState().toBase64().data()).decode())
        self.settings.set(geometry=bytes(self.saveGeometry().toBase64().data()).decode())
        super().closeEvent(event)
        self.closed.emit()

    def _may_close(self) -> bool:
        """Not before what was typed is on the disk; then the window closes by itself."""
        return self._work is None or self._work.leaving.may_leave()

    def changeEvent(self, event: QEvent) -> None:
        """Back in front: another process, a command beside the window, may have written meanwhile."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._work is not None:
            self.look_for_others()

    def look_for_others(self) -> None:
        """Has the panes read again when somebody else has written into the file since the last look."""
        if self._others is not None:
            self._others.look()

    def panes(self) -> list[QWidget]:
        """What F6 walks through, in order."""
        if self.library is None:
            return [self.bar.line]
        work = self.work
        return [self.tree, work.drugs, work, work.abstract, self.bar.line]

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
        if self.library is not None:
            self.complete().show_place()
            self.columns.bring(MIDDLE)
            if self.desk.topic or self.desk.listing:  # who has begun to read needs no first page any more
                self.settings.set(first_run_done=True)

    def _on_right(self, *_: object) -> None:
        if self.library is None:
            return
        if self.desk.article or self.desk.source:
            self.complete()
            self.columns.bring(RIGHT)
        elif self.columns.front == RIGHT:  # gone back to where nothing was open there
            self.columns.bring(MIDDLE)

    def _on_looked_up(self, where: str) -> None:
        """The keyboard goes on where the answer was opened."""
        pane = self.work.abstract if where == "right" else self.work
        pane.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_columns(self) -> None:
        """The button that turns to a column for which there is no room beside the others."""
        room, front = self.columns.capacity, self.columns.front
        self.bar.column.setVisible(room < 3)
        if room == 2:
            self.bar.column.setText(self.tr("Topic") if front == RIGHT else self.tr("Source"))
        elif room == 1:
            self.bar.column.setText((self.tr("Topic"), self.tr("Source"), self.tr("Contents"))[front])

    def _on_left_behind(self) -> None:
        """The keyboard goes on in the column that takes the place of the one it was in."""
        work = self._work
        if work is not None:
            pane = (self.tree, work, work.abstract)[self.columns.front]
            pane.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_column(self) -> None:
        front, room = self.columns.front, self.columns.capacity
        self.columns.bring(
            MIDDLE if room == 2 and front == RIGHT else (front + 1) % 3 if room == 1 else RIGHT
        )
        self._on_columns()

    def _on_announced(self, changes: Changes) -> None:
        """Batches of an import are told together; what a person did is told at once."""
        if not changes.touches("articles"):
            self.desk.announce(changes)
            return
        self._gathered.append(changes)
        if not self._gathering.isActive():
            self._gathering.start()

    def _on_gathered(self) -> None:
        gathered, self._gathered = self._gathered, []
        kinds = frozenset[str]().union(*(changes.kinds for changes in gathered))
        known = all(changes.ids for changes in gathered)
        ids = frozenset[str]().union(*(changes.ids for changes in gathered)) if known else frozenset[str]()
        self.desk.announce(Changes(kinds, ids))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("articles", "stars", "content", "corrections"):
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


def _column(frame: QWidget) -> QVBoxLayout:
    """A layout of `frame` without margins or gaps."""
    made = QVBoxLayout(frame)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(0)
    return made
