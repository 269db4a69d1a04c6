"""The topics of an article: why each is there, and the reader's own choice, which outlives every update."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from her2ref.core.changes import Changes
from her2ref.core.errors import KnownError
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.filing import Filed, filed
from her2ref.gui.theme import font, px
from her2ref.library.library import Library
from her2ref.library.personal import set_tag
from her2ref.library.rows import target_of

ROLE = int(Qt.ItemDataRole.UserRole)


class Topics(QDialog):
    """Works on the library at once; closing it undoes nothing. Deleted when closed."""

    def __init__(self, parent: QWidget, desk: Desk, library: Library, jobs: Jobs, article: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._library, self._jobs, self._article = desk, library, jobs, article
        self._rows: list[Filed] = []
        self.setWindowTitle(self.tr("Topics of this article"))
        self.setMinimumSize(px(560), px(380))
        self._hint = QLabel(
            self.tr(
                "Articles are filed by their words. What you add, confirm or take off stays through every update."
            )
        )
        self._hint.setWordWrap(True)
        self._hint.setFont(font())
        self.view = QTreeWidget()
        self.view.setRootIsDecorated(False)
        self.view.setHeaderLabels([self.tr("Topic"), self.tr("Why")])
        self.view.setAccessibleName(self.windowTitle())
        self.view.setFont(font())
        self.view.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.view.header().resizeSection(0, px(230))
        self.view.setWordWrap(True)
        self.view.setUniformRowHeights(False)
        self.view.setStyleSheet(f"QTreeWidget::item {{ padding: {px(4)}px {px(2)}px; }}")
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Add a topic by its name"))
        self.line.setAccessibleName(self.line.placeholderText())
        self.line.setFont(font())
        self.add = QPushButton(self.tr("Add"))
        self.confirm = QPushButton(self.tr("Confirm"))
        self.off = QPushButton(self.tr("Take off"))
        self.undo = QPushButton(self.tr("Forget my choice"))
        for button in (self.add, self.confirm, self.off, self.undo):
            button.setFont(font())
            button.setAutoDefault(False)
        self._build()
        self._names: dict[str, str] = {}
        self.view.currentItemChanged.connect(self._on_current)
        self.confirm.clicked.connect(lambda: self._choose(on=True))
        self.off.clicked.connect(lambda: self._choose(on=False))
        self.undo.clicked.connect(lambda: self._choose(on=None))
        self.add.clicked.connect(self._on_add)
        self.line.returnPressed.connect(self._on_add)
        desk.changed.connect(self._on_changed)
        self._on_current()
        self._read()

    def _build(self) -> None:
        adding, acting = QHBoxLayout(), QHBoxLayout()
        adding.addWidget(self.line, 1)
        adding.addWidget(self.add)
        for button in (self.confirm, self.off, self.undo):
            acting.addWidget(button)
        acting.addStretch()
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        acting.addWidget(close)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(px(20), px(20), px(20), px(16))
        rows.setSpacing(px(12))
        rows.addWidget(self._hint)
        rows.addWidget(self.view, 1)
        rows.addLayout(adding)
        rows.addLayout(acting)

    @property
    def rows(self) -> list[Filed]:
        return self._rows

    def _read(self) -> None:
        library, article = self._library, self._article

        def work(_progress: object) -> tuple[list[Filed], dict[str, str]]:
            reader = library.reader()
            names = {row.name: row.key for row in (*reader.tree(), *reader.drugs(), *reader.trials())}
            return filed(reader.tags(article), reader.removed_tags(article)), names

        self._jobs.latest("filing", work, succeeded=self._on_read)

    def _on_read(self, answer: tuple[list[Filed], dict[str, str]]) -> None:
        kept = self._current
        self._rows, names = answer
        if names != self._names:
            self._names = names
            completer = QCompleter(sorted(names, key=str.casefold), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self.line.setCompleter(completer)
        self.view.clear()
        for row in self._rows:
            item = QTreeWidgetItem([row.name, row.why])
            item.setData(0, ROLE, row.key)
            item.setToolTip(1, row.why)
            struck = item.font(0)
            struck.setStrikeOut(not row.counts)
            item.setFont(0, struck)
            self.view.addTopLevelItem(item)
            if kept is not None and row.key == kept.key:
                self.view.setCurrentItem(item)
        first = self.view.topLevelItem(0)
        if self.view.currentItem() is None and first is not None:
            self.view.setCurrentItem(first)
        self._on_current()

    @property
    def _current(self) -> Filed | None:
        item = self.view.currentItem()
        key = item.data(0, ROLE) if item is not None else ""
        return next((row for row in self._rows if row.key == key), None)

    def _on_current(self, *_: object) -> None:
        row = self._current
        self.confirm.setEnabled(row is not None and row.chosen is not True)
        self.off.setEnabled(row is not None and row.counts and not row.cited)
        self.undo.setEnabled(row is not None and row.chosen is not None)

    def _choose(self, *, on: bool | None) -> None:
        row = self._current
        if row is not None:
            self._set(row.key, on=on)

    def _on_add(self) -> None:
        name = self.line.text().strip()
        key = next((k for n, k in self._names.items() if n.casefold() == name.casefold()), "")
        if key:
            self.line.clear()
            self._set(key, on=True)
        elif name:
            self._hint.setText(
                self.tr("No topic is called “%1”. Choose one from the list.").replace("%1", name)
            )

    def _set(self, key: str, *, on: bool | None) -> None:
        library, article = self._library, self._article
        self._jobs.start(
            lambda _progress: set_tag(library, article, key, on), name="tag", failed=self._on_failed
        )

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self._hint.setText(error.in_window)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("tags", "content") and (
            not changes.ids or target_of(self._article) in changes.ids
        ):
            self._read()
