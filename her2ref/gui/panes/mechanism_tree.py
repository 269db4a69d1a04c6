"""Why: the tree of mechanisms, with how many articles each has, and marks for a chosen drug."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPolygonF, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Jobs
from her2ref.gui.models.tree import BELOW, COUNT, KEY, MARK, TONE, TreeModel
from her2ref.gui.panes.rows import Hover, is_search_key, set_under
from her2ref.gui.theme import current, font, px, themes
from her2ref.library.library import Library

Index = QModelIndex | QPersistentModelIndex
ROW: Final = 28
STEP: Final = 16
"""Height of a row and indentation of a level at 100 % text."""
TALL: Final = 44
"""Height of a top class whose name takes two lines."""
SHIFT: Final = 8


def _at(index: Index) -> QModelIndex:
    """The index itself, whichever of Qt's two kinds it came as."""
    return index if isinstance(index, QModelIndex) else index.model().index(index.row(), 0, index.parent())


class TreeDelegate(QStyledItemDelegate):
    """Paints a row: triangle, name, the mark of a chosen drug, the number of articles at the right edge. The name of
    a top class has two lines where it needs them."""

    def __init__(self, view: Tree) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(120), px(TALL if len(self.lines(index)) > 1 else ROW))

    def lines(self, index: Index) -> list[str]:
        """The name as it is broken, by its room when it is bold, so that choosing a row does not move the others."""
        name = str(index.data())
        if index.parent().isValid():
            return [name]
        room = self._view.width() - px(16) - px(STEP) - px(SHIFT)
        count, word = self._count(index), self._word(index)
        bold = QFontMetrics(font(bold=True))
        if count:
            room -= max(bold.horizontalAdvance(count), px(20)) + px(8)
        if word:
            room -= QFontMetrics(font("small", bold=True)).horizontalAdvance(word) + px(8)
        return broken(name, bold, room)

    def _count(self, index: Index) -> str:
        count = index.data(COUNT)
        return f"{count:,}" if count else ""

    def _word(self, index: Index) -> str:
        """The mark of a chosen drug or trial, or how many mechanisms below a closed one have one."""
        word, below = str(index.data(MARK) or ""), index.data(BELOW) or 0
        return f"● {below}" if not word and below and not self._view.isExpanded(_at(index)) else word

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, view = current(), self._view
        painter.save()
        chosen = view.selectionModel().isSelected(_at(index))
        edge = view.width() - px(16)
        left = option.rect.left() + px(SHIFT)
        rect = QRect(left, option.rect.top(), edge - left, option.rect.height())
        text, word = self._count(index), self._word(index)
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        painter.setFont(font(bold=chosen))
        if text:
            painter.setPen(QColor(theme.text if chosen else theme.quiet))
            painter.drawText(rect, middle | right, text)
            rect.setRight(rect.right() - max(painter.fontMetrics().horizontalAdvance(text), px(20)) - px(8))
        if word:
            painter.setFont(font("small", bold=True))
            painter.setPen(QColor(theme.red if index.data(TONE) == "red" else theme.accent))
            painter.drawText(rect, middle | right, word)
            rect.setRight(rect.right() - painter.fontMetrics().horizontalAdvance(word) - px(8))
        marked = bool(index.data(MARK))
        painter.setFont(font(bold=chosen or marked))
        painter.setPen(QColor(theme.accent if marked and not chosen else theme.text))
        metrics, lines = painter.fontMetrics(), self.lines(index)
        height = metrics.lineSpacing()
        top = rect.top() + (rect.height() - height * len(lines)) // 2
        for number, line in enumerate(lines):
            place = QRect(rect.left(), top + number * height, rect.width(), height)
            cut = metrics.elidedText(line, Qt.TextElideMode.ElideRight, max(rect.width(), 0))
            painter.drawText(place, middle, cut)
        painter.restore()


def broken(name: str, metrics: QFontMetrics, room: int) -> list[str]:
    """`name` in one line, or in two where one has no room for it; the second may still be too long."""
    words, first = name.split(" "), 1
    if metrics.horizontalAdvance(name) <= room or len(words) == 1:
        return [name]
    while first < len(words) - 1 and metrics.horizontalAdvance(" ".join(words[: first + 1])) <= room:
        first += 1
    return [" ".join(words[:first]), " ".join(words[first:])]


class Tree(QTreeView):
    """The view: its own triangles and its own selected row, so that both follow the theme."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self._hover = Hover(self)
        self.setAnimated(False)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(TreeDelegate(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The mechanism that is chosen stays in sight; what takes two lines depends on the width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
        if self.selectionModel() is not None and self.selectionModel().hasSelection():
            self.scrollTo(self.currentIndex())

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = current(), option.rect
        whole = QRect(0, rect.top(), rect.right() + 1, rect.height())
        at = _at(index)
        if self.selectionModel().isSelected(at):
            painter.fillRect(whole, QColor(theme.accent_soft))
            painter.fillRect(QRect(0, rect.top(), px(3), rect.height()), QColor(theme.accent))
        elif self._hover.is_at(at):
            painter.fillRect(whole, QColor(theme.hover))
        super().drawRow(painter, option, index)
        if at == self.currentIndex() and self.hasFocus():
            painter.setPen(QColor(theme.accent))
            painter.drawRect(whole.adjusted(0, 0, -1, -1))

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        at = _at(index)
        if not self.model().hasChildren(at):
            return
        theme, half = current(), float(px(3.5))
        x, y = float(rect.right() - px(6) + px(SHIFT)), float(rect.center().y() + 1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.quiet))
        if self.isExpanded(at):
            points = [(x - half, y - half / 2), (x + half, y - half / 2), (x, y + half)]
        else:
            points = [(x - half / 2, y - half), (x - half / 2, y + half), (x + half, y)]
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
        painter.restore()

    def event(self, event: QEvent) -> bool:
        if is_search_key(event):
            event.accept()
            return True
        return bool(super().event(event))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover.leave()
        super().leaveEvent(event)


class MechanismTree(QFrame):
    """The pane: its heading with the number of mechanisms, and the tree. Filled when it is made."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("column")
        self._desk, self._library, self._jobs = desk, library, jobs
        self.heading = Heading(self.tr("Mechanisms"))
        self.view = Tree()
        self.view.setAccessibleName(self.tr("Mechanisms"))
        self.model = TreeModel(self)
        self.view.setModel(self.model)
        set_under(self, self.heading, self.view)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.clicked.connect(self._on_clicked)
        desk.topic_chosen.connect(self._on_topic)
        desk.changed.connect(self._on_changed)
        themes().theme_changed.connect(self._dress)
        self._following = False
        self._fill()
        self._dress()

    def _fill(self) -> None:
        rows = self._library.reader().tree()
        self._following = True  # as the old rows go, the view comes by others, which nobody chose
        self.model.fill(rows)
        self._following = False
        self.heading.show_number(f"{len(rows):,}" if rows else "")
        self._on_topic(self._desk.topic)

    def count(self) -> None:
        """Reads how many articles each mechanism has, in a worker."""
        library = self._library

        def work(_progress: Progress) -> dict[str, int]:
            return library.reader().counts()

        self._jobs.latest("tree-counts", work, succeeded=self.model.show_counts)

    def _on_topic(self, key: str) -> None:
        """Shows where the reader is; a drug marks its mechanisms and opens the branches that hold them."""
        index = self.model.index_of(key)
        self._following = True
        try:
            if index.isValid():
                self._open_above(index)
                self.view.expand(index)
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
                self.view.selectionModel().setCurrentIndex(index, flags)
                self.view.scrollTo(index)
            else:
                self.view.selectionModel().clearSelection()
                if (
                    not self.view.currentIndex().isValid()
                ):  # else the first Tab into the tree would choose one
                    self.view.selectionModel().setCurrentIndex(
                        self.model.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate
                    )
        finally:
            self._following = False
        self._mark(key)

    def _open_above(self, index: QModelIndex) -> None:
        above = index.parent()
        while above.isValid():
            self.view.expand(above)
            above = above.parent()

    def _mark(self, key: str) -> None:
        words: dict[str, tuple[str, str]] = {}
        if key.startswith("drug:"):
            names = {
                "overcomes": (self.tr("acts"), ""),
                "under-study": (self.tr("under study"), ""),
                "biomarker-for": (self.tr("predicts"), ""),
                "no-interaction": (self.tr("no difference by it"), ""),
                "stopped": (self.tr("study stopped"), ""),
                "resistance-to": (self.tr("defeats it"), ""),
                "failed": (self.tr("no benefit"), "red"),
            }
            related: dict[str, set[str]] = {}
            for link in self._library.reader().links():
                if link.drug == key and link.relation in names:
                    related.setdefault(link.mechanism, set()).add(link.relation)
            for mechanism, relations in related.items():
                said = [names[name] for name in names if name in relations]
                words[mechanism] = " / ".join(word for word, _ in said), said[0][1] if len(said) == 1 else ""
        elif key.startswith("trial:"):
            trial = self._library.reader().topic(key)
            names_there = getattr(trial, "mechanisms", ())
            words = {f"mechanism:{name}": (self.tr("in trial"), "") for name in names_there}
        self.model.mark(words)
        first = True
        for name in self.model.keys:
            if name in words:
                index = self.model.index_of(name)
                self._open_above(index)
                if first:
                    self.view.scrollTo(index)
                    first = False

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        """The page goes along with the row that the keyboard or the mouse came to."""
        if not self._following and now.isValid():
            self._desk.choose_topic(str(now.data(KEY)))

    def _on_clicked(self, index: QModelIndex) -> None:
        self._desk.choose_topic(str(index.data(KEY)))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("content"):
            self._fill()
        if changes.touches("content", "articles", "tags"):
            self.count()

    def _dress(self) -> None:
        self.view.setFont(font())
        self.view.setIndentation(px(STEP))
        self.view.scheduleDelayedItemsLayout()


class Heading(QWidget):
    """A pane's name in small capitals, and a number at the right."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._long = self._short = ""
        self._name, self._number = QLabel(name.upper()), QLabel()
        self._name.setAccessibleName(name)
        for label in (self._name, self._number):
            label.setObjectName("heading")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._name)
        self._row.addStretch(1)
        self._row.addWidget(self._number)
        themes().theme_changed.connect(self._dress)
        self._dress()

    def show_number(self, text: str, short: str = "") -> None:
        """`short` stands where there is no room for the text."""
        self._long, self._short = text.upper(), short or text.upper()
        self._number.setAccessibleName(text)
        self._fit()

    def _fit(self) -> None:
        """Measured by the label itself: its letters stand wider apart than those of its font."""
        self._number.setText(self._long)
        taken = self._name.sizeHint().width() + self._number.sizeHint().width() + px(40)
        if self.isVisible() and taken > self.width():
            self._number.setText(self._short)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    @property
    def number(self) -> str:
        return self._number.text()

    def _dress(self) -> None:
        self._row.setContentsMargins(px(16), px(14), px(16), px(6))
        for label in (self._name, self._number):
            label.setFont(font("small", bold=True))
        self._fit()
