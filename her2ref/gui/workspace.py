"""What stands around the tree: drugs and shelf below it, pages in the middle, the source on the right, the strip; and
what a person did lately, to be taken back.

Imported and built after the first paint: rich text and its pages cost more than the rest of the window together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from her2ref.gui.desk import OWN, Desk, is_document
from her2ref.gui.dialogs.parking import Parking
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.abstract import AbstractPane
from her2ref.gui.panes.article_list import ListPane
from her2ref.gui.panes.document import DocumentPane
from her2ref.gui.panes.drug_list import DrugList
from her2ref.gui.panes.first_run import FirstRun
from her2ref.gui.panes.importing import ImportStrip
from her2ref.gui.panes.leaving import Leaving
from her2ref.gui.panes.note import NoteEditor
from her2ref.gui.panes.own_notes import PAGE, OwnNotes
from her2ref.gui.panes.shelf import Shelf
from her2ref.gui.panes.topic import TopicPane
from her2ref.gui.panes.trash import TrashPane
from her2ref.gui.undoing import Undoing
from her2ref.library.library import Library

if TYPE_CHECKING:
    from her2ref.gui.own_data import OwnData


class Workspace(QStackedWidget):
    """The middle itself, holding the first page, a topic or a list; the window places the other panes."""

    files_wanted = Signal()
    first_run_left = Signal()

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._parking: Parking | None = None
        self.own_data: OwnData | None = None
        self.undoing = Undoing(desk, library, jobs)
        self.drugs, self.shelf = DrugList(desk, library, jobs), Shelf(desk, library, jobs)
        self.first_run = FirstRun(desk, library, jobs)
        self.topic = TopicPane(desk, library, jobs)
        self.list = ListPane(desk, library, jobs)
        self.document = DocumentPane(desk, library, jobs)
        self.abstract = AbstractPane(desk, library, jobs)
        self.strip = ImportStrip(desk, library, jobs)
        self.own_notes, self.trash = OwnNotes(desk, library, jobs), TrashPane(desk, library, jobs)
        self.leaving = Leaving(self, desk, self.editors[0])
        for editor in self.editors[1:]:
            self.leaving.watch(editor)
        for page in (self.first_run, self.topic, self.list, self.document, self.own_notes, self.trash):
            self.addWidget(page)
        self.own_notes.parking.connect(self.park)
        self.document.asked.connect(self._on_asked)
        self.first_run.files_wanted.connect(self.files_wanted)
        self.first_run.left.connect(self.first_run_left)

    @property
    def editors(self) -> list[NoteEditor]:
        """Everything in which a note can be typed."""
        made = [self.abstract.note, self.topic.own.note, self.own_notes.note]
        return [*made, self._parking.note] if self._parking is not None else made

    def park(self) -> None:
        """A question for later, from wherever the reader is."""
        if self._parking is None:
            self._parking = Parking(self.window(), self._desk, self._library, self._jobs)
            self.leaving.watch(self._parking.note)
        self._parking.ask()

    def _on_asked(self, act: str) -> None:
        from her2ref.gui.own_data import OwnData

        home = self.document.home
        if home is not None:
            self.own_data = self.own_data or OwnData(self, self._desk, self._library, self._jobs, home)
            self.own_data.act(act)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The focus belongs to the page that is shown."""
        page = self.currentWidget()
        if page is not None:
            page.setFocus(reason)

    def show_place(self) -> None:
        """Turns to what the desk says the middle shows."""
        place = self._desk.place
        if place.listing is not None:
            self.setCurrentWidget(self.list)
        elif place.topic.startswith(OWN):
            self._show_own(self.own_notes if place.topic.startswith(PAGE) else self.trash)
        elif is_document(place.topic):
            self.setCurrentWidget(self.document)
        elif place.topic:
            self.setCurrentWidget(self.topic)
        else:
            self.setCurrentWidget(self.first_run)

    def _show_own(self, page: OwnNotes | TrashPane) -> None:
        """The keyboard goes along to the list of the page, where it was in the page before."""
        focus = self.window().focusWidget()
        within = focus is not None and self.isAncestorOf(focus)
        self.setCurrentWidget(page)
        if within:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_first_run(self) -> None:
        self.first_run.read()
        self.setCurrentWidget(self.first_run)
