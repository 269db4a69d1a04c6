"""The answers under the line that finds anything: grouped, best first. Imported at the first key."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from her2ref.gui.numbers import counted
from her2ref.gui.theme import current, font, px
from her2ref.library.rows import Found, Hit

HIT: Final = Qt.ItemDataRole.UserRole
HEADING: Final = Qt.ItemDataRole.UserRole + 1
EVERYTHING: Final = "everything"


class HitDelegate(QStyledItemDelegate):
    """A heading, or a hit: its title, and to the right what matched or where it was published."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, rect = current(), option.rect.adjusted(px(12), 0, -px(12), 0)
        painter.save()
        if index.data(HEADING):
            painter.setFont(font("small", bold=True))
            painter.setPen(QColor(theme.quiet))
            side = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
            painter.drawText(rect.adjusted(0, 0, 0, -px(3)), side, str(index.data()).upper())
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(theme.accent_soft))
            painter.fillRect(
                QRect(option.rect.left(), option.rect.top(), px(3), option.rect.height()),
                QColor(theme.accent),
            )
        hit: Any = index.data(HIT)
        why = hit.why if isinstance(hit, Hit) else ""
        painter.setFont(font("small"))
        right = min(painter.fontMetrics().horizontalAdvance(why) + px(4), rect.width() // 2)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.quiet))
        text = painter.fontMetrics().elidedText(why, Qt.TextElideMode.ElideRight, right)
        painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, text)
        painter.setFont(font("body", bold=not isinstance(hit, Hit) or hit.kind != "article"))
        painter.setPen(QColor(theme.text if isinstance(hit, Hit) else theme.accent))
        space = rect.width() - right - px(16)
        title = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, space)
        painter.drawText(rect, middle | Qt.AlignmentFlag.AlignLeft, title)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(200), px(26 if index.data(HEADING) else 30))


class Answers(QFrame):
    """The list under the line; it lies over the window and takes no focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self.setObjectName("popup")
        self.setAutoFillBackground(True)
        self.list = QListWidget()
        self.list.setItemDelegate(HitDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Answers"))
        self.note = QLabel()
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.note.setContentsMargins(px(12), px(4), px(12), px(6))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, px(6), 1, px(4))
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self.note)
        self.hide()

    def _names(self) -> dict[str, str]:
        return {
            "mechanism": self.tr("Mechanisms"),
            "drug": self.tr("Drugs"),
            "trial": self.tr("Trials"),
            "gene": self.tr("Genes"),
            "reference": self.tr("References"),
            "article": self.tr("Abstracts"),
        }

    def fill(self, found: Found) -> None:
        """Shows what was found; the first hit is the one that Enter opens."""
        self.list.clear()
        names, last = self._names(), ""
        for hit in found.hits:
            if hit.kind != last:
                last = hit.kind
                heading = QListWidgetItem(names.get(hit.kind, hit.kind))
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                heading.setData(HEADING, "heading")
                self.list.addItem(heading)
            item = QListWidgetItem(hit.title)
            item.setData(HIT, hit)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{names.get(hit.kind, '')}: {hit.title}. {hit.why}"
            )
            self.list.addItem(item)
        articles = sum(hit.kind == "article" for hit in found.hits)
        if articles and found.articles > articles:
            item = QListWidgetItem(counted(found.articles, "Show the abstract", "Show all %1 abstracts"))
            item.setData(HIT, EVERYTHING)
            self.list.addItem(item)
        self.list.setVisible(self.list.count() > 0)
        self.note.setText(self._note(found))
        self.move_by(0)

    def _note(self, found: Found) -> str:
        if not found.hits:
            return self.tr(
                "Nothing found for “%1”. Try a shorter word, a gene, a brand name or a PMID."
            ).replace("%1", found.query)
        return self.tr("Enter opens · ↑ ↓ move · Esc gives the screen back")

    def move_by(self, step: int) -> None:
        """Moves the choice by `step` hits (headings are passed over); 0 chooses the first."""
        hits = [row for row in range(self.list.count()) if self.list.item(row).data(HIT) is not None]
        if not hits:
            return
        now = self.list.currentRow()
        place = hits.index(now) + step if step and now in hits else 0
        self.list.setCurrentRow(hits[max(0, min(place, len(hits) - 1))])

    @property
    def chosen(self) -> Hit | str | None:
        return self.hit_of(self.list.currentItem())

    def hit_of(self, item: QListWidgetItem | None) -> Hit | str | None:
        """What a row opens: a hit, or EVERYTHING; None for a heading."""
        hit: Hit | str | None = item.data(HIT) if item is not None else None
        return hit

    def place(self, line: QWidget) -> None:
        """Lays the frame under `line`, as high as its rows need and the window allows."""
        window = self._over
        corner = line.mapTo(window, QPoint(0, line.height() + px(4)))
        width = min(max(line.width(), px(620)), window.width() - 2 * px(8))
        left = max(px(8), min(corner.x(), window.width() - width - px(8)))
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        self.note.setFixedWidth(width - 2)
        note = self.note.heightForWidth(width - 2)
        height = min(rows + note + px(20), window.height() - corner.y() - px(16))
        self.setGeometry(left, corner.y(), width, height)
