"""What an import would bring, before it is done: a sentence, a line for each file, and the records by what would
become of them. Enter imports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTabBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from her2ref.gui.numbers import counted
from her2ref.gui.theme import font, px
from her2ref.library.previewing import KINDS, Line, Preview
from her2ref.library.rows import FileReport

RECORD, TITLE, WHY, FILE = range(4)
"""Columns."""
FILES_SHOWN = 6
IN_FULL: Final = 2
"""So many files in trouble are told of in full; of more, each only what is wrong, and the rest in the tool tip."""
_NEXT_SENTENCE: Final = re.compile(r"(?<=\.) (?=[A-Z])")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Preview", text)


class PreviewDialog(QDialog):
    """`chosen` goes out when the person imports. Deleted when closed; the window behind stays usable."""

    chosen = Signal()

    def __init__(self, parent: QWidget, told: Preview) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_tr("Import"))
        self._told = told
        self._room = parent.window().width() - px(40), parent.window().height() - px(40)
        self.words = _label(sentence(told))
        self.words.setFont(font(bold=True))
        self.files = _label("\n".join(file_lines(told)))
        if "\n".join(file_lines(told)) != (in_full := "\n".join(file_lines(told, IN_FULL + FILES_SHOWN))):
            self.files.setToolTip(plain_tip(in_full))
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_tr("What would become of the records"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self._kinds = [kind for kind in KINDS if told.count(kind)]
        for kind in self._kinds:
            self.tabs.addTab(f"{name_of(kind)} {told.count(kind):,}")
        self.view = QTreeWidget()
        self.view.setRootIsDecorated(False)
        self.view.setUniformRowHeights(True)
        self.view.setFont(font())
        self.view.setHeaderLabels([_tr("Record"), _tr("Title"), _tr("Why"), _tr("File")])
        self.more = _label("")
        self.take = QPushButton(_tr("Import"))
        self.leave = QPushButton(_tr("Cancel") if told.brings else _tr("Close"))
        self._build()
        self.tabs.currentChanged.connect(self._show)
        self.take.clicked.connect(self._on_take)
        self.leave.clicked.connect(self.reject)
        self._show(0)
        self.setAccessibleName(self.windowTitle())
        self.setAccessibleDescription(self.words.text())
        button = self.take if told.brings else self.leave
        button.setDefault(True)
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        header = self.view.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        for column, width in ((RECORD, 130), (WHY, 240), (FILE, 160)):
            header.resizeSection(column, px(width))
        self.view.setColumnHidden(FILE, len(self._told.files) == 1)
        buttons = QHBoxLayout()
        buttons.addStretch()
        for button in (self.leave, self.take):
            button.setFont(font())
            buttons.addWidget(button)
        self.take.setVisible(bool(self._told.brings))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(px(24), px(20), px(24), px(16))
        rows.setSpacing(px(12))
        rows.addWidget(self.words)
        rows.addWidget(self.files)
        rows.addWidget(self.tabs)
        rows.addWidget(self.view, 1)
        rows.addWidget(self.more)
        rows.addLayout(buttons)
        for widget in (self.tabs, self.view):
            widget.setVisible(bool(self._kinds))
        wide, high = self._room
        self.setMinimumSize(min(px(560), wide), min(px(300), high))
        self.resize(min(px(860), wide), min(px(560) if self._kinds else px(240), high))

    def _show(self, place: int) -> None:
        self.view.clear()
        self.more.hide()
        if not 0 <= place < len(self._kinds):
            return
        kind = self._kinds[place]
        self.view.setAccessibleName(name_of(kind))
        self.view.setColumnHidden(WHY, not any(line.why for line in self._told.lines[kind]))
        self.view.addTopLevelItems([_item(line) for line in self._told.lines[kind]])
        left = self._told.count(kind) - len(self._told.lines[kind])
        if left > 0:
            self.more.setText(_tr("and %1 more").replace("%1", f"{left:,}"))
            self.more.show()

    def _on_take(self) -> None:
        self.chosen.emit()
        self.accept()


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(font())
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _item(line: Line) -> QTreeWidgetItem:
    item = QTreeWidgetItem([line.where, line.title, line.why, line.file])
    for column in (TITLE, WHY):
        item.setToolTip(column, plain_tip(item.text(column)))
    return item


def plain_tip(text: str) -> str:
    """A text that Qt shows as it is, whatever tags are in it."""
    return f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>" if text else ""


def name_of(kind: str) -> str:
    return {
        "added": _tr("New"),
        "updated": _tr("Updated"),
        "ignored": _tr("Nothing new"),
        "rejected": _tr("Left out"),
        "wanted": _tr("To be fetched"),
    }[kind]


def sentence(told: Preview) -> str:
    """What the import would bring, in one sentence."""
    words = (
        ("added", _tr("%1 would be new")),
        ("updated", _tr("%1 would be updated")),
        ("ignored", _tr("%1 would bring nothing new")),
        ("rejected", _tr("%1 would be left out")),
        ("wanted", _tr("%1 would be fetched at the next sync")),
    )
    parts = [text.replace("%1", f"{told.count(kind):,}") for kind, text in words if told.count(kind)]
    if not parts:
        return _tr("There is nothing here that can be imported.")
    head = counted(told.total("read"), "%1 record", "%1 records")
    if all(file.format == "pmids" for file in told.files):
        head = counted(told.total("read"), "%1 entry", "%1 entries")
    end = "" if told.brings else " " + _tr("There is nothing to import.")
    return f"{head}: {', '.join(parts)}.{end}"


def file_lines(told: Preview, in_full: int = IN_FULL) -> list[str]:
    """A line for each file; those in trouble first, and not more than a few of the others. Where more than `in_full`
    are in trouble only the first sentence of each."""
    odd = [file for file in told.files if file.problem]
    good = [file for file in told.files if not file.problem]
    shown = [*odd, *good][:FILES_SHOWN]
    lines = [_line(file) for file in shown]
    if len(odd) > in_full:
        lines = [_NEXT_SENTENCE.split(line)[0] for line in lines]
    left = len(told.files) - len(shown)
    return [*lines, _tr("and %1 more files").replace("%1", f"{left:,}")] if left else lines


def _line(file: FileReport) -> str:
    name = Path(file.file).name
    if file.problem:
        return file.problem if name in file.problem else f"{name}: {file.problem}"
    kind = {"xml": "PubMed XML", "medline": "MEDLINE", "ris": "RIS", "pmids": _tr("list of PMIDs")}[
        file.format
    ]
    return f"{name} ({kind}): {file.read:,}"
