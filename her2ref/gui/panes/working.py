"""What is being done, how far it is, and Cancel: one piece of work at a time, in a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout
from shiboken6 import isValid

from her2ref.gui.jobs import Job, Jobs, Work
from her2ref.gui.pages.html import translate
from her2ref.gui.theme import font, px


class Working(QFrame):
    """Hidden at rest."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._job: Job | None = None
        self._light = False
        self._next: Callable[[], object] | None = None
        self._said = ""
        self.text, self.bar = QLabel(), QProgressBar()
        self.text.setWordWrap(True)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.cancel)
        self._row, self._rows = QHBoxLayout(), QVBoxLayout(self)
        self._row.addWidget(self.bar, 1)
        self._row.addWidget(self.cancel_button)
        self._rows.addWidget(self.text)
        self._rows.addLayout(self._row)
        self.hide()

    @property
    def busy(self) -> bool:
        return self._job is not None

    def run(
        self,
        name: str,
        work: Work,
        text: str,
        *,
        succeeded: Callable[[Any], object],
        failed: Callable[[BaseException], object],
        cancelled: Callable[[], object] | None = None,
        light: bool = False,
    ) -> bool:
        """Starts `work`; False while other work is under way here or under this name. Receivers as of `Jobs.start`.
        `light` work only looks, and gives way."""
        if self.busy:
            return False

        def then(receiver: Callable[..., object] | None) -> Callable[..., None]:
            """The strip is free again first, so that other work may be started."""

            def told(*values: object) -> None:
                if not isValid(self):
                    return
                self._job = None
                self.hide()
                after, self._next = self._next, None
                if after is not None:
                    after()
                elif receiver is not None:
                    receiver(*values)

            return told

        self._say(text)
        self.bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)
        self._said = ""
        self._job = self._jobs.once(
            name,
            work,
            succeeded=then(succeeded),
            failed=then(failed),
            cancelled=then(cancelled),
            progressed=self._on_progressed,
        )
        if self._job is None:
            return False
        self._light = light
        self.show()
        return True

    def give_way(self, then: Callable[[], object]) -> None:
        """`then` is called now, or as soon as light work has ended, of which nothing more is heard; never beside other
        work."""
        if not self.busy:
            then()
        elif self._light:
            self._next = then
            self.cancel()

    def cancel(self) -> None:
        if self._job is not None:
            self.cancel_button.setEnabled(False)
            self._say(self.tr("Stopping…"))
            self._job.cancel()

    def _on_progressed(self, done: int, total: int, text: str) -> None:
        if not self.cancel_button.isEnabled():
            return
        if text and text != self._said:
            self._said = text
            self._say(translate("Progress", text) + "…")
            self.bar.setRange(0, 0)
        if total > 0:
            share = min(1000, round(1000 * done / total))
            self.bar.setRange(0, 1000)
            self.bar.setValue(max(share, self.bar.value()))

    def _say(self, text: str) -> None:
        self.text.setText(text)
        self.text.setAccessibleName(text)

    def dress(self) -> None:
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(4))
        self._row.setSpacing(px(12))
        self.text.setFont(font())
        self.cancel_button.setFont(font())
