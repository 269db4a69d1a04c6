"""Keys and passwords in the settings: whether there is one and where, never what it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from her2ref.core.errors import KnownError
from her2ref.core.progress import Progress
from her2ref.core.secrets import KEYRING, KINDS, NOWHERE, SESSION, Kind, Secrets, has_keyring
from her2ref.gui.dialogs.secret import SecretDialog
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.html import translate
from her2ref.gui.theme import font, px

Places = tuple[bool, dict[str, str]]
"""Whether there is a keyring, and where each secret is."""


class _Row(QFrame):
    """One kind of secret."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        label = translate("Secrets", kind.label)
        self.label, self.about = QLabel(label), QLabel(translate("Secrets", kind.about))
        self.place, self.give, self.remove = (
            QLabel(),
            QPushButton(self.tr("Set…")),
            QPushButton(self.tr("Remove")),
        )
        self.about.setObjectName("quiet")
        self.about.setWordWrap(True)
        self.place.setWordWrap(True)
        self.give.setAccessibleName(self.tr("Set %1").replace("%1", label))
        self.remove.setAccessibleName(self.tr("Remove %1").replace("%1", label))
        self.head = QHBoxLayout()
        self.head.addWidget(self.label)
        self.head.addWidget(self.place, 1)
        for button in (self.give, self.remove):
            button.setAutoDefault(False)
            self.head.addWidget(button)
        self.rows = QVBoxLayout(self)
        self.rows.addLayout(self.head)
        self.rows.addWidget(self.about)

    def show_place(self, place: str, *, keyring: bool) -> None:
        texts = {
            KEYRING: self.tr("in the keyring of this computer"),
            SESSION: self.tr("in memory until her2ref is closed"),
            NOWHERE: self.tr("none") if keyring else self.tr("none; asked for when it is needed"),
        }
        self.place.setText(texts[place])
        self.give.setAccessibleDescription(texts[place])
        self.remove.setEnabled(place != NOWHERE)

    def dress(self) -> None:
        self.label.setFont(font())
        for small in (self.about, self.place, self.give, self.remove):
            small.setFont(font("small"))
        self.head.setSpacing(px(12))
        self.rows.setContentsMargins(0, px(6), 0, px(6))
        self.rows.setSpacing(px(2))


class SecretRows(QFrame):
    """A keyring may take its time or ask for its own password, so a worker speaks with it. `said` carries sentences."""

    said = Signal(str)

    def __init__(self, secrets: Secrets, jobs: Jobs) -> None:
        super().__init__()
        self._secrets, self._jobs, self._keyring = secrets, jobs, True
        self.rows = {kind.name: _Row(kind) for kind in KINDS.values()}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for name, row in self.rows.items():
            layout.addWidget(row)
            row.remove.setEnabled(False)
            row.give.clicked.connect(partial(self._ask, name))
            row.remove.clicked.connect(partial(self._remove, name))
        self.dress()
        self.read()

    def dress(self) -> None:
        for row in self.rows.values():
            row.dress()

    def read(self) -> None:
        secrets = self._secrets

        def work(_progress: Progress) -> Places:
            return has_keyring(), {name: secrets.where(name) for name in KINDS}

        self._jobs.latest("secrets", work, succeeded=self._on_read)

    def _on_read(self, places: Places) -> None:
        self._keyring = places[0]
        for name, row in self.rows.items():
            row.show_place(places[1][name], keyring=self._keyring)

    def _ask(self, name: str) -> None:
        dialog = SecretDialog(self, KINDS[name], kept=self._keyring)
        dialog.given.connect(partial(self._keep, name))
        dialog.open()

    def _keep(self, name: str, text: str) -> None:
        secrets = self._secrets
        self._act(lambda _progress: secrets.put(name, text))

    def _remove(self, name: str) -> None:
        secrets = self._secrets
        self._act(lambda _progress: secrets.forget(name))

    def _act(self, work: object) -> None:
        self._jobs.start(work, name="secret", failed=self._on_failed, finished=self.read)  # type: ignore[arg-type]

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.said.emit(error.in_window)
