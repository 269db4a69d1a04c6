"""A list of PMIDs, pasted: how many there are, how many are held, what was not understood, while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.theme import font, px
from her2ref.library.importing import import_pmids
from her2ref.library.library import Library
from her2ref.library.previewing import preview_pmids
from her2ref.library.rows import FileReport
from her2ref.records import pmids

PAUSE_MS = 200
"""Milliseconds of rest in typing after which the list is counted."""
UNKNOWN_SHOWN = 12
LONGEST_TAKEN = 100_000
"""Characters that are taken from the clipboard by themselves."""

Counted = tuple[int, int, int, list[str]]


class Paste(QDialog):
    """Takes what is on the clipboard where that is a list of PMIDs. Deleted when closed."""

    def __init__(self, parent: QWidget, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._library, self._jobs = desk, library, jobs
        self.setWindowTitle(self.tr("Paste PMIDs"))
        window = parent.window()
        self.setMinimumSize(min(px(520), window.width() - px(40)), min(px(380), window.height() - px(40)))
        hint = _label(
            self.tr(
                "PMIDs or addresses of PubMed, one a line or with commas. Those not here are fetched at the next sync."
            )
        )
        self.box = QPlainTextEdit()
        self.box.setAccessibleName(self.windowTitle())
        self.box.setFont(font())
        self.counts, self.unknown = _label(""), _label("")
        self.take = QPushButton(self.tr("Add to the list"))
        leave = QPushButton(self.tr("Cancel"))
        self.take.setDefault(True)
        for button in (leave, self.take):
            button.setFont(font())
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self.take)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(px(24), px(20), px(24), px(16))
        rows.setSpacing(px(12))
        rows.addWidget(hint)
        rows.addWidget(self.box, 1)
        rows.addWidget(self.counts)
        rows.addWidget(self.unknown)
        rows.addLayout(buttons)
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(PAUSE_MS)
        self._resting.timeout.connect(self._count)
        self.box.textChanged.connect(self._on_typed)
        self.take.clicked.connect(self._on_take)
        leave.clicked.connect(self.reject)
        self._show((0, 0, 0, []))
        self._offer(QGuiApplication.clipboard().text())

    def _offer(self, text: str) -> None:
        if len(text) <= LONGEST_TAKEN and pmids.parse(text).is_list:
            self.box.setPlainText(text)

    def _on_typed(self) -> None:
        self.take.setEnabled(False)
        self._resting.start()

    def _count(self) -> None:
        library, text = self._library, self.box.toPlainText()

        def work(_progress: Progress) -> Counted:
            return preview_pmids(library, text)

        self._jobs.latest("pmids", work, succeeded=self._show, failed=self._desk.fail)

    def _show(self, counted: Counted) -> None:
        named, held, missing, unknown = counted
        self.counts.setText(
            self.tr("%1 PMIDs: %2 are here, %3 will be fetched.")
            .replace("%1", f"{named:,}")
            .replace("%2", f"{held:,}")
            .replace("%3", f"{missing:,}")
        )
        shown = ", ".join(unknown[:UNKNOWN_SHOWN])
        more = len(unknown) - UNKNOWN_SHOWN
        if more > 0:
            shown += " " + self.tr("and %1 more").replace("%1", f"{more:,}")
        self.unknown.setText(self.tr("Not understood: %1").replace("%1", shown) if unknown else "")
        self.unknown.setVisible(bool(unknown))
        self.take.setEnabled(missing > 0)

    def _on_take(self) -> None:
        library, text, desk = self._library, self.box.toPlainText(), self._desk

        def work(_progress: Progress) -> FileReport:
            return import_pmids(library, text)

        words = self.tr("%1 PMIDs will be fetched at the next sync.")

        def done(report: FileReport) -> None:
            desk.say(words.replace("%1", f"{report.wanted:,}"))

        self._jobs.start(work, name="wish", succeeded=done, failed=desk.fail)
        self.accept()


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(font())
    return label
