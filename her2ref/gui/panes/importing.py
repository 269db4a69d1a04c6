"""Importing files: a strip with progress and Cancel while they are looked through and while they are read, what they
would bring in between, and a report in plain words when it is done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton

from her2ref.core.errors import KnownError
from her2ref.core.progress import Progress
from her2ref.gui.arrivals import opened_up
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.preview import PreviewDialog
from her2ref.gui.dialogs.report import Report
from her2ref.gui.jobs import Job, Jobs
from her2ref.gui.theme import font, px
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.previewing import Preview, preview
from her2ref.library.rows import ImportReport

SHOWN_REJECTIONS = 20


class ImportStrip(QFrame):
    """One import at a time; files that come meanwhile wait for their turn. `ended` follows each import, `looked` each
    look at what files would bring, with its dialog or None where it was stopped."""

    ended = Signal(object)
    looked = Signal(object)

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._library, self._jobs = desk, library, jobs
        self._job: Job | None = None
        self._waiting: list[tuple[list[Path], bool]] = []
        self._asking: PreviewDialog | None = None
        self.told: Report | None = None
        """What is open about imports that have ended."""
        self._ending = ""
        self.setObjectName("foot")
        self._text = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the import"))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.clicked.connect(self.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(px(16), px(8), px(16), px(8))
        layout.setSpacing(px(16))
        layout.addWidget(self._text)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._cancel)
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether files are looked through or read, or a person is asked about some."""
        return self._jobs.is_running("import") or self._asking is not None

    def start(self, paths: list[Path], *, look: bool = False) -> None:
        """Imports files and what is right in folders; with `look` it is shown first what they would bring. What is
        told about an import before goes: it would lie over the new one."""
        if self.is_busy:
            self._waiting.append((paths, look))
            self._desk.say(self.tr("These files follow when the running import is done."))
            return
        if self.told is not None:
            self.told.close()
        self._begin(paths, look=look)

    def _begin(self, paths: list[Path], *, look: bool) -> None:
        library = self._library

        def work(progress: Progress) -> ImportReport:
            return import_files(library, opened_up(paths), progress)

        def glance(progress: Progress) -> Preview:
            return preview(library, opened_up(paths), progress)

        self._text.setFont(font())
        self._text.setText(self.tr("Looking through the files…") if look else self.tr("Reading…"))
        self._ending = (
            self.tr("Stopping; nothing was stored…") if look else self.tr("Stopping; what was stored stays…")
        )
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        self.show()
        self._job = self._jobs.once(
            "import",
            glance if look else work,
            succeeded=self._on_looked if look else self._on_succeeded,
            failed=self._on_failed,
            cancelled=self._on_look_cancelled if look else self._on_cancelled,
            progressed=self._on_progressed,
            finished=self._on_finished,
        )

    def cancel(self) -> None:
        if self._job is not None:
            self._cancel.setEnabled(False)
            self._text.setText(self._ending)
            self._job.cancel()

    def _on_looked(self, told: Preview) -> None:
        if told.cancelled:
            self._on_look_cancelled()
            return
        self._asking = dialog = PreviewDialog(self.window(), told)
        dialog.chosen.connect(lambda: self._on_chosen([Path(file.file) for file in told.files]))
        dialog.finished.connect(self._on_asked)
        dialog.open()
        self.looked.emit(dialog)

    def _on_look_cancelled(self) -> None:
        self._desk.say(self.tr("Nothing was imported."))
        self.looked.emit(None)

    def _on_chosen(self, paths: list[Path]) -> None:
        self._waiting.insert(0, (paths, False))

    def _on_asked(self) -> None:
        self._asking = None
        self._go_on()

    def _on_progressed(self, done: int, total: int, text: str) -> None:
        if total > 0:
            self._bar.setRange(0, 1000)
            self._bar.setValue(min(1000, round(1000 * done / total)))
        if text and self._cancel.isEnabled():
            self._text.setText(text)

    def _on_succeeded(self, report: ImportReport) -> None:
        self._desk.say(summary(report))
        if report.rejected or report.cancelled or any(f.problem or f.remarks for f in report.files):
            self._tell(summary(report), details(report))
        self.ended.emit(report)

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self._tell(error.in_window, "")

    def _tell(self, text: str, details: str) -> None:
        """In one box: what a box says that is still open, of files that came before in the same row, stands in it."""
        if self.told is not None:
            text = f"{self.told.said}\n\n{text}"
            details = "\n\n".join(part for part in (self.told.details, details) if part)
            self.told.close()
        self.told = box = Report(self.window(), self.tr("Import"), text, details)
        box.finished.connect(self._on_told)
        box.open()

    def _on_told(self) -> None:
        self.told = None

    def _on_cancelled(self) -> None:
        self._desk.say(self.tr("The import was stopped. What was stored before stays; nothing was lost."))

    def _on_finished(self) -> None:
        self.hide()
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and not self.is_busy:
            paths, look = self._waiting.pop(0)
            self._begin(paths, look=look)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Import", text)


def summary(report: ImportReport) -> str:
    """One sentence: how many were read, and what became of them."""
    names = (("added", _tr("added")), ("updated", _tr("updated")), ("unchanged", _tr("unchanged")))
    counts = [f"{report.total(key):,} {word}" for key, word in names]
    if report.total("wanted"):
        counts.append(f"{report.total('wanted'):,} " + _tr("to be fetched at the next sync"))
    if report.rejected:
        counts.append(f"{report.rejected:,} " + _tr("left out"))
    text = f"{report.total('read'):,} " + _tr("records read") + ": " + ", ".join(counts) + "."
    if report.cancelled:
        text += " " + _tr("You stopped the import; what was stored stays.")
    return text


def details(report: ImportReport) -> str:
    """A paragraph for each file that was not whole: the problem, what is to be said of records that
    were taken, and the records that were left out and why."""
    lines: list[str] = []
    for file in report.files:
        if not (file.problem or file.rejected or file.remarks):
            continue
        lines.append(Path(file.file).name)
        if file.problem:
            lines.append("  " + file.problem)
        lines += [f"  {where}: {remark}" for where, remark in file.remarks]
        lines += [f"  {where}: {why}" for where, why in file.rejected[:SHOWN_REJECTIONS]]
        if len(file.rejected) > SHOWN_REJECTIONS:
            lines.append(f"  … {len(file.rejected) - SHOWN_REJECTIONS:,} " + _tr("more"))
    return "\n".join(lines)
