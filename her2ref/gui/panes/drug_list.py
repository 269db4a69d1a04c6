"""With what: the drugs; those that act on the chosen mechanism rise to the top and are marked."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from her2ref.core.changes import Changes
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.panes.mechanism_tree import Heading
from her2ref.gui.panes.rows import Hover, is_search_key, set_under
from her2ref.gui.theme import current, font, px, themes
from her2ref.library.library import Library
from her2ref.library.outline import TopicRow

KEY: Final = Qt.ItemDataRole.UserRole
RIGHT: Final = Qt.ItemDataRole.UserRole + 1
"""What stands at the right: the class, or how the drug is related when it does not act or in more than one way."""
GROUP: Final = Qt.ItemDataRole.UserRole + 2
"""`acts`, `related` or empty."""
TONE: Final = Qt.ItemDataRole.UserRole + 3
LINE: Final = Qt.ItemDataRole.UserRole + 4
"""The row is the last before a line."""
ROW: Final = 28
ORDER: Final = (
    "overcomes", "under-study", "biomarker-for", "no-interaction", "stopped", "failed", "resistance-to",
)  # fmt: skip
"""Relations, those of drugs that act first. What predicts an effect does not act."""
ACTS: Final = frozenset({"overcomes", "under-study", "given"})
Index = QModelIndex | QPersistentModelIndex


class DrugDelegate(QStyledItemDelegate):
    def __init__(self, view: Drugs) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(120), px(ROW) + (px(8) if index.data(LINE) else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, view = current(), self._view
        at = view.model().index(index.row(), 0)
        painter.save()
        rect = QRect(option.rect)
        if index.data(LINE):
            rect.setHeight(rect.height() - px(8))
            painter.setPen(QColor(theme.line))
            y = rect.bottom() + px(4)
            painter.drawLine(rect.left() + px(16), y, rect.right() - px(16), y)
        chosen = view.selectionModel().isSelected(at)
        if chosen:
            painter.fillRect(rect, QColor(theme.accent_soft))
            painter.fillRect(QRect(rect.left(), rect.top(), px(3), rect.height()), QColor(theme.accent))
        elif view.hover.is_at(at):
            painter.fillRect(rect, QColor(theme.hover))
        if at == view.currentIndex() and view.hasFocus():
            painter.setPen(QColor(theme.accent))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inside = QRect(rect.left() + px(16), rect.top(), view.width() - px(32), rect.height())
        self._words(painter, inside, index, chosen=chosen)
        painter.restore()

    def _words(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool) -> None:
        theme, acts = current(), index.data(GROUP) == "acts"
        middle, elide = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideRight
        painter.setFont(font(bold=acts or chosen))
        metrics = painter.fontMetrics()
        name = str(index.data())
        wanted = metrics.horizontalAdvance(name) + px(2)
        space = min(wanted, rect.width() * 3 // 4)
        if rect.width() - space < px(60):  # no room for both: the name comes first
            space = min(wanted, rect.width())
        painter.setPen(QColor(theme.accent if acts and not chosen else theme.text))
        painter.drawText(rect, middle, metrics.elidedText(name, elide, space))
        painter.setFont(font())
        painter.setPen(QColor(theme.red if index.data(TONE) == "red" else theme.quiet))
        room = rect.width() - space - px(12)
        if room > px(24):
            text = painter.fontMetrics().elidedText(str(index.data(RIGHT)), elide, room)
            painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, text)


class Drugs(QListView):
    """The view; letters search it by name, and the drug that is chosen stays in sight."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.selectionModel() is not None and self.selectionModel().hasSelection():
            self.scrollTo(self.currentIndex())

    def __init__(self) -> None:
        super().__init__()
        self.hover = Hover(self)

    def event(self, event: QEvent) -> bool:
        if is_search_key(event):
            event.accept()
            return True
        return bool(super().event(event))

    def leaveEvent(self, event: QEvent) -> None:
        self.hover.leave()
        super().leaveEvent(event)


class DrugList(QFrame):
    """The pane. While a drug is chosen the order stays as it was, so that nothing moves under the hand."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("column")
        self._desk, self._library, self._jobs = desk, library, jobs
        self.heading = Heading(self.tr("Drugs"))
        self.view = Drugs()
        self.view.setAccessibleName(self.tr("Drugs"))
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setItemDelegate(DrugDelegate(self.view))
        self.model = QStandardItemModel(self)
        self.view.setModel(self.model)
        set_under(self, self.heading, self.view)
        self._drugs: list[TopicRow] = []
        self._following = self._below = False
        self.view.clicked.connect(self._on_clicked)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        desk.topic_chosen.connect(self._on_topic)
        desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)
        self._read()
        self._dress()

    def _read(self) -> None:
        self._drugs = self._library.reader().drugs()
        key = self._desk.topic
        self._show({} if key.startswith("drug:") else self._relations(key))
        self._follow(key)

    @property
    def names(self) -> list[str]:
        """The drugs in the order shown."""
        return [self.model.item(row).text() for row in range(self.model.rowCount())]

    def _on_topic(self, key: str) -> None:
        if key.startswith("drug:"):
            self.heading.show_number(str(len(self._drugs)))
        else:
            self._show(self._relations(key))
        self._follow(key)

    def _relations(self, key: str) -> dict[str, tuple[str, ...]]:
        """How each drug is related to a mechanism (or those below it), or that it was given in a trial."""
        reader = self._library.reader()
        self._below = False
        found: dict[str, set[str]] = {}
        if key.startswith("mechanism:"):
            wanted = set(reader.with_descendants(key))
            self._below = len(wanted) > 1
            for link in reader.links():
                if link.mechanism in wanted and link.relation in ORDER:
                    found.setdefault(link.drug, set()).add(link.relation)
        elif key.startswith("trial:"):
            return {f"drug:{name}": ("given",) for name in getattr(reader.topic(key), "drugs", ())}
        return {drug: tuple(sorted(names, key=ORDER.index)) for drug, names in found.items()}

    def _word(self, relations: tuple[str, ...]) -> str:
        """How a drug is related, in words: all of its relations; nothing for one that only acts."""
        if len(relations) == 1:
            return {
                "biomarker-for": self.tr("predicts effect"),
                "no-interaction": self.tr("no difference by it"),
                "stopped": self.tr("study stopped"),
                "failed": self.tr("tried, no benefit"),
                "resistance-to": self.tr("loses effect"),
            }.get(relations[0], "")
        both = {"biomarker-for", "resistance-to"} <= set(relations)
        words = {
            "overcomes": self.tr("overcomes"),
            "under-study": self.tr("under study"),
            "biomarker-for": self.tr("predicts") if both else self.tr("predicts effect"),
            "no-interaction": self.tr("no difference by it"),
            "stopped": self.tr("study stopped"),
            "failed": self.tr("no benefit"),
            "resistance-to": self.tr("loses effect"),
        }
        return " / ".join(words[name] for name in relations)

    def _show(self, relations: dict[str, tuple[str, ...]]) -> None:
        def rank(row: TopicRow) -> tuple[int, str]:
            first = relations.get(row.key, ("",))[0]
            place = 0 if first == "given" else ORDER.index(first) if first else len(ORDER)
            return place, row.name.casefold()

        ordered = sorted(self._drugs, key=rank)
        acting = sum(not ACTS.isdisjoint(names) for names in relations.values())
        related = sum(row.key in relations for row in ordered)
        self._following = True
        self.model.clear()
        for place, row in enumerate(ordered):
            names = relations.get(row.key, ())
            acts, word = not ACTS.isdisjoint(names), self._word(names)
            item = QStandardItem(row.name)
            item.setData(row.key, KEY)
            item.setData(word or row.subtitle, RIGHT)
            item.setData("acts" if acts else "related" if names else "", GROUP)
            item.setData("red" if names == ("failed",) else "", TONE)
            item.setData(related > 0 and place + 1 in (acting, related) and place + 1 < len(ordered), LINE)
            item.setToolTip(" · ".join(p for p in (row.name, row.subtitle, word) if p))
            spoken = [row.name, row.subtitle, self.tr("acts here") if acts else "", word]
            item.setData(", ".join(p for p in spoken if p), Qt.ItemDataRole.AccessibleTextRole)
            self.model.appendRow(item)
        self._following = False
        self.view.scrollToTop()
        total = len(ordered)
        if relations:
            given = any(names == ("given",) for names in relations.values())
            here = self.tr("%1 of %2 act here or below") if self._below else self.tr("%1 of %2 act here")
            text = self.tr("%1 of %2 in this trial") if given else here
            self.heading.show_number(
                text.replace("%1", str(acting)).replace("%2", str(total)), f"{acting}/{total}"
            )
        else:
            self.heading.show_number(str(total) if total else "")

    def _follow(self, key: str) -> None:
        """Marks the drug that is chosen, without choosing it again."""
        self._following = True
        try:
            self.view.selectionModel().clearSelection()
            if not self.view.currentIndex().isValid():  # else the first Tab into the list would choose one
                self.view.selectionModel().setCurrentIndex(
                    self.model.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate
                )
            if key.startswith("drug:"):
                for row in range(self.model.rowCount()):
                    if self.model.item(row).data(KEY) == key:
                        self.view.setCurrentIndex(self.model.index(row, 0))
                        self.view.scrollTo(self.model.index(row, 0))
        finally:
            self._following = False

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        if not self._following and now.isValid():
            self._desk.choose_topic(str(now.data(KEY)))

    def _on_clicked(self, index: QModelIndex) -> None:
        self._desk.choose_topic(str(index.data(KEY)))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("content"):
            self._read()

    def _dress(self) -> None:
        self.view.setFont(font())
        self.view.scheduleDelayedItemsLayout()
