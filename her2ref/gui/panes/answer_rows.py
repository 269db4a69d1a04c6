"""The rows of the list of answers, and how they are painted: what was typed stands out in what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from her2ref.core.text import fold, spelled
from her2ref.gui.theme import current, font, px, sizes
from her2ref.library.rows import Hit

ROW: Final = Qt.ItemDataRole.UserRole
ROW_HEIGHT: Final = 30
DOTS: Final = "…"
ANYWHERE_FROM: Final = 3
"""Letters from which a part of a word stands out too; fewer stand out at its beginning only."""

Piece = tuple[str, bool, int]
"""Words in a row, whether they stand out, and how wide they are."""


@dataclass(frozen=True, slots=True)
class Row:
    """`does` what Enter does here: "open" the `hit`, "list" all abstracts, "type" the text, "wish", "unwish",
    "forget"; empty for a heading or a sentence. `told` is what a screen reader says."""

    text: str
    does: str = ""
    why: str = ""
    hit: Hit | None = None
    told: str = ""
    is_heading: bool = False


def item_of(row: Row) -> QListWidgetItem:
    item = QListWidgetItem()
    set_row(item, row)
    return item


def set_row(item: QListWidgetItem, row: Row) -> None:
    item.setText(row.text)
    item.setData(ROW, row)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, row.told or row.text)
    if not row.does:
        item.setFlags(Qt.ItemFlag.NoItemFlags)


def row_of(item: QListWidgetItem | None) -> Row | None:
    row: Row | None = item.data(ROW) if item is not None else None
    return row


def matched(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where folded `words` stand in `text`, as beginnings and ends: at the beginning of a word, else inside one.

    Signs between letters count for nothing, as in the lookup itself: "tdxd" is all of "T-DXd".
    """
    if not words:
        return []
    signs = [(c, place) for place, sign in enumerate(text) for c in spelled(sign) if c.isalnum()]
    letters, places = "".join(c for c, _ in signs), [place for _, place in signs]
    found = set[int]()
    for word in filter(None, words):
        starts = _starts(letters, word)
        at_words = [n for n in starts if n == 0 or places[n - 1] < places[n] - 1]
        for start in at_words or (starts if len(word) >= ANYWHERE_FROM else []):
            found.update(range(places[start], places[start + len(word) - 1] + 1))
    return _joined(sorted(found))


def _starts(text: str, word: str) -> list[int]:
    found, start = [], text.find(word)
    while start >= 0:
        found.append(start)
        start = text.find(word, start + 1)
    return found


def _joined(places: list[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1] = spans[-1][0], place + 1
        else:
            spans.append((place, place + 1))
    return spans


def typed_words(text: str) -> tuple[str, ...]:
    """The words of `text` as `matched` looks for them, and all of it as one word."""
    parts = [fold(part) for part in text.split()]
    return tuple(dict.fromkeys(part for part in (*parts, fold(text)) if part))


class RowDelegate(QStyledItemDelegate):
    """A heading, a sentence, or a row that does something; to the right what matched or where it was published."""

    def __init__(self, parent: QListWidget) -> None:
        super().__init__(parent)
        self.words: tuple[str, ...] = ()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(ROW)
        theme, rect = current(), option.rect.adjusted(px(16), 0, -px(16), 0)
        painter.save()
        if row.is_heading:
            painter.setFont(font("small", bold=True))
            painter.setPen(QColor(theme.quiet))
            side = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
            painter.drawText(rect.adjusted(0, 0, 0, -px(4)), side, row.text.upper())
        else:
            self._ground(painter, option)
            is_name = row.hit is not None and row.hit.kind in ("mechanism", "drug", "trial")
            right = self._why(painter, rect, row.why, is_name=is_name)
            colour = theme.text if row.hit is not None else theme.accent if row.does else theme.quiet
            rect.setRight(rect.right() - right)
            self._text(painter, rect, row, QColor(colour))
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, rect = current(), option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.accent_soft))
            painter.fillRect(QRect(rect.left(), rect.top(), px(3), rect.height()), QColor(theme.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.hover))

    def _why(self, painter: QPainter, rect: QRect, why: str, *, is_name: bool) -> int:
        """Paints what stands on the right; the width that it took, with the gap before it."""
        if not why:
            return 0
        room = rect.width() * 2 // 5
        pieces = fitted(list(_pieces(why, self.words if is_name else ())), room, "small")
        width = sum(wide for _, _, wide in pieces)
        painter.setPen(QColor(current().quiet))
        _draw(painter, QRect(rect.right() + 1 - width, rect.top(), width, rect.height()), pieces, "small")
        return width + px(16)

    def _text(self, painter: QPainter, rect: QRect, row: Row, colour: QColor) -> None:
        painter.setPen(colour)
        if row.does == "list":
            pieces = [(row.text, True)]
        else:
            pieces = list(_pieces(row.text, self.words if row.hit is not None else ()))
        _draw(painter, rect, fitted(pieces, rect.width()), "body")

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: Row = index.data(ROW)
        return QSize(px(200), px(28 if row.is_heading else ROW_HEIGHT))


def _draw(painter: QPainter, rect: QRect, pieces: Sequence[Piece], size: str) -> None:
    """Draws pieces that fit one after the other."""
    left = rect.left()
    for shown, stands_out, width in pieces:
        chosen = font(size, bold=stands_out)
        metrics = sizes(chosen)
        painter.setFont(chosen)
        base = rect.top() + (rect.height() - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(left, base, shown)
        left += width


def fitted(pieces: Sequence[tuple[str, bool]], room: int, size: str = "body") -> list[Piece]:
    """What of `pieces` there is room for; where something is left out, the last ends in dots."""
    made: list[Piece] = []
    widths = [sizes(font(size, bold=out)).horizontalAdvance(piece) for piece, out in pieces]
    rest, dots = (
        sum(widths),
        max(sizes(font(size, bold=out)).horizontalAdvance(DOTS) for out in (False, True)),
    )
    for (piece, out), width in zip(pieces, widths, strict=True):
        metrics = sizes(font(size, bold=out))
        if rest > room and width + dots > room:
            side = Qt.TextElideMode.ElideRight
            shown = metrics.elidedText(f"{piece.rstrip()}{DOTS}", side, room)
            made.append((shown, out, metrics.horizontalAdvance(shown)))
            break
        made.append((piece, out, width))
        rest, room = rest - width, room - width
    return made


def _pieces(text: str, words: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """`text` cut into pieces, each with whether it stands out."""
    done = 0
    for begin, end in matched(text, words):
        if begin > done:
            yield text[done:begin], False
        yield text[begin:end], True
        done = end
    if done < len(text):
        yield text[done:], False
