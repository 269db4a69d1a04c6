"""What stands around the tree: drugs and shelf below it, pages in the middle, the source on the right, the strip.

Imported and built after the first paint: rich text and its pages cost more than the rest of the window together.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from her2ref.gui.desk import Desk, is_document
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.abstract import AbstractPane
from her2ref.gui.panes.article_list import ListPane
from her2ref.gui.panes.document import DocumentPane
from her2ref.gui.panes.drug_list import DrugList
from her2ref.gui.panes.first_run import FirstRun
from her2ref.gui.panes.importing import ImportStrip
from her2ref.gui.panes.leaving import Leaving
from her2ref.gui.panes.shelf import Shelf
from her2ref.gui.panes.topic import TopicPane
from her2ref.library.library import Library


class Workspace(QStackedWidget):
    """The middle itself, holding the first page, a topic or a list; the window places the other panes."""

    files_wanted = Signal()
    first_run_left = Signal()

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk = desk
        self.drugs, self.shelf = DrugList(desk, library, jobs), Shelf(desk, library, jobs)
        self.first_run = FirstRun(desk, library, jobs)
        self.topic = TopicPane(desk, library, jobs)
        self.list = ListPane(desk, library, jobs)
        self.document = DocumentPane(desk, library, jobs)
        self.abstract = AbstractPane(desk, library, jobs)
        self.strip = ImportStrip(desk, library, jobs)
        self.leaving = Leaving(self, desk, self.abstract.note)
        for page in (self.first_run, self.topic, self.list, self.document):
            self.addWidget(page)
        self.first_run.files_wanted.connect(self.files_wanted)
        self.first_run.left.connect(self.first_run_left)

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
        elif is_document(place.topic):
            self.setCurrentWidget(self.document)
        elif place.topic:
            self.setCurrentWidget(self.topic)
        else:
            self.setCurrentWidget(self.first_run)

    def show_first_run(self) -> None:
        self.first_run.read()
        self.setCurrentWidget(self.first_run)
